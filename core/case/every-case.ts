import { listSections } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import type { CaseState } from './case-state.ts';
import { stateOf } from './case-store.ts';

/** All cases of the city, by the register of its sections. */
export const everyCase = async (store: Store): Promise<CaseState[]> => {
  const rows = await Promise.all(
    (await listSections(store)).map(({ sectionId }) =>
      queryAll(store, { index: 'register', hash: `SECTION#${sectionId}` }),
    ),
  );
  return rows.flat().map(stateOf);
};
