import { describe, expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import { dueAtOf } from '../../core/case/case-due.ts';
import { type CaseState, openQuestions } from '../../core/case/case-state.ts';
import { nextStep } from '../../core/case/next-step.ts';
import { CLOSED, STATUSES, type Status } from '../../core/case/permit-statuses.ts';
import { createRecordFolder, RECORDS, type RecordName } from '../../core/case/records.ts';
import type { EventType } from '../../core/case/transitions.ts';
import { AT, BY, factOf, play, WAYS } from '../support/case-facts.ts';

/**
 * Nothing waits for ever (docs/adr/0057). Each state of a case and of what happens under a permit, by hand, with what moves it on:
 *
 * - question: a role is asked, with reminder, escalation and hand-over (test/flows/nobody-holds.test.ts)
 * - date: the daily run looks at it when its day has come
 * - workflow: a step of the machine that waits for nobody; what fails is parked, on the list of the chief's office
 * - list: it stands on somebody's front page until it is done (test named beside it)
 * - over: nothing follows
 *
 * A state that is added does not pass until it stands here.
 */
type Moves = 'question' | 'date' | 'workflow' | 'list' | 'over';

const CASES: Readonly<Record<Status, Moves>> = {
  received: 'workflow',
  // 補正: a day, then a question (test/decision/correction-deadline.test.ts)
  returned: 'date',
  confirming: 'question',
  approving: 'question',
  approved: 'workflow',
  refused: 'workflow',
  withdrawn: 'over',
  issued: 'workflow',
  // The last day of the period at the latest
  upcoming: 'date',
  active: 'date',
  suspended: 'date',
  expired: 'workflow',
  revoked: 'over',
  ended: 'workflow',
};

const UNDER_A_PERMIT: Readonly<Record<RecordName, Readonly<Record<string, Moves>>>> = {
  finding: {
    candidate: 'question',
    dismissed: 'over',
    cleared: 'over',
    found: 'question',
    reported: 'question',
    // 履行期限, and then the question whether it was obeyed
    ordered: 'date',
    fulfilled: 'over',
    disobeyed: 'question',
    // 取消・停止等の決定: asked by the workflow, which the order drives (unaskedOrders)
    referred: 'workflow',
    // What it led to ends with its last day, or stands on the manager's front page (test/daily/list-watch.test.ts)
    sanctioned: 'list',
    withdrawn: 'over',
    'handed-on': 'over',
    closed: 'over',
  },
  change: {
    filed: 'question',
    confirmed: 'question',
    effective: 'over',
    declined: 'over',
    withdrawn: 'over',
  },
  // The last day of the statement, then the manager and the chief are asked
  shortening: {
    hearing: 'date',
    weighing: 'question',
    approving: 'question',
    shortened: 'over',
    dropped: 'over',
  },
  reconfirmation: { requested: 'question', conforming: 'over', nonconforming: 'over' },
  instruction: {
    prepared: 'question',
    dropped: 'over',
    // Its day, then a candidate or a question; an emergency cut-off stands on the manager's front page (test/daily/list-watch.test.ts)
    issued: 'date',
    // Its day too; once it has been answered, a question
    acknowledged: 'date',
    followed: 'over',
    // A candidate of a violation (第6条第6号)
    'not-followed': 'over',
    lifted: 'over',
  },
  work: {
    submitted: 'question',
    accepted: 'date',
    returned: 'date',
    emergency: 'question',
    // 事後承認なし: its report is due
    declined: 'date',
    withdrawn: 'over',
    unannounced: 'date',
    lapsed: 'over',
    reported: 'question',
    'report-returned': 'date',
    confirmed: 'over',
  },
  reconciliation: { reconciled: 'over' },
  report: {
    // 督促, and then the question whether to instruct
    requested: 'date',
    dunned: 'date',
    returned: 'date',
    submitted: 'question',
    accepted: 'over',
  },
};

describe('どの状態も、誰かに問われ、日付に見られ、誰かの一覧にあるか、終わっている', () => {
  test.each(Object.keys(STATUSES) as Status[])('申請・許可: %s', (status) => {
    const way = WAYS[status].filter((type) => type !== 'correction-lapsed');
    const { state } = play(way);
    const moves = CASES[status];
    const asked = openQuestions(state as CaseState).length > 0;
    const step = nextStep(state as CaseState);
    expect([status, asked]).toEqual([status, moves === 'question']);
    if (moves === 'date') expect(dueAtOf(state as CaseState)).toBeDefined();
    if (moves === 'over') expect([CLOSED.includes(status), step]).toEqual([true, 'closed']);
    if (moves === 'workflow')
      expect(['check', 'issue', 'notify', 'notify-refusal', 'expire', 'end']).toContain(step);
  });

  describe.each(RECORDS.map((record) => [record.noun, record] as const))('%s', (_, record) => {
    const types = Object.keys(record.transitions) as EventType[];
    const headAfter = (way: readonly EventType[]) => {
      const folder = createRecordFolder();
      for (const [index, type] of way.entries()) {
        const at = AT.add({ minutes: index }).toString();
        if (folder.add({ seq: index + 1, at, by: BY, fact: factOf(type), paper: 'hash' })) return undefined;
      }
      return record.head.safeParse(folder.changes()[0]?.head).data;
    };
    /** The shortest way to each state that the example facts reach. */
    const ways = new Map<string, readonly EventType[]>();
    let steps: (readonly EventType[])[] = [[]];
    while (steps.length > 0) {
      const next: (readonly EventType[])[] = [];
      for (const way of steps)
        for (const type of types) {
          const status = headAfter([...way, type])?.status;
          if (status === undefined || ways.has(status)) continue;
          ways.set(status, [...way, type]);
          next.push([...way, type]);
        }
      steps = next;
    }
    const moves: Readonly<Record<string, Moves>> = UNDER_A_PERMIT[record.kind];

    test('一つ残らず', () => {
      expect(Object.keys(moves).sort()).toEqual(Object.keys(record.statuses).sort());
    });

    test.each([...ways])('%s', (status, way) => {
      const head = headAfter(way);
      expect(Object.keys(moves)).toContain(status);
      if (moves[status] === 'question') {
        const { state } = play(WAYS.active);
        const steps = way.map((type) => ({ fact: factOf(type) }));
        const done = actAll(state, steps, BY, AT.add({ hours: 24 }));
        expect(done.ok && openQuestions(done.value.after)).not.toHaveLength(0);
      }
      if (moves[status] === 'date') expect(record.dueAt(head as never), way.join()).toBeDefined();
      if (moves[status] === 'over') expect(record.dueAt(head as never)).toBeUndefined();
    });
  });
});
