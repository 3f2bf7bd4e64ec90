import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { logFailure } from '../http/middleware.ts';
import { deliver } from '../outbox/deliver.ts';
import { receiveStream, streamEventSchema } from '../outbox/receive-stream.ts';
import { sweepOutbox } from '../outbox/sweep-outbox.ts';
import { outboxEnvironment } from '../wiring/environment.ts';
import { outboxPorts } from '../wiring/wiring-outbox.ts';

/** New rows come from the stream; every few minutes the schedule asks for those that it could not deliver. */
const eventSchema = z.union([streamEventSchema, z.strictObject({ sweep: z.literal(true) })]);
const TIME_TO_FINISH_MILLISECONDS = 30_000;

const ports = outboxPorts(outboxEnvironment.parse(process.env));
const onFailure = (row: string, error: unknown): void => logFailure(error, { row });
const receive = receiveStream(deliver(ports), onFailure);
const sweep = sweepOutbox({ ...ports, deliverRow: deliver(ports), onFailure });
const metrics = new Metrics({ namespace: 'Permits', serviceName: 'outbox' });

export const handler = async (payload: unknown, context: Context) => {
  const event = eventSchema.parse(payload);
  if ('Records' in event) return receive(event);
  const result = await sweep(() => context.getRemainingTimeInMillis() > TIME_TO_FINISH_MILLISECONDS);
  metrics.addMetric('OldestUndeliveredMinutes', MetricUnit.NoUnit, result.oldestMinutes);
  metrics.publishStoredMetrics();
  return result;
};
