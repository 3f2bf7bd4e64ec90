import { expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import { actWrites } from '../../core/case/case-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { raiseCandidate } from '../../core/finding/raise-candidate.ts';
import { AT, BY, play, WAYS } from '../support/case-facts.ts';
import { createCity } from '../support/city.ts';

const noticed = {
  kind: 'nonconforming',
  about: 'reconfirmation-1',
  evidence: ['別表1 3-3：45分前から更新がない'],
} as const;

const setUp = async () => {
  const { ports, store } = await createCity();
  const { state } = play(WAYS.active);
  if (!state) throw new Error('no state');
  const raise = (change: Partial<Parameters<typeof raiseCandidate>[2]> = {}, settings = DEFAULT_SETTINGS) =>
    raiseCandidate(ports, state, { ...noticed, ...change }, settings);
  const keep = async (raised: Awaited<ReturnType<typeof raise>>) => {
    if (!raised) throw new Error('nothing raised');
    const done = actAll(state, [raised], BY, AT);
    if (!done.ok) throw new Error(done.message);
    await store.transact(
      actWrites(done.value).filter((write) => 'put' in write && /^FINDING#/.test(write.put.sk)),
    );
  };
  return { raise, keep };
};

test('第7条: 候補は管理者への問いとなり、証拠は書面に、事象には号と識別子だけが残る', async () => {
  const { raise } = await setUp();
  const raised = await raise();
  expect(raised).toMatchObject({
    fact: { type: 'candidate-raised', kind: 'nonconforming', clause: 7, about: 'reconfirmation-1' },
    paper: { type: 'candidate-raised', evidence: noticed.evidence },
  });
  expect(raised?.fact.request).toMatchObject({ stage: 'candidate', role: 'manager:tax' });
  expect(raised?.fact.request.about).toBe(raised?.fact.findingId);
  expect(raised?.mails.length).toBeGreaterThan(0);
  expect(JSON.stringify(raised?.fact)).not.toContain('45分');
});

test('INV-9: 同じ種類の候補は、同じ記録について1件', async () => {
  const { raise, keep } = await setUp();
  await keep(await raise());
  expect(await raise()).toBeUndefined();
  expect(await raise({ about: 'reconfirmation-2' })).toBeDefined();
  expect(await raise({ kind: 'instruction-not-followed' })).toBeDefined();
});

test('第7条: 職員の指摘は、何度でも候補になる', async () => {
  const { raise, keep } = await setUp();
  await keep(await raise({ kind: 'reported' }));
  expect(await raise({ kind: 'reported', about: 'another' })).toBeDefined();
});

test('第12条: 設定で外した種類の候補は上げない', async () => {
  const { raise } = await setUp();
  expect(
    await raise(
      {},
      {
        ...DEFAULT_SETTINGS,
        candidates: { ...DEFAULT_SETTINGS.candidates, nonconforming: false },
      },
    ),
  ).toBeUndefined();
});
