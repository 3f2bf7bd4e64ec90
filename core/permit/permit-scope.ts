import { Temporal } from 'temporal-polyfill';
import { concerns, type StoppedSpan, stoppedName } from '../case/partial-stop.ts';
import { dateOf, startOfDay } from '../values/calendar.ts';
import { type Identities, identities, isAmong, meetBare, sameKey } from '../values/identity.ts';
import { hostParts, isWithin, sameHost, sameTerminal } from '../values/ip-range.ts';
import { formatJstDateTime } from '../values/wareki.ts';

/** 第6条第3号: what a permit allows, and whether a connection stays within it. */

type Span = { readonly from: string; readonly to: string };

export type PermitScope = {
  /**
   * Dates in Japan, both inclusive; `notifiedAt`, `revokedAt`: the instants (ISO) of the notice, before which nobody uses it
   * (第5条), and at which it ended before its last day.
   */
  readonly period: {
    readonly from: string;
    readonly to: string;
    readonly notifiedAt?: string | undefined;
    readonly revokedAt?: string | undefined;
  };
  /** 停止 (第8条): ISO instants, half-open. */
  readonly suspensions: readonly Span[];
  /** 一部の停止 (第8条): of one worker, terminal or origin; the parent's origins too (第11条). */
  readonly partialStops?: readonly StoppedSpan[] | undefined;
  /** 緊急接続停止指示 (第6条第6号), the parent's too: ISO instants, half-open. */
  readonly cutOffs: readonly Span[];
  /** Dates inclusive; without `to` until the permit ends. */
  readonly workers: readonly {
    readonly name: string;
    /** 振り仮名: some gateways know people by it. */
    readonly kana?: string | undefined;
    readonly from: string;
    readonly to?: string | undefined;
    /** Which 様式1 names from its second version on. */
    readonly account?: string | undefined;
  }[];
  /** Accounts that notices have named; where none has and the permit names none either, accounts are not judged. */
  readonly accounts: readonly string[];
  readonly terminals: readonly string[];
  /** Addresses and ranges, IPv4 and IPv6. */
  readonly originIps: readonly string[];
  /** Host names and addresses. */
  readonly targets: readonly string[];
};

export const SCOPE_ASPECTS = {
  period: '許可期間',
  'cut-off': '緊急接続停止',
  worker: '作業者',
  terminal: '端末',
  origin: '接続元',
  target: '接続先',
} as const;
export type ScopeAspect = keyof typeof SCOPE_ASPECTS;
export type ScopeBreach = { readonly aspect: ScopeAspect; readonly value: string };

/** What somebody saw of a connection, log or report. Instants are ISO. */
export type Seen = {
  readonly from: string;
  readonly to: string;
  readonly workers: readonly string[];
  readonly account?: string | undefined;
  readonly terminal?: string | undefined;
  readonly originIp?: string | undefined;
  readonly target?: string | undefined;
  /** A report may name several. */
  readonly targets?: readonly string[] | undefined;
};
export const targetsOf = ({ target, targets = [] }: Pick<Seen, 'target' | 'targets'>): readonly string[] =>
  target === undefined ? targets : [target, ...targets];

/**
 * Accounts that the permit names for whoever works on these days (様式1, version 2), whoever of them it is.
 *
 * @param names who connects: where one of them has no account in the permit, it may be his
 * @returns undefined where the permit does not say it: then accounts are not judged by it
 */
export const accountsOn = (
  workers: PermitScope['workers'],
  { from, to }: Span,
  names: readonly string[] = [],
): Identities | undefined => {
  const there = workers.filter((worker) => worker.from <= from && to <= (worker.to ?? to));
  const keys = new Set(names.map(sameKey));
  const named = there.filter(({ name }) => keys.has(sameKey(name)));
  const asked = named.length > 0 ? named : there;
  if (asked.length === 0 || asked.some(({ account }) => account === undefined)) return undefined;
  return identities(there.flatMap(({ account = [] }) => account));
};

