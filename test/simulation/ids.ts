import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../../core/store/ports.ts';

/** Ids and secrets from a seeded generator: the same story, the same bytes (INV-22). */
export const createSeededIds = (clock: Clock, random: () => number): Ids => {
  const ulid = monotonicFactory(random);
  return {
    next: () => ulid(clock().epochMilliseconds),
    secret: (bytes) =>
      Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256))).toString('base64url'),
    digits: (count) => Array.from({ length: count }, () => Math.floor(random() * 10)).join(''),
  };
};
