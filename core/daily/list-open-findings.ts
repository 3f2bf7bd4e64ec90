import { isSupervised, type Supervised } from '../case/case-state.ts';
import { loadCase } from '../case/case-store.ts';
import { stageLabel } from '../case/decision-request.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { FINDING_STATUSES, type FindingHead, OPEN_FINDINGS } from '../case/records/finding-facts.ts';
import { type Caller, isOffice } from '../directory/caller.ts';
import { roleLabel } from '../directory/directory.ts';
import { listSections, listSystems, listVendors, loadSettings } from '../directory/directory-store.ts';
import { orderName } from '../finding/views.ts';
import { CANDIDATE_KINDS } from '../regulation/candidate-kinds.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { parsed } from '../values/frozen.ts';
import type { Owing } from './list-watch.ts';

/** A violation that is found, and neither obeyed nor answered by a measure (第7条, 第8条). */
export type OpenFinding = Owing & {
  readonly sectionName: string;
  readonly statusLabel: string;
  /** What comes next, and who does it; by `by`. */
  readonly next: string;
};
const MOST_FINDINGS = 50;

/**
 * For the chief's office: the violations of all sections that are not settled, the first due first. One query of at most 50,
 * the oldest, and the permits that they are of; `more`: there are others.
 */
export const listOpenFindings =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (
    caller: Caller,
  ): Promise<{ readonly findings: readonly OpenFinding[]; readonly more: boolean } | undefined> => {
    if (!isOffice(caller, await loadSettings(store))) return undefined;
    const { items, cursor } = await store.query({
      index: 'register',
      hash: OPEN_FINDINGS,
      limit: MOST_FINDINGS,
    });
    if (items.length === 0) return { findings: [], more: false };
    const [systems, vendors, sections] = await Promise.all([
      listSystems(store),
      listVendors(store),
      listSections(store),
    ]);
    const today = dateOf(clock()).toString();
    const found = await Promise.all(
      items.map(async (row): Promise<OpenFinding[]> => {
        const state = await loadCase(store, row.pk.slice('CASE#'.length));
        if (!state || !isSupervised(state)) return [];
        const head = parsed(FINDINGS.head, row['head']);
        const { kind, findingId, status } = head;
        const label = kind === undefined ? '違反の記録' : CANDIDATE_KINDS[kind];
        const what = orderName(head) ?? label;
        return [
          {
            what,
            no: state.permitNo,
            systemName: systems.find(({ systemId }) => systemId === state.systemId)?.name ?? '',
            vendorName: vendors.find(({ vendorId }) => vendorId === state.vendorId)?.name ?? '',
            sectionName: sections.find(({ sectionId }) => sectionId === state.sectionId)?.name ?? '',
            statusLabel: FINDING_STATUSES[status],
            ...nextOf(state, head, today),
            at: { caseId: state.caseId, record: { kind: 'finding', id: findingId, label: what } },
          },
        ];
      }),
    );
    return {
      findings: found.flat().sort((a, b) => (a.by ?? '9999').localeCompare(b.by ?? '9999')),
      more: cursor !== undefined,
    };
  };

/** What is asked of the city comes first; then what the vendor has to hand in, or may say. */
const nextOf = (
  { questions }: Supervised,
  { findingId, status, dueOn, repliedAt, statementDueOn, statementClosed }: FindingHead,
  today: string,
): Pick<OpenFinding, 'next' | 'by'> => {
  const [question] = questions
    .filter(({ about }) => about === findingId)
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  if (question)
    return { next: `${stageLabel(question.stage)}（${roleLabel(question.role)}）`, by: question.dueOn };
  if (status === 'ordered' && repliedAt === undefined) return { next: '是正報告（保守事業者）', by: dueOn };
  const isHeard = statementDueOn !== undefined && statementDueOn >= today && !statementClosed;
  return status === 'disobeyed' && isHeard
    ? { next: '弁明（保守事業者）', by: statementDueOn }
    : { next: '処理の続き（自動処理）', by: undefined };
};
