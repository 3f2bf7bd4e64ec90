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

export const entryOf = ({ event: _, tellsBothEnds: __, ...entry }: LogRow): readonly LogEntry[] => [entry];

/**
 * A row that tells of connecting and the next one of disconnecting are one connection: by the number of the session where
 * there is one, else by who, from where, to where. Of several that are open the one is closed that began when this one
 * says; else the latest: the loss of the earlier one was not written down. What is not closed is still connected.
 */
export const pairEvents = (
  rows: readonly LogRow[],
): { readonly entries: readonly LogEntry[]; readonly unpaired: readonly number[] } => {
  const open = new Map<string, LogEntry[]>();
  const entries: LogEntry[] = [];
  const unpaired: number[] = [];
  for (const row of inOrder(rows)) {
    const key = keyOf(row);
    const waiting = open.get(key) ?? [];
    const began = row.event === 'connect' ? undefined : beginningOf(row, waiting);
    // A row that says both ends, or how long it was, needs no other one.
    if (began) {
      open.set(
        key,
        waiting.filter((entry) => entry !== began),
      );
      entries.push({ ...began, disconnectedAt: toldAt(row) });
    } else if (row.disconnectedAt !== undefined) entries.push(...entryOf(row));
    else if (row.event === 'connect') open.set(key, [...waiting, ...entryOf(row)]);
    else unpaired.push(row.line);
  }
  entries.push(...[...open.values()].flat());
  return { entries: entries.toSorted((a, b) => a.line - b.line), unpaired };
};

const beginningOf = (row: LogRow, waiting: readonly LogEntry[]): LogEntry | undefined => {
  const own =
    row.disconnectedAt === undefined
      ? undefined
      : waiting.findLast(({ connectedAt }) => isAbout(connectedAt, row.connectedAt));
  return own ?? (row.tellsBothEnds ? undefined : waiting.at(-1));
};
const isAbout = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) <= 60_000;

/** When the row was written. */
const toldAt = ({ event, connectedAt, disconnectedAt }: LogRow): string =>
  event === 'disconnect' ? (disconnectedAt ?? connectedAt) : connectedAt;

/** By time; within one instant as the log has it, whether it begins with the oldest or the newest. */
const inOrder = (rows: readonly LogRow[]): readonly LogRow[] => {
  const timed = rows.map((row) => ({ row, at: Date.parse(toldAt(row)) }));
  const isNewestFirst = (timed.at(0)?.at ?? 0) > (timed.at(-1)?.at ?? 0);
  return (isNewestFirst ? timed.toReversed() : timed).toSorted((a, b) => a.at - b.at).map(({ row }) => row);
};

const keyOf = ({ sessionId, account, worker, originIp, terminal }: LogEntry): string =>
  sessionId === undefined ? JSON.stringify([account, worker, originIp, terminal]) : `#${sessionId}`;
