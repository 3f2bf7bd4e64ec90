import { CANDIDATE_KINDS } from '../regulation/candidate-kinds.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import {
  CHANGE_APPROVAL,
  DEFAULT_SETTINGS,
  PAPER_KINDS,
  type PaperKind,
  READINGS,
  SELF_APPROVAL,
  type Settings,
} from './settings.ts';

/** The settings in words: for their page, for the history, and for whoever confirms a change (第12条). */

export type NumberSetting = Exclude<
  keyof Settings,
  | 'selfApproval'
  | 'changeApproval'
  | 'sealOmitted'
  | 'sealedPapers'
  | 'officeSectionId'
  | 'extraHolidays'
  | 'candidates'
  | 'staffDomains'
  | 'readings'
  | 'doubtText'
>;

export const NUMBER_SETTINGS: Readonly<
  Record<NumberSetting, { readonly label: string; readonly hint: string }>
> = {
  decisionTargetDays: {
    label: '決定の目標日数（開庁日）',
    hint: '確認・承認それぞれの段階の期限です。1〜60日',
  },
  remindBeforeDays: { label: '催促する日（期限の何開庁日前）', hint: '0〜10日。0は期限の当日' },
  escalateToDeputyAfterDays: {
    label: '代決者に回付する日（期限の何開庁日後）',
    hint: '期限を過ぎても決定されないとき、代決者にも依頼を送ります。0〜30日',
  },
  escalateToOfficeAfterDays: {
    label: '統括部門に連絡する日（期限の何開庁日後）',
    hint: '期限を過ぎても決定されないとき、統括部門に連絡します。0〜60日',
  },
  linkValidDays: {
    label: 'メールのリンクの有効期間（日）',
    hint: '過ぎると、新しいリンクを自動で送り直します。1〜60日',
  },
  correctionReminderDays: {
    label: '補正を再度お願いするまでの日数（開庁日）',
    hint: '補正をお願いしてから提出がないときに、申請者に改めてお知らせします。1〜60日',
  },
  renewalFirstDays: {
    label: '期間満了の予告・1回目（満了の何開庁日前）',
    hint: '保守事業者に、継続の手続をお知らせします。0〜80日。0は送らない',
  },
  renewalSecondDays: { label: '期間満了の予告・2回目（満了の何開庁日前）', hint: '0〜80日。0は送らない' },
  renewalLastDays: { label: '期間満了の予告・3回目（満了の何開庁日前）', hint: '0〜80日。0は送らない' },
  usualPermitMonths: {
    label: '許可の期間の目安（月数）',
    hint: 'これより長い利用期間の申請は、断らずに、申請者と情報セキュリティ管理者に指摘します（第4条第3項）。1〜240か月',
  },
  reconfirmMonths: {
    label: '別表1を再確認するまでの月数',
    hint: '許可の期間中、要件への適合が続いていることを確認します（第6条第7号）。1〜60か月',
  },
  reconciliationTolerance: {
    label: '接続ログとの照合で、違いとしない時間（分）',
    hint: '作業申請・作業報告・ログの時刻の差がこの時間以内なら、一致とします（第6条）。0〜120分',
  },
  instructionDays: {
    label: '指示の期限（開庁日）',
    hint: '指示に従う期限を別に定めないときの日数です（第6条第6号）。1〜60日',
  },
  orderDays: {
    label: '是正命令の履行期限（開庁日）',
    hint: '是正命令の画面に、はじめに示す期限です（第7条）。1〜120日',
  },
  orderLeastDays: {
    label: '是正命令の履行期限の最短の日数（開庁日）',
    hint: '命令の日の翌日から数えて、この日数を下回る履行期限は定められません（第7条）。「是正命令の履行期限」の日数のほうが短いときは、その日数が最短です。1〜60日',
  },
  statementDays: {
    label: '弁明の期限（開庁日）',
    hint: '命令を未履行と判断したとき、取消・停止等を決める前に、保守事業者の弁明を待つ日数です（第8条）。1〜60日',
  },
  statementLeastDays: {
    label: '弁明の期限の最短の日数（開庁日）',
    hint: '通知の日の翌日から数えて、この日数を下回る弁明の期限は定められません（第8条）。「弁明の期限」の日数のほうが短いときは、その日数が最短です。1〜60日',
  },
  suspensionReviewDays: {
    label: '停止の期間を延長するかを確認する日（最終日の何開庁日前）',
    hint: '停止は最終日の終わりに終わります。延長は、その前に改めて決定し、通知したときだけです（第8条）。1〜30日',
  },
  reportDueDays: {
    label: '月次利用状況報告の期限（翌月の第何開庁日）',
    hint: '1〜20（第10条）',
  },
  reportLeastDays: {
    label: '報告の依頼が遅れたときの最短の提出日数（開庁日）',
    hint: '障害などで依頼が遅れた月も、依頼の日からこの日数は待ちます。0〜20日',
  },
  reportFirstDunDays: { label: '報告の1回目の督促（期限の何開庁日後）', hint: '1〜30日' },
  reportSecondDunDays: { label: '報告の2回目の督促（期限の何開庁日後）', hint: '1〜30日' },
  reportInstructDays: {
    label: '報告の指示を準備する日（期限の何開庁日後）',
    hint: '督促しても提出されないとき、情報セキュリティ管理者に指示の発出を求めます（第6条第6号）。1〜60日',
  },
  reportResubmitDays: {
    label: '差し戻した報告の再提出の期限（開庁日）',
    hint: '差戻しの日から数えます。1〜30日',
  },
  workLeadDays: {
    label: '作業申請の期限（作業開始の何開庁日前）',
    hint: '過ぎた申請も受け付け、期限後の申請であることを管理者に示します。0〜30日。0は期限を設けません',
  },
  workAnswerDays: {
    label: '作業申請への回答の期限（作業開始の何開庁日前）',
    hint: '決定の目標日数による期限のほうが早いときは、その日が期限です。1〜10日',
  },
  emergencyApprovalDays: {
    label: '緊急作業の事後承認の期限（申請の何開庁日後）',
    hint: '0〜10日。1は翌開庁日',
  },
  emergencyNoticeHours: {
    label: '緊急作業を申請する期限（作業開始の何時間後）',
    hint: '過ぎた申請も受け付け、遅れた申請であることを管理者に示します（第6条第1号）。0〜72時間',
  },
  workLongHours: {
    label: '必要最低限の時間かを確認する予定（時間）',
    hint: '作業申請の予定がこれより長いとき、保守事業者と管理者に示します（第6条第4号）。0〜1000時間。0は示しません',
  },
  sessionLongHours: {
    label: '必要最低限の時間かを確認する接続（時間）',
    hint: '作業報告の接続がこれより長いとき、保守事業者と管理者に示します（第6条第4号）。0〜1000時間。0は示しません',
  },
  workReportDays: {
    label: '作業報告を催促する日（予定終了の何開庁日後）',
    hint: '作業の報告がないときに、事業者に催促します。その後も同じ間隔で催促します。1〜30日',
  },
  workReportReminders: {
    label: '作業報告を催促する回数',
    hint: '0〜10回。0は催促しません。なお報告がないときは、違反の候補として管理者に知らせます',
  },
  doubtDays: {
    label: '疑義を申し出ることができる日数（日）',
    hint: '結果通知書、是正命令書、取消・停止通知書などに記します。0〜365日。0は記しません',
  },
  proposalValidDays: {
    label: '登録伺いの有効期間（日）',
    hint: '確認されないまま過ぎると、登録伺いは期限切れとなり、何も反映されません。7〜90日',
  },
  officeOpensHour: {
    label: 'メールを送り始める時刻（時）',
    hint: 'これより早い時刻の自動の処理では、職員にも保守事業者にもメールを送りません。毎日の処理は0時と8時30分に行います。0〜8時',
  },
  retentionYears: {
    label: '文書の保存年数',
    hint: '手続が終わった後の最初の4月1日から数えます。1〜50年',
  },
};

