import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { startDraft } from '../../core/application/save-draft.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import type { Route } from '../../functions/http/contract.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import { lambdaContext } from '../../local/lambda-context.ts';
import { asked } from '../support/long-run.ts';
import {
  CARE,
  CHIEF,
  CLERK,
  createStory,
  DEMO_API_KEY,
  OTHER_VENDOR,
  type Story,
  TAX,
  VENDOR,
} from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import { eventOf } from '../support/world.ts';

/** Requests per run; FUZZ_RUNS for a long run. The seed is printed, and FUZZ_SEED plays it again. */
const RUNS = asked('FUZZ_RUNS', 4000);
const SEED = asked('FUZZ_SEED', 20_260_406);

const database = openDatabase(':memory:');
const table = watchTable(database);
let story: Story;
let routes: readonly Route[];
let ids: Record<string, readonly string[]>;
/** Valid bodies, each with the routes that it is meant for. */
let bodies: readonly (readonly [RegExp, unknown])[];
const people: { cookie: string; csrf: string }[] = [];

beforeAll(async () => {
  story = await createStory({ database });
  for (const address of [TAX, CHIEF, CLERK, CARE, VENDOR, OTHER_VENDOR]) {
    const { json } = await story.send({ path: '/v1/sign-in', body: { address } });
    await story.settle();
    const code = story.lastCode(address);
    const { cookies } = await story.send({
      path: '/v1/sign-in/code',
      body: { attemptId: json.attemptId, code },
    });
    const cookie = cookies[0]?.split(';')[0] ?? '';
    const session = await story.send({ path: '/v1/session', cookies: [cookie] });
    people.push({ cookie, csrf: session.json.csrf });
  }
  const person = await loadPerson(story.store, 'p-vendor');
  if (!person) throw new Error('no vendor');
  const caller = await makeCaller(story.store, person, story.today(), 'screen');
  const draft = await startDraft(story.ports)(caller, 'c-hokuto');
  const [one, two, three] = [await story.submit(), await story.submit(), await story.submit()];
  await story.confirm(two);
  await story.returnItems(three);
  ids = {
    caseId: [one, two, three],
    draftId: [draft.ok ? draft.value.draftId : ''],
    section: ['applicant', 'work', 'checklist-2', 'attachments'],
    keyId: [(await (await story.as(VENDOR))('POST', '/v1/api-keys', { label: '予備' })).json.key.keyId],
    fileId: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    handle: [/\/d\/([\w-]+)/.exec(story.mailsTo(TAX)[0]?.text ?? '')?.[1] ?? ''],
  };
  // Signing out would leave nobody to go on with.
  routes = endpoints(story.ports)
    .map(({ route }) => route)
    .filter(
      ({ method, path }) => !/sign-out$/.test(path) && !/^DELETE \/v1\/sessions?$/.test(`${method} ${path}`),
    );
  const { hash } = (await story.view(CHIEF, two)).request;
  const settings = (await (await story.as(CHIEF))('GET', '/v1/settings')).json;
  bodies = [
    [/\/applications(\/\{caseId\})?$|\/drafts/, story.application()],
    [/decisions?$/, { stage: 'approve', choice: 'send-back', hash, reason: '理由' }],
    [
      /decisions?$/,
      {
        stage: 'confirm',
        choice: 'return',
        hash,
        checklist: [{ item: '2-1', result: 'fail', note: '不足' }],
      },
    ],
    [/settings$/, { settings: settings.settings, reason: '試験' }],
    [
      /appointments$/,
      {
        role: 'clerk:tax',
        personId: 'p-care',
        kind: 'principal',
        title: '主査',
        from: '2026-04-06',
        reason: '兼務',
      },
    ],
    [/appointments\/end$/, { role: 'clerk:ict', appointmentId: 'none', on: '2026-04-06', reason: '退任' }],
    [/people$/, { name: '新人 一郎', email: 'new@city.example.jp', sectionId: 'tax' }],
    [/api-keys$/, { label: '試験' }],
    [/sign-in$/, { address: VENDOR }],
    [/sign-in\/code$/, { attemptId: 'x', code: '12345678' }],
    [
      /consultations$/,
      {
        heldOn: '2026-04-01',
        cityStaff: '担当 次郎',
        summary: '概要',
        vendorId: 'hokuto',
        systemIds: ['tax-system'],
        contract: { name: '契約', number: '1', from: '2026-04-01', to: '2027-03-31', kind: 'maintenance' },
        contact: { name: '保守 五郎', email: VENDOR },
      },
    ],
  ];
});

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud83d',
    '\u202e',
    '../..',
    '%00',
    '__proto__',
    "' OR 1=1 --",
    '=1+1',
    '🏯'.repeat(50),
    'あ'.repeat(3000),
    '9'.repeat(400),
    '2026-02-30',
    'R99.1.1',
  ),
);
const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  oddText,
  fc.constantFrom<unknown>(null, [], {}, 1e308, -0, [[[[[]]]]], { constructor: 1 }),
);

/** Replaces, removes or adds something somewhere in a body. */
const mutated = (body: unknown, steps: readonly (readonly [number, number, unknown])[]): unknown => {
  const copy: unknown = structuredClone(body);
  for (const [where, what, given] of steps) {
    const value: unknown = structuredClone(given);
    const spots: [Record<string, unknown>, string][] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, member] of Object.entries(node)) {
        spots.push([node as Record<string, unknown>, name]);
        walk(member);
      }
    };
    walk(copy);
    const [holder, name] = spots[where % Math.max(spots.length, 1)] ?? [];
    if (!holder || name === undefined) continue;
    if (what === 0) delete holder[name];
    else if (what === 1 && !Array.isArray(holder)) holder[`x${name}`] = value;
    else holder[name] = value;
  }
  return copy;
};

