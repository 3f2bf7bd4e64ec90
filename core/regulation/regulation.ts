import { z } from 'zod';
import { formatWarekiShort, parseDate } from '../values/wareki.ts';

const text = z.string().min(1);
const number = z.int().min(1);

/** A date as the data files write it: ISO, existing. */
const isoDate = z
  .string()
  .refine((value) => /^\d{4}-/.test(value) && parseDate(value)?.toString() === value, {
    error: 'ISO date expected',
  });

/** A numbered item of a paragraph (号); `term` where the item defines one. */
const itemSchema = z.strictObject({ number, term: text.optional(), text }).readonly();

const articleSchema = z
  .strictObject({
    number,
    /** The caption in parentheses above the article (見出し). */
    heading: text,
    /** 項, in order: the first is paragraph 1. */
    paragraphs: z
      .array(z.strictObject({ text, items: z.array(itemSchema).readonly() }).readonly())
      .min(1)
      .readonly(),
  })
  .readonly();

const roleSchema = z
  .strictObject({
    /** As printed on the papers. */
    title: text,
    /** Who holds it, in the words of the rule; absent where the rule does not say. */
    holder: text.optional(),
  })
  .readonly();

const checklistItemSchema = z
  .strictObject({
    /** Group and number in it, e.g. '3-2'. */
    id: z.string().regex(/^[1-9]\d*-[1-9]\d*$/),
    group: z.strictObject({ number, title: text }).readonly(),
    /** 内容, verbatim. */
    text,
    /** 備考, verbatim. */
    remark: text.optional(),
    /** Whether 例外, with a reason and a review date, is a possible answer (G2). */
    exceptionAllowed: z.boolean(),
    /** 'statement': an effect or a track record, which needs words or figures, not a bare tick (G3). */
    answerKind: z.enum(['tick', 'statement']),
    /** For the applicant: what to write and what may serve as evidence. Ours, not the rule's. */
    help: text,
  })
  .readonly();

/**
 * One version of a city's rule on remote maintenance with its checklist, as data (G15). An application keeps
 * the id of the version it was judged by. Validates a city's data file: form, and that the numbers agree.
 */
export const regulationSchema = z
  .strictObject({
    /** City and date of effect, e.g. 'tomakomai/R5.4.1'. */
    id: z.string().regex(/^[a-z][a-z-]*\/[RHS]\d{1,2}\.\d{1,2}\.\d{1,2}$/),
    city: text,
    title: text,
    /** First day of effect of this version. */
    effectiveFrom: isoDate,
    /** The version whose text stands in the place of this one's, which is not registered (allVersions). */
    textOf: text.optional(),
    /** 附則: the days of effect of the rule and its amendments up to this version, oldest first. */
    history: z
      .array(z.strictObject({ date: isoDate, text }).readonly())
      .min(1)
      .readonly(),
    roles: z
      .strictObject({
        chief: roleSchema,
        manager: roleSchema,
        vendor: roleSchema,
        subcontractor: roleSchema,
      })
      .readonly(),
    articles: z.array(articleSchema).min(1).readonly(),
    /** Number of the article that carries each duty: cities number them differently. */
    provisions: z
      .strictObject({
        ground: number,
        application: number,
        notification: number,
        obligations: number,
        correction: number,
        revocation: number,
        usageManagement: number,
        monthlyReport: number,
        subcontracting: number,
        delegation: number,
      })
      .readonly(),
    /** Name of the checklist in the rule, e.g. '別表1'. */
    checklistName: text,
    checklist: z.array(checklistItemSchema).min(1).readonly(),
    /** How the city reads a provision that the text leaves unclear. Shown as help. */
    notes: z
      .array(z.strictObject({ article: number, paragraph: number, item: number.optional(), text }).readonly())
      .readonly(),
  })
  .readonly()
  .superRefine((regulation, context) => {
    for (const message of disagreements(regulation)) context.addIssue({ code: 'custom', message });
  });

export type Regulation = z.infer<typeof regulationSchema>;
export type ChecklistItem = z.infer<typeof checklistItemSchema>;

type Parts = Pick<
  Regulation,
  'id' | 'effectiveFrom' | 'history' | 'articles' | 'provisions' | 'checklist' | 'notes'
>;

function disagreements(regulation: Parts): readonly string[] {
  const { articles, checklist } = regulation;
  const effectiveFrom = parseDate(regulation.effectiveFrom);
  const days = regulation.history.map(({ date }) => date);
  return [
    unless(
      effectiveFrom !== undefined && regulation.id.endsWith(`/${formatWarekiShort(effectiveFrom)}`),
      'id does not end with the day of effectiveFrom',
    ),
    unless(
      days.every((day, index) => index === 0 || (days[index - 1] ?? '') < day),
      'history is not in order',
    ),
    unless(days.at(-1) === regulation.effectiveFrom, 'history does not end with effectiveFrom'),
    unless(isCounted(articles), 'articles are not numbered 1, 2, 3 …'),
    ...articles.map((article) =>
      unless(
        article.paragraphs.every(({ items }) => isCounted(items)),
        `article ${article.number}: items are not numbered 1, 2, 3 …`,
      ),
    ),
    ...Object.entries(regulation.provisions).map(([name, number]) =>
      unless(number <= articles.length, `provisions.${name}: no article ${number}`),
    ),
    ...regulation.notes.map((note) => {
      const paragraph = articles[note.article - 1]?.paragraphs[note.paragraph - 1];
      const exists = paragraph !== undefined && (note.item ?? 0) <= paragraph.items.length;
      return unless(exists, `notes: no such provision: article ${note.article}`);
    }),
    ...checklist.map(({ id, group }, index) =>
      unless(follows(checklist[index - 1], { id, group }), `checklist ${id}: out of order`),
    ),
  ].filter((message) => message !== undefined);
}

type Position = Pick<ChecklistItem, 'id' | 'group'>;

/** 1-1 comes first; then the next number in the same group, or number 1 of the next group. */
function follows(previous: Position | undefined, { id, group }: Position): boolean {
  if (previous === undefined) return id === '1-1' && group.number === 1;
  const sameGroup = previous.group.number === group.number;
  if (sameGroup && previous.group.title !== group.title) return false;
  const expected = sameGroup ? Number(previous.id.split('-')[1]) + 1 : 1;
  return id === `${group.number}-${expected}` && (sameGroup || group.number === previous.group.number + 1);
}

function isCounted(parts: readonly { readonly number: number }[]): boolean {
  return parts.every(({ number }, index) => number === index + 1);
}

function unless(holds: boolean, message: string): string | undefined {
  return holds ? undefined : message;
}
