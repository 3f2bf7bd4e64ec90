import { Temporal } from 'temporal-polyfill';
import type { FindingHead } from '../case/records/finding-facts.ts';
import type { FindingPaperOf, Heard, Statement } from '../case/records/finding-papers.ts';
import { dateOf } from '../values/calendar.ts';
import { aboutOrder, type Filed, orderBefore } from './finding-papers-of.ts';

/** 弁明 as they stand on the paper of the decision (第8条): every one of them, and how far the vendor vouches for it. */

const dayOf = (instant: string): string => dateOf(Temporal.Instant.from(instant)).toString();

/** A statement is known by the number of its event and the case in which that stands (absent: the permit's own). */
export type StatementRef = Pick<Filed, 'seq' | 'caseId'>;
type Numbered = StatementRef & { readonly statement: Statement };

export const isSame = (a: StatementRef, b: StatementRef): boolean => a.seq === b.seq && a.caseId === b.caseId;
/** As somebody has sent it; the permit's own case may be named, too. */
export const at = (
  { seq, caseId }: { readonly seq: number; readonly caseId?: string | undefined },
  own: string,
): StatementRef => (caseId === undefined || caseId === own ? { seq } : { seq, caseId });
export const refOf = ({ seq, caseId }: StatementRef): StatementRef =>
  caseId === undefined ? { seq } : { seq, caseId };

/** Whatever the vendor sent, and whatever the city wrote down, in order; of what was about an order since withdrawn also its number. */
export const statementsIn = (filed: readonly Filed[]): readonly Numbered[] => {
  const inForce = aboutOrder(filed);
  return filed.flatMap((one): Numbered[] => {
    const { paper } = one;
    const ref = refOf(one);
    const former = inForce.includes(one) ? undefined : orderBefore(filed, paper);
    const about = former ? { orderNo: former.documentNo } : {};
    if (paper.type === 'statement-made')
      return [
        {
          ...ref,
          statement: { how: 'screen', on: dayOf(paper.at), by: paper.by, text: paper.statement, ...about },
        },
      ];
    if (paper.type !== 'statement-heard') return [];
    const { how, heardOn, heardBy, speaker, statement } = paper;
    const answer = answerTo(filed, ref);
    const vouched = answer && {
      confirmed: answer.choice,
      ...(answer.correction === undefined ? {} : { correction: answer.correction }),
    };
    const said = { how, on: heardOn, by: speaker, text: statement, heardBy };
    return [{ ...ref, statement: { ...said, ...vouched, ...about } }];
  });
};

/** What the vendor has said of the city's record of a statement. */
export const answerTo = (
  filed: readonly Filed[],
  record: StatementRef,
): FindingPaperOf<'hearing-answered'> | undefined => {
  for (const one of filed)
    if (one.paper.type === 'hearing-answered' && isSame(record, answered(filed, one, one.paper)))
      return one.paper;
  return undefined;
};

/** Records that the vendor has neither confirmed nor corrected, the oldest first. */
export const unansweredHearings = (filed: readonly Filed[]): readonly StatementRef[] =>
  filed.flatMap((one) =>
    one.paper.type === 'statement-heard' && !answerTo(filed, refOf(one)) ? [refOf(one)] : [],
  );

/** Answers of before do not say in which case: in their own, or else in the earlier one that has the number. */
const answered = (
  filed: readonly Filed[],
  where: StatementRef,
  { heard, heardIn }: FindingPaperOf<'hearing-answered'>,
): StatementRef => {
  if (heardIn !== undefined) return { seq: heard, caseId: heardIn };
  const records = filed.filter(({ seq, paper }) => paper.type === 'statement-heard' && seq === heard);
  return records.find(({ caseId }) => caseId === where.caseId) ?? records.at(-1) ?? { seq: heard };
};

/** Of all statements on one notice; each has a paper of its own (弁明書), and a row holds no more than 400 KB. */
const MOST_CHARACTERS = 40_000;
const ELSEWHERE = '（弁明書のとおり）';

/** Statements as one notice has room for them: those beyond it by reference. */
export const withinNotice = <N extends { readonly statement: Statement }>(statements: readonly N[]): N[] => {
  let left = MOST_CHARACTERS;
  return statements.map((one) => {
    const { statement } = one;
    left -= statement.text.length + (statement.correction?.length ?? 0);
    if (left >= 0) return one;
    const correction = statement.correction === undefined ? {} : { correction: ELSEWHERE };
    return { ...one, statement: { ...statement, text: ELSEWHERE, ...correction } };
  });
};

export const heardSoFar = (
  statements: readonly Numbered[],
  { statementDueOn = '', statementClosed = false }: FindingHead,
  answers: readonly (StatementRef & { readonly answer: string })[] = [],
): Heard => {
  if (statements.length === 0) return { kind: 'none', dueOn: statementDueOn };
  return {
    kind: 'statements',
    closed: statementClosed,
    statements: withinNotice(statements).map(({ statement, ...ref }) => {
      const answer = answers.find((one) => isSame(one, ref))?.answer;
      return answer === undefined ? statement : { ...statement, answer };
    }),
  };
};
