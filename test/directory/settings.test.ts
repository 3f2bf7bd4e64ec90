import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { needsChief } from '../../core/application/change-form.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { CHANGE_ASPECTS, type ChangeAspect } from '../../core/case/records/change.ts';
import { reportDates, resubmissionDates } from '../../core/case/report-dates.ts';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../../core/directory/settings.ts';
import { NUMBER_SETTINGS } from '../../core/directory/settings-words.ts';
import { raiseCandidate } from '../../core/finding/raise-candidate.ts';
import { raiseMatters } from '../../core/finding/raise-matters.ts';
import { CANDIDATE_KINDS, isMatterKind, type MachineKind } from '../../core/regulation/candidate-kinds.ts';
import { isOfficeHour } from '../../core/values/calendar.ts';
import { createCity } from '../support/city.ts';
import { OTHER_SETTINGS } from '../support/other-settings.ts';

/** 第12条: settings whose effect is seen in one function; the others: test/directory/each-setting.test.ts. */

test('既定値は、要領に定めのない事項についての当初の決定のとおり', () => {
  expect(settingsSchema.parse({})).toEqual({
    decisionTargetDays: 5,
    processingDays: 0,
    remindBeforeDays: 1,
    escalateToDeputyAfterDays: 1,
    escalateToOfficeAfterDays: 3,
    linkValidDays: 7,
    correctionDays: 20,
    correctionLeastDays: 5,
    correctionReminderDays: 10,
    instructionDays: 5,
    orderDays: 10,
    orderLeastDays: 5,
    statementDays: 10,
    statementLeastDays: 5,
    suspensionReviewDays: 5,
    selfApproval: 'forbid',
    changeApproval: 'environment',
    renewalFirstDays: 60,
    renewalSecondDays: 40,
    renewalLastDays: 20,
    reconfirmMonths: 12,
    sealOmitted: true,
    sealedPapers: { result: false, instruction: false, order: false, sanction: false, other: false },
    usualPermitMonths: 60,
    officeSectionId: 'ict',
    staffDomains: [],
    proposalValidDays: 30,
    extraHolidays: [],
    workLeadDays: 5,
    workAnswerDays: 1,
    emergencyApprovalDays: 1,
    emergencyNoticeHours: 24,
    workLongHours: 24,
    sessionLongHours: 12,
    readings: {},
    doubtDays: 30,
    workReportDays: 3,
    workReportReminders: 3,
    reconciliationTolerance: 10,
    candidates: {
      'instruction-not-followed': true,
      'no-notice': true,
      'no-report': true,
      overrun: true,
      'outside-worker': true,
      'outside-terminal': true,
      'outside-origin': true,
      'outside-target': true,
      'outside-period': true,
      'cut-off': true,
      'no-log': true,
      'emergency-declined': true,
      nonconforming: true,
    },
    reportDueDays: 5,
    reportLeastDays: 3,
    reportFirstDunDays: 1,
    reportSecondDunDays: 3,
    reportInstructDays: 5,
    reportResubmitDays: 5,
    officeOpensHour: 8,
    retentionYears: 5,
  });
});

describe('変更届の承認', () => {
  /** Where from, where to, with what: what the chief has approved the environment by (第3条). */
  const ENVIRONMENT: readonly ChangeAspect[] = ['terminals', 'origin', 'targets', 'method'];
  test.each(Object.keys(CHANGE_ASPECTS) as ChangeAspect[])('%s', (aspect) => {
    const asked = (changeApproval: Settings['changeApproval']) =>
      needsChief([aspect], { ...DEFAULT_SETTINGS, changeApproval });
    expect([asked('none'), asked('environment'), asked('all')]).toEqual([
      false,
      ENVIRONMENT.includes(aspect),
      true,
    ]);
    // Beside another that needs nobody: any one is enough.
    expect(needsChief(['contacts', aspect], DEFAULT_SETTINGS)).toBe(ENVIRONMENT.includes(aspect));
  });
});

