import { isContact, type Person } from '../../core/directory/directory.ts';
import { loadSection, loadSettings } from '../../core/directory/directory-store.ts';
import type { AppPorts } from '../http/contract.ts';
import type { Mail, Sender } from '../ui/mail-text.ts';

/** A mail ready to go. `secret` is the link or code in its text, to be blanked out in the copy that is kept. */
export type Composed = { readonly to: string; readonly mail: Mail; readonly secret?: string };

/** A section, as a mail names it. */
export const senderOf = async ({ store, config }: AppPorts, sectionId: string): Promise<Sender> => {
  const section = await loadSection(store, sectionId);
  return {
    city: config.cityName,
    section: section?.name ?? '',
    tel: section?.tel ?? '',
    portalUrl: config.baseUrl,
  };
};
/** 統括部門, which runs the system: whatever its own people and other sections are written. */
export const officeSender = async (ports: AppPorts) =>
  senderOf(ports, (await loadSettings(ports.store)).officeSectionId);
/** A vendor is written by the section that answers for the matter; the city's people, of that section too, by 統括部門. */
export const senderTo = (ports: AppPorts, reader: Person, sectionId: string): Promise<Sender> =>
  isContact(reader) ? senderOf(ports, sectionId) : officeSender(ports);
