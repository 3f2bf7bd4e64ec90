import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { serveFile } from './file-server.ts';
import { lambdaContext } from './lambda-context.ts';
import type { Runtime } from './runtime.ts';
import { toolPages } from './tool-pages.ts';

/** Above what any handler takes: it must be the handlers that refuse. */
const MAX_BODY = 512 * 1024;

/** Between two looks at the clock, ms: it may be moved by hand. */
const LONGEST_PAUSE = 1000;

export type ServerOptions = {
  readonly runtime: Runtime;
  /** Names under which the server answers; every other Host header is refused (DNS rebinding). */
  readonly hosts: readonly string[];
  /** Mailbox, clock and demo pages: only where nobody else can reach them. */
  readonly tools: boolean;
};

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks).toString('utf8');
};

/** The event that API Gateway (HTTP API, payload 2.0) would make of a request. */
const eventOf = (request: IncomingMessage, url: URL, body: string): APIGatewayProxyEventV2 => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined || name === 'cookie'
        ? []
        : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    cookies: request.headers.cookie?.split('; ') ?? [],
    headers,
    ...(url.search ? { queryStringParameters: Object.fromEntries(url.searchParams) } : {}),
    requestContext: {
      accountId: '',
      apiId: '',
      domainName: url.hostname,
      domainPrefix: '',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: '',
      },
      requestId: lambdaContext('http').awsRequestId,
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
  };
};

const write = (response: ServerResponse, result: APIGatewayProxyStructuredResultV2, head: boolean): void => {
  const { cookies = [] } = result;
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  response.writeHead(result.statusCode ?? 200, {
    ...Object.fromEntries(Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)])),
    ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}),
    'content-length': body.byteLength,
  });
  response.end(head ? undefined : body);
};

const plain = (statusCode: number, text: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'text/plain' },
  body: `${text}\n`,
});

/** What API Gateway does for the handlers, on one machine. Answers do not wait for workflows or mails. */
export const createHttpServer = ({ runtime, hosts, tools }: ServerOptions) => {
  const tool = tools ? toolPages(runtime) : undefined;
  const respond = async (request: IncomingMessage): Promise<APIGatewayProxyStructuredResultV2> => {
    if (!hosts.includes(request.headers.host ?? '')) return plain(421, 'unknown host');
    // Only a path: neither `*` nor another site's address, and `//x` is a path too.
    const url = request.url?.startsWith('/')
      ? URL.parse(`http://${request.headers.host}${request.url}`)
      : null;
    if (!url) return plain(400, 'malformed request target');
    const body = await readBody(request);
    const event = eventOf(request, url, body ?? 'x'.repeat(MAX_BODY));
    return (await tool?.(event)) ?? runtime.http(event, lambdaContext('http'));
  };
  return createServer((request, response) => {
    if (hosts.includes(request.headers.host ?? '') && serveFile(runtime, request, response)) return;
    respond(request)
      .then((result) => write(response, result, request.method === 'HEAD'))
      // A client that went away while it was sending, or an answer that cannot be written: only its own connection ends.
      .catch(() => response.destroy());
  });
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
      await runtime.settle();
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
