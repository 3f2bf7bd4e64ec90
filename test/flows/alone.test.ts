import { beforeAll, expect, test } from 'vitest';
import { appointmentWrites, personWrites } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { decideAsOperator } from '../../core/registration/decide-proposal.ts';
import type { Item, Write } from '../../core/store/ports.ts';
import type { JsonValue } from '../../functions/ui/form.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { casesUnderWay } from '../support/cases-under-way.ts';
import { encodeForm } from '../support/encode-form.ts';
import { bodyOfSupervision } from '../support/orders.ts';
import {
  CHIEF,
  CLERK,
  createStory,
  DEMO_API_KEY,
  DEPUTY,
  type Story,
  TAX,
  VENDOR,
} from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import type { Answer } from '../support/world.ts';

/**
 * INV-25: every route of the contract table that changes something × every single holder, acting ALONE: the rows that carry
 * power stay as they are, unless the table below, written by hand from the rule, allows this act to one person.
 */

const NANAKO = 'nanako@hokuto.example.com';
const KEY = 'APIキー';
const OFFICE = [CLERK, CHIEF, DEPUTY] as const;
const ALONE = [...OFFICE, TAX, NANAKO, VENDOR, KEY] as const;
type Who = (typeof ALONE)[number];

const on = { on: '2026-04-06', reason: '試験' };
const held = (role: string, personId: string, kind = 'principal') => ({
  ...{ role, personId, kind, title: '試験', from: '2026-04-06', reason: '試験' },
});
const person = (name: string, email: string) => ({ name, email, sectionId: 'tax', reason: '試験' });
const system = { name: '税務総合システム', sectionId: 'tax', priorWorkMode: 'approve', reason: '試験' };
const section = {
  ...{ name: '総務部ICT推進室', headTitle: '総務部ICT推進室長', documentPrefix: '苫情推' },
  ...{ email: 'ict@city.example.jp', tel: '0144-00-0100', reason: '試験' },
};
const company = {
  ...{ name: '東都', kana: 'トウト', postalCode: '100-0001', address: '東京都' },
  representative: { title: '代表取締役', name: '東 都子' },
};
const settings = (change: object) => ({ settings: { ...DEFAULT_SETTINGS, ...change }, reason: '試験' });
const contact = (change: object = {}) => ({ name: '北斗 七子', email: NANAKO, reason: '試験', ...change });
const consultation = (email: string) => ({
  ...{ heldOn: '2026-04-03', cityStaff: '担当 次郎', summary: '協議した。', vendorId: 'hokuto' },
  systemIds: ['tax-system'],
  contract: { name: '保守', number: '15', kind: 'maintenance', from: '2026-04-01', to: '2027-03-31' },
  contact: { name: '北斗 八子', email },
});

type Allowed = readonly (readonly [who: readonly Who[], changes: readonly Group[]])[];
type Group =
  | 'appointments'
  | 'people'
  | 'settings'
  | 'vendors'
  | 'contacts'
  | 'administrators'
  | 'systems'
  | 'sections'
  | 'keys';
type Row = readonly [path: string, body: object, allowed?: Allowed];

