import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { Retryable } from '../../../core/errors.ts';
import { receiveStream, streamEventSchema } from '../../../functions/outbox/receive-stream.ts';

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
