import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadRecord } from '../../core/case/case-store.ts';
import { FINDINGS } from '../../core/case/records/finding.ts';
import { browse } from '../support/browse.ts';
import { createOrders, ORDER } from '../support/orders.ts';
import { CHIEF, TAX } from '../support/story.ts';
import { createWorkStory, type WorkStory } from '../support/work-story.ts';

/** 第2条・第7条: what is in question of a month's connections and works, once, all of it, and no longer than it is so. */

const HEAD = '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先';
const line = (day: number, from: string, to: string, account = 'maint01') =>
  `${account},2026/04/${day} ${from},2026/04/${day} ${to},192.0.2.10,HK-0001,tax-db01`;
const log = (...lines: string[]) => [HEAD, ...lines].join('\n');

type Matter = {
  readonly kind: string;
  readonly state: string;
  readonly clause: number;
  readonly subject: string;
};
type Finding = {
  readonly findingId: string;
  readonly status: string;
  readonly kind?: string;
  readonly clauses: readonly number[];
  readonly outdated: boolean;
};

/** One work of 23 April, announced, approved, reported as it was. */
const begin = async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-04-23');
  await story.answer(workId, { choice: 'accept' });
  await story.until('2026-05-01T10:00');
  expect((await story.report(workId, '2026-04-23')).status).toBe(201);
  await story.review(workId, { choice: 'confirm' });
  return { ...acts(story), story, workId };
};
const RIGHT = line(23, '10:05', '11:30');
const GHOST = line(22, '9:00', '9:20', 'ghost01');
const GHOST_LATER = line(29, '9:00', '9:20', 'ghost01');

const acts = (story: WorkStory) => {
  const orders = createOrders(story);
  let posted = 0;
  const { caseId } = story;
  const path = `/v1/permits/${caseId}/reconciliations`;
  const post = async (text: string, more: object = {}) => {
    posted += 1;
    const key = `candidates-${posted}`;
    const client = await story.as(TAX);
    return client('POST', path, { yearMonth: '2026-04', text, ...more }, { 'idempotency-key': key });
  };
  const reconcile = async (text: string, more: object = {}) => {
    const answer = await post(text, more);
    expect(answer.status, answer.text).toBe(201);
    await story.settle();
  };
  const latest = async () => (await (await story.as(TAX))('GET', `${path}/2026-04`)).json;
  const findings = async (): Promise<Finding[]> => (await orders.list(TAX, caseId)).findings.toReversed();
  const matters = async (index = 0): Promise<Matter[]> => {
    const finding = (await findings())[index];
    return (await orders.viewed(TAX, caseId, finding?.findingId ?? '')).matters;
  };
  const open = async (index = 0) =>
    (await matters(index)).filter(({ state }) => state === 'open').map(({ kind }) => kind);
  const idOf = async (index = 0): Promise<string> => (await findings())[index]?.findingId ?? '';
  const dismiss = async (index = 0) =>
    orders.judgeCandidate(caseId, await idOf(index), {
      ...{ choice: 'dismiss', reason: '試験の接続であった。' },
      ...{
        clause: undefined,
        facts: undefined,
        howFound: undefined,
        evidence: undefined,
        opinion: undefined,
      },
    });
  const statuses = async () => (await findings()).map(({ status }) => status);
  const sound = async () => expect(await story.violations(caseId)).toEqual([]);
  return { orders, post, reconcile, latest, findings, matters, open, idOf, dismiss, statuses, sound, caseId };
};

