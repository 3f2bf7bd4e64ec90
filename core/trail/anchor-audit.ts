import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { revisionSchema } from '../application/revision-store.ts';
import { findFile } from '../attachment/file-store.ts';
import { caseKey } from '../case/case-store.ts';
import {
  type DirectoryEvent,
  directoryEventsBetween,
  isCovered,
  keyText,
  openDirectoryTrail,
  rowHash,
} from '../directory/directory-trail.ts';
import { carriedOut, commit } from '../store/commit.ts';
import { type Anchors, type Item, type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal } from '../values/errors.ts';
import { onceEach } from '../values/frozen.ts';
import {
  type Anchor,
  anchorHash,
  anchorText,
  type Head,
  headFault,
  headOf,
  type MailDay,
  parseAnchor,
} from './audit.ts';
import { stateIn, trailFaults } from './case-faults.ts';
import {
  anchoredSubject,
  anchorFaults,
  coveredRows,
  coverFaults,
  directoryChain,
  namedAnchors,
} from './directory-faults.ts';
import { loadMailDay } from './mail-list.ts';
import { dayBefore } from './read-anchors.ts';

export type AnchorPorts = Ports & {
  readonly anchors: Anchors;
  /** A second place, to which every anchor is copied. */
  readonly witness?: Anchors | undefined;
};

/** Cases that are read at the same time. */
const AT_ONCE = 8;

/**
 * The state AnchorAudit, once a day: the newest anchor must still hold, and the directory's trail with every row that it
 * covers; then today's heads are written down, and the directory's trail says so. A day that has its anchor keeps it;
 * a run that was broken off is made up for by the next. Throws `Fatal` when anything was tampered with, after everything
 * was looked at: the alarm is the point. What only a scan of the whole table finds, `npm run audit:verify` finds.
 */
export const anchorAudit = (ports: AnchorPorts) => async (): Promise<{ date: string; cases: number }> => {
  const { store, anchors, witness, clock } = ports;
  const names = await anchors.list();
  const newest = names.at(-1);
  const text = newest === undefined ? undefined : ((await anchors.get(newest)) ?? '');
  const anchor = text === undefined ? undefined : parseAnchor(text);
  if (newest !== undefined && anchor?.date !== newest) throw new Fatal(`anchor ${newest}: not readable`);
  const hash = text === undefined ? '' : anchorHash(text);
  const { heads, faults: ofCases } = await readCases(store, anchor?.heads ?? []);
  const directory = await again(() => readDirectory(store));
  const date = dateOf(clock()).toString();
  const faults = [
    ...(newest !== undefined && newest > date
      ? [`anchor ${newest}: of a day that has not come; the clock was ahead, and no anchor is written before`]
      : []),
    ...directory.faults,
    ...anchorFaults(
      namedAnchors(directory.events),
      new Map(names.map((name) => [name, name === newest ? hash : undefined])),
    ),
    ...directoryHeadFault(anchor, directory.events),
    ...(await mailDayFaults(store, anchor)),
    ...ofCases,
  ];
  if (faults.length > 0)
    throw new Fatal(
      `audit trail broken, ${faults.length} faults: ${faults[0]}; npm run audit:verify names all`,
    );
  // The run before was broken off before it could say so.
  if (newest !== undefined && anchor?.directory)
    await tellOfAnchor(ports, directory.events, { date: newest, hash, cases: anchor.heads.length });
  if (newest === undefined || newest < date) {
    const last = directory.events.at(-1);
    const written: Anchor = {
      date,
      previousHash: hash,
      previousDate: newest,
      directory: { seq: last?.seq ?? 0, hash: last?.hash ?? '' },
      mails: await mailDays(store, newest ?? dayBefore(date), date),
      heads,
    };
    await anchors.put(date, anchorText(written));
    // Another run may have been faster: what stands there counts.
    const stands = (await anchors.get(date)) ?? '';
    const cases = parseAnchor(stands)?.heads.length ?? 0;
    await tellOfAnchor(ports, directory.events, { date, hash: anchorHash(stands), cases });
  }
  if (witness) await copyAnchors(anchors, witness);
  return { date, cases: heads.length };
};

const directoryHeadFault = (
  anchor: Anchor | undefined,
  events: readonly { readonly hash: string }[],
): string[] => {
  const fault = anchor?.directory && headFault(anchor.directory, events);
  return fault === undefined ? [] : [`directory: ${fault}`];
};

const mailDayFaults = async (store: Store, anchor: Anchor | undefined): Promise<string[]> => {
  const faults: string[] = [];
  for (const { date, hash } of anchor?.mails ?? [])
    if ((await loadMailDay(store, date))?.hash !== hash)
      faults.push(`MAILS#${date}: the list of mails is not the one that an anchor knows`);
  return faults;
};

/** The event 'anchored', once for each anchor. */
const tellOfAnchor = async (
  { store, ids, clock }: Ports,
  known: readonly DirectoryEvent[],
  anchor: Parameters<typeof anchoredSubject>[0],
): Promise<void> => {
  const subject = anchoredSubject(anchor);
  const told = await commit<undefined>({ store }, async ({ store }) => {
    const trail = await openDirectoryTrail(store);
    const since = await directoryEventsBetween(store, known.length);
    const isTold = namedAnchors([...known, ...since]).some((named) => named.date === anchor.date);
    const act = { act: 'anchored', subject, by: 'AnchorAudit' } as const;
    const writes = isTold ? [] : trail.record({ ids, at: clock() }, act, []);
    return { ok: true, value: undefined, writes };
  });
  carriedOut(told);
};

