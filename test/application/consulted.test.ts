import { describe, expect, test } from 'vitest';
import { createOrders } from '../support/orders.ts';
import { CHIEF, createStory, type Story, TAX, VENDOR } from '../support/story.ts';

/** 第4条第1項 (予め協議), 第4条第3項 (契約期間): an application is bound to what was consulted. */

const post = (story: Story, body: object, key: string) =>
  story.vendorApi('POST', '/v1/applications', body, { 'idempotency-key': key });
const TITLE = '申請書に、協議・登録の内容又は期間の目安と異なる記載があります';

describe('第4条第1項: 協議・登録と異なる申請は、違いを事業者と管理者に示す', () => {
  test('別の契約と別の商号: 受付のメール・申請の画面・確認の画面・依頼のメールに出る', async () => {
    const story = await createStory();
    const base = story.application();
    const caseId = await story.submit({
      vendor: { ...base.vendor, name: '北斗ホールディングス株式会社' },
      contract: { ...base.contract, name: '別の業務', number: 'R8-保守-99' },
    });
    const expected = [
      { pointer: '/vendor/name', before: '北斗情報システム株式会社', after: '北斗ホールディングス株式会社' },
      { pointer: '/contract/name', before: '税務総合システム保守運用業務', after: '別の業務' },
      { pointer: '/contract/number', before: 'R8-保守-15', after: 'R8-保守-99' },
    ];
    for (const view of [await story.vendorView(caseId), await story.view(TAX, caseId)])
      expect(view.consulted).toMatchObject(expected);
    const receipt = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('【受付】'));
    const request = story.mailsTo(TAX).find(({ subject }) => subject.includes('要決定'));
    const page = (await (await story.as(TAX))('GET', `/applications/${caseId}/decision`)).text;
    const own = (await (await story.as(VENDOR))('GET', `/applications/${caseId}`)).text;
    for (const text of [receipt?.text, request?.text, page, own]) {
      expect(text).toContain(TITLE);
      expect(text?.replace(/\n\s*/g, '')).toContain('北斗ホールディングス株式会社');
      expect(text).toContain('R8-保守-99');
    }
    await story.confirm(caseId);
    const chief = story.mailsTo(CHIEF).find(({ subject }) => subject.includes('要決定'));
    expect(chief?.text).toContain(TITLE);
    await story.approve(caseId);
    expect((await story.vendorView(caseId)).consulted).toEqual([]);
  });

  test('同じ内容なら、何も示さない。字の幅だけの違いは違いでない', async () => {
    const story = await createStory();
    const base = story.application();
    const same = await story.submit();
    const wide = await story.submit({ contract: { ...base.contract, number: 'Ｒ８－保守－１５' } });
    for (const caseId of [same, wide]) expect((await story.vendorView(caseId)).consulted).toEqual([]);
    expect(story.mailsTo(VENDOR).some(({ text }) => text.includes(TITLE))).toBe(false);
  });

  test('設定の目安より長い利用期間は指摘する。ちょうどの長さは指摘しない', async () => {
    const story = await createStory();
    const { settings } = (await (await story.as(CHIEF))('GET', '/v1/settings')).json;
    await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, usualPermitMonths: 12 },
      reason: '単年度',
    });
    const to = (day: string) => story.submit({ period: { from: '2026-05-01', to: day } });
    expect((await story.vendorView(await to('2027-04-30'))).consulted).toEqual([]);
    expect((await story.vendorView(await to('2027-05-01'))).consulted).toEqual([
      { pointer: '/period/to', label: '利用期間の長さ', before: '目安 12か月まで', after: '1年1か月' },
    ]);
  });
});

describe('第4条第3項: 利用期間は、市の知る契約の期間内', () => {
  const DECADES = { from: '2026-04-20', to: '2056-03-31' };

  test('申請書に長い契約を書いても、市と協議した契約を超える期間は、欄を示して断る', async () => {
    const story = await createStory();
    const base = story.application();
    const contract = { ...base.contract, to: '2060-03-31' };
    const answer = await post(story, { ...base, period: DECADES, contract }, 'a');
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      {
        pointer: '/period/to',
        detail:
          '利用期間は、市と協議した契約（税務総合システム保守運用業務、令和7年10月6日から令和11年4月6日まで）の期間内としてください。契約が変わったときは、申請の前に市と協議してください（第4条第1項・第3項）',
      },
    ]);
    // The last day itself is within.
    expect(
      (await post(story, { ...base, period: { ...DECADES, to: '2029-04-06' }, contract }, 'b')).status,
    ).toBe(201);
  });

  test('同じシステムについて別に協議した関連する契約（機器調達等）の期間内でもよい', async () => {
    const story = await createStory();
    const base = story.application();
    const clerk = await story.as('clerk@city.example.jp');
    const consult = (systemIds: string[]) =>
      clerk('POST', '/v1/consultations', {
        heldOn: '2026-04-06',
        cityStaff: '担当 次郎',
        summary: '機器の賃貸借契約の期間による。',
        vendorId: 'hokuto',
        systemIds,
        contract: {
          name: '税務総合システム機器賃貸借',
          number: 'R8-賃-3',
          from: '2026-04-01',
          to: '2033-03-31',
          kind: 'procurement',
        },
        contact: { name: '保守 五郎', email: 'hoshu@hokuto.example.com' },
      });
    const contract = { ...base.contract, to: '2060-03-31' };
    const period = { from: '2026-04-20', to: '2033-03-31' };
    expect((await consult(['network'])).status).toBe(201);
    expect((await post(story, { ...base, period, contract }, 'a')).status).toBe(422);
    expect((await consult(['tax-system'])).status).toBe(201);
    const taken = await post(story, { ...base, period, contract }, 'b');
    expect(taken.status, taken.text).toBe(201);
    await story.settle();
    const { consulted } = await story.view(TAX, taken.json.caseId);
    expect(consulted.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/contract/to',
      '/period/to',
    ]);
  });
});

describe('公印省略は、文書の種類ごとの設定（第12条）', () => {
  test('命令と取消・停止だけに公印を押すことができる', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const { settings } = (await (await story.as(CHIEF))('GET', '/v1/settings')).json;
    const sealedPapers = { ...settings.sealedPapers, order: true, sanction: true };
    const changed = await story.decree('PUT', '/v1/settings', {
      settings: { ...settings, sealedPapers },
      reason: '不利益な処分には公印を押す',
    });
    expect(changed.status, changed.text).toBe(200);
    const caseId = await orders.permit();
    const findingId = await orders.ordered(caseId);
    const instruction = (await orders.instruct(caseId)).json.instructionId;
    const page = async (path: string, by = TAX) => (await (await story.as(by))('GET', path)).text;
    expect(await page(`/applications/${caseId}/notice`)).toContain('（公印省略）');
    const { papers } = await orders.viewed(TAX, caseId, findingId);
    const order = papers.find(({ paper }: { paper: { type: string } }) => paper.type === 'order-issued');
    const printed = await page(`/permits/${caseId}/findings/${findingId}/papers/${order.seq}`);
    expect(printed).not.toContain('（公印省略）');
    expect(printed).toContain('paper-seal');
    const told = await orders.instruction(TAX, caseId, instruction);
    expect(told.papers[0].paper.sealOmitted).toBe(true);
    const history = await page('/settings?part=history', CHIEF);
    expect(history).toContain('公印を押す文書「是正命令書・是正命令撤回通知書」：とする');
  });
});