// The keys of a table that is written in core/directory/settings.ts.
export const candidateKinds = Object.keys(DEFAULT_SETTINGS.candidates) as (keyof Settings['candidates'])[];

// The keys of the table.
export const paperKinds = Object.keys(PAPER_KINDS) as PaperKind[];

// The keys of a table that is written in core/directory/settings.ts.
export const readingKinds = Object.keys(READINGS) as (keyof typeof READINGS)[];

/** What a version changed against the one before, in words. */
export const settingsDifferences = (after: Settings, before: Settings): readonly string[] => [
  ...Object.entries(NUMBER_SETTINGS).flatMap(([name, { label }]) => {
    const key = name as NumberSetting;
    return before[key] === after[key] ? [] : [`${label}：${before[key]} → ${after[key]}`];
  }),
  ...(before.selfApproval === after.selfApproval
    ? []
    : [`確認した者が承認もすること：${SELF_APPROVAL[after.selfApproval]}`]),
  ...(before.changeApproval === after.changeApproval
    ? []
    : [`変更届の承認：${CHANGE_APPROVAL[after.changeApproval]}`]),
  ...candidateKinds.flatMap((kind) =>
    before.candidates[kind] === after.candidates[kind]
      ? []
      : [`違反の候補「${CANDIDATE_KINDS[kind]}」：${after.candidates[kind] ? 'とする' : 'としない'}`],
  ),
  ...(before.sealOmitted === after.sealOmitted
    ? []
    : [`公印を省略すること：${after.sealOmitted ? 'はい' : 'いいえ'}`]),
  ...paperKinds.flatMap((kind) =>
    before.sealedPapers[kind] === after.sealedPapers[kind]
      ? []
      : [`公印を押す文書「${PAPER_KINDS[kind]}」：${after.sealedPapers[kind] ? 'とする' : 'としない'}`],
  ),
  ...(before.officeSectionId === after.officeSectionId
    ? []
    : [`統括部門の課：${before.officeSectionId} → ${after.officeSectionId}`]),
  ...readingKinds.flatMap((kind) => {
    const [was, is] = [readingText(before.readings[kind]), readingText(after.readings[kind])];
    return was === is ? [] : [`解釈「${READINGS[kind]}」：${was} → ${is}`];
  }),
  ...(before.doubtText === after.doubtText
    ? []
    : [`疑義の申出の文言：${before.doubtText ?? '標準の文言'} → ${after.doubtText ?? '標準の文言'}`]),
  ...listed('市独自の休日', before.extraHolidays, after.extraHolidays),
  ...listed('職員のメールアドレスのドメイン', before.staffDomains, after.staffDomains),
];

const readingText = (reading: Settings['readings'][keyof Settings['readings']]): string =>
  reading === undefined
    ? 'なし'
    : `${reading.text}（${formatWarekiDay(reading.decidedOn)}、${reading.decidedBy}）`;

const listed = (label: string, before: readonly string[], after: readonly string[]): readonly string[] =>
  before.join() === after.join()
    ? []
    : [`${label}：${before.join('、') || 'なし'} → ${after.join('、') || 'なし'}`];
