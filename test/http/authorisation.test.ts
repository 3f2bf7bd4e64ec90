import { Temporal } from 'temporal-polyfill';
import { beforeAll, describe, expect, test } from 'vitest';
import { startDraft } from '../../core/application/save-draft.ts';
import { SHARDS } from '../../core/case/case-store.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { openReportsDue } from '../../core/monthly-report/open-monthly-reports.ts';
import type { Route, Who } from '../../functions/http/contract.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { bodyOfSupervision, createOrders } from '../support/orders.ts';
import { askToReconfirm } from '../support/permit.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import {
  CARE,
  CHIEF,
  CLERK,
  createStory,
  DEMO_API_KEY,
  DEPUTY,
  OTHER_VENDOR,
  type Story,
  TAX,
  VENDOR,
} from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import { worksOf } from '../support/work-story.ts';
import type { Answer } from '../support/world.ts';

/**
 * Route × caller × ownership, generated from the contract table: every cell says whether it is shut, hidden or
 * open, and that a denial writes nothing.
 */

const CALLERS = {
  誰でもない人: { who: ['public'], sees: false },
  退任した人: { who: ['public'], sees: false },
  他社: { who: ['public', 'anyone', 'vendor'], sees: false },
  自社: { who: ['public', 'anyone', 'vendor'], sees: true },
  自社のAPIキー: { who: ['public', 'anyone', 'vendor'], sees: true },
  他課の管理者: { who: ['public', 'anyone', 'city'], sees: false },
  管理者: { who: ['public', 'anyone', 'city'], sees: true },
  統括: { who: ['public', 'anyone', 'city', 'clerk', 'office'], sees: true },
  代決者: { who: ['public', 'anyone', 'city', 'clerk', 'office'], sees: true },
  統括部門の担当者: { who: ['public', 'anyone', 'city', 'clerk', 'office'], sees: true },
} as const satisfies Record<string, { who: readonly Who[]; sees: boolean }>;
type CallerName = keyof typeof CALLERS;
const ADDRESS: Partial<Record<CallerName, string>> = {
  他社: OTHER_VENDOR,
  自社: VENDOR,
  他課の管理者: CARE,
  管理者: TAX,
  統括: CHIEF,
  代決者: DEPUTY,
  統括部門の担当者: CLERK,
};
const names = Object.keys(CALLERS) as CallerName[];

const SHORTENING = {
  ...{ ground: 'contract-ended', facts: '契約の解除', evidence: '通知書', lastDay: '2026-09-30' },
};
const HEARING = {
  ...{
    how: 'spoken',
    heardOn: '2000-01-01',
    heardBy: '税務 太郎',
    speaker: '北斗 一郎',
    statement: '異議なし',
  },
};
const CHANGE = {
  changedOn: '2026-12-01',
  reason: '端末の更新',
  after: { terminals: [{ assetNo: 'PC-900', os: 'Windows 11', antivirus: '最新', dedicated: true }] },
};

const database = openDatabase(':memory:');
const table = watchTable(database);
let story: Story;
const identity = new Map<CallerName, { cookie?: string; csrf?: string; headers?: Record<string, string> }>();
let caseId: string;
let permitId: string;
let findingId: string;
let instructionId: string;
let changeId: string;
let reconfirmationId: string;
let shorteningId: string;
let draftId: string;
let keyId: string;
let fileId: string;
let workId: string;
let personId: string;
const CONTACT = { name: '北斗 七子', email: 'nanako@hokuto.example.com', reason: '増員' };

const signInRaw = async (address: string) => {
  const { json } = await story.send({ path: '/v1/sign-in', body: { address } });
  await story.settle();
  const { cookies } = await story.send({
    path: '/v1/sign-in/code',
    body: { attemptId: json.attemptId, code: story.lastCode(address) },
  });
  const cookie = cookies[0]?.split(';')[0] ?? '';
  const session = await story.send({ path: '/v1/session', cookies: [cookie] });
  return { cookie, csrf: session.json.csrf };
};

