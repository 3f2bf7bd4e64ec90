import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { addBusinessDays } from '../../core/values/calendar.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 第8条: 一部の停止 (docs/adr/0039). Days are counted by hand; 20 April 2026 is a Monday. */

const OK = { status: 200 };
const worker = (name: string) => ({
  ...{ name, kana: 'サギョウ', company: '北斗情報システム株式会社', role: '技術者' },
  from: '2026-04-17',
  ...{ account: 'maint01', secrecyPledgedOn: '2026-04-01' },
});
const HACHIRO = '作業 八郎';
const KUMI = '作業 九美';
const terminal = (assetNo: string) => ({
  ...{ assetNo, os: 'Windows 11 Enterprise', antivirus: 'Defender', dedicated: true },
  ...{ maker: '甲社', model: 'N-1', serial: assetNo, osUpdatedOn: '2026-04-01', patternOn: '2026-04-01' },
});
const SCOPE = {
  workers: [worker(HACHIRO), worker(KUMI)],
  terminals: [terminal('HK-0001'), terminal('HK-0002')],
  originIps: ['192.0.2.10', '192.0.2.11'],
};
const begin = async (overrides: object = SCOPE) => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit(overrides);
  await story.until('2026-04-21T09:00');
  return { story, orders, caseId, ...worksOf(story, caseId) };
};
type Play = Awaited<ReturnType<typeof begin>>;

/** An order that was not obeyed; the vendor has nothing to say. Three weeks or less. */
const disobeyed = async ({ story, orders }: Play, caseId: string): Promise<string> => {
  const dueOn = addBusinessDays(story.today(), 5, DEFAULT_SETTINGS);
  const findingId = await orders.ordered(caseId, { dueOn: dueOn.toString() });
  await story.until(`${addBusinessDays(dueOn, 1, DEFAULT_SETTINGS)}T09:00`);
  expect(await orders.judge(caseId, findingId, { result: 'disobeyed' })).toMatchObject(OK);
  await orders.receiveNoncompliance(caseId, findingId);
  await orders.close(caseId, findingId);
  return findingId;
};
const part = (kind: string, value: string) => ({ only: { kind, value } });
const decide = (play: Play, findingId: string, more: object) =>
  play.orders.sanction(play.caseId, findingId, {
    ...{ sanction: 'suspend', conditions: '再教育の報告' },
    ...more,
  });
const stop = async (play: Play, more: object): Promise<string> => {
  const findingId = await disobeyed(play, play.caseId);
  const decided = await decide(play, findingId, more);
  expect(decided.status, decided.text).toBe(200);
  return findingId;
};
const on = ({ story }: Play, days: number) => story.today().add({ days }).toString();
const accepted = async (play: Play, day: string, change: object = {}) => {
  const workId = await play.announced(day, change);
  expect((await play.answer(workId, { choice: 'accept' })).status).toBe(200);
  return workId;
};
const BY_KUMI = { workers: [KUMI], workLeader: KUMI };
const pointers = ({ json }: { json: { errors?: { pointer: string }[] } }) =>
  (json.errors ?? []).map(({ pointer }) => pointer);
const statusOf = async (play: Play, workId: string) => (await play.vendorWork(workId)).status;
const clean = async (play: Play, ...ids: string[]) => {
  for (const id of [play.caseId, ...ids]) expect(await play.story.violations(id)).toEqual([]);
  expect(play.story.failures).toEqual([]);
};

describe('第8条: 一部の停止の決定', () => {
  test('停止できるのは、停止とする決定で、現在登録されているものに限る。誤りは項目と条を示す', async () => {
    const play = await begin();
    const findingId = await disobeyed(play, play.caseId);
    for (const [kind, value] of [
      ['worker', '作業 十和'],
      ['terminal', 'HK-9999'],
      ['origin', '192.0.2.12'],
    ] as const) {
      const no = await decide(play, findingId, part(kind, value));
      expect([no.status, ...pointers(no)]).toEqual([422, '/only/value']);
      expect(no.text).toContain('第8条');
      expect(no.text).toContain(value);
    }
    const revoked = await decide(play, findingId, { sanction: 'revoke', ...part('worker', HACHIRO) });
    expect(pointers(revoked)).toEqual(['/only/value']);
    expect((await decide(play, findingId, { only: { kind: 'target', value: 'x' } })).status).toBe(422);
    // As for any suspension: conditions, and a last day within the permit.
    const bare = await decide(play, findingId, { ...part('worker', HACHIRO), conditions: undefined });
    expect(pointers(bare)).toEqual(['/conditions']);
    await clean(play);
  });

  test('弁明の期限までは決定できない。「その他の措置」についての弁明では、一部の停止もできない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await orders.ordered(caseId);
    await story.until(`${on(play, 18)}T09:00`);
    await orders.judge(caseId, findingId, { result: 'disobeyed', intended: 'other' });
    await orders.receiveNoncompliance(caseId, findingId);
    expect(pointers(await decide(play, findingId, part('worker', HACHIRO)))).toEqual(['/sanction']);
    await story.until(`${on(play, 30)}T09:00`);
    expect(pointers(await decide(play, findingId, part('worker', HACHIRO)))).toEqual(['/sanction']);
  });
});

