import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeCaller } from '../../core/directory/caller.ts';
import {
  appointmentsOfRole,
  appointmentWrites,
  loadPerson,
  personWrites,
} from '../../core/directory/directory-store.ts';
import { reconcileLog } from '../../core/reconciliation/reconcile-log.ts';
import { openDatabase } from '../../local/database.ts';
import { browse, hiddenFields } from '../support/browse.ts';
import { sendFile } from '../support/sample-files.ts';
import { shiftJis } from '../support/shift-jis.ts';
import { CARE, CHIEF, createStory, OTHER_VENDOR, type Story, TAX, VENDOR } from '../support/story.ts';
import { watchTable } from '../support/table.ts';

/** 接続ログとの照合 through the pages and the API: the section reconciles, candidates come of it, once a month. */

let table: ReturnType<typeof watchTable>;
let story: Story;
let tax: Awaited<ReturnType<typeof browse>>;
let caseId = '';
let month = '';
let base = '';

const LOG = [
  '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先',
  'hokko01,2026/05/12 10:02:11,2026/05/12 11:05:40,203.0.113.200,PC-999,10.9.9.9',
  'hokko01,2026/05/13 10:00:00,2026/05/13 10:30:00,203.0.113.200,PC-999,10.9.9.9',
  'hokko01,2026/06/01 00:10:00,2026/06/01 00:30:00,203.0.113.200,PC-999,10.9.9.9',
].join('\r\n');
const head = async () => (await story.row(caseId, 'RECONCILIATION#2026-05'))?.['head'];
const findings = async () =>
  (await story.store.query({ hash: `CASE#${caseId}`, prefix: 'FINDING#' })).items.flatMap((row) =>
    ((row['head'] as { matters?: { kind: string }[] }).matters ?? []).map(({ kind }) => kind),
  );

beforeEach(async () => {
  const database = openDatabase(':memory:');
  table = watchTable(database);
  story = await createStory({ database });
  caseId = await story.submit();
  await story.confirm(caseId);
  await story.approve(caseId);
  // What was missed meanwhile is made up for.
  story.clock.moveTo(Temporal.Instant.from('2026-06-02T10:00+09:00'));
  await story.settle();
  month = `/permits/${caseId}/reconciliations/2026-05`;
  base = `/permits/${caseId}/reconciliations`;
  tax = await browse(story, TAX);
});

/** Chooses a file on the page and sends it; the page that the browser is sent on to. */
const send = async (name: string, bytes: Uint8Array): Promise<string> => {
  const { policy = '' } = hiddenFields(await tax(`${month}/log`));
  expect(
    await sendFile(story, { url: '', fields: { policy }, expiresAt: '' }, name, Buffer.from(bytes)),
  ).toBe('taken');
  return new URL(story.localFiles.openPolicy(policy)?.redirect ?? '').pathname;
};
/** The fields of the mapping as the page proposes them. */
const proposed = (text: string): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const [, name = '', body = ''] of text.matchAll(
    /<select[^>]* name="(mapping[^"]*)"[^>]*>(.*?)<\/select>/gs,
  )) {
    const chosen = /<option value="([^"]*)" selected/.exec(body)?.[1];
    if (chosen) fields[name] = chosen;
  }
  for (const [, name = '', value = ''] of text.matchAll(
    /type="radio"[^>]* name="(mapping[^"]*)" value="([^"]*)" checked/g,
  ))
    fields[name] = value;
  const line = /name="mapping.headerLine:number"[^>]* value="(\d+)"/.exec(text)?.[1];
  if (line) fields['mapping.headerLine:number'] = line;
  return fields;
};

/** The section reconciles the log of May; the page whose form it used. */
const reconcile = async (): Promise<string> => {
  const path = await send('vpn.csv', shiftJis(LOG));
  const done = await tax(path, { ...proposed((await tax(path)).text), _action: 'reconcile' });
  expect([done.status, done.headers['location']]).toEqual([303, `${month}?done=reconciled`]);
  await story.settle();
  return path;
};

