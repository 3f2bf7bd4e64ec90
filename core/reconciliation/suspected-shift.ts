import { Temporal } from 'temporal-polyfill';
import type { LogEntry } from './connection-log-events.ts';
import { matchConnections, type PlannedWork, type ReportedSession } from './match-connections.ts';

/**
 * A log whose times were read in another zone than they were written in accuses everybody: no line meets a notice or a
 * report, and all of them would, so many hours earlier or later. Then people are asked before anything is raised.
 */

/** Hours; the zones of the world lie between -12 and +14. */
const FARTHEST = 14;
const JST = 9;
/** Enough to tell; a log may have thousands of lines. */
const SAMPLE = 50;

/**
 * @param tolerance milliseconds
 * @returns hours by which the log seems to be late (negative: early); undefined when nothing points to it
 */
export const suspectedShift = (
  works: readonly PlannedWork[],
  sessions: readonly ReportedSession[],
  entries: readonly LogEntry[],
  tolerance: number,
): number | undefined => {
  const sample = entries.slice(0, SAMPLE);
  const met = (hours: number): number => {
    const moved = sample.map((entry) => shifted(entry, hours));
    const { sessionOfEntry, workOfEntry } = matchConnections(works, sessions, moved, tolerance);
    return sessionOfEntry.size + workOfEntry.size;
  };
  if (sample.length === 0 || works.length + sessions.length === 0 || met(0) > 0) return undefined;
  // One line may lie anywhere by chance: for it only UTC and Japan are taken for one another.
  const hours =
    sample.length === 1
      ? [JST, -JST]
      : Array.from({ length: 2 * FARTHEST + 1 }, (_, index) => index - FARTHEST).filter((hour) => hour !== 0);
  return hours
    .toSorted((a, b) => Math.abs(Math.abs(a) - JST) - Math.abs(Math.abs(b) - JST))
    .find((late) => met(-late) === sample.length);
};

const shifted = (entry: LogEntry, hours: number): LogEntry => {
  const move = (iso: string) => Temporal.Instant.from(iso).add({ hours }).toString();
  const { connectedAt, disconnectedAt } = entry;
  return {
    ...entry,
    connectedAt: move(connectedAt),
    ...(disconnectedAt === undefined ? {} : { disconnectedAt: move(disconnectedAt) }),
  };
};
