import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { FailedCondition, Page, Store, TransactResult } from '../../core/store/ports.ts';
import { type CheckedQuery, checkedQuery, compareUtf8, cursorAfter } from '../../core/store/store-query.ts';
import { checkedKey, checkedWrites } from '../../core/store/store-rules.ts';
import { Fatal, Retryable } from '../../core/values/errors.ts';
import { cancellationOf, dynamoFailure, failedCondition } from './dynamo-errors.ts';
import { itemOf, keyOf, queryInput, transactItem } from './dynamo-expressions.ts';

/** Attempts of one transaction that meets conflicts: up to about 3 s together, within every task's timeout. */
const ATTEMPTS = 7;
const FIRST_PAUSE_MILLISECONDS = 50;

/** Full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const pauseAfter = (attempt: number): Promise<void> =>
  pause(Math.random() * FIRST_PAUSE_MILLISECONDS * 2 ** attempt);

type Options = {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly tableName: string;
};

const failuresOf = (reasons: readonly CancellationReason[]): FailedCondition[] =>
  reasons.flatMap((reason, index) => {
    if (!failedCondition(reason)) return [];
    const there = reason.Item !== undefined && Object.keys(reason.Item).length > 0;
    return [{ index, existing: there && reason.Item ? itemOf(reason.Item) : undefined }];
  });

/**
 * The single table in DynamoDB.
 *
 * Every write is a transaction, also a single one. It costs two write units per KB where PutItem costs one,
 * but only a transaction has a client request token: when an answer is lost and the SDK sends the same
 * request again, a PutItem under a condition would fail on its own first success.
 */
export const createDynamoStore = ({ client, tableName }: Options): Store => {
  const attempt = async (input: TransactWriteItemsCommandInput): Promise<TransactResult | Retryable> => {
    try {
      await client.send(new TransactWriteItemsCommand(input));
      return { ok: true };
    } catch (error) {
      const cancelled = cancellationOf(error);
      if (cancelled === undefined) throw dynamoFailure(error);
      if (cancelled.kind === 'conditions') return { ok: false, failed: failuresOf(cancelled.reasons) };
      const message = `DynamoDB cancelled the transaction: ${cancelled.codes}`;
      if (cancelled.kind === 'defect') throw new Fatal(message, { cause: error });
      return new Retryable(message, { cause: error });
    }
  };

  const readPage = async (query: CheckedQuery): Promise<Page> => {
    const rows: Record<string, AttributeValue>[] = [];
    const input = queryInput(tableName, query);
    let next = input.ExclusiveStartKey;
    do {
      // DynamoDB ends a page at 1 MB; ours ends at the limit.
      const command = new QueryCommand({
        ...input,
        ExclusiveStartKey: next,
        Limit: query.limit - rows.length,
      });
      const output = await client.send(command);
      rows.push(...(output.Items ?? []));
      next = output.LastEvaluatedKey;
    } while (next !== undefined && rows.length < query.limit);
    const items = rows.map(itemOf);
    const last = items.at(-1);
    return { items, cursor: next && last && cursorAfter(query, last) };
  };

  return {
    get: async (key) => {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: keyOf(checkedKey(key)),
        ConsistentRead: true,
      });
      try {
        const { Item } = await client.send(command);
        return Item && itemOf(Item);
      } catch (error) {
        throw dynamoFailure(error);
      }
    },
    query: async (query) => {
      const checked = checkedQuery(query);
      const { from, to } = checked;
      // DynamoDB refuses BETWEEN with swapped bounds; it is an empty range.
      if (from !== undefined && to !== undefined && compareUtf8(from, to) > 0)
        return { items: [], cursor: undefined };
      try {
        return await readPage(checked);
      } catch (error) {
        throw dynamoFailure(error);
      }
    },
    transact: async (writes) => {
      const input: TransactWriteItemsCommandInput = {
        TransactItems: checkedWrites(writes).map((write) => transactItem(tableName, write)),
        // The same in all attempts, ours and the SDK's, so that one which was done but not answered counts once.
        ClientRequestToken: randomUUID(),
      };
      for (let attempts = 1; ; attempts += 1) {
        const result = await attempt(input);
        if (!(result instanceof Retryable)) return result;
        if (attempts === ATTEMPTS) throw result;
        await pauseAfter(attempts - 1);
      }
    },
  };
};
