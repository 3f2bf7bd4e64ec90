import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkConformity } from '../../core/application/conformity.ts';
import { loadDecisions } from '../../core/application/decision.ts';
import { resubmitApplication, submitApplication } from '../../core/application/submit-application.ts';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { caseKey, loadCase } from '../../core/case/case-store.ts';
import { loadTask } from '../../core/case/task-store.ts';
import { attendCase } from '../../core/daily/attend-case.ts';
import { awaitRecord, continueCase } from '../../core/daily/continue-case.ts';
import { parkCase, resumeCase } from '../../core/daily/park-case.ts';
import { openDecisionRequest } from '../../core/decision/open-decision-request.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { decideProposal } from '../../core/registration/decide-proposal.ts';
import { loadProposal, proposalHash } from '../../core/registration/proposal.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import type { Ports, Store, Write } from '../../core/store/ports.ts';
import type { Refusal } from '../../core/values/errors.ts';
import { approving, type City, confirming, createCity, interleaving, returning } from '../support/city.ts';
import { violationsOf } from '../support/invariants.ts';
import { asked } from '../support/long-run.ts';

/** Seeds per race; RACE_SEEDS for a long run. */
const SEEDS = asked('RACE_SEEDS', 100);
const FIRST_SEED = 1;

type Outcome = { readonly ok: true } | Refusal;
type Act = (ports: Ports) => Promise<Outcome>;

let city: Omit<City, 'store'> & { readonly store: Store };
beforeAll(async () => {
  city = await createCity();
});

/** Runs the acts at once, each on a store of its own pace. */
const race = (seed: number, acts: readonly Act[]): Promise<Outcome[]> =>
  Promise.all(
    acts.map((act, index) => act({ ...city.ports, store: interleaving(city.store, seed * 16 + index) })),
  );

/** Notes decisions and hand-overs in the order in which they were committed. */
const noting = (store: Store) => {
  const order: string[] = [];
  const has = (writes: readonly Write[], prefix: string) =>
    writes.some((write) => 'put' in write && `${write.put.pk}/${write.put.sk}`.includes(prefix));
  const transact: Store['transact'] = async (writes) => {
    const result = await store.transact(writes);
    if (result.ok && has(writes, 'DECISION#')) order.push('決定');
    if (result.ok && has(writes, 'ROLE#manager:tax/APPOINTMENT#')) order.push('交代');
    return result;
  };
  return { order, store: { get: store.get, query: store.query, transact } };
};

const refusalsOf = (outcomes: readonly Outcome[]): Refusal[] =>
  outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]));

/** 「（承認・統括 太郎・4月6日 9:00）」 */
const WHO_AND_WHEN = /（.+・.+・4月6日 9:00）/;

/** Exactly one wins; every loser is refused with 409 and told who did what when. */
const exactlyOne = async (seed: number, caseId: string, outcomes: readonly Outcome[]): Promise<void> => {
  expect(
    outcomes.filter(({ ok }) => ok),
    `seed ${seed}`,
  ).toHaveLength(1);
  for (const refusal of refusalsOf(outcomes)) {
    expect(refusal.kind, `seed ${seed}: ${refusal.code}`).toBe('conflict');
    expect(refusal.message, `seed ${seed}`).toMatch(WHO_AND_WHEN);
  }
  expect(await violationsOf(city.store, caseId), `seed ${seed}`).toEqual([]);
};

const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);
const winners = (counts: Map<string, number>) =>
  process.stdout.write(
    `      N = ${SEEDS}, seeds ${FIRST_SEED}–${FIRST_SEED + SEEDS - 1}, 0 faults (95 %: < ${(3 / SEEDS).toFixed(3)}); ${[...counts].map(([name, n]) => `${name} ${n}`).join(', ')}\n`,
  );
