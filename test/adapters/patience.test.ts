import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Temporal } from 'temporal-polyfill';
import { afterEach, describe, expect, test } from 'vitest';
import { Retryable } from '../../core/values/errors.ts';
import { FILE_PATIENCE, PATIENCE } from '../../functions/adapters/aws-errors.ts';
import { createS3Files } from '../../functions/adapters/files-s3.ts';
import { createSesMailer } from '../../functions/adapters/mailer-ses.ts';
import { createDynamoStore } from '../../functions/adapters/store-dynamodb.ts';
import { createSfnWorkflows } from '../../functions/adapters/workflows-sfn.ts';

/** A service that takes the connection and then says nothing. */

let close = (): void => {};
afterEach(() => close());
const silent = async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return {
    region: 'ap-northeast-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    // As the functions have it, in a tenth of the time, once.
    ...PATIENCE,
    requestHandler: { ...PATIENCE.requestHandler, requestTimeout: 300 },
    maxAttempts: 1,
  };
};

describe('a silent service is given up, to be tried again', () => {
  test('SES', async () => {
    const client = new SESClient(await silent());
    const mailer = createSesMailer({
      client,
      from: 'permits@city.example.jp',
      fromName: '市',
      configurationSet: 'c',
      clock: () => Temporal.Instant.from('2026-04-06T00:00Z'),
    });
    const mail = { key: 'k', to: 'a@city.example.jp', subject: '件名', text: '本文' };
    await expect(mailer.send(mail)).rejects.toBeInstanceOf(Retryable);
  });
  test('Step Functions', async () => {
    const client = new SFNClient(await silent());
    const workflows = createSfnWorkflows({ client, machineArns: { permit: 'arn:aws:states:x' } });
    await expect(workflows.startExecution('permit', 'n', {})).rejects.toBeInstanceOf(Retryable);
  });
  test('DynamoDB', async () => {
    const store = createDynamoStore({ client: new DynamoDBClient(await silent()), tableName: 'T' });
    await expect(store.get({ pk: 'a', sk: 'b' })).rejects.toBeInstanceOf(Retryable);
  });
  test('S3', async () => {
    const client = new S3Client({ ...(await silent()), forcePathStyle: true });
    const files = createS3Files({
      client,
      bucket: 'b',
      clock: () => Temporal.Instant.from('2026-04-06T00:00Z'),
    });
    await expect(files.read('F')).rejects.toBeInstanceOf(Retryable);
  });
  test('all attempts together end before the shortest function does', () => {
    // 20 s: infra/permits-stack.ts.
    const longest = ({ maxAttempts, requestHandler }: typeof PATIENCE) =>
      maxAttempts * requestHandler.requestTimeout;
    expect(longest(PATIENCE)).toBeLessThan(20_000);
    expect(longest(FILE_PATIENCE)).toBeLessThanOrEqual(60_000);
  });
});
