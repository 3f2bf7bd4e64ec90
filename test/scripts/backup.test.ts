import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { dateOf } from '../../core/values/calendar.ts';
import { withApiKey } from '../../local/demo/client.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { freePort } from '../../scripts/server-process.ts';
import { type LocalServer, startLocalServer } from '../kill/local-server.ts';

/** `npm run backup` beside a server that writes, and what a restored city is. */

const root = mkdtempSync(join(tmpdir(), 'permits-backup-'));
const servers: LocalServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill();
  rmSync(root, { recursive: true, force: true });
});
const start = async (folder: string) => {
  const server = await startLocalServer(folder, await freePort());
  servers.push(server);
  return server;
};
const script = async (...args: string[]) => {
  const child = spawn(process.execPath, args, { cwd: new URL('../../', import.meta.url).pathname });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code] = await once(child, 'close');
  return { code, said };
};

test('動いているサーバーの写しは、それ自体で確かめられ、そこから再開できる', async () => {
  const data = join(root, 'data');
  const to = join(root, 'copy');
  const first = await start(data);
  const { apiKey } = z
    .object({ apiKey: z.string() })
    .parse(JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')));
  const vendor = withApiKey(first.url, apiKey);
  const submit = async (key: string) =>
    z.object({ caseId: z.string() }).parse(
      await vendor.post('/v1/applications', sampleApplication(dateOf(Temporal.Now.instant())), {
        'idempotency-key': key,
      }),
    ).caseId;
  const before = await submit('before');
  // It goes on writing while it is copied.
  let isOver = false;
  const writing = (async () => {
    let count = 0;
    for (; !isOver; count += 1) await submit(`during-${count}`);
    return count;
  })();
  const copied = await script('scripts/backup.ts', '--data', data, '--to', to);
  isOver = true;
  expect(copied).toEqual({ code: 0, said: expect.stringContaining('に写しました') });
  const during = await writing;
  const after = await submit('after');

  // For its owner alone, and whole.
  expect(statSync(to).mode & 0o077).toBe(0);
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' }))
    expect(statSync(join(to, name)).mode & 0o077, name).toBe(0);
  expect(await script('scripts/audit-verify.ts', '--data', to)).toEqual({
    code: 0,
    said: expect.stringContaining('intact'),
  });
  const again = await script('scripts/backup.ts', '--data', data, '--to', to);
  expect(again).toEqual({ code: 1, said: expect.stringContaining('すでにあります') });

  await first.kill();
  writeFileSync(join(to, 'demo.json'), JSON.stringify({ apiKey }), { mode: 0o600 });
  const second = await start(to);
  expect(second.output()).toContain('前回の続き');
  const statusOf = async (caseId: string) => {
    const headers = { authorization: `Bearer ${apiKey}` };
    return (await fetch(`${second.url}/v1/applications/${caseId}`, { headers })).status;
  };
  expect([await statusOf(before), await statusOf(after)]).toEqual([200, 404]);
  expect(during).toBeGreaterThan(0);
});

test('どこから、どこへを欠けば、使い方を示す。ないものは写さない', async () => {
  expect(await script('scripts/backup.ts', '--data', join(root, 'nothing'))).toMatchObject({ code: 2 });
  const none = await script('scripts/backup.ts', '--data', join(root, 'nothing'), '--to', join(root, 'x'));
  expect(none).toEqual({ code: 2, said: expect.stringContaining('データがありません') });
});
