import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { carriedOut, commit } from '../store/commit.ts';
import {
  type Ids,
  type Item,
  type Key,
  type Ports,
  queryAll,
  type Store,
  type Write,
} from '../store/ports.ts';
import { onceEach, parsed } from '../values/frozen.ts';
import { hashOf } from '../values/hash.ts';

/**
 * The trail of the directory: who registers, appoints, sets and admits, and on whose confirmation. Chained like a case's
 * (INV-14). An event names the rows that the act wrote or removed by their key and hash; what people wrote (names,
 * addresses, reasons) stands in the rows alone, each with a salt of its own, so that erasing a row leaves nothing of it
 * (INV-19).
 */

/** What is done to the directory, in the words of the trail's page. */
export const DIRECTORY_ACTS = {
  bootstrap: '最初の登録',
  covered: '証跡の開始（それまでの登録内容の記録）',
  'covered-all': '証跡の開始（完了）',
  'register-person': '職員の登録',
  'change-person': '職員の変更',
  'register-section': '課の登録',
  'change-section': '課の変更',
  'register-system': 'システムの登録',
  'change-system': 'システムの変更',
  'register-vendor': '保守事業者の登録',
  'change-vendor': '保守事業者の変更',
  appoint: '役職への就任',
  'end-appointment': '役職からの退任',
  'change-settings': '設定の変更',
  'record-consultation': '事前協議の記録',
  'add-contact': '事業者の担当者の登録',
  'change-contact': '事業者の担当者の変更',
  'end-contact': '事業者の担当者の登録終了',
  'create-api-key': 'APIキーの作成',
  'revoke-api-key': 'APIキーの無効化',
  'prepare-disposal': '廃棄リストの作成',
  'exclude-from-disposal': '廃棄リストの変更（除外・除外の取消し）',
  'approve-disposal': '廃棄の承認',
  'carry-out-disposal': '廃棄の実施',
  'renew-rule': '改正後の要領による再確認',
  propose: '登録伺いの作成',
  'renew-links': '登録伺いの再通知',
  confirm: '登録伺いの確認',
  'not-applied': '確認後に反映できなかった変更',
  stop: '登録伺いの差止め',
  withdraw: '登録伺いの取下げ',
  lapse: '登録伺いの期限切れ',
  erase: '保存期間満了による消去',
  anchored: '証跡の封印',
  'told-anchors': '封印の照合値の通知',
} as const;
export type DirectoryActName = keyof typeof DIRECTORY_ACTS;

const eventSchema = z.strictObject({
  seq: z.int(),
  at: z.string(),
  act: z.enum(Object.keys(DIRECTORY_ACTS) as DirectoryActName[]),
  /** Id of whom or what the act is about. */
  subject: z.string(),
  /** Id of the person; or what acted by itself. */
  by: z.string(),
  /** The proposal by which it came, and who else confirmed it (INV-25). */
  proposal: z.string().optional(),
  confirmedBy: z.string().optional(),
  /** Rows after the act; without a hash: removed. */
  rows: z.array(z.strictObject({ key: z.string(), hash: z.string().optional() })),
  previousHash: z.string(),
  hash: z.string(),
});
export type DirectoryEvent = z.infer<typeof eventSchema>;
/** Undefined when the row holds no event. */
export const directoryEventOf: (row: Item) => DirectoryEvent | undefined = onceEach(
  (row: Item) => eventSchema.safeParse(row['event']).data,
);

export type DirectoryAct = Pick<DirectoryEvent, 'act' | 'subject' | 'by' | 'proposal' | 'confirmedBy'> & {
  /** Kept in a row of its own, which can be erased. */
  readonly reason?: string;
};

const TRAIL = 'DIRECTORY';
const numbered = (prefix: string, seq: number) => `${prefix}#${String(seq).padStart(6, '0')}`;
const eventKey = (seq: number): Key => ({ pk: TRAIL, sk: numbered('TRAIL', seq) });
const reasonKey = (seq: number): Key => ({ pk: TRAIL, sk: numbered('REASON', seq) });
export const keyText = ({ pk, sk }: Key): string => `${pk}/${sk}`;