describe('第8条: 一部の停止は、許可を停止しない', () => {
  test('許可は有効のまま、ほかの者の作業は続く。停止された者の作業は効力を失い、申請も報告もその者について示される', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const his = await accepted(play, on(play, 30));
    const both = await accepted(play, on(play, 31), { workers: [HACHIRO, KUMI] });
    const hers = await accepted(play, on(play, 32), BY_KUMI);
    const after = await accepted(play, '2026-07-02');
    const waiting = await play.announced(on(play, 33));
    const findingId = await stop(play, { ...part('worker', HACHIRO), until: '2026-06-30' });

    expect(await orders.status(caseId)).toBe('active');
    expect(await statusOf(play, his)).toBe('lapsed');
    expect(await statusOf(play, waiting)).toBe('lapsed');
    for (const workId of [both, hers, after]) expect(await statusOf(play, workId)).toBe('accepted');
    const events = await story.eventsOf(caseId);
    expect(events.filter((type) => type === 'partly-suspended')).toHaveLength(1);
    expect(events).not.toContain('suspended');
    expect((await orders.viewed(TAX, caseId, findingId)).only).toBe('worker');
    const view = await story.vendorView(caseId);
    expect(view.statusLabel).toBe('有効（一部停止中）');
    for (const address of [VENDOR, TAX]) {
      const page = await browse(story, address);
      expect((await page('/permits')).text).toContain('有効（一部停止中）');
      expect((await page(`/permits/${caseId}`)).text).toMatch(/作業者　作業 八郎　.*から令和8年6月30日まで/);
    }
    const form = await (await browse(story, VENDOR))(`/permits/${caseId}/works/new`);
    expect(form.text).toContain('停止されているもの');
    const mail = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('許可の一部の停止'));
    for (const word of [
      '作業者 作業 八郎 による接続に限ります',
      '効力を失った作業申請',
      'R8-W0001',
      'R8-W0005',
    ])
      expect(mail?.text, word).toContain(word);
    expect(mail?.text).not.toContain('R8-W0002');

    // By him nothing may be announced until the day is over, beside her neither; by her everything.
    const day = on(play, 20);
    for (const workers of [[HACHIRO], [KUMI, HACHIRO]]) {
      const no = await play.announce(day, { workers, workLeader: workers[0] });
      expect([no.status, ...pointers(no)]).toEqual([422, `/workers/${workers.indexOf(HACHIRO)}`]);
      expect(no.text).toContain('第8条');
    }
    await accepted(play, day, BY_KUMI);
    await accepted(play, '2026-07-01');
    expect(pointers(await play.announce('2026-06-30'))).toEqual(['/workers/0']);

    // What took place is taken in, and judged by who it was.
    await story.until(`${day}T15:00`);
    const told = async (workers: string[], from: string, to: string) => {
      const span = { plannedStart: `${day}T${from}`, plannedEnd: `${day}T${to}` };
      const workId = await play.announced(day, {
        ...{ unannounced: true, workers, workLeader: workers[0], ...span },
      });
      const session = { connectedAt: span.plannedStart, disconnectedAt: span.plannedEnd, workers };
      return (await play.report(workId, day, session)).json.flags;
    };
    expect(await told([HACHIRO], '13:00', '14:00')).toContain('outside-period');
    expect(await told([KUMI], '14:10', '14:50')).not.toContain('outside-period');
    expect((await play.candidates()).filter(({ kind }) => kind === 'outside-period')).toHaveLength(1);
    await clean(play);
  });

  test('その時に続いていた接続は、その時まで適法', async () => {
    const play = await begin();
    const { story } = play;
    const findingId = await disobeyed(play, play.caseId);
    const day = on(play, 0);
    const span = { plannedStart: `${day}T10:00`, plannedEnd: `${day}T17:00` };
    const [inTime, tooLong, hers] = [
      await accepted(play, day, span),
      await accepted(play, day, span),
      await accepted(play, day, { ...span, ...BY_KUMI }),
    ];
    await story.until(`${day}T11:00`);
    expect(await decide(play, findingId, part('worker', HACHIRO))).toMatchObject(OK);
    await story.until(`${day}T18:00`);
    const until = (end: string) => ({ connectedAt: `${day}T10:05`, disconnectedAt: `${day}T${end}` });
    expect((await play.report(inTime, day, until('11:00'))).json.flags).toEqual([]);
    expect((await play.report(tooLong, day, until('12:00'))).json.flags).toEqual(['outside-period']);
    expect((await play.workView(tooLong)).differences[0]).toMatch(/作業者「作業 八郎」の停止の後まで/);
    expect((await play.report(hers, day, { ...until('12:00'), workers: [KUMI] })).json.flags).toEqual([]);
    await clean(play);
  });

  test('端末及び接続元の停止: 残る端末・接続元による作業は続き、すべてが停止されれば効力を失う', async () => {
    const play = await begin();
    const { orders, caseId } = play;
    const one = await accepted(play, '2026-06-20');
    const other = await accepted(play, '2026-06-21', { terminals: ['HK-0002'] });
    await stop(play, { ...part('terminal', 'hk-0001'), until: '2026-07-31' });
    expect(await statusOf(play, one)).toBe('lapsed');
    expect(await statusOf(play, other)).toBe('accepted');
    const [{ paper }] = (await orders.list(VENDOR, caseId)).notices;
    expect(paper).toMatchObject({ only: { kind: 'terminal', value: 'HK-0001' }, ends: true });
    await stop(play, { ...part('origin', '192.0.2.10'), until: '2026-07-31' });
    expect(await statusOf(play, other)).toBe('accepted');
    await stop(play, { ...part('origin', '192.0.2.11'), until: '2026-07-31' });
    expect(await statusOf(play, other)).toBe('lapsed');
    const no = await play.announce('2026-07-31', { terminals: ['HK-0002'] });
    expect(pointers(no)).toEqual(['/plannedStart']);
    expect((await play.announce('2026-08-01')).status).toBe(201);
    await clean(play);
  });
});