beforeAll(async () => {
  story = await createStory({ database });
  for (const name of names) {
    const address = ADDRESS[name];
    if (address) identity.set(name, await signInRaw(address));
  }
  identity.set('誰でもない人', {});
  identity.set('自社のAPIキー', { headers: { authorization: `Bearer ${DEMO_API_KEY}` } });
  identity.set('退任した人', await signInRaw('tax-deputy@city.example.jp'));
  await story.decree('POST', '/v1/appointments/end', {
    role: 'manager:tax',
    appointmentId: 'a-tax2',
    on: '2026-04-06',
    reason: '退任',
  });
  const { json } = await story.vendorApi('POST', '/v1/files', { name: 'a.pdf', size: FILES.pdf.length });
  await sendFile(story, json.upload, 'a.pdf', FILES.pdf);
  fileId = json.fileId;
  await story.vendorApi('POST', `/v1/files/${fileId}/completion`, {});
  caseId = await story.submit({ attachments: [{ fileId, kind: 'diagram' }] });
  const person = await loadPerson(story.store, 'p-vendor');
  if (!person) throw new Error('no vendor');
  const draft = await startDraft(story.ports)(
    await makeCaller(story.store, person, story.today(), 'screen'),
    'c-hokuto',
  );
  if (!draft.ok) throw new Error(draft.message);
  draftId = draft.value.draftId;
  keyId = 'k-demo';
  permitId = await story.submit();
  await story.confirm(permitId);
  await story.approve(permitId);
  const orders = createOrders(story);
  findingId = await orders.ordered(permitId);
  instructionId = (await orders.instruct(permitId)).json.instructionId;
  await story.settle();
  workId = await worksOf(story, permitId).announced('2026-05-11', { explainedOn: '2026-04-06' });
  for (const shard of SHARDS)
    await openReportsDue(story.ports)({ businessDate: Temporal.PlainDate.from('2026-05-01'), shard });
  await story.settle();
  const change = await story.vendorApi('POST', `/v1/permits/${permitId}/changes`, CHANGE, {
    'idempotency-key': 'change',
  });
  changeId = change.json.changeId;
  reconfirmationId = await askToReconfirm(story, permitId);
  const shortening = await (await story.as(TAX))('POST', `/v1/permits/${permitId}/shortenings`, SHORTENING, {
    'idempotency-key': 'shortening',
  });
  shorteningId = shortening.json.shorteningId;
  const contact = await (await story.as(VENDOR))('POST', '/v1/vendors/hokuto/contacts', CONTACT);
  personId = contact.json.personId;
});

const routes = (): readonly Route[] => endpoints(story.ports).map(({ route }) => route);
const label = (route: Route) => `${route.method} ${route.path}`;
const pathOf = (
  route: Route,
  ids: {
    caseId?: string;
    draftId?: string;
    keyId?: string;
    fileId?: string;
    vendorId?: string;
    handle?: string;
  } = {},
) =>
  route.path
    .replace('{caseId}', ids.caseId ?? (route.path.includes('/permits/') ? permitId : caseId))
    .replace('{vendorId}', ids.vendorId ?? 'hokuto')
    .replace('{personId}', personId)
    .replace('{seq}', '1')
    .replace('{workId}', workId)
    .replace('{findingId}', findingId)
    .replace('{instructionId}', instructionId)
    .replace('{yearMonth}', '2026-04')
    .replace('{changeId}', changeId)
    .replace('{reconfirmationId}', reconfirmationId)
    .replace('{shorteningId}', shorteningId)
    .replace('{draftId}', ids.draftId ?? draftId)
    .replace('{section}', 'work')
    .replace('{keyId}', ids.keyId ?? keyId)
    .replace('{fileId}', ids.fileId ?? fileId)
    .replace('{disposalId}', 'x')
    .replace('{proposalId}', 'x')
    .replace('{handle}', ids.handle ?? 'x'.repeat(43));

const bodyOfWork = ({ path }: Route): unknown => {
  if (/works(\/\{workId\})?$/.test(path)) return exampleWork('2026-05-11', { explainedOn: '2026-04-06' });
  if (path.endsWith('/report')) return exampleSession('2026-05-11');
  if (path.endsWith('/answer')) return { choice: 'accept', hash: 'x' };
  return path.endsWith('/review') ? { choice: 'confirm', hash: 'x' } : {};
};

