import { z } from 'zod';
import { dateOf } from '../calendar.ts';
import { actorOf, type Caller, vendorOf } from '../caller.ts';
import { actAll, type CaseState, openQuestions, type Step } from '../case.ts';
import { actWrites, loadCase, loadRecord } from '../case-store.ts';
import { commit } from '../commit.ts';
import { loadSettings } from '../directory-store.ts';
import { type Problem, type Refusal, refused } from '../errors.ts';
import { dossierHash } from '../finding-papers.ts';
import { hashOf } from '../hash.ts';
import { INSTRUCTIONS, type InstructionHead } from '../instruction.ts';
import type {
  FollowInput,
  InstructInput,
  InstructionAnswer,
  InstructionInput,
  InstructionPaper,
} from '../instruction-papers.ts';
import type { News } from '../outbox.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import type { Ports, Write } from '../ports.ts';
import type { LoadedRecord } from '../records.ts';
import type { Settings } from '../settings.ts';
import type { Signed } from '../signed.ts';
import { type Authorized, actInRole, answering } from './answer.ts';
import { ask } from './ask.ts';
import { newsMail } from './carry-out-sanction.ts';
import { replayable } from './idempotency.ts';
import { issueDocument } from './issue-document.ts';
import { raiseCandidate } from './raise-candidate.ts';
import { tellManager } from './tell-manager.ts';

/** 指示 (第6条第6号): given, received, followed or not, lifted. */

const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

export const instructedSchema = z.object({
  caseId: z.string(),
  instructionId: z.string(),
  /** State of the instruction after the act. */
  status: z.string(),
  version: z.int(),
});
export type Instructed = z.infer<typeof instructedSchema>;

type Loaded = LoadedRecord & { readonly head: InstructionHead };
type Done = {
  readonly ok: true;
  /** The first is about the instruction. */
  readonly steps: readonly Step[];
  readonly writes?: readonly Write[];
  readonly news?: News;
};

const recorded = async (
  { store, clock, ids }: Ports,
  { state, by, guard }: { state: CaseState; by: Authorized['by']; guard?: Write },
  instructionId: string,
  instruction: Loaded | undefined,
  { steps, writes = [], news }: Done,
) => {
  const now = clock();
  const outcome = actAll(state, steps, by, now, instruction ? [instruction] : []);
  if (!outcome.ok) return outcome;
  const { after, records } = outcome.value;
  const { caseId } = state;
  return {
    ok: true as const,
    value: {
      caseId,
      instructionId,
      status: INSTRUCTIONS.head.parse(records[0]?.head).status,
      version: after.version,
    },
    writes: [
      ...actWrites(outcome.value),
      ...(guard ? [guard] : []),
      ...writes,
      ...(news ? [await newsMail(store, after, news, ids.next(), now, instructionId)] : []),
    ],
  };
};

/** A date is needed by which it can be followed; an emergency cut-off holds at once, on a permit that is in force (G9). */
const examine = (input: InstructionInput, state: CaseState, today: string): Problem[] => {
  if (input.kind === 'cut-off')
    return IN_FORCE.includes(state.status)
      ? []
      : [{ pointer: '/kind', message: '許可が終わっているため、緊急接続停止指示はできません（第6条第6号）' }];
  return input.dueOn !== undefined && input.dueOn > today
    ? []
    : [{ pointer: '/dueOn', message: '「期限」は、本日より後の日付を指定してください（第6条第6号）' }];
};

const issue = async (
  ports: Ports,
  { state, signed }: { readonly state: CaseState; readonly signed: Signed },
  instructionId: string,
  input: InstructionInput,
  draft: { readonly about?: string | undefined; readonly answers?: string },
): Promise<Refusal | Done> => {
  const problems = examine(input, state, dateOf(ports.clock()).toString());
  if (problems.length > 0)
    return refused('invalid', 'invalid-instruction', '入力内容に誤りがあります', problems);
  const { kind, title, text, ground } = input;
  const { about, answers } = draft;
  const dueOn = kind === 'cut-off' ? undefined : input.dueOn;
  const { issued, write } = await issueDocument(ports, state);
  const named = {
    kind,
    ...(about === undefined ? {} : { about }),
    ...(dueOn === undefined ? {} : { dueOn }),
  };
  const { documentNo } = issued;
  return {
    ok: true,
    steps: [
      {
        fact: {
          type: 'instruction-issued',
          instructionId,
          ...named,
          documentNo,
          ...(answers === undefined ? {} : { answers }),
        },
        paper: {
          type: 'instruction-issued',
          ...named,
          title,
          text,
          ground,
          ...issued,
          signed,
        } satisfies InstructionPaper,
      },
    ],
    writes: [write],
    news: 'instructed',
  };
};

