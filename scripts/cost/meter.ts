import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createStory } from '../../test/support/story.ts';
import { countOperations, type Operations } from './count-operations.ts';

const prices = z
  .object({
    source: z.string(),
    stateTransition: z.number(),
    lambdaRequest: z.number(),
    lambdaGigabyteSecond: z.number(),
    httpApiRequest: z.number(),
    writeRequestUnit: z.number(),
    readRequestUnit: z.number(),
    mail: z.number(),
  })
  .parse(JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8')));
export const PRICES_FROM = prices.source;

/** Assumed for every Lambda call: 512 MB for 50 ms. */
const GIGABYTE_SECONDS = 0.5 * 0.05;

export type Count = Operations & {
  readonly requests: number;
  /** Of the permit machine. */
  readonly transitions: number;
  /** Of the daily, monthly and audit machines, their child executions included. */
  readonly cityTransitions: number;
  readonly tasks: number;
  readonly mails: number;
};

const each = (a: Count, b: Count, of: (x: number, y: number) => number): Count => ({
  requests: of(a.requests, b.requests),
  transitions: of(a.transitions, b.transitions),
  cityTransitions: of(a.cityTransitions, b.cityTransitions),
  tasks: of(a.tasks, b.tasks),
  mails: of(a.mails, b.mails),
  reads: of(a.reads, b.reads),
  writes: of(a.writes, b.writes),
  acts: of(a.acts, b.acts),
  readUnits: of(a.readUnits, b.readUnits),
  writeUnits: of(a.writeUnits, b.writeUnits),
});
export const minus = (a: Count, b: Count): Count => each(a, b, (x, y) => x - y);
export const plus = (a: Count, b: Count): Count => each(a, b, (x, y) => x + y);

/** A demo city with a meter on it: everything that AWS would bill for is counted. */
export const createMeteredStory = async () => {
  const meter: { operations?: Operations } = {};
  const story = await createStory({
    decorateStore: (store) => {
      const counting = countOperations(store);
      meter.operations = counting.operations;
      return counting.store;
    },
  });
  const { machines } = story;
  let requests = 0;
  const read = (): Count => {
    if (!meter.operations) throw new Error('the store was not decorated');
    const permits = machines.listExecutions('permit');
    const runs = (['daily', 'monthly-reports', 'audit'] as const).flatMap((name) =>
      machines.listExecutions(name),
    );
    const children = runs
      .flatMap((run) => machines.listMapRuns(run.executionArn))
      .flatMap((mapRun) => machines.listChildExecutions(mapRun));
    const city = [...runs, ...children];
    const sum = (list: readonly { readonly transitions: number }[]) =>
      list.reduce((total, { transitions }) => total + transitions, 0);
    const history = [...permits, ...city].flatMap((run) => machines.getExecutionHistory(run.executionArn));
    return {
      ...meter.operations,
      requests,
      transitions: sum(permits),
      cityTransitions: sum(city),
      tasks: history.filter(({ type }) => type === 'TaskStarted').length,
      mails: story.mailbox.list().length,
    };
  };
  return {
    story,
    read,
    /** An HTTP request that is to be paid for; signing in is not counted. */
    request: async <T>(run: () => Promise<T>): Promise<T> => {
      requests += 1;
      return run();
    },
  };
};

export const dollars = (c: Count) => {
  const calls = c.requests + c.tasks + c.mails;
  const workflow = (c.transitions + c.cityTransitions) * prices.stateTransition;
  const compute =
    calls * (prices.lambdaRequest + GIGABYTE_SECONDS * prices.lambdaGigabyteSecond) +
    c.requests * prices.httpApiRequest;
  const reads = c.readUnits * prices.readRequestUnit;
  const writes = c.writeUnits * prices.writeRequestUnit;
  return {
    workflow,
    compute,
    reads,
    writes,
    mails: c.mails * prices.mail,
    allButMails: workflow + compute + reads + writes,
  };
};
