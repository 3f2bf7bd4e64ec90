import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../core/store/ports.ts';

const signedSchema = z.object({ until: z.number(), value: z.unknown() });

/** Texts that only this process can have written, and that end: what S3's signature is for the embedded runtime. */
export const createSigner = (clock: Clock) => {
  const secret = randomBytes(32);
  const mark = (body: string) => createHmac('sha256', secret).update(body).digest();
  return {
    sign: (value: unknown, seconds: number): string => {
      const until = clock().add({ seconds }).epochMilliseconds;
      const body = Buffer.from(JSON.stringify({ until, value })).toString('base64url');
      return `${body}.${mark(body).toString('base64url')}`;
    },
    /** Undefined for what is not ours, was changed, has ended, or was meant for another use. */
    open: <T>(schema: z.ZodType<T>, text: string): T | undefined => {
      const [body = '', given = ''] = text.split('.');
      const signature = Buffer.from(given, 'base64url');
      const expected = mark(body);
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
      const { until, value } = signedSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
      return clock().epochMilliseconds < until ? schema.safeParse(value).data : undefined;
    },
  };
};
