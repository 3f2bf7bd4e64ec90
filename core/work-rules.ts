import { Temporal } from 'temporal-polyfill';
import type { RecordedApplication } from './application.ts';
import { addBusinessDays, dateOf, startOfDay, subtractBusinessDays } from './calendar.ts';
import type { Supervised } from './case-state.ts';
import type { Problem } from './errors.ts';
import { sameKey } from './identity.ts';
import type { Settings } from './settings.ts';
import type { NoticeFlag } from './work.ts';
import type { WorkInput } from './work-forms.ts';

/** What no field of a work notice (F5) can tell alone: 第6条第1号, 第3号, 第4条第3項. */

/** Items of 別表1 that a work may conflict with (G16). */
const READ_ONLY_ITEM = '4-1';

export type NoticeFacts = {
  readonly now: Temporal.Instant;
  readonly state: Supervised;
  /** What the permit is for (its current revision). */
  readonly application: RecordedApplication;
  readonly settings: Settings;
};

export const judgeNotice = (
  input: WorkInput,
  facts: NoticeFacts,
): {
  readonly problems: readonly Problem[];
  readonly leadTimeOk: boolean;
  readonly flags: readonly NoticeFlag[];
} => {
  const leadTimeOk = isInTime(input, facts);
  const { exceptions } = facts.state.confirmation;
  const flags = {
    late: !leadTimeOk,
    'update-without-exception': input.workKind === 'update' && !exceptions.includes(READ_ONLY_ITEM),
    'file-transfer': input.fileTransfer,
  };
  return {
    problems: [
      ...timeProblems(input, facts),
      ...listProblems(input, facts),
      ...missingProblems(input),
      ...explainedProblems(input, facts),
    ],
    leadTimeOk,
    flags: (Object.keys(flags) as NoticeFlag[]).filter((flag) => flags[flag]),
  };
};

/** G5: the n-th business day before the beginning. An emergency has no lead time. */
const isInTime = ({ emergency, plannedStart }: WorkInput, { now, settings }: NoticeFacts): boolean => {
  const { workLeadDays } = settings;
  if (emergency || workLeadDays === 0) return true;
  const last = subtractBusinessDays(dateOf(Temporal.Instant.from(plannedStart)), workLeadDays, settings);
  return Temporal.PlainDate.compare(dateOf(now), last) <= 0;
};

/** Until when the manager is to answer: after the fact for an emergency, otherwise before the work begins. */
export const answerDueOn = (
  { emergency, plannedStart }: WorkInput,
  { now, settings }: Pick<NoticeFacts, 'now' | 'settings'>,
): Temporal.PlainDate => {
  const today = dateOf(now);
  if (emergency) return addBusinessDays(today, settings.emergencyApprovalDays, settings);
  const target = addBusinessDays(today, settings.decisionTargetDays, settings);
  const begins = dateOf(Temporal.Instant.from(plannedStart));
  const before = subtractBusinessDays(begins, settings.workAnswerDays, settings);
  const earlier = Temporal.PlainDate.compare(before, target) < 0 ? before : target;
  return Temporal.PlainDate.compare(earlier, today) < 0 ? today : earlier;
};

const timeProblems = (input: WorkInput, { now, state, settings }: NoticeFacts): Problem[] => {
  const { plannedStart, plannedEnd, emergency } = input;
  const { period } = state;
  const [start, end] = [Temporal.Instant.from(plannedStart), Temporal.Instant.from(plannedEnd)];
  const first = startOfDay(Temporal.PlainDate.from(period.from));
  const over = startOfDay(Temporal.PlainDate.from(period.to).add({ days: 1 }));
  const earliest = now.subtract({ hours: settings.emergencyNoticeHours });
  const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;
  return [
    ...problemIf(
      !before(start, end),
      '/plannedEnd',
      '「作業終了予定日時」は「作業開始予定日時」より後としてください',
    ),
    ...problemIf(
      before(start, first) || before(over, end),
      '/plannedStart',
      '作業は、許可の期間内に行う予定としてください（第6条第3号）',
    ),
    ...problemIf(
      !emergency && before(start, now),
      '/plannedStart',
      '作業は事前に申請してください（第6条第1号）。すでに始めた作業は、緊急の作業としてのみ申請できます',
    ),
    ...problemIf(
      emergency && before(start, earliest),
      '/plannedStart',
      `緊急の作業は、開始から${settings.emergencyNoticeHours}時間以内に申請してください（第6条第1号）`,
    ),
  ];
};

