import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { doorsOf } from '../../local/doors.ts';
import { createHttpServer } from '../../local/server.ts';
import { startSettings } from '../../local/start-settings.ts';
import { freePort } from '../../scripts/server-process.ts';
import { type LocalServer, startLocalServer } from '../kill/local-server.ts';
import { createWorld, type World } from '../support/world.ts';
import { raw, statusOf } from './http-site.ts';

/**
 * Mailbox, clock and demo pages let anybody sign in as anybody. The rule, written by hand: they open only where the listen
 * address and every answered name are loopback, BASE_URL is unset or loopback, there is no SMTP_URL and no TRUSTED_PROXY,
 * and the request carries no trace of a proxy; or by --tools. --no-demo never has them.
 */

const HOSTS = [
  { host: '127.0.0.1', loopback: true },
  { host: 'localhost', loopback: true },
  { host: '::1', loopback: true },
  { host: '127.0.0.53', loopback: true },
  { host: '0.0.0.0', loopback: false },
  { host: '::', loopback: false },
  { host: '192.0.2.7', loopback: false },
  { host: 'permits.city.example', loopback: false },
] as const;
const BASE_URLS = [
  { url: undefined, loopback: true },
  { url: 'http://127.0.0.1:8080', loopback: true },
  { url: 'HTTP://LOCALHOST:8080/', loopback: true },
  { url: 'https://localhost', loopback: true },
  { url: 'http://[::1]:8080', loopback: true },
  { url: 'https://permits.city.example', loopback: false },
  { url: 'http://192.0.2.7:8080', loopback: false },
  { url: 'http://localhost.:8080', loopback: false },
  { url: 'http://permits.localhost', loopback: false },
  { url: 'http://127.0.0.1.nip.example', loopback: false },
  { url: 'https://localhost.city.example', loopback: false },
] as const;
const SMTP = [undefined, 'smtps://user:secret@mail.city.example'] as const;
const PROXIES = [undefined, '127.0.0.1'] as const;
const FLAGS = [[], ['--tools'], ['--no-demo']] as const;
const TRACES: readonly (readonly [string, string])[] = [
  ['Forwarded', 'for=203.0.113.9'],
  ['X-Forwarded-For', '203.0.113.9'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['x-forwarded-proto', 'https'],
  ['X-FORWARDED-HOST', 'permits.city.example'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded', ''],
  ['X-Real-IP', '127.0.0.1'],
  ['Via', '1.1 proxy'],
  ['CF-Connecting-IP', '203.0.113.9'],
  ['True-Client-IP', '203.0.113.9'],
];
const DOORS: readonly { readonly method: 'GET' | 'POST'; readonly path: string }[] = [
  { method: 'GET', path: '/mailbox' },
  { method: 'GET', path: '/mailbox/messages' },
  { method: 'GET', path: '/clock' },
  { method: 'GET', path: '/demo' },
  { method: 'POST', path: '/clock' },
];

let world: World;
let port: number;
let agent: Agent;
beforeAll(async () => {
  world = await createWorld();
  port = await freePort();
});

const combinations = HOSTS.flatMap(({ host, loopback: hostIsLoopback }) =>
  BASE_URLS.flatMap(({ url, loopback: urlIsLoopback }) =>
    SMTP.flatMap((smtp) =>
      PROXIES.flatMap((proxy) =>
        FLAGS.map((flags) => ({ host, hostIsLoopback, url, urlIsLoopback, smtp, proxy, flags })),
      ),
    ),
  ),
);
type Combination = (typeof combinations)[number];

/** The rule once more; nothing of it is read from the code. */
const shouldOpen = (of: Combination, traces: number): boolean => {
  if (of.flags.some((flag) => flag === '--no-demo')) return false;
  if (of.flags.some((flag) => flag === '--tools')) return true;
  return of.hostIsLoopback && of.urlIsLoopback && !of.smtp && !of.proxy && traces === 0;
};
const setUp = ({ host, url, smtp, proxy, flags }: Combination) =>
  startSettings(['--host', host, ...flags], {
    PORT: String(port),
    ...(url === undefined ? {} : { BASE_URL: url }),
    ...(smtp === undefined ? {} : { SMTP_URL: smtp }),
    ...(proxy === undefined ? {} : { TRUSTED_PROXY: proxy }),
  });

const statusAt = async (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> => {
  const type = { 'content-type': 'application/json' };
  const asking = request({ agent, host: '127.0.0.1', port, path, method, headers: { ...type, ...headers } });
  asking.end(method === 'POST' ? '{"advanceDays":0}' : undefined);
  const [response] = await once(asking, 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
};
const open = async (of: Combination) => {
  const given = setUp(of);
  if ('mistakes' in given) return undefined;
  const { settings } = given;
  const doors = doorsOf({
    listens: settings.host,
    hosts: settings.hosts,
    baseUrl: settings.givenBaseUrl,
    smtpUrl: settings.smtpUrl,
    trustedProxies: settings.trustedProxies,
    noDemo: settings.noDemo,
    toolsFlag: settings.tools,
  });
  const { hosts, trustedProxies } = settings;
  const server = createHttpServer({ runtime: world, hosts, doors, trustedProxies });
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    hosts,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
const nameOf = ({ host, url, smtp, proxy, flags }: Combination) =>
  JSON.stringify({ host, url, smtp: smtp !== undefined, proxy, flags });

test('全組合せ: 待受けアドレス × BASE_URL × SMTP_URL × TRUSTED_PROXY × 指定 × 中継の跡: 開く扉は規則のとおり', async () => {
  let asked = 0;
  let opened = 0;
  const wrong: string[] = [];
  for (const of of combinations) {
    const site = await open(of);
    // A city of its own without a mail server does not start at all.
    if (!site) {
      if (!of.flags.some((flag) => flag === '--no-demo') || of.smtp) wrong.push(`no start: ${nameOf(of)}`);
      continue;
    }
    for (const [index, { method, path }] of DOORS.entries())
      for (const trace of [[], TRACES.slice(0, 1), [TRACES[(asked + index) % TRACES.length] ?? ['', '']]]) {
        const host = site.hosts[asked % site.hosts.length] ?? '';
        const status = await statusAt(method, path, { host, ...Object.fromEntries(trace) });
        const expected = shouldOpen(of, trace.length) ? 200 : 404;
        asked += 1;
        if (status === 200) opened += 1;
        if (status !== expected) wrong.push(`${status} for ${method} ${path} ${trace} ${nameOf(of)}`);
      }
    await site.close();
  }
  process.stderr.write(
    `doors: ${combinations.length} settings, ${asked} requests, ${opened} opened, ${wrong.length} wrong\n`,
  );
  expect(wrong).toEqual([]);
  expect(combinations).toHaveLength(8 * 11 * 2 * 2 * 3);
  expect(asked).toBe((8 * 11 * 2 * 2 * 2 + 8 * 11 * 2) * 15);
  // 4 addresses × 5 URLs without a trace, and --tools whatever else: neither all nor nothing.
  expect(opened).toBe(4 * 5 * 5 + 8 * 11 * 2 * 2 * 15);
});

describe('a setting that opens them', () => {
  const at = combinations.find((of) => shouldOpen(of, 0) && of.flags.length === 0) ?? expect.fail();
  let close = async (): Promise<void> => {};
  afterEach(() => close());

  test('every trace of a proxy, in any case, once or twice, shuts every door', async () => {
    const site = (await open(at)) ?? expect.fail();
    close = site.close;
    for (const { method, path } of DOORS) {
      expect(await statusAt(method, path, { host: `127.0.0.1:${port}` }), path).toBe(200);
      for (const [name, value] of TRACES)
        for (const times of [1, 2]) {
          const lines = [
            `${method} ${path} HTTP/1.1`,
            `Host: 127.0.0.1:${port}`,
            ...Array.from({ length: times }, () => `${name}: ${value}`),
            'Content-Type: application/json',
            'Content-Length: 17',
            'Connection: close',
            '',
            '{"advanceDays":0}',
          ];
          expect(statusOf(await raw(port, lines.join('\r\n'))), `${method} ${path} ${name}`).toBe(404);
        }
    }
    // nginx that was told nothing but proxy_pass adds no header, and speaks HTTP/1.0.
    const old = `GET /mailbox HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    expect(statusOf(await raw(port, old))).toBe(404);
  });

  test('a door has one spelling: dot segments, escapes, separators are refused before anything is looked up', async () => {
    const site = (await open(at)) ?? expect.fail();
    close = site.close;
    const refused = [
      '/assets/../mailbox',
      '/assets/%2e%2e/mailbox',
      '/assets/%2E./mailbox',
      '/assets/.%2e/mailbox',
      '/assets/..%2fmailbox',
      '/assets/..%2Fmailbox',
      '/assets/..%5cmailbox',
      '/assets/..\\mailbox',
      '/assets\\..\\mailbox',
      '/assets/%252e%252e/mailbox',
      '/assets/..;/mailbox',
      '/assets;/../mailbox',
      '/./mailbox',
      '/%2e/mailbox',
      '/mailbox/.',
      '/mailbox/..',
      '/mailbox/%2e',
      '//mailbox',
      '///mailbox',
      '/mailbox//messages',
      '//127.0.0.1/mailbox',
      '/\\mailbox',
      '/mailbox;x=1',
      '/mailbox%3b',
      '/mailbox%00',
      '/mailbox%0d%0a',
      '/mailbox%2f',
      '/mailbox#',
      '/mailbox?a#b',
      '/%zz/mailbox',
      '/%/mailbox',
      '/%c0%ae%c0%ae/mailbox',
      '/mailbox\u00a0',
      'mailbox',
      '*',
      `http://127.0.0.1:${port}/mailbox`,
      `//127.0.0.1:${port}/mailbox`,
      '/files/../mailbox',
      '/files/downloads/../../mailbox',
    ];
    const unknown = ['/%6dailbox', '/mailbo%78', '/MAILBOX', '/Mailbox', '/mailbox/', '/clock/', '/...'];
    for (const method of ['GET', 'HEAD', 'POST'])
      for (const [targets, expected] of [
        [refused, 400],
        [unknown, 404],
      ] as const)
        for (const target of targets) {
          const answer = await raw(
            port,
            `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
          );
          expect(statusOf(answer), `${method} ${target}`).toBe(expected);
          // What Node's parser refuses has no content.
          if (!answer.includes('content-type')) continue;
          expect(answer).toContain('x-content-type-options: nosniff');
          expect(answer).toContain('charset=utf-8');
        }
  });

  test('two Host headers are refused, whichever comes first; the name is compared without case', async () => {
    const site = (await open(at)) ?? expect.fail();
    close = site.close;
    const own = `Host: 127.0.0.1:${port}`;
    for (const hosts of [
      [own, 'Host: evil.example'],
      ['Host: evil.example', own],
      [own, own],
      [own, 'host: '],
      [own, `HOST: localhost:${port}`],
    ]) {
      const answer = await raw(
        port,
        ['GET /mailbox HTTP/1.1', ...hosts, 'Connection: close', '', ''].join('\r\n'),
      );
      expect(statusOf(answer), hosts.join(', ')).toBe(400);
    }
    const status = async (host: string) =>
      statusOf(await raw(port, `GET /mailbox HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
    expect(await status(`LOCALHOST:${port}`)).toBe(200);
    for (const other of [
      `localhost.:${port}`,
      `127.0.0.1.:${port}`,
      `2130706433:${port}`,
      `127.1:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      'localhost',
      `localhost:${port}, evil.example`,
      `localhost:${port}/`,
      `user@localhost:${port}`,
    ])
      expect(await status(other), other).toBe(421);
  });
});

describe('processes', () => {
  const directories: string[] = [];
  let server: LocalServer | undefined;
  afterEach(async () => {
    await server?.kill();
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  const PUBLIC = 'https://permits.city.example';
  const cases: readonly {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly opens: boolean;
    readonly says: readonly string[];
    readonly not: readonly string[];
  }[] = [
    { args: [], env: {}, opens: true, says: ['/mailbox'], not: ['警告'] },
    { args: [], env: { BASE_URL: PUBLIC }, opens: false, says: ['画面は使えません'], not: ['/mailbox'] },
    { args: ['--host', '0.0.0.0'], env: {}, opens: false, says: ['画面は使えません'], not: ['/mailbox'] },
    { args: [], env: { SMTP_URL: SMTP[1] }, opens: false, says: ['画面は使えません'], not: ['secret'] },
    { args: ['--tools'], env: { BASE_URL: PUBLIC }, opens: true, says: ['警告：--tools'], not: [] },
    {
      args: ['--no-demo'],
      env: { SMTP_URL: SMTP[1] },
      opens: false,
      says: ['npm run bootstrap'],
      not: ['登場人物'],
    },
  ];
  test.each(cases)(
    'npm start -- $args with $env: doors open $opens',
    async ({ args, env, opens, says, not }) => {
      const directory = mkdtempSync(join(tmpdir(), 'permits-doors-'));
      directories.push(directory);
      const at = await freePort();
      server = await startLocalServer(directory, at, args, env);
      for (const { method, path } of DOORS) {
        const body = method === 'POST' ? { body: '{"advanceDays":0}' } : {};
        const headers = { 'content-type': 'application/json' };
        const { status } = await fetch(`${server.url}${path}`, { method, headers, ...body });
        expect(status, path).toBe(opens ? 200 : 404);
      }
      for (const words of says) expect(server.output()).toContain(words);
      for (const words of not) expect(server.output()).not.toContain(words);
    },
  );
});
