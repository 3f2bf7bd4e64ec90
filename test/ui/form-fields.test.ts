import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  choice,
  corporateNumberSchema,
  date,
  flag,
  group,
  list,
  moment,
  wholeNumber,
} from '../../core/values/fields.ts';
import {
  emailAddress,
  line,
  onPage,
  optionalLine,
  optionalParagraph,
  paragraph,
} from '../../core/values/text.ts';
import { fieldsOf } from '../../functions/ui/form-fields.ts';

/** A form as one would be declared: everything that a page says of a field but its own words. */
const schema = group('様式', {
  name: line('氏名', 60),
  note: optionalParagraph('備考', 500).register(onPage, { hint: 'あれば入力してください' }),
  on: date('提出日').optional().register(onPage, { hint: '例 令和8年4月1日' }),
  at: moment('開始日時').register(onPage, { hint: '例 2026-04-01 10:00' }),
  email: emailAddress('メールアドレス'),
  number: corporateNumberSchema,
  count: wholeNumber('台数', 1, 9),
  kind: choice('区分', { new: '新規', renewal: '継続' }),
  long: choice('事由', { a: 'あ', b: 'い', c: 'う', d: 'え', e: 'お', f: 'か' }),
  stops: flag('停止の有無'),
  dayOff: flag('市の休日とする').optional(),
  agreed: z.literal(true).meta({ title: '誓約' }),
  ip: z.ipv4(),
  people: list(
    '作業者',
    group('作業者', { kana: line('作業者 フリガナ', 60), role: optionalLine('作業者 役割', 60) }),
    1,
    9,
  ),
});
const eitherSchema = z.discriminatedUnion('choice', [
  group('認知', { choice: z.literal('find'), facts: paragraph('違反の事実', 500) }),
  group('不問', { choice: z.literal('dismiss'), reason: paragraph('不問とする理由', 500) }),
]);

const empty = { content: {}, problems: [] };
const shown = async (path: string, own = {}, of: z.ZodType = schema) =>
  String(await fieldsOf(of)(empty, path, own));
const REQUIRED = '<span class="required">必須</span>';

describe('what stands in the schema is on the page', () => {
  test('label, whether it is asked for, hint', async () => {
    expect(await shown('name')).toContain(`<label for="f-name">氏名 ${REQUIRED}</label>`);
    const note = await shown('note');
    expect(note).toContain('<label for="f-note">備考</label>');
    expect(note).toContain('あれば入力してください');
    expect(note).not.toContain('必須');
  });

  test.each([
    ['name', '<input type="text" id="f-name" name="name" required'],
    ['note', '<textarea id="f-note" name="note"'],
    ['on', '例 令和8年4月1日'],
    ['at', 'class="medium"'],
    ['at', '例 2026-04-01 10:00'],
    ['email', 'inputmode="email"'],
    ['number', 'inputmode="numeric"'],
    ['count', 'name="count:number"'],
    ['kind', '<input type="radio" id="f-kind-renewal" name="kind" value="renewal"> <span>継続</span>'],
    ['long', '<option value="f">か</option>'],
    ['stops', '<input type="radio" id="f-stops" name="stops:boolean" value="true"> <span>はい</span>'],
    ['dayOff', '<input type="checkbox" id="f-dayOff" name="dayOff:boolean"'],
    ['agreed', '<input type="checkbox" id="f-agreed" name="agreed:boolean"'],
  ])('%s is asked with %s', async (path, control) => {
    expect(await shown(path)).toContain(control);
  });

  test('in a group the label does not repeat the name of the group', async () => {
    expect(await shown('people.0.kana')).toContain(
      `<label for="f-people.0.kana">フリガナ ${REQUIRED}</label>`,
    );
    expect(await shown('people.3.role')).toContain('<label for="f-people.3.role">役割</label>');
  });

  test('a field of either answer is found, the answers themselves are named by the page', async () => {
    expect(await shown('facts', {}, eitherSchema)).toContain('違反の事実');
    expect(await shown('reason', { required: false }, eitherSchema)).not.toContain('必須');
    const options = { find: '認める', dismiss: '不問とする' };
    expect(await shown('choice', { label: '判断', options }, eitherSchema)).toContain(
      'name="choice" value="dismiss"',
    );
  });
});

describe('what a page says itself goes before', () => {
  test('label, hint, choices, kind of control', async () => {
    const asked = await shown('stops', { label: '停止を伴いますか', hint: '短い停止も' });
    expect(asked).toContain('停止を伴いますか');
    expect(asked).toContain('短い停止も');
    expect(await shown('kind', { as: 'select' })).toContain('<select id="f-kind"');
    expect(await shown('name', { options: { 甲: '甲', 乙: '乙' }, as: 'select' })).toContain(
      '<option value="乙">乙',
    );
  });

  test('a field that the form does not have, or that has no label, is a mistake of ours', async () => {
    expect(() => fieldsOf(schema)(empty, 'nmae')).toThrow(/no field nmae/);
    expect(() => fieldsOf(schema)(empty, 'people.0.age')).toThrow(/no field people\.0\.age/);
    expect(() => fieldsOf(schema)(empty, 'ip')).toThrow(/label for ip/);
  });
});