const listProblems = (input: WorkInput, { application }: NoticeFacts): Problem[] => {
  const from = dateOf(Temporal.Instant.from(input.plannedStart)).toString();
  const to = dateOf(Temporal.Instant.from(input.plannedEnd)).toString();
  const isWorker = (name: string) =>
    application.workers.some(
      (worker) =>
        sameKey(worker.name) === sameKey(name) &&
        worker.from <= from &&
        (worker.to === undefined || to <= worker.to),
    );
  const known = (allowed: readonly string[]) => (text: string) =>
    allowed.some((each) => sameKey(each) === sameKey(text));
  const unknown = (
    path: 'workers' | 'terminals' | 'targets',
    isKnown: (text: string) => boolean,
    message: string,
  ): Problem[] =>
    input[path].flatMap((text, index) =>
      isKnown(text) ? [] : [{ pointer: `/${path}/${index}`, message: `「${text}」は${message}` }],
    );
  return [
    ...unknown(
      'workers',
      isWorker,
      '、その日に従事する作業者として届け出られていません（第6条第3号）。変更届を先に提出してください',
    ),
    ...unknown(
      'terminals',
      known(application.terminals.map(({ assetNo }) => assetNo)),
      '、許可された専用端末ではありません（第6条第3号、別表1 3-1）',
    ),
    ...unknown(
      'targets',
      known(application.targetHosts.map(({ host }) => host)),
      '、許可された接続先ではありません（第6条第3号）',
    ),
    ...problemIf(
      !input.workers.some((name) => sameKey(name) === sameKey(input.workLeader)),
      '/workLeader',
      '「作業責任者」は、この作業の作業者から選んでください',
    ),
  ];
};

const missingProblems = (input: WorkInput): Problem[] => [
  ...problemIf(
    input.emergency && input.emergencyReason === undefined,
    '/emergencyReason',
    '緊急の作業では「緊急とする理由」を入力してください（第6条第1号）',
  ),
  ...problemIf(
    input.fileTransfer && input.fileTransferDetail === undefined,
    '/fileTransferDetail',
    '「送受信するファイル」を入力してください（別表1 3-4）',
  ),
  ...problemIf(
    input.workKind === 'update' && input.rollback === undefined,
    '/rollback',
    '更新ありの作業では「失敗したときの戻し方」を入力してください',
  ),
];

/** 「事前に作業内容を説明の上」 (第6条第1号); in an emergency that may follow. */
const explainedProblems = (input: WorkInput, { now }: NoticeFacts): Problem[] => [
  ...problemIf(
    !input.emergency && input.explainedOn === undefined,
    '/explainedOn',
    '「事前説明の日」を入力してください（第6条第1号：事前に作業内容を説明の上、申請すること）',
  ),
  ...problemIf(
    !input.emergency && input.explainedTo === undefined,
    '/explainedTo',
    '「事前説明の相手」を入力してください（第6条第1号）',
  ),
  ...problemIf(
    input.explainedOn !== undefined && input.explainedOn > dateOf(now).toString(),
    '/explainedOn',
    '「事前説明の日」は本日以前の日付としてください',
  ),
];

const problemIf = (condition: boolean, pointer: string, message: string): readonly Problem[] =>
  condition ? [{ pointer, message }] : [];
