import { revisionOf } from '../application/revision-store.ts';
import type { CaseState } from '../case/case-state.ts';
import { loadSection, loadSettings, loadVendor } from '../directory/directory-store.ts';
import type { PaperKind } from '../directory/settings.ts';
import { regulationById } from '../regulation/regulations.ts';
import { documentNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal } from '../values/errors.ts';
import type { Issued } from '../values/signed.ts';
import { doubtSentence } from './doubt-sentence.ts';
import { issuerOn } from './issuer.ts';

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
