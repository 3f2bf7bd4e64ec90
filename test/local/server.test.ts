import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { get, openServer, raw, statusOf } from './http-site.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('Host header (DNS rebinding)', () => {
  test('only the names of this server are answered', async () => {
    const { port } = await openServer();
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
      expect(statusOf(await raw(port, get('/mailbox', [`Host: ${host}`]))), host).toBe(200);
    const others = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost',
      '127.0.0.1:1',
      `127.0.0.1:0${port}`,
      `127.0.0.1:${port}.evil.example`,
      `127.0.0.1:${port}@evil.example`,
      `evil.example@127.0.0.1:${port}`,
      `[::1]:${port}`,
      `0.0.0.0:${port}`,
      `127.1:${port}`,
      '',
      'x'.repeat(5_000),
    ];
    for (const host of others) {
      const answer = await raw(port, get('/mailbox', [`Host: ${host}`]));
      expect(statusOf(answer), host).toBe(421);
      expect(answer).not.toContain('メールボックス');
    }
    expect(statusOf(await raw(port, get('/mailbox', [])))).toBe(400);
    expect(statusOf(await raw(port, 'GET /mailbox HTTP/1.0\r\n\r\n'))).toBe(421);
    const twice = await raw(port, get('/mailbox', [`Host: evil.example`, `Host: 127.0.0.1:${port}`]));
    expect([400, 421]).toContain(statusOf(twice));
    const absolute = get('http://evil.example/mailbox', [`Host: 127.0.0.1:${port}`]);
    expect(statusOf(await raw(port, absolute))).toBe(400);
  });
});

test('a connection is kept longer than a proxy keeps it, so that no request is sent into one that is just closing', async () => {
  const { port } = await openServer();
  const answer = await fetch(`http://127.0.0.1:${port}/sign-in`);
  const [, seconds = '0'] = /timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '') ?? [];
  // https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout
  expect(Number(seconds)).toBeGreaterThan(60);
  expect(answer.status).toBe(200);
});

test('HEAD is GET without the body', async () => {
  const { port } = await openServer();
  const headersOf = (answer: string) =>
    (answer.split('\r\n\r\n')[0] ?? '').replace(/\r\nDate: .*/, '').split('\r\n');
  for (const path of [
    '/',
    '/sign-in',
    '/inbox',
    '/assets/style.css',
    '/mailbox',
    '/clock',
    '/v1/systems',
    '/nothing',
    '/d/x',
  ]) {
    const full = await raw(port, get(path, [`Host: 127.0.0.1:${port}`]));
    const head = await raw(port, get(path, [`Host: 127.0.0.1:${port}`]).replace('GET', 'HEAD'));
    expect(headersOf(head), path).toEqual(headersOf(full));
    expect(head.split('\r\n\r\n')[1], path).toBe('');
  }
});

