import { parseArgs } from 'node:util';
import { awsWorkflows } from './transfer/ends.ts';

/**
 * `npm run renew -- --machine <PermitMachineArn>`: after a deploy that changed permit.asl.json, each running case goes
 * on as its next generation, with the new definition (docs/upgrade.md). Doing it again does no harm.
 */
const { machine } = parseArgs({ options: { machine: { type: 'string' } } }).values;

if (machine === undefined) {
  process.stdout.write('renew --machine <PermitMachineArn>\n');
  process.exitCode = 2;
} else {
  const workflows = awsWorkflows(machine);
  const running = await workflows.running();
  for (const { caseId, generation } of running) await workflows.start({ caseId, generation: generation + 1 });
  process.stdout.write(`${running.length} running cases renewed\n`);
  workflows.close();
}
