import type { Temporal } from 'temporal-polyfill';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { stateOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { loadConsultation, loadSettings, loadSystem, loadVendor } from '../directory/directory-store.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports, Store } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { dateOf } from '../values/calendar.ts';
import { consultedDifferences, type OtherPermit } from './consulted-differences.ts';
import type { RecordedApplication } from './inputs.ts';
import type { JudgedDraft } from './judge-draft.ts';
import { statusLabel, statusOn } from './list-cases.ts';
import { loadRevision } from './revision-store.ts';
import type { Draft } from './save-draft.ts';
import type { Difference } from './views.ts';

/** Of the section's cases the newest ones are looked at for another vendor's permit: what a page costs does not grow with them. */
const LOOKED_AT = 100;

type Asked = {
  readonly vendorId: string;
  readonly application: RecordedApplication;
  readonly regulation: Regulation;
  /** Absent before it is handed in. */
  readonly caseId?: string | undefined;
};

/**
 * Where an application does not fit what the city knows today: its consultation, the vendor as registered, what is attached,
 * and the permits in force for the system.
 *
 * @param audience a vendor is told of no permit but its own
 */
const loadDifferences = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  { vendorId, application, regulation, caseId }: Asked,
  audience: 'vendor' | 'city',
): Promise<readonly Difference[]> => {
  const today = dateOf(clock());
  const [consultation, vendor, settings, states] = await Promise.all([
    loadConsultation(store, vendorId, application.consultationId),
    loadVendor(store, vendorId),
    loadSettings(store),
    statesOf(store, vendorId, application.systemId, audience),
  ]);
  const inForce = states
    .filter(isSupervised)
    .filter(
      (state) =>
        state.systemId === application.systemId &&
        state.caseId !== caseId &&
        state.erasedAt === undefined &&
        IN_FORCE.includes(statusOn(state, today)),
    );
  const permits = await Promise.all(
    inForce.map(async (state) =>
      (await isOfSameUser(store, state, vendorId, application))
        ? permitOf(store, state, vendorId, today)
        : undefined,
    ),
  );
  return consultedDifferences(application, {
    ...{ consultation, vendor, settings, regulation },
    permits: permits.filter((permit) => permit !== undefined),
  });
};

/** Of a draft, as soon as all of it can be read. */
export const differencesOfDraft = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  { vendorId, caseId }: Pick<Draft, 'vendorId' | 'caseId'>,
  { ready, regulation }: JudgedDraft,
): Promise<readonly Difference[]> =>
  ready
    ? loadDifferences(ports, { vendorId, caseId, application: ready.recorded, regulation }, 'vendor')
    : [];

/** Of what was handed in. */
export const differencesOf = (
  ports: Pick<Ports, 'store' | 'clock'>,
  { vendorId, caseId, regulationId }: CaseState,
  application: RecordedApplication,
  audience: 'vendor' | 'city',
): Promise<readonly Difference[]> =>
  loadDifferences(
    ports,
    { vendorId, caseId, application, regulation: regulationById(regulationId) },
    audience,
  );

/** The vendor's own cases; for the city with those of other vendors of the section that holds the system. */
const statesOf = async (
  store: Store,
  vendorId: string,
  systemId: string,
  audience: 'vendor' | 'city',
): Promise<readonly CaseState[]> => {
  const own = (await queryAll(store, { index: 'vendor', hash: vendorId })).map(stateOf);
  const system = audience === 'city' ? await loadSystem(store, systemId) : undefined;
  if (!system) return own;
  const { items } = await store.query({
    ...{ index: 'register', hash: `SECTION#${system.sectionId}`, descending: true, limit: LOOKED_AT },
  });
  return [...own, ...items.map(stateOf).filter((state) => state.vendorId !== vendorId)];
};

/** 第11条: the vendor's permit and its subcontractors' stand beside each other. Of another vendor's each counts. */
const isOfSameUser = async (
  store: Store,
  state: Supervised,
  vendorId: string,
  { subcontracting }: RecordedApplication,
): Promise<boolean> => {
  if (state.vendorId !== vendorId) return true;
  const revision = await loadRevision(store, state.caseId, state.rev);
  return revision?.application.subcontracting?.company === subcontracting?.company;
};

const permitOf = async (
  store: Store,
  state: Supervised,
  vendorId: string,
  today: Temporal.PlainDate,
): Promise<OtherPermit> => {
  const { caseId, permitNo, period, ending } = state;
  const vendor = state.vendorId === vendorId ? undefined : await loadVendor(store, state.vendorId);
  return {
    ...{ caseId, permitNo, statusLabel: statusLabel(state, today) },
    period: { ...period, to: ending?.lastDay ?? period.to },
    ...(vendor ? { vendorName: vendor.name } : {}),
  };
};
