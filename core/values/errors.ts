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

/** Refusals that several acts give: each code with its sentence once. What only one act can say stands beside that act. */

export const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

/** What is answered of a case whose retention is over, and instead of everything that would be done to it. */
export const ERASED = refused(
  'gone',
  'erased',
  'この案件の記録は、保存期間が満了したため廃棄されました。監査証跡（日時・決定・照合値）だけが残っています',
);

export const NO_PERMIT = refused('conflict', 'no-permit', 'この申請は、許可の通知がされていません（第5条）');

export const CHANGED_SINCE_SHOWN = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に内容が変わりました。最新の内容を読み直してから回答してください',
);

/** Of what was typed: where, and what is wrong with it. */
export const invalid = (code: string, problems: readonly Problem[]): Refusal =>
  refused('invalid', code, '入力内容に誤りがあります', problems);
