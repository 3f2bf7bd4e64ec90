import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { listRecords } from '../../core/case-store.ts';
import { REPORTS } from '../../core/monthly-report.ts';
import { openReportsDue } from '../../core/use-cases/open-monthly-reports.ts';
import { createStory, type Story, VENDOR } from '../support/story.ts';

/** 第9条・第10条: the months of a permit, played with the real machines. */

/** A notified permit for this period. */
const permit = async (story: Story, period: { from: string; to: string }): Promise<string> => {
  const caseId = await story.submit({ period });
  await story.confirm(caseId);
  await story.approve(caseId);
  return caseId;
};
const reportsOf = (story: Story, caseId: string) => listRecords(story.store, caseId, REPORTS);
const monthsOf = async (story: Story, caseId: string) =>
  (await reportsOf(story, caseId)).map(({ yearMonth }) => yearMonth);
const requests = (story: Story) =>
  story.subjectsTo(VENDOR).filter((subject) => subject.startsWith('【月次報告 '));

describe('第10条: 毎月の報告の依頼', () => {
  test('月の途中で始まり途中で終わる許可は、少しでも有効だった月の全部を、翌月1日9時に求められる', async () => {
    const story = await createStory();
    const caseId = await permit(story, { from: '2026-04-20', to: '2026-07-10' });
    await story.until('2026-05-01T08:59');
    expect(await monthsOf(story, caseId)).toEqual([]);
    await story.until('2026-05-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04']);
    await story.until('2026-12-01T09:00');
    expect(await monthsOf(story, caseId)).toEqual(['2026-04', '2026-05', '2026-06', '2026-07']);
    expect(requests(story)).toHaveLength(4);
    expect(await story.row(caseId, 'NEXT-REPORT')).toBeUndefined();
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('重ねて実行しても、同じ月は一度しか求めない', async () => {
    const story = await createStory();
    const caseId = await permit(story, { from: '2026-04-20', to: '2026-07-10' });
    await story.until('2026-05-01T09:00');
    const { version } = (await story.row(caseId, 'STATE')) ?? {};
    const input = { businessDate: Temporal.PlainDate.from('2026-05-01') };
    await Promise.all(
      ['0', '1', '2', '3', '0', '1', '2', '3'].map((shard) =>
        openReportsDue(story.ports)({ ...input, shard }),
      ),
    );
    expect((await story.row(caseId, 'STATE'))?.version).toBe(version);
    expect(requests(story)).toHaveLength(1);
  });
});
