import { listSettings, settingsWrite } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../core/directory/settings.ts';
import type { Store } from '../../core/store/ports.ts';

/**
 * Every setting of 第12条 other than its default, and no two the same: whoever reads a constant, or the setting next to the
 * right one, gets another day. A new setting does not compile until it stands here (and in test/directory/each-setting.test.ts).
 */
export const OTHER_SETTINGS = {
  decisionTargetDays: 9,
  processingDays: 33,
  remindBeforeDays: 2,
  escalateToDeputyAfterDays: 4,
  escalateToOfficeAfterDays: 6,
  linkValidDays: 27,
  correctionDays: 26,
  correctionLeastDays: 24,
  correctionReminderDays: 8,
  instructionDays: 7,
  orderDays: 32,
  orderLeastDays: 12,
  statementDays: 34,
  statementLeastDays: 14,
  suspensionReviewDays: 20,
  selfApproval: 'allow',
  changeApproval: 'none',
  renewalFirstDays: 70,
  renewalSecondDays: 50,
  renewalLastDays: 30,
  reconfirmMonths: 18,
  sealOmitted: false,
  sealedPapers: { result: true, instruction: true, order: true, sanction: true, other: true },
  usualPermitMonths: 66,
  officeSectionId: 'welfare',
  staffDomains: ['city.example.jp'],
  proposalValidDays: 40,
  extraHolidays: ['2026-04-14'],
  workLeadDays: 11,
  workAnswerDays: 3,
  emergencyApprovalDays: 10,
  emergencyNoticeHours: 31,
  readings: {
    noticeIsApproval: {
      text: '届出をもって5-1の承認とする。',
      decidedOn: '2026-04-01',
      decidedBy: '統括 太郎',
    },
    lossIsViolation: {
      text: '許可の後も適合していること。',
      decidedOn: '2026-04-01',
      decidedBy: '統括 太郎',
    },
  },
  doubtDays: 45,
  doubtText: '疑義は{日数}日以内に申し出ること。',
  workLongHours: 37,
  sessionLongHours: 29,
  workReportDays: 16,
  workReportReminders: 1,
  reconciliationTolerance: 25,
  candidates: {
    'instruction-not-followed': false,
    'no-notice': false,
    'no-report': false,
    overrun: false,
    'outside-worker': false,
    'outside-terminal': false,
    'outside-origin': false,
    'outside-target': false,
    'outside-period': false,
    'cut-off': false,
    'no-log': false,
    'emergency-declined': false,
    nonconforming: false,
  },
  reportDueDays: 13,
  reportLeastDays: 19,
  reportFirstDunDays: 17,
  reportSecondDunDays: 21,
  reportInstructDays: 23,
  reportResubmitDays: 15,
  officeOpensHour: 5,
  retentionYears: 22,
} as const satisfies Settings & Record<keyof Settings, unknown>;

/** Deadlines of a day: for what is not about a reasonable time (第7条, 第8条). */
export const SHORT_DEADLINES: Settings = { ...DEFAULT_SETTINGS, orderLeastDays: 1, statementLeastDays: 1 };

/** The next version of the settings is in force at once. How they come into force is another matter (directory-changes.ts). */
export const setSettings = async (store: Store, settings: Settings): Promise<void> => {
  const latest = (await listSettings(store))[0]?.version ?? 0;
  const outcome = await store.transact([
    settingsWrite({
      version: latest + 1,
      settings,
      changedBy: 'p-clerk',
      changedAt: '2026-04-01T00:00:00Z',
      reason: '設定の例',
    }),
  ]);
  if (!outcome.ok) throw new Error('the settings were changed meanwhile');
};
