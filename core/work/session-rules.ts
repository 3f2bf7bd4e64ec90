import { Temporal } from 'temporal-polyfill';
import type { RecordedApplication } from '../application/inputs.ts';
import type { Noticed } from '../case/matter.ts';
import type { ReportFlag, WorkHead } from '../case/records/work-facts.ts';
import type { SessionInput } from '../case/records/work-inputs.ts';
import type { NoticePaper } from '../case/records/work-papers.ts';
import { type PermitScope, type ScopeBreach, scopeJudge } from '../permit/permit-scope.ts';
import type { MatterKind } from '../regulation/candidate-kinds.ts';
import { dateOf } from '../values/calendar.ts';
import type { Problem } from '../values/errors.ts';
import { sameKey } from '../values/identity.ts';
import { sameHost } from '../values/ip-range.ts';
import { formatJstDateTime } from '../values/wareki.ts';
import { accountRemarks, isLonger, lengthRemark, otherAccounts } from './work-rules.ts';

/**
 * What no field of a session report (F6) can tell alone, and how it differs from the notice and from the permit
 * (第6条第2号〜第5号). A difference is never refused: what happened must be reported as it happened.
 */

export type SessionFacts = {
  readonly now: Temporal.Instant;
  readonly head: WorkHead;
  readonly notice: NoticePaper;
  readonly scope: PermitScope;
  readonly application: RecordedApplication;
  /** Minutes by which a plan may be missed. */
  readonly tolerance: number;
  /** A connection of more hours is put before the manager (第6条第4号); 0: none is. */
  readonly longHours: number;
};

/** What a difference puts in question (第7条). */
const KINDS: Readonly<Partial<Record<ReportFlag, MatterKind>>> = {
  unapproved: 'no-notice',
  overrun: 'overrun',
  'outside-worker': 'outside-worker',
  'outside-terminal': 'outside-terminal',
  'outside-origin': 'outside-origin',
  'outside-target': 'outside-target',
  'outside-period': 'outside-period',
  'cut-off': 'cut-off',
  'no-log': 'no-log',
};

type Differences = Partial<Record<ReportFlag, readonly string[]>>;

export const judgeSession = (
  input: SessionInput,
  facts: SessionFacts,
): {
  readonly problems: readonly Problem[];
  readonly flags: readonly ReportFlag[];
  readonly noticed: readonly Noticed[];
  readonly sentences: readonly string[];
} => {
  const found = Object.entries(differences(input, facts)).filter(([, evidence]) => evidence.length > 0);
  // The keys of an object that is written in this file.
  const flags = found.map(([flag]) => flag as ReportFlag);
  return {
    problems: problemsOf(input, facts),
    flags,
    sentences: found.flatMap(([, evidence]) => evidence),
    noticed: found.flatMap(([flag, evidence]) => {
      const kind = KINDS[flag as ReportFlag];
      if (!kind) return [];
      const { workId, noticeNo } = facts.head;
      const of = {
        by: 'report' as const,
        workId,
        at: input.connectedAt,
        people: [...input.workers, input.account],
      };
      return [{ ...of, kind, subject: `作業 ${noticeNo}`, text: evidence.join('、') }];
    }),
  };
};

/** Where the vendor looks for what it is told of, and what it does about it. */
const REMARKS: Readonly<
  Record<Exclude<ReportFlag, 'long-session' | 'outside-account'>, readonly [string, string]>
> = {
  unapproved: ['/connectedAt', '第6条第1号。日時に誤りがないか確かめてください'],
  overrun: ['/connectedAt', '第6条第4号。日時に誤りがないか確かめてください'],
  'outside-worker': [
    '/workers',
    '第6条第3号。誤りでないか確かめてください。変わったときは、変更届が必要です',
  ],
  'outside-terminal': [
    '/terminal',
    '第6条第3号。誤りでないか確かめてください。変わったときは、変更届が必要です',
  ],
  'outside-origin': ['/origin', '第6条第3号。誤りでないか確かめてください。変わったときは、変更届が必要です'],
  'outside-target': [
    '/targets',
    '第6条第3号。誤りでないか確かめてください。変わったときは、変更届が必要です',
  ],
  'outside-period': ['/connectedAt', '第6条第3号。日時に誤りがないか確かめてください'],
  'cut-off': ['/connectedAt', '第6条第6号。日時に誤りがないか確かめてください'],
  'no-log': ['/log', '第6条第5号。操作ログがあるときは、保管場所・名称・期間・SHA-256を入力してください'],
  'other-than-announced': ['/workers', '第6条第1号。誤りでないか確かめてください'],
};

