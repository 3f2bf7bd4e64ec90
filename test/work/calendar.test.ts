import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { permitIn } from '../support/permit.ts';
import { CARE, CHIEF, CLERK, createStory, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 作業の予定: who is connected today and this week, as far as it concerns the reader. */

const IN_FORCE = { period: { from: '2026-04-20', to: '2027-03-31' } };

const weekOf = async (story: Story, address: string, query = '') => {
  const { status, text } = await (await story.as(address))('GET', `/calendar${query}`);
  const days = [...parseHTML(text).document.querySelectorAll('main section')].map((section) => ({
    day: section.querySelector('h2')?.textContent?.trim() ?? '',
    rows: [...section.querySelectorAll('tbody tr')].map(
      (each) => each.textContent?.replace(/\s+/g, ' ') ?? '',
    ),
  }));
  return { status, text, days, worked: days.filter(({ rows }) => rows.length > 0) };
};

test('第6条第1号: 月曜日からの1週間。予定は時刻とともに、本日と閉庁日はそれと分かる', async () => {
  const story = await createStory();
  const { caseId, permitNo } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  const workId = await works.announced('2026-04-24');
  const { days, worked } = await weekOf(story, TAX);
  expect(days).toHaveLength(7);
  expect(days[0]?.day).toBe('令和8年4月20日（月）');
  expect(days[1]?.day).toBe('令和8年4月21日（火） 本日');
  expect(days.map(({ day }) => day.endsWith('閉庁日'))).toEqual([...Array(5).fill(false), true, true]);
  expect(worked.map(({ day }) => day)).toEqual(['令和8年4月24日（金）']);
  expect(worked[0]?.rows[0]).toMatch(/^10:00から12:00まで （予定）.*回答待ち|^10:00から12:00まで （予定）/);
  expect(worked[0]?.rows[0]).toContain(permitNo);
  // The holiday of 29 April, in the next week; withdrawn, it is no work.
  const next = await weekOf(story, TAX, '?from=2026-04-27');
  expect(next.days.map(({ day }) => day.endsWith('閉庁日'))).toEqual([
    ...[false, false, true, false, false, true, true],
  ]);
  expect(next.worked).toEqual([]);
  expect((await works.withdrawWork(workId, '中止')).status).toBeLessThan(300);
  expect((await weekOf(story, TAX)).worked).toEqual([]);
});

test('ほかの課の作業は見えない。統括部門には全庁が見え、所管課で絞れる。事業者には画面がない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  await worksOf(story, caseId).announced('2026-04-24');
  expect((await weekOf(story, CARE)).worked).toEqual([]);
  expect((await weekOf(story, CHIEF)).worked).toHaveLength(1);
  expect((await weekOf(story, CLERK)).worked).toHaveLength(1);
  expect((await weekOf(story, CHIEF, '?section=tax')).worked).toHaveLength(1);
  expect((await weekOf(story, CHIEF, '?section=care')).worked).toEqual([]);
  // Asked for by its name, it is nobody else's either.
  expect((await weekOf(story, CARE, '?section=tax')).worked).toEqual([]);
  expect((await weekOf(story, VENDOR)).status).toBe(403);
});

test('同じシステムの時間が重なる作業は、どちらにも示される。端が接するだけでは重ならない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  const from = (start: string, end: string) => ({ plannedStart: start, plannedEnd: end });
  await works.announced('2026-04-24', from('2026-04-24T10:00+09:00', '2026-04-24T12:00+09:00'));
  await works.announced('2026-04-24', from('2026-04-24T12:00+09:00', '2026-04-24T13:00+09:00'));
  const apart = await weekOf(story, TAX);
  expect(apart.worked[0]?.rows).toHaveLength(2);
  expect(apart.text).not.toContain('重複');
  await works.announced('2026-04-24', from('2026-04-24T12:30+09:00', '2026-04-24T13:30+09:00'));
  const { worked } = await weekOf(story, TAX);
  expect(worked[0]?.rows.map((row) => row.includes('重複'))).toEqual([false, true, true]);
});

test('日をまたぐ作業はどちらの日にも出る。0時に終わるものは、次の日には出ない', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  await works.announced('2026-04-23', {
    plannedStart: '2026-04-23T22:00+09:00',
    plannedEnd: '2026-04-24T02:00+09:00',
  });
  await works.announced('2026-04-24', {
    plannedStart: '2026-04-24T22:00+09:00',
    plannedEnd: '2026-04-25T00:00+09:00',
  });
  const { worked } = await weekOf(story, TAX);
  expect(worked.map(({ day, rows }) => [day, rows.length])).toEqual([
    ['令和8年4月23日（木）', 1],
    ['令和8年4月24日（金）', 2],
  ]);
  expect(worked[0]?.rows[0]).toMatch(/^22:00から4月24日 2:00まで|^22:00から4月24日 02:00まで/);
  // The first day that is shown may be the second of a work.
  expect((await weekOf(story, TAX, '?from=2026-04-24')).worked[0]?.rows).toHaveLength(2);
});

test('始まりの日が日付でないときは、入力を残して、そう伝える', async () => {
  const story = await createStory();
  const wrong = await weekOf(story, TAX, `?from=${encodeURIComponent('あした')}`);
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('「始まりの日」に日付を入力してください');
  expect(wrong.text).toContain('value="あした"');
  expect((await weekOf(story, TAX, `?from=${encodeURIComponent('令和8年5月1日')}`)).days[0]?.day).toBe(
    '令和8年5月1日（金）',
  );
});

test('月で見る：1日から末日までの、作業のある日だけ。日へのリンクと件数が立ち、絞り込みを保ったまま前後の月と週へ移る', async () => {
  const story = await createStory();
  const { caseId } = await permitIn(story, IN_FORCE);
  await story.until('2026-04-21T09:00');
  const works = worksOf(story, caseId);
  for (const day of ['2026-04-30', '2026-05-01', '2026-05-01', '2026-05-31', '2026-06-01'])
    await works.announced(day);
  const kept = `system=${story.application().systemId}`;
  const { days, text } = await weekOf(story, TAX, `?span=month&from=2026-05-15&${kept}`);
  expect(days.map(({ day }) => day)).toEqual(['令和8年5月1日（金）', '令和8年5月31日（日） 閉庁日']);
  expect(text).toContain('令和8年5月1日から令和8年5月31日まで');
  const { document } = parseHTML(text);
  const links = (label: string) =>
    [...document.querySelectorAll(`nav[aria-label="${label}"] a`)].map(
      (link) => `${link.textContent} ${link.getAttribute('href')}`,
    );
  expect(links('作業のある日')).toEqual(['5月1日（2件） #d-2026-05-01', '5月31日（1件） #d-2026-05-31']);
  expect(links('表示する期間')).toEqual([
    `前の月 /calendar?from=2026-04-01&${kept}&span=month`,
    `今月 /calendar?from=2026-04-21&${kept}&span=month`,
    `次の月 /calendar?from=2026-06-01&${kept}&span=month`,
    `週で見る /calendar?from=2026-04-27&${kept}`,
  ]);
  const week = await weekOf(story, TAX, '?from=2026-04-27');
  expect(week.days).toHaveLength(7);
  expect(week.text).toContain('月で見る');
  expect((await weekOf(story, TAX, '?span=month&from=2026-07-01')).text).toContain(
    'この月の作業はありません。',
  );
});
