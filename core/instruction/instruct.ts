import { Temporal } from 'temporal-polyfill';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import type { Question } from '../case/decision-request.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { INSTRUCTIONS, type InstructionHead, mayBeJudgedUnasked } from '../case/records/instruction.ts';
import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { issueDocument } from '../document/issue-document.ts';
import { raiseCandidate } from '../finding/raise-candidate.ts';
import { dayOffProblems, lateProblems } from '../finding/reasonable-time.ts';
import { type Answering, answerQuestion } from '../question/answer.ts';
import { type Authorized, actInRole, actOnRecord, asked } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { CHANGED_SINCE_SHOWN, invalid, type Problem, type Refusal } from '../values/errors.ts';
import {
  done,
  type Instructed,
  instructedSchema,
  type Judged,
  type OnInstruction,
  recordInstruction,
  usualDueOn,
} from './instruction-act.ts';
import type { FollowInput, InstructInput, InstructionInput, InstructionPaper } from './papers.ts';
import { type FiledInstruction, instructionPapersOf } from './views.ts';

/** 指示 (第6条第6号), the city's side: given, judged, lifted. */

/** A date is needed by which it can be followed; an emergency cut-off holds at once, on a permit that is in force (G9). */
const examine = (input: InstructionInput, state: CaseState, today: string, settings: Settings): Problem[] => {
  if (input.kind === 'cut-off')
    return IN_FORCE.includes(state.status)
      ? []
      : [{ pointer: '/kind', message: '許可が終わっているため、緊急接続停止指示はできません（第6条第6号）' }];
  const { dueOn, dayOff } = input;
  const field = { pointer: '/dueOn', label: '期限' };
  if (dueOn !== undefined && dueOn > today) {
    const late = lateProblems(field, dueOn, Temporal.PlainDate.from(today), '第6条第6号');
    return late.length > 0 ? late : dayOffProblems(field, dueOn, { settings, dayOff });
  }
  return [{ pointer: '/dueOn', message: '「期限」は、本日より後の日付を指定してください（第6条第6号）' }];
};

const issue = async (
  ports: Ports,
  { state, signed, settings }: Pick<Authorized, 'state' | 'signed' | 'settings'>,
  instructionId: string,
  input: InstructionInput,
  draft: { readonly about?: string | undefined; readonly answers?: string },
): Promise<Refusal | Judged> => {
  const problems = examine(input, state, dateOf(ports.clock()).toString(), settings);
  if (problems.length > 0) return invalid('invalid-instruction', problems);
  const { kind, title, text, ground } = input;
  const { about, answers } = draft;
  const dueOn = kind === 'cut-off' ? undefined : input.dueOn;
  const { issued, write } = await issueDocument(ports, state, 'instruction');
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
          ...(kind === 'cut-off' ? ({ timing: 'at-once' } as const) : {}),
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
      ports,
      { caller, key: idempotencyKey, request, receipt: instructedSchema },
      async (ports) => {
        const on = await actInRole(ports, caller, caseId, 'instruct');
        if (!on.ok) return on;
        const instructionId = ports.ids.next();
        return recordInstruction(ports, on, instructionId, await issue(ports, on, instructionId, input, {}));
      },
    );
  };

/** The manager's answer to a draft: sent as it stands or changed, or dropped with a reason. */
export const answerDraft =
  (ports: Ports) => (caller: Caller, caseId: string, instructionId: string, input: InstructInput) => {
    const about = { stage: 'instruct', kind: INSTRUCTIONS, id: instructionId, hash: input.hash } as const;
    return answerQuestion<InstructionHead, Instructed>(ports, caller, caseId, about, async (on, ports) => {
      const judged = await draftAnswered(ports, on, input);
      return judged.ok ? done(ports, on.state, instructionId, judged) : judged;
    });
  };

