import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  type ApproveInput,
  type ConfirmInput,
  choiceLabel,
  examineApproval,
  examineConfirmation,
  type ItemConfirmation,
} from '../../core/application/decision.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';
import { sampleApplication } from '../../local/demo/sample-application.ts';

const application = applicationSchema.parse(sampleApplication(Temporal.PlainDate.from('2026-04-06')));
const excepted = {
  ...application,
  checklist: application.checklist.map((answer) =>
    answer.item === '4-1' ? { ...answer, answer: 'exception' as const } : answer,
  ),
};
const ids = tomakomaiR50401.checklist.map(({ id }) => id);
const passed: readonly ItemConfirmation[] = ids.map((item) => ({
  item,
  result: 'pass',
  method: 'document',
  confirmedOn: '2026-04-06',
}));
const confirm = (input: Partial<ConfirmInput>, of = application) =>
  examineConfirmation(
    { stage: 'confirm', choice: 'ask-chief', hash: 'h', checklist: [...passed], ...input },
    of,
    tomakomaiR50401,
    '2026-04-06',
  ).map(({ pointer }) => pointer);
const withItem = (index: number, change: Partial<ItemConfirmation>) =>
  passed.map((entry, at) => (at === index ? { ...entry, ...change } : entry));

describe('第4条第2項: 管理者の確認', () => {
  test('16項目すべてが適のときだけ、承認を求められる', () => {
    expect(confirm({})).toEqual([]);
    for (const [index, id] of ids.entries()) {
      expect(confirm({ checklist: passed.filter(({ item }) => item !== id) })).toEqual(['/checklist']);
      expect(confirm({ checklist: withItem(index, { result: 'hold' }) })).toEqual([
        `/checklist/${index}/result`,
      ]);
      expect(confirm({ checklist: withItem(index, { result: 'fail', note: '不足' }) })).toEqual([
        `/checklist/${index}/result`,
      ]);
    }
  });
  test('確認方法と確認日が要る', () =>
    expect(confirm({ checklist: withItem(3, { method: undefined, confirmedOn: undefined }) })).toEqual([
      '/checklist/3/method',
      '/checklist/3/confirmedOn',
    ]));
  test.each([
    ['2-1', {}, {}, true],
    ['3-4', { statement: ' 　' }, {}, true],
    ['2-4', { statement: '図面のとおり' }, {}, false],
    ['3-1', { evidence: '端末台帳' }, {}, false],
    ['2-1', {}, { evidence: '現地の写真' }, false],
    ['3-4', {}, { note: '現地で確かめた。' }, false],
    ['1-2', {}, {}, false],
    ['5-1', {}, {}, false],
  ])(
    '別表1 %s: 2・3の項目の適は、説明か確認資料、又は管理者の確かめたことが要る（%j、%j）',
    (item, shown, seen, isRefused) => {
      const checklist = application.checklist.map((answer) =>
        answer.item === item ? { item, answer: 'conforming' as const, ...shown } : answer,
      );
      const index = ids.indexOf(item);
      const found = (change: Partial<ConfirmInput>) =>
        confirm({ checklist: withItem(index, seen), ...change }, { ...application, checklist }).filter(
          (pointer) => pointer === `/checklist/${index}/note`,
        );
      expect(found({})).toHaveLength(isRefused ? 1 : 0);
      // 補正を求め、又は不承認とするのに、要るものではない。
      expect(found({ choice: 'return', reason: 'x' })).toEqual([]);
    },
  );

  test('確認日は、決定の日より後にできない', () => {
    expect(confirm({ checklist: withItem(3, { confirmedOn: '2026-04-07' }) })).toEqual([
      '/checklist/3/confirmedOn',
    ]);
    expect(
      confirm({
        choice: 'return',
        checklist: withItem(3, { confirmedOn: '2026-04-07', result: 'fail', note: '不足' }),
      }),
    ).toEqual(['/checklist/3/confirmedOn']);
  });
  test('二重の項目、知らない項目', () => {
    const [first] = passed;
    if (!first) throw new Error('no item');
    expect(confirm({ checklist: [...passed, first] })).toEqual(['/checklist/16/item']);
    expect(confirm({ checklist: withItem(0, { item: '9-9' }) })).toEqual(['/checklist/0/item', '/checklist']);
    expect(
      confirm({ choice: 'return', checklist: [{ item: '9-9', result: 'fail' }], reason: '理由' }),
    ).toEqual(['/checklist/0/item']);
  });
  test('G2: 例外があれば、適当と認める意見が要る', () => {
    expect(confirm({}, excepted)).toEqual(['/opinion']);
    expect(confirm({ opinion: '例外を適当と認める。' }, excepted)).toEqual([]);
  });
  test('補正には、不適の項目とその理由、又は全体の理由が要る', () => {
    expect(confirm({ choice: 'return', checklist: [] })).toEqual(['/reason']);
    expect(confirm({ choice: 'return', checklist: [], reason: '図面が読めない' })).toEqual([]);
    expect(confirm({ choice: 'return', checklist: [{ item: '2-1', result: 'fail' }] })).toEqual([
      '/checklist/0/note',
    ]);
    expect(confirm({ choice: 'return', checklist: [{ item: '2-1', result: 'fail', note: '不足' }] })).toEqual(
      [],
    );
    expect(confirm({ choice: 'return', checklist: [{ item: '2-1', result: 'hold' }] })).toEqual(['/reason']);
  });
  test('第5条: 不承認には理由が要る', () => {
    expect(confirm({ choice: 'refuse', checklist: [] })).toEqual(['/reason']);
    expect(confirm({ choice: 'refuse', checklist: [], reason: '要件を満たさない' })).toEqual([]);
  });
});