describe('INV-9・第7条: 候補は、許可と月ごとに一つ。接続・作業ごとに、疑いと規定を並べる', () => {
  test('通知も報告もない一つの接続は、一つの候補、一つの問いになる', async () => {
    const { reconcile, findings, matters, story, sound } = await begin();
    await reconcile(log(RIGHT, GHOST));
    expect(await findings()).toMatchObject([
      { status: 'candidate', kind: 'connections', clauses: [1, 3], month: '2026-04' },
    ]);
    expect(await matters()).toMatchObject([
      {
        kind: 'no-notice',
        clause: 1,
        state: 'open',
        subject: '令和8年4月22日 9時00分の接続（ghost01、ログ 3行目）',
      },
      { kind: 'no-report', clause: 1 },
      { kind: 'outside-worker', clause: 3 },
    ]);
    const asked = story.subjectsTo(TAX).filter((subject) => subject.includes('違反の候補の判断'));
    expect(asked).toHaveLength(1);
    await sound();
  });

  test('正しい接続だけのログは、候補を作らない', async () => {
    const { reconcile, findings } = await begin();
    await reconcile(log(RIGHT));
    expect(await findings()).toEqual([]);
  });

  test('第4条第2項: 再照合で該当のなくなった候補は、次の申請の判断に示さない', async () => {
    const { story, reconcile, statuses, caseId } = await begin();
    await reconcile(log(RIGHT, GHOST));
    await reconcile(log(RIGHT));
    expect(await statuses()).toEqual(['cleared']);
    const next = await story.submit();
    expect([next === caseId, (await story.view(TAX, next)).earlier]).toEqual([false, []]);
  });

  test('取り下げられた疑いの番号は、後から加わる疑いに二度と付かない', async () => {
    const { story, reconcile, idOf, sound, caseId } = await begin();
    const OTHER = line(28, '9:00', '9:20', 'ghost02');
    for (const lines of [
      [RIGHT, GHOST, GHOST_LATER],
      [RIGHT, GHOST_LATER, OTHER],
      [RIGHT, GHOST, OTHER],
    ])
      await reconcile(log(...lines));
    const record = await loadRecord(story.store, caseId, FINDINGS, await idOf());
    const matters = record?.head.matters ?? [];
    // Three of each connection, and three more of the first, when it comes back.
    expect(matters.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(matters.filter(({ withdrawn }) => withdrawn).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    await sound();
  });

  test('判断の前に分かったことは、同じ候補に加わり、同じリンクのまま、翌朝のメールで知らせる', async () => {
    const { reconcile, findings, open, story, idOf, orders, caseId, sound } = await begin();
    await reconcile(log(RIGHT, GHOST));
    const [before] = (await orders.viewed(TAX, caseId, await idOf())).questions;
    const sent = story.mailsTo(TAX).length;
    await story.until('2026-05-07T10:00');
    await reconcile(log(RIGHT, GHOST, GHOST_LATER));
    expect(await findings()).toHaveLength(1);
    expect(await open()).toHaveLength(6);
    const [after] = (await orders.viewed(TAX, caseId, await idOf())).questions;
    expect(after.hash).not.toBe(before.hash);
    expect(after.dueOn).toBe(before.dueOn);
    const soon = story.mailsTo(TAX).slice(0, -sent);
    expect(soon.filter(({ text }) => text.includes('4月29日'))).toEqual([]);
    // What was shown before is not what is judged now.
    const stale = await orders.judgeCandidate(caseId, await idOf(), { hash: before.hash });
    expect([stale.status, stale.json.type]).toEqual([
      409,
      'urn:remote-maintenance-permits:changed-since-shown',
    ]);
    await story.until('2026-05-08T10:00');
    const [told] = story.mailsTo(TAX);
    expect(told?.subject).toContain('【要対応・更新】違反の候補の判断');
    expect(told?.text).toContain('令和8年4月29日 9時00分の接続');
    await story.until('2026-05-11T10:00');
    expect(story.subjectsTo(TAX).filter((subject) => subject.includes('要対応・更新'))).toHaveLength(1);
    await sound();
  });

  test.each(['dismiss', 'order'] as const)(
    '第2条: 二度目の違反（%s の後）は、新たな候補になる。同じ接続は二度と挙げない',
    async (what) => {
      const { reconcile, statuses, open, dismiss, orders, caseId, idOf, sound, matters } = await begin();
      await reconcile(log(RIGHT, GHOST));
      if (what === 'dismiss') expect((await dismiss()).status).toBe(200);
      else {
        const found = await orders.judgeCandidate(caseId, await idOf(), {
          clause: undefined,
          clauses: [1, 3],
        });
        expect(found.status, found.text).toBe(200);
        expect((await orders.order(caseId, await idOf())).status).toBe(200);
      }
      const decided = what === 'dismiss' ? 'dismissed' : 'ordered';
      await reconcile(log(RIGHT, GHOST));
      expect(await statuses()).toEqual([decided]);
      await reconcile(log(RIGHT, GHOST, GHOST_LATER));
      expect(await statuses()).toEqual([decided, 'candidate']);
      expect(await open(1)).toEqual(['no-notice', 'no-report', 'outside-worker']);
      expect((await matters(1)).every(({ subject }) => subject.includes('4月29日'))).toBe(true);
      await sound();
    },
  );

  test('作業報告からも照合からも疑いのある作業は、一つの候補の中で証拠が増えるだけ', async () => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-04-23');
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-05-01T10:00');
    await story.report(workId, '2026-04-23', {
      disconnectedAt: '2026-04-23T13:00',
      varianceReason: '時間を要した。',
    });
    const { reconcile, findings, matters, dismiss, statuses, sound } = acts(story);
    expect((await matters()).map(({ kind }) => kind)).toEqual(['overrun']);
    await reconcile(log(line(23, '10:05', '13:30')));
    expect(await findings()).toHaveLength(1);
    expect((await matters()).map(({ kind, subject }) => [kind, subject.slice(0, 2)])).toEqual([
      ['overrun', '作業'],
      ['overrun', '令和'],
    ]);
    await dismiss();
    await reconcile(log(line(23, '10:05', '13:30')));
    expect(await statuses()).toEqual(['dismissed']);
    await sound();
  });

  test('報告された作業と同じ時刻に始まった他人の接続は、別の接続として、別の候補になる', async () => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-04-23');
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-05-01T10:00');
    await story.report(workId, '2026-04-23', { terminal: 'HK-9999', varianceReason: '端末の故障' });
    const { reconcile, matters, dismiss, statuses, sound } = acts(story);
    expect((await matters()).map(({ kind }) => kind)).toEqual(['outside-terminal']);
    await dismiss();
    const both = ['maint01', 'ghost01'].map((account) => line(23, '10:05', '11:30', account));
    await reconcile(log(...both).replaceAll('HK-0001', 'HK-9999'));
    // What was decided on is not in question again; the stranger, who came from the same terminal, is.
    expect(await statuses()).toEqual(['dismissed', 'candidate']);
    const seen = await matters(1);
    expect(seen.map(({ kind }) => kind).toSorted()).toEqual([
      'no-report',
      'outside-terminal',
      'outside-worker',
    ]);
    expect(seen.every(({ subject }) => subject.includes('ghost01'))).toBe(true);
    await sound();
  });
});

