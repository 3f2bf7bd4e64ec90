import type { z } from 'zod';
import { commit } from '../store/commit.ts';
import type { Store, Write } from '../store/ports.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { hashOf, sha256 } from '../values/hash.ts';
import { type Caller, vendorOf } from './caller.ts';

export type Plan<T> = { readonly ok: true; readonly value: T; readonly writes: readonly Write[] };

/** What makes one POST the same as another: who sends it, under which Idempotency-Key or from which form, and what. */
export type Replay<S extends z.ZodType> = {
  readonly caller: Caller;
  /** Undefined: of a page, `caller.press` tells one press from another; without either nothing is kept, nothing replayed. */
  readonly key?: string | undefined;
  /** Everything that was sent, with the route where it does not follow from the body; JSON values only. */
  readonly request: unknown;
  /** The answer as it is kept and given again; what it leaves out (a secret, a name) is not kept. */
  readonly receipt: S;
};

/**
 * {@link commit} for what creates something (INV-15): the receipt is kept under the Idempotency-Key in the same
 * transaction. The same content under the same key gets the same receipt, whatever has happened since; other content is
 * refused, and from a form it is another request. A key belongs to the vendor, or to the person of the city, that used
 * it. A POST that was refused has used none.
 */
export const replayable = <S extends z.ZodType, T extends z.input<S>, P extends { readonly store: Store }>(
  ports: P,
  { caller, key, request, receipt }: Replay<S>,
  prepare: (ports: P) => Promise<Refusal | Plan<T>>,
): Promise<Refusal | { readonly ok: true; readonly value: T | z.infer<S> }> =>
  commit<T | z.infer<S>>(ports, async ({ store }) => {
    const requestHash = hashOf(request);
    const name = key ?? (caller.press === undefined ? undefined : `${caller.press}\n${requestHash}`);
    if (name === undefined) return prepare({ ...ports, store });
    const owner = vendorOf(caller) ?? caller.person.personId;
    const row = { pk: `IDEMPOTENCY#${owner}`, sk: sha256(name) };
    const earlier = await store.get(row);
    if (earlier)
      return earlier['requestHash'] === requestHash
        ? { ok: true, writes: [], value: receipt.parse(earlier['receipt']) }
        : refused(
            'conflict',
            'idempotency-key-reused',
            'この Idempotency-Key は、内容の異なる送信に使用されています。新しい値を指定してください',
          );
    const plan = await prepare({ ...ports, store });
    if (!plan.ok) return plan;
    const kept = {
      put: { ...row, requestHash, receipt: receipt.parse(plan.value) },
      when: { absent: true },
    } as const;
    return { ...plan, writes: [...plan.writes, kept] };
  });
