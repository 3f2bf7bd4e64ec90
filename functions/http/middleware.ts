import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { dateOf } from '../../core/values/calendar.ts';
import { Fatal, type Refusal, Rejected, Retryable } from '../../core/values/errors.ts';
import { messagePage } from '../ui/message-page.ts';
import { answerApi, problem } from './answer-api.ts';
import { answerNotFound, answerPage, cspWith, messageStatus } from './answer-page.ts';
import { authenticate, isSameOrigin } from './authenticate.ts';
import type { AppPorts, Endpoint, PageRoute, Route } from './contract.ts';
import type { Event, Request, Result } from './http-request.ts';

/**
 * Which entry of the contract table a request is for. Asked by the function itself, on AWS and on one machine: what
 * stands before it (API Gateway, local/server.ts) chooses a function, and its parameters of the path are not read.
 */

type Routed = { readonly route: Pick<Route, 'method' | 'path'> };
export type Found<E extends Routed> = {
  readonly endpoint: E;
  readonly params: Readonly<Record<string, string>>;
};

/** A slash at the end makes no difference. */
const segmentsOf = (path: string): readonly string[] => path.replace(/\/$/, '').split('/');
const isOpen = (segment: string): boolean => segment.startsWith('{');

/** `/works/new` before `/works/{workId}`, wherever they stand in the table. */
const moreExactFirst = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((segment, n) => isOpen(segment) !== isOpen(b[n] ?? ''));
  return at < 0 ? 0 : Number(isOpen(a[at] ?? '')) - Number(isOpen(b[at] ?? ''));
};

/** An open part, in braces, is anything but nothing. */
const fits = (template: readonly string[], given: readonly string[]): boolean =>
  template.every((segment, n) => (isOpen(segment) ? given[n] !== '' : segment === given[n]));

const paramsOf = (template: readonly string[], given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    template.flatMap((segment, n) => (isOpen(segment) ? [[segment.slice(1, -1), given[n] ?? '']] : [])),
  );

/** All entries that a path fits, of whatever method, the most exact first. */
export const routeFinder = <E extends Routed>(
  table: readonly E[],
): ((path: string) => readonly Found<E>[]) => {
  const ofLength = Map.groupBy(
    table.map((endpoint) => ({ endpoint, template: segmentsOf(endpoint.route.path) })),
    ({ template }) => template.length,
  );
  for (const entries of ofLength.values()) entries.sort((a, b) => moreExactFirst(a.template, b.template));
  return (path) => {
    const given = segmentsOf(path);
    return (ofLength.get(given.length) ?? []).flatMap(({ endpoint, template }) =>
      fits(template, given) ? [{ endpoint, params: paramsOf(template, given) }] : [],
    );
  };
};

/** The contract's name of a route, for the log: it tells what was asked for, and no id or secret of the path. */
export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

const ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const;

/**
 * The methods of a path, for `Allow` (RFC 9110, 10.2.1): read from the contract table alone, so that it tells nothing
 * of what is there or whose it is. None: there is no such path.
 */
const allowedMethods = (found: readonly Found<Routed>[]): readonly string[] => {
  const methods = new Set<string>(found.map(({ endpoint }) => endpoint.route.method));
  if (methods.size === 0) return [];
  methods.add('OPTIONS');
  if (methods.has('GET')) methods.add('HEAD');
  return ORDER.filter((method) => methods.has(method));
};

/** The only two middy chains: {@link httpHandler} for API Gateway, {@link taskHandler} for Step Functions. */

export type HttpHandler = (event: Event, context: Context) => Promise<Result>;
export type TaskHandler = (payload: unknown, context: Context) => Promise<unknown>;

z.config(z.locales.ja());

