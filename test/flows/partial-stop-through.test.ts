import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { addBusinessDays } from '../../core/values/calendar.ts';
import { browse, hiddenFields, pressedLast } from '../support/browse.ts';
import { createOrders, SANCTION } from '../support/orders.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 第8条: 一部の停止 (docs/adr/0039), as it goes through the pages, a log of the gateway and a renewal. */

const worker = (name: string) => ({
  ...{ name, kana: 'サギョウ', company: '北斗情報システム株式会社', role: '技術者' },
  from: '2026-04-17',
  ...{ account: 'hk-01', secrecyPledgedOn: '2026-04-01' },
});
const HACHIRO = '作業 八郎';
const KUMI = '作業 九美';

/** An order not obeyed, about which the vendor has nothing to say; a permit of two workers until 30 September. */
const begin = async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit({
    workers: [worker(HACHIRO), worker(KUMI)],
    period: { from: '2026-04-20', to: '2026-09-30' },
  });
  await story.until('2026-04-21T09:00');
  const dueOn = addBusinessDays(story.today(), 5, DEFAULT_SETTINGS);
  const findingId = await orders.ordered(caseId, { dueOn: dueOn.toString() });
  await story.until(`${addBusinessDays(dueOn, 1, DEFAULT_SETTINGS)}T09:00`);
  expect((await orders.judge(caseId, findingId, { result: 'disobeyed' })).status).toBe(200);
  await orders.receiveNoncompliance(caseId, findingId);
  await orders.close(caseId, findingId);
  return { story, orders, caseId, findingId };
};
const stopHim = async (until: string) => {
  const play = await begin();
  const decided = await play.orders.sanction(play.caseId, play.findingId, {
    ...{ sanction: 'suspend', conditions: '再教育の報告', until, only: { kind: 'worker', value: HACHIRO } },
  });
  expect(decided.status, decided.text).toBe(200);
  return play;
};

test('画面: 停止の範囲を一覧から選んで決定し、通知書がそれを示す。誤りがあっても選択は残る', async () => {
  const { story, orders, caseId, findingId } = await begin();
  const manager = await browse(story, TAX);
  const path = `/permits/${caseId}/findings/${findingId}/sanction`;
  const form = await manager(path);
  for (const option of ['作業者　作業 八郎', '作業者　作業 九美', '端末　', '接続元　'])
    expect(form.text).toContain(option);
  expect(form.text).toContain('<option value="">許可の全体</option>');
  const answers = Object.fromEntries(
    [...form.text.matchAll(/name="(answers\.\d+\.answer)"/g)].map(([, name = '']) => [name, '変わらない。']),
  );
  const typed = {
    ...{ ...hiddenFields(form), ...SANCTION, ...answers },
    ...{ sanction: 'suspend', 'only.value': `worker:${HACHIRO}` },
  };
  const wrong = await manager(path, typed);
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('停止を解除する条件');
  expect(wrong.text).toMatch(new RegExp(`<option value="worker:${HACHIRO}" selected`));
  // 返却・消去 as it stands in the field is of the whole permit; untouched, it is written of what is stopped.
  const returns = /name="returns"[^>]*>([^<]+)</.exec(form.text)?.[1]?.trim() ?? '';
  expect(returns).toContain('専用端末とアカウントの使用を止め');
  const look = await manager(path, { ...typed, returns, conditions: '再教育の報告' });
  // The last look says what is stopped (docs/adr/0049).
  expect(look.text).toContain('作業 八郎');
  const decided = await manager(path, pressedLast(look));
  expect(decided.status, decided.text).toBe(303);
  const [{ seq }] = (await orders.list(VENDOR, caseId)).notices;
  const sheet = (await (await browse(story, VENDOR))(`/permits/${caseId}/notices/${seq}`)).text;
  expect(sheet).toContain('作業 八郎');
  expect(sheet).toContain('利用許可の一部を');
  expect(sheet).toContain('作業者「作業 八郎」に係るアカウントの使用を止め');
  expect(sheet).not.toContain('専用端末とアカウントの使用を止め');
  expect(sheet).not.toContain('作業 九美');
  expect(await story.violations(caseId)).toEqual([]);
});

