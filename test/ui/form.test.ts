import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rejected } from '../../core/values/errors.ts';
import {
  decodeForm,
  type JsonValue,
  pathOf,
  rowCommand,
  rowsAt,
  textAt,
  valueAt,
} from '../../functions/ui/form.ts';
import { encodeForm } from '../support/encode-form.ts';

const fieldsOf = (pairs: readonly (readonly [string, string])[]) =>
  decodeForm(new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString())
    .fields;

const name = fc
  .stringMatching(/^[a-z][A-Za-z0-9-]{0,12}$/)
  .filter((text) => text !== 'constructor' && text !== 'prototype');
const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .filter((value) => value.trim() !== '' && value.isWellFormed());
const scalar: fc.Arbitrary<JsonValue> = fc.oneof(text, fc.boolean(), fc.nat());
const body: fc.Arbitrary<Record<string, JsonValue>> = fc.letrec<{
  value: JsonValue;
  group: Record<string, JsonValue>;
}>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    tie('group'),
    fc.array(fc.oneof(scalar, tie('group')), { maxLength: 5 }),
  ),
  group: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 6, noNullPrototype: true }),
})).group;

const isBlank = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isBlank);
/** Blank rows are dropped by design, and no page nests deeper than six names. */
const fits = (value: JsonValue, depth = 6): boolean =>
  typeof value !== 'object' || value === null
    ? true
    : depth > 0 &&
      (!Array.isArray(value) || !value.some(isBlank)) &&
      Object.values(value).every((member) => fits(member, depth - 1));

