import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { badName } from '../../functions/http/json-names.ts';
import { createStory, type Story } from '../support/story.ts';

/** Names in JSON: each once in its object, none that JavaScript treats specially. */

describe('a name that stands twice', () => {
  test.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"period":{"from":"x","to":"y","from":"z"}}', '/period/from'],
    ['[{"a":1},{"b":[0,{"c":1,"c":2}]}]', '/1/b/1/c'],
    ['{"a/b":{"c~d":1,"c~d":1}}', '/a~1b/c~0d'],
    ['{"":1,"":2}', '/'],
    ['{"a":{"a":1},"b":[],"a":[1,2]}', '/a'],
    ['{"x":"\\"a\\":1,","x":1}', '/x'],
  ])('%s: %s', (text, pointer) => {
    expect(badName(text)).toEqual({ pointer, twice: true });
  });

  test.each([
    '{}',
    '[]',
    '"a"',
    '1',
    'null',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":"\\"b\\":","b":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":"\\\\","b":"\\\\\\"","c":","}',
  ])('%s has none', (text) => {
    expect(badName(text)).toBeUndefined();
  });

  test('whatever JSON.stringify writes is taken; with any of its names said once more, it is refused at that place', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((each) => each !== '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }));
    let doubled = 0;
    fc.assert(
      fc.property(value, fc.nat(), fc.boolean(), (tree, which, spaced) => {
        const text = JSON.stringify(tree, undefined, spaced ? 2 : undefined);
        expect(badName(text)).toBeUndefined();
        const objects = pointersIn(JSON.parse(text));
        const chosen = objects[which % Math.max(1, objects.length)];
        if (!chosen) return;
        doubled += 1;
        expect(badName(withTwice(JSON.parse(text), chosen))).toEqual({
          pointer: [...chosen.path, chosen.name].map((part) => `/${escaped(part)}`).join(''),
          twice: true,
        });
      }),
      { numRuns: 4000, seed: 7 },
    );
    expect(doubled).toBeGreaterThan(500);
  });
});

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');
type Place = { readonly path: readonly string[]; readonly name: string };
/** Every name in every object. */
const pointersIn = (value: unknown, path: readonly string[] = []): Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) => [
        ...(Array.isArray(value) ? [] : [{ path, name }]),
        ...pointersIn(member, [...path, name]),
      ]);
/** The JSON text in which that object ends with that name once more. */
const withTwice = (value: unknown, { path, name }: Place): string => {
  const [next, ...rest] = path;
  const members = Object.entries(value as object).map(([key, member]) => {
    const text = key === next ? withTwice(member, { path: rest, name }) : JSON.stringify(member);
    return Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`;
  });
  if (next === undefined) members.push(`${JSON.stringify(name)}:0`);
  return Array.isArray(value) ? `[${members.join(',')}]` : `{${members.join(',')}}`;
};

test('a name that JavaScript treats specially, however it is spelled', () => {
  for (const text of [
    '{"__proto__":1}',
    '{"a":[{"constructor":1}]}',
    '{"\\u005f_proto__":1}',
    '{"prototype":{}}',
  ])
    expect(badName(text)).toMatchObject({ twice: false });
  expect(badName('{"a":"__proto__","b":"constructor"}')).toBeUndefined();
});

describe('sent to the API', () => {
  let story: Story;
  beforeAll(async () => {
    story = await createStory();
  });
  let keys = 0;
  const post = (raw: string, type?: string) => {
    keys += 1;
    return story.sendRaw({ raw, key: `json-${keys}`, ...(type === undefined ? {} : { type }) });
  };

  test('同じ名前が二度ある本文は、名前を示して400で断る。最後の値を採って受け付けることはない', async () => {
    const text = JSON.stringify(story.application());
    expect((await post(text)).status).toBe(201);
    const answer = await post(text.replace('"period":{', '"period":{"to":"2026-05-01",'));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      type: 'urn:remote-maintenance-permits:duplicate-name',
      errors: [{ pointer: '/period/to', detail: expect.stringContaining('二度') }],
    });
  });

  test.each([
    'NaN',
    '-Infinity',
    '{"a":01}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":undefined}',
    '\ufeff{}',
    '{"a":"\n"}',
  ])('%j はJSONではない', async (text) => {
    expect((await post(text)).status).toBe(400);
  });

  test.each([
    'application/json-patch+json',
    'application/json5',
    'application/jsonp',
    'text/json',
    'application/json; charset=shift_jis',
    'xapplication/json',
  ])('%s は415', async (type) => {
    expect((await post('{}', type)).status).toBe(415);
  });
  test.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json ; charset="utf-8"'])(
    '%s は読む',
    async (type) => {
      expect((await post('{}', type)).status).toBe(422);
    },
  );

  test('5 kBの申請を読む時間に比べて、名前を調べる時間は小さい', () => {
    const text = JSON.stringify(story.application());
    const time = (work: () => unknown) => {
      for (let n = 0; n < 300; n += 1) work();
      const started = performance.now();
      for (let n = 0; n < 1000; n += 1) work();
      return performance.now() - started;
    };
    const [parsing, names] = [time(() => JSON.parse(text)), time(() => badName(text))];
    process.stdout.write(
      `      N = 1000, ${Buffer.byteLength(text)} bytes: JSON.parse ${parsing.toFixed(0)} µs, names ${names.toFixed(0)} µs each\n`,
    );
    expect(badName(text)).toBeUndefined();
  });
});