describe('二つの機器のログが一つの月にあるとき (ADR 40)', () => {
  const OTHER = line(25, '13:00', '13:30');
  const SHOWN = ['no-notice', 'no-report'];

  test('「ほかにもある」ログからは、ないと言わず、ほかのログが示したことも取り消さない', async () => {
    const { reconcile, open, statuses, latest, sound } = await begin();
    // The first gateway shows an unannounced connection; the reported one went by the other gateway.
    await reconcile(log(OTHER), { partial: true });
    expect((await open()).toSorted()).toEqual(SHOWN);
    expect(await latest()).toMatchObject({
      counts: { 'no-log': 0, 'notice-only': 0 },
      report: { partial: true },
    });
    await reconcile(log(RIGHT), { partial: true });
    expect((await open()).toSorted()).toEqual(SHOWN);
    expect(await statuses()).toEqual(['candidate']);
    // Both in one: the same, and nothing is missing.
    await reconcile(log(RIGHT, OTHER));
    expect((await open()).toSorted()).toEqual(SHOWN);
    expect((await latest()).report).not.toHaveProperty('partial');
    await sound();
  });

  test('「ログなし」は、ほかのログにあれば取り下げる。超過は、ほかのログになくても残る', async () => {
    const { reconcile, open, sound } = await begin();
    await reconcile(log(OTHER));
    expect((await open()).toSorted()).toEqual(['no-log', ...SHOWN]);
    await reconcile(log(RIGHT), { partial: true });
    expect((await open()).toSorted()).toEqual(SHOWN);
    await reconcile(log(line(23, '10:05', '13:00')), { partial: true });
    await reconcile(log(RIGHT), { partial: true });
    expect((await open()).toSorted()).toEqual([...SHOWN, 'overrun']);
    await sound();
  });

  test('前のログの接続が一つもないログは、別の機器のものか、代わるものかを、先に尋ねる', async () => {
    const { reconcile, post, open, statuses, sound } = await begin();
    await reconcile(log(RIGHT));
    const { status, json } = await post(log(OTHER));
    expect(status).toBe(422);
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/partial', '/replaces']);
    expect(await statuses()).toEqual([]);
    // Part of the month: the reported connection is not missing.
    await reconcile(log(OTHER), { partial: true });
    expect((await open()).toSorted()).toEqual(SHOWN);
    // In its place: it is.
    const third = log(line(26, '9:00', '9:10'));
    expect((await post(third)).status).toBe(422);
    await reconcile(third, { replaces: true });
    expect((await open()).toSorted()).toEqual(['no-log', ...SHOWN]);
    await sound();
  });
});

