/**
 * The names of our failures. Amazon States Language matches errors by name (`ErrorEquals`), so these three
 * names are part of the state machines' contract.
 *
 * A business "no" is usually a result ({@link Refusal}), not an exception; `Rejected` is thrown only where a
 * state machine must hear of it.
 */

/** A business rule says no; trying again will not help. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
}

/** Something outside failed for now (throttle, time-out, conflict); the same call may succeed later. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
}

/** A defect or corrupt data; a person must look. */
export class Fatal extends Error {
  override readonly name = 'Fatal';
}

/** One mistake in what was sent: where it stands (JSON pointer), and a Japanese sentence that names the article. */
export type Problem = { readonly pointer: string; readonly message: string };

/**
 * A business "no" as a value. `kind` decides the HTTP status (see functions/http/http-request.ts):
 * invalid 422, conflict 409, forbidden 403, not-found 404, gone 410, too-many 429.
 */
export type Refusal = {
  readonly ok: false;
  readonly kind: 'invalid' | 'conflict' | 'forbidden' | 'not-found' | 'gone' | 'too-many';
  /** Stable machine-readable name, e.g. `already-decided`. */
  readonly code: string;
  /** Japanese sentence for the person. */
  readonly message: string;
  readonly problems: readonly Problem[];
};

export type Outcome<T> = { readonly ok: true; readonly value: T } | Refusal;

export const accepted = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const refused = (
  kind: Refusal['kind'],
  code: string,
  message: string,
  problems: readonly Problem[] = [],
): Refusal => ({ ok: false, kind, code, message, problems });