const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Plays the race for every seed and reports who won how often. */
const forEverySeed = async (play: (seed: number) => Promise<string>): Promise<void> => {
  const counts = new Map<string, number>();
  for (const seed of seeds) count(counts, await play(seed));
  expect([...counts.values()].reduce((sum, n) => sum + n, 0)).toBe(SEEDS);
  winners(counts);
};
const firstOk = (outcomes: readonly Outcome[], names: readonly string[]) =>
  names[outcomes.findIndex(({ ok }) => ok)] ?? 'nobody';

describe('同時の操作: 勝つのは一人だけ', () => {
  test('二人の管理者（本人と代決者）が同時に決定する', async () => {
    const [tax, tax2] = [await city.person('p-tax'), await city.person('p-tax2')];
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      const hash = await city.hashShown(caseId);
      const on = city.today().toString();
      const outcomes = await race(seed, [
        (ports) => recordDecision(ports)(tax, caseId, confirming(hash, on)),
        (ports) => recordDecision(ports)(tax2, caseId, returning(hash, on)),
      ]);
      await exactlyOne(seed, caseId, outcomes);
      return firstOk(outcomes, ['本人', '代決者']);
    });
  });

  test('承認と不承認が同時', async () => {
    const [chief, deputy] = [await city.person('p-chief'), await city.person('p-deputy')];
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      await city.toChief(caseId);
      const hash = await city.hashShown(caseId);
      const outcomes = await race(seed, [
        (ports) => recordDecision(ports)(chief, caseId, approving(hash)),
        (ports) =>
          recordDecision(ports)(deputy, caseId, approving(hash, { choice: 'refuse', reason: '不適当' })),
      ]);
      await exactlyOne(seed, caseId, outcomes);
      expect(
        (await loadDecisions(city.store, caseId)).filter(({ stage }) => stage === 'approve'),
      ).toHaveLength(1);
      return firstOk(outcomes, ['承認', '不承認']);
    });
  });

  test('決定と取下げが同時', async () => {
    const [chief, vendor] = [await city.person('p-chief'), await city.person('p-vendor')];
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      await city.toChief(caseId);
      const hash = await city.hashShown(caseId);
      const outcomes = await race(seed, [
        (ports) => recordDecision(ports)(chief, caseId, approving(hash)),
        (ports) => withdrawApplication(ports)(vendor, caseId),
      ]);
      await exactlyOne(seed, caseId, outcomes);
      return firstOk(outcomes, ['承認', '取下げ']);
    });
  });

  test('同じ人が二度押す', async () => {
    const chief = await city.person('p-chief');
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      await city.toChief(caseId);
      const hash = await city.hashShown(caseId);
      const press: Act = (ports) => recordDecision(ports)(chief, caseId, approving(hash));
      const outcomes = await race(seed, [press, press, press]);
      await exactlyOne(seed, caseId, outcomes);
      return 'いずれか';
    });
  });

  test('補正と取下げ、補正の二重送信', async () => {
    const vendor = await city.person('p-vendor');
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      const tax = await city.person('p-tax');
      await recordDecision(city.ports)(
        tax,
        caseId,
        returning(await city.hashShown(caseId), city.today().toString()),
      );
      const corrected = city.application({ purpose: `補正した目的 ${seed}` });
      const outcomes = await race(seed, [
        (ports) => resubmitApplication(ports)(vendor, caseId, corrected),
        (ports) => resubmitApplication(ports)(vendor, caseId, corrected),
        (ports) => withdrawApplication(ports)(vendor, caseId),
      ]);
      // A withdrawal may follow a correction, but then nothing follows it.
      const state = await loadCase(city.store, caseId);
      const corrections = outcomes.slice(0, 2).filter(({ ok }) => ok).length;
      const withdrawn = outcomes[2]?.ok === true;
      expect(corrections, `seed ${seed}`).toBeLessThanOrEqual(1);
      expect(withdrawn, `seed ${seed}`).toBe(state?.status === 'withdrawn');
      expect(withdrawn || corrections === 1, `seed ${seed}`).toBe(true);
      for (const refusal of refusalsOf(outcomes)) {
        expect(refusal.kind).toBe('conflict');
        expect(refusal.message, `seed ${seed}`).toMatch(WHO_AND_WHEN);
      }
      expect(await violationsOf(city.store, caseId), `seed ${seed}`).toEqual([]);
      return `補正${corrections}・取下げ${withdrawn ? 1 : 0}`;
    });
  });

  test('補正と、前の版への決定: 前の版への決定は成り立たず、誰がいつ補正したかが示される', async () => {
    const [vendor, tax, tax2] = await Promise.all(['p-vendor', 'p-tax', 'p-tax2'].map(city.person));
    if (!vendor || !tax || !tax2) throw new Error('nobody');
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      const hash = await city.hashShown(caseId);
      const on = city.today().toString();
      await recordDecision(city.ports)(tax, caseId, returning(hash, on));
      const outcomes = await race(seed, [
        async (ports) => {
          const resubmitted = await resubmitApplication(ports)(
            vendor,
            caseId,
            city.application({ purpose: '補正後' }),
          );
          if (seed % 2 === 0) await openDecisionRequest(ports)({ caseId, stage: 'confirm', taskToken: 't' });
          return resubmitted;
        },
        (ports) => recordDecision(ports)(tax2, caseId, confirming(hash, on)),
      ]);
      await exactlyOne(seed, caseId, outcomes);
      expect(outcomes[0]?.ok).toBe(true);
      return outcomes.map((outcome) => (outcome.ok ? '補正' : outcome.code)).join('/');
    });
  });

  test('同じIdempotency-Keyの同時の申請は、一つの申請になる', async () => {
    const vendor = await city.person('p-vendor');
    await forEverySeed(async (seed) => {
      const application = city.application();
      const submit: Act = (ports) =>
        submitApplication(ports)(vendor, { application, idempotencyKey: `race-${seed}` });
      const outcomes = await race(seed, [submit, submit, submit]);
      const receipts = outcomes.map((outcome) =>
        outcome.ok && 'value' in outcome ? outcome.value : outcome,
      );
      expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size, `seed ${seed}`).toBe(1);
      expect(
        outcomes.every(({ ok }) => ok),
        `seed ${seed}`,
      ).toBe(true);
      return '一つ';
    });
  });
});

