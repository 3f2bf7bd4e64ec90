import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouterHandler from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { z } from 'zod';
import { dateOf } from '../core/calendar.ts';
import { isClerk, isOffice } from '../core/caller.ts';
import { roleLabel } from '../core/directory.ts';
import { loadSettings } from '../core/directory-store.ts';
import { Fatal, type Refusal, Rejected, Retryable } from '../core/errors.ts';
import { authenticate, type Identity, isAllowed, isSameOrigin } from './authenticate.ts';
import {
  type ApiHandler,
  type ApiRoute,
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  type PageHandler,
  type PageRoute,
  problemsOf,
  type Route,
} from './contract.ts';
import { decodeForm } from './form.ts';
import { doneText } from './pages/done.ts';
import type { PageContext } from './pages/layout.ts';
import { type MessageStatus, messagePage } from './pages/message-page.ts';

/** The only two middy chains: {@link httpHandler} for API Gateway, {@link taskHandler} for Step Functions. */

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
export type HttpHandler = (event: Event, context: Context) => Promise<Result>;
export type TaskHandler = (payload: unknown, context: Context) => Promise<unknown>;

z.config(z.locales.ja());

/** Bytes of a JSON body; a form spells each Japanese character with nine. */
const MAX_BODY = { api: 64 * 1024, page: 256 * 1024 };
const STATUS: Record<Refusal['kind'], number> = {
  invalid: 422,
  conflict: 409,
  forbidden: 403,
  'not-found': 404,
  'too-many': 429,
};
const TITLE: Record<number, string> = {
  400: '要求の形式が正しくありません',
  401: '認証が必要です',
  403: '権限がありません',
  404: '見つかりません',
  409: '現在の状態と合いません',
  413: '送信された内容が大きすぎます',
  415: '内容の形式に対応していません',
  422: '内容に誤りがあります',
  429: '回数の上限に達しました',
  500: '処理できませんでした',
  503: '一時的に処理できません',
};

const cspWith = (formTargets: string): string =>
  `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${formTargets}; frame-ancestors 'none'; base-uri 'none'`;

const securityHeaders = (secure: boolean) => ({
  'cache-control': 'no-store',
  'content-security-policy': cspWith("'self'"),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
});

/** RFC 9457 problem document; `errors` names each field by JSON pointer. */
const problem = (status: number, code: string, detail: string, errors: Refusal['problems'] = []): Result => ({
  statusCode: status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: JSON.stringify({
    type: `urn:remote-maintenance-permits:${code}`,
    title: TITLE[status] ?? TITLE[500],
    status,
    detail,
    ...(errors.length > 0
      ? { errors: errors.map(({ pointer, message }) => ({ pointer, detail: message })) }
      : {}),
  }),
});
const json = (status: number, value: unknown, cookies: readonly string[] = []): Result => ({
  statusCode: status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  cookies: [...cookies],
  body: status === 204 ? '' : JSON.stringify(value),
});

const bodyOf = (event: Event): string =>
  event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');

/** Names that no body of ours has, and that JavaScript treats specially. */
const HOSTILE = /"(?:__proto__|constructor|prototype)"\s*:/;

const parseJson = (event: Event): { ok: true; value: unknown } | { ok: false; answer: Result } => {
  const type = event.headers['content-type'] ?? '';
  const text = bodyOf(event);
  if (text === '') return { ok: true, value: undefined };
  if (!/^application\/json\b/i.test(type))
    return {
      ok: false,
      answer: problem(415, 'unsupported-media-type', 'Content-Type は application/json としてください'),
    };
  const malformed = problem(400, 'malformed-json', '本文が正しいJSONではありません');
  if (HOSTILE.test(text)) return { ok: false, answer: malformed };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, answer: malformed };
  }
};

type Request = { readonly event: Event; readonly identity: Identity; readonly ports: AppPorts };

const needsCaller = (route: Route) => route.who !== 'public';

