import { z } from 'zod';
import type { Store } from '../../store/ports.ts';
import { signedSchema } from '../../values/signed.ts';
import { caseKey } from '../case-store.ts';
import { loadPaper } from '../papers.ts';
import type { WorkHead, workFactSchema } from './work-facts.ts';
import { sessionInputSchema, workInputSchema } from './work-inputs.ts';

/** What was written about a work, as it is kept: F5, F6 and the answers to them. Names and free text stand here only. */

const writer = { submittedBy: z.string() };

export const noticePaperSchema = workInputSchema.extend({
  kind: z.literal('work-notice'),
  noticeNo: z.string(),
  ...writer,
});
export const sessionPaperSchema = sessionInputSchema.extend({
  kind: z.literal('session-report'),
  ...writer,
});
const reason = z.string().optional();
const answerPaperSchema = z.object({
  kind: z.literal('work-answer'),
  choice: z.enum(['accept', 'return', 'decline']),
  reason,
  ...signedSchema.shape,
});
const reviewPaperSchema = z.object({
  kind: z.literal('session-review'),
  choice: z.enum(['confirm', 'return']),
  reason,
  ...signedSchema.shape,
});
const withdrawalPaperSchema = z.object({ kind: z.literal('work-withdrawal'), reason, ...writer });

export type NoticePaper = z.infer<typeof noticePaperSchema>;
export type SessionPaper = z.infer<typeof sessionPaperSchema>;

const SCHEMAS = {
  notice: noticePaperSchema,
  session: sessionPaperSchema,
  answer: answerPaperSchema,
  review: reviewPaperSchema,
  withdrawal: withdrawalPaperSchema,
};
type Papers = { readonly [K in keyof typeof SCHEMAS]: z.infer<(typeof SCHEMAS)[K]> | undefined };
type FactType = z.infer<typeof workFactSchema>['type'];

/** The report that stands; undefined where there is none, or no more (INV-19). */
export const loadSession = (store: Store, caseId: string, { papers }: WorkHead) =>
  loadPaper(store, caseKey(caseId), papers['session-reported'], SCHEMAS.session);

/** The papers of a work that still stand; undefined where there is none, or no more (INV-19). */
export const loadWorkPapers = async (store: Store, caseId: string, head: WorkHead): Promise<Papers> => {
  const pk = caseKey(caseId);
  const last = (...types: FactType[]) =>
    types
      .map((type) => head.papers[type])
      .filter((seq) => seq !== undefined)
      .sort((a, b) => a - b)
      .at(-1);
  const [notice, session, answer, review, withdrawal] = await Promise.all([
    loadPaper(store, pk, last('work-announced', 'work-revised'), SCHEMAS.notice),
    loadSession(store, caseId, head),
    loadPaper(store, pk, last('work-answered'), SCHEMAS.answer),
    loadPaper(store, pk, last('session-reviewed'), SCHEMAS.review),
    loadPaper(store, pk, last('work-withdrawn'), SCHEMAS.withdrawal),
  ]);
  return { notice, session, answer, review, withdrawal };
};
