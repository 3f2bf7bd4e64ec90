import { identities, isAmong } from '../values/identity.ts';
import { sameTerminal, terminalKey } from '../values/ip-range.ts';

/** Connections out of rows: each row one, or one row for each connecting and disconnecting. */

/** One connection, as the log says. Instants are ISO, in UTC. */
export type LogEntry = {
  /** Line of the log, from 1. */
  readonly line: number;
  readonly connectedAt: string;
  /** Absent when the log does not say: still connected, or not recorded. */
  readonly disconnectedAt?: string | undefined;
  readonly account?: string | undefined;
  readonly worker?: string | undefined;
  readonly originIp?: string | undefined;
  readonly terminal?: string | undefined;
  readonly target?: string | undefined;
  readonly sessionId?: string | undefined;
  /** Not of the log: the workers of the permit who are written by their 振り仮名 here. */
  readonly readAs?: readonly string[] | undefined;
};

/** A row that could be read; of a log of events, with what happened. */
export type LogRow = LogEntry & {
  readonly event?: 'connect' | 'disconnect' | undefined;
  /** Beginning and end stand in this one row, each with its own time. */
  readonly tellsBothEnds?: boolean;
};

export const entryOf = ({ event: _, tellsBothEnds: __, ...entry }: LogRow): LogEntry => entry;

export type Paired = {
  readonly entries: readonly LogEntry[];
  /** Rows of disconnecting without a beginning, with the lines of those between which nothing decides. */
  readonly unpaired: readonly { readonly line: number; readonly among: readonly number[] }[];
  /** Rows that tell the end of a connection once more. */
  readonly repeated: readonly number[];
};

/**
 * A row that tells of connecting and the next one of disconnecting are one connection: by the number of the session where
 * both have one, else by who, from where, with what, as far as both say it. Of several that are open the one is closed that
 * began when this row says, else the one that agrees in most; of those that are alike the latest: the loss of the earlier
 * one was not written down. What is not closed is still connected.
 */
export const pairEvents = (rows: readonly LogRow[]): Paired => {
  const open = indexOf();
  const closed = indexOf();
  const entries: LogEntry[] = [];
  const unpaired: { line: number; among: readonly number[] }[] = [];
  const repeated: number[] = [];
  for (const row of inOrder(rows)) {
    const at = toldAt(row);
    const likely = row.event === 'connect' ? [] : beginningsOf(row, open.find(row));
    const [began] = likely;
    // A row that says both ends, or how long it was, needs no other one.
    if (began && likely.length === 1) {
      const entry = { ...known(entryOf(row)), ...known(began), disconnectedAt: at };
      open.remove(began);
      closed.add(entry);
      entries.push(entry);
    } else if (row.disconnectedAt !== undefined) entries.push(entryOf(row));
    else if (row.event === 'connect') open.add(entryOf(row));
    else if (!began && closed.find(row).some(({ disconnectedAt = '' }) => isAbout(disconnectedAt, at)))
      repeated.push(row.line);
    else unpaired.push({ line: row.line, among: likely.map(({ line }) => line) });
  }
  entries.push(...open.all());
  return { entries: entries.toSorted((a, b) => a.line - b.line), unpaired, repeated };
};

/** Without what a row does not say. */
const known = (entry: LogEntry): LogEntry =>
  // The keys that are required are never undefined.
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LogEntry;

/** The one that the row ends; several where it does not tell which. */
const beginningsOf = (row: LogRow, waiting: readonly LogEntry[]): readonly LogEntry[] => {
  const isOwn = ({ connectedAt }: LogEntry) => isAbout(connectedAt, row.connectedAt);
  const own = row.disconnectedAt === undefined ? [] : waiting.filter(isOwn);
  if (own.length === 0 && row.tellsBothEnds) return [];
  const among = own.length > 0 ? own : waiting;
  const most = Math.max(...among.map((entry) => likeness(row, entry)));
  const best = among.filter((entry) => likeness(row, entry) === most).toReversed();
  const [latest] = best;
  return latest && best.every((entry) => likeness(latest, entry) > 0) ? [latest] : best;
};
const isAbout = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) <= 60_000;

/** In how many things two rows agree; -1 where one says otherwise. What only one says decides nothing. */
const likeness = (a: LogEntry, b: LogEntry): number => {
  if (a.sessionId !== undefined && b.sessionId !== undefined) return a.sessionId === b.sessionId ? 9 : -1;
  const agreements = [
    bothSay(a.account, b.account, isSameName),
    bothSay(a.worker, b.worker, isSameName),
    bothSay(a.originIp, b.originIp, (one, other) => one === other),
    bothSay(a.terminal, b.terminal, sameTerminal),
  ].filter((agrees) => agrees !== undefined);
  return agreements.includes(false) ? -1 : agreements.length;
};
const bothSay = (
  a: string | undefined,
  b: string | undefined,
  same: (a: string, b: string) => boolean,
): boolean | undefined => (a === undefined || b === undefined ? undefined : a === b || same(a, b));
const isSameName = (a: string, b: string): boolean => isAmong(a, identities([b]));

/** Connections by whatever they may be found by: a log may have thousands that are open. */
const indexOf = () => {
  const byKey = new Map<string, Set<LogEntry>>();
  return {
    add: (entry: LogEntry) => {
      for (const key of keysOf(entry)) byKey.set(key, (byKey.get(key) ?? new Set()).add(entry));
    },
    remove: (entry: LogEntry) => {
      for (const key of keysOf(entry)) byKey.get(key)?.delete(entry);
    },
    /** In the order in which they were added. */
    find: (row: LogEntry): readonly LogEntry[] => {
      const found = new Set(keysOf(row).flatMap((key) => [...(byKey.get(key) ?? [])]));
      return [...found].filter((entry) => likeness(row, entry) > 0);
    },
    all: (): readonly LogEntry[] => [...new Set([...byKey.values()].flatMap((entries) => [...entries]))],
  };
};
const keysOf = ({ sessionId, account, worker, originIp, terminal }: LogEntry): readonly string[] => [
  ...(sessionId === undefined ? [] : [`#${sessionId}`]),
  ...[account, worker].flatMap((name) => (name === undefined ? [] : [...identities([name]).names])),
  ...(originIp === undefined ? [] : [`from ${originIp}`]),
  ...(terminal === undefined ? [] : [`with ${terminalKey(terminal).replace(/\..*$/, '')}`]),
];

/** When the row was written. */
const toldAt = ({ event, connectedAt, disconnectedAt }: LogRow): string =>
  event === 'disconnect' ? (disconnectedAt ?? connectedAt) : connectedAt;

/** By time; within one instant as the log has it, whether it begins with the oldest or the newest. */
const inOrder = (rows: readonly LogRow[]): readonly LogRow[] => {
  const timed = rows.map((row) => ({ row, at: Date.parse(toldAt(row)) }));
  const isNewestFirst = (timed.at(0)?.at ?? 0) > (timed.at(-1)?.at ?? 0);
  return (isNewestFirst ? timed.toReversed() : timed).toSorted((a, b) => a.at - b.at).map(({ row }) => row);
};
