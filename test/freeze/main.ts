import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import { createFileAnchors } from '../../local/anchors.ts';
import { scanItems } from '../../local/audit-place.ts';
import { databaseIn } from '../../local/data-directory.ts';
import { openDatabase } from '../../local/database.ts';
import { openQuestionsOf } from '../support/answer-questions.ts';
import { crawl } from '../support/crawl.ts';
import {
  earlierFolder,
  type Facts,
  filesBeside,
  type Papers,
  toldOf,
  wordsOfPaper,
} from '../support/earlier-city.ts';
import { CHIEF, VENDOR } from '../support/story.ts';
import { applications, leaveUnfinished, longAgo } from './applications.ts';
import { createCity } from './diary.ts';
import { months } from './months.ts';
import { office } from './office.ts';
import { endings, ordersAndSanctions } from './orders.ts';
import { missingOf, storedKinds } from './stored-kinds.ts';
import { worksAndChanges } from './works.ts';

/**
 * `npm run freeze -- <name>`: plays a city with this version and keeps it in test/support/earlier/<name>, for the tests of
 * the upgrades to come (docs/upgrade.md). Before a release, on the commit that is released.
 */

const say = (line: string) => process.stdout.write(`${line}\n`);
const pack = (bytes: string | Uint8Array) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });

const play = async (folder: string) => {
  const database = openDatabase(':memory:');
  const anchors = createFileAnchors(join(folder, 'anchors'));
  const city = await createCity({ database, anchors, filesFolder: join(folder, 'files') });
  await longAgo(city);
  for (const enter of [applications, worksAndChanges, ordersAndSanctions, endings, months, office])
    enter(city);
  return { database, city, wrong: await city.play() };
};

const freeze = async (name: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'freeze-'));
  const { database, city, wrong } = await play(folder);
  const { story, cases } = city;
  const papers: Papers = {};
  for (const reader of [CHIEF, VENDOR]) {
    const said: [string, string][] = [];
    for (const [path, html] of await crawl(story, reader)) {
      const words = wordsOfPaper(html);
      if (words !== undefined) said.push([path, words]);
    }
    papers[reader] = Object.fromEntries(said.toSorted(([a], [b]) => a.localeCompare(b)));
    say(`${said.length} papers as ${reader} reads them`);
  }
  const told: Record<string, Awaited<ReturnType<typeof toldOf>>> = {};
  for (const [which, caseId] of Object.entries(cases)) told[which] = await toldOf(story, caseId);
  await leaveUnfinished(city);

  const rows = [];
  for await (const { row } of scanItems(database)) if (row) rows.push(row);
  const asked = await openQuestionsOf(story, Object.values(cases));
  const kinds = storedKinds(
    rows,
    asked.map(({ question }) => question.stage),
  );
  const { faults } = await verifyAudit(story.place())();
  const to = earlierFolder(name);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const keep = (file: string, bytes: string | Uint8Array) => {
    const packed = pack(bytes);
    say(`${file} ${packed.length} bytes`);
    writeFileSync(join(to, file), packed);
  };
  database.exec(`VACUUM INTO '${databaseIn(folder)}'`);
  keep('permits.sqlite.br', readFileSync(databaseIn(folder)));
  keep('beside.json.br', JSON.stringify(filesBeside(folder)));
  keep('papers.json.br', JSON.stringify(papers));
  keep('openapi.json.br', JSON.stringify(openapi));
  const facts: Facts = {
    now: story.clock.now().toString(),
    cases: Object.fromEntries(
      Object.entries(cases).map(([which, caseId]) => [which, { caseId, told: told[which] }]),
    ),
    kinds,
  };
  writeFileSync(join(to, 'facts.json'), `${JSON.stringify(facts, undefined, 2)}\n`);
  rmSync(folder, { recursive: true });
  say(`${Object.keys(cases).length} cases, ${rows.length} rows → ${to}`);
  for (const each of Object.values(kinds))
    for (const [kind, count] of Object.entries(each))
      if (typeof count === 'string') say(`no ${kind}: ${count}`);
  const all = [
    ...wrong,
    ...new Set(story.failures.map((error) => (error instanceof Error ? error.stack : String(error)))),
    ...faults.map((fault) => JSON.stringify(fault)),
  ];
  for (const each of all) say(`! ${each}`);
  if (all.length > 0 || missingOf(kinds).length > 0) process.exitCode = 1;
};

const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9.-]+$/.test(name)) {
  say('freeze -- <name>');
  process.exitCode = 2;
} else await freeze(name);
