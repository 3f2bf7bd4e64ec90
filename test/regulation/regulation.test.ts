import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Regulation, regulationSchema } from '../../core/regulation/regulation.ts';
import { allVersions, regulationById, regulationOn, regulations } from '../../core/regulation/regulations.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';

/** Without white space and the marks that the PDF conversion left for table cells and list points. */
const bare = (text: string) => text.replace(/^ *- |[\s|]/gm, '');
const source = bare(
  readFileSync(new URL('../../docs/regulation/tomakomai-youryou.ja.txt', import.meta.url), 'utf8'),
);
const on = (iso: string) => Temporal.PlainDate.from(iso);

describe('苫小牧市の要領 as data', () => {
  test.each(tomakomaiR50401.checklist)('別表1 $id stands in the rule word for word', (item) => {
    expect(source).toContain(bare(`${item.id.split('-')[1]})${item.text}${item.remark ?? ''}`));
    expect(source).toContain(bare(item.group.title));
  });

  test.each(tomakomaiR50401.articles)('$heading ($number) stands in the rule word for word', (article) => {
    const [first, ...others] = article.paragraphs.map(({ text, items }) =>
      bare(text + items.map(({ number, term, text: words }) => `(${number})${term ?? ''}${words}`).join('')),
    );
    expect(source).toContain(`(${article.heading})第${article.number}条${first}`);
    for (const [index, paragraph] of others.entries()) expect(source).toContain(`${index + 2}${paragraph}`);
  });

  test('nothing of the rule is left out: only numbering and table marks remain', () => {
    const { title, articles, checklist, history } = tomakomaiR50401;
    const parts = [
      title,
      ...articles.flatMap(({ heading, number, paragraphs }) => [
        `(${heading})第${number}条`,
        ...paragraphs.flatMap(({ text, items }) => [
          text,
          ...items.flatMap((item) => [item.text, ...(item.term ? [`(${item.number})${item.term}`] : [])]),
        ]),
      ]),
      ...checklist.flatMap((item) => [
        `${item.id.split('-')[1]})${item.text}`,
        ...(item.remark ? [item.remark] : []),
      ]),
      ...checklist.map(({ group }) => group.title),
      ...history.map(({ text }) => text),
      '【別表1】項目内容備考',
      '附則',
    ];
    const rest = parts
      .map(bare)
      .toSorted((a, b) => b.length - a.length)
      .reduce((left, part) => left.replace(part, ''), source);
    expect(rest).toMatch(/^[\d۷().$_{}-]*$/);
  });

  test('the checklist has 16 items in five groups', () => {
    expect(tomakomaiR50401.checklist.map(({ id }) => id).join(' ')).toBe(
      '1-1 1-2 1-3 1-4 2-1 2-2 2-3 2-4 3-1 3-2 3-3 3-4 4-1 4-2 5-1 5-2',
    );
  });

  test('G2: only 1-1, 3-3 and 4-1 may be answered 例外', () => {
    const exceptions = tomakomaiR50401.checklist.filter(({ exceptionAllowed }) => exceptionAllowed);
    expect(exceptions.map(({ id }) => id)).toStrictEqual(['1-1', '3-3', '4-1']);
  });

  test('G3: 1-2, 1-3 and 1-4 are answered with a statement', () => {
    const statements = tomakomaiR50401.checklist.filter(({ answerKind }) => answerKind === 'statement');
    expect(statements.map(({ id }) => id)).toStrictEqual(['1-2', '1-3', '1-4']);
  });

  test('G1: 第6条第7号 keeps its own words and is read as 別表1', () => {
    expect(tomakomaiR50401.articles[5]?.paragraphs[0]?.items[6]?.text).toBe(
      '前条の規定により許可申請時に保守事業者が次に掲げる全ての要件に適合していること。',
    );
    const [note] = tomakomaiR50401.notes;
    expect(note).toMatchObject({ article: 6, paragraph: 1, item: 7 });
    expect(note?.text).toContain('別表1');
  });
});

describe('the register of versions', () => {
  test.each(regulations)('$id is a valid data file', (regulation) => {
    expect(regulationSchema.parse(regulation)).toStrictEqual(regulation);
  });

  test('ids are unique', () => {
    expect(new Set(regulations.map(({ id }) => id)).size).toBe(regulations.length);
  });

  test('G15: the version in force on a day begins on the day of its effect', () => {
    expect(regulationOn(on('2023-03-31')).id).toBe('tomakomai/R3.4.1');
    expect(regulationOn(on('2023-04-01')).id).toBe('tomakomai/R5.4.1');
    const amended = { ...tomakomaiR50401, id: 'tomakomai/R9.4.1', effectiveFrom: '2027-04-01' };
    const versions = [amended, tomakomaiR50401];
    expect(regulationOn(on('2027-03-31'), versions).id).toBe('tomakomai/R5.4.1');
    expect(regulationOn(on('2027-04-01'), versions).id).toBe('tomakomai/R9.4.1');
  });

  test('an application finds the version it was judged by', () => {
    expect(regulationById('tomakomai/R5.4.1')).toBe(tomakomaiR50401);
    expect(() => regulationById('tomakomai/R1.4.1')).toThrow('unknown version');
  });

  test.each([
    ['2020-09-01', 'tomakomai/R2.9.1', 1],
    ['2021-03-31', 'tomakomai/R2.9.1', 1],
    ['2021-04-01', 'tomakomai/R3.4.1', 2],
    ['2023-03-31', 'tomakomai/R3.4.1', 2],
  ])('附則: %s には %s が施行されていた。本文は後の版の文言で示す', (day, id, amendments) => {
    const regulation = regulationOn(on(day));
    expect(regulation).toMatchObject({
      id,
      textOf: 'tomakomai/R5.4.1',
      checklist: tomakomaiR50401.checklist,
    });
    expect(regulation.history).toHaveLength(amendments);
    expect(regulationById(id)).toEqual(regulation);
    expect(regulationSchema.parse(regulation)).toEqual(regulation);
  });

  test('附則より前には要領がない。登録された本文は、附則の名だけの版に代わる', () => {
    expect(() => regulationOn(on('2020-08-31'))).toThrow('no version of the rule');
    const { history } = tomakomaiR50401;
    const registered = {
      ...tomakomaiR50401,
      id: 'tomakomai/R3.4.1',
      effectiveFrom: '2021-04-01',
      history: history.slice(0, 2),
    };
    const versions = [tomakomaiR50401, registered];
    expect(allVersions(versions).map(({ id, textOf }) => [id, textOf])).toEqual([
      ['tomakomai/R2.9.1', 'tomakomai/R3.4.1'],
      ['tomakomai/R3.4.1', undefined],
      ['tomakomai/R5.4.1', undefined],
    ]);
  });
});

