import { Temporal } from 'temporal-polyfill';
import { dateOf } from '../calendar.ts';
import type { FindingHead } from '../finding.ts';
import type { Heard, Statement } from '../finding-papers.ts';
import type { Filed } from './finding-papers-of.ts';

/** 弁明 as they stand on the paper of the decision (第8条): every one of them, and how far the vendor vouches for it. */

const dayOf = (instant: string): string => dateOf(Temporal.Instant.from(instant)).toString();

type Numbered = { readonly seq: number; readonly statement: Statement };

/** Whatever the vendor sent, and whatever the city wrote down, in order. */
export const statementsIn = (filed: readonly Filed[]): readonly Numbered[] =>
  filed.flatMap(({ seq, paper }): Numbered[] => {
    if (paper.type === 'statement-made')
      return [
        { seq, statement: { how: 'screen', on: dayOf(paper.at), by: paper.by, text: paper.statement } },
      ];
    if (paper.type !== 'statement-heard') return [];
    const { how, heardOn, heardBy, speaker, statement } = paper;
    return [
      {
        seq,
        statement: { how, on: heardOn, by: speaker, text: statement, heardBy, ...answerTo(filed, seq) },
      },
    ];
  });

const answerTo = (filed: readonly Filed[], heard: number): Pick<Statement, 'confirmed' | 'correction'> => {
  const answer = filed
    .map(({ paper }) => paper)
    .find((paper) => paper.type === 'hearing-answered' && paper.heard === heard);
  if (answer?.type !== 'hearing-answered') return {};
  const { choice, correction } = answer;
  return { confirmed: choice, ...(correction === undefined ? {} : { correction }) };
};

/** Of all statements on one notice; each has a paper of its own (弁明書), and a row holds no more than 400 KB. */
const MOST_CHARACTERS = 40_000;
const ELSEWHERE = '（弁明書のとおり）';

export const heardSoFar = (
  statements: readonly Numbered[],
  { statementDueOn = '', statementClosed = false }: FindingHead,
  answers: readonly { readonly seq: number; readonly answer: string }[] = [],
): Heard => {
  if (statements.length === 0) return { kind: 'none', dueOn: statementDueOn };
  let left = MOST_CHARACTERS;
  return {
    kind: 'statements',
    closed: statementClosed,
    statements: statements.map(({ seq, statement }) => {
      left -= statement.text.length + (statement.correction?.length ?? 0);
      const answer = answers.find((one) => one.seq === seq)?.answer;
      const short = {
        text: ELSEWHERE,
        ...(statement.correction === undefined ? {} : { correction: ELSEWHERE }),
      };
      return { ...statement, ...(left < 0 ? short : {}), ...(answer === undefined ? {} : { answer }) };
    }),
  };
};