/**
 * What would be flagged, told to the vendor before it sends (docs/adr/0049): nothing of it is a mistake. A connection that was told of
 * as not announced is not told of again.
 */
export const sessionRemarks = (input: SessionInput, facts: SessionFacts): readonly Problem[] => {
  const {
    'long-session': long = [],
    'outside-account': _,
    unapproved = [],
    ...others
  } = differences(input, facts);
  const told = Object.entries({ ...(facts.head.unannounced ? {} : { unapproved }), ...others });
  const { connectedAt: plannedStart, disconnectedAt: plannedEnd, workers, account } = input;
  const accounts = otherAccounts([account], { plannedStart, plannedEnd, workers }, facts.application.workers);
  return [
    ...told.flatMap(([flag, evidence]) => {
      // The keys of an object that is written in this file.
      const [pointer, advice] = REMARKS[flag as keyof typeof REMARKS];
      return evidence.map((text) => ({ pointer, message: `${text}（${advice}）` }));
    }),
    ...(long.length > 0 ? lengthRemark('/disconnectedAt', '接続', facts.longHours) : []),
    ...accountRemarks(accounts, '/account'),
  ];
};

const problemsOf = (input: SessionInput, { now, head }: SessionFacts): readonly Problem[] => {
  const [from, to] = [Temporal.Instant.from(input.connectedAt), Temporal.Instant.from(input.disconnectedAt)];
  const after = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) > 0;
  const { log } = input;
  return [
    ...problemIf(
      !after(to, from),
      '/disconnectedAt',
      '「切断日時」は「接続日時」より後としてください（第6条第2号）',
    ),
    ...problemIf(
      after(to, now),
      '/disconnectedAt',
      '「切断日時」がこれからの日時です。作業を終えてから報告してください',
    ),
    ...problemIf(
      input.reasonCode === 'other' && input.reasonText === undefined,
      '/reasonText',
      '接続の理由が「その他」のときは「接続の理由の内容」を入力してください',
    ),
    ...problemIf(
      after(to, Temporal.Instant.from(head.plannedEnd)) && input.varianceReason === undefined,
      '/varianceReason',
      `予定の終了日時（${short(head.plannedEnd)}）を過ぎています。「予定と異なった理由」を入力してください（第6条第4号）`,
    ),
    ...problemIf(
      input.personalDataAccessed && input.personalDataDetail === undefined,
      '/personalDataDetail',
      '「閲覧・操作した個人情報の内容」を入力してください',
    ),
    ...problemIf(
      log !== undefined && after(Temporal.Instant.from(log.from), Temporal.Instant.from(log.to)),
      '/log/to',
      '「操作ログ 記録の終わり」は「記録の始まり」より後としてください（第6条第5号）',
    ),
    ...problemIf(
      input.dataErasedOn !== undefined && input.dataErasedOn > dateOf(now).toString(),
      '/dataErasedOn',
      '「データを消去した日」は本日以前の日付としてください',
    ),
  ];
};

const differences = (input: SessionInput, facts: SessionFacts): Differences => {
  const breaches = breachesOf(input, facts);
  const of = (aspect: ScopeBreach['aspect'], text: string) => [
    ...new Set(
      breaches.filter((breach) => breach.aspect === aspect).map(({ value }) => `${text}「${value}」`),
    ),
  ];
  const when = `${short(input.connectedAt)}から${short(input.disconnectedAt)}まで`;
  return {
    unapproved: isApproved(input, facts.head)
      ? []
      : [`承認等を受けずに接続した（接続 ${short(input.connectedAt)}）`],
    overrun: overrunOf(input, facts),
    'outside-worker': of('worker', '届出のない作業者'),
    'outside-terminal': of('terminal', '届出のない端末'),
    'outside-origin': [
      ...of('origin', '許可していない接続元'),
      ...(facts.application.originSites.some(({ name }) => sameKey(name) === sameKey(input.origin))
        ? []
        : [`許可していない作業場所「${input.origin}」`]),
    ],
    'outside-target': of('target', '許可していない接続先'),
    'outside-period': [
      ...new Set(breaches.filter(({ aspect }) => aspect === 'period').map(({ value }) => value)),
    ].map((value) => `${value}の接続（${when}）`),
    'cut-off': breaches
      .filter(({ aspect }) => aspect === 'cut-off')
      .slice(0, 1)
      .map(({ value }) => `${value.startsWith('指示') ? `緊急接続停止${value}` : value}（${when}）`),
    'no-log': input.log === undefined ? ['操作ログの所在が報告されていない'] : [],
    'other-than-announced': othersOf(input, facts.notice),
    'long-session': longOf(input, facts),
    'outside-account': accountSentences([input.account], {
      ...{ plannedStart: input.connectedAt, plannedEnd: input.disconnectedAt, workers: input.workers },
      known: facts.application.workers,
    }),
  };
};

