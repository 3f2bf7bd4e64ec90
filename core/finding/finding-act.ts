import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { actAll, type Step } from '../case/case.ts';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, loadRecord } from '../case/case-store.ts';
import { dueDateOf, type Question, type QuestionStage } from '../case/decision-request.ts';
import { type News, outboxWrite } from '../case/outbox.ts';
import { FINDINGS } from '../case/records/finding.ts';
import type { FindingHead } from '../case/records/finding-facts.ts';
import { dossierHash, type FindingPaper } from '../case/records/finding-papers.ts';
import type { LoadedRecord } from '../case/records.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Answering, type Authorized, actInRole, answering } from '../question/answer.ts';
import { ask } from '../question/ask.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';

/** What all acts on a violation have in common (第7条, 第8条): who may, one transaction, the same receipt. */

const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

export const actedSchema = z.object({
  caseId: z.string(),
  findingId: z.string(),
  /** State of the violation after the act. */
  status: z.string(),
  /** State of the permit after the act. */
  permitStatus: z.string(),
  version: z.int(),
});
export type Acted = z.infer<typeof actedSchema>;

export type LoadedFinding = LoadedRecord & { readonly head: FindingHead };

type FindingStep = Step & { readonly paper: FindingPaper };

/** What an act does: its step, and what goes with it in the transaction. */
export type Judged = {
  readonly ok: true;
  readonly step: FindingStep;
  /** What follows from it at once, under the same signature. */
  readonly next?: FindingStep;
  readonly writes?: readonly Write[];
  /** What the vendor is told. */
  readonly news?: News;
};

type On<A> = A & { readonly finding: LoadedFinding };

/** The state, events, papers, head and questions of an act, the vendor's mail, and a call to the workflow. */
const recorded = async (
  { store, clock, ids }: Ports,
  { state, by, guard }: { state: CaseState; by: Authorized['by']; guard?: Write },
  findingId: string,
  finding: LoadedFinding | undefined,
  { step, next, writes = [], news }: Judged,
) => {
  const now = clock();
  const outcome = actAll(state, next ? [step, next] : [step], by, now, finding ? [finding] : []);
  if (!outcome.ok) return outcome;
  const { after, records } = outcome.value;
  const head = FINDINGS.head.parse(records[0]?.head);
  const { caseId } = state;
  return {
    ok: true as const,
    value: { caseId, findingId, status: head.status, permitStatus: after.status, version: after.version },
    writes: [
      ...actWrites(outcome.value),
      ...(guard ? [guard] : []),
      ...writes,
      ...(news ? await newsMails({ store, ids }, after, news, now, findingId) : []),
      outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
    ],
  };
};

/** An official answers a question about a violation. */
export const answerFinding = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  asked: { readonly stage: QuestionStage; readonly hash: string },
  judge: (on: On<Answering>) => Promise<Refusal | Judged>,
) =>
  commit<Acted>(ports.store, async () => {
    const { stage, hash } = asked;
    if (!(await loadRecord(ports.store, caseId, FINDINGS, findingId))) return NOT_FOUND;
    const answer = await answering(ports, caller, caseId, { stage, about: findingId, hash });
    if (!answer.ok) return answer;
    const finding = await loadRecord(ports.store, caseId, FINDINGS, findingId);
    if (!finding) return NOT_FOUND;
    const judged = await judge({ ...answer, finding });
    return judged.ok ? recorded(ports, answer, findingId, finding, judged) : judged;
  });

/** An official acts on a violation in a role, unasked: enters one (then there is no record yet), withdraws an order. */
export const actOnFinding = async (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  stage: QuestionStage,
  judge: (on: Authorized & { readonly finding: LoadedFinding | undefined }) => Promise<Refusal | Judged>,
) => {
  const authorized = await actInRole(ports, caller, caseId, stage);
  if (!authorized.ok) return authorized;
  const finding = await loadRecord(ports.store, caseId, FINDINGS, findingId);
  const judged = await judge({ ...authorized, finding });
  return judged.ok ? recorded(ports, authorized, findingId, finding, judged) : judged;
};

export type VendorActing = {
  readonly state: CaseState;
  readonly settings: Settings;
  readonly finding: LoadedFinding;
  /** Name of the person, and when, as it stands on the paper. */
  readonly fromVendor: { readonly by: string; readonly at: string };
};

