import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint, Route } from '../../functions/http/contract.ts';
import { type HttpHandler, httpHandler, type Served } from '../../functions/http/middleware.ts';
import {
  type EdgeRoute,
  edgeRoutes,
  type Group,
  groupOf,
  isServedBy,
} from '../../functions/lambda/groups.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { lambdaContext } from '../../local/lambda-context.ts';
import { type Chosen, gatewayOf } from '../support/api-gateway.ts';
import { createStory, DEMO_API_KEY, type Story } from '../support/story.ts';
import { eventOf } from '../support/world.ts';

/** A few routes of API Gateway for the whole contract table: who gets a request, at whose cost, and what is logged. */

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const filled = (path: string) => path.replaceAll(/\{\w+\}/g, ID);

let story: Story;
let table: readonly Endpoint[];
let edge: readonly EdgeRoute[];
let choose: (method: string, path: string) => Chosen;
let functions: Readonly<Record<Group, HttpHandler>>;
const log: Served[] = [];
beforeAll(async () => {
  story = await createStory();
  table = endpoints(story.ports);
  edge = edgeRoutes(table.map(({ route }) => route));
  choose = gatewayOf(edge.map(({ key }) => key));
  const of = (group: Group) =>
    httpHandler(
      story.ports,
      table.filter(({ route }) => isServedBy(group, route)),
      { table, served: (line) => log.push(line) },
    );
  functions = { public: of('public'), api: of('api'), pages: of('pages') };
});

const chosen = (method: string, path: string): EdgeRoute => {
  const { key } = choose(method, path);
  return edge.find((route) => route.key === key) ?? { key, group: 'pages', limit: 'read' };
};
const send = (method: string, path: string, headers = {}) => {
  const { key, pathParameters } = choose(method, path.replace(/\?.*/, ''));
  const event = { ...eventOf({ method, path, headers }), routeKey: key, pathParameters };
  return functions[chosen(method, path.replace(/\?.*/, '')).group](event, lambdaContext('http'));
};

type Entry = Pick<Route, 'method' | 'path' | 'who' | 'kind'>;
const page = (method: Entry['method'], path: string, who: Entry['who'] = 'city'): Entry => ({
  ...{ method, path, who },
  kind: 'page',
});
const api = (method: Entry['method'], path: string): Entry => ({ ...page(method, path), kind: 'api' });

describe('which function', () => {
  test('各経路は、その区分の関数に届き、その関数がそれを知っている', async () => {
    let reached = 0;
    for (const { route } of table) {
      const path = filled(route.path);
      expect([route, chosen(route.method, path).group]).toEqual([route, groupOf(route)]);
      log.length = 0;
      await send(route.method, path);
      expect(log.map((line) => line.route)).toEqual([`${route.method} ${route.path}`]);
      reached += 1;
    }
    expect(reached).toBeGreaterThan(250);
  });

  test('サインインなしに呼べる関数は、それ以外の経路を一つも持たない', () => {
    const served = table.filter(({ route }) => isServedBy('public', route));
    expect(new Set(served.map(({ route }) => route.who))).toEqual(new Set(['public']));
    const toPublic = edge.filter(({ group }) => group === 'public').map(({ key }) => key);
    expect(toPublic.sort()).toEqual(served.map(({ route }) => `${route.method} ${route.path}`).sort());
  });

  test('宛先の値は、関数が経路の表から読む。API Gateway が渡すものは使わない', async () => {
    const caseId = await story.submit();
    const event = {
      ...eventOf({
        path: `/v1/applications/${caseId}`,
        headers: { authorization: `Bearer ${DEMO_API_KEY}` },
      }),
      pathParameters: { caseId: ID, proxy: 'x'.repeat(300) },
    };
    const result = await functions.api(event, lambdaContext('http'));
    expect([result.statusCode, JSON.parse(result.body ?? '').caseId]).toEqual([200, caseId]);
  });

  test.each([
    ['a page under /v1', [page('GET', '/v1/help'), api('GET', '/v1/cases')], /goes to (api|pages), not/],
    ['an API beside pages', [page('GET', '/help'), api('GET', '/cases')], /goes to pages, not to api/],
    ['a variable of a public route', [page('GET', '/d/{handle}', 'public'), page('GET', '/d/new')], /public/],
    ['the root', [page('GET', '/')], /no route of the gateway/],
  ])('an entry that would come to another function is refused: %s', (_name, entries, message) => {
    expect(() => edgeRoutes(entries)).toThrow(message);
  });

  test('a public entry beside a variable of others is theirs', () => {
    const keys = edgeRoutes([page('GET', '/x/{id}'), page('GET', '/x/new', 'public')]).map(({ key }) => key);
    expect(gatewayOf(keys)('GET', '/x/new').key).toBe('GET /x/new');
    expect(gatewayOf(keys)('GET', '/x/1').key).toBe('GET /{proxy+}');
  });
});