describe('人事異動との競合', () => {
  test('交代が登録された後に、前任者の決定は一つも成り立たない', async () => {
    await forEverySeed(async (seed) => {
      const fresh = await createCity();
      city = fresh;
      const caseId = await fresh.confirming();
      const hash = await fresh.hashShown(caseId);
      const on = fresh.today().toString();
      const [tax, chief] = [await fresh.person('p-tax'), await fresh.person('p-chief')];
      const acted = await actOnDirectory(fresh.ports)(
        await fresh.person('p-clerk'),
        seed % 2 === 0
          ? {
              ...{ act: 'appoint', role: 'manager:tax', personId: 'p-care', kind: 'principal' },
              ...{ title: '財政部税務課長', from: on },
            }
          : { act: 'end-appointment', role: 'manager:tax', appointmentId: 'a-tax', on },
        '人事異動',
      );
      if (!acted.ok || 'applied' in acted.value) throw new Error('no proposal');
      const proposal = await loadProposal(fresh.store, acted.value.proposal.proposalId);
      if (!proposal) throw new Error('no proposal');
      const { order, store } = noting(fresh.store);
      city = { ...fresh, store };
      const outcomes = await race(seed, [
        (ports) => recordDecision(ports)(tax, caseId, confirming(hash, on)),
        (ports) =>
          decideProposal(ports)(chief, proposal.proposalId, {
            choice: 'confirm',
            hash: proposalHash(proposal),
          }),
      ]);
      expect(outcomes[1]?.ok, `seed ${seed}`).toBe(true);
      const decided = outcomes[0]?.ok === true;
      expect(order, `seed ${seed}`).toEqual(decided ? ['決定', '交代'] : ['交代']);
      const state = await loadCase(fresh.store, caseId);
      expect(state?.status, `seed ${seed}`).toBe(decided ? 'approving' : 'confirming');
      if (!decided) expect(refusalsOf(outcomes)).toMatchObject([{ kind: 'forbidden', code: 'not-holder' }]);
      return decided ? '決定が先' : '交代が先';
    });
    city = await createCity();
  });
});

