import { Temporal } from 'temporal-polyfill';
import { afterEach, expect, test } from 'vitest';
import { createStandingClock } from '../../local/clock.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createSmtpMailer } from '../../local/mailbox.ts';
import { drive } from '../../local/server.ts';
import { SILENCE, startSmtpServer } from '../support/smtp-server.ts';
import { createWorld, START } from '../support/world.ts';

/** A mail server that takes a connection and then says nothing: the worst of them, because nothing fails. */

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('メールサーバーが黙り込んでも、案件の流れは進み、要求に答え、直れば同じメールが一通ずつ届く', async () => {
  let silent = true;
  const server = await startSmtpServer((command) => (silent && command === 'CONNECT' ? SILENCE : undefined));
  closers.push(server.close);
  const patience = { connect: 60_000, greet: 60_000, silent: 60_000, whole: 120_000 };
  const clock = createStandingClock(Temporal.Instant.from(START));
  const world = await createWorld({
    clock,
    mailer: createSmtpMailer(server.url, 'permits@city.example.jp', clock.now, patience),
  });
  const stop = drive(world);
  closers.push(stop);
  const submit = async (key: string) => {
    const { status, json } = await world.vendorApi(
      'POST',
      '/v1/applications',
      sampleApplication(world.today()),
      {
        'idempotency-key': key,
      },
    );
    expect(status).toBe(201);
    return String(json.caseId);
  };
  const stateOf = async (caseId: string) =>
    (await world.vendorApi('GET', `/v1/applications/${caseId}`)).json.status;
  // The receipt of the first is under way, and stays so.
  const first = await submit('first');
  await until(async () => server.connections() > 0);
  await until(async () => (await stateOf(first)) === 'confirming');
  const second = await submit('second');
  await until(async () => (await stateOf(second)) === 'confirming');
  expect(server.messages).toEqual([]);

  // Whoever was given up on is tried again.
  silent = false;
  server.hangUp();
  await until(async () => {
    clock.moveTo(clock.now().add({ seconds: 30 }));
    await world.work();
    return server.messages.filter(({ to }) => to === 'tax-manager@city.example.jp').length >= 2;
  });
  await world.settle();
  const ids = server.messages.map(({ source }) => /^Message-ID:\s*(\S+)/im.exec(source)?.[1]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(4);
});
