import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { loadCase } from '../../core/case/case-store.ts';
import { parkCase } from '../../core/daily/park-case.ts';
import { queryAll } from '../../core/store/ports.ts';
import { anchorAudit } from '../../core/trail/anchor-audit.ts';
import { caseFaults } from '../../core/trail/case-faults.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { createStandingClock } from '../../local/clock.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';
import { readArchive } from '../../scripts/transfer/archive.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { importCity } from '../../scripts/transfer/transfer.ts';
import { CLERK, createStory, type Story, TAX } from '../support/story.ts';
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

/** A city as the version that knew arts. 1–5 only exported it on 20 April 2026, with a case in each state that waits. */
const CITY_OF_ARTS_1_TO_5 = new URL('../support/earlier/city-arts-1-to-5/', import.meta.url).pathname;
const THEN = '2026-04-20T10:00+09:00';
const EARLIER = {
  returned: '01KNG1DK00F9SYZEQ20XWNEX9R',
  confirming: '01KNG1DK00F9SYZEQ20XWNEX9X',
  approving: '01KNG1DK00F9SYZEQ20XWNEXA2',
  permitted: '01KNG1DK00F9SYZEQ20XWNEXA7',
  parked: '01KNG1DK00F9SYZEQ20XWNEXAC',
  refused: '01KNG1DK00F9SYZEQ20XWNEXAH',
  withdrawn: '01KNG1DK00F9SYZEQ20XWNEXAP',
};

describe('版の更新: 第1条〜第5条の版のデータは、証跡から畳み直して使い続けられる', () => {
  const opened = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
    const to = localEnd(folder, { create: true });
    await importCity(to, CITY_OF_ARTS_1_TO_5);
    to.close();
    const database = openDatabase(join(folder, 'permits.sqlite'));
    const story = await createStory({ database, clock: createStandingClock(Temporal.Instant.from(THEN)) });
    await story.settle();
    const close = (): void => {
      database.close();
      rmSync(folder, { recursive: true });
    };
    return { story, close };
  };

  test('どの案件も、状態は証跡を畳んだものに等しく、証跡は変わらない', async () => {
    const { story, close } = await opened();
    const was = new Map<string, unknown>();
    for await (const line of readArchive(CITY_OF_ARTS_1_TO_5))
      if ('row' in line && line.row.sk.startsWith('EVENT#'))
        was.set(`${line.row.pk}/${line.row.sk}`, line.row['event']);
    expect(was.size).toBeGreaterThan(20);
    for (const caseId of Object.values(EARLIER)) {
      expect(await story.violations(caseId)).toEqual([]);
      const events = await queryAll(story.store, { hash: `CASE#${caseId}`, prefix: 'EVENT#' });
      for (const { pk, sk, event } of events) expect(event).toEqual(was.get(`${pk}/${sk}`));
    }
    close();
  });

  test('通知書は、証跡に照合値のない版のものも、発行の日の発行者のまま。証跡の検証も通る', async () => {
    const { story, close } = await opened();
    for (const caseId of [EARLIER.permitted, EARLIER.refused]) {
      const { json } = await (await story.as(TAX))('GET', `/v1/applications/${caseId}/notice`);
      expect(json.issuer).toMatchObject({ title: '財政部税務課長', name: '税務 三郎' });
      const rows = await queryAll(story.store, { hash: `CASE#${caseId}` });
      expect(caseFaults(rows, [])).toEqual([]);
    }
    close();
  });

  test('INV-14: 版を上げた後、最初の封印から、すべての行を確かめられる', async () => {
    const { story, close } = await opened();
    await anchorAudit({ ...story.ports, anchors: story.anchors })();
    const { faults, anchors } = await verifyAudit(story.place())();
    expect([faults, anchors]).toEqual([[], 1]);
    close();
  });

  test('有効な許可は、次の月次報告が分かり、決裁待ちの一覧は古い行なしで続く', async () => {
    const { story, close } = await opened();
    expect(await loadCase(story.store, EARLIER.permitted)).toMatchObject({
      status: 'active',
      questions: [],
      orders: [],
      nextReport: '2026-04',
    });
    expect(await story.row(EARLIER.permitted, 'NEXT-REPORT')).toMatchObject({ month: '2026-04' });
    expect(await story.row(EARLIER.confirming, 'REQUEST')).toBeUndefined();
    const inbox = (await (await story.as(TAX))('GET', '/v1/inbox')).json.entries;
    expect(inbox.map(({ caseId }: { caseId: string }) => caseId)).toEqual([
      EARLIER.confirming,
      EARLIER.parked,
    ]);
    close();
  });

  test('補正、確認、再開、承認の続きができる', async () => {
    const { story, close } = await opened();
    expect((await story.resubmit(EARLIER.returned)).status).toBe(200);
    expect((await story.confirm(EARLIER.returned)).status).toBe(200);
    expect((await story.confirm(EARLIER.confirming)).status).toBe(200);
    const clerk = await story.as(CLERK);
    expect((await clerk('POST', `/v1/applications/${EARLIER.parked}/resumption`)).status).toBe(200);
    await story.settle();
    expect((await story.confirm(EARLIER.parked)).status).toBe(200);
    for (const caseId of [EARLIER.returned, EARLIER.confirming, EARLIER.approving, EARLIER.parked])
      expect((await story.approve(caseId)).status).toBe(200);
    for (const caseId of Object.values(EARLIER)) expect(await story.violations(caseId)).toEqual([]);
    expect(story.failures).toEqual([]);
    close();
  });

  test('一台の上では、起動したときに一度だけ畳み直す', async () => {
    const database = openDatabase(':memory:');
    const plain = createSqliteStore(database);
    for await (const line of readArchive(CITY_OF_ARTS_1_TO_5))
      if ('row' in line) await plain.transact([{ put: line.row }]);
    const clock = createStandingClock(Temporal.Instant.from(THEN));
    let read = 0;
    const open = () =>
      createStory({
        database,
        clock,
        decorateStore: (store) => ({
          ...store,
          query: async (query) => {
            if (query.prefix === 'EVENT#') read += 1;
            return store.query(query);
          },
        }),
      });
    await (await open()).settle();
    expect(read).toBe(Object.keys(EARLIER).length);
    expect(await loadCase(plain, EARLIER.permitted)).toMatchObject({ nextReport: '2026-04' });
    await (await open()).settle();
    expect(read).toBe(Object.keys(EARLIER).length);
  });
});

describe('版の更新: 古い定義で進行中の案件は、新しい定義の次の世代で続ける', () => {
  test('待っているどの案件にも次の世代が始まり、もう一度起動しても増えない', async () => {
    const { story, cases, database } = await upgraded();
    const again = await createStory({ database, clock: story.clock });
    await again.settle();
    for (const caseId of Object.values(cases)) expect(running(again, caseId)).toEqual(['1', '2']);
    expect(await again.row(cases.parked, 'TASK')).toMatchObject({ task: 'operator' });
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
