import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { verifyAudit } from '../core/use-cases/anchor-audit.ts';
import { createS3Anchors } from '../functions/adapters/anchors-s3.ts';
import { makeS3Client } from '../functions/adapters/files-s3.ts';
import { createDynamoStore } from '../functions/adapters/store-dynamodb.ts';
import { createFileAnchors } from '../local/anchors.ts';
import { openDatabase } from '../local/database.ts';
import { createSqliteStore } from '../local/store-sqlite.ts';

/**
 * `npm run audit:verify -- --data .data`: every trail, state and anchor; exit code 1 when anything is wrong, 2 when there
 * is nothing to verify. For a deployed stack `--table <name> --anchors <bucket>` (docs/deploy.md); credentials, region and
 * endpoint come from the usual AWS environment.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.data' },
    table: { type: 'string' },
    anchors: { type: 'string' },
  },
});
const { data, table, anchors: bucket } = values;
const path = join(data, 'permits.sqlite');
const place =
  table !== undefined && bucket !== undefined
    ? {
        store: createDynamoStore({ client: new DynamoDBClient(), tableName: table }),
        anchors: createS3Anchors({ client: makeS3Client(), bucket }),
      }
    : table === undefined && bucket === undefined && existsSync(path)
      ? {
          store: createSqliteStore(openDatabase(path)),
          anchors: createFileAnchors(join(data, 'anchors')),
        }
      : undefined;

if (!place) {
  process.stdout.write(`no data in ${data}\naudit:verify --data <dir> | --table <name> --anchors <bucket>\n`);
  process.exitCode = 2;
} else {
  const report = await verifyAudit(place)();
  for (const fault of report.faults) process.stdout.write(`✗ ${fault}\n`);
  process.stdout.write(
    `${report.cases} cases, ${report.anchors} anchors: ${report.faults.length === 0 ? 'intact' : `${report.faults.length} faults`}\n`,
  );
  process.exitCode = report.faults.length === 0 ? 0 : 1;
}
