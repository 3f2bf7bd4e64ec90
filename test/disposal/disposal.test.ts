import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { saveForm } from '../../core/case/saved-form.ts';
import { loadDisposal } from '../../core/disposal/disposal.ts';
import type { Store, Write } from '../../core/store/ports.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { Retryable } from '../../core/values/errors.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import { openDatabase } from '../../local/database.ts';
import type { ApplicationInput } from '../../local/demo/sample-application.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, importCity } from '../../scripts/transfer/transfer.ts';
import { createOrders } from '../support/orders.ts';
import { plantCanaries } from '../support/plant-canaries.ts';
import { FILES, sendFile } from '../support/sample-files.ts';
import {
  CHIEF,
  CLERK,
  createStory,
  DEPUTY,
  OTHER_VENDOR,
  type Story,
  TAX,
  VENDOR,
} from '../support/story.ts';
import { watchTable } from '../support/table.ts';
import { worksOf } from '../support/work-story.ts';
import type { Answer, Client } from '../support/world.ts';

/** INV-19: words are planted in every text and file of a case, the case is erased, and the words are looked for. */

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const FILE_WORD = '消去標識添付資料の中身';
/** What is half typed about the permit on the day on which it is erased. */
const SAVED_WORD = '消去標識一時保存した入力';
/** What the city's people write of the case. */
const CITY_WORDS = ['消去標識補正理由', '消去標識確認意見', '消去標識承認条件', '消去標識違反の事実'];
const written = new Set<string>();
/** A word for a text that is written under the permit. */
const under = (what: string): string => {
  const word = `消去標識許可後${what}`;
  written.add(word);
  return word;
};
const OF_OTHERS = '他社の記録は残る標識';

const attach = async (story: Story, name: string, bytes: Buffer): Promise<string> => {
  const { json } = await story.vendorApi('POST', '/v1/files', { name, size: bytes.length });
  await sendFile(story, json.upload, name, bytes);
  await story.vendorApi('POST', `/v1/files/${json.fileId}/completion`);
  return json.fileId;
};

