import type { MachineName } from '../../core/store/ports.ts';
import { loadSchedules } from '../../local/scheduler.ts';
import { isoOf } from '../support/calendar-oracle.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Japan is nine hours ahead all the year. */
const JST = 9 * 3_600_000;

export type Tick = { readonly name: string; readonly machine: MachineName; readonly at: number };

/** `cron(30 8 * * ? *)`, `cron(0 9 1 * ? *)`: minute, hour, day of the month. */
const timeOf = (cron: string) => {
  const [minute = '0', hour = '0', day = '*'] = /^cron\((.*)\)$/.exec(cron)?.[1]?.split(' ') ?? [];
  const offset = (Number(hour) * 60 + Number(minute)) * MINUTE;
  return { offset, day: day === '*' || day === '?' ? undefined : Number(day) };
};

const SCHEDULES = loadSchedules().schedules.map(({ name, machine, cron }) => ({
  name,
  machine,
  ...timeOf(cron),
}));

/** The ticks of EventBridge Scheduler after `from`, in order: own arithmetic, not the library's. */
export const nextTicks = (from: number): readonly Tick[] => {
  const day = Math.floor((from + JST) / DAY);
  const ticks: Tick[] = [];
  for (let ahead = 0; ahead < 2; ahead += 1)
    for (const { name, machine, offset, day: only } of SCHEDULES) {
      const start = (day + ahead) * DAY - JST;
      const date = Number(isoOf(day + ahead).slice(8));
      if (start + offset > from && (only === undefined || only === date))
        ticks.push({ name, machine, at: start + offset });
    }
  return ticks.sort((a, b) => a.at - b.at);
};

export const jstDay = (at: number): number => Math.floor((at + JST) / DAY);
/** ISO date in Japan. */
export const jstDate = (at: number): string => isoOf(jstDay(at));
