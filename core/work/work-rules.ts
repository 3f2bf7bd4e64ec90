import { Temporal } from 'temporal-polyfill';
import type { RecordedApplication } from '../application/inputs.ts';
import type { Supervised } from '../case/case-state.ts';
import type { NoticeFlag } from '../case/records/work-facts.ts';
import type { WorkInput } from '../case/records/work-inputs.ts';
import type { Settings } from '../directory/settings.ts';
import { accountsOn, type PermitScope } from '../permit/permit-scope.ts';
import { addBusinessDays, dateOf, startOfDay, subtractBusinessDays } from '../values/calendar.ts';
import type { Problem } from '../values/errors.ts';
import { isAmong, sameKey } from '../values/identity.ts';
import { formatWarekiDay } from '../values/wareki.ts';

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
  const told = isAfterTheFact(input, facts.now);
  const { exceptions } = facts.state.confirmation;
  const flags = {
    late: !leadTimeOk && !isUnannounced(input),
    'update-without-exception': input.workKind === 'update' && !exceptions.includes(READ_ONLY_ITEM),
    'file-transfer': input.fileTransfer,
    'long-plan': isLonger(input.plannedStart, input.plannedEnd, facts.settings.workLongHours),
    'late-emergency': input.emergency && isLateEmergency(input, facts),
    unannounced: isUnannounced(input),
    'outside-account': otherAccounts(input.accounts, input, facts.application.workers).length > 0,
  };
  return {
    problems: [
      ...timeProblems(input, facts),
      ...(told ? [] : listProblems(input, facts)),
      ...missingProblems(input),
      ...explainedProblems(input, facts),
    ],
    leadTimeOk,
    flags: (Object.keys(flags) as NoticeFlag[]).filter((flag) => flags[flag]),
  };
};

/** G5: the n-th business day before the beginning. An emergency has no lead time. */
const isInTime = (input: WorkInput, { now, settings }: NoticeFacts): boolean => {
  const { emergency, plannedStart } = input;
  const { workLeadDays } = settings;
  if (isUnannounced(input)) return false;
  if (emergency || workLeadDays === 0) return true;
  const last = subtractBusinessDays(dateOf(Temporal.Instant.from(plannedStart)), workLeadDays, settings);
  return Temporal.PlainDate.compare(dateOf(now), last) <= 0;
};

/** G5: the first day on which a work may begin that is applied for today, and is in time. */
export const firstInTime = (today: Temporal.PlainDate, settings: Settings): Temporal.PlainDate => {
  let day = today;
  while (Temporal.PlainDate.compare(today, subtractBusinessDays(day, settings.workLeadDays, settings)) > 0)
    day = day.add({ days: 1 });
  return day;
};

/** A connection that was made without an application (第6条第1号). */
export const isUnannounced = ({ unannounced }: Pick<WorkInput, 'unannounced'>): boolean =>
  unannounced === true;

/** Nothing is asked for that could still be forbidden: it is over. */
export const isAfterTheFact = (
  input: Pick<WorkInput, 'emergency' | 'unannounced' | 'plannedEnd'>,
  now: Temporal.Instant,
): boolean =>
  (input.emergency || isUnannounced(input)) &&
  Temporal.Instant.compare(Temporal.Instant.from(input.plannedEnd), now) <= 0;

/** 「必要最低限の時間」 (第6条第4号): more hours than these are put before whoever decides; 0: none are. */
export const isLonger = (from: string, to: string, hours: number): boolean =>
  hours > 0 &&
  Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total({ unit: 'seconds' }) > hours * 3600;

/**
 * Accounts that the permit names for nobody on the days of a plan or a connection (第6条第3号). Nothing is refused for them.
 *
 * @param span instants, ISO
 */
export const otherAccounts = (
  accounts: readonly string[],
  span: { readonly plannedStart: string; readonly plannedEnd: string; readonly workers: readonly string[] },
  workers: PermitScope['workers'],
): readonly string[] => {
  const dayOf = (at: string) => dateOf(Temporal.Instant.from(at)).toString();
  const days = { from: dayOf(span.plannedStart), to: dayOf(span.plannedEnd) };
  const known = accountsOn(workers, days, span.workers);
  return known === undefined ? [] : accounts.filter((account) => !isAmong(account, known));
};

/**
 * What would be flagged, told to the vendor before it sends (docs/adr/0049): nothing of it is a mistake. That a connection was not
 * announced is what its form is about.
 */