describe('統括情報セキュリティ管理者の決定', () => {
  const approve = (input: Partial<ApproveInput>, ground: 'effect' | 'chief' = 'effect') =>
    examineApproval({ stage: 'approve', choice: 'approve', hash: 'h', ...input }, { ground }).map(
      ({ pointer }) => pointer,
    );
  test('承認のほかは理由が要る。条件付承認は条件も', () => {
    expect(approve({})).toEqual([]);
    expect(approve({ choice: 'refuse' })).toEqual(['/reason']);
    expect(approve({ choice: 'send-back' })).toEqual(['/reason']);
    expect(approve({ choice: 'approve-with-conditions' })).toEqual(['/conditions', '/reason']);
    expect(approve({ choice: 'approve-with-conditions', reason: '理由', conditions: '条件' })).toEqual([]);
  });
  test('第3条第2号: 統括が必要と認める根拠での承認は、必要と認める理由が要る。ほかの判断では要らない', () => {
    expect(approve({}, 'chief')).toEqual(['/necessity']);
    expect(approve({ necessity: '災害時の復旧のため' }, 'chief')).toEqual([]);
    expect(
      approve({ choice: 'approve-with-conditions', reason: '理由', conditions: '条件' }, 'chief'),
    ).toEqual(['/necessity']);
    expect(approve({ choice: 'refuse', reason: '理由' }, 'chief')).toEqual([]);
  });
  test('決定の呼び名は混ざらない', () => {
    const labels = [
      choiceLabel({ choice: 'ask-chief' }),
      choiceLabel({ choice: 'return' }),
      choiceLabel({ choice: 'refuse' }),
      choiceLabel({ choice: 'approve' }),
      choiceLabel({ choice: 'approve-with-conditions' }),
      choiceLabel({ choice: 'refuse' }),
      choiceLabel({ choice: 'send-back' }),
    ];
    expect(labels).toEqual(['確認・承認伺', '補正依頼', '不承認', '承認', '条件付承認', '不承認', '差戻し']);
  });
});
