import type { z } from 'zod';
import { commit } from '../store/commit.ts';
import type { Item, Key, Ports, Write } from '../store/ports.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { hashOf, sha256 } from '../values/hash.ts';
import { type Caller, vendorOf } from './caller.ts';

export type Plan<T> = { readonly ok: true; readonly value: T; readonly writes: readonly Write[] };

/** A receipt is answered again for so long after it was given; then the table lets it go, and the same is another request. */
const RECEIPT_DAYS = 90;

type Reading = Pick<Ports, 'store' | 'clock'>;

/** Under what somebody keeps his receipts: the vendor, or the person of the city. */
const receiptKey = (caller: Caller, name: string): Key => ({
  pk: `IDEMPOTENCY#${vendorOf(caller) ?? caller.person.personId}`,
  sk: sha256(name),
});
const receiptWrite = ({ clock }: Reading, key: Key, kept: Readonly<Record<string, unknown>>): Write => {
  const expiresAt = Math.ceil(clock().add({ hours: 24 * RECEIPT_DAYS }).epochMilliseconds / 1000);
  const put: Item = { ...key, ...kept, expiresAt };
  return { put, when: { absent: true } };
};

/**
 * One press of a form that answers, decides or changes what is there (docs/adr/0046): that it was done is kept in the act's own
 * transaction, so that pressed again it is answered as the first time. What makes something keeps its receipt by itself
 * ({@link replayable}). A form without its one-time value is refused by the state of what is there, as before.
 *
 * @param request everything that was sent, with the route
 */
export const pressOf = (ports: Reading, caller: Caller, request: unknown) => {
  const requestHash = hashOf(request);
  const key =
    caller.press === undefined ? undefined : receiptKey(caller, `pressed\n${caller.press}\n${requestHash}`);
  const wasDone = async (): Promise<boolean> =>
    key !== undefined && (await ports.store.get(key)) !== undefined;
  return {
    wasDone,
    /** Ports for the act. */
    keeping: <P extends Reading>(acting: P): P =>
      key === undefined
        ? acting
        : {
            ...acting,
            store: {
              ...acting.store,
              transact: async (writes) => {
                const isReceipt = (write: Write) => 'put' in write && write.put.pk === key.pk;
                const more =
                  writes.some(isReceipt) || (await wasDone())
                    ? []
                    : [receiptWrite(ports, key, { requestHash, receipt: {} })];
                return acting.store.transact([...writes, ...more]);
              },
            },
          },
  };
};

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
export const replayable = <S extends z.ZodType, T extends z.input<S>, P extends Reading>(
  ports: P,
  { caller, key, request, receipt }: Replay<S>,
  prepare: (ports: P) => Promise<Refusal | Plan<T>>,
): Promise<Refusal | { readonly ok: true; readonly value: T | z.infer<S> }> =>
  commit<T | z.infer<S>>(ports, async ({ store }) => {
    const requestHash = hashOf(request);
    const name = key ?? (caller.press === undefined ? undefined : `${caller.press}\n${requestHash}`);
    if (name === undefined) return prepare({ ...ports, store });
    const row = receiptKey(caller, name);
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
    const kept = receiptWrite(ports, row, { requestHash, receipt: receipt.parse(plan.value) });
    return { ...plan, writes: [...plan.writes, kept] };
  });
