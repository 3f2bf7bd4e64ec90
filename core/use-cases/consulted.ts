import type { Application } from '../application.ts';
import { consultedDifferences } from '../consulted-differences.ts';
import { loadConsultation, loadVendor } from '../directory-store.ts';
import type { Store } from '../ports.ts';
import type { Settings } from '../settings.ts';
import type { Change } from '../views.ts';

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
