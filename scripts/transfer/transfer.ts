import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { refoldCase } from '../../core/case/every-case.ts';
import { isOutboxKey } from '../../core/case/outbox-write.ts';
import { coverDirectory } from '../../core/directory/directory-trail.ts';
import type { Anchors, Item, Store } from '../../core/store/ports.ts';
import { Rejected } from '../../core/values/errors.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import {
  createRowsHash,
  type Running,
  readArchive,
  type Sealed,
  travels,
  verifyArchive,
  writeArchive,
} from './archive.ts';
import { exportAttachment, importAttachment } from './attachments.ts';
import type { End } from './ends.ts';

/** Copy everything that travels out of `from`. */
export const exportCity = async (from: End, folder: string): Promise<Sealed> => {
  const sealed = await writeArchive(folder, withAttachments(from, folder), await from.running());
  await copyAnchors(from.anchors, createFileAnchors(join(folder, 'anchors')));
  return sealed;
};

/** The directory's trail knows of each: in the new place none may be missing. */
const copyAnchors = async (from: Anchors, to: Anchors): Promise<void> => {
  for (const name of await from.list()) await to.put(name, (await from.get(name)) ?? '');
};

/** The rows; the file of each is written on the way. */
async function* withAttachments(from: End, folder: string): AsyncGenerator<Item> {
  for await (const row of from.rows()) {
    await exportAttachment(from.files, row, folder);
    yield row;
  }
}

/** Rows a transaction; well under the store's limits of 100 rows and 4 MB for rows as large as ours. */
const BATCH = 25;

const putAll = async (store: Store, rows: readonly Item[]): Promise<void> => {
  for (let first = 0; first < rows.length; first += BATCH) {
    const result = await store.transact(rows.slice(first, first + BATCH).map((put) => ({ put })));
    if (!result.ok) throw new Error('rows without a condition were refused');
  }
};

export type Imported = Sealed & { readonly resumed: number };

/**
 * Copy an archive into an empty `to`: first every row, verified by hash as it stands there, then the messages
 * that were under way (they leave at once), then each running case goes on as its next generation.
 */
export const importCity = async (to: End, folder: string): Promise<Imported> => {
  const sealed = await verifyArchive(folder);
  for await (const row of to.rows()) throw new Rejected(`the target is not empty: ${row.pk}`);
  const [foreign] = await to.anchors.list();
  if (foreign !== undefined) throw new Rejected(`the target is not empty: anchor ${foreign}`);
  const waiting: Item[] = [];
  const running: Running[] = [];
  let batch: Item[] = [];
  const flush = async () => {
    await putAll(to.store, batch);
    batch = [];
  };
  for await (const line of readArchive(folder)) {
    if ('running' in line) running.push(line.running);
    else if (isOutboxKey(line.row)) waiting.push(line.row);
    else {
      await importAttachment(to.files, line.row, folder);
      batch.push(line.row);
    }
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  const arrived = await hashOf(to);
  if (arrived.hash !== sealed.hash) throw new Rejected('the rows that arrived are not those that were sent');
  await copyAnchors(createFileAnchors(join(folder, 'anchors')), to.anchors);
  await refoldAll(to);
  await putAll(to.store, waiting);
  for (const { caseId, generation } of running) await to.start({ caseId, generation: generation + 1 });
  return { ...sealed, resumed: running.length };
};

/**
 * States as this version folds them, where an earlier one has written them (docs/upgrade.md); how many changed. A
 * directory of before it had a trail gets one.
 */
export const refoldAll = async ({ rows, store }: Pick<End, 'rows' | 'store'>): Promise<number> => {
  const cases: string[] = [];
  for await (const { pk, sk } of rows()) if (sk === 'STATE') cases.push(pk.slice('CASE#'.length));
  let refolded = 0;
  for (const caseId of cases) {
    const outcome = await refoldCase({ store })(caseId);
    if (outcome.ok && outcome.value === 'refolded') refolded += 1;
  }
  const clock = Temporal.Now.instant;
  await coverDirectory({ store, clock, ids: createIds(clock) }, rows());
  return refolded;
};

/** Rows and hash of what would travel from here. */
export const hashOf = async (end: End): Promise<{ rows: number; hash: string }> => {
  const hash = createRowsHash();
  for await (const row of end.rows()) if (travels(row)) hash.add(row);
  return { rows: hash.rows(), hash: hash.digest() };
};
