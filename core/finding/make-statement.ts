import { Temporal } from 'temporal-polyfill';
import type { FindingPaper } from '../case/records/finding-papers.ts';
import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, type Refusal, refused } from '../values/errors.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import {
  actedSchema,
  actOnFinding,
  askAgain,
  invalidAt,
  type Judged,
  type VendorActing,
  vendorOnFinding,
} from './finding-act.ts';
import {
  aboutOrder,
  type Filed,
  findingPapersOf,
  lastPaper,
  papersOf,
  sinceLast,
} from './finding-papers-of.ts';
import { at, isSame, type StatementRef, unansweredHearings } from './heard-statements.ts';
import type { HearingInput, StatementInput } from './inputs.ts';

/**
 * 弁明 (第8条): by the portal until the day that was named, by word of mouth or on paper. What somebody of the city writes
 * down of it is the city's word alone: the vendor is asked whether it is right, and the notice says what it answered.
 * Whoever is asked about the sanction meanwhile is asked again with it.
 */

const ASKED = ['noncompliance', 'sanction'] as const;

/** The vendor's statement, its answer to a record of one, or both. */
export const makeStatement =
  (ports: Ports) =>
  (caller: Caller, caseId: string, findingId: string, input: StatementInput, idempotencyKey?: string) => {
    const request = { route: 'statement', caseId, findingId, input };
    return replayable(ports, { caller, key: idempotencyKey, request, receipt: actedSchema }, (ports) =>
      vendorOnFinding(ports, caller, caseId, findingId, (on) => stated(ports, on, findingId, input)),
    );
  };

const stated = async (
  ports: Ports,
  { state, settings, finding, fromVendor }: VendorActing,
  findingId: string,
  input: StatementInput,
): Promise<Refusal | Judged> => {
  const { statement, answer } = input;
  const filed = await findingPapersOf(ports.store, state.caseId, finding.head);
  const ref =
    answer === undefined || input.heard === undefined
      ? undefined
      : at({ seq: input.heard, caseId: input.heardIn }, state.caseId);
  const problems = examine(input, ref, filed);
  if (problems.length > 0) return refused('invalid', 'invalid-answer', '入力内容に誤りがあります', problems);
  const { statementDueOn } = finding.head;
  // What the city wrote down can be set right until the decision.
  if (ref === undefined && statementDueOn !== undefined && dateOf(ports.clock()).toString() > statementDueOn)
    return refused(
      'conflict',
      'statement-too-late',
      `弁明の期限（${formatWarekiDay(statementDueOn)}）を過ぎています（第8条）。期限の後に申し出ることがあるときは、所管課に連絡してください`,
    );
  // The end that somebody of the city has heard counts when the vendor says so, too; what was said before the last judgement has
  // ended another hearing, if any (docs/adr/0033, docs/adr/0058).
  const record = ref && recordOf(sinceLast(filed, 'compliance-judged'), ref);
  const closing = input.closing === true || (answer === 'confirmed' && record?.closing === true);
  const closes = closing ? ({ closing } as const) : {};
  const own = answer === 'corrected' ? undefined : statement;
  const papers: FindingPaper[] = [
    ...(ref === undefined || answer === undefined
      ? []
      : [
          {
            type: 'hearing-answered' as const,
            heard: ref.seq,
            ...(ref.caseId === undefined ? {} : { heardIn: ref.caseId }),
            choice: answer,
            ...(answer === 'corrected' ? { correction: statement } : {}),
            ...closes,
            ...fromVendor,
          },
        ]),
    ...(own === undefined
      ? []
      : [{ type: 'statement-made' as const, statement: own, ...closes, ...fromVendor }]),
  ];
  const head = closing ? { ...finding.head, statementClosed: true } : finding.head;
  const again = await askAgain(ports, state, head, ASKED, papers, settings);
  const steps = papers.map((paper, index) => ({
    fact: {
      ...(paper.type === 'hearing-answered'
        ? {
            type: paper.type,
            findingId,
            heard: paper.heard,
            ...(paper.heardIn === undefined ? {} : { heardIn: paper.heardIn }),
            choice: paper.choice,
          }
        : { type: 'statement-made' as const, findingId }),
      ...closes,
      // Asked again with all of it, so by the last one.
      ...(again && index === papers.length - 1 ? { request: again.request } : {}),
    },
    paper,
  }));
  const [step, next] = steps;
  if (!step) return invalidAt('/statement', '「弁明の内容」を入力してください');
  return {
    ok: true,
    step,
    ...(next ? { next } : {}),
    writes: again?.mails ?? [],
    ...(own === undefined ? {} : { news: 'statement-received' as const }),
  };
};

const examine = (
  { statement, answer }: StatementInput,
  ref: StatementRef | undefined,
  filed: readonly Filed[],
): Problem[] => {
  if (statement === undefined && answer !== 'confirmed')
    return [{ pointer: '/statement', message: '「弁明の内容」を入力してください（第8条）' }];
  const isOpen = ref && unansweredHearings(filed).some((one) => isSame(one, ref));
  if (answer !== undefined && !isOpen)
    return [
      {
        pointer: '/answer',
        message: '確認する弁明の記録が見つからないか、すでに確認されています（第8条）',
      },
    ];
  return [];
};

const recordOf = (filed: readonly Filed[], ref: StatementRef) => {
  const paper = filed.find((one) => isSame(one, ref))?.paper;
  return paper?.type === 'statement-heard' ? paper : undefined;
};

/** All of them stand on the notice, each with an answer. */
const MOST_RECORDED = 30;
const TOO_MANY = refused(
  'conflict',
  'too-many-papers',
  `一つの命令について記録できる口頭・書面の弁明は、${MOST_RECORDED}件までです`,
);

/** 口頭・書面の弁明の記録: when it was made, by whom, and who heard it; told to the vendor at once. */
export const recordHearing =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: HearingInput) =>
    actOnFinding(
      ports,
      caller,
      caseId,
      findingId,
      { stage: 'sanction', sent: input },
      async ({ state, settings, signed, record: { head } }, ports) => {
        if (head.orderNo === undefined) return NOT_FOUND;
        const filed = await findingPapersOf(ports.store, caseId, head);
        if (papersOf(aboutOrder(filed), 'statement-heard').length >= MOST_RECORDED) return TOO_MANY;
        const judged = lastPaper(filed, 'compliance-judged');
        const from = judged ? dateOf(Temporal.Instant.from(judged.signed.decidedAt)).toString() : '';
        if (input.heardOn < from || input.heardOn > dateOf(ports.clock()).toString())
          return invalidAt(
            '/heardOn',
            '「弁明のあった日」に、未履行と判断した日から本日までの日付を入力してください（第8条）',
          );
        const paper = { type: 'statement-heard', ...input, signed } as const;
        const again = await askAgain(ports, state, head, ASKED, [paper], settings);
        return {
          ok: true,
          step: {
            fact: { type: 'statement-heard', findingId, ...(again ? { request: again.request } : {}) },
            paper,
          },
          writes: again?.mails ?? [],
          news: 'statement-recorded',
        };
      },
    );
