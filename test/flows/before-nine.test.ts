import { beforeAll, describe, expect, test } from 'vitest';
import { crawl, daysOnly } from '../support/crawl.ts';
import { CHIEF, CLERK, type Story, TAX, VENDOR } from '../support/story.ts';
import { playTwoMonths } from '../support/two-months.ts';

/**
 * 午前9時（UTCの0時）より前の一日: the same two months are played twice, at 08:40 and at 10:40. But for the time of the day
 * nothing may differ, on no page, form, paper, mail and column: where UTC's day stood for Japan's, the day before stands.
 */

const PEOPLE = { 保守事業者: VENDOR, 管理者: TAX, 統括: CHIEF, 担当者: CLERK };
type Pages = ReadonlyMap<string, string>;
let morning: Story;
let later: Story;
let crawled: ReadonlyMap<string, readonly [atMorning: Pages, atLater: Pages]>;
beforeAll(async () => {
  morning = await playTwoMonths('08:40');
  later = await playTwoMonths('10:40');
  const found = new Map<string, readonly [Pages, Pages]>();
  for (const address of Object.values(PEOPLE))
    found.set(address, [await crawl(morning, address), await crawl(later, address)]);
  crawled = found;
}, 300_000);

/** Only what stands in one and not in the other, line by line, each as often as it does. */
const surplus = (these: readonly string[], those: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const line of those) left.set(line, (left.get(line) ?? 0) + 1);
  return these.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
};
const linesOf = (pages: ReadonlyMap<string, string>): string[] =>
  [...pages].flatMap(([path, text]) =>
    text.split(/\n|(?<=>)(?=<)/).map((line) => daysOnly(`${path.split('?')[0]}: ${line}`)),
  );

/** One page of every kind at least, or the comparison would be of nothing. */
const KINDS = [
  ...['/permits.csv', '/permits/ID', '/permits/ID/events', '/permits/ID/ending', '/permits/ID/ending/paper'],
  ...[
    '/applications/ID/notice',
    '/applications/ID/record',
    '/applications/ID/decision',
    '/permits/ID/works/new',
  ],
  ...[
    '/permits/ID/notices/49',
    '/permits/ID/papers/16',
    '/permits/ID/changes/ID/paper',
    '/permits/ID/changes/new',
  ],
  ...['/permits/ID/findings/ID/noncompliance-report', '/permits/ID/findings/ID/papers/36', '/settings'],
  ...['/permits/ID/instructions/ID/papers/15', '/permits/ID/new-instruction', '/permits/ID/new-finding'],
  ...['/permits/ID/reports/2026-04/paper', '/permits/ID/works/ID/notice-paper', '/consultations/new'],
  ...[
    '/permits/ID/works/ID/report-paper',
    '/permits/ID/reconfirmations/ID',
    '/permits/ID/renewal',
    '/disposals',
  ],
  ...[
    '/applications/ID/paper-decision',
    '/applications/new',
    '/drafts/ID',
    '/drafts/ID/sections/work',
    '/drafts/ID/check',
    '/permits/ID/reconciliations/2026-05/log',
  ],
];
test('どの種類の画面・様式・書面・CSVも、比べている', () => {
  const seen = new Set(
    [...crawled.values()].flatMap(([pages]) =>
      [...pages.keys()].map((path) => daysOnly(path.split('?')[0] ?? '')),
    ),
  );
  expect(KINDS.filter((kind) => !seen.has(kind))).toEqual([]);
});

test('どちらも同じことが、滞りなく行われている', () => {
  expect([morning.failures, later.failures]).toEqual([[], []]);
});

describe.each(Object.entries(PEOPLE))('%s', (_, address) => {
  test('見ることのできるすべての画面・様式・書面・CSVに、同じ日付が記される', () => {
    const [pages = new Map(), others = new Map()] = crawled.get(address) ?? [];
    expect(pages.size).toBe(others.size);
    expect(surplus(linesOf(pages), linesOf(others)), 'only at 08:40').toEqual([]);
    expect(surplus(linesOf(others), linesOf(pages)), 'only at 10:40').toEqual([]);
    expect(pages.size).toBeGreaterThan(40);
  });

  test('届いたすべてのメールに、同じ日付が記される', () => {
    const textsOf = (story: Story) =>
      story
        .mailsTo(address)
        .filter(({ subject }) => !subject.includes('確認コード'))
        .map(({ subject, text }) => daysOnly(`${subject}\n${text}`))
        .sort();
    const mails = textsOf(morning);
    expect(mails).toEqual(textsOf(later));
    // Of the two months none goes to the chief's clerk.
    expect(mails.length > 5).toBe(address !== CLERK);
  });
});
