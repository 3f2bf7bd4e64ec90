import { afterAll, beforeAll, describe } from 'vitest';
import type { Store } from '../../core/store/ports.ts';
import { conditionRules } from './store-contract/conditions.ts';
import { limitRules } from './store-contract/limits.ts';
import { modelRule } from './store-contract/model.ts';
import { queryRules } from './store-contract/queries.ts';
import { valueRules } from './store-contract/values.ts';

export type OpenStore = { readonly store: Store; close(): Promise<void> };

/**
 * What every `Store` does. The suite opens one store and keeps its tests apart by the hash keys they use, so
 * an emulator needs to make one table only.
 *
 * @param runs sequences that the comparison with the model tries
 */
export const storeContract = (
  name: string,
  makeStore: () => Promise<OpenStore>,
  { runs = 100 } = {},
): void => {
  describe(`Store contract: ${name}`, () => {
    let open: OpenStore | undefined;
    beforeAll(async () => {
      open = await makeStore();
    });
    afterAll(async () => {
      await open?.close();
    });
    const store = (): Store => {
      if (open === undefined) throw new Error('the store did not open');
      return open.store;
    };

    conditionRules(store);
    queryRules(store);
    valueRules(store);
    limitRules(store);
    modelRule(store, runs);
  });
};
