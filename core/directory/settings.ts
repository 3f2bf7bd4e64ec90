import { z } from 'zod';
import { CANDIDATE_KINDS, type MachineKind } from '../regulation/candidate-kinds.ts';
import { choice, date, flag, group, wholeNumber } from '../values/fields.ts';
import { line, mailDomain, onPage, optionalParagraph, paragraph } from '../values/text.ts';

/**
 * Everything that 第12条 leaves to the chief. Each change is a new version that says who, when and why
 * (see registration/directory-changes.ts). The defaults are the project's own decisions.
 */
export const SELF_APPROVAL = {
  forbid: '認めない（代決者が決定する）',
  allow: '認める（記録に明示する）',
} as const;

export const CHANGE_APPROVAL = {
  environment: '端末・接続元・接続先・接続方法の変更は、統括の承認を要する',
  all: '重要な変更はすべて、統括の承認を要する',
  none: '情報セキュリティ管理者の確認で足りる',
} as const;

const raised = (kind: MachineKind) => flag(CANDIDATE_KINDS[kind]).default(true);
/** Which differences become candidates of violations (第7条); the manager finds in any case. */
const candidatesSchema = group('違反の候補とすること', {
  'instruction-not-followed': raised('instruction-not-followed'),
  'no-notice': raised('no-notice'),
  'no-report': raised('no-report'),
  overrun: raised('overrun'),
  'outside-worker': raised('outside-worker'),
  'outside-terminal': raised('outside-terminal'),
  'outside-origin': raised('outside-origin'),
  'outside-target': raised('outside-target'),
  'outside-period': raised('outside-period'),
  'cut-off': raised('cut-off'),
  'no-log': raised('no-log'),
  'emergency-declined': raised('emergency-declined'),
  nonconforming: raised('nonconforming'),
} satisfies Record<MachineKind, unknown>);

/** Kinds of the city's papers to a vendor, as far as their seal goes (F4, F8, F9, 第6条第6号). */
export const PAPER_KINDS = {
  result: '結果通知書',
  instruction: '指示書・指示解除通知書',
  order: '是正命令書・是正命令撤回通知書',
  sanction: '取消・停止・失効・停止解除・期間短縮の通知書',
  other: 'その他の通知書',
} as const;
export type PaperKind = keyof typeof PAPER_KINDS;
const sealed = (kind: PaperKind) => flag(PAPER_KINDS[kind]).default(false);

/** 解釈: how the chief reads what the rule leaves open, in writing, with day and name (第12条). Absent: it is not read so. */
const reading = (label: string) =>
  group(label, {
    text: paragraph(`${label} 解釈の文言`, 1000),
    decidedOn: date(`${label} 定めた日`),
    decidedBy: line(`${label} 定めた者`, 80).register(onPage, { hint: '例 総務部ICT推進室長　統括 太郎' }),
  }).optional();
export const READINGS = {
  noticeIsApproval: '届出を、別表1 5-1の承認とみなすこと',
  lossIsViolation: '許可の後に要件を欠いたことを、第6条第7号の違反とみなすこと',
} as const;

