import type { Temporal } from 'temporal-polyfill';
import { dateOf } from '../calendar.ts';
import type { CaseState } from '../case-state.ts';
import { revisionOf } from '../case-store.ts';
import { holdersOf, type Role, type Section } from '../directory.ts';
import { appointmentsOfRole, loadPerson, loadSection, loadSettings } from '../directory-store.ts';
import { Fatal } from '../errors.ts';
import { documentNumber, takeNumber } from '../numbering.ts';
import type { Ports, Store, Write } from '../ports.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Issued } from '../signed.ts';

/**
 * Head of a numbered paper to the vendor: 文書番号 of the section's series of the fiscal year, issuer and addressee as
 * they are on the day. The number is taken in the transaction that uses it.
 */
export const issueDocument = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  state: CaseState,
): Promise<{ readonly issued: Issued; readonly write: Write }> => {
  const today = dateOf(clock());
  const [section, settings] = await Promise.all([loadSection(store, state.sectionId), loadSettings(store)]);
  if (!section) throw new Fatal('the section of a case is missing');
  const { number, write } = await takeNumber(store, `document-${section.sectionId}`, today);
  const regulation = regulationById(state.regulationId);
  return {
    issued: {
      documentNo: documentNumber(section.documentPrefix, number),
      issuedOn: today.toString(),
      issuer: { city: regulation.city, ...(await issuerOf(store, section, today)) },
      addressee: await addresseeOf({ store }, state),
      regulationTitle: regulation.title,
      sealOmitted: settings.sealOmitted,
      contact: { section: section.name, tel: section.tel, email: section.email },
    },
    write,
  };
};

/** The vendor, as it called itself in the application. */
const addresseeOf = async (
  { store }: Pick<Ports, 'store'>,
  state: CaseState,
): Promise<Issued['addressee']> => {
  const { name, representative } = (await revisionOf(store, state)).application.vendor;
  return { name, representative: `${representative.title} ${representative.name}` };
};

/** 情報セキュリティ管理者 of the day; the section's head by title alone when nobody holds the role. */
const issuerOf = async (
  store: Store,
  section: Section,
  today: Temporal.PlainDate,
): Promise<Omit<Issued['issuer'], 'city'>> => {
  const role: Role = `manager:${section.sectionId}`;
  const [holder] = holdersOf(await appointmentsOfRole(store, role), role, today);
  const person = holder && (await loadPerson(store, holder.personId));
  return { title: holder?.title ?? section.headTitle, name: person?.name ?? '' };
};
