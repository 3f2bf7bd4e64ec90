import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/server-process.ts';
import { type LocalServer, spawnLocalServer, startLocalServer } from '../kill/local-server.ts';

/** Whose the data are, who may write in them, and what is said when it cannot be done. */

const ROOT = new URL('../../', import.meta.url).pathname;
const folders: string[] = [];
const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'permits-data-'));
  folders.push(folder);
  return folder;
};
const start = async (...args: Parameters<typeof startLocalServer>) => {
  const server = await startLocalServer(...args);
  servers.push(server);
  return server;
};
const modesIn = (folder: string): [string, number][] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => [
    name,
    statSync(join(folder, name)).mode & 0o077,
  ]);
/** What a start says that comes to nothing, and its exit code. */
const failing = async (
  folder: string,
  { args = [], env = {}, port }: { args?: string[]; env?: Record<string, string>; port?: number } = {},
) => {
  const child = spawnLocalServer(folder, port ?? (await freePort()), args, env);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  return { code, said };
};
const inWords = ({ code, said }: { code: number; said: string }, words: string, expected = 1) => {
  expect(said).toContain(words);
  expect(said).toMatch(/^起動できませんでした。/);
  // A sentence, not a stack.
  expect(said).not.toMatch(/^\s+at /m);
  expect(said.trim().split('\n').length).toBeLessThan(3);
  expect(code).toBe(expected);
};

describe('nobody but the owner reads the data', () => {
  test('whatever the umask: database, WAL, files and anchors are his alone', async () => {
    const folder = join(newFolder(), 'new');
    const umask = process.umask(0);
    const server = await start(folder, await freePort()).finally(() => process.umask(umask));
    expect(server.output()).not.toContain('改めました');
    expect(statSync(folder).mode & 0o077).toBe(0);
    const modes = modesIn(folder);
    expect(modes.map(([name]) => name)).toEqual(
      expect.arrayContaining(['permits.sqlite', 'permits.sqlite-wal']),
    );
    expect(modes.filter(([, mode]) => mode !== 0)).toEqual([]);
  });

  test('a folder of an earlier version that others can read is mended, and that is said', async () => {
    const folder = newFolder();
    const before = await start(folder, await freePort());
    await before.stop();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'files', 'files'), { recursive: true, mode: 0o755 });
    // Whether the server has made the first of them itself depends on what of its day was due.
    for (const made of ['files', 'files/files']) chmodSync(join(folder, made), 0o755);
    writeFileSync(join(folder, 'files', 'files', 'X'), 'x', { mode: 0o644 });
    for (const name of ['permits.sqlite', 'demo.json']) chmodSync(join(folder, name), 0o644);
    const server = await start(folder, await freePort());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(modesIn(folder).filter(([, mode]) => mode !== 0)).toEqual([]);
    for (const name of ['permits.sqlite', 'demo.json', 'files'])
      expect(server.output()).toContain(`${join(folder, name)} を、所有者だけが使えるように改めました`);
  });

  test('a folder that is also used for other things is neither closed to the others nor filled with secrets', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'letter.txt'), 'x', { mode: 0o644 });
    chmodSync(folder, 0o755);
    inWords(await failing(folder), '専用のフォルダを指定してください');
    expect(statSync(folder).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder)).toEqual(['letter.txt']);
    // The root of a volume has this one.
    rmSync(join(folder, 'letter.txt'));
    mkdirSync(join(folder, 'lost+found'));
    await start(folder, await freePort());
  });

  test('by way of a symbolic link it is the same folder', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    const link = join(newFolder(), 'link');
    symlinkSync(folder, link);
    await start(link, await freePort());
    expect(statSync(folder).mode & 0o077).toBe(0);
  });
});

describe('one writer at a time', () => {
  test('a second server on the same data, on another port too, says why it does not start; after kill -9 the next one does', async () => {
    const folder = newFolder();
    const first = await start(folder, await freePort());
    for (let n = 0; n < 2; n += 1)
      inWords(await failing(folder), 'ほかのプロセス（起動中のサーバーなど）が使用しています');
    expect((await fetch(`${first.url}/sign-in`)).status).toBe(200);
    await first.kill();
    const second = await start(folder, await freePort());
    expect(second.output()).toContain('前回の続き');
  });

  const script = (...args: string[]) => spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  test('export and import wait for nobody: they say that the server must stop first', async () => {
    const folder = newFolder();
    await start(folder, await freePort());
    const to = join(newFolder(), 'archive');
    const exported = script('scripts/transfer/main.ts', 'export', '--data', folder, '--to', to);
    expect([exported.status, exported.stderr]).toEqual([1, '']);
    expect(exported.stdout).toContain('使用しています');
    const imported = script('scripts/transfer/main.ts', 'import', '--data', folder, '--from', to);
    expect([imported.status, imported.stderr]).toEqual([1, '']);
    expect(imported.stdout).toContain('使用しています');
  });

  test('bootstrap, backup and audit:verify may run beside the server', async () => {
    const folder = newFolder();
    const { url } = await start(folder, await freePort());
    const chief = [
      '--name',
      '室長 一子',
      '--email',
      'a@city.example.jp',
      '--title',
      '室長',
      '--section',
      '推進室',
    ];
    const again = script('scripts/bootstrap.ts', '--data', folder, ...chief);
    expect([again.status, again.stdout]).toEqual([
      1,
      '登録できません：統括情報セキュリティ管理者又はその課の担当者は登録済みです。「登録」の画面で登録してください\n',
    ]);
    expect(script('scripts/audit-verify.ts', '--data', folder).stdout).toContain('intact');
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
  });
});