describe('第6条: 接続ログとの照合', () => {
  test('月の一覧には、許可の期間のうち始まった月が並ぶ。まだ照合していなければ、そう示す', async () => {
    const { status, text } = await tax(base);
    expect(status).toBe(200);
    expect(text).toContain('令和8年5月');
    expect(text).toContain('未照合');
    expect((await tax(month)).text).toContain('まだ照合していません');
  });

  test('INV-7: ログを送信し、列の対応を見るだけでは、何も書かない', async () => {
    const before = table.changes();
    const path = await send('vpn 5月.csv', shiftJis(LOG));
    const { status, text } = await tax(path);
    expect(status).toBe(200);
    expect(text).toContain('vpn 5月.csv（Shift_JIS、4行）');
    expect(text).toContain('見出しから推測したもの');
    expect(proposed(text)).toMatchObject({
      'mapping.headerLine:number': '1',
      'mapping.columns.account': '利用者ID',
      'mapping.columns.connectedAt': '接続日時',
      'mapping.columns.disconnectedAt': '切断日時',
      'mapping.columns.originIp': '接続元IP',
      'mapping.columns.terminal': '端末名',
      'mapping.columns.target': '接続先',
      'mapping.zone': 'jst',
    });
    await tax(path);
    expect(table.changes()).toBe(before);
  });

  test('列の対応が足りなければ、項目を示して聞き直す', async () => {
    const path = await send('vpn.csv', shiftJis(LOG));
    const fields = proposed((await tax(path)).text);
    const { 'mapping.columns.connectedAt': _, ...rest } = fields;
    const { status, text } = await tax(path, { ...rest, _action: 'reconcile' });
    expect(status).toBe(422);
    expect(text).toContain('<a href="#f-mapping.columns.connectedAt">「接続日時」の列を指定してください</a>');
  });

  test('照合すると、結果・ハッシュ・候補を一度に記録する。ログそのものは残さない', async () => {
    const path = await reconcile();
    expect(await head()).toMatchObject({
      counts: { match: 0, 'no-notice': 2, 'no-report': 2, 'out-of-scope': 2 },
      unreadable: 0,
      earlier: [],
    });
    const { text } = await tax(month);
    expect(text).toContain('通知なし接続');
    expect(text).toContain('ほかの月の接続として除いた行：4');
    expect(text).toContain('範囲外（接続元）：203.0.113.200');
    expect(text).toContain('違反の候補');
    const outside = ['outside-origin', 'outside-target', 'outside-terminal', 'outside-worker'];
    const each = ['no-notice', 'no-report', ...outside];
    expect((await findings()).sort()).toEqual([...each, ...each].sort());
    expect((await story.eventsOf(caseId)).filter((type) => type === 'candidate-raised')).toHaveLength(1);
    // The form was good for one log; it is gone.
    expect((await tax(path)).status).toBe(409);
  });

  test('第7条: 候補は管理者への依頼になり、違反とはならない', async () => {
    await reconcile();
    expect(await story.eventsOf(caseId)).not.toContain('violation-found');
    const inbox = (await tax('/inbox')).text;
    expect(inbox).toContain('違反の候補の判断');
    expect(story.subjectsTo(TAX).filter((subject) => subject.includes('要'))).not.toEqual([]);
  });

  test('事象と宛先以外の記録に、氏名・IPアドレス・アカウントを残さない', async () => {
    await reconcile();
    const events = (await story.store.query({ hash: `CASE#${caseId}`, prefix: 'EVENT#', limit: 1000 })).items;
    expect(JSON.stringify(events)).not.toMatch(/hokko01|203\.0\.113|PC-999|vpn\.csv/);
    expect(JSON.stringify(await head())).not.toMatch(/hokko01|203\.0\.113|PC-999|vpn\.csv/);
  });

  test('INV-9: もう一度照合しても候補は増えない。前の結果も残り、最新の結果に代わる', async () => {
    await reconcile();
    const before = await findings();
    const first = (await head()) as { seq: number };
    const page = await tax(`${month}/log`, { text: LOG, _action: 'preview' });
    expect(page.text).toContain('前に使用したもの');
    const done = await tax(`${month}/log`, { ...proposed(page.text), text: LOG, _action: 'reconcile' });
    expect(done.status).toBe(303);
    await story.settle();
    expect(await findings()).toEqual(before);
    expect(await head()).toMatchObject({ earlier: [first.seq] });
    const old = await tax(`${month}?result=${first.seq}`);
    expect(old.text).toContain('以前の照合の結果を表示しています');
    expect(old.text).toContain('vpn.csv');
    expect((await tax(month)).text).toContain('貼り付け');
    expect((await tax(`${month}?result=1`)).status).toBe(404);
  });

  test('読み取れない行があれば、行番号と項目を示し、承知して照合すれば結果に残す', async () => {
    const text = `${LOG}\r\nhokko02,きのう,2026/05/14 10:00,192.0.2.1,X,Y`;
    const fields = { ...proposed((await tax(`${month}/log`, { text, _action: 'preview' })).text), text };
    const refusal = await tax(`${month}/log`, { ...fields, _action: 'reconcile' });
    expect(refusal.status).toBe(422);
    expect(refusal.text).toContain('5行目「接続日時」：日時として読めません（きのう）');
    const done = await tax(`${month}/log`, {
      ...fields,
      'acceptUnreadable:boolean': 'true',
      _action: 'reconcile',
    });
    expect(done.status).toBe(303);
    await story.settle();
    expect((await tax(month)).text).toContain('読み取れない行（1行）');
  });

  test('A4の照合結果が出る', async () => {
    const text = `${LOG}\r\nhokko02,きのう,2026/05/14 10:00,192.0.2.1,X,Y`;
    const log = { text, yearMonth: '2026-05', acceptUnreadable: true };
    const client = await story.as(TAX);
    expect((await client('POST', `/v1${base}`, log, { 'idempotency-key': 'unreadable' })).status).toBe(201);
    const paper = await tax(`${month}/paper`);
    expect(paper.status).toBe(200);
    expect(paper.text).toContain('接続ログ照合結果（令和8年5月分）');
    expect(paper.text).toContain('5行目');
  });

  test.each([
    ['2026-07', 'まだ始まっていない月です'],
    ['2024-01', '許可の期間に含まれない月です（申請のあった月から、許可が終わった月の翌月まで照合できます）'],
    ['2026-13', '年月は「2026-04」の形で'],
  ])('%s の照合は断る', async (yearMonth, message) => {
    const { status, text } = await tax(`${base}/${yearMonth}/log`);
    expect(status).toBe(422);
    expect(text).toContain(message);
  });

  test('読めないログは、貼り付けたところに理由を示す', async () => {
    const { status, text } = await tax(`${month}/log`, { text: ',,', _action: 'preview' });
    expect(status).toBe(422);
    expect(text).toContain('入力内容をご確認ください');
  });
});

