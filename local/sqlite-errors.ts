import { z } from 'zod';
import { Fatal, Retryable } from '../core/errors.ts';

/** https://www.sqlite.org/rescode.html: BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 7, 9, 10, 13, 14]);

const SqliteError = z.object({ errcode: z.number() });

/** Names what SQLite threw: a full or busy disk may pass, everything else needs a person. */
export const sqliteFailure = (error: unknown): Retryable | Fatal => {
  if (error instanceof Retryable || error instanceof Fatal) return error;
  const parsed = SqliteError.safeParse(error);
  // The low byte is the primary code, the rest is detail.
  const passing = parsed.success && PASSING.has(parsed.data.errcode & 0xff);
  const message = error instanceof Error ? error.message : 'unknown failure';
  return passing ? new Retryable(message, { cause: error }) : new Fatal(message, { cause: error });
};
