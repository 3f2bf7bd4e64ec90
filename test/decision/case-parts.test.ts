import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';

/** 申請の画面: 状態・次に行うこと・期限・だれがを先に示し、部分ごとに住所がある。 */

const OWN = {
  overview: ['申請の概要'],
  content: ['申請の内容（第1版）'],
  decisions: ['確認・決定の記録'],
  timeline: ['経過'],
  mails: ['送信したメール'],
} as const;
const headingsIn = (text: string) =>
  [...text.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, heading = '']) => heading);
const all = Object.values(OWN).flat();
const ownIn = (text: string) => headingsIn(text).filter((heading) => all.some((one) => one === heading));

test('部分には、その部分だけを示す。知らない名前は概要。すべてを一つの画面にもする（印刷用）', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  for (const [address, names] of [
    [TAX, ['overview', 'content', 'decisions', 'timeline', 'mails']],
    [VENDOR, ['overview', 'content', 'timeline']],
  ] as const) {
    const visit = await browse(story, address);
    for (const part of names) {
      const path = `/applications/${caseId}${part === 'overview' ? '' : `?part=${part}`}`;
      const { status, text } = await visit(path);
      expect(status).toBe(200);
      expect(ownIn(text)).toEqual(OWN[part]);
      expect(text).toContain(`<a href="${path}" aria-current="page"`);
      expect(text).toMatch(/class="status-line">.*確認中/);
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size, `${part}: ${ids}`).toBe(ids.length);
    }
    const whole = (await visit(`/applications/${caseId}?part=all`)).text;
    expect(ownIn(whole)).toEqual(names.flatMap((name) => OWN[name]));
    for (const path of ['?part=nothing', '?part=__proto__', '?part=works'])
      expect(ownIn((await visit(`/applications/${caseId}${path}`)).text), path).toEqual(OWN.overview);
    // A bookmark of a heading of before arrives at the entry of its part.
    const { text } = await visit(`/applications/${caseId}`);
    for (const anchor of names.slice(1)) expect(text).toContain(` id="${anchor}"`);
  }
  const vendor = await browse(story, VENDOR);
  const asked = (await vendor(`/applications/${caseId}?part=decisions`)).text;
  expect(ownIn(asked)).toEqual(OWN.overview);
  expect(asked).not.toContain('part=decisions');
});

test('次に行うこと・期限・だれが: 段階ごとに、市には氏名、申請者には役職で示す', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  const head = async (address: string, part = 'overview') => {
    const { text } = await (await browse(story, address))(`/applications/${caseId}?part=${part}`);
    const at = text.indexOf('<div class="glance">');
    return text
      .slice(at, text.indexOf('</dl>', at))
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
  };
  for (const part of ['overview', 'content', 'timeline'])
    expect(await head(TAX, part)).toMatch(/要件の確認（第4条第2項） 期限 令和8年4月\d+日 だれが .*税務 三郎/);
  expect(await head(VENDOR)).toMatch(/要件の確認（第4条第2項） .*だれが 情報セキュリティ管理者/);
  expect(await head(VENDOR)).not.toContain('税務 三郎');
  await story.confirm(caseId);
  expect(await head(TAX)).toMatch(/承認するかどうかの決定.*期限 令和8年4月\d+日 だれが .*統括 太郎/);
  expect(await head(VENDOR)).toMatch(/だれが 統括情報セキュリティ管理者/);
  await story.approve(caseId);
  expect(await head(VENDOR)).toContain('許可の画面');
});

test('決定を記録した後・申請を受け付けた後の画面は、その受付番号を示す', async () => {
  const story = await createStory();
  const caseId = await story.submit();
  const { caseNo } = await story.vendorView(caseId);
  for (const [address, done] of [
    [TAX, 'decided'],
    [VENDOR, 'submitted'],
  ] as const) {
    const { text } = await (await story.as(address))('GET', `/applications/${caseId}?done=${done}`);
    expect(parseHTML(text).document.querySelector('[role="status"]')?.textContent).toContain(
      `受付番号 ${caseNo}　`,
    );
  }
});
