import { StateFailure } from './errors.ts';

/** Largest input, output or variable, in bytes of UTF-8 (docs: service-quotas.html). */
export const MAX_PAYLOAD_BYTES = 262_144;

/** JSON text of a value, or undefined when it has none (undefined, function, BigInt, cycle). */
export const jsonText = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
};

export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Fails the state with States.DataLimitExceeded when the value is larger than the payload quota. */
export const checkSize = (value: unknown, what: string): void => {
  const bytes = byteLength(jsonText(value) ?? '');
  if (bytes <= MAX_PAYLOAD_BYTES) return;
  throw new StateFailure(
    'States.DataLimitExceeded',
    `${what} has a size of ${bytes} bytes, more than the limit of ${MAX_PAYLOAD_BYTES} bytes.`,
  );
};
