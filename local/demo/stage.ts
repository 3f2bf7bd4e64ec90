import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Temporal } from 'temporal-polyfill';
import { formatJstDateTime } from '../../core/values/wareki.ts';
import { createStandingClock } from '../clock.ts';
import { openDatabase } from '../database.ts';
import { createRuntime } from '../runtime.ts';
import { seedDemoCity } from '../seed.ts';
import { createHttpServer, drive } from '../server.ts';
import { mailsTo } from './client.ts';

/** A fresh runtime in memory behind its public HTTP API, and a teller who says what happens on it. */
export const openStage = async (
  start: string,
  say: (line?: string) => void = (line = '') => process.stdout.write(`${line}\n`),
) => {
  const began = performance.now();
  const clock = createStandingClock(Temporal.Instant.from(start));
  const config = { baseUrl: '', cityName: '苫小牧市' };
  const database = openDatabase(':memory:');
  const failures: string[] = [];
  const onFailure = (what: string, error: unknown) => {
    failures.push(`${what}: ${error instanceof Error ? error.message : 'failed'}`);
  };
  const runtime = createRuntime({ database, clock, config, onFailure });
  const apiKey = `rmp_${runtime.ports.ids.secret(32)}`;
  await seedDemoCity(runtime.ports, apiKey);
  const hosts: string[] = [];
  const server = createHttpServer({ runtime, hosts, doors: 'here' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  hosts.push(`127.0.0.1:${port}`);
  const base = `http://127.0.0.1:${port}`;
  config.baseUrl = base;
  const stop = drive(runtime);

  let told = 0;
  /** What has newly arrived in the mailbox, without the codes; the first few of many. */
  const tellMails = async (most: number) => {
    const mails = (await mailsTo(base)).filter(
      (mail) => mail.id > told && !mail.subject.includes('確認コード'),
    );
    const shown = mails.toReversed().slice(-most);
    for (const mail of shown) say(`    ✉ ${mail.to}  ${mail.subject}`);
    if (mails.length > shown.length) say(`    ✉ ほか${mails.length - shown.length}通`);
    told = Math.max(told, ...mails.map((mail) => mail.id));
  };

  return {
    say,
    clock,
    database,
    runtime,
    failures,
    base,
    apiKey,
    seconds: () => (performance.now() - began) / 1000,
    step: async (who: string, what: string, state: string, mostMails = 6) => {
      say(`${formatJstDateTime(clock.now())}  ${who}：${what}`);
      say(`    → ${state}`);
      await tellMails(mostMails);
    },
    advance: async (to: string) => {
      const response = await fetch(`${base}/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: `${to}+09:00` }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    /** Nothing runs until then: what was missed is made up for. */
    sleep: async (until: string) => {
      clock.moveTo(Temporal.Instant.from(`${until}+09:00`));
      await runtime.settle();
    },
    close: async () => {
      await stop();
      server.close();
      server.closeAllConnections();
    },
  };
};
export type Stage = Awaited<ReturnType<typeof openStage>>;
