import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrapCity, bootstrapInputSchema } from '../core/use-cases/bootstrap-city.ts';
import { createIds } from '../functions/adapters/system.ts';
import { createRunningClock } from '../local/clock.ts';
import { openDatabase } from '../local/database.ts';
import { createSqliteStore } from '../local/store-sqlite.ts';

/**
 * `npm run bootstrap -- --name 氏名 --email address --title 職名 --section 課`: the first 統括情報セキュリティ管理者
 * of a data directory without the demo city (DATA_DIR, default .data). A deployed stack gets it by
 * `npm run export` and `npm run import` (scripts/transfer/main.ts).
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const option = { type: 'string' } as const;
const { values } = parseArgs({
  options: { name: option, email: option, title: option, section: option, data: option },
});
const { data = process.env['DATA_DIR'] ?? '.data', ...given } = values;
const input = bootstrapInputSchema.safeParse(given);

if (!input.success) {
  for (const { message } of input.error.issues) say(message);
  say(
    'npm run bootstrap -- --name <氏名> --email <メールアドレス> --title <職名> --section <課> [--data <dir>]',
  );
  process.exitCode = 2;
} else {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(data, 'permits.sqlite'));
  const { now: clock } = createRunningClock(database);
  const outcome = await bootstrapCity({ store: createSqliteStore(database), clock, ids: createIds(clock) })(
    input.data,
  );
  database.close();
  if (outcome.ok) {
    say(`${input.data.title}　${input.data.name}を統括情報セキュリティ管理者として登録しました（${data}）。`);
    say(
      'npm start -- --no-demo で起動し、このメールアドレスでサインインして、「登録」で次のものを登録してください。',
    );
    say('  課の文書記号・電話番号、ほかの課、システム、職員、保守事業者');
  } else {
    say(`登録できません：${outcome.message}`);
    process.exitCode = 1;
  }
}