export const settingsSchema = z.strictObject({
  /** Target for a decision, business days per stage (G6). */
  decisionTargetDays: wholeNumber('決定の目標日数（開庁日）', 1, 60)
    .default(5)
    .register(onPage, { hint: '確認・承認それぞれの段階の期限です。1〜60日' }),
  /** What vendors are told of how long an application takes; 0: nothing. */
  processingDays: wholeNumber('標準的な処理の日数（開庁日）', 0, 120).default(0).register(onPage, {
    hint: '申請の受付（補正したときは再提出）から結果の通知まで。受付のメールと申請の画面に示します。0〜120日。0は示しません',
  }),
  /** A reminder this many business days before the target. */
  remindBeforeDays: wholeNumber('催促する日（期限の何開庁日前）', 0, 10)
    .default(1)
    .register(onPage, { hint: '0〜10日。0は期限の当日' }),
  /** Escalation to the deputy this many business days after the target. */
  escalateToDeputyAfterDays: wholeNumber('代決者に回付する日（期限の何開庁日後）', 0, 30)
    .default(1)
    .register(onPage, { hint: '期限を過ぎても決定されないとき、代決者にも依頼を送ります。0〜30日' }),
  /** Escalation to the chief's office this many business days after the target. */
  escalateToOfficeAfterDays: wholeNumber('統括部門に連絡する日（期限の何開庁日後）', 0, 60)
    .default(3)
    .register(onPage, { hint: '期限を過ぎても決定されないとき、統括部門に連絡します。0〜60日' }),
  /** Days after which a mailed link ends; the daily run then issues a new one. */
  linkValidDays: wholeNumber('メールのリンクの有効期間（日）', 1, 60)
    .default(7)
    .register(onPage, { hint: '過ぎると、新しいリンクを自動で送り直します。1〜60日' }),
  /** 補正の期限 in business days, where the manager sets no other date (第12条, docs/adr/0057). */
  correctionDays: wholeNumber('補正の期限（開庁日）', 1, 120).default(20).register(onPage, {
    hint: '補正を求めるときに、期限を別に定めない場合の日数です（第12条）。過ぎると、情報セキュリティ管理者が、期限を延ばすか不承認とするかを判断します。1〜120日',
  }),
  /** No 補正の期限 leaves fewer business days; never more than `correctionDays`: see reasonable-time.ts. */
  correctionLeastDays: wholeNumber('補正の期限の最短の日数（開庁日）', 1, 60).default(5).register(onPage, {
    hint: '補正を求めた日の翌日から数えて、この日数を下回る期限は定められません（第12条）。「補正の期限」の日数のほうが短いときは、その日数が最短です。1〜60日',
  }),
  /** Days a vendor has to answer a return before the daily run reminds; the case stays open. */
  correctionReminderDays: wholeNumber('補正を再度お願いするまでの日数（開庁日）', 1, 60)
    .default(10)
    .register(onPage, {
      hint: '補正をお願いした日（前回お知らせした日）からこの日数が過ぎても提出がないときに、申請者に改めてお知らせします。期限の前（「催促する日」）と当日にもお知らせします。1〜60日',
    }),
  /** Business days in which an instruction is to be followed, where the manager sets no other date (第6条第6号). */
  instructionDays: wholeNumber('指示の期限（開庁日）', 1, 60)
    .default(5)
    .register(onPage, { hint: '指示に従う期限を別に定めないときの日数です（第6条第6号）。1〜60日' }),
  /** 履行期限 of an order in business days, where the manager sets no other date (G10). */
  orderDays: wholeNumber('是正命令の履行期限（開庁日）', 1, 120)
    .default(10)
    .register(onPage, { hint: '是正命令の画面に、はじめに示す期限です（第7条）。1〜120日' }),
  /** No 履行期限 leaves fewer business days (第7条); never more than `orderDays`: see reasonable-time.ts. */
  orderLeastDays: wholeNumber('是正命令の履行期限の最短の日数（開庁日）', 1, 60).default(5).register(onPage, {
    hint: '命令の日の翌日から数えて、この日数を下回る履行期限は定められません（第7条）。「是正命令の履行期限」の日数のほうが短いときは、その日数が最短です。1〜60日',
  }),
  /** Business days in which the vendor may make a statement (弁明) before a sanction is decided (第8条). */
  statementDays: wholeNumber('弁明の期限（開庁日）', 1, 60).default(10).register(onPage, {
    hint: '取消・停止等（第8条）又は許可の期間の短縮（第4条第3項）を決める前に、保守事業者の弁明を待つ日数です。1〜60日',
  }),
  /** No day for a statement leaves fewer business days (第8条); never more than `statementDays`. */
  statementLeastDays: wholeNumber('弁明の期限の最短の日数（開庁日）', 1, 60).default(5).register(onPage, {
    hint: '通知の日の翌日から数えて、この日数を下回る弁明の期限は定められません（第8条、第4条第3項）。「弁明の期限」の日数のほうが短いときは、その日数が最短です。1〜60日',
  }),
  /** The manager is asked this many business days before the last day of a suspension whether it is extended (第8条). */
  suspensionReviewDays: wholeNumber('停止の期間を延長するかを確認する日（最終日の何開庁日前）', 1, 30)
    .default(5)
    .register(onPage, {
      hint: '停止は最終日の終わりに終わります。延長は、その前に改めて決定し、通知したときだけです（第8条）。1〜30日',
    }),
  /** A permit for more months than this is pointed out to vendor and manager (第4条第3項). */
  usualPermitMonths: wholeNumber('許可の期間の目安（月数）', 1, 240).default(60).register(onPage, {
    hint: 'これより長い利用期間の申請は、断らずに、申請者と情報セキュリティ管理者に指摘します（第4条第3項）。1〜240か月',
  }),
  /** May one person confirm as manager and approve as chief (G12)? */
  selfApproval: choice('確認した者が承認もすること', SELF_APPROVAL).default('forbid').register(onPage, {
    hint: '統括部門が所管するシステムでは、情報セキュリティ管理者と統括情報セキュリティ管理者が同じ人になることがあります',
  }),
  /** Which changes of a permit the chief approves, after the manager (G11). */
  changeApproval: choice('変更届の承認', CHANGE_APPROVAL).default('environment').register(onPage, {
    hint: '許可の範囲に関わる変更は、情報セキュリティ管理者の確認の後、統括情報セキュリティ管理者が承認します',
  }),
  /** The vendor is reminded of the end of the period this many business days before; 0: not. */
  renewalFirstDays: wholeNumber('期間満了の予告・1回目（満了の何開庁日前）', 0, 80)
    .default(60)
    .register(onPage, { hint: '保守事業者に、継続の手続をお知らせします。0〜80日。0は送らない' }),
  renewalSecondDays: wholeNumber('期間満了の予告・2回目（満了の何開庁日前）', 0, 80)
    .default(40)
    .register(onPage, { hint: '0〜80日。0は送らない' }),
  renewalLastDays: wholeNumber('期間満了の予告・3回目（満了の何開庁日前）', 0, 80)
    .default(20)
    .register(onPage, { hint: '0〜80日。0は送らない' }),
  /** 別表1 is confirmed again after this many months (第6条第7号). */
  reconfirmMonths: wholeNumber('別表1を再確認するまでの月数', 1, 60).default(12).register(onPage, {
    hint: '許可の期間中、要件への適合が続いていることを確認します（第6条第7号）。1〜60か月',
  }),
  /** May the city's papers to a vendor go without its seal (F4, F8, F9)? */
  sealOmitted: flag('公印を省略すること').default(true).register(onPage, {
    hint: '結果通知書、指示書、是正命令書、取消・停止通知書などに「（公印省略）」と記します。「いいえ」とすると、公印を押す場所を空けて印刷します',
  }),
  /** Those that are sealed although the others are not. */
  sealedPapers: group('公印を押す文書', {
    result: sealed('result'),
    instruction: sealed('instruction'),
    order: sealed('order'),
    sanction: sealed('sanction'),
    other: sealed('other'),
  } satisfies Record<PaperKind, unknown>).prefault({}),
  /** The chief's own section: its clerks are the chief's office. */
  officeSectionId: z.string().default('ict'),
  /** Domains of the staff's mail addresses, as they are compared (punycode, lower case); none: any. */
  staffDomains: z.array(mailDomain('ドメイン')).max(20).default([]),
  /** A proposal (登録伺い) that nobody has confirmed lapses after this many days. */
  proposalValidDays: wholeNumber('登録伺いの有効期間（日）', 7, 90).default(30).register(onPage, {
    hint: '確認されないまま過ぎると、登録伺いは期限切れとなり、何も反映されません。7〜90日',
  }),
  /** The city's own days off, ISO dates, beside weekends, holidays and 29 Dec – 3 Jan. */
  extraHolidays: z.array(date('市独自の休日')).max(200).default([]),
  /** A work is to be announced this many business days before it begins (G5); later ones are accepted, and flagged. */
  workLeadDays: wholeNumber('作業申請の期限（作業開始の何開庁日前）', 0, 30).default(5).register(onPage, {
    hint: '過ぎた申請も受け付け、期限後の申請であることを管理者に示します。0〜30日。0は期限を設けません',
  }),
  /** The manager answers it this many business days before the work begins, unless the target is earlier. */
  workAnswerDays: wholeNumber('作業申請への回答の期限（作業開始の何開庁日前）', 1, 10)
    .default(1)
    .register(onPage, { hint: '決定の目標日数による期限のほうが早いときは、その日が期限です。1〜10日' }),
  /** After-the-fact approval of an emergency work: due this many business days after its notice. */
  emergencyApprovalDays: wholeNumber('緊急作業の事後承認の期限（申請の何開庁日後）', 0, 10)
    .default(1)
    .register(onPage, { hint: '0〜10日。1は翌開庁日' }),
  /** The notice of an emergency work is in time this many hours after its beginning; later ones are accepted, and flagged. */
  emergencyNoticeHours: wholeNumber('緊急作業を申請する期限（作業開始の何時間後）', 0, 72)
    .default(24)
    .register(onPage, {
      hint: '過ぎた申請も受け付け、遅れた申請であることを管理者に示します（第6条第1号）。0〜72時間',
    }),
  /** Without a report this many business days after the planned end, the vendor is reminded; and so on each time. */
  workReportDays: wholeNumber('作業報告を催促する日（予定終了の何開庁日後）', 1, 30)
    .default(3)
    .register(onPage, {
      hint: '作業の報告がないときに、事業者に催促します。その後も同じ間隔で催促します。1〜30日',
    }),
  /** How many times. */
  workReportReminders: wholeNumber('作業報告を催促する回数', 0, 10).default(3).register(onPage, {
    hint: '0〜10回。0は催促しません。なお報告がないときは、違反の候補として管理者に知らせます',
  }),
  /** A work that is planned for more hours is put before whoever decides (第6条第4号); 0: none is. */
  workLongHours: wholeNumber('必要最低限の時間かを確認する予定（時間）', 0, 1000)
    .default(24)
    .register(onPage, {
      hint: '作業申請の予定がこれより長いとき、保守事業者と管理者に示します（第6条第4号）。0〜1000時間。0は示しません',
    }),
  /** So is a connection that has lasted for more hours. */
  sessionLongHours: wholeNumber('必要最低限の時間かを確認する接続（時間）', 0, 1000)
    .default(12)
    .register(onPage, {
      hint: '作業報告の接続がこれより長いとき、保守事業者と管理者に示します（第6条第4号）。0〜1000時間。0は示しません',
    }),
  /** By how many minutes a log, a report and a notice may differ (照合). */
  reconciliationTolerance: wholeNumber('接続ログとの照合で、違いとしない時間（分）', 0, 120)
    .default(10)
    .register(onPage, {
      hint: '作業申請・作業報告・ログの時刻の差がこの時間以内なら、一致とします（第6条）。0〜120分',
    }),
  candidates: candidatesSchema.prefault({}),
  readings: group('要領の解釈', {
    noticeIsApproval: reading(READINGS.noticeIsApproval),
    lossIsViolation: reading(READINGS.lossIsViolation),
  }).prefault({}),
  /** 疑義の申出: days within which the vendor may turn to the section; 0: the notices say nothing of it. */
  doubtDays: wholeNumber('疑義を申し出ることができる日数（日）', 0, 365).default(30).register(onPage, {
    hint: '結果通知書、是正命令書、取消・停止通知書などに記します。0〜365日。0は記しません',
  }),
  /** In the city's own words; absent: the neutral sentence (document/view-notice.ts). */
  doubtText: optionalParagraph('疑義の申出の文言', 300),
  /** The monthly report is due on this business day of the next month (第10条, G7). */
  reportDueDays: wholeNumber('月次利用状況報告の期限（翌月の第何開庁日）', 1, 20)
    .default(5)
    .register(onPage, { hint: '1〜20（第10条）' }),
  /** A month that is asked for late leaves the vendor at least so many business days. */
  reportLeastDays: wholeNumber('報告の受付開始が遅れたときの最短の提出日数（開庁日）', 0, 20)
    .default(3)
    .register(onPage, {
      hint: '障害などで受付開始が遅れた月も、受付開始の日からこの日数は待ちます。0〜20日',
    }),
  /** Dunning, business days after the deadline. */
  reportFirstDunDays: wholeNumber('報告の1回目の督促（期限の何開庁日後）', 1, 30)
    .default(1)
    .register(onPage, { hint: '1〜30日' }),
  reportSecondDunDays: wholeNumber('報告の2回目の督促（期限の何開庁日後）', 1, 30)
    .default(3)
    .register(onPage, { hint: '1〜30日' }),
  /** An instruction is prepared for the manager, business days after the deadline (G18). */
  reportInstructDays: wholeNumber('報告の指示を準備する日（期限の何開庁日後）', 1, 60)
    .default(5)
    .register(onPage, {
      hint: '督促しても提出されないとき、情報セキュリティ管理者に指示の発出を求めます（第6条第6号）。1〜60日',
    }),
  /** A returned report is awaited again within so many business days. */
  reportResubmitDays: wholeNumber('差し戻した報告の再提出の期限（開庁日）', 1, 30)
    .default(5)
    .register(onPage, { hint: '差戻しの日から数えます。1〜30日' }),
  /** Nobody is written to before this hour (JST). The daily run at 8:30 must find the office open. */
  officeOpensHour: wholeNumber('メールを送り始める時刻（時）', 0, 8).default(8).register(onPage, {
    hint: 'これより早い時刻の自動の処理では、職員にも保守事業者にもメールを送りません。毎日の処理は0時と8時30分に行います。0〜8時',
  }),
  /** Years kept after the 1 April that follows the end of a case. */
  retentionYears: wholeNumber('文書の保存年数', 1, 50)
    .default(5)
    .register(onPage, { hint: '手続が終わった後の最初の4月1日から数えます。1〜50年' }),
});
export type Settings = z.infer<typeof settingsSchema>;
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

export const settingsVersionSchema = z.object({
  version: z.int(),
  settings: settingsSchema,
  /** Who prepared it. */
  changedBy: z.string(),
  /** Who made it count: the chief, a deputy, or the operator. Absent in the versions before. */
  confirmedBy: z.string().optional(),
  changedAt: z.string(),
  reason: z.string(),
});
export type SettingsVersion = z.infer<typeof settingsVersionSchema>;
