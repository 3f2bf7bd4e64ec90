import { expect, test } from 'vitest';
import { openServer, raw, statusOf } from './http-site.ts';

/** What is no UTF-8 is refused, not stored as U+FFFD; what is stays, also characters outside the plane. */

const post = (port: number, path: string, type: string, body: Buffer) =>
  raw(
    port,
    [
      `POST ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      '',
    ].join('\r\n'),
    2_000,
    body,
  );

test.each([
  ['a lone continuation byte', [0x80]],
  ['half a character', [0xe3, 0x81]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ['Shift_JIS', [0x8e, 0x73]],
])('%s in a body: 400', async (_, bytes) => {
  const { port, world } = await openServer();
  const json = Buffer.concat([Buffer.from('{"address":"'), Buffer.from(bytes), Buffer.from('"}')]);
  const answer = await post(port, '/v1/sign-in', 'application/json', json);
  expect(statusOf(answer)).toBe(400);
  expect(answer).toContain('application/problem+json');
  const form = Buffer.concat([Buffer.from('address='), Buffer.from(bytes)]);
  expect(statusOf(await post(port, '/sign-in', 'application/x-www-form-urlencoded', form))).toBe(400);
  // The same by escapes.
  const escaped = `address=${bytes.map((byte) => `%${byte.toString(16)}`).join('')}`;
  const type = 'application/x-www-form-urlencoded';
  expect(statusOf(await post(port, '/sign-in', type, Buffer.from(escaped)))).toBe(400);
  expect(world.mailbox.list()).toEqual([]);
});

test('what is UTF-8 arrives as it was sent', async () => {
  const { port } = await openServer();
  const json = Buffer.from('{"address":"髙﨑𠮷@city.example.jp"}');
  expect(statusOf(await post(port, '/v1/sign-in', 'application/json', json))).toBe(422);
  const form = Buffer.from(new URLSearchParams({ address: '髙﨑𠮷@city.example.jp' }).toString());
  expect(statusOf(await post(port, '/sign-in', 'application/x-www-form-urlencoded', form))).toBe(422);
});
