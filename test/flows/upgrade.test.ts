import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { parkCase } from '../../core/use-cases/park-case.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { CLERK, createStory, type Story } from '../support/story.ts';
import { START } from '../support/world.ts';

/** docs/upgrade.md: the permit machine as it was when it knew arts. 1–5 only, with the functions of today. */
const ARTS_1_TO_5: unknown = JSON.parse(
  readFileSync(new URL('../support/earlier/permit-arts-1-to-5.asl.json', import.meta.url), 'utf8').replaceAll(
    /\$\{(\w+)\}/g,
    '$1',
  ),
);

/** Cases in every state that waits, under the old definition; then the process starts anew, with the new one. */
const upgraded = async () => {
  const database = openDatabase(':memory:');
  const clock = createStandingClock(Temporal.Instant.from(START));
  const old = await createStory({ database, clock, permitDefinition: ARTS_1_TO_5 });
  const submit = () => old.submit({ period: { from: '2026-04-20', to: '2027-03-31' } });
  const cases = {
    returned: await submit(),
    confirming: await submit(),
    approving: await submit(),
    permitted: await submit(),
    parked: await submit(),
  };
  await old.returnItems(cases.returned);
  await old.confirm(cases.approving);
  await old.confirm(cases.permitted);
  await old.approve(cases.permitted);
  const { store, ids } = old.ports;
  const parked = { caseId: cases.parked, error: 'Fatal', taskToken: 'left behind' };
  await parkCase({ store, clock: clock.now, ids })(parked);
  await old.settle();
  const started = old.executions().length;
  expect(started).toBe(5);

  const story = await createStory({ database, clock });
  await story.settle();
  return { story, cases, database };
};
const running = (story: Story, caseId: string) =>
  story
    .executions()
    .filter(({ name, status }) => name.includes(caseId) && status === 'RUNNING')
    .map(({ name }) => name.split('-').at(-1));

describe('版の更新: 古い定義で進行中の案件は、新しい定義の次の世代で続ける', () => {
  test('待っているどの案件にも次の世代が始まり、もう一度起動しても増えない', async () => {
    const { story, cases, database } = await upgraded();
    const again = await createStory({ database, clock: story.clock });
    await again.settle();
    for (const caseId of Object.values(cases)) expect(running(again, caseId)).toEqual(['1', '2']);
  });

  test('補正、確認、承認、再開のどの続きも、新しい定義で進む', async () => {
    const { story, cases } = await upgraded();
    expect((await story.resubmit(cases.returned)).status).toBe(200);
    expect((await story.confirm(cases.returned)).status).toBe(200);
    expect((await story.confirm(cases.confirming)).status).toBe(200);
    const clerk = await story.as(CLERK);
    expect((await clerk('POST', `/v1/applications/${cases.parked}/resumption`)).status).toBe(200);
    await story.settle();
    expect((await story.confirm(cases.parked)).status).toBe(200);
    for (const caseId of [cases.returned, cases.confirming, cases.approving, cases.parked])
      expect((await story.approve(caseId)).status).toBe(200);
    for (const caseId of Object.values(cases)) {
      expect(await story.vendorView(caseId)).toMatchObject({ status: 'upcoming' });
      expect(await story.violations(caseId)).toEqual([]);
    }
  });

  test('古い実行は、引継ぎの期限に、何も起こさずに終わる', async () => {
    const { story, cases } = await upgraded();
    await story.until('2026-07-10T09:00');
    expect(await story.vendorView(cases.permitted)).toMatchObject({ status: 'active' });
    expect(running(story, cases.permitted)).not.toContain('1');
    const failed = story.executions().filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status));
    expect(failed).toEqual([]);
    expect(story.failures).toEqual([]);
  });
});
