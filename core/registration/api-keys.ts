import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  type ApiKey,
  apiKeySchema,
  apiKeyWrite,
  isKeyValid,
  keyNotes,
  lastUses,
  listApiKeys,
  loadApiKey,
} from '../directory/api-key.ts';
import { type Caller, makeCaller, vendorOf } from '../directory/caller.ts';
import { hasLeft } from '../directory/directory.ts';
import { listVendors, loadPerson } from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { replayable } from '../directory/idempotency.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, refused } from '../values/errors.ts';
import { date, group } from '../values/fields.ts';
import { sha256 } from '../values/hash.ts';
import { line } from '../values/text.ts';
import { formatWareki } from '../values/wareki.ts';
import { mailOfVendor } from './contact-changes.ts';
import { newsOfAct } from './tell-directory.ts';
import { administratorsOn, contactsOn } from './view-contacts.ts';

/** Of a vendor, valid at once. */
const MAX_KEYS = 10;
const MAX_YEARS = 2;
const secretKey = (secret: string) => ({ pk: `APIKEY#${sha256(secret)}`, sk: 'KEY' });

export const apiKeyInputSchema = group('APIキー', {
  label: line('名称', 60),
  lastDay: date('有効期限').optional(),
});
type ApiKeyInput = z.infer<typeof apiKeyInputSchema>;
const createdSchema = z.object({ key: apiKeySchema });

/** The last day of a key that is made on this day, when nothing else is said. */
export const usualLastDay = (today: Temporal.PlainDate): Temporal.PlainDate =>
  today.add({ years: 1 }).subtract({ days: 1 });

export const apiKeyViewSchema = apiKeySchema.extend({
  ownerName: z.string(),
  /** It opens something today. */
  valid: z.boolean(),
  /** The last day on which something was written by it; reading is not noted (INV-7). */
  lastUsedOn: z.string().optional(),
});
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>;

/** Whose keys the caller may see and revoke: a key, itself; the administrator, all of the company; others, their own. */
const judgeKeys = async (store: Store, caller: Caller, vendorId: string, today: Temporal.PlainDate) => {
  const { apiKeyId, person } = caller;
  if (apiKeyId !== undefined) return ({ keyId }: ApiKey) => keyId === apiKeyId;
  const administrators = await administratorsOn(store, vendorId, today);
  if (administrators.some(({ personId }) => personId === person.personId)) return () => true;
  return ({ personId }: ApiKey) => personId === person.personId;
};

export const viewApiKeys =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller): Promise<ApiKeyView[]> => {
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return [];
    const today = dateOf(clock());
    const isVisible = await judgeKeys(store, caller, vendorId, today);
    const [keys, uses] = await Promise.all([listApiKeys(store, vendorId), lastUses(store, vendorId)]);
    return Promise.all(
      keys.filter(isVisible).map(async (key) => {
        const owner = await loadPerson(store, key.personId);
        const lastUsedOn = uses.get(key.keyId);
        return {
          ...key,
          ownerName: owner?.name ?? '',
          valid: isKeyValid(key, today) && owner !== undefined && !hasLeft(owner, today),
          ...(lastUsedOn === undefined ? {} : { lastUsedOn }),
        };
      }),
    );
  };

const lastDayProblems = (lastDay: Temporal.PlainDate, today: Temporal.PlainDate): readonly Problem[] => {
  const latest = today.add({ years: MAX_YEARS }).subtract({ days: 1 });
  const message =
    Temporal.PlainDate.compare(lastDay, today) < 0
      ? '「有効期限」は本日以後の日付としてください'
      : Temporal.PlainDate.compare(latest, lastDay) < 0
        ? `「有効期限」は${MAX_YEARS}年以内（${formatWareki(latest)}まで）としてください`
        : undefined;
  return message === undefined ? [] : [{ pointer: '/lastDay', message }];
};

/** Pressed twice, there is one key; the secret is said once, and kept nowhere. */
export const createApiKey = (ports: Ports) => (caller: Caller, input: ApiKeyInput) =>
  replayable(ports, { caller, request: { act: 'api-key', input }, receipt: createdSchema }, async (ports) => {
    const { store, clock, ids } = ports;
    const trail = await openDirectoryTrail(store);
    const secret = `rmp_${ids.secret(32)}`;
    const vendorId = vendorOf(caller);
    if (vendorId === undefined) return refused('forbidden', 'not-vendor', 'APIキーは保守事業者が作成します');
    if (caller.apiKeyId !== undefined)
      return refused('forbidden', 'person-only', 'APIキーは、サインインした担当者が作成してください');
    const now = clock();
    const today = dateOf(now);
    // Ended since the request came in.
    const contacts = new Set((await contactsOn(store, vendorId, today)).map(({ personId }) => personId));
    if (!contacts.has(caller.person.personId)) return NOT_FOUND;
    const lastDay = input.lastDay ? Temporal.PlainDate.from(input.lastDay) : usualLastDay(today);
    const problems = lastDayProblems(lastDay, today);
    if (problems.length > 0)
      return refused('invalid', 'invalid-api-key', '入力内容に誤りがあります', problems);
    const live = (await listApiKeys(store, vendorId)).filter(
      (key) => isKeyValid(key, today) && contacts.has(key.personId),
    );
    if (live.length >= MAX_KEYS)
      return refused(
        'conflict',
        'too-many-keys',
        `APIキーは${MAX_KEYS}個までです。不要なキーを無効にしてください`,
      );
    const key: ApiKey = {
      keyId: ids.next(),
      label: input.label,
      vendorId,
      personId: caller.person.personId,
      createdAt: now.toString(),
      lastDay: lastDay.toString(),
    };
    return {
      ok: true,
      value: { key, secret },
      writes: [
        ...trail.record(
          { ids, at: now },
          { act: 'create-api-key', subject: key.keyId, by: caller.person.personId },
          [
            { ...apiKeyWrite(key), when: { absent: true } },
            { put: { ...secretKey(secret), vendorId, keyId: key.keyId }, when: { absent: true } },
          ],
        ),
        ...(await newsOfAct(ports, trail.seq + 1, { vendorId, contacts: [key.personId] })),
      ],
    };
  });

