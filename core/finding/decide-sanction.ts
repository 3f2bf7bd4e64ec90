import { applicationOn } from '../application/revision-store.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { registered, STOPPABLE, type Stopped } from '../case/partial-stop.ts';
import { type FindingHead, INTENDED, type Intended } from '../case/records/finding-facts.ts';
import { type Heard, hashWithCascade } from '../case/records/finding-papers.ts';
import type { Caller } from '../directory/caller.ts';
import { issueDocument } from '../document/issue-document.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { invalid, type Problem } from '../values/errors.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { affectedBy, throughOrigin } from './affected-permits.ts';
import { answerFinding, type OnFinding } from './finding-act.ts';
import { findingPapersOf } from './finding-papers-of.ts';
import { at, heardSoFar, isSame, type StatementRef, statementsIn } from './heard-statements.ts';
import type { SanctionInput } from './inputs.ts';

/**
 * 取消・停止等の決定 (第8条): there is no other way to a sanction than this question, and the question is asked only about an
 * order that was judged 未履行 and reported to the chief (INV-21). What is confirmed covers the subcontractors' permits
 * that fall with it. The vendor has been heard: the day that was announced has ended, or the vendor has said that it has
 * nothing to add (INV-24); 措置をとらない needs no waiting.
 */
export const decideSanction =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: SanctionInput) => {
    const about = {
      stage: 'sanction',
      hash: input.hash,
      shownWith: async (hash: string, { state }: OnFinding, { store }: Ports) =>
        hashWithCascade(hash, await affectedBy(store, state, 'sanction')),
    } as const;
    return answerFinding(ports, caller, caseId, findingId, about, async (on, ports) => {
      const { state, question, signed, record } = on;
      const cascade = await affectedBy(ports.store, state, 'sanction');
      const today = dateOf(ports.clock()).toString();
      const { sanction, facts, reason, weighing, until, conditions, measures, returns } = input;
      const filed = await findingPapersOf(ports.store, caseId, record.head);
      const statements = statementsIn(filed);
      const answers = (input.answers ?? []).map((one) => ({ ...at(one, caseId), answer: one.answer }));
      const part = await partOf(ports.store, state, input, today);
      const problems =
        sanction === 'none'
          ? []
          : [
              ...hearFirst(sanction, record.head, today),
              ...examine(input, state, today),
              ...part.problems,
              ...unanswered(answers, statements),
            ];
      if (problems.length > 0) return invalid('invalid-answer', problems);
      const heard: Heard = heardSoFar(statements, record.head, sanction === 'none' ? [] : answers);
      const effectiveOn = laterThan(today, input);
      const dates = {
        ...(sanction === 'suspend' && until !== undefined ? { until } : {}),
        ...(effectiveOn === undefined ? {} : { effectiveOn }),
      };
      const { only } = part;
      const told = sanction === 'other' ? await issueDocument(ports, state) : undefined;
      return {
        ok: true,
        step: {
          fact: {
            type: 'sanction-decided',
            findingId,
            answers: question.requestId,
            sanction,
            ...(only ? { only: only.kind } : {}),
            ...dates,
            ...(told ? { documentNo: told.issued.documentNo } : {}),
          },
          paper: {
            type: 'sanction-decided',
            sanction,
            ...(only ? { only } : {}),
            facts,
            reason,
            ...(sanction === 'none' || weighing === undefined ? {} : { weighing }),
            ...dates,
            ...(sanction === 'suspend' ? { conditions } : {}),
            ...(sanction === 'other' ? { measures } : sanction === 'none' ? {} : { returns }),
            heard,
            ...(told ? { issued: told.issued } : {}),
            cascade: !isCarriedOut(sanction)
              ? []
              : only
                ? await throughOrigin(ports.store, cascade, only, effectiveOn ?? today)
                : cascade,
            shownHash: input.hash,
            signed,
          },
        },
        // 取消 and 停止 are told by the notice (F9), when they are carried out.
        ...(isCarriedOut(sanction) ? {} : { news: 'measure-taken' as const }),
        ...(told ? { writes: [told.write] } : {}),
      };
    });
  };

const isCarriedOut = (sanction: SanctionInput['sanction']): boolean =>
  sanction === 'revoke' || sanction === 'suspend';

