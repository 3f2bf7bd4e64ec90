import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { bootstrapCity, bootstrapInputSchema } from '../core/registration/bootstrap-city.ts';
import type { Ports } from '../core/store/ports.ts';
import { parseTyped } from '../core/values/private-use.ts';
import { createDynamoStore } from '../functions/adapters/store-dynamodb.ts';
import { createIds } from '../functions/adapters/system.ts';
import { createRunningClock } from '../local/clock.ts';
import { databaseIn, openDataDirectory } from '../local/data-directory.ts';
import { openDatabase } from '../local/database.ts';
import { failureText } from '../local/start-failures.ts';
import { createSqliteStore } from '../local/store-sqlite.ts';

/**
 * `npm run bootstrap -- --name 氏名 --email address --title 職名 --section 課`: the first 統括情報セキュリティ管理者
 * of a data directory without the demo city (`--data`, default DATA_DIR or .data), or of a deployed stack
 * (`--table <name>`, with the usual AWS environment; docs/deploy.md).
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const option = { type: 'string' } as const;
const { values } = parseArgs({
  options: { name: option, email: option, title: option, section: option, data: option, table: option },
});
const openData = (folder: string): { ports: Ports; close: () => void } => {
  openDataDirectory(folder);
  // Beside a running server too: one transaction, under conditions.
  const database = openDatabase(databaseIn(folder));
  const { now: clock } = createRunningClock(database);
  return {
    ports: { store: createSqliteStore(database), clock, ids: createIds(clock) },
    close: () => database.close(),
  };
};
const openTable = (tableName: string): { ports: Ports; close: () => void } => {
  const client = new DynamoDBClient();
  const clock = () => Temporal.Now.instant();
  return {
    ports: { store: createDynamoStore({ client, tableName }), clock, ids: createIds(clock) },
    close: () => client.destroy(),
  };
};

const { data = process.env['DATA_DIR'] ?? '.data', table, ...given } = values;
const input = parseTyped(bootstrapInputSchema, given);

if (!input.success) {
  for (const { message } of input.error.issues) say(message);
  say(
    'npm run bootstrap -- --name <氏名> --email <メールアドレス> --title <職名> --section <課> [--data <dir> | --table <name>]',
  );
  process.exitCode = 2;
} else {
  try {
    const { ports, close } = table === undefined ? openData(data) : openTable(table);
    const outcome = await bootstrapCity(ports)(input.data);
    close();
    if (outcome.ok) {
      say(
        `${input.data.title}　${input.data.name}を統括情報セキュリティ管理者として登録しました（${table ?? data}）。`,
      );
      say(
        `${table === undefined ? 'npm start -- --no-demo で起動し、' : ''}このメールアドレスでサインインして、「登録」で次のものを登録してください。`,
      );
      say('  課の文書記号・電話番号、ほかの課、システム、職員、保守事業者');
    } else {
      say(`登録できません：${outcome.message}`);
      process.exitCode = 1;
    }
  } catch (error) {
    say(`登録できません：${failureText(error)}`);
    process.exitCode = 1;
  }
}