/** Prefixes (pk, sk) of the rows that the trail covers. What else is written in an act is derived, or passes. */
const COVERED: readonly (readonly [pk: string, sk: string])[] = [
  ['CATALOG', 'SECTION#'],
  ['CATALOG', 'SYSTEM#'],
  ['CATALOG', 'FORMER-SYSTEM#'],
  ['CATALOG', 'VENDOR#'],
  ['CATALOG', 'SEEDED'],
  ['PERSON#', 'PROFILE'],
  ['PERSON#', 'APPOINTMENT#'],
  ['ROLE#', 'APPOINTMENT#'],
  ['SETTINGS', 'V#'],
  ['VENDOR#', 'CONSULTATION#'],
  ['VENDOR#', 'APIKEY#'],
  ['APIKEY#', 'KEY'],
  ['DISPOSALS', 'LIST#'],
  ['DISPOSALS', 'YEAR#'],
  ['DISPOSAL#', 'CASE#'],
  ['DIRECTORY', 'REASON#'],
  ['DIRECTORY', 'EVENT#'],
  ['PROPOSAL#', 'PROPOSAL'],
];
export const isCovered = ({ pk, sk }: Key): boolean =>
  COVERED.some(([hash, range]) => pk.startsWith(hash) && sk.startsWith(range));

/** Of a covered row as it stands, its salt included. */
export const rowHash: (row: Item) => string = onceEach(hashOf);

export type DirectoryTrail = {
  readonly seq: number;
  readonly hash: string;
  /** The writes of an act with the event that tells of it. Create-only: whoever read the trail earlier reads it again. */
  readonly record: (
    ports: { readonly ids: Ids; readonly at: Temporal.Instant },
    act: DirectoryAct,
    writes: readonly Write[],
  ) => readonly Write[];
};

/**
 * Acts on the directory take turns: what one has read after this (who holds a role, which names are taken) is still so
 * when it is written.
 */
export const openDirectoryTrail = async (store: Store): Promise<DirectoryTrail> => {
  const { items } = await store.query({ hash: TRAIL, prefix: 'TRAIL#', descending: true, limit: 1 });
  const last = items[0] ? parsed(eventSchema, items[0]['event']) : undefined;
  const seq = (last?.seq ?? 0) + 1;
  return {
    seq: last?.seq ?? 0,
    hash: last?.hash ?? '',
    record: ({ ids, at }, { reason, ...act }, writes) => {
      const said: readonly Write[] =
        reason === undefined ? [] : [{ put: { ...reasonKey(seq), reason }, when: { absent: true } }];
      const salted = [...writes, ...said].map((write) =>
        'put' in write && isCovered(write.put)
          ? { ...write, put: { ...write.put, salt: ids.secret(16) } }
          : write,
      );
      const body = {
        seq,
        at: at.toString({ smallestUnit: 'millisecond' }),
        ...act,
        rows: salted.flatMap((write) => {
          if ('put' in write)
            return isCovered(write.put) ? [{ key: keyText(write.put), hash: rowHash(write.put) }] : [];
          return 'delete' in write && isCovered(write.delete) ? [{ key: keyText(write.delete) }] : [];
        }),
        previousHash: last?.hash ?? '',
      };
      const event: DirectoryEvent = { ...body, hash: hashOf(body) };
      return [...salted, { put: { ...eventKey(seq), event }, when: { absent: true } }];
    },
  };
};

/** Undefined when there is none of this number, or it cannot be read. */
export const loadDirectoryEvent = async (store: Store, seq: number): Promise<DirectoryEvent | undefined> => {
  const row = await store.get(eventKey(seq));
  return row && directoryEventOf(row);
};

/** Undefined when none was given, or it is erased. */
export const loadReason = async (store: Store, seq: number): Promise<string | undefined> => {
  const reason = (await store.get(reasonKey(seq)))?.['reason'];
  return typeof reason === 'string' ? reason : undefined;
};

/** Events in order, after the one and up to the other. */
export const directoryEventsBetween = async (
  store: Store,
  since: number,
  until = 999_999,
): Promise<DirectoryEvent[]> => {
  const [from, to] = [eventKey(since + 1).sk, eventKey(until).sk];
  return (await queryAll(store, { hash: TRAIL, from, to })).map((row) => parsed(eventSchema, row['event']));
};

