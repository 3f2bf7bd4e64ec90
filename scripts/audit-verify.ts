import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyAudit } from '../core/use-cases/anchor-audit.ts';
import { createFileAnchors } from '../local/anchors.ts';
import { openDatabase } from '../local/database.ts';
import { createSqliteStore } from '../local/store-sqlite.ts';

/** `npm run audit:verify -- --data .data`: every trail, state and anchor; exit code 1 when anything is wrong. */
const { values } = parseArgs({ options: { data: { type: 'string', default: '.data' } } });
const database = openDatabase(join(values.data, 'permits.sqlite'));
const store = createSqliteStore(database);
const anchors = createFileAnchors(join(values.data, 'anchors'));
const report = await verifyAudit({ store, anchors })();
database.close();
for (const fault of report.faults) process.stdout.write(`✗ ${fault}\n`);
process.stdout.write(
  `${report.cases} cases, ${report.anchors} anchors: ${report.faults.length === 0 ? 'intact' : `${report.faults.length} faults`}\n`,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;
