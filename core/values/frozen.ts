/**
 * Values that nobody can change any more. What was made of such a value once is right for ever, so it is made once: a store
 * that gives the same frozen row for the same bytes spares everybody the parsing and hashing of what has not changed. Of any
 * other value everything is made anew each time.
 */

const frozen = new WeakSet<object>();

/** The same value, frozen to its last member. JSON values only: no dates, no maps. */
export const freeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value;
  for (const member of Object.values(value)) freeze(member);
  frozen.add(Object.freeze(value));
  return value;
};

/** The same function, which computes once for each frozen value. It must be pure; what it gives is frozen then, too. */
export const onceEach = <T extends object, R>(compute: (value: T) => R): ((value: T) => R) => {
  const known = new WeakMap<object, { readonly result: R }>();
  return (value) => {
    if (!frozen.has(value)) return compute(value);
    const before = known.get(value);
    if (before) return before.result;
    const result = freeze(compute(value));
    known.set(value, { result });
    return result;
  };
};

/** The same for a list and what stands beside it: made anew when any of them is another value, or can be changed. */
export const onceFor = <T extends object, V, R>(compute: (all: readonly T[], beside: V) => R) => {
  const known = new WeakMap<object, { readonly all: readonly T[]; readonly result: R }>();
  return (all: readonly T[], beside: V): R => {
    if (typeof beside !== 'object' || beside === null || !frozen.has(beside)) return compute(all, beside);
    const before = known.get(beside);
    if (before?.all.length === all.length && before.all.every((one, index) => one === all[index]))
      return before.result;
    const result = freeze(compute(all, beside));
    if (all.every((one) => frozen.has(one))) known.set(beside, { all: [...all], result });
    return result;
  };
};

type Schema<T> = { readonly parse: (value: unknown) => T };
const parsers = new WeakMap<object, (value: object) => unknown>();

/** `schema.parse(value)`, once for each frozen value. @throws what the schema throws */
export const parsed = <T>(schema: Schema<T>, value: unknown): T => {
  if (typeof value !== 'object' || value === null) return schema.parse(value);
  const parser = parsers.get(schema) ?? onceEach((each: object) => schema.parse(each));
  parsers.set(schema, parser);
  return parser(value) as T; // what this schema gave
};
