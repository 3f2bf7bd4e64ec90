import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../functions/http/contract.ts';
import { type HttpHandler, httpHandler } from '../../functions/http/middleware.ts';
import { edgeRoutes, type Group, isServedBy } from '../../functions/lambda/groups.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import { lambdaContext } from '../../local/lambda-context.ts';
import { gatewayOf } from '../support/api-gateway.ts';
import { createStory, type Story } from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import { eventOf } from '../support/world.ts';

/** A path of ours with a method that it does not have: 405 with Allow, told by the contract table and nothing else. */

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get'];
const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const database = openDatabase(':memory:');
const table = watchTable(database);
let story: Story;
let routes: readonly Route[];
/** The functions behind API Gateway. */
let functions: Readonly<Record<Group, HttpHandler>>;
let onAws: (method: string, path: string) => Promise<Result>;
beforeAll(async () => {
  story = await createStory({ database });
  const all = endpoints(story.ports);
  routes = all.map(({ route }) => route);
  const of = (group: Group) =>
    httpHandler(
      story.ports,
      all.filter(({ route }) => isServedBy(group, route)),
      { table: all },
    );
  const edge = edgeRoutes(routes);
  const choose = gatewayOf(edge.map(({ key }) => key));
  onAws = (method, path) => {
    const { key, pathParameters } = choose(method, path);
    const group = edge.find((route) => route.key === key)?.group ?? 'pages';
    return functions[group]({ ...eventOf({ method, path }), pathParameters }, lambdaContext('http'));
  };
  functions = { public: of('public'), api: of('api'), pages: of('pages') };
});

type Result = APIGatewayProxyStructuredResultV2;
const fits = (path: string, template: string) => {
  const [parts, of] = [path.split('/'), template.split('/')];
  return parts.length === of.length && of.every((part, at) => part.startsWith('{') || part === parts[at]);
};
const embedded = (method: string, path: string): Promise<Result> =>
  story.http(eventOf({ method, path }), lambdaContext('http'));
const RUNTIMES = [
  ['AWS', (method: string, path: string) => onAws(method, path)],
  ['一台で動かすとき', embedded],
] as const;

const allowOf = (path: string): string[] => {
  const own = new Set<string>(routes.filter((route) => fits(path, route.path)).map(({ method }) => method));
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'].filter(
    (method) => own.has(method) || method === 'OPTIONS' || (method === 'HEAD' && own.has('GET')),
  );
};
const header = (result: Result, name: string) => String(result.headers?.[name] ?? '');

describe.each(RUNTIMES)('%s', (_name, send) => {
  test('経路の表にある宛先: ない方法は405とAllow。/v1 では問題文書、他では日本語の頁。何も書かない', async () => {
    const paths = [...new Set(routes.map(({ path }) => path.replaceAll(/\{\w+\}/g, ID)))];
    expect(paths.length).toBeGreaterThan(150);
    const before = table.changes();
    let refused = 0;
    for (const path of paths)
      for (const method of METHODS.filter((each) => !allowOf(path).includes(each))) {
        const result = await send(method, path);
        const where = `${method} ${path}`;
        expect(result.statusCode, where).toBe(405);
        expect(header(result, 'allow'), where).toBe(allowOf(path).join(', '));
        expect(header(result, 'x-content-type-options')).toBe('nosniff');
        if (path.startsWith('/v1/')) {
          expect(header(result, 'content-type'), where).toBe('application/problem+json; charset=utf-8');
          expect(JSON.parse(result.body ?? '')).toMatchObject({ status: 405 });
        } else
          expect(parseHTML(result.body ?? '').document.documentElement.getAttribute('lang'), where).toBe(
            'ja',
          );
        refused += 1;
      }
    expect(refused).toBeGreaterThan(1000);
    expect(table.changes()).toBe(before);
  });

  test('OPTIONS は、方法の一覧だけを返す', async () => {
    for (const path of new Set(routes.map((route) => route.path.replaceAll(/\{\w+\}/g, ID)))) {
      const result = await send('OPTIONS', path);
      expect([result.statusCode, header(result, 'allow'), result.body ?? '']).toEqual([
        204,
        allowOf(path).join(', '),
        '',
      ]);
      expect(header(result, 'x-content-type-options')).toBe('nosniff');
      expect(Object.keys(result.headers ?? {}).filter((name) => /access-control/i.test(name))).toEqual([]);
    }
  });

  test('HEAD は、GET と同じ応答から本文を除いたもの', async () => {
    for (const { path, method } of routes) {
      if (method !== 'GET') continue;
      const where = path.replaceAll(/\{\w+\}/g, ID);
      const [got, head] = [await send('GET', where), await send('HEAD', where)];
      expect([head.statusCode, head.body, header(head, 'content-type')], where).toEqual([
        got.statusCode,
        '',
        header(got, 'content-type'),
      ]);
      for (const answer of [got, head])
        expect(header(answer, 'x-content-type-options'), where).toBe('nosniff');
    }
  });

  test.each([
    '/nothing',
    '/v1/nothing',
    '/v1',
    '/v1/',
    '/v1/applications/1/2/3/4/5',
    '/assets/styleXcss',
    '/v1/openapiXjson',
    '/directory%2F',
    '/ディレクトリ',
  ])('宛先がなければ、方法によらず404: %s', async (path) => {
    for (const method of METHODS) {
      const result = await send(method, path);
      expect([method, result.statusCode, header(result, 'allow')]).toEqual([method, 404, '']);
    }
  });

  test('404が隠すものを405は明かさない: あるものとないものとで、同じ応答（バイトまで同じ）', async () => {
    const caseId = await story.submit();
    const there = await send('DELETE', `/v1/applications/${caseId}`);
    expect([there.statusCode, there.body, there.headers]).toEqual(
      await send('DELETE', `/v1/applications/${ID}`).then((none) => [
        none.statusCode,
        none.body,
        none.headers,
      ]),
    );
    expect(there.statusCode).toBe(405);
  });
});
