import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { createHttpServer, drive } from '../../local/server.ts';
import { createWorld } from '../support/world.ts';

/** The embedded server on a free port, with the demo city in memory; closed after each test. */

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export const openServer = async (tools = true) => {
  const world = await createWorld();
  const hosts: string[] = [];
  const server = createHttpServer({ runtime: world, hosts, doors: tools ? 'here' : 'closed' });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  hosts.push(`127.0.0.1:${port}`, `localhost:${port}`);
  const stop = drive(world);
  closers.push(async () => {
    await stop();
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${port}`;
  return { world, port, url, alive: async () => (await fetch(`${url}/sign-in`)).status === 200 };
};

/** What comes back for these bytes, until the server has nothing more to say. */
export const raw = async (port: number, text: string, wait = 2_000, body?: Uint8Array): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve));
  socket.write(text);
  if (body) socket.write(body);
  await Promise.race([closed, pause(wait)]);
  socket.destroy();
  return answer;
};
export const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
export const get = (target: string, headers: readonly string[]) =>
  [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
