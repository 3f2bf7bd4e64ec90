import { describe, expect, test } from 'vitest';
import type { FindingPaper } from '../../core/case/records/finding-papers.ts';
import type { Filed } from '../../core/finding/finding-papers-of.ts';
import {
  answerTo,
  heardSoFar,
  statementsIn,
  unansweredHearings,
} from '../../core/finding/heard-statements.ts';

/** 第8条: a statement is known by the number of its event and its case; in a finding that was taken over two may be alike. */

const signed = {
  decidedBy: { personId: 'p', name: '税務 三郎', title: '財政部税務課長' },
  decidedAs: 'principal',
  channel: 'screen',
  decidedAt: '2026-05-11T01:00:00Z',
} as const;
const heard = (statement: string): FindingPaper => ({
  ...{ type: 'statement-heard', how: 'spoken', heardOn: '2026-05-11', heardBy: '税務 補佐' },
  ...{ speaker: '北斗 一郎', statement, signed },
});
const made = (statement: string): FindingPaper => ({
  ...{ type: 'statement-made', statement, by: '北斗 一郎', at: '2026-05-12T01:00:00Z' },
});
const answer = (seq: number, more: object = {}): FindingPaper => ({
  ...{ type: 'hearing-answered', heard: seq, choice: 'corrected', correction: '訂正' },
  ...{ by: '北斗 一郎', at: '2026-06-02T01:00:00Z', ...more },
});
const EARLIER = 'case-earlier';

describe('第8条: 通知書に載せる弁明の長さ', () => {
  // Of all statements and corrections together 40,000 characters stand on the notice; the rest in papers of their own.
  const textsOf = (filed: readonly Filed[]) => {
    const told = heardSoFar(statementsIn(filed), {} as never);
    if (told.kind !== 'statements') throw new Error('no statements');
    return told.statements.map(({ text, correction }) => [text.length, correction?.length]);
  };
  const ELSEWHERE = '（弁明書のとおり）'.length;
  const recorded = (length: number, correction: number): Filed[] => [
    { seq: 20, paper: heard('弁'.repeat(length)) },
    { seq: 21, paper: answer(20, { correction: '訂'.repeat(correction) }) },
  ];

  test('保守事業者の訂正も数える。ちょうど4万字までは全文、1字超えると弁明書のとおりとする', () => {
    expect(textsOf(recorded(30_000, 10_000))).toEqual([[30_000, 10_000]]);
    expect(textsOf(recorded(30_000, 10_001))).toEqual([[ELSEWHERE, ELSEWHERE]]);
  });

  test('前の訂正で残りがなければ、次の弁明は弁明書のとおりとする。訂正のない弁明に、訂正は付かない', () => {
    expect(textsOf([...recorded(20_000, 20_000), { seq: 22, paper: made('一') }])).toEqual([
      [20_000, 20_000],
      [ELSEWHERE, undefined],
    ]);
  });
});

describe('第8条: 引き継がれた命令の弁明で、番号の同じもの', () => {
  const filed: Filed[] = [
    { seq: 20, caseId: EARLIER, paper: heard('前の許可で聴いたこと') },
    { seq: 20, paper: heard('この許可で聴いたこと') },
    { seq: 21, caseId: EARLIER, paper: made('前の許可で述べたこと') },
    { seq: 21, paper: made('この許可で述べたこと') },
  ];

  test('それぞれの考え方は、それぞれの弁明に付く', () => {
    const answers = statementsIn(filed).map(({ seq, caseId, statement }) => ({
      ...(caseId === undefined ? { seq } : { seq, caseId }),
      answer: `「${statement.text}」への考え方`,
    }));
    const told = heardSoFar(statementsIn(filed), {} as never, answers.toReversed());
    expect(
      told.kind === 'statements' && told.statements.map(({ text, answer: ours }) => [text, ours]),
    ).toEqual(
      [...filed.map(({ paper }) => ('statement' in paper ? paper.statement : ''))].map((text) => [
        text,
        `「${text}」への考え方`,
      ]),
    );
  });

  test('保守事業者の確認は、指した案件の記録だけに付く', () => {
    const own = [...filed, { seq: 22, paper: answer(20) }];
    expect(unansweredHearings(own)).toEqual([{ seq: 20, caseId: EARLIER }]);
    expect(answerTo(own, { seq: 20 })?.correction).toBe('訂正');
    const earlier = [...filed, { seq: 22, paper: answer(20, { heardIn: EARLIER }) }];
    expect(unansweredHearings(earlier)).toEqual([{ seq: 20 }]);
  });

  test('案件を指していない以前の確認は、同じ案件の記録のもの、なければ前の許可の記録のもの', () => {
    const both = [...filed.slice(0, 1), { seq: 22, caseId: EARLIER, paper: answer(20) }, ...filed.slice(1)];
    expect(unansweredHearings(both)).toEqual([{ seq: 20 }]);
    const alone = [...filed.slice(0, 1), { seq: 22, paper: answer(20) }];
    expect(unansweredHearings(alone)).toEqual([]);
  });
});
