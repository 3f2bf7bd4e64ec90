import { describe, expect, test } from 'vitest';
import { openQuestions } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { QUESTIONS, STAGES } from '../../core/case/decision-request.ts';
import { APPOINTMENTS, PEOPLE } from '../../local/seed.ts';
import { callerIn, decree } from '../support/decree.ts';
import { createOrders } from '../support/orders.ts';
import { askToReconfirm } from '../support/permit.ts';
import { CARE, CHIEF, createStory, DEPUTY, OFFICE, type Story, TAX } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/**
 * 第2条: an office that nobody holds. A question is put to the office and not to a person, the chief's section is told by
 * its own address, and whoever takes the office is asked, once. A paper waits; nothing goes out in a name that nobody has.
 */

const CITY = PEOPLE.filter(({ affiliation }) => affiliation.kind === 'city').map(({ email }) => email);
/**
 * The chief, the deputy, the managers and the clerk of the office leave on a day, but for these; for each office that is
 * vacant then, a successor is known already, from another day on.
 */
const leave = async (story: Story, on: string, back: string, ...stay: readonly string[]) => {
  const of = { ports: story.ports, person: callerIn(story.ports) };
  for (const { role, appointmentId } of APPOINTMENTS)
    if (!stay.includes(role)) await decree(of, { act: 'end-appointment', role, appointmentId, on });
  for (const [role, personId, title] of SUCCESSORS)
    if (!stay.includes(role))
      await decree(of, { act: 'appoint', role, personId, kind: 'principal', title, from: back });
  await story.settle();
};
const SUCCESSORS = [
  ['manager:tax', 'p-care', '財政部税務課長'],
  ['chief', 'p-deputy', '総務部ICT推進室長'],
] as const;

/** By hand: who is asked what (第4条–第10条), in the order of the life of a permit. */
const ASKED = {
  confirm: ['manager:tax', 'p-care'],
  approve: ['chief', 'p-deputy'],
  correction: ['manager:tax', 'p-care'],
  work: ['manager:tax', 'p-care'],
  review: ['manager:tax', 'p-care'],
  monthly: ['manager:tax', 'p-care'],
  instruct: ['manager:tax', 'p-care'],
  follow: ['manager:tax', 'p-care'],
  candidate: ['manager:tax', 'p-care'],
  receipt: ['chief', 'p-deputy'],
  order: ['manager:tax', 'p-care'],
  judge: ['manager:tax', 'p-care'],
  noncompliance: ['chief', 'p-deputy'],
  sanction: ['manager:tax', 'p-care'],
  lift: ['manager:tax', 'p-care'],
  closing: ['manager:tax', 'p-care'],
  change: ['manager:tax', 'p-care'],
  'change-approval': ['chief', 'p-deputy'],
  shortening: ['manager:tax', 'p-care'],
  'shortening-approval': ['chief', 'p-deputy'],
  reconfirm: ['manager:tax', 'p-care'],
} as const satisfies Record<keyof typeof QUESTIONS | keyof typeof STAGES, readonly [string, string]>;
type Stage = keyof typeof ASKED;
const played: Stage[] = [];
/** What is played in each opens these questions. */
const scene = (title: string, stages: readonly Stage[], play: () => Promise<readonly Open[]>) => {
  played.push(...stages);
  test(title, async () => {
    expect((await play()).map(([, stage]) => stage)).toEqual(stages);
  });
};

const questionOf = async (story: Story, caseId: string, stage: Stage) => {
  const state = await loadCase(story.store, caseId);
  return state && openQuestions(state).find((question) => question.stage === stage);
};
const alertsTo = (story: Story) =>
  story.mailsTo(OFFICE).filter(({ subject }) => subject.includes('【要対応】'));
const mailed = (story: Story) => CITY.map((address) => story.subjectsOfCases(address).length);

