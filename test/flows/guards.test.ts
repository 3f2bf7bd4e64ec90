import { beforeAll, describe, expect, test } from 'vitest';
import type { Write } from '../../core/store/ports.ts';
import { unguardedIn } from '../support/guards.ts';
import { createOrders } from '../support/orders.ts';
import { createStory } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/**
 * INV-2, INV-3, INV-23: of every transaction of a permit's and its subcontractor's life, each condition is one that
 * test/support/guards.ts demands: take away any one, and it says so. Every other flow of the tests is watched by it.
 */

let played: (readonly Write[])[] = [];
beforeAll(async () => {
  const recorded: (readonly Write[])[] = [];
  const story = await createStory({
    decorateStore: (store) => ({
      ...store,
      transact: async (writes) => {
        const result = await store.transact(writes);
        if (result.ok) recorded.push(writes);
        return result;
      },
    }),
  });
  const orders = createOrders(story);
  const returned = await story.submit();
  await story.returnItems(returned);
  await story.resubmit(returned);
  await story.withdraw(returned);
  const parent = await orders.permit();
  // It begins a day after its parent.
  const child = await orders.child('R8-P0001', { period: { from: '2026-04-21', to: '2027-03-31' } });
  await story.until('2026-04-21T09:00');
  // The child's own order, suspension and lifting, under its parent's eyes.
  const ofChild = await orders.suspended(child);
  await orders.conditions(child, ofChild);
  expect((await orders.lift(child, ofChild)).status).toBe(200);
  const works = worksOf(story, parent);
  const workId = await works.announced('2026-06-15');
  expect((await works.answer(workId, { choice: 'accept' })).status).toBe(200);
  await story.until('2026-06-15T13:00');
  expect((await works.report(workId, '2026-06-15')).status).toBe(201);
  expect((await works.review(workId, { choice: 'confirm' })).status).toBe(200);
  const instruction = await orders.instruct(parent, { kind: 'cut-off' });
  expect(instruction.status).toBe(201);
  // The parent's suspension takes the child with it; with its revocation the child lapses (ADR 34).
  const ofParent = await orders.suspended(parent);
  expect((await orders.lift(parent, ofParent)).status).toBe(200);
  const last = await orders.disobeyed(parent);
  expect((await orders.sanction(parent, last)).status).toBe(200);
  expect([await orders.status(parent), await orders.status(child)]).toEqual(['revoked', 'expired']);
  expect(story.failures).toEqual([]);
  played = recorded;
}, 300_000);

const eventsIn = (writes: readonly Write[]): string[] =>
  writes.flatMap((write) =>
    'put' in write && write.put.pk.startsWith('CASE#') && write.put['event']
      ? [Object(write.put['event']).fact.type]
      : [],
  );

/** What each act of an office, and each act under a parent, must not do without. */
const BY_OFFICE = [
  ...['returned-by-manager', 'confirmed', 'approved', 'violation-found', 'report-received', 'order-issued'],
  ...[
    'compliance-judged',
    'noncompliance-received',
    'sanction-decided',
    'suspension-lifted',
    'work-answered',
  ],
  ...['session-reviewed', 'instruction-issued'],
];
const UNDER_PARENT = [...['submitted', 'confirmed', 'approved', 'started', 'suspension-lifted']];

const complaintsWithout = (writes: readonly Write[], left: (write: Write) => boolean): readonly string[] =>
  unguardedIn(writes.filter((write) => !left(write)));

test('どの行為も、一つでも守りを欠けば見つかる（N = 取引と条件の組）', () => {
  let tried = 0;
  const unnoticed = new Set<string>();
  for (const writes of played) {
    expect(unguardedIn(writes)).toEqual([]);
    for (const [index, write] of writes.entries()) {
      if (write.when === undefined) continue;
      const { when: _, ...bare } = write;
      const rest = writes.filter((_, at) => at !== index);
      const key = 'put' in write ? write.put : 'delete' in write ? write.delete : write.check;
      // People and the city's tables are seeded without conditions; sign-in has tests of its own races.
      if (/^(ADDRESS|CATALOG|SIGNIN(RATE|KEY|SOURCE)|SIGNED-IN)/.test(key.pk)) continue;
      tried += 1;
      const faults = unguardedIn('check' in write ? rest : [...rest, bare as Write]);
      if (faults.length === 0)
        unnoticed.add(
          `${eventsIn(writes)}: ${Object.keys(write)[0]} ${key.pk.split('#')[0]} ${key.sk.split('#')[0]}`,
        );
    }
  }
  expect([...unnoticed]).toEqual([]);
  expect(tried).toBeGreaterThan(500);
});

describe.each(BY_OFFICE)('INV-3: %s', (type) => {
  test('役職に就いていることの確認を欠けば見つかる', () => {
    const acts = played.filter((writes) => eventsIn(writes).includes(type));
    expect(acts.length).toBeGreaterThan(0);
    for (const writes of acts) {
      const complaints = complaintsWithout(
        writes,
        (write) => 'check' in write && write.check.pk.startsWith('ROLE#'),
      );
      expect(complaints.length).toBeGreaterThan(0);
      for (const complaint of complaints) expect(complaint).toMatch(/still hold the office/);
    }
  });
});

describe.each(UNDER_PARENT)('INV-23: %s', (type) => {
  test('元請の許可が変わっていないことの確認を欠けば見つかる', () => {
    const acts = played.filter(
      (writes) =>
        eventsIn(writes).includes(type) &&
        writes.some((write) => 'check' in write && write.check.sk === 'STATE'),
    );
    expect(acts.length).toBeGreaterThan(0);
    for (const writes of acts)
      expect(complaintsWithout(writes, (write) => 'check' in write && write.check.sk === 'STATE')).toEqual([
        `${type}: is the parent still as it was?`,
      ]);
  });
});
