import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dateOf } from '../../core/values/calendar.ts';
import { caseIn, mailAbout, signIn, withApiKey } from '../../local/demo/client.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { freePort } from '../../scripts/server-process.ts';
import { killProcess, type LocalServer, spawnLocalServer, startLocalServer } from '../kill/local-server.ts';

/** `npm start` as a newcomer runs it, in a process of its own. */

const directories: string[] = [];
const servers: Pick<LocalServer, 'kill'>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});
const newDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'permits-start-'));
  directories.push(directory);
  return directory;
};
const start = async (...args: Parameters<typeof startLocalServer>) => {
  const server = await startLocalServer(...args);
  servers.push(server);
  return server;
};
const demoOf = (directory: string) =>
  z
    .object({ apiKey: z.string(), url: z.string() })
    .parse(JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')));

/** Status of a GET of any Host from any local address. */
const statusAt = async (
  address: string,
  port: number,
  path: string,
  host: string,
): Promise<number | string> => {
  const asking = request({ host: address, port, path, headers: { host } });
  asking.end();
  try {
    const [response] = await once(asking, 'response');
    response.resume();
    return response.statusCode;
  } catch (error) {
    return String(Object(error).code);
  }
};

describe('npm start', () => {
  test.each(['a reader that goes away', 'a disk that is full'])(
    'its output goes to %s: the server goes on',
    async (output) => {
      const port = await freePort();
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, ['local/start.ts'], {
        cwd: new URL('../../', import.meta.url).pathname,
        env: { PATH: process.env['PATH'], PORT: String(port), DATA_DIR: newDirectory() },
        stdio: output === 'a disk that is full' ? ['ignore', full, full] : ['ignore', 'pipe', 'pipe'],
      });
      closeSync(full);
      child.stdout?.destroy();
      child.stderr?.destroy();
      servers.push({ kill: () => killProcess(child) });
      const address = '127.0.0.1';
      const answer = () => statusAt(address, port, '/sign-in', `${address}:${port}`);
      // By the time of its first answer it has said all that it says when it starts.
      await expect.poll(() => child.exitCode ?? answer(), { timeout: 60_000 }).toBe(200);
      await pause(200);
      expect([child.exitCode, child.signalCode, await answer()]).toEqual([null, null, 200]);
    },
  );

  test('binds 127.0.0.1 only; a second start goes on where the first was; SIGTERM ends it in order', async () => {
    const directory = newDirectory();
    const port = await freePort();
    const first = await start(directory, port);
    const host = `127.0.0.1:${port}`;
    expect(await statusAt('127.0.0.1', port, '/mailbox', host)).toBe(200);
    expect(await statusAt('127.0.0.2', port, '/mailbox', host)).toBe('ECONNREFUSED');
    expect(statSync(join(directory, 'demo.json')).mode & 0o077).toBe(0);
    const { apiKey, url } = demoOf(directory);
    expect(url).toBe(first.url);
    expect(first.output()).toContain('デモの市を作成しました');
    const vendor = withApiKey(url, apiKey);
    const submitted = await vendor.post(
      '/v1/applications',
      sampleApplication(dateOf(Temporal.Now.instant())),
      {
        'idempotency-key': 'start',
      },
    );
    const { caseId } = z.object({ caseId: z.string() }).parse(submitted);
    await mailAbout(url, 'tax-manager@city.example.jp', '要決定');

    // A second one by mistake, while the first is running: it says why it ends, and nothing is lost.
    const twin = spawnLocalServer(directory, port);
    const [code] = await once(twin, 'exit');
    expect(code).toBe(1);
    expect(await first.stop()).toBe(0);

    const second = await start(directory, port);
    expect(second.output()).toContain('前回の続き');
    expect(demoOf(directory).apiKey).toBe(apiKey);
    const manager = await signIn(url, 'tax-manager@city.example.jp');
    const shown = await caseIn(manager, caseId, 'confirming');
    await manager.post(`/v1/applications/${caseId}/decisions`, {
      stage: 'confirm',
      choice: 'refuse',
      hash: shown.request?.hash,
      checklist: [],
      reason: '取扱いが不適当であるため',
    });
    await mailAbout(url, 'hoshu@hokuto.example.com', '結果通知');
    expect((await caseIn(vendor, caseId, 'refused')).documentNo).toBe('苫税第1号');
    expect(await second.stop()).toBe(0);
    expect(second.output()).not.toContain('!');
  });

  test('--host 0.0.0.0 offers no mailbox, clock or demo, and knows its own names only', async () => {
    const directory = newDirectory();
    const port = await freePort();
    await start(directory, port, ['--host', '0.0.0.0']);
    const host = `127.0.0.1:${port}`;
    for (const path of ['/mailbox', '/mailbox/messages', '/clock', '/demo'])
      for (const address of ['127.0.0.1', '127.0.0.2'])
        expect(await statusAt(address, port, path, host), path).toBe(404);
    expect(await statusAt('127.0.0.2', port, '/sign-in', host)).toBe(200);
    for (const other of ['evil.example', `127.0.0.2:${port}`, `0.0.0.0:${port}`, '127.0.0.1'])
      expect(await statusAt('127.0.0.2', port, '/sign-in', other), other).toBe(421);
  });

  test('a key that was written before the city was made is the key of the city', async () => {
    const directory = newDirectory();
    const apiKey = `rmp_${'k'.repeat(43)}`;
    // As after a kill between the two.
    writeFileSync(join(directory, 'demo.json'), JSON.stringify({ apiKey }));
    const { url } = await start(directory, await freePort());
    expect(await withApiKey(url, apiKey).get('/v1/applications')).toMatchObject({ cases: [] });
  });
});