/** The manager's own instruction. */
export const giveInstruction =
  (ports: Ports) => (caller: Caller, caseId: string, input: InstructionInput, idempotencyKey?: string) => {
    const request = { route: 'instructions', caseId, input };
    return replayable(
      ports.store,
      { caller, key: idempotencyKey, request, receipt: instructedSchema },
      async () => {
        const authorized = await actInRole(ports, caller, caseId, 'instruct');
        if (!authorized.ok) return authorized;
        const instructionId = ports.ids.next();
        const done = await issue(ports, authorized, instructionId, input, {});
        return done.ok ? recorded(ports, authorized, instructionId, undefined, done) : done;
      },
    );
  };

/** The manager's answer to a draft: sent as it stands or changed, or dropped with a reason. */
export const answerDraft =
  (ports: Ports) => (caller: Caller, caseId: string, instructionId: string, input: InstructInput) =>
    onInstruction(ports, caller, caseId, instructionId, 'instruct', input.hash, async (on) => {
      const answers = on.question.requestId;
      if (input.choice === 'issue')
        return issue(ports, on, instructionId, input, { about: on.instruction.head.about, answers });
      const { reason } = input;
      return {
        ok: true,
        steps: [
          {
            fact: { type: 'instruction-dropped', instructionId, answers },
            paper: { type: 'instruction-dropped', reason, signed: on.signed } satisfies InstructionPaper,
          },
        ],
      };
    });

const onInstruction = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  instructionId: string,
  stage: 'instruct' | 'follow',
  hash: string,
  answer: (
    on: Extract<Awaited<ReturnType<typeof answering>>, { ok: true }> & { readonly instruction: Loaded },
  ) => Promise<Refusal | Done>,
) =>
  commit<Instructed>(ports.store, async () => {
    if (!(await loadRecord(ports.store, caseId, INSTRUCTIONS, instructionId))) return NOT_FOUND;
    const answered = await answering(ports, caller, caseId, { stage, about: instructionId, hash });
    if (!answered.ok) return answered;
    const instruction = await loadRecord(ports.store, caseId, INSTRUCTIONS, instructionId);
    if (!instruction) return NOT_FOUND;
    const done = await answer({ ...answered, instruction });
    return done.ok ? recorded(ports, answered, instructionId, instruction, done) : done;
  });

/** Each report asks the manager again: without an end, nobody could ever judge. */
const MOST_ANSWERS = 30;

/** The vendor's side: its own permit, and an instruction that was given. */
const byVendor = (
  ports: Ports,
  caller: Caller,
  caseId: string,
  instructionId: string,
  answer: (on: {
    readonly state: CaseState;
    readonly settings: Settings;
    readonly instruction: Loaded;
    readonly fromVendor: { readonly by: string; readonly at: string };
  }) => Promise<Refusal | Done>,
) =>
  commit<Instructed>(ports.store, async () => {
    const { store, clock } = ports;
    const settings = await loadSettings(store);
    const state = await loadCase(store, caseId);
    if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
    const instruction = await loadRecord(store, caseId, INSTRUCTIONS, instructionId);
    if (!instruction || instruction.head.documentNo === undefined) return NOT_FOUND;
    if (instruction.head.papers.filter(({ type }) => type === 'instruction-answered').length >= MOST_ANSWERS)
      return refused(
        'conflict',
        'too-many-papers',
        `一つの指示について提出できる報告は${MOST_ANSWERS}件までです。続きは、所管課に直接申し出てください`,
      );
    const at = clock().toString({ smallestUnit: 'millisecond' });
    const done = await answer({ state, settings, instruction, fromVendor: { by: caller.person.name, at } });
    if (!done.ok) return done;
    return recorded(ports, { state, by: actorOf(caller) }, instructionId, instruction, done);
  });