/** A text of every paper that is written under a permit, by the real handlers: each with its word. */
const everythingUnder = async (
  story: Story,
  caseId: string,
  application: ApplicationInput,
): Promise<void> => {
  const ok = (answer: Answer, what: string): Answer => {
    if (answer.status >= 400) throw new Error(`${what}: ${answer.text}`);
    return answer;
  };
  const works = worksOf(story, caseId);
  const orders = createOrders(story);
  const scope = {
    workers: application.workers.map(({ name }) => name),
    targets: application.targetHosts.map(({ host }) => host),
  };
  const terminal = application.terminals[0]?.assetNo ?? '';
  const workId = await works.announced('2026-04-28', {
    ...scope,
    terminals: [terminal],
    workLeader: scope.workers[0] ?? '',
    purpose: under('purpose'),
    workContent: under('content'),
    explainedTo: under('explained'),
  });
  ok(await works.answer(workId, { choice: 'accept' }), 'answer');
  await story.until('2026-04-28T13:00');
  ok(
    await works.report(workId, '2026-04-28', {
      ...scope,
      terminal,
      origin: application.originSites[0]?.name ?? '',
      detail: { request: under('request'), action: under('action') },
      log: {
        place: under('place'),
        name: under('log'),
        from: '2026-04-28T10:05',
        to: '2026-04-28T11:30',
        sha256: 'b'.repeat(64),
      },
    }),
    'report',
  );
  ok(await works.review(workId, { choice: 'return', reason: under('returned') }), 'review');
  const tax = async (...given: Parameters<Client>) => (await story.as(TAX))(...given);
  const log = `利用者ID,接続日時,切断日時,接続元IP,端末名,接続先\r\n${under('login')},2026/04/29 10:00:00,2026/04/29 10:30:00,203.0.113.9,${under('machine')},10.9.9.9`;
  ok(
    await tax(
      'POST',
      `/v1/permits/${caseId}/reconciliations`,
      { yearMonth: '2026-04', text: log },
      { 'idempotency-key': 'log' },
    ),
    'log',
  );
  ok(
    await orders.instruct(caseId, {
      title: under('title'),
      text: under('instruction'),
      ground: under('ground'),
    }),
    'instruct',
  );
  const { findingId } = ok(
    await orders.find(caseId, { facts: CITY_WORDS[3], evidence: under('evidence') }),
    'find',
  ).json;
  ok(await orders.receive(caseId, findingId, { remark: under('remark') }), 'receive');
  ok(await orders.order(caseId, findingId, { measures: under('measures') }), 'order');
  ok(await orders.reply(caseId, findingId, { cause: under('cause') }), 'reply');
  ok(await orders.judge(caseId, findingId, { reason: under('judged') }), 'judge');
  ok(
    await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/changes`,
      {
        changedOn: story.today().toString(),
        reason: under('change'),
        after: { emergencyContact: { name: under('emergency'), tel: '099-111-2222' } },
      },
      { 'idempotency-key': 'change' },
    ),
    'change',
  );
  await story.until('2026-05-01T10:00');
  const month = `/v1/permits/${caseId}/reports/2026-04`;
  const shown = await story.vendorApi('GET', month);
  ok(
    await story.vendorApi('PUT', month, {
      usageHash: shown.json.usageHash,
      used: true,
      updates: 'applied',
      entryRecords: 'kept',
      cameraRecords: 'kept',
      incidents: under('incident'),
      remarks: under('monthly'),
    }),
    'month',
  );
  await story.settle();
};

/** One vendor's case full of planted words, a withdrawn one beside it, and another vendor's case; all long over. */
const longAfterwards = async (decorateStore?: (store: Store) => Store) => {
  const folder = mkdtempSync(join(tmpdir(), 'disposal-'));
  folders.push(folder);
  const path = join(folder, 'permits.sqlite');
  const database = openDatabase(path);
  const story = await createStory({
    database,
    filesFolder: join(folder, 'files'),
    ...(decorateStore ? { decorateStore } : {}),
  });
  const fileId = await attach(
    story,
    '消去標識ファイル名.csv',
    Buffer.from(`﻿項目,値\r\n標識,${FILE_WORD}\r\n`),
  );
  const shared = await attach(story, '共有資料.pdf', FILES.pdf);
  const planted = plantCanaries(story.application());
  const attachments = [fileId, shared].map((id) => ({ fileId: id, kind: 'other' as const }));
  const caseId = await story.submit({ ...planted.application, attachments });
  await story.decide(TAX, caseId, {
    stage: 'confirm',
    choice: 'return',
    checklist: [{ item: '2-1', result: 'fail', note: CITY_WORDS[0] }],
    reason: CITY_WORDS[0],
  });
  const second = plantCanaries(story.application(), 500);
  await story.resubmit(caseId, { ...second.application, attachments });
  await story.decide(TAX, caseId, {
    stage: 'confirm',
    choice: 'ask-chief',
    checklist: story
      .application()
      .checklist.map(({ item }) => ({ item, result: 'pass', method: 'document', confirmedOn: '2026-04-06' })),
    opinion: CITY_WORDS[1],
  });
  await story.approve(caseId, CHIEF, {
    choice: 'approve-with-conditions',
    conditions: CITY_WORDS[2],
    reason: '条件が必要',
  });
  const third = plantCanaries(story.application(), 900);
  const withdrawn = await story.submit(third.application);
  await story.withdraw(withdrawn);
  const other = await story.as(OTHER_VENDOR);
  const answer = await other(
    'POST',
    '/v1/applications',
    story.application({
      consultationId: 'c-minami',
      systemId: 'care-system',
      vendor: {
        ...story.application().vendor,
        corporateNumber: '8000020130001',
        name: '南星ソフトウェア株式会社',
      },
      purpose: OF_OTHERS,
    }),
    { 'idempotency-key': 'others' },
  );
  if (answer.status !== 201) throw new Error(answer.text);
  await story.settle();
  const others = String(answer.json.caseId);
  await other('POST', `/v1/applications/${others}/withdrawal`, {});
  await story.until('2026-04-21T09:00');
  await everythingUnder(story, caseId, second.application);
  // Nothing runs for years: what was missed is made up for on the day on which somebody looks again.
  const jump = async (to: string) => {
    story.clock.moveTo(Temporal.Instant.from(`${to}+09:00`));
    await story.settle();
  };
  await jump('2027-04-20T09:00');
  const words = [
    ...planted.words,
    ...second.words,
    ...third.words,
    ...CITY_WORDS,
    '消去標識ファイル名',
    ...written,
  ];
  return { story, database, folder, path, caseId, withdrawn, others, fileId, shared, words, jump };
};
type Long = Awaited<ReturnType<typeof longAfterwards>>;

/** Every byte that is on the disk. */
const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
const foundIn = (text: string, words: readonly string[]) =>
  words.filter((word) => text.includes(word)).slice(0, 3);

const openList = async ({ story }: Pick<Long, 'story'>, by = CHIEF) => {
  const office = async (...given: Parameters<Client>) => (await story.as(by))(...given);
  const { json } = await office('GET', '/v1/disposals');
  const { disposalId } = json.disposals[0];
  const shown = async () => (await office('GET', `/v1/disposals/${disposalId}`)).json;
  return { office, disposalId: String(disposalId), shown };
};

/** Excludes one case and has the rest of the newest list erased. */
const disposeExcept = async (city: Long, caseId: string, by = CHIEF): Promise<Answer> => {
  const { office, disposalId, shown } = await openList(city, by);
  const at = `/v1/disposals/${disposalId}`;
  await office('POST', `${at}/exclusions`, { caseId, reason: '訴訟係属中' });
  const answer = await office('POST', `${at}/approval`, { hash: (await shown()).hash, reason: '満了を確認' });
  await city.story.settle();
  return answer;
};
const halfTyped = ({ story, caseId }: Pick<Long, 'story' | 'caseId'>) =>
  saveForm(story.ports)(
    { personId: 'p-vendor', path: `/permits/${caseId}/works/new`, caseId, title: '作業申請書の提出' },
    0,
    { purpose: SAVED_WORD },
  );
/** The permit's case and the withdrawn one are erased; the other vendor's was excluded twice. */
const erasedIn2033 = async (): Promise<Long> => {
  const city = await longAfterwards();
  for (const year of [2032, 2033]) {
    await city.jump(`${year}-04-01T09:00`);
    if (year === 2033) {
      expect(await halfTyped(city)).toMatchObject({ ok: true });
      expect(everything(city.folder)).toContain(SAVED_WORD);
    }
    await disposeExcept(city, city.others);
  }
  return city;
};

describe('保存期間の満了まで', () => {
  let city: Long;
  beforeAll(async () => {
    city = await longAfterwards();
  });

  test('植えた標識は、廃棄の前はすべて記録の中にある', () => {
    const text = everything(city.folder);
    expect(city.words.length).toBeGreaterThan(100);
    const items = city.database.prepare('SELECT json FROM items').all();
    const rows = items.map(({ json }) => String(json)).join('\n');
    expect(city.words.filter((word) => !text.includes(word) && !rows.includes(word))).toEqual([]);
    // The disk shows nearly all: a word may lie across two pages of the database.
    expect(city.words.filter((word) => !text.includes(word)).length).toBeLessThan(5);
    expect(text).toContain(FILE_WORD);
  });

  test('保存期間（終了の翌年度の4月1日から5年）の最後の日までは、リストに載らない', async () => {
    const { story, jump } = city;
    // Withdrawn in April 2026: kept from 1 April 2027 to 31 March 2032. The permit ended on 6 April 2027: a year longer.
    await jump('2032-03-31T09:00');
    const { json } = await (await story.as(CHIEF))('GET', '/v1/disposals');
    expect(json.disposals).toEqual([]);
    const none = await (await story.as(CHIEF))('POST', '/v1/disposals');
    expect([none.status, none.json.type]).toEqual([409, expect.stringContaining('nothing-to-dispose')]);
  });
});

describe('廃棄リスト', () => {
  let city: Long;
  beforeAll(async () => {
    city = await longAfterwards();
    await city.jump('2032-04-01T08:29');
    await city.jump('2032-04-01T09:00');
  });

  test('4月1日の開庁時に、満了した案件のリストができ、統括部門に知らせる', async () => {
    const { story, withdrawn, others } = city;
    const { shown } = await openList(city);
    const view = await shown();
    expect(view).toMatchObject({ disposalNo: 'R14-D1', status: 'proposed', retentionYears: 5 });
    expect(view.entries.map((entry: { caseId: string }) => entry.caseId)).toEqual([withdrawn, others]);
    for (const address of [CHIEF, CLERK])
      expect(story.subjectsTo(address)).toContain('【要承認】廃棄リスト R14-D1（2件）');
  });

  test('二度目の点検・翌日の点検・手動の作成では、何も増えない', async () => {
    const { story, jump } = city;
    await jump('2032-04-02T09:00');
    await (await story.as(CLERK))('POST', '/v1/disposals');
    const { json } = await (await story.as(CLERK))('GET', '/v1/disposals');
    expect(json.disposals).toHaveLength(1);
    expect(story.subjectsTo(CLERK).filter((subject) => subject.includes('廃棄リスト'))).toHaveLength(1);
  });

  test('理由を付けて除外でき、取り消せる。理由がなければ断る', async () => {
    const { others } = city;
    const { office, disposalId, shown } = await openList(city, CLERK);
    const at = `/v1/disposals/${disposalId}`;
    const without = await office('POST', `${at}/exclusions`, { caseId: others });
    expect([without.status, without.json.errors[0].pointer]).toEqual([422, '/reason']);
    const before = (await shown()).hash;
    expect((await office('POST', `${at}/exclusions`, { caseId: others, reason: '訴訟係属中' })).status).toBe(
      200,
    );
    expect((await shown()).hash).not.toBe(before);
    expect((await office('POST', `${at}/inclusions`, { caseId: others })).status).toBe(200);
    expect((await shown()).hash).toBe(before);
    expect((await office('POST', `${at}/exclusions`, { caseId: 'x', reason: '訴訟' })).status).toBe(404);
  });

  test('承認は統括情報セキュリティ管理者だけができ、表示した内容に対して行う', async () => {
    const { story } = city;
    const { office, disposalId, shown } = await openList(city);
    const at = `/v1/disposals/${disposalId}/approval`;
    const { hash } = await shown();
    const reason = '保存期間の満了を確認した';
    expect((await (await story.as(CLERK))('POST', at, { hash, reason })).status).toBe(403);
    expect((await (await story.as(TAX))('POST', at, { hash, reason })).status).toBe(403);
    const stale = await office('POST', at, { hash: 'old', reason });
    expect([stale.status, stale.json.type]).toEqual([409, expect.stringContaining('changed-since-shown')]);
    expect((await office('POST', at, { hash })).status).toBe(422);
    expect((await shown()).status).toBe('proposed');
  });
});

describe('廃棄', () => {
  let city: Long;
  beforeAll(async () => {
    city = await erasedIn2033();
  });

  test('承認すると、除外していない案件だけが廃棄される', async () => {
    const approved = await longAfterwards();
    await approved.jump('2032-04-01T09:00');
    const { story, withdrawn, others, caseId } = approved;
    const { shown } = await openList(approved);
    const answer = await disposeExcept(approved, others, DEPUTY);
    expect(answer.status).toBe(202);
    expect(answer.json.approval).toMatchObject({ count: 1, excluded: 1, decidedAs: 'deputy' });
    expect(await shown()).toMatchObject({ status: 'executed', executedAt: expect.any(String) });
    expect((await loadCase(story.store, withdrawn))?.erasedAt).toBeDefined();
    expect((await loadCase(story.store, others))?.erasedAt).toBeUndefined();
    expect((await loadCase(story.store, caseId))?.erasedAt).toBeUndefined();
    expect(story.failures).toEqual([]);
  });

  test('翌年度に、許可の案件も廃棄される。植えた標識は、どこにも残らない', async () => {
    const { story, caseId, others, folder, words, database } = city;
    const { shown } = await openList(city);
    const { entries } = await shown();
    expect(entries.map((entry: { caseId: string }) => entry.caseId).sort()).toEqual([caseId, others].sort());
    expect((await shown()).status).toBe('executed');
    const text = everything(folder);
    expect(foundIn(text, words)).toEqual([]);
    expect(text).not.toContain(FILE_WORD);
    expect(text).not.toContain(SAVED_WORD);
    // Nor is anything written behind it.
    expect(await halfTyped(city)).toMatchObject({ kind: 'not-found' });
    expect(text).toContain(OF_OTHERS);
    // Of the sign-in, and of the key, which are there.
    expect(story.subjectsTo(VENDOR).filter((subject) => !/確認コード|APIキー/.test(subject))).toEqual([]);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    expect(story.failures).toEqual([]);
  });

  test('INV-14: 証跡は「廃棄」で閉じ、連鎖も封印も確かめられる', async () => {
    const { story, caseId, jump } = city;
    await jump('2033-04-03T09:00');
    expect(await verifyAudit(story.place())()).toMatchObject({
      cases: 3,
      faults: [],
    });
    expect((await story.eventsOf(caseId)).at(-1)).toBe('erased');
    const rows = await story.store.query({ hash: `CASE#${caseId}`, limit: 1000 });
    expect(await story.store.query({ hash: 'IDEMPOTENCY#hokuto' })).toMatchObject({ items: [] });
    expect([...new Set(rows.items.map(({ sk }) => sk.split('#')[0]))].sort()).toEqual(['EVENT', 'STATE']);
  });

  test('廃棄された案件の画面とAPIは、廃棄されたことを答え、何も書かない', async () => {
    const { story, caseId } = city;
    const chief = await story.as(CHIEF);
    for (const path of ['', '/notice']) {
      const answer = await chief('GET', `/v1/applications/${caseId}${path}`);
      expect([answer.status, answer.json.type]).toEqual([410, expect.stringContaining('erased')]);
    }
    for (const path of [`/applications/${caseId}`, `/permits/${caseId}`]) {
      const page = await chief('GET', path);
      expect([path, page.status]).toEqual([path, 410]);
      expect(page.text).toContain('廃棄');
    }
    expect((await chief('GET', '/v1/applications')).json.cases).toHaveLength(3);
    const trail = await chief('GET', `/v1/permits/${caseId}/events`);
    expect(trail.json.events.at(-1).fact).toMatchObject({ type: 'erased' });
    expect((await chief('GET', `/v1/permits/${caseId}`)).status).toBe(410);
  });

  test('廃棄された案件のどの経路も、誰が開いても、失敗せず、何も書かない', async () => {
    const { story, caseId, database } = city;
    const table = watchTable(database);
    const wrong: string[] = [];
    let calls = 0;
    for (const address of [CHIEF, TAX, VENDOR, OTHER_VENDOR]) {
      const client = await story.as(address);
      const before = table.changes();
      for (const { route } of endpoints(story.ports).filter(({ route: { path } }) =>
        path.includes('{caseId}'),
      )) {
        const path = route.path
          .replace('{caseId}', caseId)
          .replace(/\{yearMonth\}/, '2026-05')
          .replace(/\{\w+\}/g, '1');
        const answer = await client(route.method, path, {}, { 'idempotency-key': `erased-${route.path}` });
        calls += 1;
        if (answer.status >= 500) wrong.push(`${route.method} ${route.path} × ${address}: ${answer.status}`);
        const named = foundIn(answer.text, city.words);
        if (named.length > 0) wrong.push(`${route.method} ${route.path} × ${address}: ${named.join()}`);
      }
      if (table.changes() !== before) wrong.push(`${address}: something was written`);
    }
    expect(wrong).toEqual([]);
    expect(calls).toBeGreaterThan(80);
  });

  test('廃棄の後も、データを移行でき、移行先でも証跡を確かめられる', async () => {
    const { folder, story } = city;
    const archive = join(folder, 'archive');
    const from = localEnd(folder);
    const sent = await exportCity(from, archive);
    from.close();
    mkdirSync(join(folder, 'moved'));
    const to = localEnd(join(folder, 'moved'), { create: true });
    expect(await importCity(to, archive)).toMatchObject({ hash: sent.hash });
    const rows = async function* () {
      for await (const row of to.rows()) yield { key: row, row };
    };
    const moved = { ...story.place(), rows };
    expect((await verifyAudit(moved)()).faults).toEqual([]);
    to.close();
    for (const name of ['archive', 'moved']) rmSync(join(folder, name), { recursive: true });
  });

  test('契約が終わり、案件がすべて廃棄された事業者の担当者・協議・登録も消える', async () => {
    const { story, jump, others, folder } = await erasedIn2033();
    // The contracts of the demo city end in 2029: kept until 31 March 2035.
    await jump('2035-04-02T09:00');
    const { office, disposalId, shown } = await openList({ story });
    await office('POST', `/v1/disposals/${disposalId}/approval`, {
      hash: (await shown()).hash,
      reason: '満了',
    });
    await story.settle();
    expect((await shown()).entries).toMatchObject([{ caseId: others, vendorName: '（削除済み）' }]);
    expect((await shown()).status).toBe('executed');
    const text = everything(folder);
    expect(
      foundIn(text, [OF_OTHERS, OTHER_VENDOR, '南星 六郎', '南 さくら', '介護保険システムの定期保守']),
    ).toEqual([]);
    // INV-14: what went is named, and nothing else is missing.
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
    // The other vendor's cases are erased as well, but its contract is not over for as long.
    expect((await story.send({ path: '/v1/sign-in', body: { address: OTHER_VENDOR } })).status).toBe(202);
    const { json } = await office('GET', '/v1/applications');
    expect(json.cases.map((entry: { vendorName: string }) => entry.vendorName)).toContain('（削除済み）');
    expect(story.failures).toEqual([]);
  });
});

