import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/server-process.ts';
import { killProcess, type LocalServer, startLocalServer } from '../kill/local-server.ts';
import { withTools } from '../support/needs-tools.ts';
import { bodyOf } from '../support/read-mime.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

/**
 * docs/self-hosting.md, word for word: its configurations of nginx, Caddy and systemd are taken out of it and run, with
 * other ports and a certificate of a day.
 */

const DOCUMENT = readFileSync(new URL('../../docs/self-hosting.md', import.meta.url), 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([^]*?)\n\`\`\``).exec(DOCUMENT)?.[1] ?? expect.fail(`no ${language}`);
/** Throws when the document no longer says what is replaced. */
const replaced = (text: string, pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((done, [from, to]) => {
    expect(done).toContain(from);
    return done.replaceAll(from, to);
  }, text);

const NAME = 'permits.city.example.jp';
const CHIEF = 'chief@city.example.jp';
const root = mkdtempSync(join(tmpdir(), 'permits-proxy-'));
const data = join(root, 'data');
const key = join(root, 'privkey.pem');
const certificate = join(root, 'fullchain.pem');
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let backend: LocalServer;
let port: number;
const children: ChildProcess[] = [];

const startBackend = async () => {
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[...subject, '-keyout', key, '-out', certificate],
  ]);
  expect(made.status).toBe(0);
  smtp = await startSmtpServer();
  const chief = ['--name', '室長 一子', '--email', CHIEF, '--title', '室長', '--section', '推進室'];
  const begun = spawnSync(process.execPath, ['scripts/bootstrap.ts', '--data', data, ...chief]);
  expect(begun.status).toBe(0);
  port = await freePort();
  const environment = blockOf('sh')
    .split('\n')
    .map((line) => line.split('='));
  backend = await startLocalServer(data, port, ['--no-demo'], {
    ...Object.fromEntries(environment.map(([name = '', ...value]) => [name, value.join('=')])),
    SMTP_URL: smtp.url,
    PORT: String(port),
    DATA_DIR: data,
  });
};
afterAll(async () => {
  // In order: killed at once, nginx would leave its workers behind.
  for (const child of children) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await Promise.race([once(child, 'exit'), pause(5_000)]);
    await killProcess(child);
  }
  await backend?.kill();
  smtp?.close();
  rmSync(root, { recursive: true, force: true });
});

const run = async (program: string, args: readonly string[], at: number): Promise<void> => {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], HOME: root, XDG_DATA_HOME: root, XDG_CONFIG_HOME: root },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  for (;;) {
    const answered = await ask(at, 'GET', '/assets/style.css').catch(() => undefined);
    if (answered?.status === 200) return;
    if (child.exitCode !== null) throw new Error(`${program}: ${said}`);
    await pause(50);
  }
};

