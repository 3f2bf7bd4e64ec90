import {
  type CancellationReason,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { Fatal, Retryable } from '../../core/errors.ts';

/**
 * Client errors (HTTP 4xx) that pass. Throttles also have `$retryable`, but not from every endpoint.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html, cancellation reasons. */
const PASSING_REASONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

const CONDITION_FAILED = 'ConditionalCheckFailed';

/** What a cancelled transaction means. `reasons` stand in the order of the writes. */
export type Cancellation =
  | { readonly kind: 'conditions'; readonly reasons: readonly CancellationReason[] }
  | { readonly kind: 'passing'; readonly codes: string }
  | { readonly kind: 'defect'; readonly codes: string };

export const failedCondition = (reason: CancellationReason): boolean => reason.Code === CONDITION_FAILED;

/** `undefined` when the error is not a cancelled transaction. */
export const cancellationOf = (error: unknown): Cancellation | undefined => {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const codes = reasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  const text = [...new Set(codes)].join(', ');
  if (codes.length > 0 && codes.every((code) => code === CONDITION_FAILED))
    return { kind: 'conditions', reasons };
  // A conflict beside a failed condition: what the condition saw may be on its way out. Ask again.
  const passing =
    codes.length > 0 && codes.every((code) => code === CONDITION_FAILED || PASSING_REASONS.has(code));
  return { kind: passing ? 'passing' : 'defect', codes: text };
};

const passes = (error: Error): boolean =>
  error instanceof DynamoDBServiceException
    ? error.$fault === 'server' || error.$retryable !== undefined || PASSING_ERRORS.has(error.name)
    : // Not an answer of DynamoDB: Node's network errors have a code, the SDK's time-outs a name.
      'code' in error || error.name === 'TimeoutError' || error.name === 'AbortError';

/**
 * Names what the SDK threw, after its own retries: throttle, 5xx and network → `Retryable`; the rest (also a
 * client request token that was used for other writes, a missing table, a missing permission) → `Fatal`.
 */
export const dynamoFailure = (error: unknown): Retryable | Fatal => {
  if (error instanceof Retryable || error instanceof Fatal) return error;
  if (!(error instanceof Error)) return new Fatal('DynamoDB: unknown failure', { cause: error });
  const message = `DynamoDB: ${error.name}: ${error.message}`;
  return passes(error) ? new Retryable(message, { cause: error }) : new Fatal(message, { cause: error });
};
