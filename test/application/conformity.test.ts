import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { examineChecklist, judgeConformity } from '../../core/application/conformity.ts';
import { applicationSchema, type ChecklistAnswer } from '../../core/application/inputs.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';

const application = applicationSchema.parse(sampleApplication(Temporal.PlainDate.from('2026-04-06')));
const ids = tomakomaiR50401.checklist.map(({ id }) => id);
const answered = (item: string, change: Partial<ChecklistAnswer>) =>
  application.checklist.map((answer) => (answer.item === item ? { ...answer, ...change } : answer));
const pointers = (answers: readonly ChecklistAnswer[]) =>
  examineChecklist(answers, tomakomaiR50401).map(({ pointer }) => pointer);

describe('別表1の16項目（G2・G3）', () => {
  test('16項目あり、すべて答えれば誤りはない', () => {
    expect(ids).toHaveLength(16);
    expect(pointers(application.checklist)).toEqual([]);
  });

  test.each(ids)('%s: 抜け、重なりは認めない', (id) => {
    const [missing] = examineChecklist(
      application.checklist.filter(({ item }) => item !== id),
      tomakomaiR50401,
    );
    expect(missing).toMatchObject({
      pointer: '/checklist',
      message: expect.stringContaining(`未回答 ${id}`),
    });
    const double = application.checklist.filter(({ item }) => item === id);
    expect(pointers([...application.checklist, ...double])).toEqual(['/checklist/16/item']);
  });

  test.each(ids)('%s: 例外は1-1、3-3、4-1だけ。理由と見直し日が要る', (id) => {
    const index = ids.indexOf(id);
    const full = { answer: 'exception', exceptionReason: '理由', exceptionReviewOn: '2026-10-01' } as const;
    const allowed = ['1-1', '3-3', '4-1'].includes(id);
    expect(pointers(answered(id, full))).toEqual(allowed ? [] : [`/checklist/${index}/answer`]);
    if (!allowed) return;
    expect(pointers(answered(id, { answer: 'exception' }))).toEqual([
      `/checklist/${index}/exceptionReason`,
      `/checklist/${index}/exceptionReviewOn`,
    ]);
  });

  test.each(ids)('%s: 効果と実績（1-2〜1-4）は、適とするのに説明が要る', (id) => {
    const needed = ['1-2', '1-3', '1-4'].includes(id);
    const bare = answered(id, { statement: undefined });
    expect(pointers(bare)).toEqual(needed ? [`/checklist/${ids.indexOf(id)}/statement`] : []);
  });

  test('知らない項目は認めない', () => {
    const [first, ...rest] = application.checklist;
    if (!first) throw new Error('no answer');
    expect(pointers([{ ...first, item: '9-9' }, ...rest])).toEqual(['/checklist/0/item', '/checklist']);
    expect(pointers([])).toEqual(['/checklist']);
  });

  test('適合の判定は回答から導く', () => {
    const mixed = { ...application, checklist: answered('3-1', { answer: 'nonconforming' }) };
    expect(judgeConformity(mixed)).toEqual({ conforming: 15, exceptions: [], nonconforming: ['3-1'] });
    const exception = { ...application, checklist: answered('4-1', { answer: 'exception' }) };
    expect(judgeConformity(exception)).toEqual({ conforming: 15, exceptions: ['4-1'], nonconforming: [] });
  });
});
