import { z } from 'zod';

const variables = z.record(z.string(), z.unknown());
const item = z.object({ index: z.int(), value: z.unknown() });

/** What a thread does next. Everything a restart needs is in here. */
const phase = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('enter') }),
  /** Ready or waiting for the next attempt of the same state. */
  z.object({ kind: z.literal('retry') }),
  z.object({ kind: z.literal('wait') }),
  /** A Lambda is to be invoked; after a crash it is invoked again, with the same token. */
  z.object({
    kind: z.literal('invoke'),
    functionName: z.string(),
    payload: z.unknown(),
    timeoutSeconds: z.number(),
    token: z.string().optional(),
    timeoutAt: z.number().optional(),
    heartbeatSeconds: z.number().optional(),
    heartbeatAt: z.number().optional(),
  }),
  /** The Lambda has returned; the token is out. */
  z.object({
    kind: z.literal('callback'),
    token: z.string(),
    timeoutAt: z.number(),
    heartbeatSeconds: z.number().optional(),
    heartbeatAt: z.number().optional(),
  }),
  /** Children run; the items are those that MaxConcurrency holds back. */
  z.object({
    kind: z.literal('children'),
    startAt: z.string().optional(),
    pending: z.array(z.object({ input: z.unknown(), item })),
  }),
  /** Child executions run; the items are those that MaxConcurrency holds back. */
  z.object({
    kind: z.literal('mapRun'),
    mapRunArn: z.string(),
    label: z.string(),
    startAt: z.string(),
    concurrency: z.int(),
    pending: z.array(z.object({ input: z.unknown(), index: z.int() })),
  }),
  z.object({ kind: z.literal('succeeded'), result: z.unknown() }),
  z.object({
    kind: z.literal('failed'),
    failure: z.object({ error: z.string(), cause: z.string(), alias: z.string().optional() }),
  }),
  z.object({ kind: z.literal('done'), output: z.unknown() }),
]);
export type Phase = z.infer<typeof phase>;
export type PhaseOf<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

const threadDocument = z.object({
  state: z.string(),
  input: z.unknown(),
  variables,
  phase,
  enteredAt: z.number(),
  retryCount: z.int(),
  /** Retries used, per retrier. */
  retries: z.array(z.int()),
  /** Id of this thread's latest history event. */
  lastEvent: z.int(),
  item: item.optional(),
});
export type ThreadDocument = z.infer<typeof threadDocument>;

const parsedJson = z.string().transform((text): unknown => JSON.parse(text));
const optionalJson = z
  .string()
  .nullable()
  .transform((text): unknown => (text === null ? undefined : JSON.parse(text)));
const optional = <T extends z.ZodType>(type: T) => type.nullable().transform((value) => value ?? undefined);

/** A line of control: the root of an execution, a Map iteration or a Parallel branch. */
export const threadRow = z.object({
  id: z.int(),
  execution: z.string(),
  parent: optional(z.int()),
  position: z.int(),
  rev: z.int(),
  document: parsedJson.pipe(threadDocument),
});
export type Thread = z.infer<typeof threadRow>;

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export const executionRow = z.object({
  arn: z.string(),
  machine: z.string(),
  name: z.string(),
  definition: z.string(),
  inputText: z.string(),
  input: parsedJson,
  status: z.enum(EXECUTION_STATUSES),
  startedAt: z.int(),
  stoppedAt: optional(z.int()),
  timeoutAt: z.int(),
  output: optionalJson,
  error: optional(z.string()),
  cause: optional(z.string()),
  transitions: z.int(),
  mapRunArn: optional(z.string()),
});
export type Execution = z.infer<typeof executionRow>;

/** One entry of the history; `timestamp` in epoch milliseconds, `type` as in AWS's HistoryEventType. */
export const eventRow = z.object({
  id: z.int(),
  previousEventId: z.int(),
  timestamp: z.int(),
  type: z.string(),
  details: parsedJson,
});
export type HistoryEvent = z.infer<typeof eventRow>;
