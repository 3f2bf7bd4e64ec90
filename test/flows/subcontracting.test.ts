import { describe, expect, test } from 'vitest';
import { createStory } from '../support/story.ts';

const permitted = async (period?: { from: string; to: string }) => {
  const story = await createStory();
  const parent = await story.submit(period ? { period } : {});
  await story.confirm(parent);
  await story.approve(parent);
  return { story, parent, parentPermitNo: 'R8-P0001', period: story.application().period };
};
const subcontracting = (parentPermitNo: string | undefined) => ({
  subcontracting: { parentPermitNo, company: '再委託システム株式会社', cityConsentNo: '苫情推第9号' },
});

describe('第11条: 再委託者の申請は、保守事業者を通じて', () => {
  test('G13: 元請の許可期間内なら、自らの16項目を経て許可される', async () => {
    const { story, parent, parentPermitNo, period } = await permitted();
    const caseId = await story.submit({
      ...subcontracting(parentPermitNo),
      period: { from: period.from, to: story.today().add({ months: 6 }).toString() },
    });
    await story.confirm(caseId);
    await story.approve(caseId);
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'upcoming',
      permitNo: 'R8-P0002',
      subcontractor: '再委託システム株式会社',
    });
    expect(await story.row(caseId, 'STATE')).toMatchObject({ state: { parentCaseId: parent } });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('元請と同じ日に始まる許可は、点検の順序によらず、ともに0時に有効になる', async () => {
    const { story, parent, parentPermitNo, period } = await permitted();
    const children: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const caseId = await story.submit({ ...subcontracting(parentPermitNo), period });
      await story.confirm(caseId);
      await story.approve(caseId);
      children.push(caseId);
    }
    await story.until(`${period.from}T00:00`);
    for (const caseId of [parent, ...children]) {
      expect((await story.vendorView(caseId)).status).toBe('active');
      expect(await story.violations(caseId)).toEqual([]);
    }
  });

  test('補正で元請の許可を外せば、再委託ではなくなる', async () => {
    const { story, parentPermitNo } = await permitted();
    const caseId = await story.submit(subcontracting(parentPermitNo));
    await story.returnItems(caseId);
    await story.resubmit(caseId, {});
    expect((await story.vendorView(caseId)).subcontractor).toBeUndefined();
    expect((await story.row(caseId, 'STATE'))?.['state']).not.toHaveProperty('parentCaseId');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('INV-23: 再委託者の許可の下に、さらに許可はできない（停止・取消が及ばないため）', async () => {
    const { story, parentPermitNo } = await permitted();
    const child = await story.submit(subcontracting(parentPermitNo));
    await story.confirm(child);
    await story.approve(child);
    const { permitNo } = await story.vendorView(child);
    const answer = await story.vendorApi(
      'POST',
      '/v1/applications',
      story.application(subcontracting(permitNo)),
      { 'idempotency-key': 'grandchild' },
    );
    expect([answer.status, answer.json.errors]).toEqual([
      422,
      [
        {
          pointer: '/subcontracting/parentPermitNo',
          detail: expect.stringContaining('再委託者の許可です'),
        },
      ],
    ]);
  });

  test.each([
    ['保守事業者の許可があるのに、その番号がない', undefined, {}, '/subcontracting/parentPermitNo'],
    ['知らない許可番号', 'R8-P9999', {}, '/subcontracting/parentPermitNo'],
    ['期間が元請より後まで', 'R8-P0001', { to: '2027-04-07' }, '/period/to'],
    ['期間が元請より前から', 'R8-P0001', { from: '2026-04-07' }, '/period/from'],
  ])('%sときは断る', async (_name, parentPermitNo, change, pointer) => {
    const { story, period } = await permitted();
    const answer = await story.vendorApi(
      'POST',
      '/v1/applications',
      story.application({ ...subcontracting(parentPermitNo), period: { ...period, ...change } }),
      { 'idempotency-key': 'sub' },
    );
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([{ pointer, detail: expect.stringContaining('第11条') }]);
  });

  test('有効でない元請の許可、他社の許可は使えない', async () => {
    const { story, parentPermitNo } = await permitted({ from: '2026-04-20', to: '2026-04-30' });
    await story.until('2026-05-01T09:00');
    const late = await story.vendorApi(
      'POST',
      '/v1/applications',
      story.application(subcontracting(parentPermitNo)),
      {
        'idempotency-key': 'late',
      },
    );
    expect(late.json.errors).toEqual([
      { pointer: '/subcontracting/parentPermitNo', detail: expect.stringContaining('「失効」') },
    ]);
    const other = await story.as('support@minami.example.com');
    const foreign = await other(
      'POST',
      '/v1/applications',
      story.application({
        ...subcontracting(parentPermitNo),
        consultationId: 'c-minami',
        systemId: 'care-system',
        vendor: { ...story.application().vendor, corporateNumber: '8000020130001' },
      }),
      { 'idempotency-key': 'foreign' },
    );
    expect(foreign.json.errors).toEqual([
      { pointer: '/subcontracting/parentPermitNo', detail: expect.stringContaining('見つかりません') },
    ]);
  });
});

describe('G11: 継続', () => {
  test('従前の許可番号を示して継続を申請し、許可される', async () => {
    const { story } = await permitted();
    const missing = await story.vendorApi(
      'POST',
      '/v1/applications',
      story.application({ applicationType: 'renewal' }),
      {
        'idempotency-key': 'renewal-without',
      },
    );
    expect(missing.json.errors).toEqual([{ pointer: '/previousPermitNo', detail: expect.any(String) }]);
    const caseId = await story.submit({ applicationType: 'renewal', previousPermitNo: 'R8-P0001' });
    expect((await story.vendorView(caseId)).applicationType).toBe('継続');
    await story.confirm(caseId);
    await story.approve(caseId);
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'upcoming', permitNo: 'R8-P0002' });
    expect(await story.violations(caseId)).toEqual([]);
  });
});
