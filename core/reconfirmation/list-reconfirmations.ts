import { z } from 'zod';
import { itemConfirmationSchema } from '../application/decision.ts';
import { reconfirmPaperSchema } from '../application/last-results.ts';
import type { Supervised } from '../case/case-state.ts';
import { caseKey, listRecords } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import {
  RECONFIRMATION_STATUSES,
  RECONFIRMATIONS,
  type ReconfirmationHead,
} from '../case/records/reconfirmation.ts';
import type { Caller } from '../directory/caller.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { viewQuestions } from '../question/open-question.ts';
import type { Ports, Store } from '../store/ports.ts';
import { accepted, type Outcome } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';

/** 別表1の再確認 as the city is shown it; the vendor sees that and when, not the deliberation. */
export const reconfirmationViewSchema = z.object({
  reconfirmationId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  why: z.enum(['yearly', 'review', 'rule']),
  regulationId: z.string(),
  requestedAt: z.string(),
  answeredAt: z.string().optional(),
  nonconforming: z.array(z.string()),
  /** The city only. */
  by: z.string().optional(),
  opinion: z.string().optional(),
  checklist: z.array(itemConfirmationSchema).optional(),
  request: z.object({ hash: z.string(), dueOn: z.string(), mine: z.boolean() }).optional(),
});
export type ReconfirmationView = z.infer<typeof reconfirmationViewSchema>;

const viewOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  state: Supervised,
  sees: 'vendor' | 'city',
  head: ReconfirmationHead,
): Promise<ReconfirmationView> => {
  const { papers, ...rest } = head;
  const view = { ...rest, statusLabel: RECONFIRMATION_STATUSES[head.status] };
  if (sees === 'vendor') return view;
  const paper = await loadPaper(
    ports.store,
    caseKey(state.caseId),
    papers['reconfirmed'],
    reconfirmPaperSchema,
  );
  const open = state.questions.filter(
    ({ stage, about }) => stage === 'reconfirm' && about === head.reconfirmationId,
  );
  const [question] = await viewQuestions(ports, caller, state, open);
  return {
    ...view,
    by: paper && `${paper.signed.decidedBy.title} ${paper.signed.decidedBy.name}`,
    opinion: paper?.opinion,
    checklist: paper?.checklist,
    request: question && {
      hash: question.hash,
      dueOn: question.dueOn,
      mine: question.mine,
    },
  };
};

/** 別表1の再確認 of a permit, the newest first. */
export const listReconfirmations =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ReconfirmationView[]>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const heads = await newestFirst(ports.store, caseId);
    return accepted(await Promise.all(heads.map((head) => viewOf(ports, caller, state, sees, head))));
  };

const newestFirst = async (store: Store, caseId: string): Promise<ReconfirmationHead[]> =>
  (await listRecords(store, caseId, RECONFIRMATIONS)).toReversed();

export const viewReconfirmation =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string, reconfirmationId: string): Promise<Outcome<ReconfirmationView>> => {
    const listed = await listReconfirmations(ports)(caller, caseId);
    if (!listed.ok) return listed;
    const view = listed.value.find((one) => one.reconfirmationId === reconfirmationId);
    return view ? accepted(view) : NOT_FOUND;
  };
