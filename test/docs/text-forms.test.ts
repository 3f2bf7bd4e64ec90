import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fileName } from '../../core/attachment/attachments.ts';
import { corporateNumberSchema, date, moment } from '../../core/values/fields.ts';
import {
  emailAddress,
  identifier,
  katakana,
  line,
  paragraph,
  postalCode,
  selected,
  telephone,
} from '../../core/values/text.ts';
import { TEXT_FORMS } from '../../scripts/docs/text-forms.ts';

/** What the published schema allows of a text, the field takes; what nobody may send, the schema does not allow. */

const acceptsSchema = z.object({
  form: z.enum(['Line', 'Paragraph']).optional(),
  pattern: z.string().optional(),
  maxLength: z.int().optional(),
});
const FIELDS: Record<string, z.ZodType> = {
  line: line('欄', 60),
  paragraph: paragraph('欄', 200),
  selected: selected('欄'),
  emailAddress: emailAddress('欄'),
  identifier: identifier('欄'),
  telephone: telephone('欄'),
  katakana: katakana('欄', 30),
  postalCode: postalCode('欄'),
  fileName,
  date: date('欄'),
  moment: moment('欄'),
};

const allowedBy = (schema: z.ZodType) => {
  const { form, pattern, maxLength = 40 } = acceptsSchema.parse(schema.meta()?.['accepts']);
  const patterns = [...(form ? [TEXT_FORMS[form].pattern] : []), ...(pattern ? [pattern] : [])];
  const expressions = patterns.map((each) => new RegExp(each, 'u'));
  return {
    allows: (text: string) => expressions.every((each) => each.test(text)) && [...text].length <= maxLength,
    patterns,
    maxLength,
  };
};
/** Texts of all characters, and such as are often refused. */
const NASTY =
  '\u0000\n\r\t\u001f\u007f\u0085\u00a0\u00ad\u034f\u061c\u115f\u180e\u2003\u200b\u200d\u2028\u2060\u2066\u3000\u3164\ufdd0\ufe0f\ufeff\uffa0\ufff9\ufffc\uffff\u{110bd}\u{1d173}\u{1fffe}\u{e0001}\u{e0041}\u{e0100}\u{e01ef}\u{10ffff}髙葛がア１a ';
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 6 }).map((parts) => parts.join('')),
);

describe('what the published schema allows, the field takes', () => {
  test.each(Object.keys(FIELDS))('%s', (name) => {
    const schema = FIELDS[name] ?? z.never();
    const { allows, patterns, maxLength } = allowedBy(schema);
    // fast-check makes texts of simple patterns only; for the others whatever passes will do.
    const simple = patterns.filter((each) => !/\(\?|\\u/.test(each.replaceAll('(?:', '(')));
    const candidate = fc.oneof(
      anyText,
      fc.string({ minLength: maxLength - 1, maxLength: maxLength + 1 }),
      ...simple.map((each) => fc.stringMatching(new RegExp(each, 'u'))),
    );
    let allowed = 0;
    fc.assert(
      fc.property(candidate, (text) => {
        if (!allows(text) || (/date|moment/.test(name) && text.includes('-02-29'))) return;
        allowed += 1;
        expect(schema.safeParse(text).success, JSON.stringify(text)).toBe(true);
      }),
      { numRuns: 4000, seed: 5 },
    );
    expect(allowed).toBeGreaterThan(name === 'fileName' || name === 'emailAddress' ? -1 : 100);
  });

  test.each([
    ['emailAddress', 'a.b+c@vendor.example.jp'],
    ['telephone', '0144-32-6111'],
    ['telephone', '090-1234-5678'],
    ['telephone', '+81-144-32-6111'],
    ['fileName', '㈱髙橋 構成図（葛󠄀城）.PDF'],
    ['katakana', 'ホッカイ システム'],
    ['date', '2028-02-29'],
    ['moment', '2026-04-20T10:00'],
  ])('%s: %s is allowed and taken', (name, text) => {
    const schema = FIELDS[name] ?? z.never();
    expect(allowedBy(schema).allows(text)).toBe(true);
    expect(schema.safeParse(text).success).toBe(true);
  });
});

describe('every character: the published form of a text is that of the field', () => {
  test.each([
    ['Line', line('欄', 999)],
    ['Paragraph', paragraph('欄', 999)],
  ] as const)('%s', (form, schema) => {
    const pattern = new RegExp(TEXT_FORMS[form].pattern, 'u');
    const takes = (...texts: readonly string[]) => schema.safeParse(`a${texts.join('a')}b`).success;
    const differing: string[] = [];
    // What is allowed is taken many at a time; what is not is refused one by one.
    const allowed: string[] = [];
    const judge = () => {
      const batch = allowed.splice(0);
      if (!takes(...batch)) differing.push(...batch.filter((each) => !takes(each)));
    };
    let characters = 0;
    for (let code = 0; code <= 0x10ffff; code += code === 0xd7ff ? 0x801 : 1) {
      const character = String.fromCodePoint(code);
      if (pattern.test(`a${character}b`)) allowed.push(character);
      else if (takes(character)) differing.push(character);
      if (allowed.length === 100) judge();
      characters += 1;
    }
    judge();
    expect(differing.map((character) => character.codePointAt(0)?.toString(16))).toEqual([]);
    expect(characters).toBe(0x110000 - 0x800);
  });

  test('a variation selector needs a character before it; blank is nothing', () => {
    for (const [text, is] of [
      ['葛\u{e0100}城', true],
      ['\u{e0100}城', false],
      ['葛 \u{e0100}', false],
      ['葛\u{e0100}\u{e0100}', false],
      ['　', false],
      ['', false],
      [' a ', true],
    ] as const) {
      expect(new RegExp(TEXT_FORMS.Line.pattern, 'u').test(text), JSON.stringify(text)).toBe(is);
      expect(line('欄', 9).safeParse(text).success, JSON.stringify(text)).toBe(is);
    }
  });
});

test('法人番号: the form is a pattern, the check digit is said in words', () => {
  const { allows } = allowedBy(corporateNumberSchema);
  expect(allows('7000012050002')).toBe(true);
  expect(allows('700001205000')).toBe(false);
  expect(corporateNumberSchema.meta()?.['description']).toContain('検査用数字');
});
