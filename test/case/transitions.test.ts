import { describe, expect, test } from 'vitest';
import { act } from '../../core/case/case.ts';
import { caseStateSchema } from '../../core/case/case-state.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { CLOSED, STATUSES, type Status, UNDECIDED } from '../../core/case/permit-statuses.ts';
import { RECORDS } from '../../core/case/records.ts';
import { type EventType, TRANSITIONS } from '../../core/case/transitions.ts';
import { AT, BY, factOf, play, WAYS } from '../support/case-facts.ts';

const ofRecords = new Set<string>(RECORDS.flatMap(({ transitions }) => Object.keys(transitions)));
/** Those of works, findings … have tables of their own: records.test.ts. */
const events = (Object.keys(TRANSITIONS) as EventType[]).filter((type) => !ofRecords.has(type));
const states = ['none', ...Object.keys(STATUSES)] as (Status | 'none')[];

describe('状態遷移表', () => {
  test.each(states)('%s: 表にある事象だけが起こり、表のとおりの状態になる', (status) => {
    const before = play(WAYS[status]).state;
    expect(before?.status ?? 'none').toBe(status);
    for (const type of events) {
      const { from, to, label } = TRANSITIONS[type];
      const outcome = act(before, factOf(type), BY, AT.add({ hours: 1 }));
      const legal = from.some((allowed) => allowed === status);
      expect(outcome.ok, `${status} × ${type}`).toBe(legal);
      if (outcome.ok) {
        const { after, events: made } = outcome.value;
        expect(to === 'same' ? [status] : [to].flat(), `${status} × ${type}`).toContain(after.status);
        expect(after.version).toBe((before?.version ?? 0) + 1);
        expect(caseStateSchema.parse(after), `${status} × ${type}`).toEqual(after);
        expect(made.reduce<typeof before>(evolve, before)).toEqual(after);
      } else {
        expect(outcome).toMatchObject({ kind: 'conflict', code: 'wrong-state' });
        if (before) expect(outcome.message).toContain(STATUSES[before.status]);
        if (before) expect(outcome.message).toContain(label);
      }
    }
  });

  test('取下げは決定前のどの状態からもでき、決定後はできない', () => {
    expect([...TRANSITIONS.withdrawn.from]).toEqual([...UNDECIDED]);
    expect(UNDECIDED).toEqual(['received', 'returned', 'confirming', 'approving']);
  });

  test('終わった申請では、通知とその訂正・再交付・依頼の再送・終了の整理と中断・再開のほかに何も起こらない', () => {
    const possible = events.filter(
      (type) =>
        type !== 'erased' && CLOSED.some((status) => TRANSITIONS[type].from.some((from) => from === status)),
    );
    expect(possible).toEqual([
      'request-reissued',
      'refusal-notified',
      'paper-held',
      'paper-released',
      'lapse-notified',
      'paper-corrected',
      'paper-reissued',
      'paper-received',
      'paper-delivered',
      'section-changed',
      'closed-out',
      'parked',
      'resumed',
    ]);
    for (const type of possible) {
      expect(TRANSITIONS[type].from).not.toContain('withdrawn');
      expect(['same', 'expired', 'ended']).toContain(TRANSITIONS[type].to);
    }
  });

  test('第12条: 廃棄は終わった案件だけにでき、廃棄した後は何も起こらない', () => {
    expect([...TRANSITIONS.erased.from]).toEqual([...CLOSED]);
    for (const status of CLOSED) {
      const { state } = play([...WAYS[status], 'erased']);
      expect(state).toMatchObject({ status, erasedAt: expect.any(String) });
      for (const type of Object.keys(TRANSITIONS) as EventType[])
        expect(act(state, factOf(type), BY, AT), `${status} × ${type}`).toMatchObject({
          kind: 'gone',
          code: 'erased',
        });
    }
  });

  test('どの状態にも申請から到達できる', () => {
    const reached = new Set<string>(['none']);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const type of events)
        if (TRANSITIONS[type].from.some((from) => reached.has(from)))
          for (const to of [TRANSITIONS[type].to].flat()) if (to !== 'same') reached.add(to);
    }
    expect([...reached].sort()).toEqual([...states].sort());
  });
});
