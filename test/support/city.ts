import { Temporal } from 'temporal-polyfill';
import { checkConformity } from '../../core/application/conformity.ts';
import type { ApproveInput, ConfirmInput } from '../../core/application/decision.ts';
import { type Application, applicationSchema } from '../../core/application/inputs.ts';
import { submitApplication } from '../../core/application/submit-application.ts';
import { openRequest } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { openDecisionRequest } from '../../core/decision/open-decision-request.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { type Caller, makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import type { Ports, Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { type ApplicationInput, sampleApplication } from '../../local/demo/sample-application.ts';
import { seedDemoCity } from '../../local/seed.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

/** The demo city's records without workflows, mails or HTTP: for tests of use cases, thousands of cases a minute. */
export const createCity = async (start = '2026-04-06T09:00+09:00') => {
  const clock = createStandingClock(Temporal.Instant.from(start));
  const store = createSqliteStore(openDatabase(':memory:'));
  const ports: Ports = { store, clock: clock.now, ids: createIds(clock.now) };
  await seedDemoCity(ports, `rmp_${'A'.repeat(43)}`);
  const today = () => dateOf(clock.now());

  /** The person with the roles held today. */
  const person = async (personId: string): Promise<Caller> => {
    const found = await loadPerson(store, personId);
    if (!found) throw new Error(`no ${personId}`);
    return makeCaller(store, found, today(), 'screen');
  };
  const application = (overrides: Partial<ApplicationInput> = {}): Application =>
    applicationSchema.parse(sampleApplication(today(), overrides));

  const hashShown = async (caseId: string) => {
    const state = await loadCase(store, caseId);
    return (state && openRequest(state)?.hash) ?? 'none';
  };
  const ask = (caseId: string, stage: 'confirm' | 'approve') =>
    openDecisionRequest(ports)({ caseId, stage, taskToken: `token-${stage}` });

  const city = { ports, store, clock, today, person, application, hashShown, ask };
  return {
    ...city,
    /** A case whose question to the manager is open. */
    confirming: async (overrides: Partial<ApplicationInput> = {}): Promise<string> => {
      const receipt = await submitApplication(ports)(await person('p-vendor'), {
        application: application(overrides),
      });
      if (!receipt.ok) throw new Error(receipt.message);
      await checkConformity(ports)(receipt.value.caseId);
      await ask(receipt.value.caseId, 'confirm');
      return receipt.value.caseId;
    },
    /** Moves such a case on to the chief's question. */
    toChief: async (caseId: string): Promise<void> => {
      const outcome = await recordDecision(ports)(
        await person('p-tax'),
        caseId,
        confirming(await hashShown(caseId), today().toString()),
      );
      if (!outcome.ok) throw new Error(outcome.message);
      await ask(caseId, 'approve');
    },
  };
};
export type City = Awaited<ReturnType<typeof createCity>>;

/** All 16 items 適, and on to the chief. */
export const confirming = (hash: string, on: string, change: Partial<ConfirmInput> = {}): ConfirmInput => ({
  stage: 'confirm',
  choice: 'ask-chief',
  hash,
  checklist: tomakomaiR50401.checklist.map(({ id }) => ({
    item: id,
    result: 'pass' as const,
    method: 'document' as const,
    confirmedOn: on,
  })),
  opinion: '適当と認める。',
  ...change,
});
export const returning = (hash: string, on: string): ConfirmInput =>
  confirming(hash, on, {
    choice: 'return',
    checklist: [{ item: '2-1', result: 'fail', note: '監視カメラの位置が分かる図面を添付してください' }],
  });
export const approving = (hash: string, change: Partial<ApproveInput> = {}): ApproveInput => ({
  stage: 'approve',
  choice: 'approve',
  hash,
  ...change,
});

/** A small seeded generator (mulberry32): the same seed, the same sequence. */
export const seeded = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * The same store at a pace of its own: it starts up to 60 turns of the event loop late, and every call waits 0–3
 * turns before and after, now and then 30, as the seed says.
 */
export const interleaving = (store: Store, seed: number): Store => {
  const random = seeded(seed);
  let late = Math.floor(random() * 60);
  const pause = async () => {
    const turns = late + (random() < 0.05 ? 30 : Math.floor(random() * 4));
    late = 0;
    for (let left = turns; left > 0; left -= 1) await turn();
  };
  const slowly = async <T>(call: () => Promise<T>): Promise<T> => {
    await pause();
    const answer = await call();
    await pause();
    return answer;
  };
  return {
    get: (key) => slowly(() => store.get(key)),
    query: (query) => slowly(() => store.query(query)),
    transact: (writes) => slowly(() => store.transact(writes)),
  };
};
