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
/** 統括部門. */
export const officeSender = async (ports: AppPorts) =>
  senderOf(ports, (await loadSettings(ports.store)).officeSectionId);