describe('decodeForm', () => {
  test('gives back every body that a page can send', () => {
    fc.assert(
      fc.property(
        body.filter((value) => fits(value)),
        (value) => {
          expect(decodeForm(encodeForm(value)).fields).toEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('never answers arbitrary input with anything but a body or Rejected', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '__proto__',
        'constructor',
        'a',
        'b',
        '0',
        '1',
        '199',
        '200',
        '',
        '_x',
        'a:number',
        '🈂',
      ),
      fc.string(),
    );
    const pair = fc.tuple(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('.')),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pair, { maxLength: 20 }).map((pairs) => new URLSearchParams(pairs).toString()),
        ),
        (sent) => {
          let outcome: unknown;
          try {
            outcome = decodeForm(sent).fields;
          } catch (error) {
            outcome = error;
          }
          expect(outcome instanceof Rejected || Object.getPrototypeOf(outcome) === Object.prototype).toBe(
            true,
          );
          expect(Object.prototype).not.toHaveProperty('polluted');
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    '__proto__.polluted',
    '__proto__',
    'vendor.__proto__.polluted',
    'constructor.prototype.polluted',
    'vendor.prototype',
    'workers.0.constructor',
  ])('refuses the name %s', (hostile) => {
    expect(() => fieldsOf([[hostile, 'yes']])).toThrow(Rejected);
  });

  test.each([
    ['a.b.c.d.e.f.g', 'seven levels'],
    ['workers.200.name', 'row 201'],
    ['workers.007.name', 'an index with zeros in front'],
    ['workers.99999999999.name', 'a huge index'],
    ['0', 'a list in place of the body'],
    ['', 'an empty name'],
    ['vendor..name', 'an empty part'],
    ['vendor.name:date', 'an unknown type'],
    ['ｖendor', 'full-width letters'],
    ['a b', 'a space'],
  ])('refuses %s: %s', (hostile) => {
    expect(() => fieldsOf([[hostile, 'x']])).toThrow(Rejected);
  });

  test.each<[[string, string][], string]>([
    [
      [
        ['a', '1'],
        ['a', '2'],
      ],
      'the same name twice',
    ],
    [
      [
        ['a', '1'],
        ['a.b', '2'],
      ],
      'a field that is also a group',
    ],
    [
      [
        ['a.b', '1'],
        ['a', '2'],
      ],
      'a group that is also a field',
    ],
    [
      [
        ['a', ''],
        ['a.b', '2'],
      ],
      'a blank field that is also a group',
    ],
    [
      [
        ['a.0', '1'],
        ['a.b', '2'],
      ],
      'a list that is also a group',
    ],
  ])('refuses %j: %s', (pairs) => {
    expect(() => fieldsOf(pairs)).toThrow(Rejected);
  });

  test('takes 3000 fields and refuses one more', () => {
    const sent = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&');
    expect(Object.keys(decodeForm(sent(3000)).fields)).toHaveLength(3000);
    expect(() => decodeForm(sent(3001))).toThrow(Rejected);
  });

  test('reads numbers in full-width digits and truth values, and leaves what is neither as typed', () => {
    expect(
      fieldsOf([
        ['a:number', '４４３'],
        ['b:number', '4x'],
        ['c:boolean', 'true'],
        ['d:boolean', 'false'],
        ['e:boolean', 'はい'],
        ['f', '1'],
      ]),
    ).toEqual({ a: 443, b: '4x', c: true, d: false, e: 'はい', f: '1' });
  });

  test('drops blank fields, blank groups and blank rows, and closes up the list', () => {
    expect(
      fieldsOf([
        ['remarks', ''],
        ['subcontracting.company', '　'],
        ['expectedEffect:group', ''],
        ['expectedEffect.speed', ''],
        ['workers.0.name', ''],
        ['workers.1.name', '髙橋'],
        ['workers.1.kana', ''],
        ['workers.10.name', '十番'],
        ['workers.2.name', '二番'],
        ['originIps.0', ''],
      ]),
    ).toEqual({
      expectedEffect: {},
      workers: [{ name: '髙橋' }, { name: '二番' }, { name: '十番' }],
      originIps: [],
    });
  });

  test('drops the row a 削除 button names, counted as posted', () => {
    const rows: [string, string][] = [
      ['_action', 'remove:workers.2'],
      ['workers.0.name', ''],
      ['workers.1.name', '一'],
      ['workers.2.name', '二'],
    ];
    expect(fieldsOf(rows)).toEqual({ workers: [{ name: '一' }] });
  });

  test('keeps what belongs to the page out of the body', () => {
    expect(decodeForm('_csrf=token&_action=save&_version=12&_once=01K9&_other=1&remarks=x')).toMatchObject({
      fields: { remarks: 'x' },
      meta: { action: 'save', csrf: 'token', once: '01K9', version: 12 },
    });
    for (const once of ['', 'a b', '髙', 'x'.repeat(65)])
      expect(decodeForm(`_version=-1&_once=${once}`).meta).toEqual({
        ...{ action: '', csrf: '', once: '', version: undefined },
      });
  });
});

describe('looking up raw content', () => {
  const content = {
    vendor: { name: '株式会社' },
    workers: [{ name: '甲' }, 7],
    accepted: true,
    nothing: null,
  };

  test('finds values by dotted path and nothing that was inherited', () => {
    expect(valueAt(content, 'workers.0.name')).toBe('甲');
    expect(textAt(content, 'workers.1')).toBe('7');
    expect(textAt(content, 'accepted')).toBe('true');
    expect(
      [
        'vendor',
        'nothing',
        'workers.9.name',
        'vendor.name.length',
        'vendor.constructor',
        'workers.length',
      ].map((path) => textAt(content, path)),
    ).toEqual(['', '', '', '', '', '2'].map(() => ''));
    expect(textAt(undefined, 'a')).toBe('');
    expect([rowsAt(content, 'workers'), rowsAt(content, 'vendor'), rowsAt('text', 'a')]).toEqual([2, 0, 0]);
  });

  test('a JSON pointer is the name of a field', () => {
    expect(pathOf('/workers/0/kana')).toBe('workers.0.kana');
  });

  test('reads the buttons of a list', () => {
    expect(rowCommand('add:workers')).toEqual({ kind: 'add', list: 'workers' });
    expect(rowCommand('remove:workers.12')).toEqual({ kind: 'remove', list: 'workers', index: 12 });
    expect(
      ['save', 'add:workers.1', 'remove:workers', 'remove:a.b.1', 'add:__proto__'].map(rowCommand),
    ).toEqual(Array(5).fill(undefined));
  });
});
