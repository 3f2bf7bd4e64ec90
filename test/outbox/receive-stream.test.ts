import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { Retryable } from '../../core/values/errors.ts';
import { receiveStream, streamEventSchema } from '../../functions/outbox/receive-stream.ts';

const record = (n: number) => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(n), NewImage: marshall({ pk: 'CASE#1', sk: `OUTBOX#${n}` }) },
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
test('one row that fails does not hold up the others, and is named', async () => {
  const delivered: string[] = [];
  const failures: string[] = [];
  const receive = receiveStream(
    async ({ sk }) => {
      if (sk === 'OUTBOX#2') throw new Retryable('not now');
      delivered.push(sk);
    },
    (row) => failures.push(row),
  );
  const answer = await receive(streamEventSchema.parse({ Records: [record(1), record(2), record(3)] }));
  expect(delivered).toEqual(['OUTBOX#1', 'OUTBOX#3']);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  expect(failures).toEqual(['2']);
});

test('one that takes long holds up its own partition only, whose order stays', async () => {
  const of = (n: number, pk: string) => ({
    dynamodb: { SequenceNumber: String(n), NewImage: marshall({ pk, sk: `OUTBOX#${n}` }) },
  });
  const begun: string[] = [];
  let goOn = (): void => {};
  const silent = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const receive = receiveStream(
    async ({ sk }) => {
      begun.push(sk);
      if (sk === 'OUTBOX#1') await silent;
    },
    () => {},
  );
  const Records = [of(1, 'CASE#1'), of(2, 'CASE#1'), of(3, 'CASE#2'), of(4, 'CASE#2'), of(5, 'CASE#3')];
  const receiving = receive(streamEventSchema.parse({ Records }));
  await new Promise((resolve) => setImmediate(resolve));
  expect([...begun].sort()).toEqual(['OUTBOX#1', 'OUTBOX#3', 'OUTBOX#4', 'OUTBOX#5']);
  expect(begun.indexOf('OUTBOX#3')).toBeLessThan(begun.indexOf('OUTBOX#4'));
  goOn();
  expect(await receiving).toEqual({ batchItemFailures: [] });
  expect(begun.at(-1)).toBe('OUTBOX#2');
});
