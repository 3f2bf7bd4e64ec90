import { type Application, applicationSchema } from './application.ts';
import { z } from 'zod';
import type { Change } from './views.ts';

/** What changed between two revisions of an application, leaf by leaf, with the labels of the form. */
export const compareRevisions = (before: Application, after: Application): Change[] => {
  const old = leaves(before);
  const now = leaves(after);
  const pointers = [...new Set([...old.keys(), ...now.keys()])];
  return pointers
    .filter((pointer) => old.get(pointer) !== now.get(pointer))
    .map((pointer) => ({
      pointer,
      label: labelOf(pointer),
      before: old.get(pointer) ?? '',
      after: now.get(pointer) ?? '',
    }));
};

const leaves = (value: unknown, pointer = '', found = new Map<string, string>()): Map<string, string> => {
  if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(keyed(value))) leaves(member, `${pointer}/${name}`, found);
  else if (value !== undefined) found.set(pointer, String(value));
  return found;
};

/** Checklist answers are compared by item, not by place. */
const keyed = (value: object): object =>
  Array.isArray(value) && value.every((entry) => typeof entry?.item === 'string')
    ? Object.fromEntries(value.map((entry) => [entry.item, entry]))
    : value;

const schemaSchema = z.object({
  title: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
const root: unknown = z.toJSONSchema(applicationSchema, { io: 'input', unrepresentable: 'any' });

/** Title of the field that a pointer leads to, with its place in a list. */
export const labelOf = (pointer: string): string => {
  let schema: unknown = root;
  let label = '';
  let place = '';
  for (const part of pointer.split('/').slice(1)) {
    const parsed = schemaSchema.safeParse(schema);
    if (!parsed.success) break;
    if (parsed.data.items !== undefined) {
      place = /^\d+$/.test(part) ? `（${Number(part) + 1}件目）` : `（${part}）`;
      schema = parsed.data.items;
    } else schema = parsed.data.properties?.[part];
    label = schemaSchema.safeParse(schema).data?.title ?? label;
  }
  return label + place;
};
