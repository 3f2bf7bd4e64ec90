import { randomBytes, randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../../core/store/ports.ts';

/** Ids that sort in the order they were made, and secrets from the system's CSPRNG. */
export const createIds = (clock: Clock): Ids => {
  const ulid = monotonicFactory(() => randomInt(2 ** 32) / 2 ** 32);
  return {
    next: () => ulid(clock().epochMilliseconds),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    digits: (count) => Array.from({ length: count }, () => randomInt(10)).join(''),
  };
};
