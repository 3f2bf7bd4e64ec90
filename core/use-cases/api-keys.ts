import { z } from 'zod';
import { dateOf } from '../calendar.ts';
import { type Caller, makeCaller, vendorOf } from '../caller.ts';
import { queryAll } from '../case-store.ts';
import { commit } from '../commit.ts';
import { loadPerson } from '../directory-store.ts';
import { openDirectoryTrail } from '../directory-trail.ts';
import { refused } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Ports, Store } from '../ports.ts';

/** Keys of vendors' own systems. Shown once; only the SHA-256 is stored. */
export const apiKeySchema = z.object({
  keyId: z.string(),
  label: z.string(),
  personId: z.string(),
  vendorId: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

const MAX_KEYS = 10;
const secretKey = (secret: string) => ({ pk: `APIKEY#${sha256(secret)}`, sk: 'KEY' });
const listKey = (vendorId: string, keyId: string) => ({ pk: `VENDOR#${vendorId}`, sk: `APIKEY#${keyId}` });

export const listApiKeys = async (store: Store, vendorId: string): Promise<ApiKey[]> =>
  (await queryAll(store, { hash: `VENDOR#${vendorId}`, prefix: 'APIKEY#' })).map((row) =>
    apiKeySchema.parse(row['key']),
  );

export const createApiKey =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, label: string) =>
    commit<{ key: ApiKey; secret: string }>(store, async () => {
      const trail = await openDirectoryTrail(store);
      const secret = `rmp_${ids.secret(32)}`;
      const vendorId = vendorOf(caller);
      if (vendorId === undefined)
        return refused('forbidden', 'not-vendor', 'APIキーは保守事業者が作成します');
      if (caller.apiKeyId !== undefined)
        return refused('forbidden', 'person-only', 'APIキーは、サインインした担当者が作成してください');
      const live = (await listApiKeys(store, vendorId)).filter((key) => !key.revokedAt);
      if (live.length >= MAX_KEYS)
        return refused(
          'conflict',
          'too-many-keys',
          `APIキーは${MAX_KEYS}個までです。不要なキーを無効にしてください`,
        );
      const key: ApiKey = {
        keyId: ids.next(),
        label,
        vendorId,
        personId: caller.person.personId,
        createdAt: clock().toString(),
      };
      return {
        ok: true,
        value: { key, secret },
        writes: trail.record(
          { ids, at: clock() },
          { act: 'create-api-key', subject: key.keyId, by: caller.person.personId },
          [
            { put: { ...listKey(vendorId, key.keyId), key }, when: { absent: true } },
            { put: { ...secretKey(secret), vendorId, keyId: key.keyId }, when: { absent: true } },
          ],
        ),
      };
    });

export const revokeApiKey =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, keyId: string) =>
    commit<ApiKey>(store, async () => {
      const trail = await openDirectoryTrail(store);
      const vendorId = vendorOf(caller);
      const row = vendorId === undefined ? undefined : await store.get(listKey(vendorId, keyId));
      if (!row || vendorId === undefined) return refused('not-found', 'not-found', '見つかりません');
      const key = apiKeySchema.parse(row['key']);
      const revoked = { ...key, revokedAt: key.revokedAt ?? clock().toString() };
      const writes = trail.record(
        { ids, at: clock() },
        { act: 'revoke-api-key', subject: keyId, by: caller.person.personId },
        [{ put: { ...listKey(vendorId, keyId), key: revoked } }],
      );
      return { ok: true, value: revoked, writes };
    });

export const callerOfApiKey =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (secret: string): Promise<Caller | undefined> => {
    const pointer = await store.get(secretKey(secret));
    if (!pointer) return undefined;
    const { vendorId, keyId } = z.object({ vendorId: z.string(), keyId: z.string() }).parse(pointer);
    const row = await store.get(listKey(vendorId, keyId));
    const key = row && apiKeySchema.parse(row['key']);
    if (!key || key.revokedAt) return undefined;
    const person = await loadPerson(store, key.personId);
    return person && makeCaller(store, person, dateOf(clock()), 'api', key.keyId);
  };
