import { afterAll, describe, expect, test } from 'vitest';
import { createStory, type Story, TAX } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/**
 * What Step Functions bills (https://aws.amazon.com/step-functions/pricing/): states entered and retries, of all
 * generations of a case, and of the child executions of a Distributed Map.
 */
const ofCase = (story: Story, caseId: string): number =>
  story
    .executions()
    .filter(({ name }) => name.includes(caseId))
    .reduce((sum, { transitions }) => sum + transitions, 0);

const ofRuns = (story: Story, machine: 'daily' | 'monthly-reports'): readonly number[] =>
  story.machines.listExecutions(machine).map(({ executionArn, transitions }) =>
    story.machines
      .listMapRuns(executionArn)
      .flatMap((mapRun) => story.machines.listChildExecutions(mapRun))
      .reduce((sum, child) => sum + child.transitions, transitions),
  );

const lines: string[] = [];
const report = (what: string, counted: number, goal: number): void => {
  lines.push(`      ${what}: ${counted} billable transitions (goal ≤ ${goal})`);
  expect(counted, what).toBeLessThanOrEqual(goal);
};
afterAll(() => {
  process.stdout.write(`${lines.join('\n')}\n`);
});

describe('Step Functions の課金対象の遷移', () => {
  test('申請から満了までの一年は24以下、うち申請から通知までは8以下', async () => {
    const story = await createStory({ start: '2026-04-06T09:00+09:00' });
    // 365 days, applied for two weeks before: four generations watch it.
    const caseId = await story.submit({ period: { from: '2026-04-20', to: '2027-04-19' } });
    await story.confirm(caseId);
    await story.approve(caseId);
    // Monitor has been entered: it belongs to the year.
    report('an application, from form to notice', ofCase(story, caseId) - 1, 8);
    await story.until('2027-04-20T09:00');
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'expired' });
    expect(story.executions().filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
    report('a permit, from form to the end of its year', ofCase(story, caseId), 24);
    report('a monthly run, at most', Math.max(...ofRuns(story, 'monthly-reports')), 200);
    report('a daily run, at most', Math.max(...ofRuns(story, 'daily')), 200);
  });

  test('作業の一連も、月次報告の一連も、遷移を使わない', async () => {
    const story = await createWorkStory();
    const { caseId } = story;
    const before = ofCase(story, caseId);
    const workId = await story.announced('2026-05-11');
    expect((await story.answer(workId, { choice: 'accept' })).status).toBe(200);
    await story.until('2026-05-11T13:00');
    expect((await story.report(workId, '2026-05-11')).status).toBe(201);
    expect((await story.review(workId, { choice: 'confirm' })).status).toBe(200);
    report('a work, from notice to review', ofCase(story, caseId) - before, 0);

    await story.until('2026-06-02T10:00');
    const path = `/v1/permits/${caseId}/reports/2026-05`;
    const { usageHash } = (await story.vendorApi('GET', path)).json;
    const declared = { used: true, updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' };
    expect((await story.vendorApi('PUT', path, { usageHash, ...declared })).status).toBe(200);
    await story.settle();
    const manager = await story.as(TAX);
    const { hash } = (await manager('GET', path)).json.question;
    expect((await manager('POST', `${path}/answer`, { hash, choice: 'accept' })).status).toBe(200);
    await story.settle();
    report('a monthly report, from request to acceptance', ofCase(story, caseId) - before, 0);
  });
});
