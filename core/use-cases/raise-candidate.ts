import type { CaseFact } from '../case-event.ts';
import type { CaseState } from '../case-state.ts';
import { listRecords } from '../case-store.ts';
import { type CandidateKind, CLAUSE_OF, FINDINGS, type FindingHead } from '../finding.ts';
import { dossierHash } from '../finding-papers.ts';
import { hashOf } from '../hash.ts';
import type { Ports, Write } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { ask } from './ask.ts';

export type Raised = {
  readonly fact: Extract<CaseFact, { type: 'candidate-raised' }>;
  /** What was noticed, in sentences; names of people stand here and nowhere else. */
  readonly paper: {
    readonly type: 'candidate-raised';
    readonly kind: CandidateKind;
    readonly clause: number;
    readonly evidence: readonly string[];
  };
  readonly mails: readonly Write[];
};

/**
 * 違反の候補 (第7条): something was noticed, and the manager is asked whether it is a violation. Never one by itself.
 * Load the state first, then call this, then act in the same transaction.
 *
 * @param noticed.about the record it comes from: work, month (YYYY-MM), instruction; none with what people point out
 * @param noticed.clause default: the one of its kind
 * @param noticed.judged the manager has judged so himself: that an earlier candidate was dismissed settles nothing
 * @param noticed.month in which it happened; default: the month that it is about. Without a month only `about` counts
 * @returns undefined when the kind is switched off (第12条), or when the permit has one of this kind already that is
 *   about the same record or the same month (INV-9)
 */
export const raiseCandidate = async (
  ports: Ports,
  state: CaseState,
  noticed: {
    readonly kind: CandidateKind;
    readonly about?: string;
    readonly clause?: number;
    readonly month?: string | undefined;
    readonly judged?: boolean;
    readonly evidence: readonly string[];
  },
  settings: Settings,
): Promise<Raised | undefined> => {
  const { kind, about, evidence } = noticed;
  const month = noticed.month ?? (about !== undefined && /^\d{4}-\d\d$/.test(about) ? about : undefined);
  if (kind !== 'reported' && !settings.candidates[kind]) return undefined;
  const known = (await listRecords(ports.store, state.caseId, FINDINGS)).filter(
    (finding) => finding.kind === kind && !(noticed.judged && finding.status === 'dismissed'),
  );
  const isKnown = (finding: FindingHead) =>
    (about !== undefined && finding.about === about) || (month !== undefined && finding.month === month);
  if (known.some(isKnown)) return undefined;
  const findingId = ports.ids.next();
  const clause = noticed.clause ?? CLAUSE_OF[kind];
  const paper = { type: 'candidate-raised', kind, clause, evidence } as const;
  const { request, mails } = await ask(
    ports,
    state,
    {
      stage: 'candidate',
      about: findingId,
      hash: dossierHash('candidate', findingId, [{ hash: hashOf(paper) }]),
    },
    settings,
  );
  const fact = {
    type: 'candidate-raised',
    findingId,
    kind,
    clause,
    ...(about === undefined ? {} : { about }),
    ...(month === undefined ? {} : { month }),
    request,
  } as const;
  return { fact, paper, mails };
};