describe('the data file of another city', () => {
  const article = (number: number, heading: string) => ({
    number,
    heading,
    paragraphs: [{ text: `${heading}について定める。`, items: [{ number: 1, text: '次のとおりとする。' }] }],
  });
  const group = { number: 1, title: '共通要件' };
  const item = { exceptionAllowed: false, answerKind: 'tick' as const, help: '記入してください。' };
  const kakuu: Regulation = {
    id: 'kakuu/R6.10.1',
    city: '架空市',
    title: '架空市遠隔保守実施要綱',
    effectiveFrom: '2024-10-01',
    history: [{ date: '2024-10-01', text: 'この要綱は、令和6年10月1日から施行する。' }],
    roles: {
      chief: { title: '最高情報セキュリティ責任者', holder: '副市長' },
      manager: { title: '情報システム管理者' },
      vendor: { title: '受託者' },
      subcontractor: { title: '再受託者' },
    },
    articles: [article(1, '目的'), article(2, '許可'), article(3, '義務'), article(4, '取消し')],
    provisions: {
      ground: 2,
      application: 2,
      notification: 2,
      obligations: 3,
      correction: 4,
      revocation: 4,
      usageManagement: 3,
      monthlyReport: 3,
      subcontracting: 3,
      delegation: 4,
    },
    checklistName: '別記',
    checklist: [
      { ...item, id: '1-1', group, text: '専用端末であること' },
      { ...item, id: '1-2', group, text: '効果があること', answerKind: 'statement' },
      { ...item, id: '2-1', group: { number: 2, title: '記録' }, text: '記録があること' },
    ],
    notes: [],
  };

  test('runs with its own titles, articles and number of items', () => {
    const parsed = regulationSchema.parse(kakuu);
    expect(regulationOn(on('2026-04-01'), [parsed]).roles.chief.title).toBe('最高情報セキュリティ責任者');
    expect(regulationById('kakuu/R6.10.1', [parsed]).checklist).toHaveLength(3);
  });

  const [first, second, third] = kakuu.checklist;
  test.each<[string, unknown]>([
    ['an id that is not the day of effect', { ...kakuu, id: 'kakuu/R6.10.2' }],
    ['a day of effect that does not exist', { ...kakuu, effectiveFrom: '2024-02-30' }],
    ['a history that ends elsewhere', { ...kakuu, history: [{ date: '2024-09-01', text: '施行' }] }],
    ['a history out of order', { ...kakuu, history: [...kakuu.history, ...kakuu.history] }],
    ['a missing article', { ...kakuu, articles: kakuu.articles.filter(({ number }) => number !== 2) }],
    ['items that are not counted', { ...kakuu, articles: [...kakuu.articles.slice(0, 3), misnumbered()] }],
    ['a duty in no article', { ...kakuu, provisions: { ...kakuu.provisions, delegation: 5 } }],
    ['a note on no item', { ...kakuu, notes: [{ article: 3, paragraph: 1, item: 2, text: '注' }] }],
    ['a note on no paragraph', { ...kakuu, notes: [{ article: 3, paragraph: 2, text: '注' }] }],
    ['a doubled item', { ...kakuu, checklist: [first, first, second, third] }],
    ['a skipped item', { ...kakuu, checklist: [first, third && { ...third, id: '2-2' }] }],
    ['an item in the wrong group', { ...kakuu, checklist: [first, second && { ...second, id: '2-2' }] }],
    [
      'a group with two titles',
      { ...kakuu, checklist: [first, { ...second, group: { number: 1, title: '別' } }] },
    ],
    ['a checklist that does not begin with 1-1', { ...kakuu, checklist: [second, third] }],
    ['no checklist', { ...kakuu, checklist: [] }],
    ['an unknown field', { ...kakuu, level: 3 }],
  ])('%s is refused', (_, data) => {
    expect(regulationSchema.safeParse(data).success).toBe(false);
  });

  function misnumbered() {
    return { ...article(4, '取消し'), paragraphs: [{ text: '次', items: [{ number: 2, text: '次' }] }] };
  }
});
