import { describe, expect, test } from 'vitest';
import type { CaseFact } from '../../core/case/case-event.ts';
import { type EventType, TRANSITIONS } from '../../core/case/transitions.ts';
import { detailsOf, subjectOf } from '../../core/trail/trail-words.ts';
import { AT, BY, factOf } from '../support/case-facts.ts';

/** What the trail says from the events alone, after everything written is erased. */

const eventOf = (fact: CaseFact, index: number) => ({
  ...{ seq: index + 1, at: AT.toString(), by: BY, fact },
  ...{ previousHash: '', hash: '' },
});
/** Of the last of these. */
const told = (...facts: (EventType | CaseFact)[]) => {
  const all = facts.map((fact) => (typeof fact === 'string' ? factOf(fact) : fact));
  const [events, last] = [all.map(eventOf), all.at(-1)];
  if (!last) throw new Error('no fact');
  return { details: detailsOf(last, events), subject: subjectOf(last, events) };
};
const changed = <T extends EventType>(type: T, change: object) =>
  ({ ...factOf(type), ...change }) as CaseFact;

test('第6条〜第8条・第10条: 何が決まったかを、事象そのものから日本語で示す', () => {
  for (const type of Object.keys(TRANSITIONS) as EventType[]) {
    if (type === 'parked') continue;
    for (const detail of told(type).details) expect(detail, type).not.toMatch(/[a-z]{3}|\d{4}-\d\d/);
  }
  const said = (fact: CaseFact) => told(fact).details.join('、');
  expect(said(changed('compliance-judged', { result: 'partial', dueOn: '2026-06-01' }))).toContain(
    '一部履行、新たな履行期限 令和8年6月1日',
  );
  expect(said(changed('sanction-decided', { sanction: 'suspend', until: '2026-07-31' }))).toBe(
    '停止、停止の最終日 令和8年7月31日',
  );
  expect(said(changed('instruction-judged', { result: 'not-followed' }))).toBe('未履行');
  expect(said(changed('reconfirmed', { nonconforming: ['3-3'], nextOn: '2027-04-01' }))).toBe(
    '不適 別表1 3-3、次回の再確認 令和9年4月1日',
  );
  expect(said(changed('session-reviewed', { choice: 'return' }))).toBe('差戻し');
});

describe('どの記録についてか', () => {
  test('作業への回答は、申請番号と、その作業での言葉で示す', () => {
    const answered = changed('work-answered', { choice: 'accept' });
    const announced = factOf('work-announced');
    const { details, subject } = told(announced, answered);
    expect(details).toEqual(['承認']);
    expect(subject).toMatchObject({ kind: 'work', label: expect.stringMatching(/^作業 R8-W/) });
    const emergency = changed('work-announced', { emergency: true });
    expect(told(emergency, answered).details).toEqual(['事後承認']);
  });

  test('違反は、命令の後は命令の番号で、指示は指示書の番号で示す', () => {
    expect(told('candidate-raised').subject?.label).toBe('違反の記録');
    expect(told('candidate-raised', 'order-issued').subject?.label).toMatch(/^是正命令 苫税第/);
    expect(told('instruction-prepared').subject?.label).toBe('指示の案');
    expect(told('instruction-issued', 'instruction-lifted').subject?.label).toMatch(/^指示 苫税第/);
  });

  test('元請とともに停止された許可では、元請の違反の記録には進まない（第11条）', () => {
    expect(told(changed('suspended', { parent: 'case-0' })).subject).toBeUndefined();
  });

  test('月次報告と照合は、その月で示す', () => {
    expect(told('report-submitted').subject).toEqual({
      kind: 'report',
      id: '2026-04',
      label: '令和8年4月分',
    });
    expect(told('log-reconciled').subject?.kind).toBe('reconciliation');
  });
});
