import { Temporal } from 'temporal-polyfill';
import { loadDecisions } from '../application/decision.ts';
import { revisionOf } from '../application/revision-store.ts';
import type { CaseState } from '../case/case-state.ts';
import { loadCase, loadEvents } from '../case/case-store.ts';
import { holdersOf, nameAt, type Role, type Section } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../directory/directory-store.ts';
import type { PaperKind } from '../directory/settings.ts';
import { regulationById } from '../regulation/regulations.ts';
import { documentNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal } from '../values/errors.ts';
import { actingTitle, type Issued } from '../values/signed.ts';
import { doubtSentence } from './view-notice.ts';

/**
 * 情報セキュリティ管理者 in whose name a paper goes out on a day (第2条第2号, 第5条). Only a deputy is in office: the
 * deputy acts for the vacant office (職務代理) and says so. Undefined: nobody is, and nothing goes out in a name that nobody has.
 */
const issuerOn = async (
  store: Store,
  section: Section,
  day: Temporal.PlainDate,
): Promise<Omit<Issued['issuer'], 'city'> | undefined> => {
  const role: Role = `manager:${section.sectionId}`;
  const [holder] = holdersOf(await appointmentsOfRole(store, role), role, day);
  const person = holder && (await loadPerson(store, holder.personId));
  if (!holder || !person) return undefined;
  return {
    title: holder.kind === 'deputy' ? actingTitle(section.headTitle, holder.title) : holder.title,
    name: person.name,
  };
};

/** The section that answers for a case today: where there is no permit in force to move with its system, that of the system. */
export const issuingSectionOf = async (store: Store, state: CaseState): Promise<string> =>
  state.status === 'issued' || state.status === 'refused' || state.status === 'expired'
    ? ((await loadSystem(store, state.systemId))?.sectionId ?? state.sectionId)
    : state.sectionId;

/** Its name, for the chief's office: whose head is to be appointed. */
export const issuingSectionName = async (store: Store, state: CaseState): Promise<string> =>
  (await loadSection(store, await issuingSectionOf(store, state)))?.name ?? '';

/** Somebody is in office to issue what this case waits for. */
export const mayIssue = async (store: Store, state: CaseState, day: Temporal.PlainDate): Promise<boolean> => {
  const section = await loadSection(store, await issuingSectionOf(store, state));
  return section !== undefined && (await issuerOn(store, section, day)) !== undefined;
};

/**
 * Head of a numbered paper to the vendor: 文書番号 of the section's series of the fiscal year, issuer and addressee as
 * they are on the day. The number is taken in the transaction that uses it.
 *
 * @throws {Fatal} when nobody is in office to issue it: what goes out by itself is held first (hold-paper.ts)
 */
export const issueDocument = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: CaseState,
  kind: PaperKind = 'other',
  /** Papers that go out together, each with a number of its own: `more` are those after the first. */
  count = 1,
): Promise<{ readonly issued: Issued; readonly more: readonly Issued[]; readonly write: Write }> => {
  const today = dateOf(clock());
  const [section, settings] = await Promise.all([loadSection(store, state.sectionId), loadSettings(store)]);
  if (!section) throw new Fatal('the section of a case is missing');
  const { number, write } = await takeNumber(store, `document-${section.sectionId}`, today, count);
  const regulation = regulationById(state.regulationId);
  const issuer = await issuerOn(store, section, today);
  const doubts = doubtSentence(settings);
  if (!issuer) throw new Fatal('nobody is in office to issue a paper');
  const head = {
    issuedOn: today.toString(),
    issuer: { city: regulation.city, role: regulation.roles.manager.title, ...issuer },
    addressee: await addresseeOf({ store }, state),
    regulationTitle: regulation.title,
    sealOmitted: settings.sealOmitted && !settings.sealedPapers[kind],
    contact: { section: section.name, tel: section.tel, email: section.email },
    ...(doubts === undefined ? {} : { doubts }),
  };
  const [issued, ...more] = Array.from({ length: count }, (_, index) => ({
    documentNo: documentNumber(section.documentPrefix, number + index),
    ...head,
  }));
  if (!issued) throw new Fatal('a paper without a number');
  return { issued, more, write };
};

/** The vendor, as the city has it registered on the day. */
const addresseeOf = async (
  { store }: Pick<Ports, 'store'>,
  state: CaseState,
): Promise<Issued['addressee']> => {
  const vendor =
    (await loadVendor(store, state.vendorId)) ?? (await revisionOf(store, state)).application.vendor;
  const { name, representative } = vendor;
  return { name, representative: `${representative.title} ${representative.name}` };
};

/**
 * A paper says what system and vendor were called when it was written, and which section had the system, whatever they
 * are called today.
 */

type Named = {
  readonly caseId: string;
  readonly systemName: string;
  readonly vendorName: string;
  readonly sectionName?: string;
};

/** @param at when the paper was written; undefined: it has not been yet */
export const asNamedAt = async <V extends Named>(
  store: Store,
  view: V,
  at: string | undefined,
): Promise<V> => {
  const state = at === undefined ? undefined : await loadCase(store, view.caseId);
  if (at === undefined || !state) return view;
  const then = Temporal.Instant.from(at);
  const [system, vendor, sectionName] = await Promise.all([
    loadSystem(store, state.systemId),
    loadVendor(store, state.vendorId),
    view.sectionName === undefined ? undefined : sectionThen(store, view.caseId, then),
  ]);
  return {
    ...view,
    ...(system ? { systemName: nameAt(system, then) } : {}),
    ...(vendor ? { vendorName: nameAt(vendor, then) } : {}),
    ...(sectionName === undefined ? {} : { sectionName }),
  };
};

const sectionThen = async (
  store: Store,
  caseId: string,
  then: Temporal.Instant,
): Promise<string | undefined> => {
  let sectionId: string | undefined;
  for (const { fact, at } of await loadEvents(store, caseId)) {
    if (Temporal.Instant.compare(Temporal.Instant.from(at), then) > 0) break;
    if ('sectionId' in fact) sectionId = fact.sectionId;
  }
  const section = sectionId === undefined ? undefined : await loadSection(store, sectionId);
  return section && nameAt(section, then);
};

/** 様式1: as it was handed in. */
export const asAppliedFor = async <V extends Named>(store: Store, view: V): Promise<V> => {
  const state = await loadCase(store, view.caseId);
  return asNamedAt(store, view, state && (await revisionOf(store, state)).submittedAt);
};

/** 承認伺・決定: as it was when the application was decided on last. */
export const asDecided = async <V extends Named & { readonly rev: number }>(
  store: Store,
  view: V,
): Promise<V> => {
  const decisions = await loadDecisions(store, view.caseId);
  return asNamedAt(store, view, decisions.findLast(({ rev }) => rev === view.rev)?.decidedAt);
};
