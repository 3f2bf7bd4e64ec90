import { applicationOn, loadRevision } from '../application/revision-store.ts';
import { type CaseState, isSubcontracted, isSupervised } from '../case/case-state.ts';
import { childrenOf, loadCase } from '../case/case-store.ts';
import { goesThrough, type Stopped } from '../case/partial-stop.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import type { Affected } from '../case/records/finding-papers.ts';
import type { Stop } from '../case/stops.ts';
import { loadSystem } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';

/** The subcontractors' permits on which a decision about a permit would fall (第11条, G13): shown before it is confirmed. */
export const affectedBy = async (
  store: Store,
  parent: CaseState,
  decision: 'sanction' | 'lift',
): Promise<Affected[]> => {
  const children = (await childrenOf(store, parent.caseId)).filter((child) =>
    decision === 'lift' ? fellWith(child, parent.caseId) : IN_FORCE.includes(child.status),
  );
  return Promise.all(
    children.filter(isSupervised).map(async (child) => {
      const [revision, system] = await Promise.all([
        loadRevision(store, child.caseId, child.rev),
        loadSystem(store, child.systemId),
      ]);
      return {
        caseId: child.caseId,
        permitNo: child.permitNo,
        status: child.status,
        subcontractor: revision?.application.subcontracting?.company ?? '',
        systemName: system?.name ?? '',
      };
    }),
  );
};

/** Of those, the permits that go through a stopped origin on a day: a partial stop falls on no other (docs/adr/0039). */
export const throughOrigin = async (
  store: Store,
  affected: readonly Affected[],
  only: Stopped,
  on: string,
): Promise<Affected[]> => {
  const through = await Promise.all(
    affected.map(async (permit) => {
      const state = await loadCase(store, permit.caseId);
      return state && goesThrough(only, (await applicationOn(store, state, on)).originIps) ? [permit] : [];
    }),
  );
  return through.flat();
};

/** Those that are lifted with a suspension of the whole permit; a partial stop was nobody's but the permit's own. */
export const liftedWith = (store: Store, parent: CaseState, stop: Stop | undefined): Promise<Affected[]> =>
  stop === undefined || stop.only !== undefined ? Promise.resolve([]) : affectedBy(store, parent, 'lift');

/** Suspended because the parent's permit was, and by nothing of its own. */
export const fellWith = (child: CaseState, parentCaseId: string): boolean =>
  child.status === 'suspended' && child.suspension.parent === parentCaseId;

/** 再委託者, where a permit is used by one (第11条). */
const subcontractorOf = async (store: Store, state: CaseState): Promise<string | undefined> =>
  isSubcontracted(state)
    ? (await loadRevision(store, state.caseId, state.rev))?.application.subcontracting?.company
    : undefined;

/** Which permit a notice is about, and with which it falls or rises (第11条). */
export const permitLines = async (store: Store, target: CaseState, parent?: CaseState) => {
  const system = await loadSystem(store, target.systemId);
  const subcontractor = await subcontractorOf(store, target);
  const permitNo = (state: CaseState) => ('permitNo' in state ? state.permitNo : '');
  return {
    permitNo: permitNo(target),
    systemName: system?.name ?? '',
    ...(subcontractor === undefined ? {} : { subcontractor }),
    ...(parent === undefined ? {} : { parentPermitNo: permitNo(parent) }),
  };
};