export const noticeRemarks = (work: WorkInput, facts: NoticeFacts): readonly Problem[] => {
  const { now, application, settings } = facts;
  const of: Readonly<Record<NoticeFlag, readonly Problem[]>> = {
    late: remark(
      '/plannedStart',
      `作業開始の${settings.workLeadDays}開庁日前を過ぎているため、期限後の申請となります。本日申請するときは、${formatWarekiDay(
        firstInTime(dateOf(now), settings).toString(),
      )}以後の作業なら期限内です`,
    ),
    'update-without-exception': remark(
      '/workKind',
      '更新ありの作業ですが、この許可には別表1 4-1（参照のみ）の例外がありません。参照のみで足りないか確かめてください',
    ),
    'file-transfer': remark(
      '/fileTransfer',
      'ファイルの送受信は、別表1 3-4（データの入出力を認めない）に抵触します。行わずに済まないか確かめてください',
    ),
    'long-plan': lengthRemark('/plannedEnd', '予定', settings.workLongHours),
    'late-emergency': remark(
      '/plannedStart',
      `緊急の作業の申請が、作業の開始から${settings.emergencyNoticeHours}時間を過ぎています。日時に誤りがないか確かめてください（第6条第1号）`,
    ),
    unannounced: [],
    'outside-account': accountRemarks(otherAccounts(work.accounts, work, application.workers), '/accounts'),
  };
  return judgeNotice(work, facts).flags.flatMap((flag) => of[flag]);
};

const remark = (pointer: string, message: string): readonly Problem[] => [{ pointer, message }];
/** `what`: 予定 or 接続. */
export const lengthRemark = (pointer: string, what: string, hours: number): readonly Problem[] =>
  remark(
    pointer,
    `${what}が${hours}時間を超えています。「必要最低限の時間」であることを確かめてください（第6条第4号）`,
  );
export const accountRemarks = (accounts: readonly string[], pointer: string): readonly Problem[] =>
  accounts.map((account) => ({
    pointer,
    message: `「${account}」は、許可を受けた作業者のアカウントではありません（第6条第3号）。誤りでないか確かめてください。変わったときは、変更届が必要です`,
  }));

const isLateEmergency = ({ plannedStart }: WorkInput, { now, settings }: NoticeFacts): boolean =>
  Temporal.Instant.compare(
    Temporal.Instant.from(plannedStart),
    now.subtract({ hours: settings.emergencyNoticeHours }),
  ) < 0;

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

const timeProblems = (input: WorkInput, { now, state }: NoticeFacts): Problem[] => {
  const { plannedStart, plannedEnd, emergency } = input;
  const { period } = state;
  const [start, end] = [Temporal.Instant.from(plannedStart), Temporal.Instant.from(plannedEnd)];
  const first = startOfDay(Temporal.PlainDate.from(period.from));
  const over = startOfDay(Temporal.PlainDate.from(period.to).add({ days: 1 }));
  const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;
  return [
    ...problemIf(
      !before(start, end),
      '/plannedEnd',
      '「作業終了予定日時」は「作業開始予定日時」より後としてください',
    ),
    ...problemIf(
      !isAfterTheFact(input, now) && (before(start, first) || before(over, end)),
      '/plannedStart',
      '作業は、許可の期間内に行う予定としてください（第6条第3号）',
    ),
    ...problemIf(
      !emergency && !isUnannounced(input) && before(start, now),
      '/plannedStart',
      '作業は事前に申請してください（第6条第1号）。すでに始めた作業は、緊急の作業として申請するか、終えた後に「事前に申請していない接続」として届け出てください',
    ),
    ...problemIf(
      isUnannounced(input) && before(now, end),
      '/plannedEnd',
      'これからの接続は、作業申請書により事前に申請してください（第6条第1号）。届け出るのは、終えた接続です',
    ),
    ...problemIf(
      isUnannounced(input) && emergency,
      '/emergency',
      '緊急の作業として申請するか、事前に申請していない接続として届け出るかの、どちらかとしてください（第6条第1号）',
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
    input.workKind === 'update' && input.rollback === undefined && !isUnannounced(input),
    '/rollback',
    '更新ありの作業では「失敗したときの戻し方」を入力してください',
  ),
];

/** 「事前に作業内容を説明の上」 (第6条第1号); in an emergency that may follow. */
const explainedProblems = (input: WorkInput, { now }: NoticeFacts): Problem[] => [
  ...problemIf(
    !input.emergency && !isUnannounced(input) && input.explainedOn === undefined,
    '/explainedOn',
    '「事前説明の日」を入力してください（第6条第1号：事前に作業内容を説明の上、申請すること）',
  ),
  ...problemIf(
    !input.emergency && !isUnannounced(input) && input.explainedTo === undefined,
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
