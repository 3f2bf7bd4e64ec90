import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { convertToAttr, marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type Condition,
  type FailedCondition,
  type Item,
  type Key,
  type Page,
  type Store,
  TABLE,
  type TransactResult,
} from '../../core/store/ports.ts';
import { type CheckedQuery, checkedQuery, compareUtf8, cursorAfter } from '../../core/store/store-query.ts';
import { type CheckedWrite, checkedKey, checkedWrites } from '../../core/store/store-rules.ts';
import { Fatal, Retryable } from '../../core/values/errors.ts';
import { awsFailure } from './aws-errors.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, cancellation reasons. */
const PASSING_REASONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

const CONDITION_FAILED = 'ConditionalCheckFailed';

/** What a cancelled transaction means. `reasons` stand in the order of the writes. */
export type Cancellation =
  | { readonly kind: 'conditions'; readonly reasons: readonly CancellationReason[] }
  | { readonly kind: 'passing'; readonly codes: string }
  | { readonly kind: 'defect'; readonly codes: string };

const failedCondition = (reason: CancellationReason): boolean => reason.Code === CONDITION_FAILED;

/** `undefined` when the error is not a cancelled transaction. */
const cancellationOf = (error: unknown): Cancellation | undefined => {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const text = [...new Set(codes)].join(', ');
  if (codes.length > 0 && codes.every((code) => code === CONDITION_FAILED))
    return { kind: 'conditions', reasons };
  // A conflict beside a failed condition: what the condition saw may be on its way out. Ask again.
  const passing =
    codes.length > 0 && codes.every((code) => code === CONDITION_FAILED || PASSING_REASONS.has(code));
  return { kind: passing ? 'passing' : 'defect', codes: text };
};

/** {@link awsFailure}; also a client request token that was used for other writes is a defect. */
const dynamoFailure = (error: unknown) => awsFailure('DynamoDB', error);

type Attributes = Record<string, AttributeValue>;

type Expression = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
};

const itemOf = (attributes: Attributes): Item => {
  const { pk, sk, ...rest } = unmarshall(attributes);
  return { ...rest, pk, sk };
};

const keyOf = ({ pk, sk }: Key): Attributes => marshall({ pk, sk });

const conditionOf = (when: Condition): Expression => {
  if ('absent' in when) return { ConditionExpression: `attribute_not_exists(${TABLE.partitionKey})` };
  const wanted = Object.entries('version' in when ? { version: when.version } : when.equals);
  return {
    ConditionExpression: wanted.map((_, n) => `#n${n} = :v${n}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(wanted.map(([name], n) => [`#n${n}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      wanted.map(([, value], n) => [`:v${n}`, convertToAttr(value)]),
    ),
  };
};

/** One write of a transaction; a condition that fails gives the row back. */
const transactItem = (table: string, write: CheckedWrite): TransactWriteItem => {
  const common = { TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  if (write.kind === 'check') {
    return { ConditionCheck: { ...common, Key: keyOf(write.key), ...conditionOf(write.when) } };
  }
  const condition = write.when && conditionOf(write.when);
  if (write.kind === 'delete') return { Delete: { ...common, Key: keyOf(write.key), ...condition } };
  return { Put: { ...common, Item: marshall(write.item, { removeUndefinedValues: true }), ...condition } };
};

const rangeTerm = ({ prefix, from, to }: CheckedQuery): string => {
  if (prefix !== undefined) return ' AND begins_with(#range, :prefix)';
  // DynamoDB takes one condition on the range: two bounds must be one BETWEEN.
  if (from !== undefined && to !== undefined) return ' AND #range BETWEEN :from AND :to';
  if (from !== undefined) return ' AND #range >= :from';
  return to === undefined ? '' : ' AND #range <= :to';
};

const queryInput = (table: string, query: CheckedQuery): QueryCommandInput => {
  const { index, hashName, rangeName, hash, prefix, from, to, start } = query;
  const term = rangeTerm(query);
  return {
    TableName: table,
    IndexName: index,
    // An index cannot be read consistently.
    ConsistentRead: index === undefined,
    KeyConditionExpression: `#hash = :hash${term}`,
    ExpressionAttributeNames: { '#hash': hashName, ...(term !== '' && { '#range': rangeName }) },
    ExpressionAttributeValues: marshall(
      { ':hash': hash, ':prefix': prefix, ':from': from, ':to': to },
      { removeUndefinedValues: true },
    ),
    ScanIndexForward: !query.descending,
    ExclusiveStartKey:
      start && marshall({ [hashName]: hash, [rangeName]: start.range, pk: start.pk, sk: start.sk }),
  };
};

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