describe('訂正は、誤りから生じたものを取り消す', () => {
  test('列の対応を直して照合すると、候補は理由とともに取り下げられ、問いは終わり、管理者に知らされる', async () => {
    const { reconcile, statuses, matters, story, idOf, orders, caseId, sound } = await begin();
    // The heading said another zone than the log was written in.
    const text = 'ユーザー,開始日時,終了日時,接続元IP\nmaint01,2026/04/23 10:05,2026/04/23 11:30,192.0.2.10';
    const columns = {
      account: 'ユーザー',
      connectedAt: '開始日時',
      disconnectedAt: '終了日時',
      originIp: '接続元IP',
    };
    const mapping = { headerLine: 1, columns, durationUnit: 'seconds' };
    await reconcile(text, { mapping: { ...mapping, zone: 'utc' }, acceptTimes: true });
    expect((await matters()).map(({ kind }) => kind).toSorted()).toEqual([
      'no-log',
      'no-notice',
      'no-report',
    ]);
    const link = /https?:\S+\/d\/\S+/.exec(story.mailsTo(TAX)[0]?.text ?? '')?.[0] ?? '';
    await reconcile(text, { mapping: { ...mapping, zone: 'jst' } });
    expect(await statuses()).toEqual(['cleared']);
    const view = await orders.viewed(TAX, caseId, await idOf());
    expect(view.questions).toEqual([]);
    expect(view.papers.at(-1).paper).toMatchObject({
      type: 'finding-reassessed',
      reason: '令和8年4月分の接続ログとの再照合の結果、該当しなくなったため',
      stands: false,
    });
    expect((await matters()).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    const [told] = story.mailsTo(TAX);
    expect(told?.subject).toContain('違反の候補の取下げ');
    expect(told?.text).toContain('再照合の結果、該当しなくなったため');

    // The link of the question leads to what became of it; the question's page says so too.
    const tax = await browse(story, TAX);
    const followed = await tax(new URL(link).pathname);
    expect([followed.status, followed.headers['location']]).toEqual([
      303,
      `/permits/${caseId}/findings/${await idOf()}`,
    ]);
    const page = await tax(`/permits/${caseId}/findings/${await idOf()}`);
    expect(page.text).toContain('候補は取り下げられました');
    const closed = await tax(`/permits/${caseId}/findings/${await idOf()}/candidate`);
    expect([closed.status, closed.text.includes('この候補は取り下げられました')]).toEqual([409, true]);
    expect((await tax('/inbox')).text).not.toContain('違反の候補');
    expect(await story.eventsOf(caseId)).toContain('finding-reassessed');
    await sound();

    // It may be in question again.
    await reconcile(text, { mapping: { ...mapping, zone: 'utc' }, acceptTimes: true });
    expect(await statuses()).toEqual(['cleared', 'candidate']);
    await sound();
  });

  test('一部だけが該当しなくなれば、その分だけを取り下げ、規定もそれに従う', async () => {
    const { reconcile, findings, matters, sound } = await begin();
    await reconcile(log(RIGHT, GHOST, line(24, '9:00', '9:20')));
    expect(await findings()).toMatchObject([{ clauses: [1, 3] }]);
    await reconcile(log(RIGHT, line(24, '9:00', '9:20')));
    expect(await findings()).toMatchObject([{ status: 'candidate', clauses: [1] }]);
    expect((await matters()).filter(({ state }) => state === 'withdrawn')).toHaveLength(3);
    expect((await matters()).filter(({ state }) => state === 'open')).toHaveLength(2);
    await sound();
  });

  test('一つの候補に並ぶ疑いは300件まで。取り下げた数だけ、後のものが加わる。残りは数を示し、判断の後に候補とする', async () => {
    const { reconcile, matters, orders, caseId, idOf, open, dismiss } = await begin();
    const days = [20, 21, 22, 24, 25, 26, 27, 28, 29, 30];
    // Each is in question for three things: nobody announced it, nobody reported it, nobody knows who it is.
    const ghost = (n: number) => {
      const hour = 8 + Math.floor(n / 10);
      return line(days[n % 10] ?? 0, `${hour}:00`, `${hour}:20`, 'ghost01');
    };
    const ghosts = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => ghost(from + index));
    const count = async (state: string) => (await matters()).filter((one) => one.state === state).length;
    const evidence = async () =>
      (await orders.viewed(TAX, caseId, await idOf())).papers
        .flatMap(({ paper }: { paper: { evidence?: string[] } }) => paper.evidence ?? [])
        .at(-1);
    await reconcile(log(RIGHT, ...ghosts(0, 101)));
    expect([await count('open'), await count('withdrawn')]).toEqual([300, 0]);
    expect(await evidence()).toContain('このほかに3件の疑いがある');
    // Two of them are gone, and four have come: of the fifteen that are left over six have room.
    await reconcile(log(RIGHT, ...ghosts(2, 105)));
    expect([await count('open'), await count('withdrawn')]).toEqual([300, 6]);
    expect(await evidence()).toContain('このほかに9件の疑いがある');
    expect(await dismiss()).toMatchObject({ status: 200 });
    await reconcile(log(RIGHT, ...ghosts(2, 105)));
    expect((await open(1)).toSorted()).toEqual(
      ['no-notice', 'no-report', 'outside-worker'].flatMap((kind) => [kind, kind, kind]),
    );
  });

  test('判断の後は取り消さず、「再照合の結果、該当なし」と、記録・経過・続く判断の画面に示す。再び該当すれば消える', async () => {
    const { reconcile, findings, statuses, story, orders, caseId, idOf, sound } = await begin();
    await reconcile(log(RIGHT, GHOST));
    const found = await orders.judgeCandidate(caseId, await idOf(), { clause: undefined, clauses: [3, 1] });
    expect(found.status, found.text).toBe(200);
    const before = (await orders.viewed(TAX, caseId, await idOf())).questions.find(
      ({ stage }: { stage: string }) => stage === 'order',
    );
    await reconcile(log(RIGHT));
    expect(await findings()).toMatchObject([{ status: 'found', outdated: true }]);
    const tax = await browse(story, TAX);
    for (const path of ['', '/order'])
      expect((await tax(`/permits/${caseId}/findings/${await idOf()}${path}`)).text, path).toContain(
        '再照合の結果、該当なし',
      );
    expect((await tax(`/permits/${caseId}?part=all`)).text).toContain('再照合の結果、該当なし');
    expect((await tax(`/permits/${caseId}/events`)).text).toContain('再照合の結果、該当なし');
    // Whoever had the page open before must read it again.
    const stale = await orders.order(caseId, await idOf(), { hash: before.hash });
    expect(stale.status).toBe(409);
    await reconcile(log(RIGHT, GHOST));
    expect(await findings()).toMatchObject([{ status: 'found', outdated: false }]);
    expect(await statuses()).toHaveLength(1);
    await sound();
  });

  test('作業報告を訂正すると、その報告だけが示していた疑いは取り下げられる', async () => {
    const story = await createWorkStory();
    const workId = await story.announced('2026-04-23');
    await story.answer(workId, { choice: 'accept' });
    await story.until('2026-05-01T10:00');
    await story.report(workId, '2026-04-23', {
      disconnectedAt: '2026-04-23T13:00',
      varianceReason: '時間を要した。',
    });
    const { statuses, matters, sound } = acts(story);
    expect(await statuses()).toEqual(['candidate']);
    await story.review(workId, { choice: 'return', reason: '時刻を確かめること。' });
    expect((await story.correct(workId, '2026-04-23')).status).toBe(200);
    expect(await statuses()).toEqual(['cleared']);
    expect((await matters()).map(({ state }) => state)).toEqual(['withdrawn']);
    await sound();
  });

  test('読み取れない行のあるログ、月の途中までのログに見えないことは、取り下げる理由にならない', async () => {
    const { reconcile, open, sound } = await begin();
    await reconcile(log(RIGHT, GHOST_LATER));
    expect(await open()).toHaveLength(3);
    await reconcile(log(RIGHT, 'ghost01,きのう,2026/04/29 9:20,192.0.2.10,HK-0001,tax-db01'), {
      acceptUnreadable: true,
    });
    expect(await open()).toHaveLength(3);
    await reconcile(log(RIGHT), { takenOn: '2026-04-25' });
    expect(await open()).toHaveLength(3);
    await reconcile(log(RIGHT));
    expect(await open()).toEqual([]);
    await sound();
  });
});

