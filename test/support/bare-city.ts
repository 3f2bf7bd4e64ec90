import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Temporal } from 'temporal-polyfill';
import { settingsWrite } from '../../core/directory/directory-store.ts';
import { openDirectoryTrail } from '../../core/directory/directory-trail.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { INDEXES, type Item } from '../../core/store/ports.ts';
import type { Place } from '../../core/trail/verify-audit.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import { keptFilesIn, scanItems } from '../../local/audit-place.ts';
import { openDatabase } from '../../local/database.ts';
import { childOf, permitIn } from './permit.ts';
import { FILES, sendFile } from './sample-files.ts';
import { createStory, type Story } from './story.ts';
import { worksOf } from './work-story.ts';

/** A data directory of a city that has worked for a week, and copies of it on whose bare files anybody may work. */

const attach = async (story: Story, name: string): Promise<string> => {
  const offer = await story.vendorApi('POST', '/v1/files', { name, size: FILES.pdf.length });
  if (offer.status !== 201) throw new Error(offer.text);
  await sendFile(story, offer.json.upload, name, FILES.pdf);
  const kept = await story.vendorApi('POST', `/v1/files/${offer.json.fileId}/completion`, {});
  if (kept.status !== 200) throw new Error(kept.text);
  return offer.json.fileId;
};

export const makeBareCity = async () => {
  const root = mkdtempSync(join(tmpdir(), 'bare-city-'));
  const witness = mkdtempSync(join(tmpdir(), 'bare-witness-'));
  const database = openDatabase(join(root, 'permits.sqlite'));
  const story = await createStory({
    database,
    anchors: createFileAnchors(join(root, 'anchors')),
    witness: createFileAnchors(witness),
    filesFolder: join(root, 'files'),
  });
  const { store, ids, clock } = story.ports;
  const fileId = await attach(story, '構成図.pdf');
  const attachments = [{ fileId, kind: 'diagram' as const }];
  const { caseId, permitNo } = await permitIn(story, { attachments });
  const child = await childOf(story, permitNo);
  const withdrawn = await story.submit();
  await story.withdraw(withdrawn);
  const idle = await attach(story, '未提出.pdf');
  const trail = await openDirectoryTrail(store);
  const version = {
    ...{ version: 1, settings: { ...DEFAULT_SETTINGS, orderDays: 12 }, reason: '見直し' },
    ...{ changedBy: 'p-clerk', changedAt: clock().toString() },
  };
  const act = { act: 'change-settings', subject: '1', by: 'p-clerk', reason: '見直し' } as const;
  await store.transact(trail.record({ ids, at: clock() }, act, [settingsWrite(version)]));
  await story.until('2026-04-09T10:00');
  const workId = await worksOf(story, caseId).announced('2026-04-28', {
    explainedOn: story.today().toString(),
  });
  const asked = await story.submit();
  await story.until('2026-04-13T09:00');
  // After the newest anchor.
  const today = await story.submit();
  await story.confirm(today);
  const mails = story.anchorMailsTo('ict@city.example.jp').map(({ text }) => text);
  database.close();
  const ended = clock();
  return {
    root,
    witness,
    ids: { caseId, permitNo, child: child.caseId, withdrawn, fileId, idle, workId, asked, today },
    mails,
    copy: () => openCopy(root, ended),
    remove: () => {
      for (const folder of [root, witness]) rmSync(folder, { recursive: true });
    },
  };
};
export type BareCity = Awaited<ReturnType<typeof makeBareCity>>;

const COLUMNS = [
  ...['pk', 'sk'],
  ...Object.values(INDEXES).flatMap(({ hash, range }) => [hash, range]),
  'expiresAt',
];

const openCopy = (root: string, now: Temporal.Instant) => {
  const folder = mkdtempSync(join(tmpdir(), 'bare-copy-'));
  cpSync(root, folder, { recursive: true });
  const database: DatabaseSync = openDatabase(join(folder, 'permits.sqlite'));
  const rows = (pk: string, prefix = ''): Item[] =>
    database
      .prepare('SELECT json FROM items WHERE pk = ? ORDER BY sk')
      .all(pk)
      .map(({ json }) => JSON.parse(String(json)))
      .filter(({ sk }) => sk.startsWith(prefix));
  const get = (pk: string, sk: string): Item => {
    const row = rows(pk).find((one) => one.sk === sk);
    if (!row) throw new Error(`no ${pk}/${sk}`);
    return row;
  };
  const put = (row: Item): void => {
    database.prepare('DELETE FROM items WHERE pk = ? AND sk = ?').run(row.pk, row.sk);
    const values = COLUMNS.map((name) => (row[name] ?? null) as string | number | null);
    database
      .prepare(
        `INSERT INTO items (${COLUMNS.join(', ')}, json) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`,
      )
      .run(...values, JSON.stringify(row));
  };
  const remove = ({ pk, sk }: { readonly pk: string; readonly sk: string }): void => {
    const { changes } = database.prepare('DELETE FROM items WHERE pk = ? AND sk = ?').run(pk, sk);
    if (changes === 0) throw new Error(`no ${pk}/${sk}`);
  };
  const anchorPath = (date: string) => join(folder, 'anchors', `${date}.txt`);
  return {
    folder,
    database,
    rows,
    get,
    put,
    remove,
    /** As JSON text, whole. */
    replace: (pk: string, sk: string, from: string | RegExp, to: string): void => {
      const text = JSON.stringify(get(pk, sk));
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${pk}/${sk} has no ${from}`);
      put(JSON.parse(changed));
    },
    file: (fileId: string) => join(folder, 'files', 'files', fileId),
    anchors: {
      names: () =>
        readdirSync(join(folder, 'anchors'))
          .map((name) => name.slice(0, -'.txt'.length))
          .sort(),
      read: (date: string) => readFileSync(anchorPath(date), 'utf8'),
      write: (date: string, text: string) => {
        rmSync(anchorPath(date), { force: true });
        writeFileSync(anchorPath(date), text);
      },
      remove: (date: string) => rmSync(anchorPath(date)),
    },
    place: (): Place => ({
      rows: () => scanItems(database),
      anchors: createFileAnchors(join(folder, 'anchors')),
      files: keptFilesIn(join(folder, 'files', 'files')),
      now,
    }),
    close: () => database.close(),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
};
export type Copy = ReturnType<typeof openCopy>;
