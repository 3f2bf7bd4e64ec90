import { z } from 'zod';
import { caseKey, pad } from '../case/case-store.ts';
import type { Stage } from '../case/decision-request.ts';
import type { Store, Write } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { type Decision, decisionSchema } from './decision.ts';

/** The decisions about an application: rows `DECISION#…` of its case. */

const decisionSortKey = (stage: Stage, rev: number, round: number) =>
  `DECISION#${stage}#${pad(rev, 4)}#${pad(round, 3)}`;

export const decisionWrite = (caseId: string, decision: Decision): Write => ({
  put: {
    pk: caseKey(caseId),
    sk: decisionSortKey(decision.stage, decision.rev, decision.round),
    decision,
  },
  when: { absent: true },
});

export const loadDecision = async (
  store: Store,
  caseId: string,
  stage: Stage,
  rev: number,
  round: number,
): Promise<Decision | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: decisionSortKey(stage, rev, round) });
  return row && decisionSchema.parse(row['decision']);
};

const STAGE_ORDER = { confirm: 0, approve: 1 } as const;

/** In the order they were made. */
export const loadDecisions = async (store: Store, caseId: string): Promise<Decision[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'DECISION#' }))
    .map((row) => decisionSchema.parse(row['decision']))
    .sort((a, b) => a.rev - b.rev || a.round - b.round || STAGE_ORDER[a.stage] - STAGE_ORDER[b.stage]);

/** Who issued the notice (F4), as title and name were on the day: of a notice without a paper, of the versions before. */
const issuerSchema = z.object({ title: z.string(), name: z.string() });
type Issuer = z.infer<typeof issuerSchema>;
export const loadIssuer = async (store: Store, caseId: string): Promise<Issuer | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: 'NOTICE' });
  return row && issuerSchema.parse(row['issuer']);
};