describe('第7条: 命令は、第6条の複数の号を引ける', () => {
  test('候補の号がはじめから選ばれ、認知・報告・命令書・通知に並ぶ', async () => {
    const { reconcile, story, orders, caseId, idOf, sound } = await begin();
    await reconcile(log(RIGHT, GHOST));
    const tax = await browse(story, TAX);
    const path = `/permits/${caseId}/findings/${await idOf()}`;
    const { text } = await tax(`${path}/candidate`);
    const ticked = [...text.matchAll(/name="clauses\.\d+:number"[^>]*value="(\d)" checked/g)].map(
      ([, n]) => n,
    );
    expect(ticked).toEqual(['1', '3']);
    expect(text).toContain('疑いのある接続・作業');
    const [, hash = ''] = /name="hash" value="([^"]+)"/.exec(text) ?? [];
    const nothing = await tax(`${path}/candidate`, {
      ...{ choice: 'find', hash, facts: '接続があった。', howFound: '照合', opinion: '是正を要する。' },
    });
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('「違反した規定（第6条第n号）」を一つ以上選択してください');
    const found = await tax(`${path}/candidate`, {
      ...{ choice: 'find', hash, facts: '接続があった。', howFound: '照合', opinion: '是正を要する。' },
      ...{ 'clauses.0:number': '1', 'clauses.2:number': '3', 'clauses.5:number': '6' },
    });
    expect(found.status, found.text).toBe(303);
    await story.settle();
    expect(story.mailsTo(CHIEF)[0]?.text).toContain('第6条第1号、第3号及び第6号');
    expect((await orders.order(caseId, await idOf(), ORDER)).status).toBe(200);
    const view = await orders.viewed(TAX, caseId, await idOf());
    expect(view).toMatchObject({ clause: 1, clauses: [1, 3, 6] });
    const issued = view.papers.find(
      ({ paper }: { paper: { type: string } }) => paper.type === 'order-issued',
    );
    expect(issued.paper).toMatchObject({ clause: 1, clauses: [1, 3, 6] });
    const vendor = await orders.vendorFinding(caseId, await idOf());
    expect(vendor.json).toMatchObject({ clauses: [1, 3, 6], matters: [], outdated: false });
    const printed = await tax(`${path}/papers/${issued.seq}`);
    expect(printed.text).toContain('第6条第1号、第3号及び第6号');
    await sound();
  });
});

