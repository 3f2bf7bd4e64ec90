import { INDEXES } from './ports.ts';

/**
 * The single table as both the template and the tests create it. All keys are strings, and every index
 * projects all attributes.
 */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
  timeToLive: 'expiresAt',
  indexes: INDEXES,
} as const;