const answerApi = async (route: ApiRoute, handler: ApiHandler, request: Request): Promise<Result> => {
  const { event, identity } = request;
  const { caller } = identity;
  if (needsCaller(route) && !caller)
    return problem(401, 'unauthenticated', 'サインインするか、APIキーを指定してください');
  const parsed = parseJson(event);
  if (!parsed.ok) return parsed.answer;
  if (identity.viaCookie && route.method !== 'GET' && event.headers['x-csrf-token'] !== identity.csrf)
    return problem(403, 'csrf', 'X-CSRF-Token が正しくありません');
  if (caller && !(await isAllowed(route.who, caller, request.ports.store)))
    return problem(403, 'forbidden', 'この操作を行う権限がありません');
  const idempotencyKey = event.headers['idempotency-key'];
  if (route.idempotent && !(idempotencyKey && idempotencyKey.length <= 200))
    return problem(400, 'idempotency-key-missing', 'Idempotency-Key（200文字以内）を指定してください');
  const body = route.body ? route.body.safeParse(parsed.value) : undefined;
  if (body && !body.success)
    return problem(422, 'invalid', '送信された内容に誤りがあります', problemsOf(body.error));
  const query = (route.query ?? z.strictObject({})).safeParse(event.queryStringParameters ?? {});
  if (!query.success)
    return problem(422, 'invalid-query', '検索条件に誤りがあります', problemsOf(query.error));
  const answer = await handler({
    // A public route gets no caller; its handler does not look at it.
    caller: caller as NonNullable<typeof caller>,
    csrf: identity.csrf,
    params: stringsOf(event.pathParameters),
    query: stringsOf(query.data),
    body: body?.data,
    idempotencyKey,
    cookie: identity.cookie,
  });
  if (!answer.ok) return problem(STATUS[answer.kind], answer.code, answer.message, answer.problems);
  const value = route.response ? route.response.parse(answer.value) : answer.value;
  return json(route.status, value, [...identity.setCookies, ...(answer.cookies ?? [])]);
};

const stringsOf = (values: Readonly<Record<string, unknown>> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );

const contextOf = async (request: Request): Promise<PageContext> => {
  const { identity, ports, event } = request;
  const { caller } = identity;
  const settings = await loadSettings(ports.store);
  return {
    cityName: ports.config.cityName,
    today: dateOf(ports.clock()),
    csrf: identity.csrf,
    done: doneText(event.queryStringParameters?.['done']),
    ...(caller
      ? {
          reader: {
            name: caller.person.name,
            kind: caller.person.affiliation.kind,
            roles: caller.appointments.map(
              (a) => `${a.title}（${roleLabel(a.role)}${a.kind === 'deputy' ? '・代決' : ''}）`,
            ),
            isClerk: isClerk(caller),
            isOffice: isOffice(caller, settings),
          },
        }
      : {}),
  };
};

const html = async (context: PageContext, answer: PageAnswer): Promise<Result> => {
  if ('redirect' in answer)
    return {
      statusCode: 303,
      headers: { location: answer.redirect },
      cookies: [...(answer.cookies ?? [])],
      body: '',
    };
  if ('text' in answer)
    return { statusCode: 200, headers: { 'content-type': answer.contentType }, body: answer.text };
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  if ('html' in answer) {
    const { formTarget } = answer;
    const policy = formTarget && {
      'content-security-policy': cspWith(`'self' ${new URL(formTarget).origin}`),
    };
    return {
      statusCode: answer.status ?? 200,
      headers: { ...headers, ...policy },
      body: String(await answer.html),
    };
  }
  const status = STATUS[answer.kind];
  return {
    statusCode: status,
    headers,
    body: String(await messagePage(context, messageStatus(status), { sentence: answer.message })),
  };
};

const messageStatus = (status: number): MessageStatus => {
  if (status === 403 || status === 404 || status === 409 || status === 429) return status;
  return status >= 500 ? 500 : 400;
};

const EMPTY_FORM = decodeForm('');

