import { z } from 'zod';
import { CANDIDATE_KINDS, type MachineKind } from '../regulation/candidate-kinds.ts';
import { choice, date, flag, group, wholeNumber } from '../values/fields.ts';
import { line, mailDomain, optionalParagraph, paragraph } from '../values/text.ts';

/**
 * Everything that 第12条 leaves to the chief. Each change is a new version that says who, when and why
 * (see registration/change-settings.ts). The defaults are the project's own decisions.
 */
const days = (min: number, max: number) => wholeNumber('日数', min, max);
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
  sanction: '取消・停止・失効・停止解除の通知書',
  other: 'その他の通知書',
} as const;
export type PaperKind = keyof typeof PAPER_KINDS;
const sealed = (kind: PaperKind) => flag(PAPER_KINDS[kind]).default(false);

/** 解釈: how the chief reads what the rule leaves open, in writing, with day and name (第12条). Absent: it is not read so. */
const reading = (label: string) =>
  group(label, {
    text: paragraph(`${label} 解釈の文言`, 1000),
    decidedOn: date(`${label} 定めた日`),
    decidedBy: line(`${label} 定めた者`, 80),
  }).optional();
export const READINGS = {
  noticeIsApproval: '届出を、別表1 5-1の承認とみなすこと',
  lossIsViolation: '許可の後に要件を欠いたことを、第6条第7号の違反とみなすこと',
} as const;

export const settingsSchema = z.strictObject({
  /** Target for a decision, business days per stage (G6). */
  decisionTargetDays: days(1, 60).default(5),
  /** A reminder this many business days before the target. */
  remindBeforeDays: days(0, 10).default(1),
  /** Escalation to the deputy this many business days after the target. */
  escalateToDeputyAfterDays: days(0, 30).default(1),
  /** Escalation to the chief's office this many business days after the target. */
  escalateToOfficeAfterDays: days(0, 60).default(3),
  /** Days after which a mailed link ends; the daily run then issues a new one. */
  linkValidDays: days(1, 60).default(7),
  /** Days a vendor has to answer a return before the daily run reminds; the case stays open. */
  correctionReminderDays: days(1, 60).default(10),
  /** Business days in which an instruction is to be followed, where the manager sets no other date (第6条第6号). */
  instructionDays: days(1, 60).default(5),
  /** 履行期限 of an order in business days, where the manager sets no other date (G10). */
  orderDays: days(1, 120).default(10),
  /** No 履行期限 leaves fewer business days (第7条); never more than `orderDays`: see reasonable-time.ts. */
  orderLeastDays: days(1, 60).default(5),
  /** Business days in which the vendor may make a statement (弁明) before a sanction is decided (第8条). */
  statementDays: days(1, 60).default(10),
  /** No day for a statement leaves fewer business days (第8条); never more than `statementDays`. */
  statementLeastDays: days(1, 60).default(5),
  /** The manager is asked this many business days before the last day of a suspension whether it is extended (第8条). */
  suspensionReviewDays: days(1, 30).default(5),
  /** A permit for more months than this is pointed out to vendor and manager (第4条第3項). */
  usualPermitMonths: wholeNumber('月数', 1, 240).default(60),
  /** May one person confirm as manager and approve as chief (G12)? */
  selfApproval: choice('確認した者が承認もすること', SELF_APPROVAL).default('forbid'),
  /** Which changes of a permit the chief approves, after the manager (G11). */
  changeApproval: choice('変更届の承認', CHANGE_APPROVAL).default('environment'),
  /** The vendor is reminded of the end of the period this many business days before; 0: not. */
  renewalFirstDays: days(0, 80).default(60),
  renewalSecondDays: days(0, 80).default(40),
  renewalLastDays: days(0, 80).default(20),
  /** 別表1 is confirmed again after this many months (第6条第7号). */
  reconfirmMonths: wholeNumber('月数', 1, 60).default(12),
  /** May the city's papers to a vendor go without its seal (F4, F8, F9)? */
  sealOmitted: flag('公印を省略すること').default(true),
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
  proposalValidDays: wholeNumber('日数', 7, 90).default(30),
  /** The city's own days off, ISO dates, beside weekends, holidays and 29 Dec – 3 Jan. */
  extraHolidays: z.array(date('市独自の休日')).max(200).default([]),
  /** A work is to be announced this many business days before it begins (G5); later ones are accepted, and flagged. */
  workLeadDays: days(0, 30).default(5),
  /** The manager answers it this many business days before the work begins, unless the target is earlier. */
  workAnswerDays: days(1, 10).default(1),
  /** After-the-fact approval of an emergency work: due this many business days after its notice. */
  emergencyApprovalDays: days(0, 10).default(1),
  /** The notice of an emergency work is in time this many hours after its beginning; later ones are accepted, and flagged. */
  emergencyNoticeHours: wholeNumber('時間数', 0, 72).default(24),
  /** Without a report this many business days after the planned end, the vendor is reminded; and so on each time. */
  workReportDays: days(1, 30).default(3),
  /** How many times. */
  workReportReminders: wholeNumber('回数', 0, 10).default(3),
  /** A work that is planned for more hours is put before whoever decides (第6条第4号); 0: none is. */
  workLongHours: wholeNumber('時間数', 0, 1000).default(24),
  /** So is a connection that has lasted for more hours. */
  sessionLongHours: wholeNumber('時間数', 0, 1000).default(12),
  /** By how many minutes a log, a report and a notice may differ (照合). */
  reconciliationTolerance: wholeNumber('照合の許容差（分）', 0, 120).default(10),
  candidates: candidatesSchema.prefault({}),
  readings: group('要領の解釈', {
    noticeIsApproval: reading(READINGS.noticeIsApproval),
    lossIsViolation: reading(READINGS.lossIsViolation),
  }).prefault({}),
  /** 疑義の申出: days within which the vendor may turn to the section; 0: the notices say nothing of it. */
  doubtDays: wholeNumber('日数', 0, 365).default(30),
  /** In the city's own words; absent: the neutral sentence (doubt-sentence.ts). */
  doubtText: optionalParagraph('疑義の申出の文言', 300),
  /** The monthly report is due on this business day of the next month (第10条, G7). */
  reportDueDays: days(1, 20).default(5),
  /** A month that is asked for late leaves the vendor at least so many business days. */
  reportLeastDays: days(0, 20).default(3),
  /** Dunning, business days after the deadline. */
  reportFirstDunDays: days(1, 30).default(1),
  reportSecondDunDays: days(1, 30).default(3),
  /** An instruction is prepared for the manager, business days after the deadline (G18). */
  reportInstructDays: days(1, 60).default(5),
  /** A returned report is awaited again within so many business days. */
  reportResubmitDays: days(1, 30).default(5),
  /** Nobody is written to before this hour (JST). The daily run at 8:30 must find the office open. */
  officeOpensHour: wholeNumber('時刻', 0, 8).default(8),
  /** Years kept after the 1 April that follows the end of a case. */
  retentionYears: wholeNumber('保存年数', 1, 50).default(5),
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