const request = fc.record({
  route: fc.nat(),
  method: fc.oneof(
    { weight: 20, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('PATCH', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE') },
  ),
  id: fc.oneof({ weight: 4, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: oddText }),
  who: fc.nat(8),
  csrf: fc.constantFrom(true, true, true, false),
  body: fc.nat(),
  steps: fc.array(fc.tuple(fc.nat(400), fc.nat(3), junk), { maxLength: 3 }),
  raw: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        oddText,
        fc.json(),
        fc.constant('['.repeat(20_000)),
        fc.constant('x'.repeat(70_000)),
      ),
    },
  ),
  type: fc.constantFrom('json', 'json', 'json', 'form', 'text/plain', ''),
  base64: fc.constantFrom(false, false, false, true),
  query: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('cursor', 'done', 'next', 'add', 'q', '__proto__'), oddText, {
        maxKeys: 2,
      }),
    },
  ),
  key: fc.option(oddText, { freq: 2, nil: undefined }),
});
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

const flat = (value: unknown, name = ''): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([part, member]) => flat(member, name === '' ? part : `${name}.${part}`))
    : [
        [
          typeof value === 'number'
            ? `${name}:number`
            : typeof value === 'boolean'
              ? `${name}:boolean`
              : name,
          String(value),
        ],
      ];

const eventFor = (spec: Request) => {
  const route = routes[spec.route % routes.length];
  if (!route) throw new Error('no routes');
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const known = ids[name] ?? [];
    return typeof spec.id === 'number'
      ? (known[spec.id % known.length] ?? 'x')
      : spec.id.replaceAll('/', '') || 'x';
  });
  const person = spec.who < people.length ? people[spec.who] : undefined;
  const form = spec.type === 'form' || (spec.type === 'json' && route.kind === 'page');
  const meant = bodies.filter(([at]) => at.test(route.path));
  const pool = meant.length > 0 && spec.body % 8 > 0 ? meant : bodies;
  const body = mutated(pool[spec.body % pool.length]?.[1], spec.steps);
  const pairs = flat(body).map(([name, value]): [string, string] => [name, value.toWellFormed()]);
  const text =
    spec.raw ??
    (form
      ? new URLSearchParams([...pairs, ['_csrf', spec.csrf ? (person?.csrf ?? '') : 'no']]).toString()
      : JSON.stringify(body));
  const type = form
    ? 'application/x-www-form-urlencoded'
    : spec.type === 'json'
      ? 'application/json'
      : spec.type;
  const event = eventOf({
    method: spec.method ?? route.method,
    path,
    cookies: person ? [person.cookie] : [],
    headers: {
      'content-type': type,
      'idempotency-key': spec.key ?? `fuzz-${spec.body}`,
      ...(spec.who === people.length ? { authorization: `Bearer ${DEMO_API_KEY}` } : {}),
      ...(spec.csrf && person ? { 'x-csrf-token': person.csrf } : {}),
    },
  });
  return {
    name: `${spec.method ?? route.method} ${route.path}`,
    event: {
      ...event,
      rawPath: path,
      queryStringParameters: { ...spec.query },
      requestContext: { ...event.requestContext, http: { ...event.requestContext.http, path } },
      body: spec.base64 ? Buffer.from(text).toString('base64') : text,
      isBase64Encoded: spec.base64,
    },
  };
};

test('でたらめな要求: 5xxも、断ったのに書くこともない', async () => {
  const statuses = new Map<number, number>();
  let slowest = 0;
  await fc.assert(
    fc.asyncProperty(request, async (spec) => {
      const { name, event } = eventFor(spec);
      const before = table.changes();
      const started = performance.now();
      const result = await story.http(event, lambdaContext('http'));
      const took = performance.now() - started;
      slowest = Math.max(slowest, took);
      const status = result.statusCode ?? 0;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status, `${name}: ${result.body?.slice(0, 300)}`).toBeLessThan(500);
      expect(status, name).toBeGreaterThanOrEqual(200);
      // Every try of a code counts, right or wrong.
      if (status >= 400 && !/\/sign-in|\/d\//.test(name))
        expect(table.changes(), `${name}: ${status}`).toBe(before);
      if (event.requestContext.http.method === 'GET') expect(table.changes(), name).toBe(before);
      if (status >= 400 && event.rawPath.startsWith('/v1/') && event.requestContext.http.method !== 'HEAD')
        expect(JSON.parse(result.body ?? ''), name).toMatchObject({
          status,
          title: expect.any(String),
          detail: expect.any(String),
        });
      if (!event.rawPath.startsWith('/v1/'))
        expect(result.headers?.['content-security-policy']).toContain("default-src 'none'");
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env['FUZZ_SHRINK'] === undefined },
  );
  const counts = [...statuses].toSorted(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
  process.stdout.write(
    `      N = ${RUNS}, seed ${SEED}, ${counts.join(', ')}; slowest ${slowest.toFixed(0)} ms; 0 answers 5xx (95 %: < ${(3 / RUNS).toFixed(5)})\n`,
  );
  expect([...statuses.values()].reduce((sum, n) => sum + n, 0)).toBe(RUNS);
  expect(statuses.get(201) ?? 0).toBeGreaterThan(0);
}, 600_000);