export const acknowledgeInstruction =
  (ports: Ports) =>
  (caller: Caller, caseId: string, instructionId: string, input: { readonly note?: string | undefined }) =>
    byVendor(ports, caller, caseId, instructionId, async ({ fromVendor }) => ({
      ok: true,
      steps: [
        {
          fact: { type: 'instruction-acknowledged', instructionId },
          paper: {
            type: 'instruction-acknowledged',
            note: input.note,
            ...fromVendor,
          } satisfies InstructionPaper,
        },
      ],
    }));

/**
 * What the vendor says was done; the manager is asked whether the instruction was followed. An emergency cut-off is not
 * over with it: the same role lifts it.
 */
export const reportOnInstruction =
  (ports: Ports) => (caller: Caller, caseId: string, instructionId: string, input: InstructionAnswer) =>
    byVendor(ports, caller, caseId, instructionId, async ({ state, settings, instruction, fromVendor }) => {
      if (input.doneOn > dateOf(ports.clock()).toString())
        return refused('invalid', 'invalid-instruction', '入力内容に誤りがあります', [
          { pointer: '/doneOn', message: '「行った日」に、報告の日より後の日付は指定できません' },
        ]);
      const paper = { type: 'instruction-answered', ...input, ...fromVendor } satisfies InstructionPaper;
      const { papers, kind } = instruction.head;
      // Whether it is over, the manager says by lifting it.
      if (kind === 'cut-off')
        return {
          ok: true,
          steps: [{ fact: { type: 'instruction-answered', instructionId }, paper }],
          writes: await tellManager(ports, state, 'cut-off-answered', instructionId, settings),
        };
      const hash = dossierHash('follow', instructionId, [...papers, { hash: hashOf(paper) }]);
      const asked = { stage: 'follow', about: instructionId, hash } as const;
      const { request, mails } = await ask(ports, state, asked, settings);
      return {
        ok: true,
        steps: [{ fact: { type: 'instruction-answered', instructionId, request }, paper }],
        writes: mails,
      };
    });

/** The manager judges: followed, or not; what was not followed becomes a candidate under 第6条第6号 (G18). */
export const judgeInstruction =
  (ports: Ports) => (caller: Caller, caseId: string, instructionId: string, input: FollowInput) =>
    onInstruction(ports, caller, caseId, instructionId, 'follow', input.hash, async (on) => {
      const { result, reason } = input;
      const { state, settings, question, signed, instruction } = on;
      const raised =
        result === 'not-followed'
          ? await raiseCandidate(
              ports,
              state,
              {
                kind: 'instruction-not-followed',
                about: instructionId,
                evidence: [`指示（${instruction.head.documentNo ?? ''}）の未履行：${reason}`],
              },
              settings,
            )
          : undefined;
      return {
        ok: true,
        steps: [
          {
            fact: { type: 'instruction-judged', instructionId, answers: question.requestId, result },
            paper: { type: 'instruction-judged', result, reason, signed } satisfies InstructionPaper,
          },
          ...(raised ? [{ fact: raised.fact, paper: raised.paper }] : []),
        ],
        writes: raised?.mails ?? [],
        news: 'instruction-judged',
      };
    });

/** 解除: an emergency cut-off ends, or any instruction that is no longer needed. */
export const liftInstruction =
  (ports: Ports) =>
  (caller: Caller, caseId: string, instructionId: string, input: { readonly reason: string }) =>
    commit<Instructed>(ports.store, async () => {
      const authorized = await actInRole(ports, caller, caseId, 'instruct');
      if (!authorized.ok) return authorized;
      const { state, signed } = authorized;
      const instruction = await loadRecord(ports.store, caseId, INSTRUCTIONS, instructionId);
      if (!instruction) return NOT_FOUND;
      const { issued, write } = await issueDocument(ports, state);
      const answers = openQuestions(state).find(({ about }) => about === instructionId)?.requestId;
      return recorded(ports, authorized, instructionId, instruction, {
        ok: true,
        steps: [
          {
            fact: {
              type: 'instruction-lifted',
              instructionId,
              documentNo: issued.documentNo,
              ...(answers === undefined ? {} : { answers }),
            },
            paper: {
              type: 'instruction-lifted',
              ...issued,
              reason: input.reason,
              signed,
            } satisfies InstructionPaper,
          },
        ],
        writes: [write],
        news: 'instruction-lifted',
      });
    });
