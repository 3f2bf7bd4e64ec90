import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Key, queryAll, type Store, type Write } from '../store/ports.ts';
import { parsed } from '../values/frozen.ts';

/** Keys of vendors' own systems (docs/adr/0031). Shown once; only the SHA-256 is stored. */

export const apiKeySchema = z.object({
  keyId: z.string(),
  label: z.string(),
  /** Whose it is: who has made it, and in whose name it acts. */
  personId: z.string(),
  vendorId: z.string(),
  createdAt: z.string(),
  /** Valid until the end of this day in Japan. Absent in those of the versions before: no end. */
  lastDay: z.string().optional(),
  revokedAt: z.string().optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const isKeyValid = ({ lastDay, revokedAt }: ApiKey, on: Temporal.PlainDate): boolean =>
  revokedAt === undefined && (lastDay === undefined || on.toString() <= lastDay);

export const apiKeyKey = (vendorId: string, keyId: string): Key => ({
  pk: `VENDOR#${vendorId}`,
  sk: `APIKEY#${keyId}`,
});
export const apiKeyWrite = (key: ApiKey): { readonly put: Key & { readonly key: ApiKey } } => ({
  put: { ...apiKeyKey(key.vendorId, key.keyId), key },
});
export const loadApiKey = async (
  store: Store,
  vendorId: string,
  keyId: string,
): Promise<ApiKey | undefined> => {
  const row = await store.get(apiKeyKey(vendorId, keyId));
  return row && parsed(apiKeySchema, row['key']);
};
export const listApiKeys = async (store: Store, vendorId: string): Promise<ApiKey[]> =>
  (await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: 'APIKEY#' })).map((row) =>
    parsed(apiKeySchema, row['key']),
  );

/** All keys of a person end. */
export const revokeKeysOf = (
  keys: readonly ApiKey[],
  personId: string,
  now: Temporal.Instant,
): readonly Write[] =>
  keys
    .filter((key) => key.personId === personId && key.revokedAt === undefined)
    .map((key) => apiKeyWrite({ ...key, revokedAt: now.toString() }));

/**
 * What is noted of a key beside the acts on it, which stand in the trail: the last day on which something was written by
 * it, and that its owner was reminded of its end.
 */
const USED = 'KEYUSE#';
export const keyNotes = (vendorId: string, keyId: string) => ({
  used: { pk: `VENDOR#${vendorId}`, sk: USED + keyId },
  reminded: { pk: `VENDOR#${vendorId}`, sk: `KEYREMINDED#${keyId}` },
});
const usedOn = z.string();
/** Once a day at most. */
export const noteKeyUse = async (
  store: Store,
  vendorId: string,
  keyId: string,
  today: Temporal.PlainDate,
): Promise<void> => {
  const { used } = keyNotes(vendorId, keyId);
  const day = today.toString();
  if ((await store.get(used))?.['usedOn'] !== day) await store.transact([{ put: { ...used, usedOn: day } }]);
};
export const lastUses = async (store: Store, vendorId: string): Promise<ReadonlyMap<string, string>> => {
  const rows = await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: USED });
  return new Map(rows.map((row) => [row.sk.slice(USED.length), usedOn.parse(row['usedOn'])]));
};
