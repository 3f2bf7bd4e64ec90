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

type Schema<T> = { readonly parse: (value: unknown) => T };
const parsers = new WeakMap<object, (value: object) => unknown>();

/** `schema.parse(value)`, once for each frozen value. @throws what the schema throws */
export const parsed = <T>(schema: Schema<T>, value: unknown): T => {
  if (typeof value !== 'object' || value === null) return schema.parse(value);
  const parser = parsers.get(schema) ?? onceEach((each: object) => schema.parse(each));
  parsers.set(schema, parser);
  return parser(value) as T; // what this schema gave
};