/** The newest event for which this holds. */
export const lastDirectoryEvent = async (
  store: Store,
  holds: (event: DirectoryEvent) => boolean,
): Promise<DirectoryEvent | undefined> => {
  let cursor: string | undefined;
  do {
    const page = await store.query({
      ...{ hash: TRAIL, prefix: 'TRAIL#', descending: true, limit: 50 },
      ...(cursor ? { cursor } : {}),
    });
    const found = page.items.map((row) => parsed(eventSchema, row['event'])).find(holds);
    if (found) return found;
    cursor = page.cursor;
  } while (cursor);
  return undefined;
};

/** Every event, in order. */
export const listDirectoryEvents = async (store: Store): Promise<DirectoryEvent[]> =>
  (await queryAll(store, { hash: TRAIL, prefix: 'TRAIL#' })).map((row) => parsed(eventSchema, row['event']));

/** Why it was done to that person or thing: texts, which go with it. */
export const reasonsAbout = async (store: Store, subject: string): Promise<Key[]> =>
  (await listDirectoryEvents(store))
    .filter((event) => event.subject === subject)
    .map(({ seq }) => reasonKey(seq));

/** Rows of one event: with the reason and the event itself, they fit one transaction. */
const BATCH = 90;

/**
 * Rows that were written before there was a trail get their salts and stand in it from now on. Once: a directory that has
 * a trail already keeps it, so that nothing done behind its back is taken in. Broken off, it is gone on with.
 */
export const coverDirectory = async (
  { store, clock, ids }: Ports,
  rows: AsyncIterable<Item> | Iterable<Item>,
): Promise<void> => {
  const events = await listDirectoryEvents(store);
  if (events.some(({ act }) => act !== 'covered')) return;
  const known = new Set(events.flatMap((event) => event.rows.map(({ key }) => key)));
  const left: Key[] = [];
  for await (const row of rows) if (isCovered(row) && !known.has(keyText(row))) left.push(row);
  if (left.length === 0 && events.length === 0) return;
  const record = async (act: 'covered' | 'covered-all', keys: readonly Key[]): Promise<void> => {
    carriedOut(
      await commit<undefined>({ store }, async ({ store }) => {
        const trail = await openDirectoryTrail(store);
        // As they are now: every act on them adds to the trail, so that none is undone.
        const now = await Promise.all(keys.map(({ pk, sk }) => store.get({ pk, sk })));
        const writes = now.flatMap((row) => (row ? [{ put: row }] : []));
        const said = { act, subject: 'directory', by: 'upgrade' } as const;
        return { ok: true, value: undefined, writes: trail.record({ ids, at: clock() }, said, writes) };
      }),
    );
  };
  for (let first = 0; first < left.length; first += BATCH)
    await record('covered', left.slice(first, first + BATCH));
  await record('covered-all', []);
};

/** Rows go, covered or not, and the trail names what it loses. Doing it again does nothing. */
export const eraseFromDirectory = async (
  { store, clock, ids }: Ports,
  subject: string,
  keys: readonly Key[],
): Promise<void> => {
  for (let first = 0; first < keys.length; first += BATCH) {
    const batch = keys.slice(first, first + BATCH);
    carriedOut(
      await commit<undefined>({ store }, async ({ store }) => {
        const trail = await openDirectoryTrail(store);
        const rows = await Promise.all(batch.map((key) => store.get(key)));
        // An address that somebody else has taken over stays theirs.
        const isTheirs = (row: Item) => !row.pk.startsWith('ADDRESS#') || row['personId'] === subject;
        const going = rows.flatMap((row) =>
          row && isTheirs(row) ? [{ delete: { pk: row.pk, sk: row.sk } }] : [],
        );
        const act = { act: 'erase', subject, by: 'disposal' } as const;
        const isKnown = going.some((write) => isCovered(write.delete));
        const writes = isKnown ? trail.record({ ids, at: clock() }, act, going) : going;
        return { ok: true, value: undefined, writes };
      }),
    );
  }
};
