import { z } from 'zod';
import { noteKeyUse } from '../../core/directory/api-key.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { isContact } from '../../core/directory/directory.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { type Refusal, Retryable } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { isAllowed } from './authenticate.ts';
import { type ApiHandler, type ApiRoute, problemsOf } from './contract.ts';
import {
  bodyOf,
  type Event,
  hasMediaType,
  needsCaller,
  type Request,
  type Result,
  STATUS,
  stringsOf,
} from './http-request.ts';
import { badName } from './json-names.ts';

/** JSON routes: parse by the contract, run, answer by the contract or with a problem document. */

const TITLE: Record<number, string> = {
  400: '要求の形式が正しくありません',
  401: '認証が必要です',
  403: '権限がありません',
  404: '見つかりません',
  405: 'この方法では利用できません',
  409: '現在の状態と合いません',
  410: '保存期間が満了しました',
  413: '送信された内容が大きすぎます',
  415: '内容の形式に対応していません',
  422: '内容に誤りがあります',
  429: '回数の上限に達しました',
  500: '処理できませんでした',
  503: '一時的に処理できません',
};

/** RFC 9457 problem document; `errors` names each field by JSON pointer. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  errors: Refusal['problems'] = [],
): Result => ({
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

const parseJson = (event: Event): { ok: true; value: unknown } | { ok: false; answer: Result } => {
  const text = bodyOf(event);
  if (text === '') return { ok: true, value: undefined };
  if (!hasMediaType(event, 'application/json'))
    return {
      ok: false,
      answer: problem(415, 'unsupported-media-type', 'Content-Type は application/json としてください'),
    };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, answer: problem(400, 'malformed-json', '本文が正しいJSONではありません') };
  }
  const bad = badName(text);
  if (!bad) return { ok: true, value };
  const { pointer, twice } = bad;
  const detail = twice ? '同じ名前の項目が二度あります' : '受け付けていない名前です';
  const [code, sentence] = twice
    ? ['duplicate-name', '本文のJSONに、同じ名前の項目が二度あります']
    : ['malformed-json', '本文のJSONに、受け付けていない名前の項目があります'];
  return { ok: false, answer: problem(400, code, sentence, [{ pointer, message: detail }]) };
};

/** Of reading nothing is noted: a GET writes nothing (INV-7). What was done is done, whether it can be noted or not. */
const noteUse = async ({ store, clock }: Request['ports'], { apiKeyId, person }: Caller): Promise<void> => {
  if (apiKeyId === undefined || !isContact(person)) return;
  try {
    await noteKeyUse(store, person.affiliation.vendorId, apiKeyId, dateOf(clock()));
  } catch (error) {
    if (!(error instanceof Retryable)) throw error;
  }
};

const NO_QUERY = z.strictObject({});

export const answerApi = async (route: ApiRoute, handler: ApiHandler, request: Request): Promise<Result> => {
  const { event, identity } = request;
  const { caller } = identity;
  if (needsCaller(route) && !caller)
    return problem(401, 'unauthenticated', 'サインインするか、APIキーを指定してください');
  const parsed = route.body ? parseJson(event) : { ok: true as const, value: undefined };
  if (!parsed.ok) return parsed.answer;
  if (identity.viaCookie && route.method !== 'GET' && event.headers['x-csrf-token'] !== identity.csrf)
    return problem(403, 'csrf', 'X-CSRF-Token が正しくありません');
  if (caller && !(await isAllowed(route.who, caller, request.ports.store)))
    return problem(403, 'forbidden', 'この操作を行う権限がありません');
  const idempotencyKey = event.headers['idempotency-key'];
  if (route.idempotent && !(idempotencyKey && idempotencyKey.length <= 200))
    return problem(400, 'idempotency-key-missing', 'Idempotency-Key（200文字以内）を指定してください');
  const body = route.body
    ? route.quotes
      ? route.body.safeParse(parsed.value)
      : parseTyped(route.body, parsed.value)
    : undefined;
  if (body && !body.success)
    return problem(422, 'invalid', '送信された内容に誤りがあります', problemsOf(body.error));
  const query = (route.query ?? NO_QUERY).safeParse(event.queryStringParameters ?? {});
  if (!query.success)
    return problem(422, 'invalid-query', '検索条件に誤りがあります', problemsOf(query.error));
  const answer = await handler({
    // A public route gets no caller; its handler does not look at it.
    caller: caller as NonNullable<typeof caller>,
    csrf: identity.csrf,
    until: identity.until,
    params: stringsOf(event.pathParameters),
    query: stringsOf(query.data),
    body: body?.data,
    idempotencyKey,
    cookie: identity.cookie,
    visitor: identity.visitor,
  });
  if (!answer.ok) return problem(STATUS[answer.kind], answer.code, answer.message, answer.problems);
  if (caller && route.method !== 'GET') await noteUse(request.ports, caller);
  const schema = answer.waits ? route.waiting : route.response;
  const value = schema ? schema.parse(answer.value) : answer.value;
  return json(answer.waits ? 202 : route.status, value, [...identity.setCookies, ...(answer.cookies ?? [])]);
};
