import { Fatal, type Outcome, type Refusal, Retryable, refused } from '../values/errors.ts';
import type { FailedCondition, Ports, Write } from './ports.ts';
import { readOnce } from './read-once.ts';

/** Each round somebody wins, so this many acts at once on one row (a counter, say) all come through. */
const MAX_TRIES = 100;

type Prepared<T> = Refusal | { readonly ok: true; readonly writes: readonly Write[]; readonly value: T };
type Storing<T> = (ports: Pick<Ports, 'store'>) => Promise<Prepared<T>>;
type Committed<T> = Promise<Refusal | { readonly ok: true; readonly value: T }>;

/**
 * Run a business act until it is committed or refused: `prepare` reads (by the ports that it is handed: each row once,
 * see read-once.ts), judges and answers with the rows; when somebody else was faster, everything is read and judged
 * again. So two deciders at once lead to one decision and one Japanese sentence that says who was first.
 */
export function commit<T>(ports: Ports, prepare: (ports: Ports) => Promise<Prepared<T>>): Committed<T>;
export function commit<T>(ports: Pick<Ports, 'store'>, prepare: Storing<T>): Committed<T>;
export async function commit<T>(
  ports: Pick<Ports, 'store'>,
  prepare: (ports: never) => Promise<Prepared<T>>,
): Committed<T> {
  let failed: readonly FailedCondition[] = [];
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const plan = await prepare({ ...ports, store: readOnce(ports.store) } as never);
    if (!plan.ok) return plan;
    if (plan.writes.length === 0) return { ok: true, value: plan.value };
    const result = await ports.store.transact(plan.writes);
    if (result.ok) return { ok: true, value: plan.value };
    failed = result.failed;
  }
  return refused(
    'conflict',
    'busy',
    `ほかの処理と重なったため登録できませんでした（${failed.length}件）。もう一度お試しください`,
  );
}

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

/** Ports on which an act is judged as it would be, and nothing is kept: for what is shown before it is done. */
export const rehearsal = <P extends Pick<Ports, 'store'>>(ports: P): P => ({
  ...ports,
  store: { ...ports.store, transact: async () => ({ ok: true as const }) },
});
