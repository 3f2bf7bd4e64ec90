import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import { z } from 'zod';
import type { Item } from '../../core/ports.ts';

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

/**
 * Deliver the rows of a batch; each that fails is named, and Lambda goes on from the first of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const receiveStream =
  (deliverRow: (row: Item) => Promise<void>, onFailure: (row: string, error: unknown) => void) =>
  async ({ Records }: StreamEvent): Promise<DynamoDBBatchResponse> => {
    const failed: string[] = [];
    for (const { dynamodb } of Records) {
      try {
        await deliverRow(rowSchema.parse(unmarshall(dynamodb.NewImage)));
      } catch (error) {
        failed.push(dynamodb.SequenceNumber);
        onFailure(dynamodb.SequenceNumber, error);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
