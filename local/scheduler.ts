import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import type { MachineName, Workflows } from '../core/store/ports.ts';
import { parseSchedules } from '../core/store/schedules.ts';
import { TIME_ZONE } from '../core/values/calendar.ts';

export const loadSchedules = () =>
  parseSchedules(readFileSync(new URL('../statemachines/schedules.json', import.meta.url), 'utf8'));

/** `cron(30 8 * * ? *)` of EventBridge: minute hour day month weekday year; `?` = any. */
const cronOf = (expression: string, timezone: string): Cron => {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(' ') ?? [];
  return new Cron(fields.slice(0, 5).join(' ').replaceAll('?', '*'), { timezone, paused: true });
};

/**
 * EventBridge Scheduler on one machine. It remembers when each schedule ran last; ticks that were missed while
 * the process was down are made up for by one tick, because a tick only asks what is due.
 */
export const createScheduler = (database: DatabaseSync, workflows: Workflows, start: Temporal.Instant) => {
  database.exec('CREATE TABLE IF NOT EXISTS schedule (name TEXT PRIMARY KEY, last INTEGER NOT NULL)');
  const { schedules, timeZone } = loadSchedules();
  const begin = database.prepare('INSERT INTO schedule VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  // From now on every tick counts, also one that is missed before the first has come.
  for (const { name } of schedules) begin.run(name, start.epochMilliseconds);
  const select = database.prepare('SELECT last FROM schedule WHERE name = ?');
  const last = (name: string): number => Number(select.get(name)?.['last']);
  const entries = schedules.map((schedule) => ({ ...schedule, cron: cronOf(schedule.cron, timeZone) }));
  type Entry = (typeof entries)[number];
  /** Asked for at every step, and the same until the next tick. */
  const known = new Map<Entry, { readonly from: number; readonly next: number }>();
  const nextAfter = (entry: Entry, from: number): number => {
    const before = known.get(entry);
    if (before?.from === from) return before.next;
    const next = entry.cron.nextRun(new Date(from))?.getTime() ?? Number.POSITIVE_INFINITY;
    known.set(entry, { from, next });
    return next;
  };
  const nextOf = (entry: Entry): number => nextAfter(entry, last(entry.name));

  const write = database.prepare(
    'INSERT INTO schedule VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last',
  );
  const note = (name: string, at: number): void => {
    write.run(name, at);
  };
  const tick = async (machine: MachineName, name: string, at: number): Promise<void> => {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(TIME_ZONE);
    const stamp = `${local.toPlainDate()}-${local.toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', '')}`;
    await workflows.startExecution(machine, `${name}-${stamp}`, {});
    note(name, at);
  };
  return {
    nextDueAt: (): number => Math.min(...entries.map(nextOf)),
    /** Start what is due at `now` (epoch ms); whether anything was. */
    run: async (now: number): Promise<boolean> => {
      let ticked = false;
      for (const entry of entries) {
        // The machine's clock was ahead and has been set right: nothing would run before that day comes again.
        if (last(entry.name) > now) note(entry.name, now);
        const due = nextOf(entry);
        if (due > now) continue;
        const wasMissed = nextAfter(entry, due) <= now;
        const latest = wasMissed ? entry.cron.previousRuns(1, new Date(now + 1))[0]?.getTime() : due;
        await tick(entry.machine, entry.name, Math.max(due, latest ?? due));
        ticked = true;
      }
      return ticked;
    },
  };
};
