import { z } from 'zod';
import { Fatal, Retryable } from '../core/values/errors.ts';

/** https://www.sqlite.org/rescode.html: BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN. */
const PASSING: ReadonlySet<number> = new Set([5, 6, 7, 9, 10, 13, 14]);

const SqliteError = z.object({ errcode: z.number() });
export const SQLITE_BUSY = 5;

/** The primary code (the low byte; the rest is detail) of what SQLite threw; undefined for other errors. */
export const sqliteCode = (error: unknown): number | undefined => {
  const parsed = SqliteError.safeParse(error);
  return parsed.success ? parsed.data.errcode & 0xff : undefined;
};

/** Names what SQLite threw: a full or busy disk may pass, everything else needs a person. */
export const sqliteFailure = (error: unknown): Retryable | Fatal => {
  if (error instanceof Retryable || error instanceof Fatal) return error;
  const passing = PASSING.has(sqliteCode(error) ?? -1);
  const message = error instanceof Error ? error.message : 'unknown failure';
  return passing ? new Retryable(message, { cause: error }) : new Fatal(message, { cause: error });
};
