import type { Retrier } from './compile-state.ts';
import type { Failure } from './errors.ts';

/** Not found under a wildcard (docs: concepts-error-handling.html, States.ALL). */
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

/** Whether an ErrorEquals array finds the failure (docs: concepts-error-handling.html). */
export const matches = (errorEquals: readonly string[], { error, alias }: Failure): boolean => {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error || name === alias) return true;
    if (TERMINAL.includes(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
};

/**
 * Milliseconds before the retry that follows `used` earlier ones: the interval grows by BackoffRate, is capped
 * by MaxDelaySeconds, and with full jitter lies anywhere between 0 and that.
 */
export const delayOf = (retrier: Retrier, used: number, random: () => number): number => {
  const backedOff = retrier.IntervalSeconds * retrier.BackoffRate ** used;
  const seconds = Math.min(backedOff, retrier.MaxDelaySeconds ?? 99_999_999);
  return Math.round(1_000 * (retrier.JitterStrategy === 'FULL' ? seconds * random() : seconds));
};