describe('what keeps it from starting is said in a sentence', () => {
  test('the data directory is a file, or lies in one', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'x');
    inWords(await failing(file), `${file}：フォルダではありません`);
    inWords(await failing(join(file, 'data')), 'フォルダではありません');
  });

  test('no database in permits.sqlite', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'permits.sqlite'), 'これはデータベースではありません。'.repeat(100), {
      mode: 0o600,
    });
    inWords(await failing(folder), 'データベースではありません');
  });

  test('the port is taken; the data are not left locked', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const folder = newFolder();
    inWords(await failing(folder, { port }), `127.0.0.1:${port}：ほかのプログラムが使用しています`);
    taken.close();
    await start(folder, await freePort());
  });

  test('an address that is not of this machine, and a name that is of none', async () => {
    inWords(
      await failing(newFolder(), { args: ['--host', '192.0.2.7'] }),
      'このパソコンのアドレスではありません',
    );
    inWords(
      await failing(newFolder(), { args: ['--host', 'no-such-name.invalid'] }),
      'アドレスが見つかりません',
    );
  });

  test.each([
    ['PORT', 'http', 'PORT は'],
    ['PORT', '0', 'PORT は'],
    ['PORT', '65536', 'PORT は'],
    ['PORT', '3000.5', 'PORT は'],
    ['BASE_URL', 'permits.city.example', 'BASE_URL は'],
    ['BASE_URL', 'ftp://permits.city.example', 'BASE_URL は'],
    ['BASE_URL', 'https://permits.city.example/app', 'BASE_URL は'],
    ['BASE_URL', 'https://user:pw@permits.city.example', 'BASE_URL は'],
    ['SMTP_URL', 'mail.city.example:25', 'SMTP_URL は'],
    ['SMTP_URL', 'smtp://', 'SMTP_URL は'],
    ['SMTP_URL', 'smtps://user:p#ss@mail.city.example', 'SMTP_URL は'],
    ['SMTP_URL', 'https://mail.city.example', 'SMTP_URL は'],
    ['MAIL_FROM', '許可係', 'MAIL_FROM は'],
    ['TRUSTED_PROXY', 'nginx', 'TRUSTED_PROXY は'],
    ['TRUSTED_PROXY', '10.0.0.0/33', 'TRUSTED_PROXY は'],
  ])('%s=%s', async (name, value, words) => {
    const folder = newFolder();
    const result = await failing(folder, { env: { [name]: value } });
    inWords(result, words, 2);
    expect(result.said).not.toContain('p#ss');
    // Nothing was touched yet.
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a flag that there is not; --no-demo without a mail server, or with --tools', async () => {
    inWords(await failing(newFolder(), { args: ['--tool'] }), '--host <アドレス>', 2);
    inWords(await failing(newFolder(), { args: ['--no-demo'] }), '--no-demo には SMTP_URL', 2);
    const env = { SMTP_URL: 'smtp://127.0.0.1' };
    inWords(
      await failing(newFolder(), { args: ['--no-demo', '--tools'], env }),
      '--no-demo では、--tools',
      2,
    );
  });

  /** As somebody else than root, whom nothing hinders; or with no more than so many bytes to write. */
  const hindered = async (folder: string, how: 'as nobody' | 'without room') => {
    const env = { PATH: process.env['PATH'], PORT: String(await freePort()), DATA_DIR: folder };
    const isRoot = process.getuid?.() === 0;
    const child =
      how === 'as nobody'
        ? spawn(process.execPath, ['local/start.ts'], {
            cwd: ROOT,
            env,
            ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
          })
        : spawn('sh', ['-c', 'trap "" XFSZ; ulimit -f 8; exec "$0" local/start.ts', process.execPath], {
            cwd: ROOT,
            env,
          });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [code] = await once(child, 'close');
    return { code, said };
  };

  test('a folder in which nothing may be written', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o500);
    inWords(await hindered(folder, 'as nobody'), '書き込む権限がありません');
  });

  test('no room on the disk', async () => {
    const result = await hindered(newFolder(), 'without room');
    expect(result.said).toMatch(/^起動できませんでした。.*(?:空き|上限)/m);
    expect(result.said).not.toMatch(/^\s+at /m);
    expect(result.code).toBe(1);
  });
});
