import { describe, expect, test } from 'vitest';
import type { ItemConfirmation } from '../../core/application/decision.ts';
import type { ChecklistAnswer } from '../../core/application/inputs.ts';
import { tomakomaiR50401 as regulation } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { confirmedItems, gatheredMistakes, type Known } from '../../functions/application/confirmed-items.ts';

/** 別表1: what stands once for all reaches an item only where the manager says so of the item (第4条第2項). */

const shown = regulation.checklist.map(
  ({ id }): ChecklistAnswer => ({ item: id, answer: 'conforming', statement: '図面のとおり' }),
);
const known: Known = { answers: shown, regulation };
const COMMON = { method: 'document', confirmedOn: '令和8年4月6日', evidence: '別添資料' };
const kept = (row: Record<string, string>, common: Record<string, string> = COMMON, of = known) => {
  const { checklist } = confirmedItems({ common, checklist: [row] }, of);
  return Array.isArray(checklist) ? checklist[0] : undefined;
};

describe('共通の確認方法・確認日・資料', () => {
  test('「適（共通）」とした項目は、共通の方法・日・資料で適と記録される', () =>
    expect(kept({ item: '2-1', result: 'shared' })).toEqual({ ...COMMON, item: '2-1', result: 'pass' }));

  test('「適（個別）」と「不適」には、共通の資料を記録しない', () => {
    const { evidence: _, ...unsaid } = COMMON;
    expect(kept({ item: '2-1', result: 'pass' })).toEqual({ ...unsaid, item: '2-1', result: 'pass' });
    expect(kept({ item: '2-1', result: 'fail', note: '不足' })).toEqual({
      ...{ ...unsaid, item: '2-1' },
      ...{ result: 'fail', note: '不足' },
    });
  });

  test('項目ごとに入力したものは、共通のものに変わらない', () => {
    const own = { item: '2-1', method: 'on-site', confirmedOn: '令和8年4月3日', evidence: '現地の写真' };
    expect(kept({ ...own, result: 'shared' })).toEqual({ ...own, result: 'pass' });
  });

  test('判断していない項目は、保留。何も記録しない', () => {
    expect(kept({ item: '2-1' })).toEqual({ item: '2-1', result: 'hold' });
    expect(kept({ item: '2-1', result: 'hold' })).toEqual({ item: '2-1', result: 'hold' });
  });

  test('資料のない「適（共通）」は、適にならない', () => {
    const { evidence: _, ...without } = COMMON;
    expect(kept({ item: '2-1', result: 'shared' }, without)).toMatchObject({ result: 'shared' });
    const content = { common: without, checklist: [{ item: '1-1', result: 'shared' }] };
    const problems = [{ pointer: '/checklist/0/result', message: '「確認結果」を選択してください' }];
    expect(gatheredMistakes(problems, content, regulation).summary.map(({ pointer }) => pointer)).toEqual([
      '/common/evidence',
    ]);
  });

  test.each(regulation.checklist.map(({ id, group }) => [id, group.number] as const))(
    '%s: 申請者の説明も確認資料もない2・3の項目に、共通の資料は及ばない',
    (item, number) => {
      const answers = shown.map((answer) =>
        answer.item === item ? { item, answer: 'conforming' as const } : answer,
      );
      expect(kept({ item, result: 'shared' }, COMMON, { ...known, answers })).toMatchObject(
        number === 2 || number === 3 ? { result: 'shared' } : { result: 'pass', evidence: '別添資料' },
      );
    },
  );
});

describe('適（前回）', () => {
  const before: ItemConfirmation = {
    item: '2-1',
    result: 'pass',
    method: 'photo',
    confirmedOn: '2026-04-06',
    evidence: 'カメラ配置図',
  };
  const again: Known = {
    ...known,
    last: { checklist: [before], at: '2026-04-06T01:00:00Z', by: '税務 三郎' },
  };

  test('前回の資料と、前回の確認を記録する。方法は共通のもの、なければ前回のもの', () => {
    const evidence = 'カメラ配置図、前回の確認（令和8年4月6日 適）';
    expect(kept({ item: '2-1', result: 'again' }, COMMON, again)).toEqual({
      ...{ ...COMMON, evidence },
      ...{ item: '2-1', result: 'pass' },
    });
    expect(kept({ item: '2-1', result: 'again' }, {}, again)).toMatchObject({ method: 'photo', evidence });
  });

  test('前回の適がなければ、適にならない', () => {
    expect(kept({ item: '2-2', result: 'again' }, COMMON, again)).toMatchObject({ result: 'again' });
    const failed: Known = { ...again, last: { checklist: [{ ...before, result: 'fail' }], at: '', by: '' } };
    expect(kept({ item: '2-1', result: 'again' }, COMMON, failed)).toMatchObject({ result: 'again' });
  });
});

describe('誤りのまとめ', () => {
  const checklist = regulation.checklist.map(({ id }) => ({ item: id, result: 'shared' }));
  const at = (field: string, message: string) =>
    checklist.map((_, index) => ({ pointer: `/checklist/${index}/${field}`, message }));

  test('16項目に共通して足りないものは、共通の欄の1件の誤り', () => {
    const problems = at('method', '別表1 1-1 の確認方法を選択してください');
    expect(gatheredMistakes(problems, { checklist }, regulation)).toEqual({
      problems: [{ pointer: '/common/method', message: '確認方法を選択してください' }],
      summary: [{ pointer: '/common/method', message: '確認方法を選択してください' }],
    });
  });

  test('項目ごとに入力したものの誤りは、その項目のもの', () => {
    const own = checklist.map((row, index) => (index === 4 ? { ...row, confirmedOn: 'x' } : row));
    const problems = at('confirmedOn', '日付').filter(({ pointer }) => pointer.includes('/4/'));
    expect(gatheredMistakes(problems, { checklist: own }, regulation).problems).toEqual(problems);
  });
});
