import type { JsonValue } from '../../functions/ui/form.ts';

/** A JSON body as a browser would send it from our pages; the counterpart of `decodeForm`. */
export const encodeForm = (
  fields: Readonly<Record<string, JsonValue>>,
  meta: Readonly<Record<string, string>> = {},
): string =>
  new URLSearchParams([
    ...Object.entries(meta),
    ...Object.entries(fields).flatMap(([name, value]) => pairs(name, value)),
  ]).toString();

const pairs = (name: string, value: JsonValue): [string, string][] => {
  if (Array.isArray(value))
    return value.length === 0
      ? [[`${name}.0`, '']]
      : value.flatMap((row, index) => pairs(`${name}.${index}`, row));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    return members.length === 0
      ? [[`${name}:group`, '']]
      : members.flatMap(([key, member]) => pairs(`${name}.${key}`, member));
  }
  const suffix = typeof value === 'number' || typeof value === 'boolean' ? `:${typeof value}` : '';
  return [[`${name}${suffix}`, `${value ?? ''}`]];
};
