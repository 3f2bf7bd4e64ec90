import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Item } from '../../core/store/ports.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import { createStandingClock } from '../../local/clock.ts';
import { databaseIn } from '../../local/data-directory.ts';
import { openDatabase } from '../../local/database.ts';
import { browse } from './browse.ts';
import { createStory, type Story } from './story.ts';
import type { World } from './world.ts';

/**
 * Cities as earlier versions left them (test/freeze): the data directory of one machine in the middle of its work, what its
 * papers said, and which kinds of events and rows that version knew.
 */

const FOLDER = new URL('./earlier/', import.meta.url).pathname;

/** What the version knew of a kind: how many there are, or why there is none. */
const tallySchema = z.record(z.string(), z.union([z.int(), z.string()]));
const kindsSchema = z.strictObject({
  events: tallySchema,
  acts: tallySchema,
  rows: tallySchema,
  statuses: tallySchema,
  questions: tallySchema,
});
export type Kinds = z.infer<typeof kindsSchema>;
/** Names that a vendor's system relies on. */
const toldSchema = z.strictObject({
  /** A number: the answer that there is nothing any more. */
  status: z.union([z.string(), z.int()]).optional(),
  statusLabel: z.string().optional(),
  permitNo: z.string().optional(),
});
const factsSchema = z.strictObject({
  /** When it was frozen. */
  now: z.string(),
  /** Name in the diary → the case, and what its vendor's system was told; without it the case was about to go on. */
  cases: z.record(z.string(), z.strictObject({ caseId: z.string(), told: toldSchema.optional() })),
  kinds: kindsSchema,
});
export type Facts = z.infer<typeof factsSchema>;
/** Reader → path → what the paper says. */
const papersSchema = z.record(z.string(), z.record(z.string(), z.string()));
export type Papers = z.infer<typeof papersSchema>;

export const earlierFolder = (name: string): string => join(FOLDER, name);
/** Those that were frozen; the oldest one is an archive of rows (upgrade.test.ts). */
export const EARLIER_CITIES: readonly string[] = readdirSync(FOLDER).filter((name) =>
  existsSync(join(FOLDER, name, 'facts.json')),
);
export const factsOf = (name: string): Facts =>
  factsSchema.parse(JSON.parse(readFileSync(join(FOLDER, name, 'facts.json'), 'utf8')));
const unpacked = (name: string, file: string): Buffer =>
  brotliDecompressSync(readFileSync(join(FOLDER, name, `${file}.br`)));
/** The published API of then. */
export const openApiOf = (name: string): unknown =>
  JSON.parse(unpacked(name, 'openapi.json').toString('utf8'));

export const papersOf = (name: string): Papers =>
  papersSchema.parse(JSON.parse(unpacked(name, 'papers.json').toString('utf8')));

/** Path → bytes as `latin1`: what a data directory holds beside the database. */
const besideSchema = z.record(z.string(), z.string());
export const filesBeside = (folder: string): z.infer<typeof besideSchema> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('permits.sqlite'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, 'latin1')]),
  );

/** A data directory of one's own, as that version left it. */
const unpack = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'earlier-'));
  writeFileSync(databaseIn(folder), unpacked(name, 'permits.sqlite'), { mode: 0o600 });
  const beside = besideSchema.parse(JSON.parse(unpacked(name, 'beside.json').toString('utf8')));
  for (const [path, bytes] of Object.entries(beside)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, path), bytes, { encoding: 'latin1', mode: 0o600 });
  }
  return folder;
};

/** Of which functions the machines of then are made. */
export const functionsOfThen = (name: string): string[] => {
  const folder = unpack(name);
  const database = openDatabase(databaseIn(folder));
  const texts = database.prepare('SELECT text FROM asl_definitions').all();
  database.close();
  rmSync(folder, { recursive: true });
  const called = texts.flatMap(({ text }) => [...String(text).matchAll(/"FunctionName":\s*"(\w+)"/g)]);
  return [...new Set(called.map(([, found = '']) => found))].sort();
};

/** The machine that running cases were in when it was frozen. */
const definitionOfThen = (database: DatabaseSync): unknown => {
  const [row] = database
    .prepare(
      `SELECT text FROM asl_definitions WHERE hash IN
        (SELECT definition FROM asl_executions WHERE machine = 'permit' AND status = 'RUNNING')`,
    )
    .all();
  return JSON.parse(String(row?.['text']));
};

/**
 * The city in today's program, on the moment when it was frozen; nothing has been done yet.
 *
 * @param options.definition `then`: its executions go on in the machine of then, as on AWS before `npm run upgrade`
 */
export const openEarlier = async (
  name: string,
  { definition = 'now' }: { definition?: 'now' | 'then' } = {},
) => {
  const folder = unpack(name);
  const database = openDatabase(databaseIn(folder));
  // No power cut is played here.
  database.exec('PRAGMA synchronous = OFF');
  const rows = (): Item[] =>
    database
      .prepare('SELECT json FROM items ORDER BY pk, sk')
      .all()
      .map(({ json }) => JSON.parse(String(json)));
  const clock = createStandingClock(Temporal.Instant.from(factsOf(name).now));
  const before = rows();
  const story = await createStory({
    database,
    clock,
    anchors: createFileAnchors(join(folder, 'anchors')),
    filesFolder: join(folder, 'files'),
    ...(definition === 'then' ? { permitDefinition: definitionOfThen(database) } : {}),
  });
  return {
    story,
    folder,
    rows,
    /** The rows as they were found. */
    before,
    close: (): void => {
      if (database.isOpen) database.close();
      rmSync(folder, { recursive: true });
    },
    /** So that another program may open the directory. */
    leave: (): void => database.close(),
  };
};
export type EarlierCity = Awaited<ReturnType<typeof openEarlier>>;

export const toldOf = async (story: Story, caseId: string): Promise<z.infer<typeof toldSchema>> => {
  const { status, statusLabel, permitNo } = await story.vendorView(caseId);
  return { status, statusLabel, permitNo };
};

/** What the paper on a page says; undefined: it has none. */
export const wordsOfPaper = (html: string): string | undefined => {
  const from = html.indexOf('<article class="paper"');
  if (from < 0) return undefined;
  const article = html.slice(from, html.indexOf('</article>', from));
  return parseHTML(article).document.querySelector('.paper')?.textContent.replaceAll(/\s+/g, ' ').trim();
};

/** What the papers say that this person opened then, by path. */
export const readPapers = async (
  world: World,
  address: string,
  paths: Iterable<string>,
): Promise<Record<string, string>> => {
  const get = await browse(world, address);
  const said: Record<string, string> = {};
  for (const path of paths) {
    const { status, text } = await get(path);
    said[path] = wordsOfPaper(text) ?? `${status}: no paper`;
  }
  return said;
};
