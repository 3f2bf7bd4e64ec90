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
