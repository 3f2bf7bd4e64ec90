import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freeze, onceEach, onceFor, parsed } from '../../core/values/frozen.ts';
import { hashOf } from '../../core/values/hash.ts';

const counted = () => {
  const seen: unknown[] = [];
  const hash = onceEach((value: object) => {
    seen.push(value);
    return hashOf(value);
  });
  return { seen, hash };
};

describe('frozen values', () => {
  test('are frozen to the last member, and are the same value', () => {
    const value = { a: [{ b: 'c' }], n: null };
    expect(freeze(value)).toBe(value);
    for (const each of [value, value.a, value.a[0] ?? {}]) expect(Object.isFrozen(each)).toBe(true);
    expect([freeze('text'), freeze(undefined), freeze(null)]).toEqual(['text', undefined, null]);
  });

  test('are computed once, also what gives undefined', () => {
    const { seen, hash } = counted();
    const value = freeze({ a: 1 });
    expect([hash(value), hash(value), seen.length]).toEqual([hashOf({ a: 1 }), hashOf({ a: 1 }), 1]);
    let asked = 0;
    const nothing = onceEach((_: object) => {
      asked += 1;
    });
    nothing(value);
    nothing(value);
    expect(asked).toBe(1);
  });

  test('what can still be changed is computed anew each time, also when its outside alone is frozen', () => {
    const { seen, hash } = counted();
    const open = { a: 1 };
    const before = hash(open);
    open.a = 2;
    expect(hash(open)).not.toBe(before);
    const inside = { deep: { a: 1 } };
    const shallow = Object.freeze(inside);
    const first = hash(shallow);
    inside.deep.a = 2;
    expect(hash(shallow)).not.toBe(first);
    expect(seen).toHaveLength(4);
  });

  test('another value of the same members is another value', () => {
    const { seen, hash } = counted();
    expect(hash(freeze({ a: 1 }))).toBe(hash(freeze({ a: 1 })));
    expect(hash(freeze({ a: 2 }))).not.toBe(hash(freeze({ a: 1 })));
    expect(seen).toHaveLength(4);
  });

  test('of a list and what stands beside it: once while all of them are the same', () => {
    let computed = 0;
    const join = onceFor((all: readonly object[], beside: unknown) => {
      computed += 1;
      return hashOf([all, beside]);
    });
    const [one, two, state] = [freeze({ n: 1 }), freeze({ n: 2 }), freeze({ s: 1 })];
    expect(join([one, two], state)).toBe(join([one, two], state));
    expect(computed).toBe(1);
    for (const list of [[one], [two, one], [one, freeze({ n: 2 })], [one, two, two], []]) {
      const before: number = computed;
      expect(join(list, state)).toBe(hashOf([list, state]));
      expect(computed).toBe(before + 1);
    }
    const open = { n: 1 };
    const first = join([open], state);
    open.n = 2;
    expect(join([open], state)).not.toBe(first);
    expect(join([one], undefined)).toBe(hashOf([[one], undefined]));
    expect(join([one], { s: 1 })).toBe(join([one], { s: 1 }));
  });

  test('are parsed once by each schema; a failure stays a failure', () => {
    const value = freeze({ a: '1', b: '2' });
    const one = z.object({ a: z.string() });
    const other = z.object({ b: z.string() });
    expect(parsed(one, value)).toEqual({ a: '1' });
    expect(parsed(one, value)).toBe(parsed(one, value));
    expect(parsed(other, value)).toEqual({ b: '2' });
    for (const _ of [1, 2]) expect(() => parsed(z.object({ a: z.int() }), value)).toThrow(z.ZodError);
    expect(() => parsed(one, 'text')).toThrow(z.ZodError);
    expect(Object.isFrozen(parsed(one, value))).toBe(true);
  });
});
