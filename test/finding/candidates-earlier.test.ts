import { describe, expect, test } from 'vitest';
import { actAll } from '../../core/case/case.ts';
import { actWrites, loadCase } from '../../core/case/case-store.ts';
import { dossierHash } from '../../core/case/records/finding-papers.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { ask } from '../../core/question/ask.ts';
import { hashOf } from '../../core/values/hash.ts';
import { system } from '../../core/values/identity.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { TAX } from '../support/story.ts';
import { createWorkStory, type WorkStory } from '../support/work-story.ts';

/** docs/upgrade.md: candidates of the versions before, one of each kind per month, which do not say what they are made of. */

const line = (day: number, from: string, to: string, account = 'maint01') =>
  `${account},2026/04/${day} ${from},2026/04/${day} ${to},192.0.2.10,HK-0001,tax-db01`;
const log = (...lines: string[]) =>
  ['利用者ID,接続日時,切断日時,接続元IP,端末名,接続先', ...lines].join('\n');
const RIGHT = line(23, '10:05', '11:30');
const GHOST = line(22, '9:00', '9:20', 'ghost01');

/** As the version before wrote it into trail, papers, heads and inbox. */
const raiseAsBefore = async (
  { ports, store, caseId }: WorkStory,
  kind: 'no-notice' | 'no-report' | 'no-log' | 'overrun',
  about = '2026-04',
): Promise<string> => {
  const state = await loadCase(store, caseId);
  if (!state) throw new Error('no case');
  const findingId = ports.ids.next();
  const clause = { 'no-notice': 1, 'no-report': 1, 'no-log': 5, overrun: 4 }[kind];
  const paper = { type: 'candidate-raised', kind, clause, evidence: ['令和8年4月22日の接続について'] };
  const hash = dossierHash('candidate', findingId, [{ hash: hashOf(paper) }]);
  const asked = { stage: 'candidate', about: findingId, hash } as const;
  const { request, mails } = await ask(ports, state, asked, await loadSettings(store));
  const fact = {
    type: 'candidate-raised',
    findingId,
    kind,
    clause,
    about,
    month: '2026-04',
    request,
  } as const;
  const done = actAll(state, [{ fact, paper }], system('daily'), ports.clock());
  if (!done.ok) throw new Error(done.message);
  expect((await store.transact([...actWrites(done.value), ...mails])).ok).toBe(true);
  return findingId;
};

const begin = async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-04-23');
  await story.answer(workId, { choice: 'accept' });
  await story.until('2026-05-01T10:00');
  expect((await story.report(workId, '2026-04-23')).status).toBe(201);
  const orders = createOrders(story);
  let posted = 0;
  const reconcile = async (text: string) => {
    posted += 1;
    const client = await story.as(TAX);
    const body = { yearMonth: '2026-04', text };
    const key = { 'idempotency-key': `earlier-${posted}` };
    const answer = await client('POST', `/v1/permits/${story.caseId}/reconciliations`, body, key);
    expect(answer.status, answer.text).toBe(201);
    await story.settle();
  };
  await reconcile(log(RIGHT));
  const findings = async (): Promise<{ status: string; kind: string; outdated: boolean }[]> =>
    (await orders.list(TAX, story.caseId)).findings.toReversed();
  return { story, orders, reconcile, findings, workId };
};

describe('版の更新: 種類ごとの候補は、そのまま読め、判断でき、訂正で取り下げられる', () => {
  test('画面と一覧に出て、不問とも、違反とも認められる', async () => {
    const { story, orders, findings } = await begin();
    const [one, two] = [await raiseAsBefore(story, 'no-notice'), await raiseAsBefore(story, 'no-report')];
    const tax = await browse(story, TAX);
    const page = await tax(`/permits/${story.caseId}/findings/${one}/candidate`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('作業申請なしの接続');
    expect(page.text).toMatch(/name="clauses\.0:number"[^>]*value="1" checked/);
    expect((await tax('/inbox')).text).toContain('作業申請なしの接続');
    const view = await orders.viewed(TAX, story.caseId, one);
    expect(view).toMatchObject({ clause: 1, clauses: [1], matters: [], source: { kind: 'reconciliation' } });
    expect((await orders.judgeCandidate(story.caseId, one)).status).toBe(200);
    const reason = { choice: 'dismiss', reason: '同じ接続である。' };
    const nothing = { clause: undefined, facts: undefined, howFound: undefined, evidence: undefined };
    const dismissed = await orders.judgeCandidate(story.caseId, two, {
      ...reason,
      ...nothing,
      opinion: undefined,
    });
    expect(dismissed.status, dismissed.text).toBe(200);
    expect((await findings()).map(({ status }) => status)).toEqual(['found', 'dismissed']);
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('誤った照合の候補は、正しいログで照合し直すと取り下げられる。判断したものには印が付き、再び該当すれば消える', async () => {
    const { story, orders, reconcile, findings } = await begin();
    const decided = await raiseAsBefore(story, 'no-notice');
    await raiseAsBefore(story, 'no-report');
    await raiseAsBefore(story, 'no-log');
    expect((await orders.judgeCandidate(story.caseId, decided)).status).toBe(200);
    await reconcile(log(RIGHT));
    expect(await findings()).toMatchObject([
      { status: 'found', outdated: true },
      { status: 'cleared', outdated: false },
      { status: 'cleared', outdated: false },
    ]);
    expect(story.subjectsTo(TAX).filter((subject) => subject.includes('候補の取下げ'))).toHaveLength(2);
    await reconcile(log(RIGHT, GHOST));
    expect((await findings())[0]).toMatchObject({ status: 'found', outdated: false });
    expect(await story.violations(story.caseId)).toEqual([]);
  });

  test('その時までに分かったことは二度挙げず、後のことは新たな候補になる', async () => {
    const { story, reconcile, findings, workId } = await begin();
    await raiseAsBefore(story, 'no-notice');
    await raiseAsBefore(story, 'no-report');
    await raiseAsBefore(story, 'overrun', workId);
    await reconcile(log(line(23, '10:05', '12:45'), GHOST));
    expect((await findings()).map(({ kind }) => kind)).toEqual([
      ...['no-notice', 'no-report', 'overrun', 'connections'],
    ]);
    // Somebody unknown is of a kind that was not raised yet.
    expect((await story.candidates()).at(-1)).toMatchObject({ kind: 'outside-worker' });
  });
});