const OWN_COMPANY = [VENDOR] as const;
/** Requests that could give, take or change power. Without a third column: to nobody alone. */
const POWER: readonly Row[] = [
  ['POST /v1/appointments', held('chief', 'p-free')],
  ['POST /v1/appointments', held('chief', 'p-clerk', 'deputy')],
  ['POST /v1/appointments', held('chief', 'p-deputy')],
  ['POST /v1/appointments', held('manager:tax', 'p-free')],
  ['POST /v1/appointments', held('manager:tax', 'p-clerk', 'deputy')],
  ['POST /v1/appointments', held('clerk:ict', 'p-free')],
  ['POST /v1/appointments', held('clerk:tax', 'p-free'), [[OFFICE, ['appointments']]]],
  ['POST /v1/appointments', held('clerk:tax', 'p-clerk'), [[[CHIEF, DEPUTY], ['appointments']]]],
  ['POST /v1/appointments/end', { ...on, role: 'chief', appointmentId: 'a-chief' }],
  ['POST /v1/appointments/end', { ...on, role: 'chief', appointmentId: 'a-deputy' }],
  ['POST /v1/appointments/end', { ...on, role: 'manager:tax', appointmentId: 'a-tax' }],
  [
    'POST /v1/appointments/end',
    { ...on, role: 'clerk:tax', appointmentId: 'a-tax-clerk' },
    [[OFFICE, ['appointments']]],
  ],
  [
    'POST /v1/appointments/end',
    { ...on, role: 'clerk:ict', appointmentId: 'a-clerk' },
    [[OFFICE, ['appointments']]],
  ],
  ['POST /v1/people', { name: '新人', email: 'n@city.example.jp', sectionId: 'tax' }, [[OFFICE, ['people']]]],
  ['PUT /v1/people/p-chief', person('統括 太郎', 'x@city.example.jp')],
  ['PUT /v1/people/p-deputy', person('次長 花子', 'x@city.example.jp')],
  ['PUT /v1/people/p-clerk', person('担当 次郎', 'x@city.example.jp')],
  ['PUT /v1/people/p-tax', person('税務 三郎', 'x@city.example.jp')],
  ['PUT /v1/people/p-tax-clerk', person('職員', 'x@city.example.jp')],
  ['PUT /v1/people/p-tax', person('別人', TAX)],
  ['PUT /v1/people/p-free', person('無役', 'x@city.example.jp'), [[OFFICE, ['people']]]],
  ['PUT /v1/settings', settings({ selfApproval: 'allow' })],
  ['PUT /v1/settings', settings({ officeSectionId: 'tax' })],
  ['PUT /v1/settings', settings({ staffDomains: ['evil.example'] })],
  [
    'POST /v1/sections',
    { ...section, sectionId: 'water', name: '水道課', documentPrefix: '苫水', reason: undefined },
    [[OFFICE, ['sections']]],
  ],
  ['PUT /v1/sections/ict', { ...section, email: 'x@city.example.jp' }],
  ['PUT /v1/sections/ict', { ...section, headTitle: '別の長' }],
  [
    'POST /v1/systems',
    {
      ...system,
      systemId: 's-notice',
      name: '新',
      priorWorkMode: 'notice',
      from: '2026-04-06',
      reason: undefined,
    },
  ],
  [
    'POST /v1/systems',
    { ...system, systemId: 's-approve', name: '新', from: '2026-04-06', reason: undefined },
    [[OFFICE, ['systems']]],
  ],
  ['PUT /v1/systems/tax-system', { ...system, priorWorkMode: 'notice' }],
  ['PUT /v1/systems/tax-system', { ...system, sectionId: 'ict' }],
  ['POST /v1/vendors', { ...company, corporateNumber: '4000012090001' }],
  ['PUT /v1/vendors/hokuto', { ...company, reason: '商号の変更' }],
  [
    'PUT /v1/vendors/hokuto',
    {
      ...company,
      ...{
        name: '北斗情報システム株式会社',
        kana: 'ホクトジョウホウシステムカブシキガイシャ',
        reason: '移転',
      },
    },
    [[OFFICE, ['vendors']]],
  ],
  [
    'POST /v1/vendors/hokuto/contacts',
    contact({ email: 'x@hokuto.example.com' }),
    [[OWN_COMPANY, ['contacts']]],
  ],
  ['POST /v1/vendors/minami/contacts', contact({ email: 'x@hokuto.example.com' })],
  [
    'PUT /v1/vendors/hokuto/contacts/p-nanako',
    contact({ email: 'x@hokuto.example.com' }),
    [[[...OFFICE, VENDOR], ['contacts']]],
  ],
  // The only contact of a company: a new address lets somebody in.
  [
    'PUT /v1/vendors/minami/contacts/p-other',
    { name: '南星 六郎', email: 'x@minami.example.com', reason: '試験' },
  ],
  // The company has a permit.
  ['PUT /v1/vendors/hokuto/contacts/p-nanako', contact({ administrator: true })],
  [
    'PUT /v1/vendors/hokuto/contacts/p-vendor',
    { name: '保守 五郎', email: VENDOR, administrator: false, reason: '試験' },
    [[OFFICE, ['administrators', 'contacts']]],
  ],
  [
    'PUT /v1/vendors/hokuto/contacts/p-vendor',
    { name: '保守 五郎', email: VENDOR, revokeKeys: true, reason: '試験' },
    [[[...OFFICE, VENDOR], ['keys']]],
  ],
  [
    'POST /v1/vendors/hokuto/contacts/p-nanako/end',
    { reason: '退職' },
    [[[...OFFICE, VENDOR], ['contacts']]],
  ],
  ['POST /v1/consultations', consultation('x@hokuto.example.com'), [[OFFICE, ['contacts']]]],
  ['POST /v1/api-keys', { label: '基幹' }, [[[NANAKO, VENDOR], ['keys']]]],
  ['DELETE /v1/api-keys/k-demo', {}, [[[VENDOR, KEY], ['keys']]]],
  [
    'POST /v1/proposals',
    {
      changes: [{ act: 'change-settings', settings: { ...DEFAULT_SETTINGS, selfApproval: 'allow' } }],
      reason: '試験',
    },
  ],
  [
    'POST /v1/proposals',
    { changes: [{ act: 'appoint', ...held('clerk:tax', 'p-free'), reason: undefined }], reason: '試験' },
    // A list without anything that needs a second person waits for one all the same.
  ],
];

