import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../core/store/ports.ts';
import { Fatal } from '../../../core/values/errors.ts';
import { freshHash } from './keys.ts';

const kept: readonly (readonly [string, unknown])[] = [
  ['the empty text', ''],
  ['the empty list', []],
  ['the empty object', {}],
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['a negative number', -1],
  ['a decimal', 0.1],
  ['all digits of a double', 0.1 + 0.2],
  ['a small number', 1e-7],
  ['a very small number', 1.5e-100],
  ['the largest integer', Number.MAX_SAFE_INTEGER],
  ['the smallest integer', Number.MIN_SAFE_INTEGER],
  ['a number that looks like text', '007'],
  ['Japanese', '苫小牧市 リモート保守 ①Ⅲ㈱ ～－髙﨑'],
  ['surrogate pairs', '𠮷野家 😀 👩‍👩‍👧'],
  ['NUL', 'a\u0000b\u0000'],
  ['controls', '\u0001\u001f\u007f\u0085\r\n\t'],
  ['bidi and zero width', '\u202e\u200b\ufeff\u2028\u2029'],
  ['noncharacters', '\uffff\ufffe\u{10ffff}'],
  ['decomposed and composed', 'か\u3099 が é e\u0301'],
  ['quotes', `"'\\/`],
  ['odd names', { toString: 1, 'a.b': 2, '#x': 3, ':y': 4, 件名: 5, ' ': 6, 'a\u0000': 7 }],
  ['nested', { list: [1, 'two', null, [[]], { deep: [{ er: false }] }], map: { a: { b: { c: {} } } } }],
];

const refusedValues: readonly (readonly [string, unknown])[] = [
  ['a lone high surrogate', '\ud83d'],
  ['a lone low surrogate within', { list: ['a\ude00b'] }],
  ['a lone surrogate in a name', { '\ud800': 1 }],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['an integer that is not exact', 2 ** 53],
  ['a number too small for DynamoDB', 1e-131],
  ['undefined in a list', [undefined]],
  ['a date', new Date(0)],
  ['a bigint', 1n],
  ['a function', () => 1],
  ['a map', new Map()],
  ['bytes', Buffer.from('a')],
  ['the name constructor', { constructor: 'x' }],
  ['the name __proto__', JSON.parse('{"__proto__":{"a":1}}')],
  ['an empty name', { '': 1 }],
];

const keyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const jsonText = fc.string({ unit: 'binary', maxLength: 20 });

export const valueRules = (store: () => Store): void => {
  describe('values', () => {
    const expectKept = async (value: unknown, expected = value): Promise<void> => {
      const pk = freshHash();
      await store().transact([{ put: { pk, sk: 'ROW', value } }]);
      expect(await store().get({ pk, sk: 'ROW' })).toStrictEqual({ pk, sk: 'ROW', value: expected });
    };

    test.each(kept)('are given back as they were: %s', async (_name, value) => {
      await expectKept(value);
    });

    test.each(refusedValues)('refused as Fatal, nothing is written: %s', async (_name, value) => {
      const pk = freshHash();
      const write = store().transact([{ put: { pk, sk: 'A' } }, { put: { pk, sk: 'ROW', value } }]);
      await expect(write).rejects.toBeInstanceOf(Fatal);
      expect((await store().query({ hash: pk })).items).toEqual([]);
    });

    test('any JSON value is given back as it was', async () => {
      const value = fc.jsonValue({ depthSize: 'small', stringUnit: 'binary' });
      const storable = value.filter((json) => {
        const texts: string[] = [];
        const numbers: number[] = [];
        JSON.stringify(json, (name, member: unknown) => {
          texts.push(name);
          if (typeof member === 'number') numbers.push(member);
          return member;
        });
        return (
          texts.slice(1).every((name) => name !== '' && name !== '__proto__' && name !== 'constructor') &&
          numbers.every((n) => Math.abs(n) <= Number.MAX_SAFE_INTEGER && (n === 0 || Math.abs(n) >= 1e-130))
        );
      });
      await fc.assert(
        fc.asyncProperty(storable, async (json) => {
          // JSON has no -0.
          await expectKept(json, JSON.parse(JSON.stringify(json)));
        }),
        { numRuns: 100 },
      );
    });

    test('attributes that are undefined are not stored', async () => {
      const pk = freshHash();
      await store().transact([
        { put: { pk, sk: 'ROW', version: undefined, gone: undefined, deep: { gone: undefined } } },
      ]);
      expect(Object.keys((await store().get({ pk, sk: 'ROW' })) ?? {}).toSorted()).toEqual([
        'deep',
        'pk',
        'sk',
      ]);
    });

    test('a row is as it was when transact was called, whatever happens to the object later', async () => {
      const pk = freshHash();
      const row = { pk, sk: 'ROW', list: ['before'] };
      const written = store().transact([{ put: row }]);
      row.list.push('after');
      await written;
      expect(await store().get({ pk, sk: 'ROW' })).toEqual({ pk, sk: 'ROW', list: ['before'] });
    });

    test('any well-formed text is a key, and keys are exact', async () => {
      await fc.assert(
        fc.asyncProperty(keyText, jsonText, async (sk, text) => {
          const pk = `${freshHash()}${text}`;
          await store().transact([{ put: { pk, sk, text } }]);
          expect(await store().get({ pk, sk })).toEqual({ pk, sk, text });
          expect(await store().get({ pk, sk: `${sk}\u0000` })).toBeUndefined();
          expect((await store().query({ hash: pk, prefix: sk })).items).toEqual([{ pk, sk, text }]);
        }),
        { numRuns: 50 },
      );
    });
  });
};
