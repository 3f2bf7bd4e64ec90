import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import { isCovered } from '../../core/directory/directory-trail.ts';
import type { Key, Store } from '../../core/store/ports.ts';
import { rowTypeOf } from '../../core/trail/row-types.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { lambdaContext } from '../../local/lambda-context.ts';
import { createRuntime, type RuntimeOptions } from '../../local/runtime.ts';
import { seedDemoCity } from '../../local/seed.ts';
import { guarded } from './guards.ts';
import { createMemoryJournal } from './memory-journal.ts';
import { createMemoryStore } from './memory-store.ts';

/**
 * Every row that is ever written is of a kind that the audit knows (core/trail/row-types.ts), and what the directory's trail
 * covers is what that list says it covers.
 */
const onlyKnownRows = (store: Store): Store => ({
  ...store,
  transact: (writes) => {
    for (const write of writes) if ('put' in write) mustBeKnown(write.put);
    return store.transact(writes);
  },
});
export const mustBeKnown = (key: Key): void => {
  const type = rowTypeOf(key);
  if (!type)
    throw new Error(
      `${key.pk}/${key.sk}: add a line to ROW_TYPES in core/trail/row-types.ts that says how the audit sees it`,
    );
  if (isCovered(key) !== (type.cover === 'directory'))
    throw new Error(
      `${key.pk}/${key.sk}: COVERED in core/directory/directory-trail.ts and ROW_TYPES in core/trail/row-types.ts differ`,
    );
};

/** The whole system in memory, with a standing clock and the demo city. People are played over HTTP events. */

const DEMO_API_KEY = `rmp_${'A'.repeat(43)}`;

export const START = '2026-04-06T09:00+09:00';

type Call = {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** A form body instead of JSON. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly sourceIp?: string;
};
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
};

export const eventOf = (call: Call): APIGatewayProxyEventV2 => {
  const [rawPath = '', rawQueryString = ''] = call.path.split('?');
  const method = call.method ?? (call.body === undefined && call.form === undefined ? 'GET' : 'POST');
  const body = call.form
    ? new URLSearchParams(call.form).toString()
    : call.body === undefined
      ? undefined
      : JSON.stringify(call.body);
  const type = call.form ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...call.headers },
    cookies: [...(call.cookies ?? [])],
    ...(rawQueryString
      ? { queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)) }
      : {}),
    requestContext: {
      accountId: '',
      apiId: '',
      domainName: '127.0.0.1',
      domainPrefix: '',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: call.sourceIp ?? '127.0.0.1',
        userAgent: 'test',
      },
      requestId: 'test',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type Client = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** As fast as can be: the same contract as SQLite's (test/support/store-contract.ts), and the same interpreter on it. */
const inMemory = (now: () => number): NonNullable<RuntimeOptions['memory']> => ({
  journal: createMemoryJournal(now, true),
  table: (heard) => {
    const store = createMemoryStore((changes) => heard(changes.flatMap(({ after }) => after ?? [])));
    return {
      ...store,
      rows: async function* () {
        for (const row of store.rows()) yield { key: { pk: row.pk, sk: row.sk }, row };
      },
    };
  },
});

export const createWorld = async (options: Partial<RuntimeOptions> & { readonly start?: string } = {}) => {
  const clock = options.clock ?? createStandingClock(Temporal.Instant.from(options.start ?? START));
  const failures: unknown[] = [];
  let bare: Store | undefined;
  const runtime = createRuntime({
    database: openDatabase(':memory:'),
    config: { baseUrl: 'http://127.0.0.1:3000', cityName: '苫小牧市' },
    // Whoever brings a database wants to find everything in it.
    ...(options.database ? {} : { memory: inMemory(() => clock.now().epochMilliseconds) }),
    random: () => 0.5,
    onFailure: (_what, error) => failures.push(error),
    ...options,
    clock,
    decorateStore: (plain) => {
      bare = plain;
      return onlyKnownRows((options.decorateStore ?? ((same) => same))(guarded(plain)));
    },
  });
  if (!bare) throw new Error('a runtime without a store');
  const behind = bare;
  await seedDemoCity(runtime.ports, DEMO_API_KEY);

  const send = async (call: Call): Promise<Answer> => {
    const result: APIGatewayProxyStructuredResultV2 = await runtime.http(
      eventOf(call),
      lambdaContext('http'),
    );
    return {
      status: result.statusCode ?? 0,
      headers: Object.fromEntries(Object.entries(result.headers ?? {}).map(([k, v]) => [k, String(v)])),
      cookies: result.cookies ?? [],
      text: result.body ?? '',
      json: parse(result.body ?? ''),
    };
  };

  const isOfAnchors = ({ subject }: { readonly subject: string }) => subject.startsWith('【証跡の封印】');
  /** Without the anchors' hashes, which come whatever happens. */
  const mailsTo = (address: string) => runtime.mailbox.list(address).filter((mail) => !isOfAnchors(mail));
  const anchorMailsTo = (address: string) => runtime.mailbox.list(address).filter(isOfAnchors);
  const lastCode = (address: string): string => {
    const mail = mailsTo(address).find((m) => m.subject.includes('確認コード'));
    return /\b\d{8}\b/.exec(mail?.text ?? '')?.[0] ?? '';
  };

  /** Sign a person in by the code in the mailbox, each on a device of their own; the cookie of the session. */
  const devices = new Map<string, string>();
  const enter = async (address: string): Promise<string> => {
    const device = [devices.get(address) ?? []].flat();
    const { json } = await send({ path: '/v1/sign-in', body: { address }, cookies: device });
    await runtime.settle();
    const { cookies, status } = await send({
      path: '/v1/sign-in/code',
      body: { attemptId: json.attemptId, code: lastCode(address) },
      cookies: device,
    });
    if (status !== 204) throw new Error(`sign-in of ${address} failed`);
    const [cookie = '', known = ''] = cookies.map((each) => each.split(';')[0] ?? '');
    devices.set(address, known);
    return cookie;
  };
  const signIn = async (address: string): Promise<Client> => {
    const cookie = await enter(address);
    const { json: session } = await send({ path: '/v1/session', cookies: [cookie] });
    return (method, path, body, headers = {}) =>
      send({
        method,
        path,
        body: method === 'GET' ? undefined : (body ?? {}),
        cookies: [cookie],
        headers: { ...(method === 'GET' ? {} : { 'x-csrf-token': session.csrf }), ...headers },
      });
  };

  const vendorApi: Client = (method, path, body, headers = {}) =>
    send({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${DEMO_API_KEY}`, ...headers },
    });

  return {
    ...runtime,
    /** The table without guards: for rows that no act would write so. */
    behind,
    clock,
    failures,
    send,
    enter,
    signIn,
    vendorApi,
    mailsTo,
    anchorMailsTo,
    lastCode,
    today: () => dateOf(clock.now()),
  };
};
export type World = Awaited<ReturnType<typeof createWorld>>;
