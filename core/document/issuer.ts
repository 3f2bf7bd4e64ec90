import type { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../case/case-state.ts';
import { holdersOf, type Role, type Section } from '../directory/directory.ts';
import { appointmentsOfRole, loadPerson, loadSection, loadSystem } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { actingTitle, type Issued } from '../values/signed.ts';

/**
 * 情報セキュリティ管理者 in whose name a paper goes out on a day (第2条第2号, 第5条). Only a deputy is in office: the
 * deputy acts for the vacant office (職務代理) and says so. Undefined: nobody is, and nothing goes out in a name that nobody has.
 */
export const issuerOn = async (
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
