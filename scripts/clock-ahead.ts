import { replaceClock } from './replace-clock.ts';

/** Milliseconds by which this process and those that it starts are ahead of the machine (scripts/at.ts); 0 otherwise. */
export const CLOCK_AHEAD = Number(process.env['CLOCK_AHEAD'] ?? 0);

/** `--import`ed before all else by scripts/at.ts. */
if (CLOCK_AHEAD !== 0) replaceClock((real) => real + CLOCK_AHEAD);
