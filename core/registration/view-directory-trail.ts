import { type Caller, holds, isOffice } from '../directory/caller.ts';
import { roleSchema } from '../directory/directory.ts';
import {
  loadPerson,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
  roleInWords,
} from '../directory/directory-store.ts';
import {
  DIRECTORY_ACTS,
  type DirectoryActName,
  type DirectoryEvent,
  directoryEventOf,
} from '../directory/directory-trail.ts';
import type { Ports, Store } from '../store/ports.ts';
import { isContinued } from '../store/store-query.ts';
import { accepted, type Outcome, Rejected, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { actorName } from './view-proposal.ts';

/** What the kinds of acts are filtered by. */
export const TRAIL_FILTERS = {
  power: '役職・設定',
  proposals: '登録伺い',
  registrations: '登録',
  other: 'その他',
} as const;
export type TrailFilter = keyof typeof TRAIL_FILTERS;

const filterOf = (act: DirectoryActName): TrailFilter => {
  if (['appoint', 'end-appointment', 'change-settings', 'bootstrap'].includes(act)) return 'power';
  if (['propose', 'renew-links', 'confirm', 'not-applied', 'stop', 'withdraw', 'lapse'].includes(act))
    return 'proposals';
  return /^(register|change)-/.test(act) ? 'registrations' : 'other';
};

export type TrailLine = {
  readonly seq: number;
  readonly at: string;
  readonly act: string;
  /** In the words of now; what is erased has none. */
  readonly about: string;
  readonly proposalId?: string | undefined;
  readonly by: string;
  readonly confirmedBy?: string | undefined;
  readonly hash: string;
  /** It is what its hash says, and the event before it is what it says. */
  readonly isIntact: boolean;
};

const PAGE = 50;
/** Pages that are read for one that is filtered: the reader goes on from where they end. */
const MOST_PAGES = 5;

/** 登録・設定の証跡: newest first, a page of it. For the chief's office and the managers. */
export const viewDirectoryTrail =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
    { filter, cursor }: { readonly filter?: TrailFilter | undefined; readonly cursor?: string | undefined },
  ): Promise<Outcome<{ readonly lines: readonly TrailLine[]; readonly cursor: string | undefined }>> => {
    const { store } = ports;
    const manages = caller.appointments.some(({ role }) => role.startsWith('manager:'));
    if (!manages && !isOffice(caller, await loadSettings(store)) && !holds(caller, 'chief'))
      return refused(
        'forbidden',
        'not-office',
        '登録・設定の証跡は、統括部門と情報セキュリティ管理者が閲覧します',
      );
    const lines: TrailLine[] = [];
    let place = cursor;
    for (let pages = 0; pages < MOST_PAGES && lines.length < PAGE; pages += 1) {
      const query = {
        ...{ hash: 'DIRECTORY', prefix: 'TRAIL#', descending: true, limit: PAGE },
        ...(place === undefined ? {} : { cursor: place }),
      };
      if (!isContinued(query)) throw new Rejected('続きの位置が正しくありません');
      const page = await store.query(query);
      const events = page.items.map(directoryEventOf);
      for (const [index, event] of events.entries()) {
        const before = events[index + 1];
        if (event && (filter === undefined || filterOf(event.act) === filter))
          lines.push(await lineOf(ports, event, before));
      }
      place = page.cursor;
      if (place === undefined) break;
    }
    return accepted({ lines, cursor: place });
  };

const lineOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  event: DirectoryEvent,
  before: DirectoryEvent | undefined,
): Promise<TrailLine> => {
  const { hash, ...body } = event;
  const { seq, at, act, by, confirmedBy, proposal } = event;
  const follows = before === undefined || before.hash === event.previousHash;
  return {
    ...{ seq, at, hash },
    act: DIRECTORY_ACTS[act],
    about: await aboutOf(ports.store, event),
    proposalId: proposal,
    by: await actorName(ports, by, at),
    confirmedBy: confirmedBy === undefined ? undefined : await actorName(ports, confirmedBy, at),
    isIntact: hashOf(body) === hash && follows,
  };
};

/** By the rows that it wrote: their keys say whom and what it is about. */
const aboutOf = async (store: Store, { act, subject, rows }: DirectoryEvent): Promise<string> => {
  if (act === 'bootstrap' || act === 'covered' || act === 'covered-all') return `${rows.length}件`;
  if (filterOf(act) === 'proposals') return subject;
  if (act === 'change-settings') return `第${subject}版`;
  const words = await Promise.all(rows.slice(0, 8).map(({ key }) => wordsOf(store, key)));
  return [...new Set(words.filter((text) => text !== undefined))].join('、') || subject;
};

const GONE = '（削除済み）';

const wordsOf = async (store: Store, key: string): Promise<string | undefined> => {
  const [pk = '', sk = ''] = key.split('/');
  const id = pk.slice(pk.indexOf('#') + 1);
  const [kind = '', entry = ''] = sk.split('#');
  if (pk.startsWith('PERSON#')) return (await loadPerson(store, id))?.name ?? GONE;
  if (pk.startsWith('ROLE#')) {
    const role = roleSchema.safeParse(id).data;
    return role && roleInWords(store, role);
  }
  if (pk.startsWith('VENDOR#')) return (await loadVendor(store, id))?.name ?? GONE;
  if (pk !== 'CATALOG') return undefined;
  if (kind === 'SECTION') return (await loadSection(store, entry))?.name ?? GONE;
  if (kind === 'SYSTEM') return (await loadSystem(store, entry))?.name ?? GONE;
  return kind === 'VENDOR' ? ((await loadVendor(store, entry))?.name ?? GONE) : undefined;
};
