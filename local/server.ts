import { createServer, type IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problem } from '../functions/http/answer-api.ts';
import { type Doors, mayUseTools } from './doors.ts';
import { serveFile } from './file-server.ts';
import { eventOf, write } from './http-event.ts';
import { lambdaContext } from './lambda-context.ts';
import { MAX_BODY, readBody } from './request-body.ts';
import { targetOf } from './request-target.ts';
import type { Runtime } from './runtime.ts';
import { sourceOf } from './source-of.ts';
import { toolPages } from './tool-pages.ts';

/** Between two looks at the clock, ms: it may be moved by hand. */
const LONGEST_PAUSE = 1000;

export type ServerOptions = {
  readonly runtime: Runtime;
  /** Names under which the server answers, in lower case and with their ports. */
  readonly hosts: readonly string[];
  /** Who may use mailbox, clock and demo pages. */
  readonly doors: Doors;
  /** Addresses and ranges of proxies that may say, by X-Forwarded-For, who the sender is. */
  readonly trustedProxies?: readonly string[];
};

/** A sender who opens connections and says nothing, or says it byte by byte, must not use up what others need. */
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  /** A file of 30 MB on a slow line; other bodies have half a minute. */
  requestTimeout: 300_000,
  /** Longer than browsers' second request takes and than nginx keeps (60 s): else one sends into what is just closing. */
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
};
const MAX_CONNECTIONS = 500;
/** A reader who stops reading. */
const IDLE_MILLISECONDS = 120_000;

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const plain = (statusCode: number, text: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...HEADERS },
  body: `${text}\n`,
});
/** For programs, as the handlers say it. */
const refusal = problem(400, 'malformed', '要求の形式が正しくありません');
const MALFORMED = { ...refusal, headers: { ...HEADERS, ...refusal.headers } };

/** What API Gateway does for the handlers, on one machine. Answers do not wait for workflows or mails. */
export const createHttpServer = ({ runtime, hosts, doors, trustedProxies = [] }: ServerOptions) => {
  const tools = toolPages(runtime);
  /** Undefined when the request was for a file, and is being answered. */
  const respond = async (
    request: IncomingMessage,
    serve: (path: string) => boolean,
  ): Promise<APIGatewayProxyStructuredResultV2 | undefined> => {
    const target = targetOf(request, hosts);
    if ('refusal' in target)
      return request.url?.startsWith('/v1/') && target.status === 400
        ? MALFORMED
        : plain(target.status, target.refusal);
    if (serve(target.path)) return undefined;
    const body = await readBody(request);
    const source = sourceOf(request.socket.remoteAddress, request.headers, trustedProxies);
    const event = eventOf(request, target, body ?? Buffer.alloc(MAX_BODY, 'x'), source);
    if (mayUseTools(doors, request)) {
      // Much time may pass before there is an answer.
      request.setTimeout(0);
      const answer = await tools(event);
      if (answer) return answer;
    }
    return runtime.http(event, lambdaContext('http'));
  };
  const server = createServer(LIMITS, (request, response) => {
    respond(request, (path) => serveFile(runtime, path, request, response))
      .then((result) => result && write(request, response, result))
      // A client that went away while it was sending, or an answer that cannot be written: only its own connection ends.
      .catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(IDLE_MILLISECONDS);
  return server;
};

/**
 * Let time pass: settle after every change, and when the next timer is due. Returns a function that ends it after
 * what is under way.
 */
export const drive = (runtime: Runtime): (() => Promise<void>) => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  let again = false;
  /** How long to wait before the next time, ms. What fails now (a full disk, say) is tried again. */
  const settleOnce = async (): Promise<number> => {
    try {
      await runtime.work();
      const wait = again ? 0 : runtime.nextDueAt() - runtime.ports.clock().epochMilliseconds;
      return Math.min(Math.max(0, wait), LONGEST_PAUSE);
    } catch (error) {
      runtime.onFailure('settle', error);
      return LONGEST_PAUSE;
    }
  };
  const run = (): void => {
    clearTimeout(timer);
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = settleOnce().then((pause) => {
      running = undefined;
      again = false;
      if (!stopped) timer = setTimeout(run, pause);
    });
  };
  // Not at once: the change may come from within a settle that is under way.
  runtime.onChange(() => setImmediate(run));
  run();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
};
