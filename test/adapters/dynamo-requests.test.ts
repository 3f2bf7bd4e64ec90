import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Condition, Item, Query, Write } from '../../core/store/ports.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';

/**
 * Word for word what DynamoDB is asked, for every kind of write under every kind of condition. No emulator is needed to
 * see that a condition is missing: every optimistic lock of the system in AWS stands in these requests.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */

const recording = (answer: object = {}) => {
  const inputs: Record<string, unknown>[] = [];
  const client = {
    send: async (command: { readonly input: Record<string, unknown> }) => {
      inputs.push(command.input);
      return answer;
    },
  };
  return {
    store: createDynamoStore({ client: client as unknown as DynamoDBClient, tableName: 'table' }),
    inputs,
  };
};

const sent = async (...writes: readonly Write[]): Promise<unknown> => {
  const { store, inputs } = recording();
  expect(await store.transact(writes)).toEqual({ ok: true });
  expect(inputs).toHaveLength(1);
  const { TransactItems, ClientRequestToken, ...rest } = inputs[0] ?? {};
  expect(rest).toEqual({});
  expect(ClientRequestToken).toMatch(/^[\w-]{36}$/);
  return TransactItems;
};

const KEY = { pk: 'CASE#1', sk: 'STATE' };
const Key = { pk: { S: 'CASE#1' }, sk: { S: 'STATE' } };
const common = { TableName: 'table', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
const row: Item = {
  ...KEY,
  version: 8,
  open: true,
  none: null,
  list: ['a', 1],
  gone: undefined,
  expiresAt: 1_800_000_000,
};
const Row = {
  ...Key,
  version: { N: '8' },
  open: { BOOL: true },
  none: { NULL: true },
  list: { L: [{ S: 'a' }, { N: '1' }] },
  expiresAt: { N: '1800000000' },
};

const CONDITIONS: readonly (readonly [name: string, when: Condition, expression: object])[] = [
  ['absent', { absent: true }, { ConditionExpression: 'attribute_not_exists(pk)' }],
  [
    'version',
    { version: 7 },
    {
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'version' },
      ExpressionAttributeValues: { ':v0': { N: '7' } },
    },
  ],
  [
    'version 0',
    { version: 0 },
    {
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'version' },
      ExpressionAttributeValues: { ':v0': { N: '0' } },
    },
  ],
  [
    'equals, all of them',
    { equals: { taskToken: 'token', open: false, tries: 3, gone: null } },
    {
      ConditionExpression: '#n0 = :v0 AND #n1 = :v1 AND #n2 = :v2 AND #n3 = :v3',
      ExpressionAttributeNames: { '#n0': 'taskToken', '#n1': 'open', '#n2': 'tries', '#n3': 'gone' },
      ExpressionAttributeValues: {
        ':v0': { S: 'token' },
        ':v1': { BOOL: false },
        ':v2': { N: '3' },
        ':v3': { NULL: true },
      },
    },
  ],
];

describe.each(CONDITIONS)('under the condition: %s', (_, when, expression) => {
  test('a put', async () => {
    expect(await sent({ put: row, when })).toEqual([{ Put: { ...common, Item: Row, ...expression } }]);
  });
  test('a delete', async () => {
    expect(await sent({ delete: KEY, when })).toEqual([{ Delete: { ...common, Key, ...expression } }]);
  });
  test('a check', async () => {
    expect(await sent({ check: KEY, when })).toEqual([{ ConditionCheck: { ...common, Key, ...expression } }]);
  });
});

