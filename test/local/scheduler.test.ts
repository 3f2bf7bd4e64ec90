import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Workflows } from '../../core/store/ports.ts';
import { openDatabase } from '../../local/database.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';
import { createScheduler } from '../../local/scheduler.ts';
import { createWorld } from '../support/world.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+09:00`).epochMilliseconds;

const schedulerFrom = (start: string) => {
  const database = openDatabase(':memory:');
  const started: string[] = [];
  const workflows: Workflows = {
    startExecution: async (_machine, name) => {
      const exists = started.includes(name);
      if (name.startsWith('daily-morning')) started.push(name);
      return exists ? 'exists' : 'started';
    },
    sendTaskSuccess: async () => 'gone',
  };
  const open = () => createScheduler(database, workflows, Temporal.Instant.fromEpochMilliseconds(at(start)));
  return { open, started };
};

describe('schedules of the embedded runtime', () => {
  test('the daily run starts at 08:30 in Japan, not before, and once', async () => {
    const { open, started } = schedulerFrom('2026-04-06T06:00');
    const scheduler = open();
    expect(scheduler.nextDueAt()).toBeLessThanOrEqual(at('2026-04-06T08:30'));
    await scheduler.run(at('2026-04-06T08:29:59'));
    expect(started).toEqual([]);
    await scheduler.run(at('2026-04-06T08:30'));
    await scheduler.run(at('2026-04-06T08:30'));
    await scheduler.run(at('2026-04-06T23:59'));
    expect(started).toHaveLength(1);
    expect(started[0]).toContain('2026-04-06-0830');
  });

  test('ticks missed while the machine was off are made up for by one', async () => {
    const { open, started } = schedulerFrom('2026-04-06T06:00');
    await open().run(at('2026-04-06T09:00'));
    const afterHoliday = open();
    await afterHoliday.run(at('2026-05-07T10:00'));
    expect(started).toHaveLength(2);
    expect(started[1]).toContain('2026-05-07-0830');
    await afterHoliday.run(at('2026-05-07T10:00'));
    expect(started).toHaveLength(2);
  });

  test('a clock that jumps a year is one tick, and the next one is the day after', async () => {
    const { open, started } = schedulerFrom('2026-04-06T06:00');
    const scheduler = open();
    await scheduler.run(at('2027-04-06T12:00'));
    expect(started).toHaveLength(1);
    expect(scheduler.nextDueAt()).toBeGreaterThan(at('2027-04-06T12:00'));
    expect(scheduler.nextDueAt()).toBeLessThanOrEqual(at('2027-04-07T08:30'));
  });

  test('a clock that was ahead, by an hour or by years, and is set right: ticks go on from the right time', async () => {
    for (const wrong of ['2026-04-06T09:30', '2031-01-01T00:00']) {
      const { open, started } = schedulerFrom('2026-04-06T06:00');
      await open().run(at(wrong));
      expect(started).toHaveLength(1);
      const scheduler = open();
      await scheduler.run(at('2026-04-06T08:00'));
      expect(scheduler.nextDueAt()).toBeLessThanOrEqual(at('2026-04-06T08:30'));
      for (const time of ['2026-04-06T08:30', '2026-04-06T08:31', '2026-04-07T08:30'])
        await scheduler.run(at(time));
      // The same name again is the same execution.
      const begun = new Set(started.filter((name) => name.includes('2026-')));
      expect(
        [...begun].map((name) => name.slice(-15)),
        wrong,
      ).toEqual(['2026-04-06-0830', '2026-04-07-0830']);
    }
  });

  test('a tick whose note was lost is the same execution again', async () => {
    const database = openDatabase(':memory:');
    const asked: string[] = [];
    let dies = true;
    const workflows: Workflows = {
      startExecution: async (_machine, name) => {
        const exists = asked.includes(name);
        asked.push(name);
        // The execution has begun; the process ends before it can note that.
        if (dies) throw new Error('killed');
        return exists ? 'exists' : 'started';
      },
      sendTaskSuccess: async () => 'gone',
    };
    const open = () => createScheduler(database, workflows, Temporal.Instant.from('2026-04-06T06:00+09:00'));
    await expect(open().run(at('2026-04-06T08:30'))).rejects.toThrow('killed');
    expect(asked).toHaveLength(1);
    dies = false;
    await open().run(at('2026-04-06T08:30'));
    expect(asked.filter((name) => name === asked[0])).toHaveLength(2);
    const before = asked.length;
    await open().run(at('2026-04-06T08:30'));
    expect(asked).toHaveLength(before);
  });
});

