import type { CaseState } from '../case/case-state.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { citing } from '../case/records/finding-facts.ts';
import type { FindingPaperOf } from '../case/records/finding-papers.ts';
import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import type { Ports } from '../store/ports.ts';
import type { Signed } from '../values/signed.ts';
import {
  actedSchema,
  answerFinding,
  askAboutFinding,
  beginFinding,
  type Judged,
  type LoadedFinding,
} from './finding-act.ts';
import type { CandidateInput, FindInput } from './inputs.ts';

/**
 * 認知 (第7条 認めたとき): only the manager finds. Finding is at the same time the report to the chief (F8): one act, one
 * paper; the chief is asked to receive it, the manager for the order.
 */
const find = async (
  ports: Ports,
  on: {
    readonly state: CaseState;
    readonly settings: Settings;
    readonly signed: Signed;
    readonly record?: LoadedFinding;
  },
  findingId: string,
  input: FindInput,
  answers?: string,
): Promise<Judged> => {
  const { state, settings, signed, record } = on;
  const { clause, clauses = [], facts, howFound, evidence, interimInstruction, opinion } = input;
  const cited = citing([...(clause === undefined ? [] : [clause]), ...clauses]);
  const paper: FindingPaperOf<'violation-found'> = {
    type: 'violation-found',
    ...cited,
    facts,
    howFound,
    evidence,
    interimInstruction,
    opinion,
    signed,
  };
  const about = { findingId, papers: record?.head.papers ?? [] };
  const drafter = signed.decidedBy.personId;
  const receipt = await askAboutFinding(
    ports,
    state,
    about,
    { stage: 'receipt', written: [paper], drafter },
    settings,
  );
  const order = IN_FORCE.includes(state.status)
    ? await askAboutFinding(ports, state, about, { stage: 'order', written: [paper] }, settings)
    : undefined;
  return {
    ok: true,
    step: {
      fact: {
        type: 'violation-found',
        findingId,
        ...cited,
        ...(answers === undefined ? {} : { answers }),
        request: receipt.request,
        ...(order ? { requestNext: order.request } : {}),
      },
      paper,
    },
    writes: [...receipt.mails, ...(order?.mails ?? [])],
  };
};

/** The manager's answer to a candidate: a violation, or 不問 with a reason. */
export const judgeCandidate =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: CandidateInput) =>
    answerFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'candidate', hash: input.hash },
      async (on, ports) => {
        const answers = on.question.requestId;
        if (input.choice === 'find') return find(ports, on, findingId, input, answers);
        const { reason } = input;
        return {
          ok: true,
          step: {
            fact: { type: 'finding-dismissed', findingId, answers },
            paper: { type: 'finding-dismissed', reason, signed: on.signed },
          },
        };
      },
    );

/** 認知 by the manager's own entry, without a candidate. */
export const enterViolation =
  (ports: Ports) => (caller: Caller, caseId: string, input: FindInput, idempotencyKey?: string) => {
    const request = { route: 'findings', caseId, input };
    return replayable(ports, { caller, key: idempotencyKey, request, receipt: actedSchema }, (ports) => {
      const findingId = ports.ids.next();
      return beginFinding(ports, caller, caseId, findingId, (on) => find(ports, on, findingId, input));
    });
  };
