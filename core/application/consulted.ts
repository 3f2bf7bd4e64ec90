import { loadConsultation, loadVendor } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import type { Store } from '../store/ports.ts';
import { consultedDifferences } from './consulted-differences.ts';
import type { Application } from './inputs.ts';
import type { Change } from './views.ts';

/** Where an application differs from what the city knows today: its consultation, and the vendor as registered. */
export const loadConsultedDifferences = async (
  store: Store,
  vendorId: string,
  application: Application,
  settings: Settings,
): Promise<readonly Change[]> => {
  const [consultation, vendor] = await Promise.all([
    loadConsultation(store, vendorId, application.consultationId),
    loadVendor(store, vendorId),
  ]);
  return consultedDifferences(application, { consultation, vendor, settings });
};
