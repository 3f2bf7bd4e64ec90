import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { isOutboxKey } from '../../core/case/outbox-write.ts';
import type { Item } from '../../core/store/ports.ts';
import { Rejected } from '../../core/values/errors.ts';
import { canonicalJson, sha256 } from '../../core/values/hash.ts';

/**
 * A city's data on its way from one runtime to the other: `rows.ndjson`, one row a line, the generation of each
 * running case, and a last line that seals all of it.
 */

/** What belongs to the old place and is worth nothing in the new one: sign-ins, what they are counted by, workflow tokens. */
const STAYS = ['SESSION#', 'SIGNED-IN#', 'SIGNIN'] as const;
export const travels = ({ pk, sk }: Item): boolean =>
  sk !== 'TASK' && !STAYS.some((prefix) => pk.startsWith(prefix));

/** The case's workflow runs as `permit-<caseId>-<generation>`. */
export type Running = { readonly caseId: string; readonly generation: number };
export const runningOf = (executionName: string): Running | undefined => {
  const [, caseId, generation] = /^permit-([0-9A-Z]{26})-(\d+)$/.exec(executionName) ?? [];
  return caseId === undefined ? undefined : { caseId, generation: Number(generation) };
};

/** A hash of a set of rows, whatever order they come in. Messages under way are not counted: they leave. */
export const createRowsHash = () => {
  const hashes: string[] = [];
  return {
    add: (row: Item): void => {
      if (!isOutboxKey(row)) hashes.push(sha256(canonicalJson(row)));
    },
    rows: () => hashes.length,
    digest: () => sha256(hashes.sort().join('\n')),
  };
};

const itemSchema = z.custom<Item>(
  (value) => z.looseObject({ pk: z.string(), sk: z.string() }).safeParse(value).success,
);
const lineSchema = z.union([
  z.strictObject({ row: itemSchema }),
  z.strictObject({ running: z.object({ caseId: z.string(), generation: z.int() }) }),
  z.strictObject({ end: z.object({ rows: z.int(), hash: z.string(), lines: z.int() }) }),
]);
export type Sealed = { readonly rows: number; readonly hash: string; readonly lines: number };

const fileIn = (folder: string) => join(folder, 'rows.ndjson');

/** Throws when the folder holds an archive already. */
export const writeArchive = async (
  folder: string,
  rows: AsyncIterable<Item>,
  running: readonly Running[],
): Promise<Sealed> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stream = createWriteStream(fileIn(folder), { flags: 'wx', mode: 0o600 });
  const hash = createRowsHash();
  let lines = 0;
  const put = async (line: unknown): Promise<void> => {
    lines += 1;
    if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
  };
  for await (const row of rows) {
    if (!travels(row)) continue;
    hash.add(row);
    await put({ row });
  }
  for (const entry of running) await put({ running: entry });
  const sealed = { rows: hash.rows(), hash: hash.digest(), lines };
  stream.end(`${JSON.stringify({ end: sealed })}\n`);
  await finished(stream);
  return sealed;
};

/** Every line but the seal. Throws `Rejected` when the archive was cut off or changed. */
export async function* readArchive(
  folder: string,
): AsyncGenerator<{ readonly row: Item } | { readonly running: Running }, Sealed> {
  const hash = createRowsHash();
  let sealed: Sealed | undefined;
  let lines = 0;
  for await (const text of createInterface({
    input: createReadStream(fileIn(folder)),
    crlfDelay: Infinity,
  })) {
    const line = lineSchema.parse(JSON.parse(text));
    if ('end' in line) {
      sealed = line.end;
      continue;
    }
    lines += 1;
    if ('row' in line) hash.add(line.row);
    yield line;
  }
  if (!sealed || sealed.lines !== lines || sealed.rows !== hash.rows() || sealed.hash !== hash.digest())
    throw new Rejected('the archive is not whole: it was cut off or changed');
  return sealed;
}

/** Read it to the end once, before anything is written anywhere. */
export const verifyArchive = async (folder: string): Promise<Sealed> => {
  const lines = readArchive(folder);
  for (let next = await lines.next(); ; next = await lines.next()) if (next.done) return next.value;
};