/** A body that passes the route's schema, where the answer depends on whose the thing is. */
const bodyFor = (route: Route): unknown => {
  if (label(route) === 'PUT /v1/applications/{caseId}') return story.application();
  if (label(route) === 'POST /v1/applications/{caseId}/decisions')
    return { stage: 'approve', choice: 'approve', hash: 'x' };
  if (/ \/v1\/permits\/\{caseId\}\/works/.test(label(route))) return bodyOfWork(route);
  if (/\/permits\/\{caseId\}\/changes$/.test(route.path)) return CHANGE;
  if (route.path.endsWith('/correction')) return { place: 'x', wrong: '4月', right: '3月', reason: 'x' };
  if (route.path.endsWith('/reissue')) return { reason: 'x' };
  if (route.path.endsWith('/delivery')) return { deliveredOn: '2026-04-06', how: 'post' };
  // One is open: another is refused for that, whoever may propose it.
  if (/\/(new-shortening|shortenings)$/.test(route.path)) return { ...SHORTENING, lastDay: '2000-01-01' };
  if (route.path.endsWith('{shorteningId}/statement')) return {};
  if (route.path.endsWith('{shorteningId}/hearing')) return HEARING;
  if (route.path.endsWith('{shorteningId}/answer')) return { choice: 'drop', reason: 'x', hash: 'x' };
  if (route.path.endsWith('{shorteningId}/approval')) return { choice: 'approve', hash: 'x' };
  if (/\/(answer|approval)$/.test(route.path) && route.path.includes('{changeId}'))
    return { choice: 'accept', hash: 'x' };
  if (route.path.endsWith('{reconfirmationId}/answer')) return { hash: 'x', checklist: [] };
  if (route.path.endsWith('/ending'))
    return { lastDay: '2000-01-01', reason: '終了', returnAndErasure: '返却', lastReport: true };
  if (route.path.endsWith('/renewal')) {
    const { consultationId, period, contract, pledge } = story.application();
    return { consultationId: `${consultationId}-none`, period, contract, pledge };
  }
  if (label(route) === 'POST /v1/permits/{caseId}/reconciliations/files')
    return { name: 'vpn.csv', size: 10 };
  if (label(route) === 'POST /v1/permits/{caseId}/reconciliations')
    return { yearMonth: '2026-04', text: 'not a log' };
  if (label(route) === 'PUT /v1/permits/{caseId}/reports/{yearMonth}') return { usageHash: 'x', used: false };
  if (label(route) === 'POST /v1/permits/{caseId}/reports/{yearMonth}/answer')
    return { choice: 'accept', hash: 'x' };
  if (route.path.includes('/contacts')) return route.path.endsWith('/end') ? { reason: '退職' } : CONTACT;
  return bodyOfSupervision(route.path) ?? {};
};
const call = (
  route: Route,
  name: CallerName,
  {
    path = pathOf(route),
    csrf = true,
    headers = {},
  }: { path?: string; csrf?: boolean; headers?: Record<string, string> } = {},
): Promise<Answer> => {
  const who = identity.get(name) ?? {};
  const common = {
    method: route.method,
    path,
    cookies: who.cookie ? [who.cookie] : [],
    headers: {
      ...who.headers,
      ...(csrf && who.csrf ? { 'x-csrf-token': who.csrf } : {}),
      'idempotency-key': 'matrix',
      ...headers,
    },
  };
  if (route.method === 'GET') return story.send(common);
  return route.kind === 'page'
    ? story.send({ ...common, form: { ...(csrf && who.csrf ? { _csrf: who.csrf } : {}) } })
    : story.send({ ...common, body: bodyFor(route) });
};

const SIGN_IN = /\/sign-in|^POST \/d\//;
const isOfContacts = ({ path }: Route) => /\{vendorId\}\/contact/.test(path);
const isOwned = (route: Route) => isOfContacts(route) || /\{(caseId|draftId|keyId|fileId)\}/.test(route.path);
const isVendor = (name: CallerName) => name === '自社' || name === '自社のAPIキー';
/** Drafts, keys and files are the vendor's alone, its contacts also the office's; cases are seen by those the domain names. */
const owns = (route: Route, name: CallerName) =>
  route.path.includes('{caseId}')
    ? CALLERS[name].sees
    : isVendor(name) || (isOfContacts(route) && CALLERS[name].who.some((who) => who === 'office'));

