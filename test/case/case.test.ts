import { describe, expect, test } from 'vitest';
import { act, firstBreak } from '../../core/case/case.ts';
import { type CaseEvent, caseEventSchema } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { hashOf } from '../../core/values/hash.ts';
import { AT, BY, factOf, play, WAYS } from '../support/case-facts.ts';

const trail = play([...WAYS.active, 'parked', 'resumed', 'expired']);

/** Every leaf of an event, by path. */
const leavesOf = (value: unknown, path: readonly string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]))
    : [[...path]];

const changed = (event: CaseEvent, path: readonly string[]): CaseEvent => {
  const copy = structuredClone(event);
  let holder: Record<string, unknown> = copy as unknown as Record<string, unknown>;
  for (const part of path.slice(0, -1)) holder = holder[part] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  const value = holder[last];
  holder[last] = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`;
  return copy;
};

describe('監査証跡', () => {
  test('INV-13: 事象を空から畳み込むと、最後の状態になる', () => {
    const folded = trail.events.reduce<CaseState | undefined>(evolve, undefined);
    expect(folded).toEqual(trail.state);
    expect(folded?.status).toBe('expired');
  });

  test('INV-14: 連鎖は切れていない。事象は保存の形のまま読み戻せる', () => {
    expect(firstBreak(trail.events)).toBeUndefined();
    expect(trail.events.map((event) => caseEventSchema.parse(event))).toEqual(trail.events);
    expect(trail.events.map((event) => event.seq)).toEqual(trail.events.map((_, index) => index + 1));
  });

  test('INV-14: どの事象のどの項目を書き換えても見つかる', () => {
    let tried = 0;
    for (const [index, event] of trail.events.entries())
      for (const path of leavesOf(event)) {
        tried += 1;
        const tampered = trail.events.toSpliced(index, 1, changed(event, path));
        expect(firstBreak(tampered), `${index + 1} ${path.join('.')}`).toBeDefined();
        expect(firstBreak(tampered)).toBeLessThanOrEqual(index + 2);
      }
    expect(tried).toBeGreaterThan(100);
  });

  test('INV-14: 削除・入替え・挿入・途中からの計算し直しも見つかる', () => {
    const { events } = trail;
    for (const [index, event] of events.entries()) {
      // Cutting off the end cannot be seen in the trail alone: the state's version and head hash tell it.
      if (index < events.length - 1) expect(firstBreak(events.toSpliced(index, 1))).toBe(index + 1);
      const next = events[index + 1];
      if (next) expect(firstBreak(events.toSpliced(index, 2, next, event))).toBe(index + 1);
      expect(firstBreak(events.toSpliced(index, 0, event))).toBe(index + 2);
      const { hash: _, ...body } = { ...event, at: '2020-01-01T00:00:00.000Z' };
      const rehashed = events.toSpliced(index, 1, { ...body, hash: hashOf(body) });
      if (next) expect(firstBreak(rehashed)).toBe(index + 2);
    }
    expect(trail.state?.headHash).toBe(events.at(-1)?.hash);
  });

  test('合わない事象は、記録の破損として止まる', () => {
    const [first] = trail.events;
    if (!first) throw new Error('no event');
    expect(() => evolve(trail.state, first)).toThrow('submitted twice');
    const second = trail.events[1];
    if (!second) throw new Error('no event');
    expect(() => evolve(undefined, second)).toThrow('without a case');
  });
});

describe('補正', () => {
  test('第11条・G13: 補正で元請の許可や申請区分が変われば、状態も従う', () => {
    const { state } = play(WAYS.returned);
    const outcome = act(
      state,
      {
        type: 'resubmitted',
        applicationType: 'renewal',
        parentCaseId: 'parent-2',
        rev: 2,
        hash: 'hash-2',
        period: { from: '2026-05-01', to: '2026-05-31' },
      },
      BY,
      AT,
    );
    expect(outcome).toMatchObject({
      value: {
        after: {
          status: 'received',
          rev: 2,
          revHash: 'hash-2',
          round: 1,
          applicationType: 'renewal',
          parentCaseId: 'parent-2',
          period: { from: '2026-05-01', to: '2026-05-31' },
        },
      },
    });
    if (!outcome.ok) return;
    const again = act(outcome.value.after, factOf('found-nonconforming'), BY, AT);
    const without = again.ok ? act(again.value.after, factOf('resubmitted'), BY, AT) : again;
    expect(without.ok && without.value.after.parentCaseId).toBe(undefined);
  });
});

describe('依頼の再送', () => {
  test.each([
    ['reminder', 1],
    ['escalation-deputy', 1],
    ['escalation-office', 1],
    ['hand-over', 0],
    ['link-expired', 0],
  ] as const)('%s は催促として%s回と数える', (reason, count) => {
    const { state } = play(WAYS.confirming);
    const outcome = act(
      state,
      { type: 'request-reissued', reason, issuedTo: ['p-tax2'], escalation: 'none', role: 'manager:tax' },
      BY,
      AT.add({ hours: 1 }),
    );
    expect(outcome).toMatchObject({
      value: {
        after: {
          request: {
            generation: 2,
            issuedTo: ['p-tax2'],
            remindersSent: count,
            issuedAt: '2026-04-06T01:00:00.000Z',
          },
        },
      },
    });
  });
});