export const revokeApiKey = (ports: Ports) => (caller: Caller, keyId: string) =>
  commit<ApiKey>(ports, async (ports) => {
    const { store, clock, ids } = ports;
    const trail = await openDirectoryTrail(store);
    const vendorId = vendorOf(caller);
    const key = vendorId === undefined ? undefined : await loadApiKey(store, vendorId, keyId);
    if (!key || !(await judgeKeys(store, caller, key.vendorId, dateOf(clock())))(key)) return NOT_FOUND;
    if (key.revokedAt !== undefined) return { ok: true, value: key, writes: [] };
    const revoked = { ...key, revokedAt: clock().toString() };
    const act = { act: 'revoke-api-key', subject: keyId, by: caller.person.personId } as const;
    const told = { vendorId: key.vendorId, contacts: [key.personId] };
    return {
      ok: true,
      value: revoked,
      writes: [
        ...trail.record({ ids, at: clock() }, act, [apiKeyWrite(revoked)]),
        ...(await newsOfAct(ports, trail.seq + 1, told)),
      ],
    };
  });

const pointerSchema = z.object({ vendorId: z.string(), keyId: z.string() });

export const callerOfApiKey =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (secret: string): Promise<Caller | undefined> => {
    const pointer = await store.get(secretKey(secret));
    if (!pointer) return undefined;
    const { vendorId, keyId } = pointerSchema.parse(pointer);
    const key = await loadApiKey(store, vendorId, keyId);
    const today = dateOf(clock());
    if (!key || !isKeyValid(key, today)) return undefined;
    const person = await loadPerson(store, key.personId);
    return person && !hasLeft(person, today) ? makeCaller(store, person, today, 'api', key.keyId) : undefined;
  };

const DAYS_BEFORE = 30;

/** Of a key without an end the owner is told when one that is made today would have ended. */
const reminderFrom = ({ lastDay, createdAt }: ApiKey): Temporal.PlainDate => {
  const end = lastDay
    ? Temporal.PlainDate.from(lastDay)
    : dateOf(Temporal.Instant.from(createdAt)).add({ years: 1 });
  return end.subtract({ days: DAYS_BEFORE });
};

/**
 * Asked by the daily run: whose keys end within 30 days. Owner and administrators are told, once for each key, late
 * rather than never. The owner of a key without an end is asked to replace it.
 */
export const remindOfKeys =
  (ports: Ports) =>
  async (businessDate: Temporal.PlainDate): Promise<void> => {
    for (const { vendorId } of await listVendors(ports.store))
      for (const key of await listApiKeys(ports.store, vendorId))
        if (isKeyValid(key, businessDate) && reminderFrom(key).toString() <= businessDate.toString())
          await remind(ports, key, businessDate);
  };

const remind = async (ports: Ports, key: ApiKey, today: Temporal.PlainDate): Promise<void> => {
  const { store, clock } = ports;
  const { vendorId, keyId } = key;
  const { reminded } = keyNotes(vendorId, keyId);
  const outcome = await commit<undefined>({ store }, async ({ store }) => {
    const nothing = { ok: true, value: undefined, writes: [] } as const;
    if (await store.get(reminded)) return nothing;
    const contacts = await contactsOn(store, vendorId, today);
    // Nobody's any more: it opens nothing.
    if (!contacts.some(({ personId }) => personId === key.personId)) return nothing;
    const administrators = (await administratorsOn(store, vendorId, today)).map(({ personId }) => personId);
    const mails = [...new Set([key.personId, ...administrators])].map((personId) =>
      mailOfVendor(ports, vendorId, clock(), { template: 'key-ending', personId, vendorId, keyId }),
    );
    return {
      ok: true,
      value: undefined,
      writes: [{ put: { ...reminded, remindedOn: today.toString() }, when: { absent: true } }, ...mails],
    };
  });
  carriedOut(outcome);
};
