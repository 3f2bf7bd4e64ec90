import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UploadForm } from '../../core/store/ports.ts';
import { createFileAnchors } from '../../local/anchors.ts';
import { createStandingClock } from '../../local/clock.ts';
import { createLocalFiles } from '../../local/files.ts';
import { createHttpServer } from '../../local/server.ts';
import { FILES } from '../support/sample-files.ts';
import { createWorld, START } from '../support/world.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const UPLOAD = 'hokuto/01ARZ3NDEKTSV4RRFFQ69G5FAV';
const FILE = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const TERMS = { maxBytes: 1000, quota: { files: 40, bytes: 100_000 }, seconds: 3600 };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what is kept', () => {
  const open = () => {
    const clock = createStandingClock(Temporal.Instant.from(START));
    return createLocalFiles({ clock: clock.now, baseUrl: () => 'http://127.0.0.1', folder });
  };

  test('is written once, and is there after a restart', async () => {
    expect(await open().files.keep(FILE, FILES.pdf, 'application/pdf')).toBe('kept');
    const { files } = open();
    expect(await files.keep(FILE, FILES.png, 'image/png')).toBe('exists');
    expect(await files.read(FILE)).toEqual(FILES.pdf);
    await files.remove(FILE);
    expect([await files.read(FILE), await files.hashOf(FILE)]).toEqual([undefined, undefined]);
  });

  test('leaves nothing half-written behind', async () => {
    const { files } = open();
    await files.keep(FILE, FILES.pdf, 'application/pdf');
    await files.keep(FILE, FILES.png, 'image/png');
    expect(readdirSync(join(folder, 'files'))).toEqual([FILE]);
  });

  test.each(['../x', 'a/../../x', '/etc/passwd', '', 'a//b', '.', 'a\0'])(
    'an id %j does not lead out of the folder',
    async (id) => {
      const { files } = open();
      await expect(files.read(id)).rejects.toThrow('out of the folder');
      await expect(files.received(id)).rejects.toThrow('out of the folder');
    },
  );

  test('where the disk ends within a file, nothing of it is kept', async () => {
    // A write that has room for its beginning ends short and does not fail.
    const script = `
      import { createFileAnchors } from './local/anchors.ts';
      import { createLocalFiles } from './local/files.ts';
      const { files } = createLocalFiles({ clock: () => {}, baseUrl: () => '', folder: process.argv[1] });
      const ended = async (work) => work.then(() => 'done', ({ code }) => code);
      console.log(await ended(files.keep('${FILE}', new Uint8Array(20_000), 'text/plain')));
      console.log(await ended(createFileAnchors(process.argv[1] + '/anchors').put('2026-04-01', 'x'.repeat(20_000))));`;
    const node = ['--input-type=module', '-e', script, folder];
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, ...node], {
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual(['EFBIG', 'EFBIG']);
    expect(readdirSync(join(folder, 'files'))).toEqual([]);
    expect(await createFileAnchors(join(folder, 'anchors')).list()).toEqual([]);
  });

  test('a file that was swapped on the disk has another hash', async () => {
    const { files } = open();
    await files.keep(FILE, FILES.pdf, 'application/pdf');
    const before = await files.hashOf(FILE);
    rmSync(join(folder, 'files', FILE));
    writeFileSync(join(folder, 'files', FILE), FILES.png);
    expect(await files.hashOf(FILE)).not.toBe(before);
  });
});

describe('what is received and not yet taken over', () => {
  const open = () =>
    createLocalFiles({
      clock: createStandingClock(Temporal.Instant.from(START)).now,
      baseUrl: () => 'http://127.0.0.1',
      folder,
    });
  const policy = (upload: string, quota: { files: number; bytes: number }) => ({
    upload,
    quota,
    min: 0,
    max: 1000,
  });
  const bytes = (size: number) => [new Uint8Array(size)];

  test('is counted for its sender alone, and has a limit that no number of forms gets round', async () => {
    const local = open();
    const quota = { files: 3, bytes: 1_000_000 };
    const send = (id: string) => local.receive(policy(id, quota), 'a.pdf', bytes(10));
    expect([await send('hokuto/A'), await send('hokuto/B'), await send('hokuto/C')]).toEqual([
      'received',
      'received',
      'received',
    ]);
    expect(await send('hokuto/D')).toBe('full');
    // What replaces another needs no more room; another vendor, also one of a longer name, has his own.
    expect(await send('hokuto/A')).toBe('received');
    expect(await send('hokuto2/A')).toBe('received');
    expect(await local.files.unfinished('hokuto/')).toMatchObject({ files: 3 });
    await local.files.discard('hokuto/B');
    expect(await send('hokuto/D')).toBe('received');
  });

  test('is limited in bytes, by what each may become while it comes in', async () => {
    const local = open();
    const quota = { files: 100, bytes: 2500 };
    expect(await local.receive(policy('hokuto/A', quota), 'a.pdf', bytes(900))).toBe('received');
    expect(await local.receive(policy('hokuto/B', quota), 'a.pdf', bytes(900))).toBe('received');
    expect(await local.receive(policy('hokuto/C', quota), 'a.pdf', bytes(10))).toBe('full');
  });

  test('many at once are no more than one after the other; a failed one leaves its place', async () => {
    const local = open();
    const quota = { files: 5, bytes: 1_000_000 };
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_, n) => local.receive(policy(`hokuto/F${n}`, quota), 'a.pdf', bytes(10))),
    );
    expect(ends.filter((end) => end === 'received')).toHaveLength(5);
    await Promise.all(Array.from({ length: 5 }, (_, n) => local.files.discard(`hokuto/F${n}`)));
    const failing = async function* () {
      yield new Uint8Array(1);
      throw new Error('gone');
    };
    for (let n = 0; n < 10; n += 1)
      await local
        .receive(policy(`minami/F${n}`, { files: 1, bytes: 5000 }), 'a.pdf', failing())
        .catch(() => {});
    expect(await local.receive(policy('minami/Z', { files: 1, bytes: 5000 }), 'a.pdf', bytes(1))).toBe(
      'received',
    );
  });
});

