import { z } from 'zod';
import { accepted } from '../../core/values/errors.ts';
import { wareki } from '../ui/dates.ts';
import { type Endpoint, read } from './contract.ts';

/** The contract table as OpenAPI 3.1, for programs; written by `npm run docs`. Loaded when somebody asks. */
export const openApiDocument = (): readonly Endpoint[] => [
  read(
    '/v1/openapi.json',
    'public',
    'このAPIの仕様（OpenAPI 3.1）',
    { response: z.record(z.string(), z.unknown()) },
    async () => {
      const { default: document } = await import('../../docs/openapi.json', { with: { type: 'json' } });
      return accepted(document);
    },
  ),
];

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

/** What differs in what was typed twice: label, text of the one and of the other. */
export const differingRows = (
  schema: z.ZodType,
  one: unknown,
  other: unknown,
): readonly (readonly [label: string, one: string, other: string])[] => {
  const [before, after] = [one, other].map((body) => new Map(describedBody(schema, body)));
  return [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
    .map((label) => [label, before?.get(label) ?? '', after?.get(label) ?? ''] as const)
    .filter(([label, stored, typed]) => label !== '' && stored !== typed);
};

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