/** The lists of mails of the days from one anchor to the next. */
const mailDays = async (store: Store, from: string, before: string): Promise<MailDay[]> => {
  const days: MailDay[] = [];
  for (let date = from; date < before; date = Temporal.PlainDate.from(date).add({ days: 1 }).toString()) {
    const day = await loadMailDay(store, date);
    if (day) days.push(day);
  }
  return days;
};

/** What the witness does not have yet. */
const copyAnchors = async (anchors: Anchors, witness: Anchors): Promise<void> => {
  const has = new Set(await witness.list());
  for (const name of await anchors.list())
    if (!has.has(name)) await witness.put(name, (await anchors.get(name)) ?? '');
};

const trailRows = (store: Store): Promise<Item[]> => queryAll(store, { hash: 'DIRECTORY', prefix: 'TRAIL#' });

/** The directory's trail, and every row that stands in a partition of which it knows. */
const readDirectory = async (store: Store) => {
  const { events, faults } = directoryChain(await trailRows(store));
  if (faults.length > 0) return { events, faults };
  const covered = coveredRows(events);
  const staff = (await queryAll(store, { hash: 'STAFF' })).map(({ sk }) => sk);
  const partitions = new Set([...[...covered.keys()].map((key) => key.slice(0, key.indexOf('/'))), ...staff]);
  const found = new Map<string, string>();
  await inTurns([...partitions], async (hash) => {
    for (const row of await queryAll(store, { hash }))
      if (isCovered(row)) found.set(keyText(row), rowHash(row));
  });
  return { events, faults: coverFaults(covered, found) };
};

const sectionSchema = z.object({ pk: z.literal('CATALOG'), sk: z.templateLiteral(['SECTION#', z.string()]) });

/** Cases of the newest anchor and of the register, which may have lost some of them. */
const readCases = async (
  store: Store,
  known: readonly Head[],
): Promise<{ readonly heads: readonly Head[]; readonly faults: readonly string[] }> => {
  const sections = (await queryAll(store, { hash: 'CATALOG', prefix: 'SECTION#' })).map(
    (row) => sectionSchema.parse({ pk: row.pk, sk: row.sk }).sk,
  );
  const listed = await Promise.all(sections.map((hash) => queryAll(store, { index: 'register', hash })));
  const anchored = new Map(known.map((head) => [head.caseId, head]));
  const ids = new Set([...anchored.keys(), ...listed.flat().map(({ pk }) => pk.slice(caseKey('').length))]);
  const heads: Head[] = [];
  const faults: string[] = [];
  await inTurns([...ids], async (caseId) => {
    const read = await again(() => readCase(store, caseId, anchored.get(caseId)));
    if (read.head) heads.push(read.head);
    faults.push(...read.faults.map((fault) => `${caseId}: ${fault}`));
  });
  return { heads, faults: faults.sort() };
};

const readCase = async (
  store: Store,
  caseId: string,
  known: Head | undefined,
): Promise<{ readonly head?: Head; readonly faults: readonly string[] }> => {
  const rows = await rowsOf(store, caseId);
  const state = stateIn(rows);
  const trail = trailFaults(rows, known ? [known] : []);
  if (!state || trail.length > 0) return { faults: trail.length > 0 ? trail : ['the state is not readable'] };
  const faults = state.erasedAt === undefined ? await attachmentFaults(store, rows) : [];
  return { head: headOf(state), faults };
};

/** Somebody may act between one reading and the next: a fault is what stays one. */
const READINGS = 3;
const again = async <T extends { readonly faults: readonly string[] }>(
  read: () => Promise<T>,
): Promise<T> => {
  let result = await read();
  for (let tries = 1; result.faults.length > 0 && tries < READINGS; tries += 1) result = await read();
  return result;
};

const rowsOf = async (store: Store, caseId: string): Promise<Item[]> => {
  const state = await store.get({ pk: caseKey(caseId), sk: 'STATE' });
  const [events, revisions] = await Promise.all(
    ['EVENT#', 'REV#'].map((prefix) => queryAll(store, { hash: caseKey(caseId), prefix })),
  );
  return [...(state ? [state] : []), ...(events ?? []), ...(revisions ?? [])];
};

const attachmentsIn = onceEach(
  (row: Item) => revisionSchema.safeParse(row['revision']).data?.application.attachments ?? [],
);

/** The rows of attachments, not their contents. */
const attachmentFaults = async (store: Store, rows: readonly Item[]): Promise<string[]> => {
  const named = rows.flatMap(attachmentsIn);
  const faults = await Promise.all(
    named.map(async ({ fileId, sha256 }) => {
      const file = await findFile(store, fileId).catch(() => undefined);
      return file?.sha256 === sha256 ? [] : [`the row of the attachment ${fileId} is not what was handed in`];
    }),
  );
  return faults.flat();
};

const inTurns = async <T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> => {
  for (let first = 0; first < all.length; first += AT_ONCE)
    await Promise.all(all.slice(first, first + AT_ONCE).map(act));
};
