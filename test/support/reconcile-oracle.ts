import type { Verdict } from '../../core/case/records/reconciliation.ts';
import type { LogEntry } from '../../core/reconciliation/connection-log-events.ts';
import type { PlannedWork, ReportedSession } from '../../core/reconciliation/match-connections.ts';

/**
 * 照合 told a second time, slowly: minutes are counted one by one, and the best of several is the one that no other
 * beats. For inputs within one hour of one day, with whole minutes and no empty interval; scope is not judged.
 */
export type OracleInput = {
  readonly works: readonly PlannedWork[];
  readonly sessions: readonly ReportedSession[];
  readonly entries: readonly LogEntry[];
  readonly tolerance: number;
};
/** Verdicts by what a row is about: `session S1`, `line 3`, `work W1`. */
export type Expected = ReadonlyMap<string, ReadonlySet<Verdict>>;

type Thing = {
  readonly id: string;
  readonly minutes: readonly number[];
  readonly names: string;
  readonly accounts: string;
};

const minuteOf = (iso: string) => Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));
const minutesBetween = (from: string, to: string): readonly number[] => {
  const minutes: number[] = [];
  for (let minute = minuteOf(from); minute < minuteOf(to); minute += 1) minutes.push(minute);
  return minutes;
};

const common = (a: readonly number[], b: readonly number[]) =>
  a.filter((minute) => b.includes(minute)).length;
const gap = (a: readonly number[], b: readonly number[]) =>
  Math.min(...a.flatMap((minute) => b.map((other) => Math.abs(minute - other)))) - 1;
const near = (a: Thing, b: Thing, tolerance: number) =>
  common(a.minutes, b.minutes) > 0 || gap(a.minutes, b.minutes) < tolerance;

const shares = (a: string, b: string) => [...a].some((letter) => b.includes(letter));
/** Names and accounts are single letters. */
const people = (a: Thing, b: Thing): 'same' | 'other' | 'unknown' => {
  if (a.names !== '' && b.names !== '') return shares(a.names, b.names) ? 'same' : 'other';
  if (shares(a.accounts, b.accounts)) return 'same';
  return a.accounts !== '' && b.accounts !== '' ? 'other' : 'unknown';
};
const RANK = { same: 2, unknown: 1, other: 0 } as const;

const beats = (a: Thing, b: Thing, sought: Thing): boolean => {
  const rank = RANK[people(sought, a)] - RANK[people(sought, b)];
  if (rank !== 0) return rank > 0;
  const more = common(a.minutes, sought.minutes) - common(b.minutes, sought.minutes);
  if (more !== 0) return more > 0;
  if (common(a.minutes, sought.minutes) === 0) {
    const nearer = gap(b.minutes, sought.minutes) - gap(a.minutes, sought.minutes);
    if (nearer !== 0) return nearer > 0;
  }
  const [first = 0, other = 0] = [a.minutes[0], b.minutes[0]];
  if (first !== other) return first < other;
  return a.minutes.length === b.minutes.length ? a.id < b.id : a.minutes.length < b.minutes.length;
};
const champion = (sought: Thing, among: readonly Thing[], tolerance: number): Thing | undefined => {
  const possible = among.filter((candidate) => near(sought, candidate, tolerance));
  return possible.find((one) => possible.every((other) => other === one || beats(one, other, sought)));
};

export const expectedVerdicts = ({ works, sessions, entries, tolerance }: OracleInput): Expected => {
  const planned: Thing[] = works
    .filter(({ withdrawn }) => !withdrawn)
    .map((work) => ({
      id: work.workId,
      minutes: minutesBetween(work.from, work.to),
      names: work.workers.join(''),
      accounts: work.accounts.join(''),
    }));
  const reported = sessions.map((session) => ({
    id: session.sessionId,
    minutes: minutesBetween(session.from, session.to),
    names: session.workers.join(''),
    accounts: session.account ?? '',
    workId: session.workId,
  }));
  const logged: Thing[] = entries.map((entry) => ({
    id: String(entry.line).padStart(5, '0'),
    minutes: minutesBetween(entry.connectedAt, entry.disconnectedAt ?? ''),
    names: entry.worker ?? '',
    accounts: entry.account ?? '',
  }));

  const expected = new Map<string, Set<Verdict>>();
  const usedWorks = new Set<string>();
  const tooLong = (work: Thing, actual: readonly Thing[]) =>
    actual.some(({ minutes }) => {
      const early = (work.minutes[0] ?? 0) - (minutes[0] ?? 0);
      const late = (minutes.at(-1) ?? 0) - (work.minutes.at(-1) ?? 0);
      return early > tolerance || late > tolerance;
    });
  const owner = (entry: Thing) =>
    champion(
      entry,
      reported.filter((session) => people(entry, session) !== 'other'),
      tolerance,
    );

  for (const session of reported) {
    const verdicts = new Set<Verdict>();
    const work = planned.find(({ id }) => id === session.workId) ?? champion(session, planned, tolerance);
    const own = logged.filter((entry) => owner(entry)?.id === session.id);
    const covering = logged.filter(
      (entry) => people(entry, session) !== 'other' && near(entry, session, tolerance),
    );
    if (work) usedWorks.add(work.id);
    else verdicts.add('no-notice');
    if (work && tooLong(work, [session, ...own])) verdicts.add('overrun');
    if (covering.length === 0) verdicts.add('no-log');
    if (verdicts.size === 0) verdicts.add('match');
    expected.set(`session ${session.id}`, verdicts);
  }
  for (const entry of logged.filter((each) => owner(each) === undefined)) {
    const verdicts = new Set<Verdict>(['no-report']);
    const work = champion(entry, planned, tolerance);
    if (work) usedWorks.add(work.id);
    else verdicts.add('no-notice');
    if (work && tooLong(work, [entry])) verdicts.add('overrun');
    expected.set(`line ${Number(entry.id)}`, verdicts);
  }
  for (const work of planned.filter(({ id }) => !usedWorks.has(id)))
    expected.set(`work ${work.id}`, new Set(['notice-only']));
  return expected;
};
