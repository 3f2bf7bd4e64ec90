import { Fatal, Retryable } from '../../core/values/errors.ts';

/**
 * Client errors (HTTP 4xx) that pass. Throttles also have `$retryable`, but not from every endpoint.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const passes = (error: Error): boolean =>
  '$fault' in error
    ? error.$fault === 'server' ||
      ('$retryable' in error && error.$retryable !== undefined) ||
      PASSING_ERRORS.has(error.name)
    : // Not an answer of AWS: Node's network errors have a code, the SDK's time-outs a name.
      'code' in error || error.name === 'TimeoutError' || error.name === 'AbortError';

/** Is it an answer of AWS of one of these names? */
export const isNamed = (error: unknown, ...names: readonly string[]): error is Error =>
  error instanceof Error && '$fault' in error && names.includes(error.name);

/**
 * Names what an SDK client threw, after its own retries: throttle, 5xx and network → `Retryable`; the rest (also
 * a missing resource, a missing permission) → `Fatal`.
 */
export const awsFailure = (service: string, error: unknown): Retryable | Fatal => {
  if (error instanceof Retryable || error instanceof Fatal) return error;
  if (!(error instanceof Error)) return new Fatal(`${service}: unknown failure`, { cause: error });
  const message = `${service}: ${error.name}: ${error.message}`;
  return passes(error) ? new Retryable(message, { cause: error }) : new Fatal(message, { cause: error });
};

/**
 * How long an AWS service may be silent, ms, once the SDK has tried `maxAttempts` times. Without it a request waits until
 * Lambda ends the function, and everything behind it with it. A time-out is `Retryable`, as any other failure of the network.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const patience = (requestTimeout: number) => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout, throwOnRequestTimeout: true },
});

/** A table, a workflow, a mail: answered in much less, or not at all. */
export const PATIENCE = patience(5_000);
/** Files of 10 MB. */
export const FILE_PATIENCE = patience(20_000);