/** The judge of one permit; what the permit says is folded once, for logs of thousands of lines. */
export const scopeJudge = (scope: PermitScope) => {
  const accounts = identities(scope.accounts);
  const workers = Map.groupBy(
    scope.workers.flatMap((worker) =>
      [...new Set([worker.name, worker.kana ?? worker.name].map(sameKey))].map((key) => ({ ...worker, key })),
    ),
    ({ key }) => key,
  );
  const workersNamed = (name: string) =>
    [...identities([name]).names].flatMap((key) => workers.get(key) ?? []);
  /** A name, and the worker's whose 振り仮名 it is, where it is of one alone. */
  const alsoByKana = (name: string): readonly string[] => {
    const [one, ...others] = new Set(workersNamed(name).map((worker) => worker.name));
    return one === undefined || others.length > 0 ? [name] : [name, one];
  };
  const isWorkerOn = (name: string, at: string): boolean => {
    const day = dateOf(Temporal.Instant.from(at)).toString();
    return workersNamed(name).some(({ from, to }) => from <= day && day <= (to ?? day));
  };
  const own = new Map<string, Identities | undefined>();
  const ownOn = (at: string): Identities | undefined => {
    const day = dateOf(Temporal.Instant.from(at)).toString();
    if (!own.has(day)) own.set(day, accountsOn(scope.workers, { from: day, to: day }));
    return own.get(day);
  };
  const isTerminal = remembered((seen) => scope.terminals.some((terminal) => sameTerminal(terminal, seen)));
  const isOrigin = (address: string) => isWithin(address, scope.originIps);
  // A name with its address beside it: both are to be right.
  const isTarget = remembered((target) =>
    hostParts(target).every((part) => scope.targets.some((allowed) => sameHost(allowed, part))),
  );
  // Some gateways write the account into the name, some the name into the account.
  const isWorker = (name: string, at: string) =>
    isWorkerOn(name, at) ||
    [accounts, ownOn(at)].some((each) => each !== undefined && meetBare(identities([name]), each));
  const isAccount = (account: string, at: string) => {
    const own = ownOn(at);
    return (
      (accounts.size === 0 && own === undefined) ||
      isAmong(account, accounts) ||
      (own !== undefined && isAmong(account, own)) ||
      isWorkerOn(account, at)
    );
  };

  return {
    /** Whatever of it the permit does not allow, each once. What was not seen is not judged. */
    breaches: (seen: Seen): readonly ScopeBreach[] => [
      ...periodBreach(seen, scope),
      ...stoppedBreaches({ ...seen, workers: seen.workers.flatMap(alsoByKana) }, scope),
      ...cutOffBreach(seen, scope),
      ...[...new Set(seen.workers)].flatMap((name) =>
        beyond('worker', name, (worker) => isWorker(worker, seen.from)),
      ),
      ...beyond('worker', seen.account, (account) => isAccount(account, seen.from)),
      ...beyond('terminal', seen.terminal, isTerminal),
      ...beyond('origin', seen.originIp, isOrigin),
      ...targetsOf(seen).flatMap((target) => beyond('target', target, isTarget)),
    ],
    /**
     * Whether a line of a log that several permits share belongs to this one: somebody, some terminal or some origin
     * of the permit, and no target of another system.
     */
    owns: ({ account, worker, terminal, originIp, target }: Connected): boolean => {
      const named = [account, worker].some(
        (name) => name !== undefined && (isAmong(name, accounts) || workersNamed(name).length > 0),
      );
      const known =
        named ||
        (terminal !== undefined && isTerminal(terminal)) ||
        (originIp !== undefined && isOrigin(originIp));
      return known && (target === undefined || isTarget(target));
    },
    /** Names of the permit's workers whose 振り仮名 this is. */
    readAs: (kana: string): readonly string[] =>
      workersNamed(kana)
        .map(({ name }) => name)
        .filter((name) => !isAmong(name, identities([kana]))),
  };
};

/** A line of a log, as far as it tells whose it is. */
type Connected = {
  readonly account?: string | undefined;
  readonly worker?: string | undefined;
  readonly terminal?: string | undefined;
  readonly originIp?: string | undefined;
  readonly target?: string | undefined;
};

export type ScopeJudge = ReturnType<typeof scopeJudge>;

/** A log of thousands of lines names few things. */
const remembered = (judge: (text: string) => boolean): ((text: string) => boolean) => {
  const known = new Map<string, boolean>();
  return (text) => {
    const judged = known.get(text) ?? judge(text);
    known.set(text, judged);
    return judged;
  };
};

const beyond = (
  aspect: ScopeAspect,
  value: string | undefined,
  allowed: (value: string) => boolean,
): readonly ScopeBreach[] => (value === undefined || allowed(value) ? [] : [{ aspect, value }]);

const periodBreach = (seen: Seen, { period, suspensions }: PermitScope): readonly ScopeBreach[] => {
  const { from, to } = seen;
  const [begins, ends] = [epoch(from), epoch(to)];
  const day = startOfDay(Temporal.PlainDate.from(period.from)).epochMilliseconds;
  const first = Math.max(day, period.notifiedAt === undefined ? day : epoch(period.notifiedAt));
  const over = startOfDay(Temporal.PlainDate.from(period.to).add({ days: 1 })).epochMilliseconds;
  const end = Math.min(over, period.revokedAt === undefined ? over : epoch(period.revokedAt));
  const of = (value: string): readonly ScopeBreach[] => [{ aspect: 'period', value }];
  const suspension = suspensions.find((span) => meets(seen, span));
  if (suspension) return of(outlived(seen, suspension.from, '停止') ?? '停止中');
  if (begins < first || begins >= end) return of('許可期間外');
  if (ends <= minuteAfter(end)) return [];
  return of((end < over && outlived(seen, isoOf(end), '取消')) || '許可期間外');
};

/** Only who or what is stopped is held against anybody; the others of the same connection are not. */
const stoppedBreaches = (seen: Seen, { partialStops = [] }: PermitScope): readonly ScopeBreach[] =>
  partialStops
    .filter((stop) => meets(seen, stop) && concerns(stop, seen))
    .map((stop) => {
      const name = stoppedName(stop);
      const after = outlived(seen, stop.from, `${name}の停止`);
      return { aspect: 'period', value: after ?? `${name}の停止中` };
    });

const cutOffBreach = (seen: Seen, { cutOffs }: PermitScope): readonly ScopeBreach[] => {
  const span = cutOffs.find((each) => meets(seen, each));
  if (!span) return [];
  const after = outlived(seen, span.from, '緊急接続停止指示');
  return [
    { aspect: 'cut-off', value: after === undefined ? '指示が出ている間の接続' : `${after}続いた接続` },
  ];
};

/** What was going on when the permit was stopped was lawful until then: only what came after is held against anybody. */
const outlived = ({ from }: Seen, stop: string, word: string): string | undefined =>
  epoch(from) < epoch(stop)
    ? `${formatJstDateTime(Temporal.Instant.from(stop))}の${word}の後まで`
    : undefined;

/** Reports and many logs know minutes only: what ended in the minute of the stop had ended by it. */
const minuteAfter = (at: number): number => Math.ceil(at / 60_000) * 60_000;
const meets = ({ from, to }: Seen, span: Span): boolean => {
  const [begins, stop] = [epoch(from), epoch(span.from)];
  const last = Math.max(epoch(to), begins + 1);
  return begins < epoch(span.to) && last > (begins < stop ? minuteAfter(stop) : stop);
};
const isoOf = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

const epoch = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