describe('誰ができるか', () => {
  test('他課の管理者、保守事業者、他社には、あることも知らせない（INV-17）', async () => {
    for (const address of [CARE, VENDOR, OTHER_VENDOR]) {
      const other = await browse(story, address);
      const answers = [
        await other(base),
        await other(month),
        await other(`${month}/paper`),
        await other(`${month}/log`),
      ];
      for (const answer of answers) expect([403, 404]).toContain(answer.status);
    }
  });

  test('統括は結果を見られるが、照合は所管課が行う', async () => {
    await reconcile();
    const chief = await browse(story, CHIEF);
    expect((await chief(month)).text).toContain('通知なし接続');
    expect((await chief(`${month}/log`)).text).toContain('照合は所管課が行います');
    const client = await story.as(CHIEF);
    const before = table.changes();
    const answer = await client(
      'POST',
      `/v1/permits/${caseId}/reconciliations`,
      { yearMonth: '2026-05', text: LOG },
      { 'idempotency-key': 'chief' },
    );
    expect([answer.status, answer.json.type]).toEqual([403, 'urn:remote-maintenance-permits:not-holder']);
    expect(table.changes()).toBe(before);
  });
});

describe('API', () => {
  const post = async (body: object, key: string) =>
    (await story.as(TAX))('POST', `/v1/permits/${caseId}/reconciliations`, body, { 'idempotency-key': key });

  test('ファイルを送信して照合する。同じ Idempotency-Key は同じ結果になり、二度照合しない', async () => {
    const client = await story.as(TAX);
    const offer = await client('POST', `/v1/permits/${caseId}/reconciliations/files`, {
      name: 'vpn.csv',
      size: Buffer.byteLength(LOG),
    });
    expect(offer.status).toBe(201);
    const { fileId, upload } = offer.json;
    expect(await sendFile(story, upload, 'vpn.csv', Buffer.from(LOG))).toBe('taken');
    const first = await post({ yearMonth: '2026-05', fileId }, 'file-1');
    expect(first.status).toBe(201);
    const before = table.changes();
    const again = await post({ yearMonth: '2026-05', fileId }, 'file-1');
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(table.changes()).toBe(before);
    expect((await post({ yearMonth: '2026-05', text: LOG }, 'file-1')).status).toBe(409);
    const shown = await client('GET', `/v1/permits/${caseId}/reconciliations/2026-05`);
    expect(shown.json).toMatchObject({
      seq: first.json.seq,
      report: { source: { name: 'vpn.csv', kind: 'file' } },
    });
    const list = await client('GET', `/v1/permits/${caseId}/reconciliations`);
    expect(list.json.reconciliations).toHaveLength(1);
  });

  test.each([
    [{ yearMonth: '2026-05' }, '/fileId'],
    [{ yearMonth: '2026-05', text: 'x', fileId: 'y' }, '/fileId'],
    [{ yearMonth: '2026-05', text: LOG, status: 'done' }, '/status'],
    [{ yearMonth: '2026-05', text: `${LOG}\n"` }, '/acceptUnreadable'],
    [
      {
        yearMonth: '2026-05',
        text: LOG,
        mapping: { headerLine: 1, columns: {}, zone: 'jst', durationUnit: 'seconds' },
      },
      '/mapping/columns/connectedAt',
    ],
    [{ yearMonth: '1999-05', text: LOG }, '/yearMonth'],
  ])('%# 誤りは項目を示して断り、何も書かない', async (body, pointer) => {
    await story.as(TAX);
    const before = table.changes();
    const answer = await post(body, `bad-${pointer}-${Object.keys(body).length}`);
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(table.changes()).toBe(before);
  });

  test('INV-13・INV-14: 記録は事象の畳み込みと一致し、連鎖は切れていない', async () => {
    await reconcile();
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('所管課の担当者', () => {
  const CARE_CLERK = { personId: 'p-care', role: 'clerk:tax' } as const;

  test('課の担当者に就けば照合でき、退任すればできない。だれがしたかは残る', async () => {
    const chief = await story.as(CHIEF);
    const appointed = await story.decree('POST', '/v1/appointments', {
      ...CARE_CLERK,
      kind: 'principal',
      from: story.today().toString(),
      title: '税務課主任',
      reason: '照合を担当する',
    });
    expect(appointed.status, appointed.text).toBe(201);
    const clerk = await story.signIn(CARE);
    const post = (key: string) =>
      clerk(
        'POST',
        `/v1/permits/${caseId}/reconciliations`,
        { yearMonth: '2026-05', text: LOG },
        { 'idempotency-key': key },
      );
    const done = await post('clerk-1');
    expect([done.status, done.json.reconciledBy]).toEqual([201, 'p-care']);
    const events = (await chief('GET', `/v1/permits/${caseId}/events`)).json.events;
    const byWhom = events.filter(({ fact }: { fact: { type: string } }) => fact.type === 'log-reconciled');
    expect(byWhom).toMatchObject([{ by: { personId: 'p-care', role: 'clerk:tax' } }]);
    await story.decree('POST', '/v1/appointments/end', {
      role: 'clerk:tax',
      appointmentId: appointed.json.appointmentId,
      on: story.today().toString(),
      reason: '異動',
    });
    await story.settle();
    expect([401, 404]).toContain((await post('clerk-2')).status);
  });
});

/** What the candidates in a trail put in question. */
const mattersIn = (
  events: readonly {
    readonly fact: { readonly type: string; readonly matters?: readonly { kind: string; at?: string }[] };
  }[],
) => events.flatMap(({ fact }) => fact.matters ?? []);

describe('境い目', () => {
  const post = async (body: object, key: string) =>
    (await story.as(TAX))('POST', `/v1/permits/${caseId}/reconciliations`, body, { 'idempotency-key': key });

  test('INV-9: 二人が同時に照合しても、結果は順に二つ、候補は一つ', async () => {
    const other = await createStory();
    const id = await other.submit();
    await other.confirm(id);
    await other.approve(id);
    await other.until('2026-06-02T10:00');
    const client = await other.as(TAX);
    const answers = await Promise.all(
      ['a', 'b'].map((key) =>
        client(
          'POST',
          `/v1/permits/${id}/reconciliations`,
          { yearMonth: '2026-05', text: LOG },
          { 'idempotency-key': key },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    await other.settle();
    const { events } = (await client('GET', `/v1/permits/${id}/events`)).json;
    const facts = events.map(({ fact }: { fact: { type: string; kind?: string } }) => fact);
    expect(facts.filter(({ type }: { type: string }) => type === 'log-reconciled')).toHaveLength(2);
    expect(facts.filter(({ type }: { type: string }) => type === 'candidate-raised')).toHaveLength(1);
    const keys = mattersIn(events).map(({ kind, at }) => `${kind} ${at}`);
    expect(keys).toHaveLength(new Set(keys).size);
    expect(await other.violations(id)).toEqual([]);
  });

  test('第12条: 候補としない設定にした種類は、結果に示すだけ', async () => {
    const other = await createStory();
    const id = await other.submit();
    await other.confirm(id);
    await other.approve(id);
    await other.until('2026-06-02T10:00');
    const chief = await other.as(CHIEF);
    const { settings } = (await chief('GET', '/v1/settings')).json;
    const candidates = Object.fromEntries(
      Object.keys(settings.candidates).map((kind) => [kind, kind === 'no-notice']),
    );
    const changed = await other.decree('PUT', '/v1/settings', {
      settings: { ...settings, candidates },
      reason: '試行期間',
    });
    expect(changed.status, changed.text).toBeLessThan(300);
    const client = await other.as(TAX);
    const done = await client(
      'POST',
      `/v1/permits/${id}/reconciliations`,
      { yearMonth: '2026-05', text: LOG },
      { 'idempotency-key': 'a' },
    );
    expect(done.json.counts).toMatchObject({ 'no-report': 2, 'out-of-scope': 2 });
    const { events } = (await client('GET', `/v1/permits/${id}/events`)).json;
    expect([...new Set(mattersIn(events).map(({ kind }) => kind))]).toEqual(['no-notice']);
  });

  test('共用のログから、この許可のしるしのない行を除き、行番号を結果に残す', async () => {
    const done = await post({ yearMonth: '2026-05', text: LOG, mixedLog: true }, 'mixed');
    expect(done.json.counts).toMatchObject({ 'no-notice': 0, 'no-report': 0 });
    expect((await tax(month)).text).toContain('（ほかの許可の接続、又は不明な接続）：2〜4');
  });

  test('長すぎるログは、ファイルで送信するように断る', async () => {
    const long = await post({ yearMonth: '2026-05', text: `a,b\n${'x'.repeat(60_001)}` }, 'long');
    expect([long.status, long.json.errors[0].detail]).toEqual([
      422,
      '「接続ログの内容」が長すぎます。ファイルで送信してください',
    ]);
    expect((await post({ yearMonth: '2026-05', text: 'x'.repeat(70_000) }, 'longer')).status).toBe(413);
  });

  test('INV-19: 記録が消去された後は、件数だけを示す', async () => {
    await reconcile();
    const { seq } = (await head()) as { seq: number };
    await story.store.transact([
      { delete: { pk: `CASE#${caseId}`, sk: `PAPER#${String(seq).padStart(6, '0')}` } },
    ]);
    const { status, text } = await tax(month);
    expect(status).toBe(200);
    expect(text).toContain('接続ごとの結果は削除しました');
    expect((await tax(`${month}/paper`)).status).toBe(200);
  });
});

test('本人の空席に代決者が何人いても、照合の結果と候補は一度に記録される（100件までの書込み）', async () => {
  const crowded = await createStory();
  const id = await crowded.submit();
  await crowded.confirm(id);
  await crowded.approve(id);
  await crowded.until('2026-06-02T10:00');
  const today = crowded.today().toString();
  const held = await appointmentsOfRole(crowded.store, 'manager:tax');
  // As they may stand in the table of a version that had no limit.
  for (const { personId, ...rest } of held)
    await crowded.store.transact(appointmentWrites({ ...rest, personId, to: today }));
  for (let n = 0; n < 30; n += 1)
    await crowded.store.transact([
      ...personWrites({
        personId: `p-many-${n}`,
        name: `代決 ${n}`,
        email: `many-${n}@city.example.jp`,
        affiliation: { kind: 'city', sectionId: 'tax' },
      }),
      ...appointmentWrites({
        appointmentId: `a-many-${String(n).padStart(2, '0')}`,
        role: 'manager:tax',
        personId: `p-many-${n}`,
        kind: 'deputy',
        title: '課長補佐',
        from: today,
      }),
    ]);
  const deputy = await loadPerson(crowded.store, 'p-many-0');
  if (!deputy) throw new Error('no deputy');
  const bytes = Buffer.from(LOG);
  const reconciled = await reconcileLog(crowded.ports)(
    await makeCaller(crowded.store, deputy, crowded.today(), 'screen'),
    id,
    {
      yearMonth: '2026-05',
      terms: { mixedLog: false, acceptUnreadable: false },
      log: async () => ({
        ok: true,
        value: { bytes, sha256: 'x'.repeat(64), kind: 'file', name: 'vpn.csv' },
      }),
    },
  );
  expect(reconciled).toMatchObject({ ok: true });
  await crowded.settle();
  const raised = (await crowded.store.query({ hash: `CASE#${id}`, prefix: 'FINDING#' })).items;
  expect(raised.length).toBe(1);
  expect(crowded.mailsTo('many-4@city.example.jp').length).toBe(raised.length);
  expect(crowded.mailsTo('many-5@city.example.jp')).toEqual([]);
});