const answerPage = async (route: PageRoute, handler: PageHandler, request: Request): Promise<Result> => {
  const { event, identity, ports } = request;
  const { caller } = identity;
  const context = await contextOf(request);
  const refuse = async (status: number, message: string): Promise<Result> => ({
    statusCode: status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: String(await messagePage(context, messageStatus(status), { sentence: message })),
  });
  if (needsCaller(route) && !caller) {
    const next = route.method === 'GET' ? `?next=${encodeURIComponent(event.rawPath)}` : '';
    return { statusCode: 303, headers: { location: `/sign-in${next}` }, body: '' };
  }
  if (caller && !(await isAllowed(route.who, caller, ports.store)))
    return refuse(403, 'このページを利用する権限がありません');
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(event.headers['content-type'] ?? '');
  if (route.method === 'POST' && !isForm) return refuse(415, '送信された内容の形式に対応していません');
  let form: PageCall['form'] = EMPTY_FORM;
  try {
    if (route.method === 'POST') form = decodeForm(bodyOf(event));
  } catch (error) {
    if (error instanceof Rejected) return refuse(400, error.message);
    throw error;
  }
  if (route.method === 'POST' && caller && form.meta.csrf !== identity.csrf)
    return refuse(
      403,
      '画面の有効期限が切れました。前の画面に戻り、読み込み直してからもう一度お試しください',
    );
  const answer = await handler({
    caller,
    context,
    params: stringsOf(event.pathParameters),
    query: stringsOf(event.queryStringParameters),
    form,
    cookies: identity.cookies,
  });
  const result = await html(context, answer);
  return { ...result, cookies: [...identity.setCookies, ...(result.cookies ?? [])] };
};

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
  if (!Object.values(event.pathParameters ?? {}).every(couldBeId)) throw new NotFound(event.rawPath);
  const who = await authenticate(ports, event);
  // Pages are for people: a key that came with the request signs nobody in there.
  const identity = isPage(endpoint) && !who.viaCookie ? { ...who, caller: undefined } : who;
  const request: Request = { event, ports, identity };
  return isPage(endpoint)
    ? answerPage(endpoint.route, endpoint.handler, request)
    : answerApi(endpoint.route, endpoint.handler, request);
};

/** One Lambda for a group of routes. */
export const httpHandler = (ports: AppPorts, endpoints: readonly Endpoint[]): HttpHandler => {
  const secure = ports.config.baseUrl.startsWith('https:');
  const routes = endpoints.map((endpoint) => ({
    method: endpoint.route.method,
    path: endpoint.route.path,
    handler: async (event: Event): Promise<Result> => respond(endpoint, event, ports),
  }));
  const router = httpRouterHandler<Event, Result>({
    routes,
    notFoundResponse: ({ path }: { path: string }) => {
      throw new NotFound(path);
    },
  });
  return middy<Event, Result>()
    .use(httpHeaderNormalizer())
    .use({
      after: ({ response }) => {
        if (response) response.headers = { ...securityHeaders(secure), ...response.headers };
      },
      onError: async (request) => {
        const { error, event } = request;
        request.response = await failure(error, event, ports);
        request.response.headers = { ...securityHeaders(secure), ...request.response.headers };
      },
    })
    .handler(router) as HttpHandler;
};

class NotFound extends Error {
  override readonly name = 'NotFound';
}

const statusOf = (error: unknown): 400 | 404 | 500 | 503 => {
  if (error instanceof NotFound) return 404;
  if (error instanceof Rejected) return 400;
  return error instanceof Retryable ? 503 : 500;
};

/** No id or handle of ours is longer; a store could not even look for one that is. */
const couldBeId = (param: unknown) =>
  typeof param === 'string' && param.length <= 200 && param.isWellFormed();

const failure = async (error: unknown, event: Event, ports: AppPorts): Promise<Result> => {
  const status = statusOf(error);
  if (status >= 500) logFailure(error, { requestId: event.requestContext.requestId });
  const message =
    status === 404
      ? 'ページが見つかりません'
      : status === 400
        ? '要求の形式が正しくありません'
        : status === 503
          ? '混み合っています。少し待ってからもう一度お試しください'
          : '処理できませんでした。時間をおいてもう一度お試しください';
  const code = status === 404 ? 'not-found' : status === 400 ? 'malformed' : 'failed';
  return plainAnswer(event, ports, status, code, message);
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
