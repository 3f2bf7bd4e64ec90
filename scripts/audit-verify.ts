import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Temporal } from 'temporal-polyfill';
import type { Item } from '../core/store/ports.ts';
import { type Expected, type Place, verifyAudit } from '../core/trail/verify-audit.ts';
import { createS3Anchors } from '../functions/adapters/anchors-s3.ts';
import { createS3Files, listKeptFiles, makeS3Client } from '../functions/adapters/files-s3.ts';
import { createFileAnchors } from '../local/anchors.ts';
import { keptFilesIn, scanItems } from '../local/audit-place.ts';

/**
 * `npm run audit:verify -- --data .data`: every row, file and anchor; exit code 1 when anything is wrong, 2 when there
 * is nothing to verify. For a deployed stack `--table <name> --anchors <bucket> --bucket <bucket>` (docs/deploy.md);
 * credentials, region and endpoint come from the usual AWS environment. What is kept outside (docs/adr/0030):
 * `--expect <date>/<hash>` or `--expect <hash>`, any number of times; `--expect-file` with any text that holds such
 * pairs, e.g. the mails; `--witness`, the folder or bucket to which the anchors are copied.
 */
const OPTIONS = {
  data: { type: 'string', default: '.data' },
  table: { type: 'string' },
  anchors: { type: 'string' },
  bucket: { type: 'string' },
  witness: { type: 'string' },
  expect: { type: 'string', multiple: true, default: [] },
  'expect-file': { type: 'string', multiple: true, default: [] },
} satisfies ParseArgsOptionsConfig;

/** One hash in 64 begins with a hyphen: what follows the name of an option is its value, whatever it looks like. */
const joined = ([name, value, ...rest]: readonly string[]): readonly string[] => {
  if (name === undefined) return [];
  return value !== undefined && name.startsWith('--') && Object.hasOwn(OPTIONS, name.slice(2))
    ? [`${name}=${value}`, ...joined(rest)]
    : [name, ...joined(value === undefined ? rest : [value, ...rest])];
};

const given = () => {
  try {
    return parseArgs({ options: OPTIONS, args: [...joined(process.argv.slice(2))] }).values;
  } catch (error) {
    // Exit code 1 says that something is wrong with the trail.
    process.stdout.write(`${error instanceof Error ? error.message : ''}\n`);
    process.exit(2);
  }
};
const values = given();

/** With the days by which its clock was moved on. */
const localNow = (database: DatabaseSync): Temporal.Instant => {
  const hasClock = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'clock'").get() !== undefined;
  const row = hasClock ? database.prepare('SELECT ahead FROM clock WHERE id = 1').get() : undefined;
  return Temporal.Now.instant().add({ milliseconds: Number(row?.['ahead'] ?? 0) });
};

const localPlace = (data: string): Place | undefined => {
  const path = join(data, 'permits.sqlite');
  if (!existsSync(path)) return undefined;
  const database = new DatabaseSync(path, { readOnly: true });
  return {
    rows: () => scanItems(database),
    anchors: createFileAnchors(join(data, 'anchors')),
    files: keptFilesIn(join(data, 'files', 'files')),
    witness: values.witness === undefined ? undefined : createFileAnchors(values.witness),
    now: localNow(database),
  };
};

const awsPlace = (tableName: string, anchors: string, bucket: string | undefined): Place => {
  const client = new DynamoDBClient();
  const s3 = makeS3Client();
  const now = Temporal.Now.instant();
  const anchorsIn = (name: string) => createS3Anchors({ client: s3, bucket: name });
  return {
    rows: async function* () {
      for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
        for (const attributes of page.Items ?? []) {
          const row = unmarshall(attributes) as Item;
          yield { key: { pk: row.pk, sk: row.sk }, row };
        }
    },
    anchors: anchorsIn(anchors),
    files:
      bucket === undefined
        ? undefined
        : {
            list: () => listKeptFiles(s3, bucket),
            hashOf: createS3Files({ client: s3, bucket, clock: () => now }).hashOf,
          },
    witness: values.witness === undefined ? undefined : anchorsIn(values.witness),
    now,
  };
};

const HASH = '[A-Za-z0-9_-]{43}';
const PAIR = new RegExp(`(\\d{4}-\\d{2}-\\d{2})/(${HASH})(?![A-Za-z0-9_-])`, 'g');
/** Undefined when the text holds none. */
const expectedIn = (text: string): readonly Expected[] | undefined => {
  const pairs = [...text.matchAll(PAIR)].map(([, date, hash = '']) => ({ date, hash }));
  if (pairs.length > 0) return pairs;
  return new RegExp(`^${HASH}$`).test(text) ? [{ hash: text }] : undefined;
};

const expected = [...values.expect, ...values['expect-file'].map((path) => readFileSync(path, 'utf8'))].map(
  expectedIn,
);
const { data, table, anchors, bucket } = values;
const place =
  table !== undefined && anchors !== undefined
    ? awsPlace(table, anchors, bucket)
    : table === undefined && anchors === undefined
      ? localPlace(data)
      : undefined;
const say = (line: string) => process.stdout.write(`${line}\n`);

if (!place || expected.includes(undefined)) {
  if (place) say('--expect <date>/<hash>, --expect <hash> or --expect-file <text that holds such pairs>');
  else say(`no data in ${data}`);
  say('audit:verify --data <dir> | --table <name> --anchors <bucket> --bucket <bucket>');
  process.exitCode = 2;
} else {
  const report = await verifyAudit(place)(expected.flatMap((each) => each ?? []));
  for (const fault of report.faults) say(`✗ ${fault}`);
  for (const [type, count] of [...report.types].sort(([a], [b]) => (a < b ? -1 : 1)))
    say(`  ${String(count).padStart(8)} ${type}`);
  if (!place.files) say('  files were not looked at: --bucket <bucket>');
  say(
    `${report.rows} rows, ${report.cases} cases, ${report.files} files, ${report.anchors} anchors: ${report.faults.length === 0 ? 'intact' : `${report.faults.length} faults`}`,
  );
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