describe('requests that are too large, slow or broken', () => {
  test('64 KB of JSON and 256 KB of a form are the most; more is refused before it is read into memory', async () => {
    const { url, world, alive } = await openServer();
    const json = (size: number) =>
      fetch(`${url}/v1/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ address: 'x'.repeat(size) }),
      });
    expect((await json(60 * 1024)).status).toBe(422);
    const refused = await json(64 * 1024);
    expect(refused.status).toBe(413);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await json(600 * 1024)).status).toBe(413);
    const form = (size: number) =>
      fetch(`${url}/sign-in`, { method: 'POST', body: new URLSearchParams({ address: 'x'.repeat(size) }) });
    expect((await form(100 * 1024)).status).toBe(422);
    expect((await form(300 * 1024)).status).toBe(413);

    expect(world.mailbox.list()).toEqual([]);
    expect(await alive()).toBe(true);
  });

  test('whoever sends without an end is told 413 at the limit, is read no further, and loses the connection', async () => {
    const { port, url, alive } = await openServer();
    const held = (): number => {
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    const sending = request(`${url}/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const answered = once(sending, 'response');
    const over = new Promise<void>((resolve) => {
      sending.on('close', resolve).on('error', () => resolve());
    });
    let isOver = false;
    void over.then(() => {
      isOver = true;
    });
    const piece = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    for (; sent < 60 * 1024 * 1024 && !isOver; sent += piece.length)
      if (!sending.write(piece)) await Promise.race([once(sending, 'drain'), over]);
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      connection: 'close',
    });
    response.resume();
    await over;
    expect(sent).toBeLessThan(20 * 1024 * 1024);
    expect(held() - before).toBeLessThan(10 * 1024 * 1024);
    // What says beforehand that it is too much is not read at all.
    const announced = [
      'POST /v1/sign-in HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json',
      'Content-Length: 999999999',
      '',
      '{',
    ];
    expect(statusOf(await raw(port, announced.join('\r\n'), 500))).toBe(413);
    expect(await alive()).toBe(true);
  });

  test('a client that goes away in the middle harms nobody', async () => {
    const { port, alive, world } = await openServer();
    const host = `Host: 127.0.0.1:${port}`;
    const halves = [
      'GET /sign-in HT',
      `GET /sign-in HTTP/1.1\r\n${host}\r\nX-Half: `,
      `POST /v1/sign-in HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"addr`,
      `POST /sign-in HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe`,
    ];
    for (const half of halves) for (let n = 0; n < 10; n += 1) void raw(port, half, 20);
    await pause(200);
    expect(await alive()).toBe(true);
    for (const broken of [
      `POST /sign-in HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n`,
      `POST /sign-in HTTP/1.1\r\n${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `POST /sign-in HTTP/1.1\r\n${host}\r\nContent-Length: -1\r\n\r\n`,
      `GET / HTTP/1.1\r\n${host}\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n`,
      '\u0000\u0001\u0002\r\n\r\n',
    ])
      expect(statusOf(await raw(port, broken, 500)), broken.slice(0, 80)).toBeLessThan(500);
    expect(await alive()).toBe(true);
    expect(world.failures).toEqual([]);
  });

  test('on every route, whoever goes away in the middle of a body, or before the answer, ends only its own connection', async () => {
    const { port, alive, world } = await openServer();
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', note);
    const body = '{"address":"a@example.jp"}';
    for (const { route } of endpoints(world.ports)) {
      const { method, path } = route;
      const target = path.replace(/\{\w+\}/g, 'x');
      const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`;
      const whole = method === 'GET' ? `${head}\r\n` : `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
      for (const cut of [whole.length - 5, whole.length]) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.write(whole.slice(0, cut));
        await pause(1);
        socket.resetAndDestroy();
      }
    }
    await pause(200);
    expect(await alive()).toBe(true);
    process.off('uncaughtException', note);
    expect([uncaught, world.failures]).toEqual([[], []]);
  });

  test('odd paths, escapes and cookies are answered, never with 5xx', async () => {
    const { port, alive } = await openServer();
    const host = `Host: 127.0.0.1:${port}`;
    const targets = [
      '//',
      '//evil.example/x',
      '/%',
      '/%zz',
      '/d/%',
      '/d/%E3%81',
      '/d/%00',
      '/applications/%2e%2e%2f',
      '/?%=%&=&%zz=1',
      '/sign-in?next=//evil.example',
      '/sign-in?next=%0d%0aSet-Cookie:x=1',
      '/mailbox?to=%',
      '/mailbox?to=%zz',
      '/v1/applications?cursor=%',
      '/v1/systems?x=1&x=2',
      '/../../etc/passwd',
      '/..%2f..%2f',
      '/\\',
      '/a;b',
      '/;',
      '/#',
      '/?',
      `/${'a/'.repeat(2_000)}`,
      '/__proto__',
      '/constructor',
      '/d/__proto__',
    ];
    for (const target of targets) {
      const status = statusOf(await raw(port, get(target, [host])));
      expect(status, target).toBeGreaterThanOrEqual(200);
      expect(status, target).toBeLessThan(500);
    }
    const cookies = [
      'session',
      'session=',
      'session=a.b.c',
      '=',
      ';;;',
      'a=b; session=x; session=y',
      `session=${'x'.repeat(43)}.1.y`,
      `session=${'x'.repeat(4_000)}`,
      'session=%',
      '__proto__=1',
      'session="a',
      'attempt=あ',
    ];
    for (const cookie of cookies)
      for (const path of ['/', '/inbox', '/v1/session']) {
        const status = statusOf(await raw(port, get(path, [host, `Cookie: ${cookie}`])));
        expect(status, `${path} ${cookie}`).toBeGreaterThanOrEqual(200);
        expect(status, `${path} ${cookie}`).toBeLessThan(500);
      }
    for (const target of ['*', 'evil.example:80', 'http://evil.example/'])
      expect(statusOf(await raw(port, get(target, [host]))), target).toBe(400);
    expect(await alive()).toBe(true);
  });

  test('unknown paths and wrong methods: a page for people, a problem document under /v1', async () => {
    const { url } = await openServer();
    const page = await fetch(`${url}/nothing`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('ページが見つかりません');
    const problem = await fetch(`${url}/v1/nothing`);
    expect(problem.status).toBe(404);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    expect(await problem.json()).toMatchObject({ status: 404 });
    for (const [method, path] of [
      ['DELETE', '/'],
      ['PUT', '/sign-in'],
      ['POST', '/inbox'],
      ['PATCH', '/v1/systems'],
      ['DELETE', '/v1/applications'],
      ['POST', '/v1/session'],
      ['OPTIONS', '/v1/systems'],
      ['OPTIONS', '/'],
      ['POST', '/mailbox'],
      ['DELETE', '/mailbox/messages'],
      ['PUT', '/clock'],
      ['PROPFIND', '/'],
    ] as const) {
      const { status, headers } = await fetch(url + path, { method });
      if (method === 'OPTIONS')
        expect([status, headers.get('allow')]).toEqual([204, expect.stringContaining('GET')]);
      else expect([404, 405], `${method} ${path}`).toContain(status);
    }
  });
});