/** Of a plan or of a connection. */
export const accountSentences = (
  accounts: readonly string[],
  { known, ...span }: Parameters<typeof otherAccounts>[1] & { readonly known: PermitScope['workers'] },
): readonly string[] =>
  otherAccounts(accounts, span, known).map((account) => `許可された作業者のアカウントでない「${account}」`);

const breachesOf = (input: SessionInput, { scope }: SessionFacts): readonly ScopeBreach[] => {
  const { breaches } = scopeJudge(scope);
  const { connectedAt: from, disconnectedAt: to, workers, terminal, originIp, targets } = input;
  return targets.flatMap((target) => breaches({ from, to, workers, terminal, originIp, target }));
};

/** Approved (受理, 届出) before the connection, and not lapsed since; an emergency until its approval is declined. */
const isApproved = ({ connectedAt }: SessionInput, head: WorkHead): boolean => {
  const connected = Temporal.Instant.from(connectedAt);
  const from = (at: string) => Temporal.Instant.compare(connected, minuteOf(at)) >= 0;
  const { answer, emergency, unannounced, mode, announcedAt, lapsedAt } = head;
  if (unannounced || (lapsedAt !== undefined && from(lapsedAt))) return false;
  if (emergency) return answer?.choice !== 'decline' || !from(answer.at);
  if (mode === 'notice') return from(announcedAt);
  return answer?.choice === 'accept' && from(answer.at);
};
/** Reports are written in minutes. */
const minuteOf = (at: string) =>
  Temporal.Instant.from(at).round({ smallestUnit: 'minute', roundingMode: 'floor' });

const overrunOf = ({ connectedAt, disconnectedAt }: SessionInput, { head, tolerance }: SessionFacts) => {
  const minutes = (later: string, earlier: string) =>
    Math.floor(
      (Temporal.Instant.from(later).epochMilliseconds - Temporal.Instant.from(earlier).epochMilliseconds) /
        60_000,
    );
  const before = minutes(head.plannedStart, connectedAt);
  const after = minutes(disconnectedAt, head.plannedEnd);
  return [
    ...(before > tolerance ? [`予定の開始（${short(head.plannedStart)}）より${before}分早く接続した`] : []),
    ...(after > tolerance ? [`予定の終了（${short(head.plannedEnd)}）を${after}分過ぎて切断した`] : []),
  ];
};

const longOf = ({ connectedAt, disconnectedAt }: SessionInput, { longHours }: SessionFacts) =>
  isLonger(connectedAt, disconnectedAt, longHours)
    ? [`接続が${longHours}時間を超えた（${spanText(connectedAt, disconnectedAt)}）`]
    : [];

/** Within the permit perhaps, but not what the notice said. */
const othersOf = (input: SessionInput, notice: NoticePaper): readonly string[] => {
  const others = (
    reported: readonly string[],
    announced: readonly string[],
    same: (a: string, b: string) => boolean = (a, b) => sameKey(a) === sameKey(b),
  ) => reported.filter((text) => !announced.some((each) => same(each, text)));
  return [
    ...others(input.workers, notice.workers),
    ...others([input.terminal], notice.terminals),
    ...others([input.account], notice.accounts),
    ...others(input.targets, notice.targets, sameHost),
  ].map((text) => `申請にない「${text}」`);
};

const spanText = (from: string, to: string): string => `${short(from)}から${short(to)}まで`;
const short = (at: string): string => formatJstDateTime(Temporal.Instant.from(at));
const problemIf = (condition: boolean, pointer: string, message: string): readonly Problem[] =>
  condition ? [{ pointer, message }] : [];
