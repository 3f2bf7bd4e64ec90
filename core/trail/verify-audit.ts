import { Temporal } from 'temporal-polyfill';
import type { FileRecord } from '../attachment/file-store.ts';
import { caseEventSchema } from '../case/case-event.ts';
import { caseKey } from '../case/case-store.ts';
import { type DirectoryEvent, keyText, loadDirectoryEvent } from '../directory/directory-trail.ts';
import { type Item, type Key, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { headFault, parseAnchor } from './audit.ts';
import { caseFaults } from './case-faults.ts';
import { createCityJudge } from './city-judge.ts';
import { anchorFaults, namedAnchors } from './directory-faults.ts';
import { mailDayOf } from './mail-list.ts';
import { type AnchorReader, type ReadAnchors, readAnchors } from './read-anchors.ts';
import { rowFaults } from './row-faults.ts';
import { nameOfType, rowTypeOf } from './row-types.ts';

/** A row as a scan of the whole table finds it. Rows of one partition come one after the other. */
export type ScannedRow = {
  readonly key: Key;
  /** Undefined: not readable. */
  readonly row: Item | undefined;
  /** What is wrong with the way in which it is stored. */
  readonly fault?: string;
};

/** The contents of attachments as they are kept, past the rows that know them. */
export type KeptFiles = {
  /** Ids; and the names of whatever else is there. */
  list(): AsyncIterable<string>;
  hashOf(fileId: string): Promise<string | undefined>;
};

export type Place = {
  readonly rows: () => AsyncIterable<ScannedRow>;
  readonly anchors: AnchorReader;
  /** Undefined: not looked at. */
  readonly files: KeptFiles | undefined;
  /** The second place to which anchors are copied. */
  readonly witness?: AnchorReader | undefined;
  readonly now: Temporal.Instant;
};

/** What somebody has kept of an anchor: its hash, and where it says so its date. */
export type Expected = { readonly date?: string | undefined; readonly hash: string };

export type AuditReport = {
  readonly rows: number;
  /** Rows of each kind, by its name in core/trail/row-types.ts. */
  readonly types: ReadonlyMap<string, number>;
  readonly cases: number;
  readonly files: number;
  readonly anchors: number;
  readonly faults: readonly string[];
};

const CASE = 'CASE#';

/**
 * The whole table, every file and every anchor (INV-13, INV-14): trails against their chains, states and anchors; what
 * trails have hashes of against them; what follows from other rows against these; and anchors against each other, against
 * the trail of the directory and against what is kept outside. Goes on after a fault, whatever it is.
 */
export const verifyAudit =
  ({ rows, anchors, files, witness, now }: Place) =>
  async (expected: readonly Expected[] = []): Promise<AuditReport> => {
    const read = await readAnchors(anchors);
    const faults = [...read.faults];
    const types = new Map<string, number>();
    const judge = createCityJudge();
    const unseen = new Set(read.known.keys());
    const days = { first: '', last: '' };
    let cases = 0;
    const judgeCase = (partition: readonly Item[]): void => {
      const caseId = partition[0]?.pk.slice(CASE.length) ?? '';
      cases += 1;
      unseen.delete(caseId);
      const own = caseFaults(partition, read.known.get(caseId) ?? []);
      const hasTrail = partition.some(({ sk }) => sk.startsWith('EVENT#'));
      faults.push(
        ...(hasTrail ? own : [...own, 'there are rows, and no trail']).map((fault) => `${caseId}: ${fault}`),
      );
      judge.addCase(partition);
      if (read.hashes.size === 0) noteDays(partition, days);
    };
    let count = 0;
    let partition: Item[] = [];
    for await (const { key, row, fault } of rows()) {
      count += 1;
      const type = rowTypeOf(key);
      const name = type ? nameOfType(type) : 'unknown';
      types.set(name, (types.get(name) ?? 0) + 1);
      if (!type) faults.push(`${keyText(key)}: nobody knows what this is (core/trail/row-types.ts)`);
      if (fault !== undefined) faults.push(`${keyText(key)}: ${fault}`);
      if (!row) continue;
      if (type) faults.push(...rowFaults(row, type, now).map((wrong) => `${keyText(key)}: ${wrong}`));
      if (partition.length > 0 && partition[0]?.pk !== key.pk) {
        judgeCase(partition);
        partition = [];
      }
      if (key.pk.startsWith(CASE)) {
        partition.push(row);
        if (key.sk.startsWith('OUTBOX#')) judge.add(row);
      } else if (type && isJudged(key)) judge.add(row);
    }
    if (partition.length > 0) judgeCase(partition);
    for (const caseId of unseen) faults.push(`${caseId}: has vanished, and an anchor knows of it`);
    const { faults: ofCity, events, files: records, mailDays } = judge.judge();
    faults.push(
      ...ofCity,
      ...read.directory.flatMap((head) => prefixed('directory', headFault(head, events))),
      ...mailDayFaults(read, mailDays),
      ...anchorsOf(read, events, days),
      ...expectationFaults(read, expected),
      ...(witness ? await witnessFaults(read, witness) : []),
    );
    const kept = await keptFaults(files, records);
    return {
      rows: count,
      types,
      cases,
      files: kept.files,
      anchors: read.hashes.size,
      // A head that several anchors know is one fault.
      faults: [...new Set([...faults, ...kept.faults])],
    };
  };

/** Rows that are compared with others; what passes is judged by itself (core/trail/row-faults.ts). */
const isJudged = (key: Key): boolean => rowTypeOf(key)?.cover !== 'passes' || key.sk.startsWith('OUTBOX#');

const prefixed = (prefix: string, fault: string | undefined): string[] =>
  fault === undefined ? [] : [`${prefix}: ${fault}`];

/** The days on which something was recorded; until the run at 1 o'clock has had its time, the day before goes on. */
const noteDays = (partition: readonly Item[], days: { first: string; last: string }): void => {
  for (const row of partition) {
    const at = caseEventSchema.safeParse(row['event']).data?.at;
    if (at === undefined) continue;
    const day = dateOf(Temporal.Instant.from(at).subtract({ hours: 2 })).toString();
    if (days.first === '' || day < days.first) days.first = day;
    if (day > days.last) days.last = day;
  }
};

const anchorsOf = (
  { hashes }: ReadAnchors,
  events: readonly DirectoryEvent[],
  { first, last }: { readonly first: string; readonly last: string },
): string[] => {
  const named = namedAnchors(events);
  return [
    ...anchorFaults(named, hashes),
    ...(hashes.size === 0 && named.length === 0 && first < last
      ? [`there is no anchor, although there were cases on ${first}`]
      : []),
  ];
};

const mailDayFaults = (
  { mails, coversDay }: ReadAnchors,
  listed: Parameters<typeof listedDays>[0],
): string[] => {
  const days = listedDays(listed);
  const known = new Set(mails.map(({ date }) => date));
  return [
    ...mails.flatMap(({ date, hash }) =>
      days.get(date)?.hash === hash
        ? []
        : [`MAILS#${date}: the list of mails is not the one that an anchor knows`],
    ),
    ...[...days.keys()].flatMap((date) =>
      coversDay(date) && !known.has(date) ? [`MAILS#${date}: the anchor knows of no mail on that day`] : [],
    ),
  ];
};
const listedDays = (listed: ReturnType<ReturnType<typeof createCityJudge>['judge']>['mailDays']) =>
  new Map([...listed].map(([date, mails]) => [date, mailDayOf(date, mails)] as const));

const expectationFaults = ({ hashes }: ReadAnchors, expected: readonly Expected[]): string[] => {
  const all = new Set(hashes.values());
  return expected.flatMap(({ date, hash }) => {
    if (date === undefined)
      return all.has(hash) ? [] : [`no anchor has the hash ${hash}, which was kept outside`];
    const is = hashes.get(date);
    if (is === undefined) return [`anchor ${date}: is missing, and its hash was kept outside`];
    return is === hash ? [] : [`anchor ${date}: is not the one whose hash was kept outside`];
  });
};

/** The witness may be younger than the anchors; what it has, they must have. */
const witnessFaults = async ({ hashes }: ReadAnchors, witness: AnchorReader): Promise<string[]> => {
  const other = await readAnchors(witness);
  return [...other.hashes].flatMap(([date, hash]) => {
    if (hashes.get(date) === hash) return [];
    return [
      `anchor ${date}: is ${hashes.has(date) ? 'another' : 'missing'} here, and is kept by the witness`,
    ];
  });
};

const keptFaults = async (kept: KeptFiles | undefined, records: ReadonlyMap<string, FileRecord>) => {
  const faults: string[] = [];
  const there = new Set<string>();
  if (!kept) return { files: 0, faults };
  for await (const name of kept.list()) {
    there.add(name);
    if (!records.has(name)) faults.push(`file ${name}: no row knows of it`);
  }
  for (const { fileId, sha256, kept: isKept } of records.values()) {
    // On its way in or out.
    if (!isKept) continue;
    if (!there.has(fileId)) faults.push(`file ${fileId}: the contents are missing`);
    else if ((await kept.hashOf(fileId)) !== sha256)
      faults.push(`file ${fileId}: the contents are not what was sent`);
  }
  return { files: there.size, faults };
};

export type Verification = {
  /** Chain, stored state, papers, revisions, decisions and records fit together, and with the newest anchor. */
  readonly intact: boolean;
  readonly faults: readonly string[];
  /** The newest anchor: its day, and up to which event it knows the case; undefined when it is younger than all anchors. */
  readonly anchor: { readonly date: string; readonly seq: number; readonly hash: string } | undefined;
};

/**
 * One case, as it stands now (INV-13, INV-14), and of the directory's trail the event that the newest anchor knows.
 * `npm run audit:verify` measures all cases and the whole directory against all anchors.
 */
export const verifyTrail =
  ({ store, anchors }: { readonly store: Store; readonly anchors: AnchorReader }) =>
  async (caseId: string): Promise<Verification> => {
    const date = (await anchors.list()).at(-1);
    const anchor = date === undefined ? undefined : parseAnchor((await anchors.get(date)) ?? '');
    const head = anchor?.heads.find((one) => one.caseId === caseId);
    const { directory } = anchor ?? {};
    const isKnown =
      !directory ||
      directory.seq === 0 ||
      (await loadDirectoryEvent(store, directory.seq))?.hash === directory.hash;
    const faults = [
      ...(date === undefined || anchor?.date === date ? [] : [`anchor ${date}: not readable`]),
      ...(isKnown ? [] : [`directory: event ${directory?.seq} is not the one that an anchor knows`]),
      ...caseFaults(await queryAll(store, { hash: caseKey(caseId) }), head ? [head] : []),
    ];
    return {
      intact: faults.length === 0,
      faults,
      anchor: head && date !== undefined ? { date, seq: head.seq, hash: head.hash } : undefined,
    };
  };
