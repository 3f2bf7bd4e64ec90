import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { refoldCase } from '../../core/case/every-case.ts';
import { TRANSITIONS } from '../../core/case/transitions.ts';
import { DIRECTORY_ACTS } from '../../core/directory/directory-trail.ts';
import { nameOfType, ROW_TYPES, rowTypeOf } from '../../core/trail/row-types.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { TASKS } from '../../functions/tasks/tasks.ts';
import { localEnd } from '../../scripts/transfer/ends.ts';
import { exportCity, importCity } from '../../scripts/transfer/transfer.ts';
import { createAnswers, openQuestionsOf } from '../support/answer-questions.ts';
import {
  EARLIER_CITIES,
  type EarlierCity,
  factsOf,
  functionsOfThen,
  openEarlier,
  papersOf,
  readPapers,
  toldOf,
} from '../support/earlier-city.ts';
import { CLERK, type Story } from '../support/story.ts';

/**
 * docs/upgrade.md: the data directory of each earlier version, in the middle of its work, goes on in this one. What is kept
 * is described in test/freeze; a new version is added there, an old one is never made anew.
 */

const NEWEST = EARLIER_CITIES.toSorted((a, b) => factsOf(b).now.localeCompare(factsOf(a).now))[0];
const opened: EarlierCity[] = [];
const folders: string[] = [];
afterAll(() => {
  for (const city of opened) city.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const open = async (...args: Parameters<typeof openEarlier>) => {
  const city = await openEarlier(...args);
  opened.push(city);
  return city;
};
/** What has become of some of the diary's cases a month later, by their days in it (test/freeze). */
const AFTER_A_MONTH = {
  'without-successor': 'expired',
  'to-be-lifted': 'active',
  'to-be-revoked': 'revoked',
  late: 'ended',
  upcoming: 'active',
  held: 'issued',
  'tried-again': 'confirming',
  'just-sent': 'confirming',
  'parked-received': 'received',
};
/** How many events of a type there are in the city. */
const countOf = async (story: Story, type: string): Promise<number> => {
  let count = 0;
  for await (const { row } of story.place().rows())
    if ((row?.['event'] as { fact?: { type?: string } } | undefined)?.fact?.type === type) count += 1;
  return count;
};
const faultsOf = async ({ story }: EarlierCity) => (await verifyAudit(story.place())()).faults;

describe.each(EARLIER_CITIES)('版の更新: %s の版のデータは、この版で使い続けられる', (name) => {
  const { cases, kinds } = factsOf(name);
  const caseIds = Object.values(cases).map(({ caseId }) => caseId);
  const sound = async (city: EarlierCity) => {
    const { story } = city;
    const violations: string[] = [];
    // Of what was erased the trail is left, which the audit looks at.
    for (const [which, { caseId, told }] of Object.entries(cases))
      for (const violation of told?.status === 410 ? [] : await story.violations(caseId))
        violations.push(`${which}: ${violation}`);
    expect(violations).toEqual([]);
    expect(await faultsOf(city)).toEqual([]);
    expect(story.failures).toEqual([]);
    const failed = story.executions().filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status));
    expect(failed).toEqual([]);
    for (const { caseId } of Object.values(cases))
      expect(await refoldCase(story.ports)(caseId)).toMatchObject({ value: 'same' });
  };

  test('その版が残すことのできた記録の種類は、すべてこの版にもあり、データの中にある', () => {
    expect(Object.keys(TRANSITIONS)).toEqual(expect.arrayContaining(Object.keys(kinds.events)));
    expect(Object.keys(DIRECTORY_ACTS)).toEqual(expect.arrayContaining(Object.keys(kinds.acts)));
    expect(ROW_TYPES.map(nameOfType)).toEqual(expect.arrayContaining(Object.keys(kinds.rows)));
    for (const each of Object.values(kinds))
      for (const [kind, count] of Object.entries(each)) {
        expect(count, kind).not.toBe('MISSING');
        expect(count, kind).not.toBe(0);
      }
  });

  // A function goes one version after the last definition that calls it: docs/upgrade.md, rule 1.
  test.runIf(name === NEWEST)('その版の定義が呼ぶ処理は、どれもまだある', () => {
    const called = functionsOfThen(name);
    expect(called.length).toBeGreaterThan(10);
    expect([...Object.keys(TASKS), 'AnchorAudit']).toEqual(expect.arrayContaining(called));
  });

  test('更新は証跡・文書・決定を一字も変えない。状態は証跡を畳んだもので、監査に誤りはない', async () => {
    const city = await open(name);
    await city.story.settle();
    const now = new Map(city.rows().map((row) => [`${row.pk}/${row.sk}`, row]));
    let kept = 0;
    for (const row of city.before) {
      const cover = rowTypeOf(row)?.cover;
      if (cover === undefined || cover === 'derived' || cover === 'passes') continue;
      expect(now.get(`${row.pk}/${row.sk}`)).toEqual(row);
      kept += 1;
    }
    expect(kept).toBeGreaterThan(500);
    await sound(city);
    for (const { caseId, told } of Object.values(cases))
      if (told) expect(await toldOf(city.story, caseId)).toEqual(told);
  });

  test('文書はどれも、その版で印刷したときと同じ文言である', async () => {
    const { story } = await open(name);
    await story.settle();
    for (const [reader, then] of Object.entries(papersOf(name))) {
      expect(Object.keys(then).length).toBeGreaterThan(50);
      expect(await readPapers(story, reader, Object.keys(then))).toEqual(then);
    }
  });

  /** What waits for others than the officials: a correction, and the mend of a defect. */
  const goOn = async (story: Story) => {
    for (const which of ['returned', 'nonconforming']) {
      const again = await story.resubmit(cases[which]?.caseId ?? '');
      expect(again.status, again.text).toBe(200);
    }
    for (const which of ['parked-received', 'parked-approved']) {
      const clerk = await story.as(CLERK);
      const resumed = await clerk('POST', `/v1/applications/${cases[which]?.caseId}/resumption`);
      expect(resumed.status, resumed.text).toBe(200);
    }
    await story.settle();
  };

  test.each([
    ['更新の後', 'now'],
    ['更新の前（定義は以前のまま、処理はこの版）', 'then'],
  ] as const)('待っている依頼にはどれも回答でき、案件は続く：%s', async (_, definition) => {
    const city = await open(name, { definition });
    const { story } = city;
    await story.settle();
    const answer = createAnswers(story);
    // Somebody takes the office that nobody held: what waited for an issuer goes out, and what waited for an answer has one.
    const appointed = await story.decree('POST', '/v1/appointments', {
      ...{ role: 'manager:ict', personId: 'p-chief', kind: 'principal', title: '総務部ICT推進室長' },
      ...{ from: story.today().toString(), reason: '就任' },
    });
    expect(appointed.status, appointed.text).toBe(201);
    await story.settle();
    expect(await toldOf(story, cases['held']?.caseId ?? '')).toMatchObject({ status: 'upcoming' });
    for (let round = 0; round < 8; round += 1) {
      if (round === 1) await goOn(story);
      const asked = await openQuestionsOf(story, caseIds);
      const stages = new Set<string>(asked.map(({ question }) => question.stage));
      if (round === 0) expect(stages).toEqual(new Set(Object.keys(kinds.questions)));
      if (asked.length === 0) break;
      for (const each of asked) {
        const { status, text } = await answer(each);
        expect(status, `${each.question.stage}: ${text}`).toBe(200);
      }
    }
    expect(await openQuestionsOf(story, caseIds)).toEqual([]);
    for (const which of [
      'returned',
      'confirming',
      'approving',
      'parked-received',
      'parked-approved',
      'just-sent',
    ])
      expect(await toldOf(story, cases[which]?.caseId ?? ''), which).toMatchObject({ status: 'upcoming' });
    await sound(city);
  });

  test('時計を1か月進めても、期限どおりに進み、誤りはない', async () => {
    const city = await open(name);
    const { story } = city;
    const dunned = await countOf(story, 'request-reissued');
    // A day past the month, so that the executions of then come to their own hand-over, too.
    await story.advanceTo(story.clock.now().add({ hours: 31 * 24 }));
    for (const [which, status] of Object.entries(AFTER_A_MONTH))
      expect([which, (await toldOf(story, cases[which]?.caseId ?? '')).status]).toEqual([which, status]);
    expect(await countOf(story, 'request-reissued')).toBeGreaterThan(dunned + 20);
    const month = story.today().toPlainYearMonth().subtract({ months: 1 }).toString();
    for (const which of ['main', 'child', 'order', 'successor'])
      expect(await story.row(cases[which]?.caseId ?? '', `REPORT#${month}`), which).toBeDefined();
    await sound(city);
  });

  test('書き出して別の場所に取り込んでも、同じ市である', async () => {
    const city = await open(name);
    await city.story.settle();
    city.leave();
    const archive = mkdtempSync(join(tmpdir(), 'earlier-archive-'));
    const moved = mkdtempSync(join(tmpdir(), 'earlier-moved-'));
    folders.push(archive, moved);
    const from = localEnd(city.folder);
    const sent = await exportCity(from, join(archive, 'city'));
    from.close();
    const to = localEnd(moved, { create: true });
    const arrived = await importCity(to, join(archive, 'city'));
    expect(arrived).toMatchObject({ hash: sent.hash, rows: sent.rows });
    to.close();
  });
});
