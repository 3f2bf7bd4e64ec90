import { replaceClock } from './replace-clock.ts';

/** `--import`ed before all else by scripts/at.ts, and by nothing else: a second time it would be ahead twice. */
const ahead = Number(process.env['CLOCK_AHEAD']);
replaceClock((real) => real + ahead);
