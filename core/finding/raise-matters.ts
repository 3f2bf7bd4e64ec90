import type { Step } from '../case/case.ts';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { caseKey, loadRecord } from '../case/case-store.ts';
import type { Question } from '../case/decision-request.ts';
import {
  clausesOfMatters,
  isLive,
  type Matter,
  matterSentences,
  type Noticed,
  type WrittenMatter,
} from '../case/matter.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { DECIDED, FINDINGS } from '../case/records/finding.ts';
import { citing } from '../case/records/finding-facts.ts';
import { dossierHash, type FindingPaper } from '../case/records/finding-papers.ts';
import type { LoadedRecord } from '../case/records.ts';
import type { Settings } from '../directory/settings.ts';
import { ask, tellManager } from '../question/ask.ts';
import { MATTER_CLAUSES } from '../regulation/candidate-kinds.ts';
import type { Ports, Write } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import {
  type Again,
  isIn,
  isOpen,
  type Known,
  type KnownMatter,
  loadKnown,
  shows,
  standsAsAWhole,
} from './known-matters.ts';

/**
 * 違反の候補 of connections and works (第7条, docs/adr/0032): one open candidate per permit and month lists them. While
 * it is open more is added to it; what was decided is never in question again, and what was not in it is a new candidate.
 */

type Noticing = {
  /** YYYY-MM. */
  readonly month: string;
  readonly noticed: readonly Noticed[];
  /** Of the evidence as a whole. */
  readonly notes?: readonly string[];
  /** Of a comparison that takes the place of an earlier one. */
  readonly again?: Again;
};
export type Raised = {
  readonly steps: readonly Step[];
  /** Heads of findings that there are already. */
  readonly records: readonly LoadedRecord[];
  readonly mails: readonly Write[];
};

/** So many at once: what is left over is raised when these are decided on. */
const MOST = 300;

/**
 * Load the state first, then call this, then act in the same transaction.
 */
export const raiseMatters = async (
  ports: Ports,
  state: CaseState,
  noticing: Noticing,
  settings: Settings,
): Promise<Raised> => {
  const { month, noticed } = noticing;
  const known = await loadKnown(ports.store, state.caseId);
  const target = known.find(({ head }) => isOpen(head) && head.month === month);
  const fresh = noticed.filter(
    (each) => settings.candidates[each.kind] && !known.some((one) => isIn(one, each, one === target)),
  );
  const plans: Plan[] = [];
  for (const one of known) {
    const plan = await follow(ports, state, one, noticing, one === target ? fresh : undefined);
    if (plan) plans.push(plan);
  }
  if (!target && fresh.length > 0) plans.push(await raise(ports, state, noticing, fresh, settings));
  const cleared = plans.flatMap((plan) => plan.cleared ?? []);
  const told = await Promise.all(
    cleared.map((findingId) => tellManager(ports, state, 'candidate-cleared', findingId, settings)),
  );
  return {
    steps: plans.flatMap(({ steps }) => steps),
    records: plans.flatMap(({ record }) => record ?? []),
    mails: [...plans.flatMap(({ mails = [] }) => mails), ...told.flat()],
  };
};

type Plan = {
  readonly steps: readonly (Step & { readonly paper: FindingPaper })[];
  readonly record?: LoadedRecord;
  readonly mails?: readonly Write[];
  /** The candidate that ends. */
  readonly cleared?: string;
};