test('a runtime in memory makes no folder before a file comes', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('permit-files-'));
  const world = await createWorld();
  await world.ports.files.presignUpload(UPLOAD, TERMS);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('permit-files-'))).toEqual(before);
});

describe('over HTTP', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  const site = async () => {
    const config = { baseUrl: '', cityName: '苫小牧市' };
    const world = await createWorld({ config, filesFolder: folder });
    const hosts: string[] = [];
    const server = createHttpServer({ runtime: world, hosts, doors: 'closed' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    config.baseUrl = `http://127.0.0.1:${port}`;
    hosts.push(`127.0.0.1:${port}`);
    closers.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { files } = world.ports;
    return {
      world,
      files,
      port,
      received: async () => (await files.received(UPLOAD)) ?? { name: '', size: -1 },
    };
  };
  const post = (upload: UploadForm, bytes: Uint8Array, name: string, fields = upload.fields) => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set('file', new File([Buffer.from(bytes)], name));
    return fetch(upload.url, { method: 'POST', body: form, redirect: 'manual' });
  };

  test('a form sends a file with its Japanese name, and the browser is sent on', async () => {
    const { world, files, received } = await site();
    const redirect = `${world.ports.config.baseUrl}/drafts/d/attachments/x`;
    const upload = await files.presignUpload(UPLOAD, { ...TERMS, redirect });
    const answer = await post(upload, FILES.pdf, '㈱髙橋 構成図.pdf');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, redirect]);
    expect(await received()).toMatchObject({ name: '㈱髙橋 構成図.pdf', size: FILES.pdf.length });
  });

  test('only the last part of a path is its name, and no name leads out of the folder', async () => {
    const { files, received } = await site();
    const upload = await files.presignUpload(UPLOAD, TERMS);
    expect((await post(upload, FILES.pdf, '../../../etc/構成図.pdf')).status).toBe(204);
    expect((await received()).name).toBe('構成図.pdf');
    expect(existsSync(join(folder, '..', 'etc'))).toBe(false);
    expect(readdirSync(join(folder, 'uploads'))).toHaveLength(1);
  });

  test('what is larger than the form allows is refused in Japanese, and nothing of it stays', async () => {
    const { files, received } = await site();
    const redirect = 'http://127.0.0.1/drafts/d/attachments/x';
    const upload = await files.presignUpload(UPLOAD, { ...TERMS, redirect });
    const answer = await post(upload, Buffer.alloc(3_000_000), 'a.pdf');
    const text = await answer.text();
    expect([answer.status, (await received()).size]).toEqual([400, -1]);
    expect(text).toContain('10MB以内');
    expect(text).toContain('href="http://127.0.0.1/drafts/d/attachments"');
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  test('no policy, a forged, an ended or a download’s: refused', async () => {
    const { world, files, received } = await site();
    const upload = await files.presignUpload(UPLOAD, TERMS);
    const download = await files.presignDownload(FILE, { name: 'a.pdf', type: 'application/pdf' });
    const policies: Record<string, string>[] = [
      {},
      { policy: '' },
      { policy: `${upload.fields['policy']}x` },
      { policy: download.split('/').at(-1) ?? '' },
    ];
    for (const fields of policies) expect((await post(upload, FILES.pdf, 'a.pdf', fields)).status).toBe(403);
    world.clock.moveTo(Temporal.Instant.from(START).add({ hours: 1 }));
    const ended = await post(upload, FILES.pdf, 'a.pdf');
    expect([ended.status, (await received()).size]).toEqual([403, -1]);
    expect(await ended.text()).toContain('有効期限が切れました');
  });

  test.each([
    ['text/plain', 'x'],
    ['multipart/form-data', 'x'],
    ['multipart/form-data; boundary=b', 'x'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="policy"\r\n\r\nx\r\n--b--',
    ],
    ['multipart/form-data; boundary=b', '--b--\r\n'],
  ])('%s %j is no upload', async (type, body) => {
    const { files, port } = await site();
    const { url } = await files.presignUpload(UPLOAD, TERMS);
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } }).catch(
      () => undefined,
    );
    expect([400, 403, undefined]).toContain(answer?.status);
    expect((await fetch(`http://127.0.0.1:${port}/sign-in`)).status).toBe(200);
  });

  test('a sender that goes away leaves nothing, and the server goes on', async () => {
    const { files, port, received } = await site();
    const upload = await files.presignUpload(UPLOAD, TERMS);
    const sending = request(upload.url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 5_000 },
    });
    sending.on('error', () => {});
    sending.write(
      `--b\r\ncontent-disposition: form-data; name="policy"\r\n\r\n${upload.fields['policy']}\r\n` +
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7',
    );
    await expect.poll(() => readdirSync(join(folder, 'uploads')).length).toBe(1);
    sending.destroy();
    await expect.poll(() => readdirSync(join(folder, 'uploads')).length).toBe(0);
    expect((await received()).size).toBe(-1);
    expect((await fetch(`http://127.0.0.1:${port}/sign-in`)).status).toBe(200);
  });

  test('a sender may go away at any byte, whatever its form says: only its own connection ends', async () => {
    const { files, port } = await site();
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', note);
    const right = (await files.presignUpload(UPLOAD, TERMS)).fields['policy'];
    const full = (
      await files.presignUpload('minami/01ARZ3NDEKTSV4RRFFQ69G5FAV', {
        ...TERMS,
        quota: { files: 0, bytes: 0 },
      })
    ).fields['policy'];
    let cuts = 0;
    for (const policy of [right, full, 'x', undefined]) {
      const field =
        policy === undefined
          ? ''
          : `--b\r\ncontent-disposition: form-data; name="policy"\r\n\r\n${policy}\r\n`;
      const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n';
      const body = `${field}${file}%PDF-1.7${'x'.repeat(5_000)}\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b--`;
      const begin = field.length + file.length;
      const places = [
        0,
        1,
        field.length,
        begin - 3,
        begin,
        begin + 1,
        begin + 100,
        begin + 5_008,
        body.length - 60,
        body.length - 1,
      ];
      for (const place of places)
        for (const pause of [0, 1, 20])
          for (const reset of [true, false]) {
            const socket = connect(port, '127.0.0.1');
            socket.on('error', () => {});
            await once(socket, 'connect');
            socket.write(
              `POST /files/uploads HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${body.length}\r\n` +
                `Content-Type: multipart/form-data; boundary=b\r\n\r\n${body.slice(0, place)}`,
            );
            await setTimeout(pause);
            if (reset) socket.resetAndDestroy();
            else socket.destroy();
            cuts += 1;
          }
    }
    await setTimeout(50);
    expect((await fetch(`http://127.0.0.1:${port}/sign-in`)).status).toBe(200);
    process.off('uncaughtException', note);
    expect([cuts, uncaught]).toEqual([240, []]);
    // Of whole forms that were cut at the last byte nothing is taken either.
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  test('a download is saved under its name, never shown, for a minute', async () => {
    const { world, files } = await site();
    await files.keep(FILE, FILES.pdf, 'application/pdf');
    const url = await files.presignDownload(FILE, { name: '構成図 "1".pdf', type: 'application/pdf' });
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(FILES.pdf);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-disposition': `attachment; filename="_____1_.pdf"; filename*=UTF-8''${encodeURIComponent('構成図 "1".pdf')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    });
    expect((await fetch(`${url.slice(0, -2)}AA`)).status).toBe(403);
    world.clock.moveTo(Temporal.Instant.from(START).add({ seconds: 60 }));
    expect((await fetch(url)).status).toBe(403);
  });

  test('many who fetch a file and do not read on hold little of it in memory', async () => {
    const { files, port } = await site();
    const size = 8 * 1024 * 1024;
    await files.keep(FILE, new Uint8Array(size), 'text/plain');
    const path = new URL(await files.presignDownload(FILE, { name: 'a.txt', type: 'text/plain' })).pathname;
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const sockets = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const socket = connect(port, '127.0.0.1').pause();
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
        await once(socket, 'readable');
        return socket;
      }),
    );
    await setTimeout(200);
    collectGarbage();
    // Held whole for each, it would be 40.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * size);
    for (const socket of sockets) socket.destroy();
    expect((await (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer()).byteLength).toBe(size);
  });
});
