import type { CaseState } from '../case-state.ts';
import { stateOf } from '../case-store.ts';
import { listSections } from '../directory-store.ts';
import type { Store } from '../ports.ts';
import { queryAll } from '../query-all.ts';

/** All cases of the city, by the register of its sections. */
export const everyCase = async (store: Store): Promise<CaseState[]> => {
  const rows = await Promise.all(
    (await listSections(store)).map(({ sectionId }) =>
      queryAll(store, { index: 'register', hash: `SECTION#${sectionId}` }),
    ),
  );
  return rows.flat().map(stateOf);
};