/** What becomes of a finding that is there already. @param added only of the candidate that is being added to */
const follow = async (
  ports: Ports,
  state: CaseState,
  { head, matters }: Known,
  { noticed, notes = [], again }: Noticing,
  added: readonly Noticed[] | undefined,
): Promise<Plan | undefined> => {
  const { findingId } = head;
  const undecided = head.status === 'candidate';
  const isHandedOn = head.status === 'handed-on';
  // What was taken back is not looked at again; what came from an earlier permit is followed by the logs of that one.
  if (head.from !== undefined) return undefined;
  if (!undecided && !isHandedOn && !DECIDED.some((status) => status === head.status)) return undefined;
  const isShown = (matter: KnownMatter) => noticed.some((each) => shows(each, matter, added !== undefined));
  const gone = again ? matters.filter((one) => isLive(one) && again.canTell(one) && !isShown(one)) : [];
  const back = again ? matters.filter((one) => one.outdated && isShown(one)) : [];
  const stands =
    head.matters === undefined
      ? standsAsAWhole(head, noticed, again)
      : matters.some((one) => (isLive(one) && !gone.includes(one)) || back.includes(one)) ||
        (added ?? []).length > 0;
  const isMoved =
    gone.length > 0 || back.length > 0 || (head.matters === undefined && stands === (head.outdated ?? false));
  const room = MOST - matters.filter(isLive).length + gone.length;
  const more = added?.slice(0, Math.max(0, room)) ?? [];
  if (more.length === 0 && !isMoved) return undefined;
  const record = await loadRecord(ports.store, state.caseId, FINDINGS, findingId);
  if (!record) throw new Fatal('a finding that was listed is gone');
  // What is asked already is asked about all of it: the same question, so that the link in the mail stays good.
  const question = openQuestions(state).find(
    ({ about, stage }) => about === findingId && stage !== 'receipt',
  );
  let papers: readonly { readonly hash: string }[] = head.papers;
  const asked = (paper: FindingPaper): { readonly request?: Question } => {
    papers = [...papers, { hash: hashOf(paper) }];
    if (!question) return {};
    return { request: { ...question, hash: dossierHash(question.stage, findingId, papers), untold: true } };
  };
  const steps: (Step & { readonly paper: FindingPaper })[] = [];
  if (more.length > 0) {
    const { kept, written } = numbered(more, matters.length);
    const paper = {
      type: 'evidence-added' as const,
      evidence: [...notes, ...leftOver((added ?? []).length - more.length)],
      matters: written,
    };
    steps.push({ fact: { type: 'evidence-added', findingId, matters: kept, ...asked(paper) }, paper });
  }
  if (isMoved && again) {
    const paper = {
      type: 'finding-reassessed' as const,
      reason: again.reason,
      gone: [...matterSentences(gone)],
      back: [...matterSentences(back)],
      stands,
      undecided,
    };
    const cleared = undecided && !stands;
    steps.push({
      fact: {
        type: 'finding-reassessed',
        findingId,
        ...(again.month === undefined ? {} : { month: again.month }),
        gone: gone.map(({ n }) => n),
        back: back.map(({ n }) => n),
        stands,
        ...(cleared
          ? question
            ? { closes: question.requestId, generation: question.generation }
            : {}
          : asked(paper)),
      },
      paper,
    });
  }
  // Where it lives on now it is marked, too (known-matters.ts).
  const { caseId } = state;
  const wake = outboxWrite(caseKey(caseId), ports.ids.next(), ports.clock(), {
    kind: 'continue-case',
    caseId,
  });
  return {
    steps,
    record,
    ...(isHandedOn ? { mails: [wake] } : {}),
    ...(undecided && !stands ? { cleared: findingId } : {}),
  };
};

const raise = async (
  ports: Ports,
  state: CaseState,
  { month, notes = [] }: Noticing,
  fresh: readonly Noticed[],
  settings: Settings,
): Promise<Plan> => {
  const findingId = ports.ids.next();
  const { kept, written } = numbered(fresh.slice(0, MOST), 0);
  const cited = citing(clausesOfMatters(kept));
  const paper = {
    type: 'candidate-raised' as const,
    kind: 'connections' as const,
    ...cited,
    evidence: [...notes, ...leftOver(fresh.length - kept.length)],
    matters: written,
  };
  const hash = dossierHash('candidate', findingId, [{ hash: hashOf(paper) }]);
  const { request, mails } = await ask(
    ports,
    state,
    { stage: 'candidate', about: findingId, hash },
    settings,
  );
  const fact = {
    type: 'candidate-raised' as const,
    findingId,
    kind: 'connections' as const,
    ...cited,
    month,
    matters: kept,
    request,
  };
  return { steps: [{ fact, paper }], mails };
};

const leftOver = (count: number): readonly string[] =>
  count > 0
    ? [`このほかに${count}件の疑いがある。この候補には含めず、この候補を判断した後の照合で、新たな候補とする`]
    : [];

/** @param last the highest number that was given */
const numbered = (
  noticed: readonly Noticed[],
  last: number,
): { readonly kept: Matter[]; readonly written: WrittenMatter[] } => {
  const rows = noticed.map((each, index) => ({ ...each, n: last + index + 1 }));
  return {
    kept: rows.map(({ n, kind, by, workId, at, unreported }) => ({
      n,
      kind,
      by,
      ...(workId === undefined ? {} : { workId }),
      ...(at === undefined ? {} : { at }),
      ...(unreported ? { unreported } : {}),
    })),
    written: rows.map(({ n, kind, subject, text, people }) => ({
      n,
      kind,
      clause: MATTER_CLAUSES[kind],
      subject,
      text,
      ...(people === undefined ? {} : { people: [...people] }),
    })),
  };
};
