import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backUp } from '../local/backup.ts';
import { databaseIn } from '../local/data-directory.ts';
import { failureText } from '../local/start-failures.ts';

/**
 * `npm run backup -- --data .data --to <folder>`: a copy of a data directory, also while the server runs. `--to` is a data
 * directory itself: `npm run audit:verify -- --data <folder>` verifies it, and a server starts on it (docs/self-hosting.md).
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const { data = process.env['DATA_DIR'] ?? '.data', to } = parseArgs({
  options: { data: { type: 'string' }, to: { type: 'string' } },
}).values;

if (to === undefined || !existsSync(databaseIn(data))) {
  say(
    to === undefined
      ? 'npm run backup -- --data <dir> --to <新しいフォルダ>'
      : `${data} にデータがありません`,
  );
  process.exitCode = 2;
} else
  try {
    const { files, anchors } = backUp(data, to);
    say(`${to} に写しました（データベース、添付資料${files}件、封印${anchors}件）`);
  } catch (error) {
    say(`写せませんでした。${failureText(error)}`);
    process.exitCode = 1;
  }