describe('at whose cost', () => {
  test('サインインなしに呼べる書き込みは、それぞれ自分の枠だけを使う', () => {
    const writes = table.filter(({ route }) => route.who === 'public' && route.method !== 'GET');
    const used = writes.map(({ route }) => chosen(route.method, filled(route.path)));
    expect(used.map(({ limit }) => limit)).toEqual(writes.map(() => 'public-write'));
    expect(new Set(used.map(({ key }) => key)).size).toBe(writes.length);
    expect(writes.length).toBeGreaterThan(4);
    const others = table.filter(({ route }) => route.who !== 'public');
    for (const { route } of others)
      expect(used.map(({ key }) => key)).not.toContain(chosen(route.method, filled(route.path)).key);
  });

  test.each([
    (path: string) => `${path}/`,
    (path: string) => `/${path}`,
    (path: string) => path.replace('sign', '%73ign'),
    (path: string) => path.replace('sign-in', 'Sign-In'),
  ])('枠を避ける書き方（%#）では、サインインなしの書き込みは404になる', async (spelled) => {
    const writes = table.filter(({ route }) => route.who === 'public' && route.method === 'POST');
    for (const { route } of writes) {
      const path = spelled(filled(route.path));
      if (path === filled(route.path)) continue;
      expect(chosen('POST', path).limit).not.toBe('public-write');
      expect([path, (await send('POST', path)).statusCode]).toEqual([path, 404]);
    }
  });

  test('読むものと書くものは枠が違い、申請・許可・APIの枠を他の頁が使わない', () => {
    for (const { route } of table.filter((each) => each.route.who !== 'public'))
      expect(chosen(route.method, filled(route.path)).limit).toBe(route.method === 'GET' ? 'read' : 'write');
    const key = (path: string) => chosen('POST', path).key;
    expect([key('/applications/1/decision'), key('/permits/1/ending'), key('/v1/files'), key('/x')]).toEqual([
      'POST /applications/{proxy+}',
      'POST /permits/{proxy+}',
      'POST /v1/{proxy+}',
      'POST /{proxy+}',
    ]);
    expect(chosen('GET', '/wp-login.php').key).toBe('GET /{proxy+}');
    expect(chosen('PROPFIND', '/permits/1').key).toBe('$default');
  });
});

describe('what is logged', () => {
  test('INV-18: 経路の名前だけを記録し、宛先・問い合わせ・リンクの値は記録しない', async () => {
    const secret = 'k'.repeat(43);
    log.length = 0;
    await send('GET', `/d/${secret}?next=${secret}`);
    await send('GET', `/permits/${secret}?q=${secret}`);
    await send('HEAD', `/d/${secret}`);
    await send('GET', `/${secret}`);
    await send('PATCH', `/d/${secret}`);
    await send('GET', `/v1/applications/${ID}?cursor=${secret}`, {
      authorization: `Bearer ${DEMO_API_KEY}`,
    });
    expect(log).toEqual([
      { requestId: 'test', route: 'GET /d/{handle}', status: 404 },
      { requestId: 'test', route: 'GET /permits/{caseId}', status: 303 },
      { requestId: 'test', route: 'GET /d/{handle}', status: 404 },
      { requestId: 'test', route: 'none', status: 404 },
      { requestId: 'test', route: 'none', status: 405 },
      { requestId: 'test', route: 'GET /v1/applications/{caseId}', status: 422 },
    ]);
    expect(JSON.stringify(log)).not.toContain(secret);
  });
});
