import { Temporal } from 'temporal-polyfill';
import { type Identities, identities, meet, meetBare } from '../values/identity.ts';
import type { LogEntry } from './connection-log-events.ts';

/**
 * Which line of the log belongs to which session record, and both to which notice. Each line belongs to at most one
 * session; reconnects give a session several lines, and a connection that was held over several works leaves sessions
 * without a line of their own. The order of the input plays no part.
 */

/** Instants are ISO; every interval is half-open. */
type Interval = { readonly from: string; readonly to: string };

/** A work notice (F5). */
export type PlannedWork = Interval & {
  readonly workId: string;
  readonly workers: readonly string[];
  readonly accounts: readonly string[];
  readonly terminals: readonly string[];
  readonly targets: readonly string[];
  /** Taken back, or returned by the manager: it announces nothing. */
  readonly withdrawn: boolean;
};

/** A session record (F6). */
export type ReportedSession = Interval & {
  readonly sessionId: string;
  /** The notice that the report names. */
  readonly workId?: string | undefined;
  readonly workers: readonly string[];
  readonly account?: string | undefined;
  readonly terminal?: string | undefined;
  readonly originIp?: string | undefined;
  readonly targets?: readonly string[] | undefined;
  /** The report says where the operation log is, with its hash. */
  readonly logReference: boolean;
};

/** Milliseconds since 1970, half-open. */
export type Span = { readonly from: number; readonly to: number };
export const spanOf = ({ from, to }: Interval): Span => ({
  from: Temporal.Instant.from(from).epochMilliseconds,
  to: Temporal.Instant.from(to).epochMilliseconds,
});
/** A connection without an end is known at its beginning only. */
export const intervalOf = ({ connectedAt, disconnectedAt }: LogEntry): Interval => ({
  from: connectedAt,
  to: disconnectedAt ?? connectedAt,
});

export type Connections = {
  readonly workOfSession: ReadonlyMap<ReportedSession, PlannedWork>;
  readonly sessionOfEntry: ReadonlyMap<LogEntry, ReportedSession>;
  /** Of lines without a session. */
  readonly workOfEntry: ReadonlyMap<LogEntry, PlannedWork>;
  /** For a session without a line of its own: the line of another one that covers it. */
  readonly sharedEntry: ReadonlyMap<ReportedSession, LogEntry>;
};

/** Names and accounts, folded. */
type Who = { readonly workers: Identities; readonly accounts: Identities };
type Candidate<T> = { readonly of: T; readonly id: string; readonly span: Span; readonly who: Who };

/** @param tolerance milliseconds by which clocks may differ */
export const matchConnections = (
  works: readonly PlannedWork[],
  sessions: readonly ReportedSession[],
  entries: readonly LogEntry[],
  tolerance: number,
): Connections => {
  const announced = works.filter(({ withdrawn }) => !withdrawn).map(workCandidate);
  const reported = sessions.map(sessionCandidate);
  const logged = entries.map(entryCandidate);
  const mapped = <T, U>(from: readonly Candidate<T>[], find: (candidate: Candidate<T>) => U | undefined) =>
    new Map(
      from.flatMap((candidate): [T, U][] => {
        const found = find(candidate);
        return found === undefined ? [] : [[candidate.of, found]];
      }),
    );

  const workOfSession = mapped(
    reported,
    (session) =>
      announced.find(({ id }) => id === session.of.workId)?.of ?? nearest(session, announced, tolerance),
  );
  // Where both sides say who it was, somebody else's report does not cover a connection.
  const sessionOfEntry = mapped(logged, (entry) => nearest(entry, reported, tolerance, 0));
  const owners = new Set(sessionOfEntry.values());
  return {
    workOfSession,
    sessionOfEntry,
    workOfEntry: mapped(
      logged.filter(({ of }) => !sessionOfEntry.has(of)),
      (entry) => nearest(entry, announced, tolerance),
    ),
    sharedEntry: mapped(
      reported.filter(({ of }) => !owners.has(of)),
      (session) => nearest(session, logged, tolerance, 0),
    ),
  };
};

const workCandidate = (work: PlannedWork): Candidate<PlannedWork> => ({
  of: work,
  id: work.workId,
  span: spanOf(work),
  who: announcedOf(work),
});
const sessionCandidate = (session: ReportedSession): Candidate<ReportedSession> => ({
  of: session,
  id: session.sessionId,
  span: spanOf(session),
  who: whoOf(session),
});
const entryCandidate = (entry: LogEntry): Candidate<LogEntry> => ({
  of: entry,
  id: String(entry.line).padStart(9, '0'),
  span: spanOf(intervalOf(entry)),
  who: whoOf({ ...entry, workers: entry.worker === undefined ? [] : [entry.worker] }),
});
/** Whom a report or a line of the log names. */
export const whoOf = ({
  workers,
  account,
  readAs = [],
}: Pick<ReportedSession, 'workers' | 'account'> & Pick<LogEntry, 'readAs'>): Who => ({
  workers: identities(workers.length === 0 ? [] : [...workers, ...readAs]),
  accounts: identities(account === undefined ? [] : [account, ...readAs]),
});
/** Whom a notice names. */
export const announcedOf = ({ workers, accounts }: PlannedWork): Who => ({
  workers: identities(workers),
  accounts: identities(accounts),
});

/** Same people first, then the largest overlap (or the smallest gap), then the earliest, then the smaller id. */
const nearest = <T>(
  sought: Candidate<unknown>,
  among: readonly Candidate<T>[],
  tolerance: number,
  leastAgreement: -1 | 0 = -1,
): T | undefined =>
  among
    .filter(({ span }) => overlap(sought.span, span) > -tolerance)
    .map((candidate) => ({
      ...candidate,
      overlap: overlap(sought.span, candidate.span),
      agrees: agreement(sought.who, candidate.who),
    }))
    .filter(({ agrees }) => agrees >= leastAgreement)
    .sort(
      (a, b) =>
        b.agrees - a.agrees ||
        b.overlap - a.overlap ||
        a.span.from - b.span.from ||
        a.span.to - b.span.to ||
        (a.id < b.id ? -1 : 1),
    )[0]?.of;

/** Milliseconds in common; a gap counts below zero. What has no length counts one. */
const overlap = (a: Span, b: Span): number =>
  Math.min(Math.max(a.to, a.from + 1), Math.max(b.to, b.from + 1)) - Math.max(a.from, b.from);

/** 1 the same people, -1 others, 0 nobody can tell. Names decide before accounts, which may be shared. */
export const agreement = (a: Who, b: Who): -1 | 0 | 1 => {
  // Some gateways write the account into the name, some the name into the account.
  if (a.workers.size > 0 && b.workers.size > 0)
    return meet(a.workers, b.workers) || meetBare(a.workers, b.accounts) || meetBare(a.accounts, b.workers)
      ? 1
      : -1;
  if (meet(a.accounts, b.accounts) || meet(a.accounts, b.workers) || meet(a.workers, b.accounts)) return 1;
  return a.accounts.size > 0 && b.accounts.size > 0 ? -1 : 0;
};
