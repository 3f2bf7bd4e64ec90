import { Temporal } from 'temporal-polyfill';
import { type CaseState, isSubcontracted, isSupervised, type Supervised } from '../case/case-state.ts';
import { listRecords, stateOf } from '../case/case-store.ts';
import { IN_FORCE, RENEWABLE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import {
  clausesOf,
  FINDING_STATUSES,
  type FindingHead,
  sanctionName,
  UNSETTLED,
} from '../case/records/finding-facts.ts';
import type { System } from '../directory/directory.ts';
import { queryAll, type Store } from '../store/ports.ts';
import { formatWareki } from '../values/wareki.ts';
import { statusLabel, statusOn, summarize } from './list-cases.ts';
import type { EarlierPermit } from './views.ts';

/** The vendor's other cases about the same system, newest first; those that were disposed of say nothing more. */
export const casesBeside = async (store: Store, state: CaseState): Promise<readonly CaseState[]> => {
  const rows = await queryAll(store, { index: 'vendor', hash: state.vendorId, descending: true });
  return rows
    .map(stateOf)
    .filter(
      ({ caseId, systemId, erasedAt }) =>
        caseId !== state.caseId && systemId === state.systemId && erasedAt === undefined,
    );
};
export const earlierPermits = async (store: Store, state: CaseState): Promise<readonly Supervised[]> =>
  (await casesBeside(store, state)).filter(isSupervised);

/** 第11条: the permits of the vendor itself for a system that hold or will; a subcontractor's falls with the one it is under. */
export const ownPermits = async (
  store: Store,
  vendorId: string,
  systemId: string,
): Promise<readonly Supervised[]> =>
  (await queryAll(store, { index: 'vendor', hash: vendorId }))
    .map(stateOf)
    .filter(isSupervised)
    .filter(
      (state) => state.systemId === systemId && IN_FORCE.includes(state.status) && !isSubcontracted(state),
    );

/** 継続: the permits of the vendor for these systems that may be continued, the latest first. */
export const renewablePermits = async (
  store: Store,
  vendorId: string,
  systems: readonly Pick<System, 'systemId' | 'name'>[],
): Promise<readonly { readonly permitNo: string; readonly label: string }[]> =>
  (await queryAll(store, { index: 'vendor', hash: vendorId, descending: true }))
    .map(stateOf)
    .flatMap((state) => {
      const system = systems.find(({ systemId }) => systemId === state.systemId);
      if (!system || !isSupervised(state) || !RENEWABLE.includes(state.status)) return [];
      const until = formatWareki(Temporal.PlainDate.from(state.period.to));
      return [{ permitNo: state.permitNo, label: `${state.permitNo}　${system.name}（${until}まで）` }];
    });

/** A candidate is none yet (第7条), and what was dropped or withdrawn is none any more. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['candidate', 'dismissed', 'withdrawn', 'cleared']);

const findingOf = (head: FindingHead): EarlierPermit['findings'][number] => ({
  findingId: head.findingId,
  statusLabel: FINDING_STATUSES[head.status],
  clause: head.clause,
  clauses: [...clausesOf(head)],
  orderNo: head.orderNo,
  dueOn: head.dueOn,
  sanctionLabel: head.sanction && sanctionName(head.sanction, head.only),
  isOpen: UNSETTLED.includes(head.status),
});

const rank = ({ status, findings }: EarlierPermit): number =>
  status === 'suspended' ? 0 : findings.some(({ isOpen }) => isOpen) ? 1 : status === 'revoked' ? 2 : 3;

/**
 * What whoever decides on an application must know first (第4条第2項, 第7条, 第8条): open and disobeyed orders, findings and
 * sanctions of this vendor's permits for this system. The most pressing first.
 */
export const earlierRecord = async (
  store: Store,
  state: CaseState,
  today: Temporal.PlainDate,
): Promise<EarlierPermit[]> => {
  const permits = await Promise.all(
    (await earlierPermits(store, state)).map(async (permit): Promise<EarlierPermit> => {
      const heads = await listRecords(store, permit.caseId, FINDINGS);
      return {
        caseId: permit.caseId,
        permitNo: permit.permitNo,
        status: statusOn(permit, today),
        statusLabel: statusLabel(permit, today),
        subcontractor: (await summarize(store, permit, today)).subcontractor,
        period: permit.period,
        findings: heads.filter(({ status }) => !SAYS_NOTHING.has(status)).map(findingOf),
      };
    }),
  );
  return permits
    .filter(({ status, findings }) => status === 'suspended' || status === 'revoked' || findings.length > 0)
    .sort((a, b) => rank(a) - rank(b));
};
