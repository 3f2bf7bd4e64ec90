import {
  type CancellationReason,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import type { Write } from '../../core/store/ports.ts';
import { Fatal, Retryable } from '../../core/values/errors.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';

const put: Write = { put: { pk: 'P', sk: 'S', version: 2 }, when: { version: 1 } };
const check: Write = { check: { pk: 'P', sk: 'T' }, when: { absent: true } };

/** A client that gives these answers in turn, the last one for ever, and keeps what was sent. */
const clientOf = (...answers: readonly (object | Error)[]) => {
  const send = vi.fn();
  const answer = (value: object | Error | undefined) => () =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  for (const value of answers.slice(0, -1)) send.mockImplementationOnce(answer(value));
  send.mockImplementation(answer(answers.at(-1)));
  const inputs = () => send.mock.calls.map(([command]: unknown[]) => command);
  return { client: { send }, inputs };
};

const cancelled = (...codes: readonly (string | CancellationReason)[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((code) => (typeof code === 'string' ? { Code: code } : code)),
  });

const serviceError = (name: string, fault: 'client' | 'server' = 'client'): DynamoDBServiceException =>
  new DynamoDBServiceException({ name, $fault: fault, $metadata: {}, message: name });

const networkError = (name: string, code?: string): Error =>
  Object.assign(new Error('broken'), { name, ...(code !== undefined && { code }) });

const storeOf = (...answers: readonly (object | Error)[]) => {
  const { client, inputs } = clientOf(...answers);
  return { store: createDynamoStore({ client, tableName: 'table' }), inputs };
};

const tokensOf = (commands: readonly unknown[]): (string | undefined)[] =>
  commands.map((command) =>
    command instanceof TransactWriteItemsCommand ? command.input.ClientRequestToken : undefined,
  );

describe('a cancelled transaction', () => {
  test('failed conditions are a result, with position and row', async () => {
    const { store, inputs } = storeOf(
      cancelled(
        { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'P' }, sk: { S: 'S' }, version: { N: '7' } } },
        'None',
      ),
    );
    expect(await store.transact([put, check])).toEqual({
      ok: false,
      failed: [{ index: 0, existing: { pk: 'P', sk: 'S', version: 7 } }],
    });
    expect(inputs()).toHaveLength(1);
  });

  test.each([undefined, {}])('a row that is not there is undefined (Item: %j)', async (Item) => {
    const { store } = storeOf(cancelled('None', { Code: 'ConditionalCheckFailed', Item }));
    expect(await store.transact([put, check])).toEqual({
      ok: false,
      failed: [{ index: 1, existing: undefined }],
    });
  });

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    '%s is tried again under the same token',
    async (code) => {
      const { store, inputs } = storeOf(cancelled('None', code), cancelled(code, 'None'), {});
      expect(await store.transact([put, check])).toEqual({ ok: true });
      const tokens = tokensOf(inputs());
      expect(tokens).toHaveLength(3);
      expect(new Set(tokens).size).toBe(1);
      expect(tokens[0]).toMatch(/^[\w-]{36}$/);
    },
  );

  test('a conflict beside a failed condition is tried again: the condition may have seen what is passing', async () => {
    const { store, inputs } = storeOf(cancelled('ConditionalCheckFailed', 'TransactionConflict'), {});
    expect(await store.transact([put, check])).toEqual({ ok: true });
    expect(inputs()).toHaveLength(2);
  });

  test('a conflict that lasts is Retryable, after a bounded number of attempts', async () => {
    const { store, inputs } = storeOf(cancelled('TransactionConflict'));
    await expect(store.transact([put])).rejects.toBeInstanceOf(Retryable);
    expect(inputs()).toHaveLength(7);
  });

  test.each([
    'ValidationError',
    'ItemCollectionSizeLimitExceeded',
    'DuplicateItem',
    'AccessDenied',
    'Unknown',
  ])('%s is Fatal at once, also beside a conflict', async (code) => {
    const { store, inputs } = storeOf(cancelled('TransactionConflict', code));
    await expect(store.transact([put, check])).rejects.toBeInstanceOf(Fatal);
    expect(inputs()).toHaveLength(1);
  });

  test('a cancellation without reasons is Fatal', async () => {
    const { store } = storeOf(cancelled('None', 'None'));
    await expect(store.transact([put, check])).rejects.toBeInstanceOf(Fatal);
  });
});

