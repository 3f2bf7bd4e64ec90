import { expect, test } from 'vitest';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { permitIn } from '../support/permit.ts';
import { createStory, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 許可の画面: 状態・次に行うこと・期限を先に示し、部分ごとに住所がある。 */

const HEADINGS = {
  overview: ['許可の概要'],
  content: ['許可の範囲（第6条第3号）'],
  works: ['作業（第6条）', '接続ログとの照合（第6条）'],
  reports: ['月次利用状況報告（第10条）'],
  findings: ['指示（第6条第6号）', '違反・是正命令（第7条・第8条）'],
  changes: ['別表1の再確認（第6条第7号）', '変更・廃止・継続'],
} as const;
const headingsIn = (text: string) =>
  [...text.matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, heading = '']) => heading);

test('部分には、その部分だけを示す。指定がなければ概要から。すべてを一つの画面にもする（印刷用）', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story);
  const visit = await browse(story, TAX);
  const all = Object.values(HEADINGS).flat();
  for (const [part, own] of Object.entries(HEADINGS)) {
    const { status, text } = await visit(`/permits/${caseId}?part=${part}`);
    expect(status).toBe(200);
    expect(headingsIn(text).filter((heading) => all.some((one) => one === heading))).toEqual(own);
    const address = `/permits/${caseId}${part === 'overview' ? '' : `?part=${part}`}`;
    expect(text).toContain(`<a href="${address}" aria-current="page"`);
    // In the menu, the breadcrumb and the parts.
    expect(text.match(/aria-current="page"/g)).toHaveLength(3);
    expect(text).toContain('有効（開始前）');
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size, `${part}: ${ids}`).toBe(ids.length);
  }
  expect(headingsIn((await visit(`/permits/${caseId}?part=all`)).text)).toEqual(expect.arrayContaining(all));
  for (const path of ['', '?part=nothing', '?part=__proto__']) {
    const { text } = await visit(`/permits/${caseId}${path}`);
    expect(headingsIn(text).filter((heading) => all.some((one) => one === heading))).toEqual(['許可の概要']);
    // A bookmark of a heading of before arrives at the entry of its part.
    for (const anchor of ['scope', 'works', 'reports', 'findings', 'changes'])
      expect(text).toContain(` id="${anchor}"`);
  }
});

test('サインインの前に開いた部分に、サインインの後に着く。検索の語や、よその宛先は渡さない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story);
  const asked = async (path: string) => (await story.send({ path })).headers['location'];
  const works = `/permits/${caseId}?part=works`;
  expect(await asked(works)).toBe(`/sign-in?next=${encodeURIComponent(works)}`);
  const two = `/permits/${caseId}/changes/new?about=contacts&saved=1`;
  expect(await asked(two)).toBe(`/sign-in?next=${encodeURIComponent(two)}`);
  for (const query of [
    'q=%E4%BD%9C%E6%A5%AD',
    'q=yamada',
    'part=works&q=yamada',
    'part=works&',
    'part=',
    'apart=x',
  ])
    expect(await asked(`/permits?${query}`), query).toBe('/sign-in?next=%2Fpermits');
  const actionOf = async (next: string) =>
    /action="(\/sign-in[^"]*)"/.exec(
      (await story.send({ path: `/sign-in?next=${encodeURIComponent(next)}` })).text,
    )?.[1];
  expect(await actionOf(works)).toBe(`/sign-in?next=${encodeURIComponent(works)}`);
  for (const next of [
    `${works}#x`,
    '//evil.example?part=works',
    '/permits?next=https://evil.example',
    '/permits?q=yamada',
    `${works}&q=yamada`,
    `${works}?part=works`,
    '/\\evil',
  ])
    expect(await actionOf(next), next).toBe('/sign-in');
});

test('次に行うこと・期限・だれが: 早いものを示す。緊急接続停止は、どの部分にも示す', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const { caseId } = await permitIn(story);
  const head = async (address: string, part = 'overview') => {
    const { text } = await (await browse(story, address))(`/permits/${caseId}?part=${part}`);
    const at = text.indexOf('<div class="glance">');
    return text
      .slice(at, text.indexOf('</dl>', at))
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
  };
  expect(await head(VENDOR)).toContain('提出・報告していただくものはありません。');
  await story.until('2026-05-07T10:00');
  await worksOf(story, caseId).announced('2026-05-11', { explainedOn: '2026-05-07' });
  expect(await head(TAX)).toMatch(/次に行うこと 作業申請.* 期限 令和8年5月\d+日 だれが .*税務 三郎/);
  expect(await head(VENDOR)).not.toContain('税務 三郎');
  await orders.instruct(caseId, { kind: 'cut-off', dueOn: undefined });
  await story.settle();
  for (const part of ['works', 'reports', 'changes'])
    expect((await (await browse(story, VENDOR))(`/permits/${caseId}?part=${part}`)).text, part).toContain(
      '緊急接続停止中です',
    );
});
