import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMULATED } from '../../scripts/deploy-emulator.ts';
import { EMULATOR_TOOLS, startEmulator } from '../../scripts/emulator.ts';
import type { RunningServer } from '../../scripts/server-process.ts';
import { withTools } from './needs-tools.ts';
import { createTrailReader } from './recorded-calls.ts';

withTools('the trail of the AWS emulator', EMULATOR_TOOLS, () => {
  let server: RunningServer;
  let dynamo: DynamoDBClient;
  let cloudTrail: CloudTrailClient;
  const startWith = async (keeps: number) => {
    server = await startEmulator({ CLOUDTRAIL_RECORDING: '1', CLOUDTRAIL_MAX_EVENTS: String(keeps) });
    const aws = { endpoint: server.endpoint, region: EMULATED.region, credentials: EMULATED.credentials };
    dynamo = new DynamoDBClient(aws);
    cloudTrail = new CloudTrailClient(aws);
  };
  const calls = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await dynamo.send(new ListTablesCommand());
  };
  beforeAll(() => startWith(200));
  afterAll(() => server.stop());

  test('is read to its end, whatever the number of events, and each event once', async () => {
    const read = createTrailReader(cloudTrail);
    await calls(173);
    expect((await read()).filter(({ event }) => event === 'ListTables')).toHaveLength(173);
    expect(await read()).toEqual([]);
    await calls(51);
    expect((await read()).map(({ service, event }) => `${service}:${event}`)).toEqual(
      Array.from({ length: 51 }, () => 'dynamodb:ListTables'),
    );
  });

  test('says so when events were dropped before they were read', async () => {
    const read = createTrailReader(cloudTrail);
    await calls(1);
    await read();
    await calls(201);
    await expect(read()).rejects.toThrow('the trail has forgotten events before they were read');
  });
});