/** The same, as a person does it on the pages. What the form is called, and its fields. */
const page = (
  path: string,
  body: object,
): readonly [path: string, body: object, end?: object] | undefined => {
  const [method, where = ''] = path.split(' ');
  const [, , kind, id, sub, personId, last] = where.split('/');
  const kinds: Record<string, string> = {
    sections: 'section',
    systems: 'system',
    people: 'person',
    vendors: 'vendor',
  };
  if (sub === 'contacts')
    return [`/vendors/${id}/contact${personId ? `?id=${personId}${last ? '&end=1' : ''}` : ''}`, body];
  if (where === '/v1/appointments/end') {
    const { role, appointmentId, ...rest } = body as Record<string, string>;
    return ['/appointments/end', { end: { appointment: `${role}/${appointmentId}`, ...rest } }];
  }
  if (kind !== undefined && kinds[kind])
    return [`/registrations/${kinds[kind]}${method === 'PUT' ? `?id=${id}` : ''}`, body];
  if (method === 'DELETE') return [`/api-keys/${id}/revoke`, {}];
  return where === '/v1/proposals' ? undefined : [where.slice('/v1'.length), body];
};

const GROUPS: readonly (readonly [Group, (row: Item) => unknown])[] = [
  ['appointments', ({ pk, sk, ...row }) => (sk.startsWith('APPOINTMENT#') ? row['appointment'] : undefined)],
  ['settings', ({ pk, ...row }) => (pk === 'SETTINGS' ? row['settings'] : undefined)],
  ['people', ({ sk, ...row }) => (sk === 'PROFILE' && !isVendors(row) ? row['person'] : undefined)],
  ['contacts', ({ sk, ...row }) => (sk === 'PROFILE' && isVendors(row) ? row['person'] : undefined)],
  [
    'administrators',
    ({ sk, ...row }) => (sk === 'PROFILE' ? Object(row['person']).affiliation.administrator : undefined),
  ],
  ['vendors', (row) => row['vendor']],
  ['systems', (row) => row['system']],
  ['sections', (row) => row['section']],
  ['keys', ({ sk, ...row }) => (/^(APIKEY#|KEY$)/.test(sk) ? { ...row, salt: 0 } : undefined)],
];
const isVendors = (row: Readonly<Record<string, unknown>>) =>
  Object(row['person']).affiliation.kind === 'vendor';
/** With the sessions, which go with an address or a contact. */
const IS_POWER = /^(CATALOG|PERSON#|ROLE#|SETTINGS|VENDOR#|APIKEY#|ADDRESS#|STAFF|SESSION#|SIGNED-IN#)/;

const database = openDatabase(':memory:');
const table = watchTable(database);
let story: Story;
let ids: Record<string, Record<string, string>>;
const sessions = new Map<string, { readonly cookie: string; readonly csrf: string }>();

const enter = async (who: Who): Promise<void> => {
  const cookie = await story.enter(who);
  const { csrf } = (await story.send({ path: '/v1/session', cookies: [cookie] })).json;
  sessions.set(who, { cookie, csrf });
};

beforeAll(async () => {
  story = await createStory({ database });
  await story.store.transact([
    ...personWrites({
      personId: 'p-free',
      name: '無役',
      email: 'free@city.example.jp',
      affiliation: { kind: 'city', sectionId: 'tax' },
    }),
    ...personWrites({
      personId: 'p-tax-clerk',
      name: '職員',
      email: 'tax-clerk@city.example.jp',
      affiliation: { kind: 'city', sectionId: 'tax' },
    }),
    ...appointmentWrites({
      ...{ appointmentId: 'a-tax-clerk', role: 'clerk:tax', personId: 'p-tax-clerk' },
      ...{ kind: 'principal', title: '主事', from: '2024-04-01' },
    }),
    ...personWrites({
      personId: 'p-nanako',
      name: '北斗 七子',
      email: NANAKO,
      affiliation: { kind: 'vendor', vendorId: 'hokuto' },
    }),
  ]);
  ids = await casesUnderWay(story);
  for (const who of ALONE.filter((name) => name !== KEY)) await enter(who);
});

const rowsOfPower = (): ReadonlyMap<string, Item> =>
  new Map(
    table
      .rows()
      .filter((text) => IS_POWER.test(text) && !/ (OUTBOX|MAIL|KEYUSE|KEYREMINDED)#/.test(text))
      .map((text) => {
        const row = JSON.parse(text.slice(text.indexOf('{'))) as Item;
        const [pk = '', sk = ''] = text.split(' ');
        return [`${pk} ${sk}`, { ...row, pk, sk }];
      }),
  );
type Rows = ReturnType<typeof rowsOfPower>;
const changed = (before: Rows, after: Rows): readonly Group[] =>
  GROUPS.filter(([, pick]) => {
    const of = (rows: Rows) =>
      JSON.stringify([...rows].flatMap(([key, row]) => (pick(row) === undefined ? [] : [[key, pick(row)]])));
    return of(before) !== of(after);
  }).map(([group]) => group);
/** As if it had not been: the next one finds the city as it was. */
const undo = async (before: Rows, after: Rows): Promise<void> => {
  const writes: Write[] = [
    ...[...before]
      .filter(([key, row]) => JSON.stringify(after.get(key)) !== JSON.stringify(row))
      .map(([key, put]) => (after.has(key) ? { put } : { put, when: { absent: true } as const })),
    ...[...after].filter(([key]) => !before.has(key)).map(([, { pk, sk }]) => ({ delete: { pk, sk } })),
  ];
  if (writes.length > 0) await story.store.transact(writes);
};

let keys = 0;
const send = (who: Who, method: string, path: string, body: object, isPage = false): Promise<Answer> => {
  keys += 1;
  const session = sessions.get(who);
  const common = {
    method,
    path,
    cookies: session ? [session.cookie] : [],
    headers: {
      'idempotency-key': `alone-${keys}`,
      ...(session ? { 'x-csrf-token': session.csrf } : { authorization: `Bearer ${DEMO_API_KEY}` }),
    },
  };
  if (!isPage) return story.send({ ...common, body });
  const fields = Object.fromEntries(new URLSearchParams(encodeForm(body as Record<string, JsonValue>)));
  return story.send({ ...common, form: { ...fields, _csrf: session?.csrf ?? '' } });
};

const OPENED: readonly number[] = [200, 201, 202, 204, 303];

test('権限の表: どの操作も、一人に許されたもののほかは、権限の行を変えない（APIと画面）', async () => {
  const wrong: string[] = [];
  const count = { cells: 0, opened: 0, allowed: 0, pages: 0 };
  for (const [path, body, allowed = []] of POWER)
    for (const who of ALONE) {
      const [method = '', where = ''] = path.split(' ');
      const want = allowed.filter(([whose]) => whose.includes(who)).flatMap(([, groups]) => groups);
      const form = page(path, body);
      const calls = [
        ['API', () => send(who, method, where, body)] as const,
        ...(form && who !== KEY ? [['画面', () => send(who, 'POST', form[0], form[1], true)] as const] : []),
      ];
      for (const [way, run] of calls) {
        const before = rowsOfPower();
        const answer = await run();
        const after = rowsOfPower();
        const got = changed(before, after);
        await undo(before, after);
        count.cells += 1;
        if (OPENED.includes(answer.status)) count.opened += 1;
        if (want.length > 0 && got.length > 0) count.allowed += 1;
        if (way === '画面' && answer.status === 303) count.pages += 1;
        if (`${[...got].sort()}` !== `${[...want].sort()}`)
          wrong.push(
            `${who} ${way} ${path} ${JSON.stringify(body)}: ${got} と変わった（${want}）${answer.status} ${answer.text.slice(0, 160)}`,
          );
      }
    }
  process.stdout.write(
    `      N = ${count.cells} cells, ${count.opened} accepted, ${count.allowed} of them alone, ${count.pages} pages\n`,
  );
  expect(wrong).toEqual([]);
  expect(count.opened).toBeGreaterThan(150);
  expect(count.pages).toBeGreaterThan(60);
}, 300_000);

test('一人が準備し、同じ一人が確認しても、運用担当者が確認できる職員のいる間に確認しても、何も変わらない', async () => {
  const waiting = POWER.filter(([, , allowed]) => allowed === undefined);
  let tried = 0;
  for (const [path, body] of waiting)
    for (const who of OFFICE) {
      const [method = '', where = ''] = path.split(' ');
      const before = rowsOfPower();
      const { status, json } = await send(who, method, where, body);
      const proposalId = status === 202 ? json.proposalId : json?.proposalId;
      if (proposalId === undefined) continue;
      tried += 1;
      const { hash } = (
        await story.send({
          path: `/v1/proposals/${proposalId}`,
          cookies: [sessions.get(who)?.cookie ?? ''],
        })
      ).json;
      const confirmed = await send(who, 'POST', `/v1/proposals/${proposalId}/decision`, {
        choice: 'confirm',
        hash,
      });
      expect(confirmed.status, `${who} ${path}`).toBe(403);
      const isOperators =
        (
          await story.send({
            path: `/v1/proposals/${proposalId}`,
            cookies: [sessions.get(who)?.cookie ?? ''],
          })
        ).json.confirmers.length === 0;
      if (!isOperators) expect((await decideAsOperator(story.ports)(proposalId, 'confirm')).ok).toBe(false);
      expect(changed(before, rowsOfPower()), `${who} ${path}`).toEqual([]);
    }
  expect(tried).toBeGreaterThan(40);
}, 300_000);

/** A body that passes the schema of a route that is about cases. */
const bodyOf = (path: string): object => {
  if (/works(\/\{workId\})?$/.test(path)) return exampleWork('2026-05-11', { explainedOn: '2026-04-06' });
  if (path.endsWith('/{workId}/report')) return exampleSession('2026-05-11');
  if (path.endsWith('{workId}/answer')) return { choice: 'accept', hash: 'x' };
  if (path.endsWith('/review')) return { choice: 'confirm', hash: 'x' };
  if (/applications(\/\{caseId\})?$/.test(path)) return story.application();
  if (path.endsWith('/decisions')) return { stage: 'approve', choice: 'approve', hash: 'x' };
  if (path.includes('{changeId}')) return { choice: 'accept', hash: 'x' };
  if (path.endsWith('/files')) return { name: 'a.pdf', size: 10 };
  if (path.endsWith('/reconciliations')) return { yearMonth: '2026-04', text: 'x' };
  if (path.endsWith('{yearMonth}/answer')) return { choice: 'accept', hash: 'x' };
  if (path.endsWith('/disposals')) return {};
  return bodyOfSupervision(path) ?? {};
};

test('契約の表のほかのどの経路も、だれが一人で行っても、権限の行に触れない', async () => {
  const tried = POWER.flatMap(([path, body]) => {
    const form = page(path, body)?.[0];
    return [path, ...(form === undefined ? [] : [`POST ${form.split('?')[0]}`])];
  });
  const routes = endpoints(story.ports)
    .map(({ route }) => route)
    .filter(({ method, path }) => method !== 'GET' && !/sign-(in|out)|\/d\/|sessions?$/.test(path));
  const isTried = (method: string, path: string) =>
    tried.some((call) => new RegExp(`^${method} ${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(call));
  const others = routes.filter(({ method, path }) => !isTried(method, path));
  // Nothing that is about people, roles, settings or keys is left to chance.
  expect(
    others
      .filter(({ kind, path }) => kind === 'api' && !/applications|permits|files|disposals/.test(path))
      .map(({ path }) => path),
  ).toEqual(['/v1/rule-renewal', '/v1/proposals/{proposalId}/decision']);
  let cells = 0;
  for (const { kind, method, path } of others)
    for (const who of ALONE) {
      if (kind === 'page' && who === KEY) continue;
      const before = rowsOfPower();
      const where = path.replace(/\{(\w+)\}/g, (_, name) => ids[path]?.[name] || 'x');
      await send(who, method, where, bodyOf(path), kind === 'page');
      expect(changed(before, rowsOfPower()), `${who} ${method} ${path}`).toEqual([]);
      cells += 1;
    }
  process.stdout.write(`      N = ${cells} cells of ${others.length} routes\n`);
  expect(cells).toBeGreaterThan(600);
}, 300_000);