describe('without a condition, and together', () => {
  test('a put and a delete that hold whatever is there', async () => {
    expect(await sent({ put: row })).toEqual([{ Put: { ...common, Item: Row } }]);
    expect(await sent({ delete: KEY })).toEqual([{ Delete: { ...common, Key } }]);
  });

  test('all writes of an act in one transaction, in their order, each with its own condition', async () => {
    const at = (sk: string) => ({ pk: 'CASE#1', sk });
    const writes: Write[] = [
      { put: { ...at('STATE'), version: 3 }, when: { version: 2 } },
      { put: at('EVENT#000003'), when: { absent: true } },
      { delete: at('TASK'), when: { equals: { taskToken: 't' } } },
      { check: { pk: 'CASE#0', sk: 'STATE' }, when: { version: 9 } },
    ];
    expect(await sent(...writes)).toMatchObject([
      { Put: { ConditionExpression: '#n0 = :v0', ExpressionAttributeValues: { ':v0': { N: '2' } } } },
      { Put: { ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Delete: {
          ExpressionAttributeNames: { '#n0': 'taskToken' },
          ExpressionAttributeValues: { ':v0': { S: 't' } },
        },
      },
      { ConditionCheck: { Key: { pk: { S: 'CASE#0' } }, ExpressionAttributeValues: { ':v0': { N: '9' } } } },
    ]);
  });
});

describe('reading', () => {
  test('get: one row, consistently', async () => {
    const { store, inputs } = recording({ Item: Row });
    expect(await store.get(KEY)).toEqual({
      ...KEY,
      version: 8,
      open: true,
      none: null,
      list: ['a', 1],
      expiresAt: 1_800_000_000,
    });
    expect(inputs).toEqual([{ TableName: 'table', Key, ConsistentRead: true }]);
  });

  const hash = { ':hash': { S: 'H' } };
  const table = (term: string, names: object, values: object) => ({
    TableName: 'table',
    IndexName: undefined,
    ConsistentRead: true,
    KeyConditionExpression: `#hash = :hash${term}`,
    ExpressionAttributeNames: { '#hash': 'pk', ...names },
    ExpressionAttributeValues: { ...hash, ...values },
    ScanIndexForward: true,
    ExclusiveStartKey: undefined,
    Limit: 100,
  });
  const range = { '#range': 'sk' };
  const QUERIES: readonly (readonly [name: string, query: Query, input: object])[] = [
    ['all of a partition', { hash: 'H' }, table('', {}, {})],
    [
      'what begins with',
      { hash: 'H', prefix: 'EVENT#' },
      table(' AND begins_with(#range, :prefix)', range, { ':prefix': { S: 'EVENT#' } }),
    ],
    ['from', { hash: 'H', from: 'A' }, table(' AND #range >= :from', range, { ':from': { S: 'A' } })],
    ['to', { hash: 'H', to: 'B' }, table(' AND #range <= :to', range, { ':to': { S: 'B' } })],
    [
      'from and to, the last first',
      { hash: 'H', from: 'A', to: 'B', descending: true, limit: 5 },
      {
        ...table(' AND #range BETWEEN :from AND :to', range, { ':from': { S: 'A' }, ':to': { S: 'B' } }),
        ScanIndexForward: false,
        Limit: 5,
      },
    ],
    ...(['due', 'vendor', 'register'] as const).map((index) => {
      const [hashName, rangeName] = {
        due: ['dueShard', 'dueAt'],
        vendor: ['vendorKey', 'vendorSort'],
        register: ['registerKey', 'registerSort'],
      }[index];
      return [
        `the index ${index}, which cannot be read consistently`,
        { index, hash: 'H', to: 'B' },
        {
          ...table(' AND #range <= :to', {}, { ':to': { S: 'B' } }),
          IndexName: index,
          ConsistentRead: false,
          ExpressionAttributeNames: { '#hash': hashName, '#range': rangeName },
        },
      ] as const;
    }),
  ];

  test.each(QUERIES)('query: %s', async (_, query, input) => {
    const { store, inputs } = recording({ Items: [] });
    expect(await store.query(query)).toEqual({ items: [], cursor: undefined });
    expect(inputs).toEqual([input]);
  });

  test('the next page begins after the last row of the one before, by the keys of the index', async () => {
    const last = { pk: { S: 'P' }, sk: { S: 'S' }, dueShard: { S: 'H' }, dueAt: { S: 'D' } };
    const { store, inputs } = recording({ Items: [last], LastEvaluatedKey: last });
    const first = await store.query({ index: 'due', hash: 'H', limit: 1 });
    await store.query({ index: 'due', hash: 'H', limit: 1, cursor: first.cursor ?? '' });
    expect(inputs[1]).toMatchObject({ ExclusiveStartKey: last });
  });
});