describe('性質', () => {
  const DAYS = [21, 22, 24, 27, 28, 29];
  test('どの順に、どう分けて、何度照合しても、どの接続も候補の中に一度だけある。判断した後も失われない', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('log' as const), days: fc.subarray(DAYS) }),
      fc.record({ what: fc.constant('dismiss' as const) }),
    );
    let played = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const { reconcile, findings, dismiss, statuses, matters, sound } = await begin();
        let last: readonly number[] = [];
        for (const one of steps) {
          if (one.what === 'log') {
            last = one.days;
            await reconcile(log(RIGHT, ...one.days.map((day) => line(day, '9:00', '9:20', 'ghost01'))));
          } else {
            const open = (await statuses()).indexOf('candidate');
            if (open >= 0) expect((await dismiss(open)).status).toBe(200);
          }
          played += 1;
        }
        const all = (await Promise.all((await findings()).map((_, index) => matters(index)))).flat();
        const standing = all
          .filter(({ state }) => state !== 'withdrawn')
          .map(({ kind, subject }) => `${kind} ${subject.slice(0, 20)}`);
        expect(new Set(standing).size).toBe(standing.length);
        const shown = all.filter(({ state }) => state === 'open').filter(({ kind }) => kind === 'no-notice');
        expect(shown.map(({ subject }) => Number(/4月(\d+)日/.exec(subject)?.[1])).toSorted()).toEqual(
          last.toSorted(),
        );
        await sound();
      }),
      { numRuns: 12 },
    );
    expect(played).toBeGreaterThanOrEqual(24);
  });

  test('同時に二つの照合をしても、候補は一つ、どの接続も一度だけ', async () => {
    const { reconcile, findings, open, sound } = await begin();
    await Promise.all([reconcile(log(RIGHT, GHOST)), reconcile(log(RIGHT, GHOST, GHOST_LATER))]);
    expect((await findings()).filter(({ status }) => status === 'candidate')).toHaveLength(1);
    expect([3, 6]).toContain((await open()).length);
    await sound();
  });
});

