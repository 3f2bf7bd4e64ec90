import { Temporal } from 'temporal-polyfill';
import { type CaseState, isSupervised, lastDayHeld, type Supervised } from '../case/case-state.ts';
import { stateOf } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import type { Consultation } from '../directory/consultation.ts';
import { CONTRACT_KINDS } from '../directory/contract-fields.ts';
import type { Vendor } from '../directory/directory.ts';
import { loadConsultation, loadSettings, loadVendor } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { regulationById } from '../regulation/regulations.ts';
import { type Ports, queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { searchKey } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import type { RecordedApplication } from './inputs.ts';
import type { JudgedDraft } from './judge-draft.ts';
import { statusLabel, statusOn } from './list-cases.ts';
import { missingAttachments } from './missing-attachments.ts';
import { loadRevision } from './revision-store.ts';
import type { Draft } from './save-draft.ts';
import type { Change, Difference } from './views.ts';

type Known = {
  readonly consultation: Pick<Consultation, 'contract'> | undefined;
  readonly vendor: Vendor | undefined;
  readonly settings: Pick<Settings, 'usualPermitMonths'>;
  /** For the same system, of this or another vendor, as far as whoever is shown it may know of them. */
  readonly permits: readonly OtherPermit[];
  readonly regulation: Pick<Regulation, 'checklist' | 'checklistName' | 'provisions'>;
};

/** A permit that holds or will; `to` is its last day, with a 廃止届 the day that it names. */
export type OtherPermit = Omit<Extract<Difference, { kind: 'permit' }>, 'kind' | 'pointer' | 'articles'>;

/**
 * Where an application does not fit what the city knows; refused is none of it, but vendor and manager are shown it:
 *
 * - `said`: something else than what was consulted (第4条第1項 予め協議) or is registered of the vendor, and a period longer than
 *   is usual (第4条第3項). `before` is what the city knows, `after` what the application says.
 * - `attachment`: an answer to 別表1, or what is told of the connection, that names a paper which is not attached.
 * - `permit`: another permit for the system in force within the period, where a 継続 or a 変更届 may be meant.
 */
const consultedDifferences = (application: RecordedApplication, known: Known): readonly Difference[] => [
  ...saidDifferences(application, known).map((change) => ({ kind: 'said' as const, ...change })),
  ...missingAttachments(application, known.regulation),
  ...overlapping(application, known),
];

const overlapping = (
  { applicationType, previousPermitNo, period }: RecordedApplication,
  { permits, regulation }: Known,
): readonly Difference[] => {
  const { application, delegation } = regulation.provisions;
  return permits
    .filter(({ permitNo }) => applicationType !== 'renewal' || permitNo !== previousPermitNo)
    .filter((permit) => permit.period.from <= period.to && period.from <= permit.period.to)
    .map((permit) => ({
      kind: 'permit',
      pointer: '/applicationType',
      ...permit,
      articles: { renewal: application, change: delegation },
    }));
};

const saidDifferences = (
  application: RecordedApplication,
  { consultation, vendor, settings }: Known,
): readonly Change[] => {
  const found: Change[] = [];
  const compare = (pointer: string, label: string, before: string, after: string): void => {
    if (searchKey(before) !== searchKey(after)) found.push({ pointer, label, before, after });
  };
  const says = application.vendor;
  if (vendor) {
    compare('/vendor/name', '申請者 名称', vendor.name, says.name);
    compare('/vendor/address', '申請者 所在地', vendor.address, says.address);
    const person = ({ representative }: Pick<Vendor, 'representative'>) =>
      `${representative.title} ${representative.name}`;
    compare('/vendor/representative/name', '申請者 代表者', person(vendor), person(says));
  }
  if (consultation) {
    const { contract: consulted } = consultation;
    const { contract } = application;
    compare('/contract/name', '契約名', consulted.name, contract.name);
    compare('/contract/number', '契約番号', consulted.number, contract.number);
    compare('/contract/kind', '契約の種類', CONTRACT_KINDS[consulted.kind], CONTRACT_KINDS[contract.kind]);
    const day = formatWarekiDay;
    compare('/contract/from', '契約期間 開始日', day(consulted.from), day(contract.from));
    compare('/contract/to', '契約期間 終了日', day(consulted.to), day(contract.to));
  }
  const months = monthsOf(application.period);
  if (months > settings.usualPermitMonths)
    found.push({
      pointer: '/period/to',
      label: '利用期間の長さ',
      before: `目安 ${settings.usualPermitMonths}か月まで`,
      after: `${Math.floor(months / 12)}年${months % 12 === 0 ? '' : `${months % 12}か月`}`,
    });
  return found;
};

/** Begun months, both days included. */
const monthsOf = ({ from, to }: RecordedApplication['period']): number => {
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })];
  if (Temporal.PlainDate.compare(start, end) >= 0) return 0;
  const { months, days } = start.until(end, { largestUnit: 'months' });
  return months + (days > 0 ? 1 : 0);
};

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
 * @param sectionId of the case, for the city: it is told of the permits of its own section. A vendor is told of no permit but its own
 */
const loadDifferences = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  { vendorId, application, regulation, caseId }: Asked,
  sectionId?: string,
): Promise<readonly Difference[]> => {
  const today = dateOf(clock());
  const [consultation, vendor, settings, states] = await Promise.all([
    loadConsultation(store, vendorId, application.consultationId),
    loadVendor(store, vendorId),
    loadSettings(store),
    statesOf(store, vendorId, sectionId),
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
  ready ? loadDifferences(ports, { vendorId, caseId, application: ready.recorded, regulation }) : [];

/** Of what was handed in. */
export const differencesOf = (
  ports: Pick<Ports, 'store' | 'clock'>,
  { vendorId, caseId, regulationId, sectionId }: CaseState,
  application: RecordedApplication,
  audience: 'vendor' | 'city',
): Promise<readonly Difference[]> =>
  loadDifferences(
    ports,
    { vendorId, caseId, application, regulation: regulationById(regulationId) },
    audience === 'city' ? sectionId : undefined,
  );

/** The vendor's own cases; for the city those of all vendors in the section of the case. */
const statesOf = async (
  store: Store,
  vendorId: string,
  sectionId: string | undefined,
): Promise<readonly CaseState[]> => {
  const own = (await queryAll(store, { index: 'vendor', hash: vendorId })).map(stateOf);
  if (sectionId === undefined) return own;
  const { items } = await store.query({
    ...{ index: 'register', hash: `SECTION#${sectionId}`, descending: true, limit: LOOKED_AT },
  });
  return [...own, ...items.map(stateOf).filter((state) => state.vendorId !== vendorId)].filter(
    (state) => state.sectionId === sectionId,
  );
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
  const { caseId, permitNo, period } = state;
  const vendor = state.vendorId === vendorId ? undefined : await loadVendor(store, state.vendorId);
  return {
    ...{ caseId, permitNo, statusLabel: statusLabel(state, today) },
    period: { ...period, to: lastDayHeld(state) },
    ...(vendor ? { vendorName: vendor.name } : {}),
  };
};
