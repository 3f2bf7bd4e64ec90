import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { permitIn } from '../support/permit.ts';
import {
  CARE,
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

/** トップページ: 前回のサインインの後に変わったこと。職員・事業者ごとに、自分に関わるものだけ。 */

const TITLE = 'の後に変わったこと';
const DEPUTISED = '前回のサインインの後に代決されたこと';
const boxIn = (text: string, title = TITLE): string | undefined => {
  const at = text.indexOf(title);
  return at < 0 ? undefined : text.slice(text.lastIndexOf('<section', at), text.indexOf('</section>', at));
};
const plain = (text = '') => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const lines = (box = '') => box.match(/<tr>/g)?.length ?? 0;
/** The front page of a visit that begins now. */
const visited = async (story: Story, address: string) => {
  const visit = await browse(story, address);
  const { text } = await visit('/home');
  return { visit, text, box: boxIn(text) };
};

describe('いつからか', () => {
  test('初めてのサインインでは示さない。次のサインインから、前のサインインの日時を示す', async () => {
    const story = await createStory();
    expect((await visited(story, TAX)).box).toBeUndefined();
    await story.until('2026-04-07T17:05');
    const { box } = await visited(story, TAX);
    expect(box).toContain('前回のサインイン（4月6日 9:00）の後に変わったこと');
    expect(plain(box)).toContain('変わったことはありません。');
  });

  test('同じサインインの間は、何度開いても同じで、何も書き込まない。サインインし直すと、前回が進む', async () => {
    const database = openDatabase(':memory:');
    const story = await createStory({ database });
    await visited(story, VENDOR);
    await story.until('2026-04-06T10:00');
    const { caseId } = await permitIn(story);
    await story.until('2026-04-07T09:00');
    const first = await visited(story, VENDOR);
    expect(first.box).toContain(`/permits/${caseId}`);
    await story.until('2026-04-07T09:20');
    const table = watchTable(database);
    const before = table.rows();
    expect(boxIn((await first.visit('/home')).text)).toBe(first.box);
    expect(table.rows()).toEqual(before);
    const second = await visited(story, VENDOR);
    expect(second.box).toContain('（4月7日 9:00）');
    expect(plain(second.box)).toContain('変わったことはありません。');
  });

  test('サインインと同じ秒の、その後のことも示す', async () => {
    const story = await createStory();
    await visited(story, TAX);
    story.clock.moveTo(story.clock.now().add({ milliseconds: 500 }));
    const caseId = await story.submit();
    await story.until('2026-04-06T10:00');
    expect((await visited(story, TAX)).box).toContain(caseId);
  });
});

describe('何が、だれに', () => {
  test('事業者には自社に知らされたものだけ。他社のもの・市の内部のもの・自分がしたことは示さない', async () => {
    const story = await createStory();
    for (const address of [VENDOR, OTHER_VENDOR, CARE]) await visited(story, address);
    await story.until('2026-04-06T10:00');
    const orders = createOrders(story);
    const { caseId, permitNo } = await permitIn(story);
    await orders.find(caseId);
    const own = await visited(story, VENDOR);
    expect(plain(own.box)).toMatch(/許可の通知 R8-P0001 税務総合システム/);
    expect(own.box).not.toContain('違反');
    // Sent by this person's program.
    expect(own.box).not.toContain('>申請<');
    for (const address of [OTHER_VENDOR, CARE]) {
      const { box } = await visited(story, address);
      expect(box, address).not.toContain(permitNo);
      expect(plain(box), address).toContain('変わったことはありません。');
    }
  });

  test('課には自課のすべて、統括には決定・許可・違反だけを、だれがしたかとともに示す', async () => {
    const story = await createStory();
    const orders = createOrders(story);
    for (const address of [TAX, CHIEF]) await visited(story, address);
    await story.until('2026-04-06T10:00');
    const { caseId } = await permitIn(story);
    await story.until('2026-05-07T10:00');
    await orders.find(caseId);
    await story.until('2026-05-07T11:00');
    await worksOf(story, caseId).announced('2026-05-11', { explainedOn: '2026-05-07' });
    await story.until('2026-05-08T09:00');
    const chief = plain((await visited(story, CHIEF)).box);
    expect(chief).toMatch(/違反.* 情報セキュリティ管理者/);
    expect(chief).not.toContain('作業申請');
    expect(plain((await visited(story, TAX)).box)).toContain('作業申請');
  });

  test('代決されたことは、本人に別に示す', async () => {
    const story = await createStory();
    await visited(story, CHIEF);
    await story.until('2026-04-06T10:00');
    const caseId = await story.submit();
    await story.confirm(caseId);
    expect((await story.approve(caseId, DEPUTY)).status).toBe(200);
    await story.until('2026-04-07T09:00');
    const { text, box } = await visited(story, CHIEF);
    const own = boxIn(text, DEPUTISED);
    expect(plain(own)).toMatch(/承認 R8-P0001 税務総合システム 統括情報セキュリティ管理者（代決）/);
    expect(plain(box)).not.toContain('（代決）');
  });

  test('人がしたことは、20件を超える許可で自動処理（催促・月次報告の依頼）が後にあっても、示す', async () => {
    const story = await createStory();
    await visited(story, TAX);
    await story.until('2026-04-06T10:00');
    // The oldest change is a person's; then 21 others of which only the daily run's steps are newer.
    const first = await story.submit();
    for (let n = 0; n < 21; n += 1) await story.submit();
    await story.until('2026-04-07T09:00');
    await visited(story, TAX);
    await story.until('2026-04-07T10:00');
    await story.withdraw(first);
    await story.until('2026-04-15T12:00');
    const { box } = await visited(story, TAX);
    expect(plain(box)).toMatch(/取下げ R8-0001/);
  });

  test('多くても10件、新しい順', async () => {
    const story = await createStory();
    await visited(story, TAX);
    await story.until('2026-04-06T10:00');
    for (let n = 0; n < 13; n += 1) await story.submit();
    await story.until('2026-04-07T09:00');
    const { box } = await visited(story, TAX);
    // With the heading of the table.
    expect(lines(box)).toBe(11);
    expect(plain(box)).toContain('R8-0013');
    expect(plain(box)).not.toContain('R8-0003');
  });
});

describe('ほかの枠と食い違わない', () => {
  test('統括部門の担当者に、ほかの職員の確認を待つ登録伺い。確認できる統括本人には、決裁待ちだけに示す', async () => {
    const story = await createStory();
    const { settings } = (await (await story.as(CHIEF))('GET', '/v1/settings')).json;
    const asked = await (await story.as(CLERK))('PUT', '/v1/settings', {
      settings: { ...settings, usualPermitMonths: 12 },
      reason: '単年度',
    });
    expect(asked.status, asked.text).toBeLessThan(300);
    const WAITS = 'ほかの職員の確認を待っている登録伺い（1件）';
    expect((await visited(story, CLERK)).text).toContain(WAITS);
    const chief = (await visited(story, CHIEF)).text;
    expect(chief).toContain('登録伺いが1件、確認を待っています');
    expect(chief).not.toContain(WAITS);
    expect((await visited(story, TAX)).text).not.toContain(WAITS);
    expect((await visited(story, VENDOR)).text).not.toContain('登録伺い');
  });
});

test('サインインできない人に、統括部門の連絡先を示す。サインインした人の画面にはない', async () => {
  const story = await createStory();
  for (const path of ['/', '/sign-in']) {
    const { text } = await story.send({ path });
    expect(text, path).toMatch(/お問い合わせ.*総務部ICT推進室.*電話 .+メール .+@/);
  }
  expect((await (await story.as(TAX))('GET', '/home')).text).not.toContain(
    'お問い合わせ（サインインできない',
  );
});
