import { parseArgs } from 'node:util';
import { awsEnd } from './transfer/ends.ts';
import { refoldAll } from './transfer/transfer.ts';

/**
 * `npm run upgrade -- --table <TableName> --machine <PermitMachineArn> --bucket <FilesBucket>`, after a deploy: states
 * are folded anew from their events, and each running case goes on as its next generation, with the new definition
 * (docs/upgrade.md). On one machine `npm start` does the same. Doing it again does no harm.
 */
const { table, machine, bucket } = parseArgs({
  options: { table: { type: 'string' }, machine: { type: 'string' }, bucket: { type: 'string' } },
}).values;

if (table === undefined || machine === undefined || bucket === undefined) {
  process.stdout.write('upgrade --table <TableName> --machine <PermitMachineArn> --bucket <FilesBucket>\n');
  process.exitCode = 2;
} else {
  // No anchor is read or written.
  const end = awsEnd({ tableName: table, machineArn: machine, bucket, anchors: '' });
  const refolded = await refoldAll(end);
  const running = await end.running();
  for (const { caseId, generation } of running) await end.start({ caseId, generation: generation + 1 });
  process.stdout.write(`${refolded} states folded anew, ${running.length} running cases go on\n`);
  end.close();
}