describe('失われた目覚まし: 待ちに入るのと、記録が動くのが同時', () => {
  /** After both are done and the outbox was delivered, the workflow has heard of the record's move. */
  const heard = async (
    caseId: string,
    token: string,
    move: Act,
    wait: Act,
    seed: number,
  ): Promise<string> => {
    const sent: string[] = [];
    const workflows = {
      startExecution: async () => 'started' as const,
      sendTaskSuccess: async (taskToken: string) => {
        sent.push(taskToken);
        return 'delivered' as const;
      },
    };
    const outcomes = await race(seed, [
      async (ports) => {
        const outcome = await move(ports);
        await continueCase({ store: ports.store, workflows })(caseId);
        return outcome;
      },
      wait,
    ]);
    expect(
      outcomes.every(({ ok }) => ok),
      `seed ${seed}: ${JSON.stringify(outcomes)}`,
    ).toBe(true);
    // What the outbox still holds is delivered last.
    const rows = await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#', limit: 1000 });
    const goOn = rows.items.filter((row) => JSON.stringify(row).includes('continue-case'));
    const early = sent.includes(token);
    // Rows of the move itself were "delivered" above; only those written by the waiting side are left to deliver.
    const left = goOn.length > 1;
    if (left) await continueCase({ store: city.store, workflows })(caseId);
    expect(sent.includes(token), `seed ${seed}: the workflow sleeps for 30 days`).toBe(true);
    return early ? '先に待っていた' : '後から待った';
  };

  test('補正待ちに入るのと、再提出', async () => {
    const [vendor, tax] = [await city.person('p-vendor'), await city.person('p-tax')];
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      await recordDecision(city.ports)(
        tax,
        caseId,
        returning(await city.hashShown(caseId), city.today().toString()),
      );
      await city.store.transact([{ delete: { pk: caseKey(caseId), sk: 'TASK' } }]);
      for (const row of (await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#' })).items)
        await city.store.transact([{ delete: { pk: row.pk, sk: row.sk } }]);
      return heard(
        caseId,
        'token-correct',
        (ports) => resubmitApplication(ports)(vendor, caseId, city.application({ purpose: '補正後' })),
        (ports) => awaitRecord(ports)({ caseId, waiting: { task: 'correct', taskToken: 'token-correct' } }),
        seed,
      );
    });
  });

  test('確認待ちの引継ぎ（次の世代）と、管理者の決定', async () => {
    const tax = await city.person('p-tax');
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      const hash = await city.hashShown(caseId);
      await city.store.transact([{ delete: { pk: caseKey(caseId), sk: 'TASK' } }]);
      for (const row of (await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#' })).items)
        await city.store.transact([{ delete: { pk: row.pk, sk: row.sk } }]);
      return heard(
        caseId,
        'token-2',
        (ports) => recordDecision(ports)(tax, caseId, confirming(hash, city.today().toString())),
        (ports) => openDecisionRequest(ports)({ caseId, stage: 'confirm', taskToken: 'token-2' }),
        seed,
      );
    });
  });

  test('中断の引継ぎと、再開', async () => {
    const chief = await city.person('p-chief');
    await forEverySeed(async (seed) => {
      const caseId = await city.confirming();
      await parkCase(city.ports)({ caseId, error: 'Fatal', taskToken: 'token-1' });
      await city.store.transact([{ delete: { pk: caseKey(caseId), sk: 'TASK' } }]);
      for (const row of (await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#' })).items)
        await city.store.transact([{ delete: { pk: row.pk, sk: row.sk } }]);
      const outcome = await race(seed, [
        (ports) => resumeCase(ports)(chief, caseId),
        (ports) => parkCase(ports)({ caseId, error: 'Fatal', taskToken: 'token-2' }),
      ]);
      expect(
        outcome.every(({ ok }) => ok),
        `seed ${seed}`,
      ).toBe(true);
      const state = await loadCase(city.store, caseId);
      const waiting = await loadTask(city.store, caseId);
      // Either parked anew (somebody is told), or resumed with the token known to whoever delivers the outbox.
      expect(waiting?.taskToken, `seed ${seed}`).toBe('token-2');
      expect(await violationsOf(city.store, caseId), `seed ${seed}`).toEqual([]);
      return state?.parked === undefined ? '再開' : '改めて中断';
    });
  });
});

test('一斉の申請: 40件が同時でも、番号は1から40まで一つずつ', async () => {
  const vendor = await city.person('p-vendor');
  const fresh = await createCity();
  const application = fresh.application();
  const receipts = await Promise.all(
    Array.from({ length: 40 }, () => submitApplication(fresh.ports)(vendor, { application })),
  );
  const numbers = receipts.map((receipt) => (receipt.ok ? receipt.value.caseNo : receipt.code)).toSorted();
  expect(numbers).toEqual(
    Array.from({ length: 40 }, (_, index) => `R8-${String(index + 1).padStart(4, '0')}`),
  );
});

describe('日次の点検との競合', () => {
  test('催促と決定が同時でも、決定は成り立ち、同じリンクは二度出ない', async () => {
    const tax = await city.person('p-tax');
    const later = await createCity();
    later.clock.moveTo(Temporal.Instant.from('2026-04-06T09:00+09:00'));
    city = later;
    const cases: string[] = [];
    for (const _ of seeds) cases.push(await later.confirming());
    later.clock.moveTo(Temporal.Instant.from('2026-04-10T08:30+09:00'));
    await forEverySeed(async (seed) => {
      const caseId = cases[seed - FIRST_SEED] ?? '';
      const hash = await city.hashShown(caseId);
      const outcomes = await race(seed, [
        (ports) => recordDecision(ports)(tax, caseId, confirming(hash, city.today().toString())),
        (ports) => attendCase(ports)(caseId),
        (ports) => attendCase(ports)(caseId),
      ]);
      expect(outcomes[0]?.ok, `seed ${seed}`).toBe(true);
      const rows = await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#', limit: 1000 });
      const reminders = rows.items.filter((row) => JSON.stringify(row).includes('"reason":"reminder"'));
      expect(reminders.length, `seed ${seed}`).toBeLessThanOrEqual(1);
      expect(await violationsOf(city.store, caseId), `seed ${seed}`).toEqual([]);
      return `催促${reminders.length}`;
    });
    city = await createCity();
  });

  test('二重の適合判定は、補正の通知を一度だけ出す', async () => {
    const vendor = await city.person('p-vendor');
    await forEverySeed(async (seed) => {
      const base = city.application();
      const application = {
        ...base,
        checklist: base.checklist.map((entry) =>
          entry.item === '2-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
        ),
      };
      const receipt = await submitApplication(city.ports)(vendor, { application });
      if (!receipt.ok) throw new Error(receipt.message);
      const { caseId } = receipt.value;
      const outcomes = await race(seed, [
        (ports) => checkConformity(ports)(caseId),
        (ports) => checkConformity(ports)(caseId),
      ]);
      expect(outcomes).toMatchObject([{ value: 'correct' }, { value: 'correct' }]);
      const rows = await city.store.query({ hash: caseKey(caseId), prefix: 'OUTBOX#', limit: 1000 });
      expect(rows.items.filter((row) => JSON.stringify(row).includes('"returned"'))).toHaveLength(1);
      expect(await violationsOf(city.store, caseId), `seed ${seed}`).toEqual([]);
      return '一度';
    });
  });
});
