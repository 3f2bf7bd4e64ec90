import { type Caller, isClerk, isOffice } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import {
  CONSULTED,
  listSystems,
  listVendors,
  loadConsultation,
  loadSettings,
} from '../directory/directory-store.ts';
import type { Ports } from '../store/ports.ts';

export type Consulted = {
  readonly consultationId: string;
  readonly heldOn: string;
  readonly vendorName: string;
  readonly systemNames: readonly string[];
  readonly contactName: string;
};
const MOST = 50;

/**
 * For clerks: consultations (第4条第1項) about systems of their section to which no application has come, the oldest first; for the
 * office those of all sections. One query of at most 50, and these consultations.
 */
export const listConsulted =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller): Promise<readonly Consulted[] | undefined> => {
    if (!isClerk(caller)) return undefined;
    const { items } = await store.query({ index: 'register', hash: CONSULTED, limit: MOST });
    if (items.length === 0) return [];
    const [settings, systems, vendors] = await Promise.all([
      loadSettings(store),
      listSystems(store),
      listVendors(store),
    ]);
    const sections = new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []));
    const own = systems.filter(({ sectionId }) => isOffice(caller, settings) || sections.has(sectionId));
    const names = new Map(own.map(({ systemId, name }) => [systemId, name]));
    const found = await Promise.all(
      items.map(({ pk, sk }) =>
        loadConsultation(store, pk.slice('VENDOR#'.length), sk.slice('CONSULTED#'.length)),
      ),
    );
    return found
      .filter((one) => one !== undefined)
      .filter(({ systemIds }) => systemIds.some((id) => names.has(id)))
      .map(({ consultationId, heldOn, vendorId, systemIds, contact }) => ({
        consultationId,
        heldOn,
        vendorName: vendors.find((vendor) => vendor.vendorId === vendorId)?.name ?? '',
        systemNames: systemIds.flatMap((id) => names.get(id) ?? []),
        contactName: contact.name,
      }));
  };