describe('違反の候補とすること', () => {
  const kinds = (Object.keys(CANDIDATE_KINDS) as (keyof typeof CANDIDATE_KINDS)[]).filter(
    (kind): kind is MachineKind => kind !== 'reported' && kind !== 'connections',
  );
  const raise = async (kind: MachineKind | 'reported', settings: Settings) => {
    const city = await createCity();
    const state = await loadCase(city.store, await city.confirming());
    if (!state) throw new Error('no case');
    if (isMatterKind(kind)) {
      const noticed = {
        kind,
        by: 'log',
        at: '2026-04-10T01:00:00Z',
        subject: '接続',
        text: 'あった',
      } as const;
      const { steps } = await raiseMatters(
        city.ports,
        state,
        { month: '2026-04', noticed: [noticed] },
        settings,
      );
      const [fact] = steps.map((step) => step.fact);
      return fact?.type === 'candidate-raised' ? fact.matters?.[0]?.kind : undefined;
    }
    const noticed = { kind, about: '2026-04', evidence: ['接続があった。'] };
    return (await raiseCandidate(city.ports, state, noticed, settings))?.fact.kind;
  };

  test.each(kinds)('%s を切れば、これだけが候補とならない', async (kind) => {
    const without = { ...DEFAULT_SETTINGS, candidates: { ...DEFAULT_SETTINGS.candidates, [kind]: false } };
    const only = { ...DEFAULT_SETTINGS, candidates: { ...OTHER_SETTINGS.candidates, [kind]: true } };
    expect(await raise(kind, without)).toBeUndefined();
    expect(await raise(kind, only)).toBe(kind);
  });

  test('職員の指摘は、切ることができない', async () => {
    expect(await raise('reported', OTHER_SETTINGS)).toBe('reported');
  });
});

describe('自動の処理', () => {
  const at = (time: string) => Temporal.Instant.from(`${time}+09:00`);
  const day = Temporal.PlainDate.from('2026-04-15');
  test.each([
    [0, '2026-04-15T00:00', true],
    [5, '2026-04-15T04:59', false],
    [5, '2026-04-15T05:00', true],
    [8, '2026-04-15T07:59', false],
    [8, '2026-04-15T08:00', true],
    [5, '2026-04-14T23:30', false],
  ])('送り始める時刻が%i時なら、%s には送るか: %s', (officeOpensHour, time, sends) => {
    expect(isOfficeHour(at(time), day, { ...DEFAULT_SETTINGS, officeOpensHour })).toBe(sends);
  });

  test('市独自の休日には送らない', () => {
    expect(isOfficeHour(at('2026-04-14T10:00'), Temporal.PlainDate.from('2026-04-14'), OTHER_SETTINGS)).toBe(
      false,
    );
    expect(
      isOfficeHour(at('2026-04-14T10:00'), Temporal.PlainDate.from('2026-04-14'), DEFAULT_SETTINGS),
    ).toBe(true);
  });
});

describe('月次利用状況報告の日（13・19・17・21・23・15開庁日）', () => {
  const month = Temporal.PlainYearMonth.from('2026-04');
  const on = (day: string) => Temporal.PlainDate.from(day);

  test('期限は翌月の13開庁日目、督促はその17・21日後、指示は23日後', () => {
    expect(reportDates(month, on('2026-04-01'), OTHER_SETTINGS)).toEqual({
      dueOn: '2026-05-22',
      dunOn: ['2026-06-16', '2026-06-22'],
      instructOn: '2026-06-24',
    });
  });

  test('遅れて求めたときは、求めた日から19開庁日を置く。ちょうどその日に重なれば動かない', () => {
    // 22 May, the 13th of its month, is also the 19th business day after 21 April (without 29 April and 4–6 May).
    expect(reportDates(month, on('2026-04-21'), OTHER_SETTINGS).dueOn).toBe('2026-05-22');
    expect(reportDates(month, on('2026-04-22'), OTHER_SETTINGS).dueOn).toBe('2026-05-25');
    expect(reportDates(month, on('2026-05-01'), OTHER_SETTINGS).dueOn).toBe('2026-06-02');
  });

  test('差戻しの後は15開庁日', () => {
    expect(resubmissionDates(on('2026-06-08'), OTHER_SETTINGS)).toEqual({
      dueOn: '2026-06-29',
      dunOn: ['2026-07-23', '2026-07-29'],
      instructOn: '2026-07-31',
    });
  });
});

describe('第12条: a setting that is a number', () => {
  const numbers = Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) =>
    typeof value === 'number' ? [name] : [],
  );
  const said = (name: string) =>
    settingsSchema.safeParse({ [name]: -1 }).error?.issues.map(({ message }) => message) ?? [];

  test('has its place on the page of the settings', () => {
    expect(Object.values(NUMBER_SETTINGS).flat().toSorted()).toEqual(numbers.toSorted());
  });

  test('is named by its own name where it is mistaken', () => {
    expect(said('orderDays')).toEqual(['「是正命令の履行期限（開庁日）」は1以上で入力してください']);
    expect(new Set(numbers.flatMap(said)).size).toBe(numbers.length);
  });
});
