import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Step } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, loadCase, loadRecord } from '../case/case-store.ts';
import { dueDateOf, type QuestionStage } from '../case/decision-request.ts';
import type { News } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import type { FindingHead } from '../case/records/finding-facts.ts';
import { dossierHash, type FindingPaper } from '../case/records/finding-papers.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Answering, answerQuestion, type Done, perform } from '../question/answer.ts';
import { ask } from '../question/ask.ts';
import { type Authorized, actInRole, actOnRecord, type OnRecord, openAbout } from '../question/gate.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, NOT_FOUND, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { aboutOrder } from './finding-papers-of.ts';

/** What all acts on a violation have in common (第7条, 第8条): who may, one transaction, the same receipt. */

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

export type OnFinding = OnRecord<FindingHead>;
export type LoadedFinding = OnFinding['record'];

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

type Judging<O> = (on: O, ports: Ports) => Promise<Refusal | Judged>;

/** The act on a violation as it is recorded, with the vendor's mail, and a call to the workflow. */
const done = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  findingId: string,
  { step, next, writes = [], news }: Judged,
): Promise<Done<Acted>> => {
  const now = clock();
  const { caseId } = state;
  return {
    ok: true,
    steps: next ? [step, next] : [step],
    writes: [
      ...writes,
      ...(news ? await newsMails({ store, ids }, state, news, now, findingId) : []),
      outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
    ],
    value: (after, [record]) => {
      const { status } = FINDINGS.head.parse(record?.head);
      return { caseId, findingId, status, permitStatus: after.status, version: after.version };
    },
  };
};

const recorded = async (
  ports: Ports,
  on: Parameters<typeof perform>[1] & { readonly state: CaseState },
  findingId: string,
  judged: Refusal | Judged,
) => (judged.ok ? perform(ports, on, await done(ports, on.state, findingId, judged)) : judged);

/** An official answers a question about a violation. */
export const answerFinding = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  asked: Pick<Parameters<typeof answerQuestion<FindingHead, Acted>>[3], 'stage' | 'hash' | 'shownWith'>,
  judge: Judging<Answering<FindingHead>>,
) =>
  answerQuestion<FindingHead, Acted>(
    ports,
    caller,
    caseId,
    { kind: FINDINGS, id: findingId, ...asked },
    async (on, ports) => {
      const judged = await judge(on, ports);
      return judged.ok ? done(ports, on.state, findingId, judged) : judged;
    },
  );

/**
 * An official acts on a violation in a role, unasked: puts off a deadline, withdraws an order, writes down a statement.
 *
 * @param sent what was typed
 */
export const actOnFinding = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  { stage, sent }: { readonly stage: QuestionStage; readonly sent: unknown },
  judge: Judging<OnFinding>,
) =>
  replayable(
    ports,
    { caller, request: { stage, caseId, findingId, sent }, receipt: actedSchema },
    async (ports) => {
      const on = await actOnRecord(ports, caller, caseId, { stage, kind: FINDINGS, id: findingId });
      return on.ok ? recorded(ports, on, findingId, await judge(on, ports)) : on;
    },
  );

/** A violation is entered: there is no record of it yet. */
export const beginFinding = async (
  ports: Ports,
  caller: Caller,
  caseId: string,
  findingId: string,
  judge: Judging<Authorized>,
) => {
  const on = await actInRole(ports, caller, caseId, 'candidate');
  return on.ok ? recorded(ports, on, findingId, await judge(on, ports)) : on;
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
  const papers = aboutOrder(finding.head.papers.map((paper) => ({ paper })));
  if (papers.filter(({ paper }) => FROM_VENDOR.has(paper.type)).length >= MOST_FROM_VENDOR)
    return refused(
      'conflict',
      'too-many-papers',
      `一つの命令について提出できる報告・弁明は、合わせて${MOST_FROM_VENDOR}件までです。続きは、所管課に直接申し出てください`,
    );
  const at = clock().toString({ smallestUnit: 'millisecond' });
  const judged = await judge({ state, settings, finding, fromVendor: { by: caller.person.name, at } });
  return recorded(ports, { state, by: actorOf(caller), record: finding }, findingId, judged);
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
  invalid('invalid-answer', [{ pointer, message }]);
