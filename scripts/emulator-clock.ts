import { readFileSync } from 'node:fs';
import { replaceClock } from './replace-clock.ts';

/**
 * Loaded before the functions that the emulator runs, and nowhere else: their clock is ahead of the machine's by as many
 * milliseconds as stand in the file EMULATOR_CLOCK, so that a year can be played on the deployed stack.
 */
const file = process.env['EMULATOR_CLOCK'] ?? '';
/** Every invocation is longer than this. */
const FRESH_MS = 20;
let readAt = 0;
let ahead = 0;

replaceClock((real) => {
  if (real - readAt > FRESH_MS) {
    readAt = real;
    ahead = Number(readFileSync(file, 'utf8'));
  }
  return real + ahead;
});
