import { describe, expect, test } from 'vitest';
import type { RunningServer } from '../../scripts/server-process.ts';
import { openDynamoStore } from './dynamo-table.ts';
import { loseNextAnswer } from './lost-answer.ts';
import { signInSuite } from './sign-in-suite.ts';
import { storeContract } from './store-contract.ts';

/** The store contract, and what only a store behind a network can get wrong, on a server that speaks DynamoDB. */
export const dynamoSuite = (name: string, start: () => Promise<RunningServer>): void => {
  storeContract(name, () => openDynamoStore(start), { runs: 50 });
  signInSuite(name, () => openDynamoStore(start));

  describe(`lost answers: ${name}`, () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems
    test('a transaction that was done but not answered is not done twice, and not reported as failed', async () => {
      await using open = await openDynamoStore(start);
      const { lost } = loseNextAnswer(open.client);
      const key = { pk: 'LOST', sk: 'STATE' };
      const result = await open.store.transact([
        { put: { ...key, version: 1 }, when: { absent: true } },
        { put: { pk: 'LOST', sk: 'EVENT#1' }, when: { absent: true } },
      ]);
      expect(result).toEqual({ ok: true });
      expect(lost()).toBe(1);
      expect(await open.store.get(key)).toEqual({ ...key, version: 1 });
    });
  });
};
