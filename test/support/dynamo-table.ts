import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../core/store/ports.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';
import type { RunningServer } from '../../scripts/server-process.ts';
import type { OpenStore } from './store-contract.ts';

const keySchema = (hash: string, range: string) =>
  [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ] as const;

/** Creates the single table as the template does. */
const createTable = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  const indexes = Object.entries(TABLE.indexes);
  const keys = [
    TABLE.partitionKey,
    TABLE.sortKey,
    ...indexes.flatMap(([, { hash, range }]) => [hash, range]),
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [...keySchema(TABLE.partitionKey, TABLE.sortKey)],
      GlobalSecondaryIndexes: indexes.map(([IndexName, { hash, range }]) => ({
        IndexName,
        KeySchema: [...keySchema(hash, range)],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: tableName });
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
    }),
  );
};

/** A store on a server that was started for it. */
export const openDynamoStore = async (
  start: () => Promise<RunningServer>,
): Promise<OpenStore & AsyncDisposable & { readonly client: DynamoDBClient }> => {
  const server = await start();
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const tableName = 'contract';
  await createTable(client, tableName);
  const close = async (): Promise<void> => {
    client.destroy();
    await server.stop();
  };
  return { store: createDynamoStore({ client, tableName }), client, close, [Symbol.asyncDispose]: close };
};