type Answered = { status: number; headers: NodeJS.Dict<string | string[]>; text: string };
const ask = async (
  at: number,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answered> => {
  const asking = request({
    ...{
      host: '127.0.0.1',
      port: at,
      path,
      method,
      servername: NAME,
      rejectUnauthorized: false,
      agent: false,
    },
    headers: { host: NAME, ...headers },
  });
  // A body that is refused is not taken to its end.
  asking.on('error', () => {});
  asking.end(body);
  const [response] = await once(asking, 'response');
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return { status: response.statusCode, headers: response.headers, text };
};
/** As it stands, without the client's own tidying. */
const raw = async (at: number, target: string): Promise<number> => {
  const socket = connect({ host: '127.0.0.1', port: at, servername: NAME, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
  let answer = '';
  for await (const part of socket.setEncoding('utf8')) answer += part;
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
};

/** What must hold behind whatever proxy. */
const holds = (at: () => number): void => {
  test('people reach the pages; no tool page is there, however its path is written', async () => {
    expect((await ask(at(), 'GET', '/sign-in')).status).toBe(200);
    for (const path of ['/mailbox', '/mailbox/messages', '/clock', '/demo'])
      expect((await ask(at(), 'GET', path)).status, path).toBe(404);
    const clock = { headers: { 'content-type': 'application/json' }, body: '{"advanceDays":1}' };
    expect((await ask(at(), 'POST', '/clock', clock)).status).toBe(404);
    for (const target of [
      '/assets/../mailbox',
      '/assets/%2e%2e/mailbox',
      '/assets/..%2fmailbox',
      '//mailbox',
      '/./mailbox',
      '/mailbox;x',
      '/assets\\..\\mailbox',
    ])
      expect([400, 404, 308, 301], target).toContain(await raw(at(), target));
  });

  test('somebody signs in by the mailed code, over https, with cookies for https alone', async () => {
    const headers = { 'content-type': 'application/json' };
    const begun = await ask(at(), 'POST', '/v1/sign-in', {
      headers,
      body: JSON.stringify({ address: CHIEF }),
    });
    expect(begun.status).toBe(202);
    const before = smtp.messages.length;
    let code: string | undefined;
    while (code === undefined) {
      await pause(20);
      const mail = smtp.messages.slice(Math.max(0, before - 1)).findLast(({ to }) => to === CHIEF);
      code = mail && /^\s*(\d{8})\s*$/m.exec(bodyOf(mail.source))?.[1];
    }
    const { attemptId } = JSON.parse(begun.text);
    const done = await ask(at(), 'POST', '/v1/sign-in/code', {
      headers,
      body: JSON.stringify({ attemptId, code }),
    });
    expect(done.status).toBe(204);
    expect(String(done.headers['set-cookie'])).toMatch(/__Host-session=.*Secure/);
    expect(done.headers['strict-transport-security']).toContain('max-age=');
    smtp.messages.splice(0);
  });

  test('a body of 30 MB reaches the server; more than the proxy takes is refused by it', async () => {
    const type = 'multipart/form-data; boundary=x';
    const form = (megabytes: number) => ({
      headers: { 'content-type': type },
      body: Buffer.from(
        `--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n${'x'.repeat(megabytes * 1024 * 1024)}\r\n--x--\r\n`,
      ),
    });
    // No policy came with it: our own words.
    const own = await ask(at(), 'POST', '/files/uploads', form(30));
    expect([own.status, own.text]).toEqual([403, expect.stringContaining('送信先の有効期限が切れました')]);
    const refused = await ask(at(), 'POST', '/files/uploads', form(40)).catch(() => ({ status: 413 }));
    // Caddy of Debian 12 says 502 of it.
    expect([413, 502]).toContain(refused.status);
  });

  test('another name is not answered', async () => {
    const asked = ask(at(), 'GET', '/sign-in', { headers: { host: 'evil.example' } });
    // Caddy says 200 and nothing.
    expect(await asked.then(({ text }) => text, String)).not.toContain('メールアドレス');
  });
};

describe('one machine', () => {
  withTools(
    'behind nginx',
    [
      ['nginx', '-v'],
      ['openssl', 'version'],
    ],
    () => {
      describe('behind nginx', () => {
        let https: number;
        let http: number;
        beforeAll(async () => {
          backend ?? (await startBackend());
          https = await freePort();
          http = await freePort();
          const folder = join(root, 'nginx');
          mkdirSync(folder);
          const server = replaced(blockOf('nginx'), [
            ['listen 443 ssl', `listen 127.0.0.1:${https} ssl`],
            ['  listen [::]:443 ssl;\n', ''],
            ['  listen [::]:443 ssl default_server;\n', ''],
            ['listen 80;', `listen 127.0.0.1:${http};`],
            ['  listen [::]:80;\n', ''],
            ['/etc/ssl/permits/fullchain.pem', certificate],
            ['/etc/ssl/permits/privkey.pem', key],
            ['http://127.0.0.1:3000', `http://127.0.0.1:${port}`],
          ]);
          const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
          const main = `daemon off; pid ${folder}/pid; error_log stderr warn;
${process.getuid?.() === 0 ? 'user root;' : ''}
events {}
http {
access_log off;
${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
${server}
# As somebody sets it up who reads nothing: a bare proxy_pass, before a demo.
server { listen 127.0.0.1:${await bare()}; location / { proxy_pass http://127.0.0.1:${demoPort}; } }
}`;
          writeFileSync(join(folder, 'nginx.conf'), main);
          demo = await startLocalServer(join(root, 'demo'), demoPort);
          await run('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], https);
        });
        let barePort: number;
        let demoPort: number;
        let demo: LocalServer | undefined;
        const bare = async () => {
          barePort = await freePort();
          demoPort = await freePort();
          return barePort;
        };
        afterAll(() => demo?.kill());

        holds(() => https);

        test('http leads to https', async () => {
          const answer = await fetch(`http://127.0.0.1:${http}/sign-in?x=1`, {
            redirect: 'manual',
            headers: { host: NAME },
          });
          expect(answer.status).toBe(301);
        });

        test('a demo behind a bare proxy_pass, which adds no header at all: its tool pages stay shut', async () => {
          expect((await fetch(`http://127.0.0.1:${demoPort}/mailbox`)).status).toBe(200);
          expect((await fetch(`http://127.0.0.1:${barePort}/sign-in`)).status).toBe(200);
          for (const path of ['/mailbox', '/mailbox/messages', '/clock', '/demo'])
            expect((await fetch(`http://127.0.0.1:${barePort}${path}`)).status, path).toBe(404);
        });
      });
    },
  );

  withTools(
    'behind Caddy',
    [
      ['caddy', 'version'],
      ['openssl', 'version'],
    ],
    () => {
      describe('behind Caddy', () => {
        let https: number;
        beforeAll(async () => {
          backend ?? (await startBackend());
          https = await freePort();
          const site = replaced(blockOf('caddyfile'), [
            [`${NAME} {`, `https://${NAME}:${https} {\n\ttls ${certificate} ${key}\n\tbind 127.0.0.1`],
            ['127.0.0.1:3000', `127.0.0.1:${port}`],
          ]);
          const file = join(root, 'Caddyfile');
          writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}\n`);
          await run('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], https);
        });
        holds(() => https);
      });
    },
  );

  withTools('the systemd unit', [['systemd-analyze', '--version']], () => {
    test('the systemd unit is one, and leaves little to who breaks in', () => {
      const unit = join(root, 'permits.service');
      const text = replaced(blockOf('ini'), [['/opt/permits/node_modules/.bin/node', process.execPath]]);
      writeFileSync(unit, text.replace(/^(?:User|Group|WorkingDirectory)=.*\n/gm, ''));
      const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
      expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes(unit))]).toEqual([
        0,
        [],
      ]);
      const judged = spawnSync('systemd-analyze', ['security', '--offline=yes', unit], { encoding: 'utf8' });
      const exposure = Number(/Overall exposure level[^\d]*([\d.]+)/.exec(judged.stdout)?.[1]);
      // Without User=, which is not of this machine, it counts as root.
      expect(exposure).toBeLessThan(4);
    });
  });
});