test('接続ログとの照合: 停止された者の接続だけが範囲外。同じ日のほかの者の接続も、停止の前の接続も責められない', async () => {
  const { story, orders, caseId } = await stopHim('2026-05-31');
  const stopped = story.today();
  const early = stopped.subtract({ days: 2 });
  const late = stopped.add({ days: 3 });
  await story.until('2026-06-02T10:00');
  const log = [
    '利用者名,接続日時,切断日時,接続元IP,端末名,接続先',
    ...[
      [HACHIRO, late, '10:00', '10:30'],
      [KUMI, late, '11:00', '11:30'],
    ].map(([name, day, from, to]) => `${name},${day} ${from}:00,${day} ${to}:00,192.0.2.10,HK-0001,tax-db01`),
  ];
  const text = `${log.join('\n')}\n`;
  const post = async (yearMonth: string, body: string) =>
    orders.post(TAX, `/v1/permits/${caseId}/reconciliations`, { yearMonth, text: body, acceptTimes: true });
  const done = await post('2026-05', text);
  expect(done.status, done.text).toBe(201);
  const kindsOf = async () =>
    (await story.store.query({ hash: `CASE#${caseId}`, prefix: 'FINDING#' })).items.flatMap(
      (row) => (row['head'] as { matters?: { kind: string }[] }).matters?.map(({ kind }) => kind) ?? [],
    );
  // Neither was announced; that she was in is no breach of the stop.
  expect((await kindsOf()).filter((kind) => kind === 'no-notice')).toHaveLength(2);
  expect((await kindsOf()).filter((kind) => kind.startsWith('outside'))).toHaveLength(1);
  const before = `${log[0]}\n${HACHIRO},${early} 10:00:00,${early} 10:30:00,192.0.2.10,HK-0001,tax-db01\n`;
  const april = await post(early.toString().slice(0, 7), before);
  expect(april.status, april.text).toBe(201);
  expect((await kindsOf()).filter((kind) => kind.startsWith('outside'))).toHaveLength(1);
});

describe('継続の申請', () => {
  const period = { from: '2026-10-01', to: '2027-03-31' };
  const renew = (play: Awaited<ReturnType<typeof begin>>) => {
    const { consultationId, contract, pledge } = play.story.application();
    return play.orders.vendor(`/v1/permits/${play.caseId}/renewal`, {
      ...{ consultationId, contract, pledge, period },
    });
  };

  test('新しい許可の初日の前日に終わる停止は、妨げにならない', async () => {
    const play = await stopHim('2026-09-30');
    await play.story.until('2026-08-03T10:00');
    const taken = await renew(play);
    expect(taken.status, taken.text).toBe(201);
  });

  test('新しい許可の初日に及ぶ停止の者を挙げた継続は、その欄を示して断り、除けば受け付ける', async () => {
    const play = await begin();
    const decided = await play.orders.sanction(play.caseId, play.findingId, {
      ...{ sanction: 'suspend', conditions: '再教育の報告', only: { kind: 'worker', value: HACHIRO } },
    });
    expect(decided.status, decided.text).toBe(200);
    await play.story.until('2026-08-03T10:00');
    const refused = await renew(play);
    expect(refused.status).toBe(422);
    expect(refused.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/workers/0/name',
    ]);
    expect(refused.text).toContain('第8条');
    // 様式1 without him, for the same permit.
    const { permitNo } = await play.story.vendorView(play.caseId);
    const application = { period, applicationType: 'renewal', previousPermitNo: permitNo } as const;
    const taken = await play.orders.vendor('/v1/applications', {
      ...play.story.application({ ...application, workers: [worker(KUMI)] }),
    });
    expect(taken.status, taken.text).toBe(201);
  });
});