describe('途中で止まっても、続きから終わる', () => {
  test.each([2, 5])('消去の書込みが%d回に一度失敗しても、同じ結果になる', async (every) => {
    let deletes = 0;
    let failing = false;
    const isErasure = (write: Write) =>
      'delete' in write &&
      /^(CASE|VENDOR|DRAFT|FILE)#/.test(write.delete.pk) &&
      !write.delete.sk.startsWith('OUTBOX#');
    const flaky = (store: Store): Store => ({
      ...store,
      transact: async (writes: readonly Write[]) => {
        if (!failing || !writes.some(isErasure)) return store.transact(writes);
        deletes += 1;
        if (deletes % every !== 0) return store.transact(writes);
        // Half of the failures come after the write was done, and nobody heard of it.
        if (deletes % (2 * every) === 0) await store.transact(writes);
        throw new Retryable('broken off');
      },
    });
    const city = await longAfterwards(flaky);
    const { story, jump, folder, words, caseId, withdrawn, others } = city;
    // A case of more rows than a transaction holds.
    for (let first = 0; first < 300; first += 100)
      await story.store.transact(
        Array.from({ length: 100 }, (_, index) => ({
          put: { pk: `CASE#${caseId}`, sk: `MAIL#${String(first + index).padStart(4, '0')}`, text: words[0] },
        })),
      );
    await jump('2033-04-01T09:00');
    const { office, disposalId, shown } = await openList(city);
    failing = true;
    await office('POST', `/v1/disposals/${disposalId}/approval`, {
      hash: (await shown()).hash,
      reason: '満了',
    });
    await story.settle();
    const status = async () => (await loadDisposal(story.store, disposalId))?.status;
    for (let tries = 0; tries < 60 && (await status()) !== 'executed'; tries++)
      await story.advanceTo(story.clock.now().add({ minutes: 15 }));
    expect(await status()).toBe('executed');
    expect(deletes).toBeGreaterThan(every);
    expect(foundIn(everything(folder), [...words, FILE_WORD])).toEqual([]);
    for (const id of [caseId, withdrawn, others])
      expect((await story.eventsOf(id)).filter((type) => type === 'erased')).toHaveLength(1);
    expect((await verifyAudit(story.place())()).faults).toEqual([]);
  });
});
