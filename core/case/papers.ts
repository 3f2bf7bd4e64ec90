import { z } from 'zod';
import type { Store, Write } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';

/**
 * Papers: what people wrote, in the row `PAPER#<number of the event>`, created once and never changed. The event
 * carries the hash; a paper that was changed since is not shown. Papers go when the personal data goes, events stay.
 */
export type Paper = { readonly seq: number; readonly content: Readonly<Record<string, unknown>> };

const numbered = (kind: string) => (pk: string, seq: number) => ({
  pk,
  sk: `${kind}#${String(seq).padStart(6, '0')}`,
});
const paperKey = numbered('PAPER');
const eventKey = numbered('EVENT');
const eventSchema = z.object({ paper: z.string().optional() });

export const paperWrite = (pk: string, { seq, content }: Paper): Write => ({
  put: { ...paperKey(pk, seq), content, hash: hashOf(content) },
  when: { absent: true },
});

/** Undefined when there is none (any more). @throws {Fatal} when it is not what its event says */
export const loadPaper = async <S extends z.ZodType>(
  store: Store,
  pk: string,
  seq: number | undefined,
  schema: S,
): Promise<z.infer<S> | undefined> => {
  const row = seq === undefined ? undefined : await store.get(paperKey(pk, seq));
  if (seq === undefined || !row) return undefined;
  // The row's own hash could have been changed with the text; the one in the event is chained.
  const written = eventSchema.safeParse((await store.get(eventKey(pk, seq)))?.['event']).data?.paper;
  if (hashOf(row['content']) !== written) throw new Fatal('a paper is not what its event says');
  return schema.parse(row['content']);
};
