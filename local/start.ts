import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appointmentsOfRole, loadPerson } from '../core/directory/directory-store.ts';
import { createFileAnchors } from './anchors.ts';
import { createRunningClock } from './clock.ts';
import { databaseIn, openDataDirectory, takeWriterLock } from './data-directory.ts';
import { openDatabase } from './database.ts';
import { doorsOf } from './doors.ts';
import { createLogThread } from './log-thread.ts';
import { createSmtpMailer } from './mailbox.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { hasDemoCity, PEOPLE, seedDemoCity } from './seed.ts';
import { createHttpServer, drive } from './server.ts';
import { failureText } from './start-failures.ts';
import { type StartSettings, startSettings } from './start-settings.ts';

/** `npm start`: the whole system on this machine. */

const say = (line: string) => process.stdout.write(`${line}\n`);
// Nobody reads any more, or the disk with the log is full: what could be said is lost, and nothing else ends.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
/** 2: told wrongly; 1: told rightly, and hindered. */
const giveUp = (exitCode: 1 | 2, sentences: readonly string[]): never => {
  for (const sentence of sentences) say(`起動できませんでした。${sentence}`);
  process.exit(exitCode);
};

const demoSchema = z.object({ apiKey: z.string() });
const readKey = (file: string): string | undefined => {
  try {
    return demoSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).apiKey;
  } catch {
    return undefined;
  }
};

/** The demo city, made where there is none yet and none of one's own is wanted. */
const openDemo = async ({ store, ports }: Runtime, { noDemo, baseUrl, dataDir }: StartSettings) => {
  const isNew = !noDemo && !(await hasDemoCity(store));
  if (!isNew && (await loadPerson(store, 'p-chief')) === undefined) return undefined;
  const file = join(dataDir, 'demo.json');
  const apiKey = readKey(file) || (isNew ? `rmp_${ports.ids.secret(32)}` : '');
  const pages = { home: '/', signIn: '/sign-in', mailbox: '/mailbox', clock: '/clock', people: '/demo' };
  const demo = {
    url: baseUrl,
    pages: Object.fromEntries(Object.entries(pages).map(([name, path]) => [name, `${baseUrl}${path}`])),
    people: PEOPLE.map(({ name, email }) => ({ name, email })),
    apiKey,
  };
  // Written before the city, and whole or not at all: the database keeps only the key's hash.
  writeFileSync(`${file}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  if (isNew) await seedDemoCity(ports, apiKey);
  return { isNew, file };
};

const start = async (settings: StartSettings): Promise<void> => {
  const { host, port, baseUrl, dataDir, hosts, smtpUrl, trustedProxies } = settings;
  for (const path of openDataDirectory(dataDir)) say(`  ${path} を、所有者だけが使えるように改めました`);
  const lock = takeWriterLock(dataDir);
  const database = openDatabase(databaseIn(dataDir), 'server');
  const clock = createRunningClock(database);
  const runtime = createRuntime({
    database,
    clock,
    logs: createLogThread(),
    config: { baseUrl, cityName: settings.cityName },
    anchors: createFileAnchors(join(dataDir, 'anchors')),
    filesFolder: join(dataDir, 'files'),
    ...(settings.witnessDir === undefined ? {} : { witness: createFileAnchors(settings.witnessDir) }),
    ...(smtpUrl === undefined ? {} : { mailer: createSmtpMailer(smtpUrl, settings.mailFrom, clock.now) }),
    onFailure: (what, error) => say(`! ${what}: ${error instanceof Error ? error.message : 'failed'}`),
  });
  const demo = await openDemo(runtime, settings);
  const hasChief = (await appointmentsOfRole(runtime.store, 'chief')).length > 0;
  const doors = doorsOf({
    listens: host,
    hosts,
    baseUrl: settings.givenBaseUrl,
    smtpUrl,
    trustedProxies,
    noDemo: settings.noDemo,
    toolsFlag: settings.tools,
  });
  const server = createHttpServer({ runtime, hosts, doors, trustedProxies });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  // Work begins when the port is ours.
  const stop = drive(runtime);

  say(`リモートメンテナンス許可システム  ${baseUrl}/`);
  say(
    `  データ        ${dataDir}${demo?.isNew ? '（デモの市を作成しました）' : hasChief ? '（前回の続き）' : '（空）'}`,
  );
  if (doors === 'closed')
    say('  メールボックス・時計・デモの画面は使えません（このパソコンだけで使うときの画面です）');
  else {
    if (demo) say(`  登場人物      ${baseUrl}/demo`);
    say(`  メールボックス ${baseUrl}/mailbox`);
    say(`  時計          ${baseUrl}/clock`);
  }
  if (doors === 'everybody')
    say(
      '警告：--tools が指定されています。このサーバーに接続できる人はだれでも、メールボックスで確認コードを読んで職員としてサインインし、時計を進めることができます',
    );
  if (!hasChief)
    say('  統括情報セキュリティ管理者が登録されていません。npm run bootstrap で登録してください');
  if (demo) {
    for (const person of PEOPLE) say(`  ${person.name.padEnd(8, '　')} ${person.email}`);
    say(`  APIキー等     ${demo.file}`);
  }

  /** What is under way is finished; a client that keeps its connection open does not hold us up. */
  const shutDown = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    setTimeout(() => server.closeAllConnections(), 3_000).unref();
    await Promise.all([closed, stop()]);
    database.close();
    lock.release();
    process.exit(0);
  };
  process.once('SIGINT', shutDown);
  process.once('SIGTERM', shutDown);
};

const given = startSettings(process.argv.slice(2), process.env);
if ('mistakes' in given) giveUp(2, given.mistakes);
else await start(given.settings).catch((error: unknown) => giveUp(1, [failureText(error)]));
