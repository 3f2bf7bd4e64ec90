import { expect, test } from 'vitest';
import { openQuestions } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import { openDatabase } from '../../local/database.ts';
import { seeded } from '../support/city.ts';
import { asked } from '../support/long-run.ts';
import { createOrders, FOUND } from '../support/orders.ts';
import { createStory } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';
import { shuffled, type Visitor, visit } from './scanner.ts';
import { caseRows, linksIn, mailsAfter } from './undecided-cases.ts';

/** SCANNER_VISITS for a long run. */
const VISITS = asked('SCANNER_VISITS', 300);
const SEED = asked('SCANNER_SEED', 1);

/** Permits on which every kind of question about works, reports and orders is open, up to the sanction itself. */
const createAskedPermits = async () => {
  const database = openDatabase(':memory:');
  const story = await createStory({ database });
  const orders = createOrders(story);
  const [watched, ordered] = [await orders.permit(), await orders.permit()];
  await story.until('2026-04-21T09:00');
  const sanctioned = await orders.disobeyed(ordered);
  const works = worksOf(story, watched);
  await works.announced(story.today().add({ days: 14 }).toString());
  await orders.find(watched);
  const { findingId } = (await orders.find(watched, { ...FOUND, clause: 4 })).json;
  await orders.receive(watched, findingId);
  await orders.instruct(watched);
  await story.settle();
  return { story, database, permits: [watched, ordered], sanctioned };
};

test(`${VISITS}回の訪問: 許可についての問い（作業、違反、命令、取消・停止）に、検査装置は一つも答えない`, async () => {
  const { story, database, permits, sanctioned } = await createAskedPermits();
  const stagesOf = async () => {
    const states = await Promise.all(permits.map((caseId) => loadCase(story.store, caseId)));
    return states.flatMap((state) => (state ? openQuestions(state).map(({ stage }) => stage) : [])).sort();
  };
  const asked = await stagesOf();
  expect(asked).toEqual(expect.arrayContaining(['work', 'receipt', 'order', 'sanction']));
  const random = seeded(SEED);
  const before = caseRows(database);
  const faults: string[] = [];
  let requests = 0;
  for (let n = 0; n < VISITS; n += 1) {
    const mails = mailsAfter(database, 0).filter(({ subject }) => !subject.includes('確認コード'));
    const mail = mails[n % mails.length];
    const visitor: Visitor = {
      send: story.send,
      random,
      jar: new Map(),
      baseUrl: 'http://127.0.0.1:3000',
      addresses: [mail?.to ?? '', 'scanner@example.net'],
      presses: random() < 0.9,
      most: 60,
    };
    const report = await visit(visitor, shuffled(linksIn(mail?.text ?? ''), random));
    await story.settle();
    requests += report.requests;
    faults.push(...report.faults.map((fault) => `visit ${n}: ${fault}`));
  }
  expect(faults).toEqual([]);
  // Each opens a page at least, by GET and by HEAD.
  expect(requests).toBeGreaterThanOrEqual(VISITS * 2);
  expect(caseRows(database)).toBe(before);
  expect(await stagesOf()).toEqual(asked);
  process.stdout.write(
    `      N = ${VISITS} visits, seed ${SEED}: ${requests} requests, ${asked.length} open questions; 0 answered (95 %: < ${(3 / VISITS).toPrecision(2)})\n`,
  );
  // After all that, the people themselves still answer.
  const [, ordered = ''] = permits;
  const decided = await createOrders(story).sanction(ordered, sanctioned);
  expect(decided.status).toBe(200);
  expect(await createOrders(story).status(ordered)).toBe('revoked');
});