describe('第7条・第8条: 次の許可に引き継いだ違反も、前の許可の月の再照合に従う', () => {
  test('該当しなくなれば、引き継いだ先で印を付け、再び該当すれば戻す。取り上げも消しもしない', async () => {
    const { story, orders, caseId, reconcile, idOf, sound } = await begin();
    await reconcile(log(RIGHT, GHOST));
    const findingId = await idOf();
    const found = await orders.judgeCandidate(caseId, findingId, { clause: undefined, clauses: [1, 3] });
    expect(found.status, found.text).toBe(200);
    const ending = {
      ...{
        lastDay: '2026-05-01',
        reason: '契約の終了',
        returnAndErasure: '返却・消去する',
        lastReport: true,
      },
    };
    const filed = await orders.vendor(`/v1/permits/${caseId}/ending`, ending);
    expect(filed.status, filed.text).toBe(201);
    await story.until('2026-05-02T10:00');
    const next = await orders.permit({ period: { from: '2026-05-08', to: '2027-03-31' } });
    await story.settle();
    const there = async () => orders.viewed(TAX, next, findingId);
    expect(await there()).toMatchObject({ status: 'found', outdated: false });
    expect((await orders.viewed(TAX, caseId, findingId)).status).toBe('handed-on');
    const [asked] = (await there()).questions.filter(({ stage }: { stage: string }) => stage === 'order');

    await reconcile(log(RIGHT));
    const marked = await there();
    expect(marked).toMatchObject({ status: 'found', outdated: true });
    expect(marked.matters.map(({ state }: Matter) => state)).toEqual(['outdated', 'outdated', 'outdated']);
    expect(marked.papers.at(-1).paper).toMatchObject({
      ...{ type: 'finding-reassessed', stands: false, undecided: false },
      reason: '令和8年4月分の接続ログとの再照合の結果、該当しなくなったため',
    });
    // What was shown before is not what is asked now.
    const [anew] = marked.questions.filter(({ stage }: { stage: string }) => stage === 'order');
    expect(anew.requestId).toBe(asked.requestId);
    expect(anew.hash).not.toBe(asked.hash);
    const events = (await story.eventsOf(next)).length;
    await reconcile(log(RIGHT));
    expect((await story.eventsOf(next)).length).toBe(events);

    await reconcile(log(RIGHT, GHOST));
    const again = await there();
    expect(again).toMatchObject({ status: 'found', outdated: false });
    expect(again.matters.map(({ state }: Matter) => state)).toEqual(['open', 'open', 'open']);
    expect(await story.violations(next)).toEqual([]);
    await sound();
    expect(story.failures).toEqual([]);
  });
});
