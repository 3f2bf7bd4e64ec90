import type { IncomingMessage } from 'node:http';

/** Above what any handler takes: it must be the handlers that refuse. */
export const MAX_BODY = 512 * 1024;

/** Such a body comes in one go; whoever takes longer holds a place that others need. */
const BODY_MILLISECONDS = 30_000;
const LINGER_MILLISECONDS = 2_000;
const LINGER_BYTES = 4 * 1024 * 1024;

/** What has come, not read on when it is enough; leaving the loop must not end the connection, which has to carry our answer. */
const chunksOf = (request: IncomingMessage) => request.iterator({ destroyOnReturn: false });

/** Undefined as soon as it is, or says that it will be, more than {@link MAX_BODY}. Rejects when the sender goes away or dawdles. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(new Error('too slow')), BODY_MILLISECONDS);
  try {
    for await (const chunk of chunksOf(request)) {
      size += chunk.length;
      if (size > MAX_BODY) return undefined;
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
};

/**
 * Let a sender that is still sending hear the answer: a connection that is closed with bytes unread is reset, and the
 * answer is lost with it. What comes is thrown away, for a while.
 */
export const linger = async (request: IncomingMessage): Promise<void> => {
  const timer = setTimeout(() => request.destroy(), LINGER_MILLISECONDS);
  let size = 0;
  try {
    for await (const chunk of chunksOf(request)) {
      size += chunk.length;
      if (size > LINGER_BYTES) return;
    }
  } catch {
    // It has gone; so has the need.
  } finally {
    clearTimeout(timer);
  }
};
