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
 * office those of all sections. At most 50; reads the list of the city until it has them. `more`: there are others.
 */
export const listConsulted =
  ({ store }: Pick<Ports, 'store'>) =>
  async (
    caller: Caller,
  ): Promise<{ readonly consulted: readonly Consulted[]; readonly more: boolean } | undefined> => {
    if (!isClerk(caller)) return undefined;
    const [settings, systems, vendors] = await Promise.all([
      loadSettings(store),
      listSystems(store),
      listVendors(store),
    ]);
    const sections = new Set(caller.appointments.flatMap(({ role }) => sectionOf(role) ?? []));
    const own = systems.filter(({ sectionId }) => isOffice(caller, settings) || sections.has(sectionId));
    const names = new Map(own.map(({ systemId, name }) => [systemId, name]));
    const consulted: Consulted[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.query({
        index: 'register',
        hash: CONSULTED,
        limit: MOST,
        ...(cursor && { cursor }),
      });
      const found = await Promise.all(
        page.items.map(({ pk, sk }) =>
          loadConsultation(store, pk.slice('VENDOR#'.length), sk.slice('CONSULTED#'.length)),
        ),
      );
      for (const one of found)
        if (one?.systemIds.some((id) => names.has(id)))
          consulted.push({
            consultationId: one.consultationId,
            heldOn: one.heldOn,
            vendorName: vendors.find(({ vendorId }) => vendorId === one.vendorId)?.name ?? '',
            systemNames: one.systemIds.flatMap((id) => names.get(id) ?? []),
            contactName: one.contact.name,
          });
      cursor = page.cursor;
    } while (cursor !== undefined && consulted.length <= MOST);
    return { consulted: consulted.slice(0, MOST), more: consulted.length > MOST || cursor !== undefined };
  };
