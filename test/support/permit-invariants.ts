import { Temporal } from 'temporal-polyfill';
import type { CaseEvent } from '../../core/case/case-event.ts';
import { caseKey } from '../../core/case/case-store.ts';
import { isForChief, type Question } from '../../core/case/decision-request.ts';
import { isLate, REPORTS } from '../../core/case/records/monthly-report.ts';
import { foldRecords } from '../../core/case/records.ts';
import { holdersOf } from '../../core/directory/directory.ts';
import { appointmentsOfRole, loadSettings } from '../../core/directory/directory-store.ts';
import { type Item, queryAll, type Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { canonicalJson, hashOf } from '../../core/values/hash.ts';
import { candidateViolationsOf } from './candidate-invariants.ts';
import { isLateByOracle, reportViolationsOf } from './report-invariants.ts';

/**
 * INV-3, 4, 8, 9, 13 for everything that happens under a permit: who answered which question, on what text, and whether
 * papers and heads are what the trail says.
 */
export const permitViolationsOf = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<string[]> => {
  const rows = await queryAll(store, { hash: caseKey(caseId) });
  return [
    ...(await Promise.all(events.map((event) => answered(store, events, event)))).flat(),
    ...papers(rows, events),
    ...heads(rows, events),
    ...reportViolationsOf(events),
    ...late(rows),
    ...candidateViolationsOf(events, rows),
  ];
};

const questionsIn = ({ fact }: Pick<CaseEvent, 'fact'>): Question[] =>
  ['request' in fact ? fact.request : undefined, 'requestNext' in fact ? fact.requestNext : undefined].filter(
    (question) => question !== undefined,
  );

/** INV-3, INV-8: a question is answered once, after it was asked, by a holder of its role who did not draft it. */
const answered = async (store: Store, events: readonly CaseEvent[], event: CaseEvent): Promise<string[]> => {
  const { fact, by } = event;
  const requestId = 'answers' in fact ? fact.answers : undefined;
  if (requestId === undefined) return [];
  const what = `${fact.type} (${event.seq})`;
  const question = events
    .filter(({ seq }) => seq < event.seq)
    .flatMap(questionsIn)
    .find((asked) => asked.requestId === requestId);
  if (!question) return [`INV-3: ${what} answers what nobody asked`];
  const found: string[] = [];
  const closedBefore = events.some(
    ({ seq, fact: other }) =>
      seq < event.seq &&
      (('answers' in other && other.answers === requestId) ||
        ('closes' in other && other.closes === requestId)),
  );
  if (closedBefore) found.push(`INV-8: ${what} answers a question that was closed`);
  if (by.kind !== 'person') return [...found, `INV-3: ${what} was answered by no person`];
  const on = dateOf(Temporal.Instant.from(event.at));
  const holders = holdersOf(await appointmentsOfRole(store, question.role), question.role, on);
  if (!holders.some(({ personId, kind }) => personId === by.personId && kind === by.as))
    found.push(`INV-3: ${by.personId} did not hold ${question.role} for ${what}`);
  const drafted = question.drafter === by.personId && isForChief(question.stage);
  if (drafted && (await loadSettings(store)).selfApproval === 'forbid')
    found.push(`INV-3: ${what} was answered by who drafted it`);
  return found;
};

/** INV-4: each paper is what its event says; a question about a work or a month is about the paper of its event. */
const papers = (rows: readonly Item[], events: readonly CaseEvent[]): string[] => {
  const kept = new Map(
    rows
      .filter(({ sk }) => sk.startsWith('PAPER#'))
      .map((row) => [Number(row.sk.slice('PAPER#'.length)), hashOf(row['content'])]),
  );
  const signed = events.flatMap(({ seq, fact, paper }) =>
    questionsIn({ fact })
      .filter(({ stage, hash }) => ['work', 'review', 'monthly'].includes(stage) && hash !== paper)
      .map(({ stage }) => `INV-4: ${stage} (${seq}) asks about another text than its paper`),
  );
  const differing = events
    .filter(({ seq, paper }) => kept.get(seq) !== paper)
    .map(({ seq, fact }) => `INV-4: the paper of ${fact.type} (${seq}) is not what the event says`);
  return [...signed, ...differing];
};

/** INV-13: the heads of works, findings … are the fold of the events that name them. */
const heads = (rows: readonly Item[], events: readonly CaseEvent[]): string[] => {
  const folded = foldRecords(events);
  const stored = new Map(rows.filter((row) => 'head' in row).map((row) => [row.sk, row['head']]));
  return [...new Set([...folded.keys(), ...stored.keys()])]
    .filter((sk) => canonicalJson(folded.get(sk)) !== canonicalJson(stored.get(sk)))
    .map((sk) => `INV-13: ${sk} is not the fold of its events`);
};

/** INV-10: the late flag of a monthly report is what the oracle says. */
const late = (rows: readonly Item[]): string[] =>
  rows
    .filter(({ sk }) => sk.startsWith('REPORT#'))
    .map((row) => REPORTS.head.parse(row['head']))
    .filter(
      (head) =>
        head.submittedAt !== undefined && isLate(head) !== isLateByOracle(head.submittedAt, head.dueOn),
    )
    .map(({ yearMonth }) => `INV-10: the late flag of ${yearMonth} is wrong`);
