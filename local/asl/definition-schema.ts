import { z } from 'zod';

// The fields of the Amazon States Language (JSONata) that this runtime implements. Everything else is an
// unknown key and refused by name. Ranges: docs state-task.html, state-wait.html, concepts-error-handling.html.

const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be an integer or a {% JSONata %} string');
const seconds = z.int().min(1).max(99_999_999);
const name = z.string().min(1).max(80);
const TIMESTAMP_OR_EXPRESSION = /^(\{%[\s\S]*%\}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))$/;
const errorEquals = z.array(z.string().min(1)).nonempty();

const VARIABLE = /^\p{ID_Start}\p{ID_Continue}*$/u;
const assign = z.record(
  z
    .string()
    .max(80)
    .regex(VARIABLE, 'is no variable name')
    .refine((variable) => variable !== 'states', '$states is reserved'),
  z.unknown(),
);

const retrier = z.strictObject({
  ErrorEquals: errorEquals,
  IntervalSeconds: seconds.default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
  Comment: z.string().optional(),
});

const catcher = z.strictObject({
  ErrorEquals: errorEquals,
  Next: name,
  Output: z.unknown().optional(),
  Assign: assign.optional(),
  Comment: z.string().optional(),
});

type Handler = { readonly ErrorEquals: readonly string[] };
const allIsAloneAndLast = (handlers: readonly Handler[]): boolean =>
  handlers.every(
    ({ ErrorEquals }, index) =>
      !ErrorEquals.includes('States.ALL') || (ErrorEquals.length === 1 && index === handlers.length - 1),
  );
const ALONE_AND_LAST = 'States.ALL must be alone in ErrorEquals and in the last element';

/** The states of a scope are read one by one, so that a refusal can name the state. */
const graph = { StartAt: name, States: z.record(name, z.unknown()), Comment: z.string().optional() };

const base = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const result = { Output: z.unknown().optional(), Assign: assign.optional() };
const transition = { Next: name.optional(), End: z.literal(true).optional() };
const handlers = {
  Retry: z.array(retrier).refine(allIsAloneAndLast, ALONE_AND_LAST).optional(),
  Catch: z.array(catcher).refine(allIsAloneAndLast, ALONE_AND_LAST).optional(),
};

const task = z.strictObject({
  ...base,
  ...result,
  ...transition,
  ...handlers,
  Type: z.literal('Task'),
  Resource: z.enum([
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    'arn:aws:states:::states:startExecution',
  ]),
  Arguments: z.unknown().optional(),
  TimeoutSeconds: z.union([seconds, expression]).optional(),
  HeartbeatSeconds: z.union([seconds, expression]).optional(),
});

const choice = z.strictObject({
  ...base,
  ...result,
  Type: z.literal('Choice'),
  Choices: z
    .array(
      z.strictObject({
        ...result,
        Condition: z.union([z.boolean(), expression]),
        Next: name,
        Comment: z.string().optional(),
      }),
    )
    .nonempty(),
  Default: name.optional(),
});

const wait = z
  .strictObject({
    ...base,
    ...result,
    ...transition,
    Type: z.literal('Wait'),
    Seconds: z.union([z.int().min(0).max(99_999_999), expression]).optional(),
    Timestamp: z.string().regex(TIMESTAMP_OR_EXPRESSION, 'must be an RFC 3339 timestamp').optional(),
  })
  .refine((state) => (state.Seconds === undefined) !== (state.Timestamp === undefined), {
    path: ['Seconds'],
    message: 'exactly one of Seconds and Timestamp',
  });

const pass = z.strictObject({ ...base, ...result, ...transition, Type: z.literal('Pass') });
const succeed = z.strictObject({ ...base, Type: z.literal('Succeed'), Output: z.unknown().optional() });
const fail = z.strictObject({
  ...base,
  Type: z.literal('Fail'),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const parallel = z.strictObject({
  ...base,
  ...result,
  ...transition,
  ...handlers,
  Type: z.literal('Parallel'),
  Arguments: z.unknown().optional(),
  Branches: z.array(z.strictObject(graph)).nonempty(),
});

/** docs: state-map-distributed.html, Label. */
const LABEL = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,40}$/u;

const map = z.strictObject({
  ...base,
  ...result,
  ...transition,
  ...handlers,
  Type: z.literal('Map'),
  Label: z
    .string()
    .regex(LABEL, 'must have 1 to 40 characters, and none of those that no name may have')
    .optional(),
  Items: z.union([z.array(z.unknown()), expression]).optional(),
  ItemSelector: z.unknown().optional(),
  MaxConcurrency: z.union([z.int().min(0), expression]).optional(),
  ItemProcessor: z.strictObject({
    ...graph,
    ProcessorConfig: z
      .union([
        z.strictObject({ Mode: z.literal('INLINE').optional() }),
        // docs: state-map-distributed.html: ExecutionType is required. EXPRESS: docs/adr/0015.
        z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
      ])
      .optional(),
  }),
});

export const stateSchema = z.discriminatedUnion('Type', [
  task,
  choice,
  wait,
  pass,
  succeed,
  fail,
  parallel,
  map,
]);
export type StateDefinition = z.infer<typeof stateSchema>;

export type RetrierDefinition = z.infer<typeof retrier>;

export const definitionSchema = z.strictObject({
  ...graph,
  QueryLanguage: z.literal('JSONata', "only 'JSONata' is implemented"),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: seconds.optional(),
});
