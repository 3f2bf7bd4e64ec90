import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { z } from 'zod';
import { messageOf } from '../../core/case/outbox.ts';
import { gatheredFor, isGathered } from '../../core/case/outbox-write.ts';
import type { Item } from '../../core/store/ports.ts';
import { createLanes } from './deliver.ts';

/** An attribute map, in the stream as in the table's API. */
const imageSchema = z.custom<Record<string, AttributeValue>>(
  (image) => z.looseObject({}).safeParse(image).success,
);

/** The part of a DynamoDB Streams event that we use; the filter lets new outbox rows through only. */
export const streamEventSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: imageSchema }),
    }),
  ),
});
export type StreamEvent = z.infer<typeof streamEventSchema>;

const rowSchema = z.looseObject({ pk: z.string(), sk: z.string() });
const AT_ONCE = 4;

/** The sweep comes when its time has come. */
const isWaiting = (row: Item): boolean => isGathered(row) && gatheredFor(messageOf(row)) !== undefined;

/**
 * Deliver the rows of a batch, side by side, each partition's in order; each that fails is named, and Lambda goes on from the first of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const receiveStream =
  (deliverRow: (row: Item) => Promise<void>, onFailure: (row: string, error: unknown) => void) =>
  async ({ Records }: StreamEvent): Promise<DynamoDBBatchResponse> => {
    const lanes = createLanes(AT_ONCE);
    const results = await Promise.all(
      Records.map(async ({ dynamodb: { SequenceNumber, NewImage } }) => {
        try {
          const row = rowSchema.parse(unmarshall(NewImage));
          if (!isWaiting(row)) await lanes(row.pk, () => deliverRow(row));
          return [];
        } catch (error) {
          onFailure(SequenceNumber, error);
          return [{ itemIdentifier: SequenceNumber }];
        }
      }),
    );
    return { batchItemFailures: results.flat() };
  };