/** Bytes of a JSON body; a form spells each Japanese character with nine. */
const MAX_BODY = { api: 64 * 1024, page: 256 * 1024 };
const securityHeaders = (secure: boolean) => ({
  'cache-control': 'no-store',
  'content-security-policy': cspWith("'self'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
});

const isPage = (endpoint: Endpoint): endpoint is Extract<Endpoint, { route: PageRoute }> =>
  endpoint.route.kind === 'page';

const logger = new Logger({ serviceName: 'permits' });

/** Log lines: a code and ids, never a body, an address or a token. */
export const logFailure = (error: unknown, ids: Record<string, string>): void => {
  const name = error instanceof Error ? error.name : 'unknown';
  logger.error('request-failed', {
    ...ids,
    error: name,
    stack: error instanceof Error ? error.stack : undefined,
  });
};

const respond = async (endpoint: Endpoint, event: Event, ports: AppPorts): Promise<Result> => {
  const limit = MAX_BODY[endpoint.route.kind];
  const tooLarge = Buffer.byteLength(event.body ?? '') > limit * (event.isBase64Encoded ? 4 / 3 : 1);
  if (tooLarge)
    return plainAnswer(
      event,
      ports,
      413,
      'too-large',
      `送信された内容が大きすぎます（${limit / 1024}KBまで）`,
    );
  if (endpoint.route.method !== 'GET' && !isSameOrigin(event, ports.config))
    return plainAnswer(event, ports, 403, 'cross-site', '他のサイトからの送信は受け付けません');
  if (!Object.values(event.pathParameters ?? {}).every(couldBeId)) return nothingThere(event, ports);
  const who = await authenticate(ports, event);
  // Pages are for people: a key that came with the request signs nobody in there.
  const identity = isPage(endpoint) && !who.viaCookie ? { ...who, caller: undefined } : who;
  const request: Request = { event, ports, identity };
  return isPage(endpoint)
    ? answerPage(endpoint.route, endpoint.handler, request)
    : answerApi(endpoint.route, endpoint.handler, request);
};

/** What GET would answer, without its body; API Gateway takes none with HEAD. */
const withoutBody = (result: Result): Result => ({ ...result, body: '', isBase64Encoded: false });

/** What is known of a request when it is answered: an id, the contract's name of the route, how it ended. */
export type Served = { readonly requestId: string; readonly route: string; readonly status: number };

/** A line per request, which the gateway's access log has under the same id: API Gateway knows a few routes only. */
export const logServed = (served: Served): void => logger.info('request', served);

/**
 * One Lambda for a group of routes.
 *
 * @param options.table every route of the system: a path that is there with another method is 405, not 404
 * @param options.served is told of every answer
 */
export const httpHandler = (
  ports: AppPorts,
  endpoints: readonly Endpoint[],
  {
    table = endpoints,
    served = () => undefined,
  }: { readonly table?: readonly Endpoint[]; readonly served?: (served: Served) => void } = {},
): HttpHandler => {
  const secure = ports.config.baseUrl.startsWith('https:');
  const [own, all] = [routeFinder(endpoints), routeFinder(table)];
  /** HEAD is GET without the body. */
  const find = ({ method, path }: Event['requestContext']['http']) =>
    own(path).find(({ endpoint }) => endpoint.route.method === (method === 'HEAD' ? 'GET' : method));
  const answer = async (event: Event): Promise<Result> => {
    const { http } = event.requestContext;
    const found = find(http);
    if (!found) {
      const methods = allowedMethods(all(http.path));
      // A method that the table has, but this function does not serve: API Gateway knows the path by another spelling.
      if (methods.length === 0 || (http.method !== 'OPTIONS' && methods.includes(http.method)))
        return nothingThere(event, ports);
      throw new OtherMethod(methods.join(', '));
    }
    const result = await respond(found.endpoint, { ...event, pathParameters: found.params }, ports);
    return http.method === 'HEAD' ? withoutBody(result) : result;
  };
  const finish = (event: Event, response: Result): void => {
    response.headers = { ...securityHeaders(secure), ...response.headers };
    const { requestId, http } = event.requestContext;
    const found = find(http);
    served({
      requestId,
      route: found ? routeKeyOf(found.endpoint.route) : 'none',
      status: response.statusCode ?? 200,
    });
  };
  return middy<Event, Result>()
    .use(httpHeaderNormalizer())
    .use({
      after: ({ event, response }) => {
        if (response) finish(event, response);
      },
      onError: async (request) => {
        const { error, event } = request;
        request.response = await failure(error, event, ports);
        finish(event, request.response);
      },
    })
    .handler(answer) as HttpHandler;
};

/** A path of ours, but neither with this method nor GET for a HEAD. The message is the header `Allow`. */
class OtherMethod extends Error {
  override readonly name = 'OtherMethod';
}

const statusOf = (error: unknown): 400 | 500 | 503 => {
  if (error instanceof Rejected) return 400;
  return error instanceof Retryable ? 503 : 500;
};

/** No id or handle of ours is longer; a store could not even look for one that is. */
const couldBeId = (param: unknown) =>
  typeof param === 'string' && param.length <= 200 && param.isWellFormed();

const failure = async (error: unknown, event: Event, ports: AppPorts): Promise<Result> => {
  if (error instanceof OtherMethod) return otherMethod(error.message, event, ports);
  const status = statusOf(error);
  if (status >= 500) logFailure(error, { requestId: event.requestContext.requestId });
  const message =
    status === 400
      ? '要求の形式が正しくありません'
      : status === 503
        ? '混み合っています。少し待ってからもう一度お試しください'
        : '処理できませんでした。時間をおいてもう一度お試しください';
  const code = status === 400 ? 'malformed' : 'failed';
  return plainAnswer(event, ports, status, code, message);
};

const otherMethod = async (allow: string, event: Event, ports: AppPorts): Promise<Result> => {
  const { method } = event.requestContext.http;
  if (method === 'OPTIONS') return { statusCode: 204, headers: { allow } };
  const message = `この宛先に ${method} は使えません（使えるもの: ${allow}）`;
  const answer = await plainAnswer(event, ports, 405, 'method-not-allowed', message);
  return { ...answer, headers: { ...answer.headers, allow } };
};

/** No entry of the contract table: as what is somebody else's, to whoever is signed in with the menu. */
const nothingThere = async (event: Event, ports: AppPorts): Promise<Result> => {
  if (event.rawPath.startsWith('/v1/')) return problem(404, 'not-found', 'ページが見つかりません');
  const who = await authenticate(ports, event);
  return answerNotFound({ event, ports, identity: who.viaCookie ? who : { ...who, caller: undefined } });
};

/** An answer before anybody is known: a problem document, or for people a page. */
const plainAnswer = async (
  event: Event,
  ports: AppPorts,
  status: number,
  code: string,
  message: string,
): Promise<Result> => {
  if (event.rawPath.startsWith('/v1/')) return problem(status, code, message);
  const context = { cityName: ports.config.cityName, today: dateOf(ports.clock()), csrf: '' };
  return {
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: String(await messagePage(context, messageStatus(status), { sentence: message })),
  };
};

/** A Task state's Lambda: parse the state's input, run, and let the workflow hear failures by name. */
export const taskHandler =
  <S extends z.ZodType>(schema: S, run: (input: z.infer<S>) => Promise<unknown>): TaskHandler =>
  async (payload, context) => {
    const handler = middy<unknown, unknown>()
      .use({
        onError: ({ error }) => {
          logFailure(error, { requestId: context.awsRequestId });
          throw error;
        },
      })
      .handler(async (event: unknown) => {
        const input = schema.safeParse(event);
        if (!input.success) throw new Fatal('malformed task input');
        return run(input.data);
      });
    return handler(payload, context);
  };

/** The value of an outcome; a refusal becomes the error that the state machine matches. */
export const orThrow = <T>(outcome: { ok: true; value: T } | Refusal): T => {
  if (outcome.ok) return outcome.value;
  if (outcome.code === 'busy') throw new Retryable(outcome.code);
  throw new Rejected(outcome.code);
};