describe('第8条: 一部の停止も、通知書のとおりに終わる', () => {
  test('最終日の終わりに自ら終わる。その5開庁日前に管理者に聞き、延長は番号のある通知書による', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const findingId = await stop(play, { ...part('worker', HACHIRO), until: '2026-06-30' });
    const added = await accepted(play, '2026-07-10');
    const asked = async () =>
      (await story.eventsOf(caseId)).filter((type) => type === 'lifting-requested').length;
    await story.until('2026-06-22T12:00');
    expect(await asked()).toBe(0);
    await story.until('2026-06-23T12:00');
    expect(await asked()).toBe(1);
    const kept = await orders.lift(caseId, findingId, { choice: 'keep', until: '2026-07-15' });
    expect(kept.status, kept.text).toBe(200);
    expect((await orders.list(VENDOR, caseId)).notices.at(-1).paper).toMatchObject({
      ...{ type: 'extension-notice', formerUntil: '2026-06-30', until: '2026-07-15' },
      only: { kind: 'worker', value: HACHIRO },
    });
    expect(await statusOf(play, added)).toBe('lapsed');
    await story.until('2026-07-15T23:59');
    expect(await story.eventsOf(caseId)).not.toContain('partial-stop-ended');
    await story.until('2026-07-16T00:01');
    expect(await story.eventsOf(caseId)).toContain('partial-stop-ended');
    expect(await orders.status(caseId)).toBe('active');
    expect((await orders.lift(caseId, findingId)).status).toBe(409);
    expect((await play.announce('2026-07-20')).status).toBe(201);
    await clean(play);
  });

  test('解除: 事業者が条件の充足を報告し、管理者が解除する。ほかの一部の停止は続く', async () => {
    const play = await begin();
    const { orders, caseId } = play;
    const first = await stop(play, part('worker', HACHIRO));
    const second = await stop(play, part('terminal', 'HK-0001'));
    expect((await orders.conditions(caseId, first)).status).toBe(200);
    const lifted = await orders.lift(caseId, first);
    expect(lifted.status, lifted.text).toBe(200);
    expect((await orders.list(VENDOR, caseId)).notices.at(-1).paper).toMatchObject({
      ...{ type: 'lifting-notice', only: { kind: 'worker', value: HACHIRO } },
    });
    const day = on(play, 20);
    expect((await play.announce(day, { terminals: ['HK-0002'] })).status).toBe(201);
    expect(pointers(await play.announce(day))).toEqual(['/terminals/0']);
    expect((await orders.lift(caseId, first)).status).toBe(409);
    expect((await orders.lift(caseId, second)).status).toBe(200);
    expect((await play.announce(day)).status).toBe(201);
    await clean(play);
  });

  test('効力の生ずる日が後のときは、その日の0時から。停止中の許可でも待たない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    await stop(play, { until: '2026-06-30' });
    expect(await orders.status(caseId)).toBe('suspended');
    const findingId = await stop(play, { ...part('worker', HACHIRO), effectiveOn: '2026-06-20' });
    expect(await story.eventsOf(caseId)).not.toContain('partly-suspended');
    await story.until('2026-06-20T00:01');
    expect(await story.eventsOf(caseId)).toContain('partly-suspended');
    await story.until('2026-07-01T09:00');
    // The whole suspension has ended; he is still stopped.
    expect(await orders.status(caseId)).toBe('active');
    expect(pointers(await play.announce('2026-07-20'))).toEqual(['/workers/0']);
    expect((await play.announce('2026-07-20', BY_KUMI)).status).toBe(201);
    // And the whole permit may still be revoked.
    const other = await disobeyed(play, caseId);
    expect(await orders.sanction(caseId, other)).toMatchObject(OK);
    expect(await orders.status(caseId)).toBe('revoked');
    expect((await orders.lift(caseId, findingId)).status).toBe(409);
    await clean(play);
  });
});