/** Each of them is shown to the manager and asks again: without an end, nobody could ever decide (第8条). */
const FROM_VENDOR: ReadonlySet<string> = new Set([
  'order-replied',
  'statement-made',
  'hearing-answered',
  'conditions-reported',
]);
const MOST_FROM_VENDOR = 30;

/** The vendor answers for its own permit, once there is an order (第7条): what goes before is the city's own matter. */
export const vendorOnFinding = async (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  judge: (on: VendorActing) => Promise<Refusal | Judged>,
) => {
  const { store, clock } = ports;
  const settings = await loadSettings(store);
  const state = await loadCase(store, caseId);
  if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
  const finding = await loadRecord(store, caseId, FINDINGS, findingId);
  if (!finding || finding.head.orderNo === undefined) return NOT_FOUND;
  if (finding.head.papers.filter(({ type }) => FROM_VENDOR.has(type)).length >= MOST_FROM_VENDOR)
    return refused(
      'conflict',
      'too-many-papers',
      `一つの命令について提出できる報告・弁明は、合わせて${MOST_FROM_VENDOR}件までです。続きは、所管課に直接申し出てください`,
    );
  const at = clock().toString({ smallestUnit: 'millisecond' });
  const judged = await judge({ state, settings, finding, fromVendor: { by: caller.person.name, at } });
  return judged.ok ? recorded(ports, { state, by: actorOf(caller) }, findingId, finding, judged) : judged;
};

/**
 * A question about a violation; its hash covers all that was written so far, and the paper of the very step that opens
 * it. Asked again, it takes the place of the one that was open.
 */
export const askAboutFinding = async (
  ports: Ports,
  state: CaseState,
  finding: About,
  asked: {
    readonly stage: QuestionStage;
    readonly written?: readonly FindingPaper[];
    readonly drafter?: string | undefined;
    readonly dueOn?: Temporal.PlainDate;
  },
  settings: Settings,
) => {
  const { findingId, papers } = finding;
  const { stage, written = [], drafter } = asked;
  const hash = dossierHash(stage, findingId, [
    ...papers,
    ...written.map((paper) => ({ hash: hashOf(paper) })),
  ]);
  const from = earliestAnswer(stage, finding);
  const today = dateOf(ports.clock());
  const dueOn =
    from === undefined || from <= today.toString()
      ? asked.dueOn
      : dueDateOf(Temporal.PlainDate.from(from), settings, settings);
  return ask(ports, state, { stage, about: findingId, hash, drafter, ...(dueOn ? { dueOn } : {}) }, settings);
};

type About = Pick<FindingHead, 'findingId' | 'papers'> &
  Partial<Pick<FindingHead, 'dueOn' | 'statementDueOn' | 'statementClosed'>>;

/** The day that must be over before the answer can be given: nobody is urged to give it before (第7条, 第8条). */
const earliestAnswer = (stage: QuestionStage, finding: About): string | undefined => {
  if (stage === 'judge') return finding.dueOn;
  return stage === 'sanction' && !finding.statementClosed ? finding.statementDueOn : undefined;
};

/** The open question of a stage about a violation. */
export const openAbout = (state: CaseState, stage: QuestionStage, findingId: string): Question | undefined =>
  openQuestions(state).find((question) => question.stage === stage && question.about === findingId);

/** The first of these questions that is open, asked again with what was written since; its drafter stays the same. */
export const askAgain = async (
  ports: Ports,
  state: CaseState,
  finding: About,
  stages: readonly QuestionStage[],
  written: readonly FindingPaper[],
  settings: Settings,
) => {
  const open = stages
    .map((stage) => openAbout(state, stage, finding.findingId))
    .find((question) => question !== undefined);
  if (!open) return undefined;
  const { drafter } = open;
  const stage = stages.find((candidate) => candidate === open.stage) ?? stages[0];
  return stage && askAboutFinding(ports, state, finding, { stage, written, drafter }, settings);
};

export const invalidAt = (pointer: string, message: string): Refusal =>
  refused('invalid', 'invalid-answer', '入力内容に誤りがあります', [{ pointer, message }]);
