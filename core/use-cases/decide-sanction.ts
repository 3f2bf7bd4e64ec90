import { Temporal } from 'temporal-polyfill';
import { dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import type { CaseState } from '../case-state.ts';
import { loadCase } from '../case-store.ts';
import type { Problem } from '../errors.ts';
import { refused } from '../errors.ts';
import type { SanctionInput } from '../finding-inputs.ts';
import { type FindingPaperOf, hashWithCascade } from '../finding-papers.ts';
import type { Ports } from '../ports.ts';
import { formatWarekiDay } from '../wareki.ts';
import { affectedBy } from './affected-permits.ts';
import { answerFinding, openAbout } from './finding-act.ts';
import { type Filed, findingPapersOf, lastPaper, papersOf } from './finding-papers-of.ts';
import { issueDocument } from './issue-document.ts';

type Heard = FindingPaperOf<'sanction-decided'>['heard'];
const SPOKEN = '口頭又は書面';

/**
 * 取消・停止等の決定 (第8条): there is no other way to a sanction than this question, and the question is asked only about an
 * order that was judged 未履行 and reported to the chief (INV-21). What is confirmed covers the subcontractors' permits
 * that fall with it; the vendor was heard, or nothing came by the day.
 */
export const decideSanction =
  (ports: Ports) => async (caller: Caller, caseId: string, findingId: string, input: SanctionInput) => {
    const shown = await cascadeShown(ports, caseId, findingId, 'sanction', input.hash);
    const { hash } = shown;
    return answerFinding(ports, caller, caseId, findingId, { stage: 'sanction', hash }, async (on) => {
      const { state, question, signed, finding } = on;
      const cascade = await affectedBy(ports.store, state, 'sanction');
      if (hashWithCascade(question.hash, cascade) !== input.hash) return CHANGED;
      const today = dateOf(ports.clock()).toString();
      const filed = await findingPapersOf(ports.store, caseId, finding.head);
      const heard = heardOf(filed, input, finding.head.statementDueOn, today);
      const unclear = examineStatement(input, judgedOn(filed), today);
      const problems = [
        ...examine(input, state, today),
        ...unclear,
        ...(heard || unclear.length > 0 ? [] : [notHeard(finding.head.statementDueOn)]),
      ];
      if (!heard || problems.length > 0)
        return refused('invalid', 'invalid-answer', '入力内容に誤りがあります', problems);
      const { sanction, facts, reason, until, conditions, measures, returns } = input;
      const told = sanction === 'other' ? await issueDocument(ports, state) : undefined;
      return {
        ok: true,
        step: {
          fact: {
            type: 'sanction-decided',
            findingId,
            answers: question.requestId,
            sanction,
            ...(sanction === 'suspend' && until !== undefined ? { until } : {}),
            ...(told ? { documentNo: told.issued.documentNo } : {}),
          },
          paper: {
            type: 'sanction-decided',
            sanction,
            facts,
            reason,
            ...(sanction === 'suspend' ? { until, conditions } : {}),
            ...(sanction === 'other' ? { measures } : { returns }),
            heard,
            ...(told ? { issued: told.issued } : {}),
            cascade: sanction === 'other' ? [] : cascade,
            shownHash: input.hash,
            signed,
          },
        },
        // 取消 and 停止 are told by the notice (F9), when they are carried out.
        ...(told ? { news: 'measure-taken' as const, writes: [told.write] } : {}),
      };
    });
  };

export const CHANGED = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に内容（再委託者の許可を含む）が変わりました。最新の内容を読み直してから回答してください',
);

/** The question's own hash, when what was posted is that hash together with the permits that fall with it. */
const cascadeShown = async (
  { store }: Pick<Ports, 'store'>,
  caseId: string,
  findingId: string,
  stage: 'sanction' | 'lift',
  posted: string,
): Promise<{ readonly hash: string }> => {
  const state = await loadCase(store, caseId);
  const question = state && openAbout(state, stage, findingId);
  if (!question) return { hash: posted };
  const cascade = await affectedBy(store, state, stage);
  return { hash: hashWithCascade(question.hash, cascade) === posted ? question.hash : posted };
};

