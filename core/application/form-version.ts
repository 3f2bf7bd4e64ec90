import { z } from 'zod';
import type { Problem } from '../values/errors.ts';
import { fieldAt } from './compare-revisions.ts';

/**
 * What the second version of 様式1 asks for, beyond what `/v1` has always required (docs/adr/0056). A revision says by
 * `formVersion` on which it was filled in, and is judged by that one: what was begun on the first version, or continues it, goes on.
 */
const ROWS = {
  workers: ['account', 'secrecyPledgedOn'],
  terminals: ['maker', 'model', 'serial', 'osUpdatedOn', 'patternOn'],
} as const;
const GROUPS = { emergencyCutOff: ['method', 'by'], atEnd: ['accounts', 'data'] } as const;
/** Days on which something was done, in rows. */
const PAST = {
  workers: ['secrecyPledgedOn'],
  terminals: ['osUpdatedOn', 'patternOn'],
} as const;

/** The version that a form is filled in on from now on. */
export const CURRENT_FORM = '2';
export const asksForAnnex = (content: unknown): boolean =>
  z.object({ formVersion: z.literal(CURRENT_FORM) }).safeParse(content).success;

/** As typed, or as it was handed in: what cannot be read yet has its own mistakes. */
const membersSchema = z.record(z.string(), z.unknown()).catch({});
const typedSchema = z.object({
  workers: z.array(membersSchema).optional().catch(undefined),
  terminals: z.array(membersSchema).optional().catch(undefined),
  emergencyCutOff: membersSchema.optional(),
  atEnd: membersSchema.optional(),
});

const isBlank = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');

/**
 * Where the form's version asks for something that is not there.
 *
 * @param whole false: of what is given (変更届), fields that are left out stay as they are
 */
export const missingOfForm = (content: unknown, { whole }: { readonly whole: boolean }): Problem[] => {
  const typed = typedSchema.safeParse(content).data;
  if (!typed || !asksForAnnex(content)) return [];
  const missing = (at: string, value: Readonly<Record<string, unknown>>, names: readonly string[]) =>
    names
      .filter((name) => isBlank(value[name]))
      .map((name) => `${at}/${name}`)
      .map((pointer) => ({ pointer, message: `「${fieldAt(pointer).label}」を入力してください` }));
  const groups = (['emergencyCutOff', 'atEnd'] as const).flatMap((name) =>
    typed[name] === undefined && !whole ? [] : missing(`/${name}`, typed[name] ?? {}, GROUPS[name]),
  );
  const rows = (['terminals', 'workers'] as const).flatMap((name) =>
    (typed[name] ?? []).flatMap((row, index) => missing(`/${name}/${index}`, row, ROWS[name])),
  );
  return [...groups, ...rows];
};

/** Days that lie ahead, of what has been done. @param today ISO */
export const daysAhead = (
  content: {
    readonly [K in keyof typeof PAST]?:
      | readonly { readonly [N in (typeof PAST)[K][number]]?: string | undefined }[]
      | undefined;
  },
  today: string,
): Problem[] => {
  const ahead = (pointer: string, day: string | undefined): Problem[] =>
    day !== undefined && day > today
      ? [{ pointer, message: `「${fieldAt(pointer).label}」に未来の日付は指定できません` }]
      : [];
  return [
    ...(content.terminals ?? []).flatMap((row, index) =>
      PAST.terminals.flatMap((name) => ahead(`/terminals/${index}/${name}`, row[name])),
    ),
    ...(content.workers ?? []).flatMap((row, index) =>
      PAST.workers.flatMap((name) => ahead(`/workers/${index}/${name}`, row[name])),
    ),
  ];
};