type Cell = 'sign-in first' | 'forbidden' | 'hidden' | 'open';
const expected = (route: Route, name: CallerName): Cell => {
  const { who } = CALLERS[name];
  if (route.who === 'public') return 'open';
  if (who.length === 1) return 'sign-in first';
  // Pages are for people.
  if (route.kind === 'page' && name.endsWith('APIキー')) return 'sign-in first';
  if (!(who as readonly Who[]).includes(route.who)) return 'forbidden';
  return isOwned(route) && !owns(route, name) ? 'hidden' : 'open';
};
const seen = (route: Route, answer: Answer): Cell | string => {
  const toSignIn = answer.status === 303 && (answer.headers['location'] ?? '').startsWith('/sign-in');
  if (answer.status === 401 || (route.kind === 'page' && toSignIn)) return 'sign-in first';
  if (answer.status === 403) return 'forbidden';
  if (answer.status === 404) return 'hidden';
  return answer.status < 500 ? 'open' : `${answer.status}`;
};

const CHANGES_THE_WORLD = /\/withdraw(al)?$|\/revoke$|\/sign-out$|\/contacts\/\{personId\}\/end$|^DELETE /;

test('認可の表: 経路×利用者×所有。拒まれた操作は何も書かない', async () => {
  let cells = 0;
  const wrong: string[] = [];
  for (const route of routes())
    for (const name of names) {
      // What changes the world for the next cell is judged below, one case each.
      if (CHANGES_THE_WORLD.test(label(route)) && expected(route, name) === 'open') continue;
      cells += 1;
      const before = table.changes();
      const answer = await call(route, name);
      const want = expected(route, name);
      const got = seen(route, answer);
      // What is named in the path or form, not the route, is unknown there; a change that waits has no notice yet.
      const unknown =
        answer.status === 404 &&
        /\{(handle|once|disposalId|proposalId|book)\}|\{seq\}|POST \/(drafts|sessions|saved-forms)$|\/changes\/\{changeId\}\/notice$/.test(
          label(route),
        );
      // What is not the caller's to do, though the route is open, is refused by the use case: 403 with its own code.
      const notHolder =
        answer.status === 403 && want === 'open' && /:(not-holder|person-only)$/.test(answer.json?.type);
      if (got !== want && !unknown && !notHolder)
        wrong.push(
          `${label(route)} × ${name}: ${want} expected, ${answer.status} ${answer.text.slice(0, 120)}`,
        );
      if (want !== 'open' && table.changes() !== before)
        wrong.push(`${label(route)} × ${name}: a denial has written`);
    }
  process.stdout.write(`      ${routes().length} routes × ${names.length} callers: ${cells} cells\n`);
  expect(wrong).toEqual([]);
  expect(cells).toBeGreaterThan(300);
});

test('INV-17: 他人のものと、ないものとは、同じ応答（バイトまで同じ）', async () => {
  let cells = 0;
  for (const route of routes().filter(isOwned))
    for (const name of names.filter((candidate) => expected(route, candidate) === 'hidden')) {
      const unknown = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
      const foreign = await call(route, name);
      const missing = await call(route, name, {
        path: pathOf(route, {
          caseId: unknown,
          draftId: unknown,
          keyId: unknown,
          fileId: unknown,
          vendorId: unknown,
        }),
      });
      expect([missing.status, missing.text, missing.headers], `${label(route)} × ${name}`).toEqual([
        foreign.status,
        foreign.text,
        foreign.headers,
      ]);
      cells += 1;
    }
  expect(cells).toBeGreaterThan(20);
});

test('CSRFのトークンがなければ、Cookieでの書込みは断る', async () => {
  for (const route of routes().filter(
    ({ method, path }) => method !== 'GET' && !SIGN_IN.test(`POST ${path}`),
  ))
    for (const name of names.filter(
      (candidate) => identity.get(candidate)?.cookie && expected(route, candidate) === 'open',
    )) {
      const before = table.changes();
      const without = await call(route, name, { csrf: false });
      expect(without.status, `${label(route)} × ${name}: ${without.text.slice(0, 200)}`).toBe(403);
      const wrong = await call(route, name, { csrf: false, headers: { 'x-csrf-token': 'wrong' } });
      expect(wrong.status, `${label(route)} × ${name}`).toBe(403);
      expect(table.changes()).toBe(before);
    }
});

