import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, listRecords } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { RECONFIRMATIONS } from '../case/records/reconfirmation.ts';
import type { Settings } from '../directory/settings.ts';
import type { Store } from '../store/ports.ts';
import { signedSchema } from '../values/signed.ts';
import { type ItemConfirmation, itemConfirmationSchema, loadDecisions } from './decision.ts';
import type { RecordedApplication } from './inputs.ts';

export const reconfirmPaperSchema = z.object({
  kind: z.literal('reconfirmation'),
  regulationId: z.string(),
  checklist: z.array(itemConfirmationSchema),
  opinion: z.string().optional(),
  signed: signedSchema,
});
export type ReconfirmPaper = z.infer<typeof reconfirmPaperSchema>;

export type LastResults = {
  readonly checklist: readonly ItemConfirmation[];
  /** When, and by whom: title and name. */
  readonly at: string;
  readonly by: string;
};

/** How the items were confirmed the last time: by a re-confirmation, or for the application. */
export const lastResults = async (
  store: Store,
  state: Pick<CaseState, 'caseId' | 'rev'>,
): Promise<LastResults | undefined> => {
  const heads = await listRecords(store, state.caseId, RECONFIRMATIONS);
  const last = heads.findLast(({ status }) => status !== 'requested');
  const paper = await loadPaper(
    store,
    caseKey(state.caseId),
    last?.papers['reconfirmed'],
    reconfirmPaperSchema,
  );
  if (paper) {
    const { decidedAt, decidedBy } = paper.signed;
    return { checklist: paper.checklist, at: decidedAt, by: `${decidedBy.title} ${decidedBy.name}` };
  }
  const decision = (await loadDecisions(store, state.caseId)).findLast(
    ({ stage, rev, choice }) => stage === 'confirm' && rev === state.rev && choice === 'ask-chief',
  );
  return (
    decision && {
      checklist: decision.checklist,
      at: decision.decidedAt,
      by: `${decision.decidedBy.title} ${decision.decidedBy.name}`,
    }
  );
};

/** The next day on which to look: a year on (setting), or when an item or an exception is to be looked at again. */
export const nextReconfirmation = (
  { reconfirmMonths }: Settings,
  today: Temporal.PlainDate,
  checklist: readonly ItemConfirmation[],
  application: Pick<RecordedApplication, 'checklist'>,
): string =>
  [
    today.add({ months: reconfirmMonths }).toString(),
    ...checklist.map(({ reviewOn }) => reviewOn),
    ...application.checklist.map(({ exceptionReviewOn }) => exceptionReviewOn),
  ]
    .filter((day) => day !== undefined && day > today.toString())
    .sort()
    .at(0) ?? today.add({ months: reconfirmMonths }).toString();