describe('missed, doubled and late ticks, seen from outside', () => {
  const askedCase = async () => {
    const world = await createWorld();
    await world.vendorApi('POST', '/v1/applications', sampleApplication(world.today()), {
      'idempotency-key': 'k',
    });
    await world.settle();
    return world;
  };
  const requests = (world: Awaited<ReturnType<typeof createWorld>>) =>
    world.mailsTo('tax-manager@city.example.jp').map(({ subject }) => subject);

  test('a month without a single tick leads to one mail, not to one for each day', async () => {
    const world = await askedCase();
    expect(requests(world)).toHaveLength(1);
    world.clock.moveTo(Temporal.Instant.from('2026-05-07T10:00+09:00'));
    await world.settle();
    await world.settle();
    // It waits ten minutes for others.
    await world.advanceTo(Temporal.Instant.from('2026-05-07T10:10+09:00'));
    expect(requests(world)).toHaveLength(2);
    expect(world.failures).toEqual([]);
  });

  test('a second run on the same day asks nobody again', async () => {
    const world = await askedCase();
    await world.advanceTo(Temporal.Instant.from('2026-04-10T09:00+09:00'));
    const before = requests(world);
    expect(before).toHaveLength(2);
    await world.workflows.startExecution('daily', 'by-hand', {});
    await world.settle();
    expect(requests(world)).toEqual(before);
  });
});

test('期限の切れたサインインの記録は、定時の処理で消える', async () => {
  const database = openDatabase(':memory:');
  const world = await createWorld({ database });
  await world.signIn('chief@city.example.jp');
  const kept = () =>
    database
      .prepare(
        "SELECT count(*) AS n FROM items WHERE pk LIKE 'SIGNINRATE#%' OR pk LIKE 'SIGNINSOURCE#%' OR pk LIKE 'SESSION#%' OR (pk LIKE 'SIGNED-IN#%' AND sk LIKE 'SESSION#%')",
      )
      .get()?.['n'];
  expect(kept()).toBe(4);
  await world.advanceTo(Temporal.Instant.from('2026-04-08T09:00+09:00'));
  expect(kept()).toBe(0);
});

test('最初の定時処理の前に止まっても、次の起動で埋め合わせる', async () => {
  const { open, started } = schedulerFrom('2026-04-06T06:00');
  open();
  const afterRestart = open();
  await afterRestart.run(at('2026-04-06T09:00'));
  expect(started).toEqual(['daily-morning-2026-04-06-0830']);
});

test('最初の起動の時刻は、次の起動で上書きされない', async () => {
  const database = openDatabase(':memory:');
  const workflows: Workflows = { startExecution: async () => 'started', sendTaskSuccess: async () => 'gone' };
  const openAt = (text: string) =>
    createScheduler(database, workflows, Temporal.Instant.fromEpochMilliseconds(at(text)));
  openAt('2026-04-06T06:00');
  expect(openAt('2026-04-06T12:00').nextDueAt()).toBe(at('2026-04-06T08:30'));
});

test('定時処理を始められなかったときは、済んだことにせず、次の機会に同じ名で始める', async () => {
  const database = openDatabase(':memory:');
  const tried: string[] = [];
  let isDown = true;
  const workflows: Workflows = {
    startExecution: async (_machine, name) => {
      tried.push(name);
      if (isDown) throw new Error('the process was killed before it started anything');
      return 'started';
    },
    sendTaskSuccess: async () => 'gone',
  };
  const open = () =>
    createScheduler(database, workflows, Temporal.Instant.fromEpochMilliseconds(at('2026-04-06T01:30')));
  await expect(open().run(at('2026-04-06T08:30'))).rejects.toThrow('killed');
  isDown = false;
  const restarted = open();
  expect(restarted.nextDueAt()).toBe(at('2026-04-06T08:30'));
  await restarted.run(at('2026-04-06T08:31'));
  expect(tried).toEqual(['daily-morning-2026-04-06-0830', 'daily-morning-2026-04-06-0830']);
  expect(restarted.nextDueAt()).toBeGreaterThan(at('2026-04-06T08:31'));
});
