import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { awsFailure } from './aws-errors.ts';

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

/** {@link awsFailure}; also a client request token that was used for other writes is a defect. */
export const dynamoFailure = (error: unknown) => awsFailure('DynamoDB', error);
