import type { CaseFact } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { listRecords } from '../case/case-store.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import type { Settings } from '../directory/settings.ts';
import { ask } from '../question/ask.ts';
import { type CandidateKind, CLAUSE_OF, type MatterKind } from '../regulation/candidate-kinds.ts';
import type { Ports, Write } from '../store/ports.ts';
import { hashOf } from '../values/hash.ts';

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

/** What is a matter of its own; connections and works come together under their month: raise-matters.ts. */
type OwnKind = Exclude<CandidateKind, MatterKind | 'connections'>;

/**
 * 違反の候補 (第7条): something was noticed, and the manager is asked whether it is a violation. Never one by itself.
 * Load the state first, then call this, then act in the same transaction.
 *
 * @param noticed.about the record it comes from; none with what people point out
 * @param noticed.clause default: the one of its kind
 * @param noticed.judged the manager has judged so himself: that an earlier candidate was dismissed settles nothing
 * @returns undefined when the kind is switched off (第12条), or when there is one of this kind about the same record
 *   already (INV-9)
 */
export const raiseCandidate = async (
  ports: Ports,
  state: CaseState,
  noticed: {
    readonly kind: OwnKind;
    readonly about?: string;
    readonly clause?: number;
    readonly judged?: boolean;
    readonly evidence: readonly string[];
  },
  settings: Settings,
): Promise<Raised | undefined> => {
  const { kind, about, evidence, judged } = noticed;
  if (kind !== 'reported' && !settings.candidates[kind]) return undefined;
  const known = (await listRecords(ports.store, state.caseId, FINDINGS)).some(
    (finding) =>
      about !== undefined &&
      finding.about === about &&
      finding.kind === kind &&
      !(judged && finding.status === 'dismissed'),
  );
  if (known) return undefined;
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
    request,
  } as const;
  return { fact, paper, mails };
};
