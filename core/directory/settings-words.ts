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
  settingsSchema,
} from './settings.ts';

/** The settings in words: for their page, for the history, and for whoever confirms a change (第12条). */

/** The settings that are numbers, by what they are about, in the order of their page. */
export const NUMBER_SETTINGS = {
  申請の決定: [
    'decisionTargetDays',
    'processingDays',
    'remindBeforeDays',
    'escalateToDeputyAfterDays',
    'escalateToOfficeAfterDays',
    'linkValidDays',
    'correctionDays',
    'correctionLeastDays',
    'correctionReminderDays',
  ],
  '許可の期間・再確認': [
    'renewalFirstDays',
    'renewalSecondDays',
    'renewalLastDays',
    'usualPermitMonths',
    'reconfirmMonths',
  ],
  接続ログとの照合: ['reconciliationTolerance'],
  '指示・是正命令・取消（第6条〜第8条）': [
    'instructionDays',
    'orderDays',
    'orderLeastDays',
    'statementDays',
    'statementLeastDays',
    'suspensionReviewDays',
  ],
  '月次利用状況報告（第10条）': [
    'reportDueDays',
    'reportLeastDays',
    'reportFirstDunDays',
    'reportSecondDunDays',
    'reportInstructDays',
    'reportResubmitDays',
  ],
  '作業申請・作業報告（第6条）': [
    'workLeadDays',
    'workAnswerDays',
    'emergencyApprovalDays',
    'emergencyNoticeHours',
    'workLongHours',
    'sessionLongHours',
    'workReportDays',
    'workReportReminders',
  ],
  通知書: ['doubtDays'],
  登録伺い: ['proposalValidDays'],
  自動の処理: ['officeOpensHour'],
  文書の保存: ['retentionYears'],
} as const satisfies Readonly<Record<string, readonly (keyof Settings)[]>>;

type NumberSetting = (typeof NUMBER_SETTINGS)[keyof typeof NUMBER_SETTINGS][number];
const labelOf = (name: NumberSetting): string => settingsSchema.shape[name].unwrap().meta()?.title ?? name;

// The keys of a table that is written in core/directory/settings.ts.
export const candidateKinds = Object.keys(DEFAULT_SETTINGS.candidates) as (keyof Settings['candidates'])[];

// The keys of the table.
export const paperKinds = Object.keys(PAPER_KINDS) as PaperKind[];

// The keys of a table that is written in core/directory/settings.ts.
export const readingKinds = Object.keys(READINGS) as (keyof typeof READINGS)[];

/** What a version changed against the one before, in words. */
export const settingsDifferences = (after: Settings, before: Settings): readonly string[] => [
  ...Object.values(NUMBER_SETTINGS)
    .flat()
    .flatMap((name) =>
      before[name] === after[name] ? [] : [`${labelOf(name)}：${before[name]} → ${after[name]}`],
    ),
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

/** As the forms have it. */
export const settingLabel = (name: keyof Settings): string =>
  OTHER_LABELS[name] ?? labelOf(name as NumberSetting);
const OTHER_LABELS: Readonly<Partial<Record<keyof Settings, string>>> = {
  selfApproval: '確認した者が承認もすること',
  changeApproval: '変更届の承認',
  candidates: '違反の候補とすること',
  readings: '要領の解釈',
  sealOmitted: '公印を省略すること',
  sealedPapers: '公印を押す文書',
  doubtText: '疑義の申出の文言',
  officeSectionId: '統括部門の課',
  staffDomains: '職員のメールアドレスのドメイン',
  extraHolidays: '市独自の休日',
};

/**
 * What is set, in words.
 *
 * @param sectionNames by their ids
 */
export const settingText = (
  settings: Settings,
  name: keyof Settings,
  sectionNames: Readonly<Record<string, string>>,
): string => {
  switch (name) {
    case 'selfApproval':
      return SELF_APPROVAL[settings.selfApproval];
    case 'changeApproval':
      return CHANGE_APPROVAL[settings.changeApproval];
    case 'candidates': {
      const not = candidateKinds.filter((kind) => !settings.candidates[kind]);
      return not.length === 0
        ? `${candidateKinds.length}種類すべて`
        : `${not.map((kind) => CANDIDATE_KINDS[kind]).join('、')} のほかすべて`;
    }
    case 'readings':
      return readingKinds
        .map((kind) => `${READINGS[kind]}：${readingText(settings.readings[kind])}`)
        .join('\n');
    case 'sealOmitted':
      return settings.sealOmitted ? 'はい' : 'いいえ';
    case 'sealedPapers':
      return (
        paperKinds.flatMap((kind) => (settings.sealedPapers[kind] ? [PAPER_KINDS[kind]] : [])).join('、') ||
        'なし'
      );
    case 'doubtText':
      return settings.doubtText ?? '標準の文言';
    case 'officeSectionId':
      return sectionNames[settings.officeSectionId] ?? settings.officeSectionId;
    case 'staffDomains':
      return settings.staffDomains.join('、') || '制限しない';
    case 'extraHolidays':
      return settings.extraHolidays.map(formatWarekiDay).join('、') || 'なし';
    default:
      return `${settings[name]}`;
  }
};

const readingText = (reading: Settings['readings'][keyof Settings['readings']]): string =>
  reading === undefined
    ? 'なし'
    : `${reading.text}（${formatWarekiDay(reading.decidedOn)}、${reading.decidedBy}）`;

const listed = (label: string, before: readonly string[], after: readonly string[]): readonly string[] =>
  before.join() === after.join()
    ? []
    : [`${label}：${before.join('、') || 'なし'} → ${after.join('、') || 'なし'}`];
