import { z } from 'zod';
import { attachmentText } from '../attachment/attachments.ts';
import { applicationSchema, type RecordedApplication } from './inputs.ts';
import type { Change } from './views.ts';

/** What changed between two revisions of an application, leaf by leaf, with the labels of the form. */
export const compareRevisions = (before: RecordedApplication, after: RecordedApplication): Change[] =>
  changesBetween(comparable(before), comparable(after));

/** The same of what is typed and not judged yet; of files, only how many there are. */
export const compareTyped = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Change[] => changesBetween(counted(before), counted(after));

const counted = ({ attachments, ...typed }: Readonly<Record<string, unknown>>): unknown => ({
  ...typed,
  attachments: { count: `${Array.isArray(attachments) ? attachments.length : 0}件` },
});

const changesBetween = (before: unknown, after: unknown): Change[] => {
  const old = leaves(before);
  const now = leaves(after);
  const pointers = [...new Set([...old.keys(), ...now.keys()])];
  return pointers
    .filter((pointer) => old.get(pointer) !== now.get(pointer))
    .map((pointer) => ({
      pointer,
      label: fieldAt(pointer).label + fieldAt(pointer).place,
      before: wordFor(pointer, old.get(pointer)),
      after: wordFor(pointer, now.get(pointer)),
    }));
};

/** A file is one line, whatever place it has in the list. */
const comparable = (application: RecordedApplication): unknown => ({
  ...application,
  attachments: Object.fromEntries(
    (application.attachments ?? []).map((attachment) => [attachment.fileId, attachmentText(attachment)]),
  ),
});

const leaves = (value: unknown, pointer = '', found = new Map<string, string>()): Map<string, string> => {
  if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(keyed(value))) leaves(member, `${pointer}/${name}`, found);
  else if (value !== undefined && value !== null && value !== '') found.set(pointer, String(value));
  return found;
};

/** Checklist answers are compared by item, not by place. */
const keyed = (value: object): object =>
  Array.isArray(value) && value.every((entry) => typeof entry?.item === 'string')
    ? Object.fromEntries(value.map((entry) => [entry.item, entry]))
    : value;

const schemaSchema = z.object({
  title: z.string().optional(),
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  'x-labels': z.record(z.string(), z.string()).optional(),
});
const root: unknown = z.toJSONSchema(applicationSchema, { io: 'input', unrepresentable: 'any' });
const NO_WORDS: Readonly<Record<string, string>> = {};
const YES_NO: Readonly<Record<string, string>> = { true: 'はい', false: 'いいえ' };

/** Title of the field that a pointer leads to, with its place in a list, and the words for its values. */
export const fieldAt = (
  pointer: string,
): { label: string; place: string; words: Readonly<Record<string, string>> } => {
  if (pointer.startsWith('/attachments/')) return { label: '添付資料', place: '', words: NO_WORDS };
  let schema: unknown = root;
  let label = '';
  let place = '';
  for (const part of pointer.split('/').slice(1)) {
    const { data } = schemaSchema.safeParse(schema);
    if (data?.items !== undefined) {
      place = /^\d+$/.test(part) ? `（${Number(part) + 1}件目）` : `（${part}）`;
      schema = data.items;
    } else schema = data?.properties?.[part];
    label = schemaSchema.safeParse(schema).data?.title ?? label;
  }
  const field = schemaSchema.safeParse(schema).data;
  return {
    ...{ label, place },
    words: field?.type === 'boolean' ? YES_NO : (field?.['x-labels'] ?? NO_WORDS),
  };
};

const wordFor = (pointer: string, value: string | undefined): string =>
  value === undefined ? '' : (fieldAt(pointer).words[value] ?? value);
