import type { DatabaseSync } from 'node:sqlite';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '../core/store/ports.ts';

/** A clock that can be moved forwards, never back. */
export type MovableClock = { readonly now: Clock; readonly moveTo: (instant: Temporal.Instant) => void };

/** Runs with the machine's clock, ahead of it by an offset that survives restarts. */
export const createRunningClock = (database: DatabaseSync): MovableClock => {
  database.exec(
    'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), ahead INTEGER NOT NULL)',
  );
  const row = database.prepare('SELECT ahead FROM clock WHERE id = 1').get();
  let ahead = Number(row?.['ahead'] ?? 0);
  const real = () => Temporal.Now.instant().epochMilliseconds;
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(real() + ahead),
    moveTo: (instant) => {
      ahead = Math.max(ahead, instant.epochMilliseconds - real());
      database
        .prepare('INSERT INTO clock VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET ahead = excluded.ahead')
        .run(ahead);
    },
  };
};

/** Stands still until it is moved: tests, the demo and the simulation. */
export const createStandingClock = (start: Temporal.Instant): MovableClock => {
  let present = start;
  return {
    now: () => present,
    moveTo: (instant) => {
      if (Temporal.Instant.compare(instant, present) > 0) present = instant;
    },
  };
};