test('他のサイトからの送信は断る', async () => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'http://127.0.0.1:3001' },
  ];
  for (const route of routes().filter(({ method }) => method !== 'GET'))
    for (const headers of foreign) {
      const before = table.changes();
      const answer = await call(route, '自社', { headers });
      expect(answer.status, `${label(route)} ${JSON.stringify(headers)}`).toBe(403);
      expect(table.changes()).toBe(before);
    }
  const [submit] = routes().filter((route) => label(route) === 'POST /v1/applications');
  if (!submit) throw new Error('no route');
  const own = await call(submit, '自社', {
    headers: { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' },
  });
  expect(own.status).toBe(422);
});

test('INV-7: GETとHEADは、誰が何度開いても、何も書かず、何も送らない', async () => {
  const rows = table.rows();
  const before = table.changes();
  let calls = 0;
  const handle = /\/d\/([\w-]+)/.exec(
    story.mailsTo(TAX).find(({ subject }) => subject.includes('要決定'))?.text ?? '',
  )?.[1];
  for (const route of routes().filter(({ method }) => method === 'GET'))
    for (const name of names)
      for (const path of [
        pathOf(route),
        pathOf(route, handle ? { handle } : {}),
        `${pathOf(route)}?cursor=x&next=/x&done=decided`,
      ]) {
        const answer = await call(route, name, { path });
        expect(answer.status, `${label(route)} × ${name}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
        const head = await story.send({ method: 'HEAD', path });
        expect(head.status).toBeLessThan(500);
        calls += 2;
      }
  expect(table.changes()).toBe(before);
  expect(table.rows()).toEqual(rows);
  expect(calls).toBeGreaterThan(500);
});

describe('自分のものへの操作', () => {
  test('取下げは自社だけができる', async () => {
    for (const name of names) {
      const own = await story.submit();
      const { cookie, csrf, headers } = identity.get(name) ?? {};
      const answer = await story.send({
        method: 'POST',
        path: `/v1/applications/${own}/withdrawal`,
        body: {},
        cookies: cookie ? [cookie] : [],
        headers: { ...headers, ...(csrf ? { 'x-csrf-token': csrf } : {}) },
      });
      const state = (await story.row(own, 'STATE'))?.['state'];
      const mine = name === '自社' || name === '自社のAPIキー';
      expect(state, name).toMatchObject({ status: mine ? 'withdrawn' : 'confirming' });
      expect(answer.status, name).toBe(
        mine ? 200 : expected({ ...withdrawal, who: 'vendor' }, name) === 'hidden' ? 404 : answer.status,
      );
    }
  });
  const withdrawal = {
    kind: 'api',
    method: 'POST',
    path: '/v1/applications/{caseId}/withdrawal',
    summary: '',
    status: 200,
  } as const;

  test('他社のAPIキーは無効にできない', async () => {
    const other = await story.as(OTHER_VENDOR);
    expect((await other('DELETE', `/v1/api-keys/${keyId}`)).status).toBe(404);
    expect((await story.vendorApi('GET', '/v1/applications')).status).toBe(200);
  });

  test('一覧に他社・他課の申請は現れない', async () => {
    const answered: string[] = [];
    for (const name of names) {
      const { cookie, headers = {} } = identity.get(name) ?? {};
      const answer = await story.send({ path: '/v1/applications', cookies: cookie ? [cookie] : [], headers });
      if (answer.status !== 200) continue;
      answered.push(name);
      expect(
        answer.json.cases.some((entry: { caseId: string }) => entry.caseId === caseId),
        name,
      ).toBe(CALLERS[name].sees);
    }
    expect(names.filter((name) => CALLERS[name].sees && !answered.includes(name))).toEqual([]);
    expect(answered.length).toBeGreaterThan(names.filter((name) => CALLERS[name].sees).length);
  });
});