type Open = readonly [string, Stage];
/** What an act opens is asked of nobody and told to the office, each once; nobody else of the city is written to. */
const opens = async (
  story: Story,
  stages: readonly Stage[],
  /** The case that it is about. */
  act: () => Promise<string>,
  others: readonly string[] = [],
): Promise<readonly Open[]> => {
  const [alerts, mails] = [alertsTo(story).length, mailed(story)];
  const caseId = await act();
  await story.settle();
  for (const stage of stages) {
    const question = await questionOf(story, caseId, stage);
    expect([stage, question?.role, question?.issuedTo]).toEqual([stage, ASKED[stage][0], []]);
  }
  const fresh = alertsTo(story).slice(0, alertsTo(story).length - alerts);
  expect(
    fresh.map(({ subject }) => subject),
    stages.join(),
  ).toHaveLength(stages.length);
  for (const { subject, text } of fresh) {
    expect(subject).toMatch(/(?:決定|回答)者がいません/);
    expect(text).toContain('就任を登録してください');
  }
  for (const [index, address] of CITY.entries())
    if (!others.includes(address))
      expect([stages.join(), address, story.subjectsOfCases(address).length]).toEqual([
        ...[stages.join(), address, mails[index]],
      ]);
  return stages.map((stage) => [caseId, stage]);
};
/** Whoever takes the office is asked each question once, and it stands in their name. */
const handsOver = async (
  story: Story,
  open: readonly Open[],
  morning: string,
  ...kept: readonly string[]
) => {
  await story.until(morning);
  for (const [caseId, stage] of open) {
    const question = await questionOf(story, caseId, stage);
    expect([stage, question?.issuedTo]).toEqual([stage, [ASKED[stage][1]]]);
  }
  await story.gathered();
  const asked = (address: string) =>
    story.timesTold(address, '引継ぎ】') + story.timesTold(address, '担当者の交代');
  const cases = await Promise.all(
    [...new Set(open.map(([id]) => id))].map((id) => loadCase(story.store, id)),
  );
  const forManager = cases
    .flatMap((state) => (state ? openQuestions(state) : []))
    .filter(({ role }) => role === 'manager:tax' && !kept.includes(role)).length;
  const forChief = open.filter(([, stage]) => ASKED[stage][0] === 'chief').length;
  expect([asked(CARE), asked(DEPUTY)]).toEqual([forManager, forChief]);
  await story.until(`${morning.slice(0, 10)}T18:00`);
  expect([asked(CARE), asked(DEPUTY)]).toEqual([forManager, forChief]);
  expect(story.failures).toEqual([]);
};

