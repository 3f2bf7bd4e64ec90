import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { appointmentsOfRole, loadPerson } from '../core/directory-store.ts';
import { createFileAnchors } from './anchors.ts';
import { createRunningClock } from './clock.ts';
import { openDatabase } from './database.ts';
import { createSmtpMailer } from './mailbox.ts';
import { createRuntime } from './runtime.ts';
import { hasDemoCity, PEOPLE, seedDemoCity } from './seed.ts';
import { createHttpServer, drive } from './server.ts';

/** `npm start`: the whole system on this machine. */

const { values: flags } = parseArgs({
  options: {
    host: { type: 'string' },
    /** A city of one's own: begun by `npm run bootstrap`. */
    'no-demo': { type: 'boolean', default: false },
  },
});
const environment = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    DATA_DIR: z.string().default('.data'),
    CITY_NAME: z.string().default('苫小牧市'),
    BASE_URL: z.url().optional(),
    SMTP_URL: z.string().optional(),
    MAIL_FROM: z.email().default('permits@city.example.jp'),
  })
  .parse(process.env);

const say = (line: string) => process.stdout.write(`${line}\n`);
const host = flags.host ?? '127.0.0.1';
const isLoopback = ['127.0.0.1', 'localhost', '::1'].includes(host);

mkdirSync(environment.DATA_DIR, { recursive: true, mode: 0o700 });
const database = openDatabase(join(environment.DATA_DIR, 'permits.sqlite'));
const clock = createRunningClock(database);
const baseUrl = environment.BASE_URL ?? `http://127.0.0.1:${environment.PORT}`;
const runtime = createRuntime({
  database,
  clock,
  config: { baseUrl, cityName: environment.CITY_NAME },
  anchors: createFileAnchors(join(environment.DATA_DIR, 'anchors')),
  filesFolder: join(environment.DATA_DIR, 'files'),
  ...(environment.SMTP_URL
    ? { mailer: createSmtpMailer(environment.SMTP_URL, environment.MAIL_FROM, clock.now) }
    : {}),
  onFailure: (what, error) => say(`! ${what}: ${error instanceof Error ? error.message : 'failed'}`),
});

const demoFile = join(environment.DATA_DIR, 'demo.json');
const demoSchema = z.object({ apiKey: z.string() });
const readKey = (): string | undefined => {
  try {
    return demoSchema.parse(JSON.parse(readFileSync(demoFile, 'utf8'))).apiKey;
  } catch {
    return undefined;
  }
};
const isNew = !flags['no-demo'] && !(await hasDemoCity(runtime.store));
const isDemo = isNew || (await loadPerson(runtime.store, 'p-chief')) !== undefined;
const apiKey = readKey() || (isNew ? `rmp_${runtime.ports.ids.secret(32)}` : '');
const demo = {
  url: baseUrl,
  pages: {
    home: `${baseUrl}/`,
    signIn: `${baseUrl}/sign-in`,
    mailbox: `${baseUrl}/mailbox`,
    clock: `${baseUrl}/clock`,
    people: `${baseUrl}/demo`,
  },
  people: PEOPLE.map(({ name, email }) => ({ name, email })),
  apiKey,
};
// Written before the city, and whole or not at all: the database keeps only the key's hash.
if (isDemo) {
  writeFileSync(`${demoFile}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${demoFile}.new`, demoFile);
}
if (isNew) await seedDemoCity(runtime.ports, apiKey);
const hasChief = (await appointmentsOfRole(runtime.store, 'chief')).length > 0;

const hosts = [new URL(baseUrl).host, `127.0.0.1:${environment.PORT}`, `localhost:${environment.PORT}`];
const server = createHttpServer({ runtime, hosts, tools: isLoopback });
let stop = async (): Promise<void> => {};

// Work begins when the port is ours: a second start by mistake must not touch what the first is doing.
server.listen(environment.PORT, host, () => {
  stop = drive(runtime);
  say(`リモートメンテナンス許可システム  ${baseUrl}/`);
  say(
    `  データ        ${environment.DATA_DIR}${isNew ? '（デモの市を作成しました）' : hasChief ? '（前回の続き）' : '（空）'}`,
  );
  if (isLoopback) {
    if (isDemo) say(`  登場人物      ${baseUrl}/demo`);
    say(`  メールボックス ${baseUrl}/mailbox`);
    say(`  時計          ${baseUrl}/clock`);
  } else say('  メールボックス・時計・デモの画面は、このパソコンの外からは使えません（--host）');
  if (!hasChief)
    say('  統括情報セキュリティ管理者が登録されていません。npm run bootstrap で登録してください');
  if (!isDemo) return;
  for (const person of PEOPLE) say(`  ${person.name.padEnd(8, '　')} ${person.email}`);
  say(`  APIキー等     ${demoFile}`);
});

server.on('error', (error) => {
  say(`起動できませんでした: ${error.message}`);
  process.exitCode = 1;
  database.close();
});

/** What is under way is finished; a client that keeps its connection open does not hold us up. */
const shutDown = async (): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
  await Promise.all([closed, stop()]);
  database.close();
  process.exit(0);
};
process.once('SIGINT', shutDown);
process.once('SIGTERM', shutDown);