/** The part of the permit that is to be stopped (docs/adr/0039), as it is registered today. */
const partOf = async (
  store: Store,
  state: CaseState,
  { sanction, only }: SanctionInput,
  today: string,
): Promise<{ readonly only?: Stopped; readonly problems: Problem[] }> => {
  if (only === undefined || !isSupervised(state)) return { problems: [] };
  if (sanction !== 'suspend')
    return {
      problems: [
        {
          pointer: '/only/value',
          message: '「停止の範囲」は、決定を「停止」とするときに限り指定できます（第8条）',
        },
      ],
    };
  const known = registered(only, await applicationOn(store, state, today), today);
  return known
    ? { only: known, problems: [] }
    : {
        problems: [
          {
            pointer: '/only/value',
            message: `「停止の範囲」の${STOPPABLE[only.kind]}「${only.value}」は、現在この許可に登録されていません（第6条第3号、第8条）`,
          },
        ],
      };
};

/** 効力の生ずる日, where it is not the day of the decision. */
const laterThan = (today: string, { sanction, effectiveOn }: SanctionInput): string | undefined =>
  isCarriedOut(sanction) && effectiveOn !== undefined && effectiveOn > today ? effectiveOn : undefined;

const WEIGHT: Readonly<Record<Intended, number>> = { revoke: 2, suspend: 1, other: 0 };

/** 弁明の機会 (第8条): waited for until its day has ended, unless the vendor ended it; and about a measure as heavy as this. */
const hearFirst = (
  sanction: Intended,
  { statementDueOn, statementClosed, intended }: FindingHead,
  today: string,
): Problem[] => {
  const problem = (message: string): Problem[] => [{ pointer: '/sanction', message }];
  if (!statementClosed && statementDueOn !== undefined && today <= statementDueOn)
    return problem(
      `弁明の期限（${formatWarekiDay(statementDueOn)}）の日が終わるまで、又は保守事業者が「以上で弁明を終える」と申し出るまでは、決定できません（第8条）`,
    );
  return intended !== undefined && WEIGHT[sanction] > WEIGHT[intended]
    ? problem(
        `弁明の機会の付与の通知で示した予定する措置は「${INTENDED[intended]}」です。これより重い措置とするときは、改めて未履行と判断し、弁明の機会を付与してください（第8条）`,
      )
    : [];
};

/** Each statement is answered, and nothing else. */
const unanswered = (answers: readonly StatementRef[], statements: readonly StatementRef[]): Problem[] => {
  const isComplete =
    answers.length === statements.length &&
    statements.every((one) => answers.some((answer) => isSame(answer, one)));
  return isComplete
    ? []
    : [
        {
          pointer: '/answers',
          message: `弁明のそれぞれに対する考え方を入力してください（第8条。弁明は${statements.length}件です）`,
        },
      ];
};

const examine = (input: SanctionInput, state: CaseState, today: string): Problem[] => {
  const { sanction, until, conditions, measures, weighing } = input;
  const problems: Problem[] = [];
  const { effectiveOn = today } = input;
  if (isCarriedOut(sanction) && weighing === undefined)
    problems.push({
      pointer: '/weighing',
      message:
        '取消・停止のときは「考慮した事情」（違反の程度、影響、是正の状況など）を入力してください（第8条）',
    });
  if (isCarriedOut(sanction) && (effectiveOn < today || effectiveOn > state.period.to))
    problems.push({
      pointer: '/effectiveOn',
      message: '「効力の生ずる日」は、本日から許可の満了日までの日付を指定してください（第8条）',
    });
  if (sanction === 'suspend' && conditions === undefined)
    problems.push({
      pointer: '/conditions',
      message: '停止のときは「停止を解除する条件」を入力してください（第8条）',
    });
  if (
    sanction === 'suspend' &&
    until !== undefined &&
    (until <= today || until < effectiveOn || until > state.period.to)
  )
    problems.push({
      pointer: '/until',
      message:
        '「停止の最終日」は、本日より後、効力の生ずる日から許可の満了日までの日付を指定してください（第8条）',
    });
  if (sanction === 'other' && measures === undefined)
    problems.push({ pointer: '/measures', message: '「その他の措置の内容」を入力してください（第8条）' });
  return problems;
};
