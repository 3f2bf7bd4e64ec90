import { Fatal, type Outcome, type Refusal, Retryable, refused } from '../values/errors.ts';
import type { FailedCondition, Store, Write } from './ports.ts';

/** Each round somebody wins, so this many acts at once on one row (a counter, say) all come through. */
const MAX_TRIES = 100;

/**
 * Run a business act until it is committed or refused: `prepare` reads, judges and answers with the rows; when
 * somebody else was faster, everything is read and judged again. So two deciders at once lead to one decision
 * and one Japanese sentence that says who was first.
 */
export const commit = async <T>(
  store: Store,
  prepare: () => Promise<
    Refusal | { readonly ok: true; readonly writes: readonly Write[]; readonly value: T }
  >,
): Promise<Refusal | { readonly ok: true; readonly value: T }> => {
  let failed: readonly FailedCondition[] = [];
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const plan = await prepare();
    if (!plan.ok) return plan;
    if (plan.writes.length === 0) return { ok: true, value: plan.value };
    const result = await store.transact(plan.writes);
    if (result.ok) return { ok: true, value: plan.value };
    failed = result.failed;
  }
  return refused(
    'conflict',
    'busy',
    `ほかの処理と重なったため登録できませんでした（${failed.length}件）。もう一度お試しください`,
  );
};

/**
 * For what the system does by itself: nobody is there to read a refusal.
 *
 * @throws {Retryable} when others were faster each time
 * @throws {Fatal} on any other refusal: whoever planned the act should not have
 */
export const carriedOut = <T>(outcome: Outcome<T>): T => {
  if (outcome.ok) return outcome.value;
  throw outcome.code === 'busy' ? new Retryable(outcome.code) : new Fatal(outcome.code);
};