const draftAnswered = async (
  ports: Ports,
  on: Answering<InstructionHead>,
  input: InstructInput,
): Promise<Refusal | Judged> => {
  const { instructionId, about } = on.record.head;
  const answers = on.question.requestId;
  if (input.choice === 'issue') {
    const dueOn = input.dueOn ?? usualDueOn(dateOf(ports.clock()), on.settings);
    return issue(ports, on, instructionId, { ...input, dueOn }, { about, answers });
  }
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
};

/** Asked by the vendor's report; once the date has passed without one, the manager may judge unasked. */
const judging = async (
  caller: Caller,
  on: OnInstruction,
  hash: string,
): Promise<Refusal | { readonly ok: true; readonly question?: Question }> => {
  const { head } = on.record;
  const { instructionId } = head;
  const open = await asked(caller, on, { stage: 'follow', id: instructionId }, hash);
  if (open.ok || open.code !== 'already-answered' || !mayBeJudgedUnasked(head)) return open;
  return dossierHash('follow', instructionId, head.papers) === hash ? { ok: true } : CHANGED_SINCE_SHOWN;
};

/** The manager judges: followed, or not; what was not followed becomes a candidate under 第6条第6号 (G18). */
export const judgeInstruction =
  (ports: Ports) => (caller: Caller, caseId: string, instructionId: string, input: FollowInput) =>
    commit<Instructed>(ports, async (ports) => {
      const about = { stage: 'follow', kind: INSTRUCTIONS, id: instructionId } as const;
      const on = await actOnRecord(ports, caller, caseId, about);
      if (!on.ok) return on;
      const open = await judging(caller, on, input.hash);
      if (!open.ok) return open;
      const { state, settings, signed, record } = on;
      const { result, reason } = input;
      const raised =
        result === 'not-followed'
          ? await raiseCandidate(
              ports,
              state,
              {
                kind: 'instruction-not-followed',
                about: instructionId,
                judged: true,
                evidence: [`指示（${record.head.documentNo ?? ''}）の未履行：${reason}`],
              },
              settings,
            )
          : undefined;
      return recordInstruction(ports, on, instructionId, {
        ok: true,
        steps: [
          {
            fact: {
              type: 'instruction-judged',
              instructionId,
              ...(open.question ? { answers: open.question.requestId } : {}),
              result,
            },
            paper: { type: 'instruction-judged', result, reason, signed } satisfies InstructionPaper,
          },
          ...(raised ? [{ fact: raised.fact, paper: raised.paper }] : []),
        ],
        writes: raised?.mails ?? [],
        news: 'instruction-judged',
      });
    });

/** What the notice of lifting names. */
const liftedOf = (
  filed: readonly FiledInstruction[],
): Extract<InstructionPaper, { type: 'instruction-lifted' }>['lifted'] => {
  const given = filed.map(({ paper }) => paper).find((paper) => paper.type === 'instruction-issued');
  if (!given) return undefined;
  const { documentNo, issuedOn, kind, title } = given;
  return { documentNo, issuedOn, kind, title };
};

/** 解除: an emergency cut-off ends, or any instruction that is no longer needed. */
export const liftInstruction =
  (ports: Ports) =>
  (caller: Caller, caseId: string, instructionId: string, input: { readonly reason: string }) =>
    commit<Instructed>(ports, async (ports) => {
      const about = { stage: 'instruct', kind: INSTRUCTIONS, id: instructionId } as const;
      const on = await actOnRecord(ports, caller, caseId, about);
      if (!on.ok) return on;
      const { state, signed, record } = on;
      const { issued, write } = await issueDocument(ports, state, 'instruction');
      const lifted = liftedOf(await instructionPapersOf(ports.store, caseId, record.head));
      const answers = openQuestions(state).find(({ about }) => about === instructionId)?.requestId;
      return recordInstruction(ports, on, instructionId, {
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
              ...(lifted ? { lifted } : {}),
              reason: input.reason,
              signed,
            } satisfies InstructionPaper,
          },
        ],
        writes: [write],
        news: 'instruction-lifted',
      });
    });
