import { z } from 'zod';
import { wareki } from '../ui/dates.ts';

/** What was sent, in the words of its schema: label and text of each field that says something. */

const nodeSchema = z.object({
  title: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  'x-labels': z.record(z.string(), z.string()).optional(),
});
const YES_NO: Readonly<Record<string, string>> = { true: 'はい', false: 'いいえ' };

export const describedBody = (schema: z.ZodType, body: unknown): readonly (readonly [string, string])[] =>
  rowsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), body, '');

const rowsOf = (schema: unknown, value: unknown, place: string): (readonly [string, string])[] => {
  const node = nodeSchema.safeParse(schema).data ?? {};
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value))
    return value.flatMap((one, index) => rowsOf(node.items, one, `（${index + 1}件目）`));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, member]) =>
      // What it was shown by is no part of what is said.
      name === 'hash' ? [] : rowsOf(node.properties?.[name], member, place),
    );
  const text = String(value);
  const word = node['x-labels']?.[text] ?? (typeof value === 'boolean' ? YES_NO[text] : undefined);
  return [[`${node.title ?? ''}${place}`, word ?? (/^\d{4}-\d\d-\d\d$/.test(text) ? wareki(text) : text)]];
};