const examine = (input: SanctionInput, state: CaseState, today: string): Problem[] => {
  const { sanction, until, conditions, measures } = input;
  const problems: Problem[] = [];
  if (sanction === 'suspend' && conditions === undefined)
    problems.push({
      pointer: '/conditions',
      message: '停止のときは「停止を解除する条件」を入力してください（第8条）',
    });
  if (sanction === 'suspend' && until !== undefined && (until <= today || until > state.period.to))
    problems.push({
      pointer: '/until',
      message: '「停止の予定最終日」は、本日より後、許可の満了日までの日付を指定してください（第8条）',
    });
  if (sanction === 'other' && measures === undefined)
    problems.push({ pointer: '/measures', message: '「その他の措置の内容」を入力してください（第8条）' });
  return problems;
};

/** What was heard by word of mouth or on paper stands with its day, or nobody would know that anything was heard. */
const examineStatement = (
  { statement, statementOn }: SanctionInput,
  from: string,
  today: string,
): Problem[] => {
  if (statement === undefined && statementOn === undefined) return [];
  if (statement === undefined)
    return [
      {
        pointer: '/statement',
        message: '「弁明のあった日」を入力したときは、弁明の要旨も入力してください（第8条）',
      },
    ];
  return statementOn !== undefined && statementOn >= from && statementOn <= today
    ? []
    : [
        {
          pointer: '/statementOn',
          message: '「弁明のあった日」に、未履行と判断した日から本日までの日付を入力してください（第8条）',
        },
      ];
};

/** The day on which the order was judged 未履行: what is said before it is no answer to it. */
const judgedOn = (filed: readonly Filed[]): string => {
  const judged = lastPaper(filed, 'compliance-judged');
  return judged ? dateOf(Temporal.Instant.from(judged.signed.decidedAt)).toString() : '';
};

const notHeard = (dueOn: string | undefined): Problem => ({
  pointer: '/statement',
  message: `弁明の期限（${dueOn === undefined ? '' : formatWarekiDay(dueOn)}）までは、弁明を受けずに決定できません（第8条）。口頭又は書面で受けたときは、その要旨と日付を入力してください`,
});

const dayOf = (instant: string): string => dateOf(Temporal.Instant.from(instant)).toString();
const spokenLine = (on: string, spoken: string) => `${SPOKEN}（${formatWarekiDay(on)}）：${spoken}`;

/** Of all statements on one notice; each has a paper of its own (弁明書), and a row holds no more than 400 KB. */
const MOST_CHARACTERS = 40_000;
const linesOf = (
  statements: readonly (readonly [who: string, statement: string])[],
  room: number,
): string[] => {
  let left = room;
  return statements.map(([who, statement]) => {
    left -= statement.length;
    return `${who}：${left < 0 ? '（弁明書のとおり）' : statement}`;
  });
};

/**
 * 弁明: by the portal, as often as it was made, by word of mouth, both, or none although the day has passed. Undefined: it
 * is too early to decide.
 */
const heardOf = (
  filed: readonly Filed[],
  input: SanctionInput,
  dueOn: string | undefined,
  today: string,
): Heard | undefined => {
  const { statement: spoken, statementOn: spokenOn } = input;
  const [first, ...later] = papersOf(filed, 'statement-made');
  if (first) {
    const more = later.map((one) => [`${formatWarekiDay(dayOf(one.at))}　${one.by}`, one.statement] as const);
    const said = spoken === undefined || spokenOn === undefined ? [] : [spokenLine(spokenOn, spoken)];
    return {
      kind: 'made',
      on: dayOf(first.at),
      text: [first.statement, ...linesOf(more, MOST_CHARACTERS - first.statement.length), ...said].join('\n'),
      by: first.by,
    };
  }
  if (spoken !== undefined && spokenOn !== undefined)
    return { kind: 'made', on: spokenOn, text: spoken, by: SPOKEN };
  return dueOn !== undefined && dueOn < today ? { kind: 'none', dueOn } : undefined;
};
