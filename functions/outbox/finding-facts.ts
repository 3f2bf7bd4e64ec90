import type { CaseState } from '../../core/case/case-state.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { FINDINGS } from '../../core/case/records/finding.ts';
import { INSTRUCTIONS } from '../../core/case/records/instruction.ts';
import { affectedBy } from '../../core/finding/affected-permits.ts';
import { findingPapersOf } from '../../core/finding/finding-papers-of.ts';
import { instructionPapersOf } from '../../core/instruction/instruction-papers-of.ts';
import type { Store } from '../../core/store/ports.ts';
import { findingLines, instructionLines, type Lines } from '../finding/lines.ts';
import { wareki } from '../ui/dates.ts';

/** What must be known to answer a question about an instruction or a violation (第6条–第8条): all that was written. */

type Facts = readonly (readonly [label: string, value: string])[];

const told = (papers: readonly Lines[]): Facts =>
  papers.flatMap(({ title, rows }) =>
    rows.map(([label, text]): [string, string] => [`${title}・${label}`, text]),
  );

/** What machines have noticed may be much: a mail tells the first of it; the page has it all. */
const NOTICED: ReadonlySet<string> = new Set(['candidate-raised', 'evidence-added', 'finding-reassessed']);
const MOST_LINES = 20;
export const shortened = (facts: Facts): Facts =>
  facts.map(([label, text]) => {
    const lines = text.split('\n');
    return lines.length > MOST_LINES
      ? [
          label,
          [...lines.slice(0, MOST_LINES), `ほか${lines.length - MOST_LINES}件は、画面に示しています`].join(
            '\n',
          ),
        ]
      : [label, text];
  });

export const instructionFacts = async (
  store: Store,
  state: CaseState,
  { about = '' }: Question,
): Promise<Facts> => {
  const instruction = await loadRecord(store, state.caseId, INSTRUCTIONS, about);
  if (!instruction) return [];
  const filed = await instructionPapersOf(store, state.caseId, instruction.head);
  return told(filed.map(({ paper }) => instructionLines(paper, 'city')));
};

export const findingFacts = async (
  store: Store,
  state: CaseState,
  { about = '', stage }: Question,
): Promise<Facts> => {
  const finding = await loadRecord(store, state.caseId, FINDINGS, about);
  if (!finding) return [];
  const { orderNo, dueOn, overdue, repliedAt } = finding.head;
  const filed = await findingPapersOf(store, state.caseId, finding.head);
  const cascade = stage === 'sanction' || stage === 'lift' ? await affectedBy(store, state, stage) : [];
  return [
    ...(orderNo === undefined ? [] : ([['是正命令', orderNo]] as const)),
    ...(overdue && repliedAt === undefined
      ? ([['是正報告', `履行期限（${wareki(dueOn ?? '')}）までに報告がありません`]] as const)
      : []),
    ...told(
      filed.map(({ paper }) => {
        const lines = findingLines(paper, 'city');
        return NOTICED.has(paper.type) ? { ...lines, rows: shortened(lines.rows) } : lines;
      }),
    ),
    ...(cascade.length === 0
      ? []
      : ([
          [
            stage === 'lift' ? 'ともに解除される再委託者の許可' : 'ともに失効・停止となる再委託者の許可',
            cascade.map(({ permitNo, subcontractor }) => `${permitNo}（${subcontractor}）`).join('、'),
          ],
        ] as const)),
  ];
};
