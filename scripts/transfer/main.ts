import { parseArgs } from 'node:util';
import { Unusable } from '../../local/data-directory.ts';
import { awsEnd, localEnd } from './ends.ts';
import { exportCity, importCity } from './transfer.ts';

/**
 * `npm run export -- --data .data --to <folder>` and `npm run import -- --from <folder> --data .data`;
 * for a deployed stack `--table <name> --machine <arn> --bucket <name> --anchors <name>` in place of `--data` (docs/deploy.md).
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    table: { type: 'string' },
    machine: { type: 'string' },
    bucket: { type: 'string' },
    anchors: { type: 'string' },
    to: { type: 'string' },
    from: { type: 'string' },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const [direction] = positionals;
const { data, table, machine, bucket, anchors } = values;
const open = () =>
  data !== undefined
    ? localEnd(data, { create: direction === 'import' })
    : table !== undefined && machine !== undefined && bucket !== undefined && anchors !== undefined
      ? awsEnd({ tableName: table, machineArn: machine, bucket, anchors })
      : undefined;
const folder = direction === 'export' ? values.to : values.from;

const run = async (): Promise<void> => {
  const end = folder === undefined ? undefined : open();
  if (!end || folder === undefined) {
    const place = '--data <dir> | --table <name> --machine <arn> --bucket <name> --anchors <name>';
    say(`export ${place}  --to <folder>`);
    say(`import ${place}  --from <folder>`);
    process.exitCode = 2;
    return;
  }
  if (direction === 'export') {
    const { rows, hash } = await exportCity(end, folder);
    say(`${rows} rows, sha256 ${hash}`);
  } else {
    const { rows, hash, resumed } = await importCity(end, folder);
    say(`${rows} rows, sha256 ${hash}, verified; ${resumed} running cases resumed`);
  }
  end.close();
};
try {
  await run();
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  say(error.message);
  process.exitCode = 1;
}
