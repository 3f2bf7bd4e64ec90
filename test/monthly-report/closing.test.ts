import { describe, expect, test } from 'vitest';
import { browse, hiddenFields, sentOnceRead } from '../support/browse.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 終了時の措置 (docs/adr/0064): what became of accounts and data is told with the last report of a permit that is over. */

const LABEL = '終了時の措置（お願い）';
/** The permit ends on 6 April 2027. */
const expired = async (at = '2027-05-06T10:00') => {
  const story = await createWorkStory();
  await story.until(at);
  return { story, permit: `/permits/${story.caseId}`, last: `/permits/${story.caseId}/reports/2027-04` };
};
const ENDING = {
  lastDay: '2026-06-30',
  reason: '契約の終了',
  returnAndErasure: '端末は返却する',
  lastReport: true,
};

describe('終了時の措置', () => {
  test('満了した許可の最後の月の報告で尋ねる。その前の月と、有効な許可の報告では尋ねない', async () => {
    const { story, permit, last } = await expired();
    const vendor = await browse(story, VENDOR);
    const form = (await vendor(last)).text;
    for (const shown of [LABEL, 'アカウントの使用を止めた日', story.application().atEnd?.accounts ?? '?'])
      expect(form).toContain(shown);
    expect((await vendor(`${permit}/reports/2027-03`)).text).not.toContain(LABEL);
    const other = await createWorkStory();
    await other.until('2026-05-06T10:00');
    const page = await (await browse(other, VENDOR))(`/permits/${other.caseId}/reports/2026-04`);
    expect(page.text).not.toContain(LABEL);
  });

  test('事業者のトップページと許可の画面に、期限とともに立つ。報告が出れば、許可の画面から消える', async () => {
    const { story, permit, last } = await expired();
    const vendor = await browse(story, VENDOR);
    const home = (await vendor('/home')).text;
    // The fifth business day of May 2027: 6, 7, 10, 11, 12.
    expect(home).toMatch(
      /令和9年4月分の月次利用状況報告（終了時の措置を含む）<\/a>[\s\S]{0,200}令和9年5月12日/,
    );
    expect(home).not.toContain('令和9年3月分の月次利用状況報告（終了時');
    const shown = (await vendor(permit)).text;
    expect(shown).toContain(LABEL);
    expect(shown).toContain(`href="${last}"`);
    const { usageHash = '' } = hiddenFields(await vendor(last));
    const filled = {
      usageHash,
      'used:boolean': 'false',
      accountsStoppedOn: '令和9年4月6日',
      dataErasedOn: '2027-04-07',
      closingNote: '端末は廃棄した。',
      _action: 'submit',
    };
    expect((await vendor(last, filled)).headers['location']).toBe(`${last}?done=month-reported`);
    expect((await vendor(permit)).text).not.toContain(LABEL);
    const manager = await browse(story, TAX);
    const asked = (await manager(`${last}/answer`)).text;
    for (const told of ['令和9年4月6日', '令和9年4月7日', '端末は廃棄した。']) expect(asked).toContain(told);
    expect(asked).not.toContain('終了時の措置が、すべては報告されていません');
    expect((await vendor(`${last}/paper`)).text).toContain('端末に残るデータを消去した日');
  });

  test('空欄は提出の前に示し、そのまま提出すれば、確認する管理者に示す。説明があれば示さない', async () => {
    const { story, last } = await expired();
    const vendor = await browse(story, VENDOR);
    const { usageHash = '' } = hiddenFields(await vendor(last));
    const first = await vendor(last, { usageHash, _action: 'nil' });
    expect([first.status, first.text.includes('アカウントの使用を止めた日と、データを消去した日')]).toEqual([
      200,
      true,
    ]);
    const sent = await sentOnceRead(vendor, last, { usageHash, 'used:boolean': 'false', _action: 'submit' });
    expect(sent.status, sent.text).toBe(303);
    const manager = await browse(story, TAX);
    expect((await manager(`${last}/answer`)).text).toContain('終了時の措置が、すべては報告されていません');
    const other = await expired();
    const again = await browse(other.story, VENDOR);
    const noted = await again(other.last, {
      usageHash: hiddenFields(await again(other.last))['usageHash'] ?? '',
      'used:boolean': 'false',
      closingNote: '令和9年5月31日までに消去する。',
      _action: 'submit',
    });
    expect(noted.status, noted.text).toBe(303);
  });

  test('これからの日は受け付けず、当日は受け付ける', async () => {
    const { story, last } = await expired();
    const vendor = await browse(story, VENDOR);
    const { usageHash = '' } = hiddenFields(await vendor(last));
    const send = (dataErasedOn: string) =>
      vendor(last, {
        usageHash,
        'used:boolean': 'false',
        accountsStoppedOn: '2027-04-06',
        dataErasedOn,
        _action: 'submit',
      });
    const ahead = await send('2027-05-07');
    expect([ahead.status, ahead.text.includes('href="#f-dataErasedOn"')]).toEqual([422, true]);
    expect((await send('2027-05-06')).status).toBe(303);
  });

  test('廃止した許可では、利用の最終日の月の報告で尋ねる', async () => {
    const story = await createWorkStory();
    const filed = await story.vendorApi('POST', `/v1/permits/${story.caseId}/ending`, ENDING, {
      'idempotency-key': 'end-closing',
    });
    expect(filed.status).toBe(201);
    await story.until('2026-06-02T10:00');
    const before = await browse(story, VENDOR);
    expect((await before(`/permits/${story.caseId}/reports/2026-05`)).text).not.toContain(LABEL);
    await story.until('2026-07-01T10:00');
    const vendor = await browse(story, VENDOR);
    expect((await vendor(`/permits/${story.caseId}/reports/2026-06`)).text).toContain(LABEL);
    const told = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('廃止'));
    expect(told?.text).toContain('最後の月の利用状況報告で知らせてください');
  });

  test('継続された許可では尋ねず、継続した許可が始まる前に廃止されれば、元の許可で尋ねる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-09-30' } });
    await story.until('2026-08-03T10:00');
    const { consultationId, contract, pledge } = story.application();
    const period = { from: '2026-10-01', to: '2027-03-31' };
    const renewed = await story.vendorApi(
      'POST',
      `/v1/permits/${caseId}/renewal`,
      { consultationId, contract, pledge, period },
      { 'idempotency-key': 'renew-closing' },
    );
    const next: string = renewed.json.caseId;
    await story.settle();
    await story.confirm(next);
    await story.approve(next);
    await story.settle();
    const closing = async () =>
      (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json.closingMonth ?? 'none';
    await story.until('2026-09-20T10:00');
    const given = await story.vendorApi(
      'POST',
      `/v1/permits/${next}/ending`,
      { ...ENDING, lastDay: '2026-09-25' },
      { 'idempotency-key': 'end-next' },
    );
    expect(given.status, given.text).toBe(201);
    await story.until('2026-10-01T10:00');
    expect(await closing()).toBe('2026-09');
    const ofNext = (await story.vendorApi('GET', `/v1/permits/${next}`)).json;
    expect([ofNext.status, ofNext.closingMonth]).toEqual(['ended', undefined]);

    const other = await createStory();
    const held = await permitIn(other, { period: { from: '2026-04-20', to: '2026-09-30' } });
    await other.until('2026-08-03T10:00');
    const applied = await other.vendorApi(
      'POST',
      `/v1/permits/${held.caseId}/renewal`,
      { consultationId, contract, pledge, period },
      { 'idempotency-key': 'renew-closing' },
    );
    expect(applied.status).toBe(201);
    await other.until('2026-10-02T10:00');
    const view = (await other.vendorApi('GET', `/v1/permits/${held.caseId}`)).json;
    expect([view.status, view.closingMonth]).toEqual(['expired', undefined]);
  });
});