const usage = async (story: Story, caseId: string, month: string) => {
  const path = `/v1/permits/${caseId}/reports/${month}`;
  const { usageHash } = (await story.vendorApi('GET', path)).json;
  const declared = { used: false, updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' };
  const sent = await story.vendorApi('PUT', path, { usageHash, ...declared });
  expect(sent.status, sent.text).toBe(200);
};
const fileTerminals = async (story: Story, caseId: string) => {
  const terminal = { assetNo: 'PC-777', os: 'Windows 11', antivirus: '最新版', dedicated: true };
  const change = { changedOn: '2026-06-30', reason: '更新', after: { terminals: [terminal] } };
  const filed = await story.vendorApi('POST', `/v1/permits/${caseId}/changes`, change, {
    'idempotency-key': 'change',
  });
  expect(filed.status, filed.text).toBe(201);
  await story.settle();
  return filed.json.changeId as string;
};

describe('誰も役職に就いていないときの依頼', () => {
  scene(
    '事業者の申請・届出・報告と、日次の点検による依頼',
    ['confirm', 'work', 'review', 'candidate', 'monthly', 'change', 'judge', 'follow', 'reconfirm'],
    async () => {
      const story = await createStory();
      const orders = createOrders(story);
      const caseId = await orders.permit();
      await story.until('2026-04-21T09:00');
      const works = worksOf(story, caseId);
      const findingId = await orders.ordered(caseId, { dueOn: '2026-06-01' });
      const { instructionId } = (await orders.instruct(caseId, { dueOn: '2026-06-01' })).json;
      const workId = await works.announced('2026-05-11');
      await works.answer(workId, { choice: 'accept' });
      await leave(story, '2026-05-11', '2026-05-12');
      await story.until('2026-05-11T14:00');
      const here = (act: () => Promise<unknown>) => async () => {
        await act();
        return caseId;
      };
      const over = { disconnectedAt: '2026-05-11T13:00', varianceReason: '調査が延びた' };
      const followed = { done: '報告した。', doneOn: '2026-05-11' };
      const instruction = `${orders.instructions(caseId)}/${instructionId}/report`;
      const open: Open[] = [];
      for (const [stages, act] of [
        [['confirm'], () => story.submit()],
        [['work'], here(() => works.announced('2026-06-11'))],
        [['review', 'candidate'], here(() => works.report(workId, '2026-05-11', over))],
        [['monthly'], here(() => usage(story, caseId, '2026-04'))],
        [['change'], here(() => fileTerminals(story, caseId))],
        [['judge'], here(() => orders.reply(caseId, findingId))],
        [['follow'], here(() => orders.vendor(instruction, followed))],
        [['reconfirm'], here(() => askToReconfirm(story, caseId))],
      ] as const)
        open.push(...(await opens(story, stages, act)));
      await handsOver(story, open, '2026-05-12T10:00');
      const applied = open[0]?.[0] ?? '';
      for (const id of [caseId, applied]) expect(await story.violations(id)).toEqual([]);
      return open;
    },
  );

  scene(
    '統括の不在: 管理者が送るものは、統括に就任した者に届く',
    ['approve', 'receipt', 'noncompliance', 'change-approval'],
    async () => {
      const story = await createStory();
      const orders = createOrders(story);
      const [caseId, waiting] = [await orders.permit(), await story.submit()];
      await story.until('2026-04-21T09:00');
      const disobeyed = await orders.ordered(caseId, { dueOn: '2026-05-08' });
      const changeId = await fileTerminals(story, caseId);
      await leave(story, '2026-05-11', '2026-05-12', 'manager:tax');
      await story.until('2026-05-11T10:00');
      const accept = async () => {
        const manager = await story.as(TAX);
        const path = `/v1/permits/${caseId}/changes/${changeId}`;
        const { hash } = (await manager('GET', path)).json.request;
        return manager('POST', `${path}/answer`, { hash, choice: 'accept', conforming: true });
      };
      const done =
        (act: () => Promise<{ status: number; text: string }>, about: string, status = 200) =>
        async () => {
          const answer = await act();
          expect(answer.status, answer.text).toBe(status);
          return about;
        };
      const judged = { result: 'disobeyed', reason: '報告がない。' };
      const open: Open[] = [];
      for (const [stages, act] of [
        [['approve'], done(() => story.confirm(waiting), waiting)],
        [['receipt'], done(() => orders.find(caseId), caseId, 201)],
        [['noncompliance'], done(() => orders.judge(caseId, disobeyed, judged), caseId)],
        [['change-approval'], done(accept, caseId)],
      ] as const)
        open.push(...(await opens(story, stages, act, [TAX])));
      await handsOver(story, open, '2026-05-12T10:00', 'manager:tax');
      for (const id of [caseId, waiting]) expect(await story.violations(id)).toEqual([]);
      return open;
    },
  );

  scene('管理者の不在: 統括が受領した未履行報告による決定の依頼', ['sanction'], async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-04-20T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-04-27' });
    await story.until('2026-04-28T09:00');
    await orders.judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' });
    await leave(story, '2026-04-30', '2026-05-01', 'chief');
    await story.until('2026-04-30T10:00');
    const receive = async () => {
      expect((await orders.receiveNoncompliance(caseId, findingId)).status).toBe(200);
      return caseId;
    };
    const open = await opens(story, ['sanction'], receive, [CHIEF]);
    await handsOver(story, open, '2026-05-01T10:00');
    expect(await story.violations(caseId)).toEqual([]);
    return open;
  });

  const shortening = async () => {
    const story = await createStory();
    const caseId = await createOrders(story).permit();
    await story.until('2026-04-21T09:00');
    const base = `/v1/permits/${caseId}/shortenings`;
    const why = { ground: 'contract-ended', facts: '契約の解除', evidence: '通知書', lastDay: '2026-09-30' };
    const { json } = await (await story.as(TAX))('POST', base, why, { 'idempotency-key': 'shortening' });
    const one = `${base}/${json.shorteningId}`;
    const stated = async () => {
      const sent = { 'idempotency-key': 'stated' };
      const answer = await story.vendorApi('POST', `${one}/statement`, { closing: true }, sent);
      expect(answer.status, answer.text).toBe(200);
      await story.settle();
      return caseId;
    };
    return { story, caseId, one, stated };
  };

  scene('管理者の不在: 許可の期間の短縮についての弁明の終わり', ['shortening'], async () => {
    const { story, caseId, stated } = await shortening();
    await leave(story, '2026-04-30', '2026-05-01', 'chief');
    await story.until('2026-04-30T10:00');
    const open = await opens(story, ['shortening'], stated);
    await handsOver(story, open, '2026-05-01T10:00');
    expect(await story.violations(caseId)).toEqual([]);
    return open;
  });

  scene('統括の不在: 許可の期間の短縮の承認伺', ['shortening-approval'], async () => {
    const { story, caseId, one, stated } = await shortening();
    await stated();
    await leave(story, '2026-05-11', '2026-05-12', 'manager:tax');
    await story.until('2026-05-11T10:00');
    const weighed = async () => {
      const manager = await story.as(TAX);
      const { hash } = (await manager('GET', one)).json.request;
      const answer = await manager('POST', `${one}/answer`, {
        hash,
        choice: 'shorten',
        reason: '契約の終了',
      });
      expect(answer.status, answer.text).toBe(200);
      return caseId;
    };
    const open = await opens(story, ['shortening-approval'], weighed, [TAX]);
    await handsOver(story, open, '2026-05-12T10:00', 'manager:tax');
    expect(await story.violations(caseId)).toEqual([]);
    return open;
  });

  scene('停止の終わりと、許可の終わり', ['lift', 'closing'], async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2026-05-18' } });
    await story.until('2026-04-20T09:00');
    const findingId = await orders.ordered(caseId, { dueOn: '2026-04-27' });
    await orders.ordered(caseId, { dueOn: '2026-06-30' });
    await story.until('2026-04-28T09:00');
    await orders.judge(caseId, findingId, { result: 'disobeyed', reason: '報告がない。' });
    await orders.receiveNoncompliance(caseId, findingId);
    await orders.close(caseId, findingId);
    const sanction = { sanction: 'suspend', conditions: '手順書', until: '2026-05-15' };
    expect((await orders.sanction(caseId, findingId, sanction)).status).toBe(200);
    // Back from 15 May: 14, 13, 12, 11, 8.
    await leave(story, '2026-05-08', '2026-05-20');
    await story.until('2026-05-08T08:00');
    const day = (time: string) => async () => {
      await story.until(time);
      return caseId;
    };
    const lifting = await opens(story, ['lift'], day('2026-05-08T10:00'));
    await story.until('2026-05-18T23:00');
    const closing = await opens(story, ['closing'], day('2026-05-19T08:00'));
    await handsOver(story, closing, '2026-05-20T10:00');
    expect(await story.violations(caseId)).toEqual([]);
    return [...lifting, ...closing];
  });

  scene('次の許可に引き継がれた違反', ['receipt', 'order'], async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit({ period: { from: '2026-04-20', to: '2026-05-11' } });
    await story.until('2026-04-20T09:00');
    await orders.find(caseId);
    const next = await orders.permit({ period: { from: '2026-05-12', to: '2027-03-31' } });
    await leave(story, '2026-05-11', '2026-05-13');
    await story.until('2026-05-11T23:00');
    const open = await opens(story, ['receipt', 'order'], async () => {
      await story.until('2026-05-12T08:00');
      return next;
    });
    await handsOver(story, open, '2026-05-13T10:00');
    for (const id of [caseId, next]) expect(await story.violations(id)).toEqual([]);
    return open;
  });

  scene('補正されない申請の判断', ['correction'], async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.returnItems(caseId);
    await story.until('2026-05-08T18:00');
    // The last day for the correction was the 8th of May.
    await leave(story, '2026-05-11', '2026-05-12');
    const open = await opens(story, ['correction'], async () => {
      await story.until('2026-05-11T10:00');
      return caseId;
    });
    await handsOver(story, open, '2026-05-12T10:00');
    expect(await story.violations(caseId)).toEqual([]);
    return open;
  });

  scene('報告のない月の指示', ['instruct'], async () => {
    const story = await createStory();
    const orders = createOrders(story);
    const caseId = await orders.permit();
    await story.until('2026-05-11T09:00');
    const before = await questionOf(story, caseId, 'instruct');
    expect(before).toBeUndefined();
    await leave(story, '2026-05-12', '2026-06-30');
    const open = await opens(story, ['instruct'], async () => {
      await story.until('2026-05-22T10:00');
      return caseId;
    });
    await handsOver(story, open, '2026-06-30T10:00');
    expect(await story.violations(caseId)).toEqual([]);
    return open;
  });
});

test('どの依頼も、上のどれかで開かれる', () => {
  expect([...new Set(played)].sort()).toEqual(Object.keys(ASKED).sort());
});