describe('第11条: 再委託者の許可', () => {
  test('保守事業者の許可の接続元の停止は、その接続元を通る再委託者の接続にだけ及ぶ。作業者・端末の停止は及ばない', async () => {
    const play = await begin();
    const { story, orders, caseId } = play;
    const { permitNo } = await story.vendorView(caseId);
    const period = { from: '2026-05-11', to: '2027-03-31' };
    const through = await orders.child(permitNo, { originIps: ['192.0.2.10'], period });
    const beside = await orders.child(permitNo, { originIps: ['192.0.2.99'], period });
    await story.until('2026-05-12T09:00');
    const works = [through, beside].map((id) => worksOf(story, id));
    const planned = await Promise.all(works.map((each) => each.announced('2026-06-22')));
    await stop(play, { ...part('worker', HACHIRO), until: '2026-07-31' });
    await stop(play, { ...part('origin', '192.0.2.10'), until: '2026-07-31' });
    const { paper } = (await orders.list(VENDOR, caseId)).notices.at(-1);
    expect(paper.cascade).toEqual([(await story.vendorView(through)).permitNo]);
    expect(await Promise.all([through, beside].map(orders.status))).toEqual(['active', 'active']);
    const states = await Promise.all(
      works.map(async (each, index) => (await each.vendorWork(planned[index] ?? '')).status),
    );
    expect(states).toEqual(['lapsed', 'submitted']);
    const again = await Promise.all(works.map((each) => each.announce('2026-06-23')));
    expect(again.map(({ status }) => status)).toEqual([422, 201]);
    await clean(play, through, beside);
  });
});

test('二人同時: 承認と一部の停止が重なっても、停止された者の作業の承認は残らない', async () => {
  const play = await begin();
  const findingId = await disobeyed(play, play.caseId);
  const workId = await play.announced(on(play, 10));
  await play.story.as(TAX);
  const [answered] = await Promise.all([
    play.answer(workId, { choice: 'accept' }),
    decide(play, findingId, part('worker', HACHIRO)),
  ]);
  expect([200, 409]).toContain(answered?.status);
  await play.story.settle();
  expect(await statusOf(play, workId)).toBe('lapsed');
  await clean(play);
});

test.each([
  ['停止', { sanction: 'suspend' }],
  ['一部の停止', { sanction: 'suspend', ...part('worker', HACHIRO) }],
  ['取消', { sanction: 'revoke' }],
])('監査: 前年度に通知した%sが翌年度に効力を生じても、翌年度の文書番号とは数えない', async (_, sanction) => {
  const story = await createStory({ start: '2027-03-01T09:00+09:00' });
  const orders = createOrders(story);
  const caseId = await orders.permit({ ...SCOPE, period: { from: '2027-03-08', to: '2028-03-31' } });
  await story.until('2027-03-08T09:00');
  const play = { story, orders, caseId, ...worksOf(story, caseId) };
  const findingId = await disobeyed(play, caseId);
  expect(await decide(play, findingId, { ...sanction, effectiveOn: '2027-04-01' })).toMatchObject(OK);
  await story.until('2027-04-02T09:00');
  expect((await verifyAudit(story.place())()).faults).toEqual([]);
});