const calls = [
  ['get', (store: ReturnType<typeof createDynamoStore>) => store.get({ pk: 'P', sk: 'S' })],
  ['query', (store: ReturnType<typeof createDynamoStore>) => store.query({ hash: 'P' })],
  ['transact', (store: ReturnType<typeof createDynamoStore>) => store.transact([put])],
] as const;

describe.each(calls)('what the client throws in %s', (_name, call) => {
  test.each([
    serviceError('ThrottlingException'),
    serviceError('ProvisionedThroughputExceededException'),
    serviceError('RequestLimitExceeded'),
    serviceError('TransactionInProgressException'),
    serviceError('InternalServerError', 'server'),
    serviceError('ServiceUnavailable', 'server'),
    networkError('TimeoutError'),
    networkError('AbortError'),
    networkError('Error', 'ECONNRESET'),
    networkError('Error', 'ENOTFOUND'),
  ])('Retryable: %s', async (error) => {
    await expect(call(storeOf(error).store)).rejects.toMatchObject({ name: 'Retryable', cause: error });
  });

  test.each([
    serviceError('ValidationException'),
    serviceError('IdempotentParameterMismatchException'),
    serviceError('ResourceNotFoundException'),
    serviceError('AccessDeniedException'),
    new TypeError('a defect of ours'),
  ])('Fatal: %s', async (error) => {
    await expect(call(storeOf(error).store)).rejects.toMatchObject({ name: 'Fatal', cause: error });
  });
});

describe('what is sent', () => {
  test('get reads consistently', async () => {
    const { store, inputs } = storeOf({});
    expect(await store.get({ pk: 'P', sk: 'S' })).toBeUndefined();
    expect(inputs()).toMatchObject([{ input: { TableName: 'table', ConsistentRead: true } }]);
  });

  test('the table is queried consistently, an index cannot be', async () => {
    const { store, inputs } = storeOf({ Items: [] });
    await store.query({ hash: 'P', from: 'A', to: 'B' });
    await store.query({ hash: 'P', index: 'due', descending: true });
    expect(inputs()).toMatchObject([
      { input: { ConsistentRead: true, ScanIndexForward: true, Limit: 100 } },
      { input: { ConsistentRead: false, ScanIndexForward: false, IndexName: 'due' } },
    ]);
  });

  test('a page that DynamoDB ended at 1 MB is filled up to the limit', async () => {
    const row = (sk: string) => ({ pk: { S: 'P' }, sk: { S: sk } });
    const { store, inputs } = storeOf(
      { Items: [row('A'), row('B')], LastEvaluatedKey: row('B') },
      { Items: [], LastEvaluatedKey: row('B') },
      { Items: [row('C')], LastEvaluatedKey: row('C') },
    );
    const page = await store.query({ hash: 'P', limit: 3 });
    expect(page.items.map(({ sk }) => sk)).toEqual(['A', 'B', 'C']);
    expect(page.cursor).toBeTypeOf('string');
    expect(inputs()).toMatchObject([
      { input: { Limit: 3 } },
      { input: { Limit: 1 } },
      { input: { Limit: 1 } },
    ]);
  });

  test('two transactions have two tokens, and each condition asks for the row', async () => {
    const { store, inputs } = storeOf({});
    await store.transact([put, check]);
    await store.transact([{ delete: { pk: 'P', sk: 'S' }, when: { equals: { status: 'open' } } }]);
    const wish = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    expect(inputs()).toMatchObject([
      { input: { TransactItems: [{ Put: wish }, { ConditionCheck: wish }] } },
      { input: { TransactItems: [{ Delete: wish }] } },
    ]);
    expect(new Set(tokensOf(inputs())).size).toBe(2);
  });

  test('what breaks the rules is not sent', async () => {
    const { store, inputs } = storeOf({});
    await expect(store.transact([put, put])).rejects.toBeInstanceOf(Fatal);
    expect(inputs()).toEqual([]);
  });
});
