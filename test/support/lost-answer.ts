import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Makes the client lose the answer of its next transaction: the server has done it, the connection breaks
 * before the answer arrives, and the SDK sends the same request again.
 */
export const loseNextAnswer = (client: DynamoDBClient): { lost(): number } => {
  let lost = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (lost > 0 || context.commandName !== 'TransactWriteItemsCommand') return result;
      lost += 1;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    { step: 'deserialize', name: 'loseNextAnswer' },
  );
  return { lost: () => lost };
};
