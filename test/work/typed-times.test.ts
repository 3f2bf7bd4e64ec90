import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { withYear } from '../../core/values/written-time.ts';
import { browse } from '../support/browse.ts';
import { VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** 作業申請書・作業報告書: a time without its year, and what an earlier work said. */

describe('年のない日時', () => {
  // 08:30 on 1 December 2026 in Japan: 30 November in UTC.
  const now = Temporal.Instant.from('2026-11-30T23:30:00Z');

  test.each([
    ['12/18 10:00', '2026-12-18 10:00'],
    ['１２／１８　１０：００', '2026-12-18 10:00'],
    ['12月18日 10時', '2026-12-18 10:00'],
    ['12月18日（金） 午後1時30分', '2026-12-18 13:30'],
    ['12-18T9:05', '2026-12-18 09:05'],
    // Today itself, though the hour has passed; yesterday is next year's.
    ['12/1 8:00', '2026-12-01 08:00'],
    ['11/30 10:00', '2027-11-30 10:00'],
    ['1/8 10:00', '2027-01-08 10:00'],
    ['2/29 10:00', '2028-02-29 10:00'],
  ])('これからの作業の「%s」は%s', (text, expected) => {
    expect(withYear(text, now, 'next')).toBe(expected);
  });

  test.each([
    ['12/1 8:00', '2026-12-01 08:00'],
    ['11/30 23:50', '2026-11-30 23:50'],
    // A connection that goes on past midnight.
    ['12/2 1:00', '2026-12-02 01:00'],
    ['12/3 10:00', '2025-12-03 10:00'],
    ['2/29 10:00', '2024-02-29 10:00'],
  ])('行った作業の「%s」は%s', (text, expected) => {
    expect(withYear(text, now, 'last')).toBe(expected);
  });

  test.each([
    '2026-12-18 10:00',
    '令和8年12月18日 10時',
    '12/18',
    '13/18 10:00',
    '12/32 10:00',
    '12/18 25:00',
    '10:00',
    '',
    '12/18/2026 10:00',
  ])('「%s」は、そのまま', (text) => {
    expect(withYear(text, now, 'next')).toBeUndefined();
  });
});

const NOTICE = {
  'emergency:boolean': 'false',
  'workers.0': '作業 八郎',
  workLeader: '作業 八郎',
  'terminals.0': 'HK-0001',
  'targets.0': 'tax-db01',
  'accounts.0': 'maint01',
  purpose: '定期点検',
  workContent: 'ログと容量を確認する。',
  workKind: 'read',
  'fileTransfer:boolean': 'false',
  impact: 'なし',
  'serviceStop:boolean': 'false',
  'personalData:boolean': 'false',
  attendance: 'none',
  explainedOn: '令和8年4月10日',
  explainedTo: '税務課 担当 次郎',
};

test('補った年を示し、もう一度押せば受け付ける。一時保存は入力したままとする', async () => {
  const story = await createWorkStory();
  const visit = await browse(story, VENDOR);
  const works = `/permits/${story.caseId}/works`;
  const typed = { ...NOTICE, plannedStart: '５／１１　１０：００', plannedEnd: '5/11 12:00' };
  const first = await visit(works, { ...typed, _action: 'submit' });
  expect(first.status).toBe(200);
  for (const shown of [
    '入力されていない年を補いました',
    'value="2026-05-11 10:00"',
    'value="2026-05-11 12:00"',
  ])
    expect(first.text).toContain(shown);
  const whole = { ...typed, plannedStart: '2026-05-11 10:00', plannedEnd: '2026-05-11 12:00' };
  const saved = await visit(works, { ...typed, _action: 'save' });
  expect(saved.status).toBe(303);
  expect((await visit(saved.headers['location'] ?? '')).text).toContain('５／１１　１０：００');
  expect((await visit(works, { ...whole, _action: 'submit' })).status).toBe(303);
});

test('前回の作業の申請を写す：日時と事前説明の日のほかが入り、許可にない人は入らない。他社の作業は写せない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  const visit = await browse(story, VENDOR);
  const form = `/permits/${story.caseId}/works/new`;
  const blank = (await visit(form)).text;
  expect(blank).toContain(`href="${form}?from=${workId}"`);
  expect(blank).not.toContain('value="2026-05-11 10:00"');
  const copied = (await visit(`${form}?from=${workId}`)).text;
  expect(copied).toMatch(/name="purpose"[^>]*>\s*[^<\s]/);
  expect(copied).toMatch(/value="作業 八郎" checked/);
  for (const own of ['plannedStart', 'plannedEnd', 'explainedOn'])
    expect(copied).toMatch(new RegExp(`name="${own}"[^>]*value=""|value=""[^>]*name="${own}"`));
  expect((await visit(`${form}?from=01ARZ3NDEKTSV4RRFFQ69G5FAV`)).text).not.toMatch(
    /name="purpose"[^>]*>\s*[^<\s]/,
  );
});
