import { startDraft } from '../../core/application/save-draft.ts';
import { makeCaller } from '../../core/directory/caller.ts';
import { loadPerson } from '../../core/directory/directory-store.ts';
import { createOrders } from './orders.ts';
import { askToReconfirm } from './permit.ts';
import { CHIEF, CLERK, createStory, type Story, TAX } from './story.ts';
import { worksOf } from './work-story.ts';
import type { Answer } from './world.ts';

/** Two months of a city, in which each kind of paper comes into being, always at the same time of the day. */

const done = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

export const playTwoMonths = async (time: string): Promise<Story> => {
  const story = await createStory({ start: `2026-04-06T${time}+09:00` });
  const orders = createOrders(story);
  const on = (day: string) => story.until(`${day}T${time}`);
  let keys = 0;
  const vendor = async (method: 'POST' | 'PUT', path: string, body: object) => {
    keys += 1;
    const answer = done(
      await story.vendorApi(method, path, body, { 'idempotency-key': `two-months-${keys}` }),
    );
    await story.settle();
    return answer;
  };
  const city = async (by: string, path: string, body: object) => {
    const answer = done(
      await (await story.as(by))('POST', path, body, { 'idempotency-key': `city-${keys++}` }),
    );
    await story.settle();
    return answer;
  };

  // An application that is returned and refused; one that is decided on paper; one that is withdrawn.
  const refused = await story.submit();
  done(await story.returnItems(refused));
  await on('2026-04-07');
  done(await story.resubmit(refused));
  done(
    await story.decide(TAX, refused, { stage: 'confirm', choice: 'refuse', checklist: [], reason: '不可' }),
  );
  const onPaper = await story.submit();
  await on('2026-04-08');
  const { request } = await story.view(CLERK, onPaper);
  await city(CLERK, `/v1/applications/${onPaper}/paper-decisions`, {
    hash: request.hash,
    ...{ stage: 'confirm', choice: 'ask-chief', checklist: story.checklist(), opinion: '適当' },
    paper: { decidedBy: 'p-tax', decidedOn: '2026-04-08', original: '文書庫' },
  });
  done(await story.withdraw(await story.submit()));

  // A permit with a condition, and a subcontractor's.
  const permit = await story.submit({ period: { from: '2026-04-20', to: '2027-03-31' } });
  done(await story.confirm(permit));
  done(
    await story.approve(permit, CHIEF, {
      choice: 'approve-with-conditions',
      conditions: '立会いの下で行う',
      reason: '更新作業があるため',
    }),
  );
  const { permitNo } = await story.vendorView(permit);
  await orders.child(permitNo);
  await on('2026-04-21');

  const base = `/v1/permits/${permit}`;
  // 第6条: works, an emergency, instructions
  const works = worksOf(story, permit);
  const workId = await works.announced('2026-04-23', { explainedOn: '2026-04-21' });
  done(await works.answer(workId, { choice: 'return', reason: '手順が足りない' }));
  await on('2026-04-22');
  done(await works.revise(workId, '2026-04-23'));
  done(await works.answer(workId, { choice: 'accept' }));
  await on('2026-04-24');
  done(await works.report(workId, '2026-04-23'));
  done(await works.review(workId, { choice: 'confirm' }));
  const instructed = (done(await orders.instruct(permit)).json as { instructionId: string }).instructionId;
  const instruction = `${base}/instructions/${instructed}`;
  await vendor('POST', `${instruction}/acknowledgement`, {});
  await vendor('POST', `${instruction}/report`, { done: '報告した。', doneOn: '2026-04-24' });
  done(
    await orders.onInstruction(TAX, permit, instructed, 'judgement', { result: 'followed', reason: '確認' }),
  );
  const cut = (done(await orders.instruct(permit, { kind: 'cut-off' })).json as { instructionId: string })
    .instructionId;
  await on('2026-04-27');
  await city(TAX, `${base}/instructions/${cut}/lifting`, { reason: '解消した' });

  // 第12条: change, ending, re-confirmation
  const terminals = [{ assetNo: 'PC-777', os: 'Windows 11', antivirus: '最新版', dedicated: true }];
  const { changeId } = (
    await vendor('POST', `${base}/changes`, { changedOn: '2026-05-11', reason: '更新', after: { terminals } })
  ).json;
  const shown = async (by: string, path: string) => (await (await story.as(by))('GET', path)).json;
  const change = `${base}/changes/${changeId}`;
  await city(TAX, `${change}/answer`, {
    hash: (await shown(TAX, change)).request.hash,
    ...{ choice: 'accept', conforming: true, opinion: '支障なし' },
  });
  await on('2026-04-28');
  await city(CHIEF, `${change}/approval`, {
    hash: (await shown(CHIEF, change)).request.hash,
    choice: 'accept',
  });
  const reconfirmation = await askToReconfirm(story, permit);
  await story.settle();
  const [asked] = (await shown(TAX, `${base}/reconfirmations`)).reconfirmations;
  await city(TAX, `${base}/reconfirmations/${reconfirmation}/answer`, {
    hash: asked.request.hash,
    checklist: story.checklist(),
  });

  // 第10条: the month's report, returned once
  await on('2026-05-07');
  const report = `${base}/reports/2026-04`;
  const declared = { used: true, updates: 'applied', entryRecords: 'kept', cameraRecords: 'kept' };
  const send = async () =>
    vendor('PUT', report, { usageHash: (await story.vendorApi('GET', report)).json.usageHash, ...declared });
  const answer = async (body: object) =>
    city(TAX, `${report}/answer`, { hash: (await shown(TAX, report)).question.hash, ...body });
  await send();
  await answer({ choice: 'return', reason: '不足' });
  await on('2026-05-08');
  await send();
  await answer({ choice: 'accept' });

  // 第7条, 第8条: an order, obeyed in part, then not; suspended, prolonged, lifted
  const findingId = (done(await orders.find(permit)).json as { findingId: string }).findingId;
  done(await orders.receive(permit, findingId));
  done(await orders.order(permit, findingId, { dueOn: '2026-05-15' }));
  await on('2026-05-15');
  done(await orders.reply(permit, findingId));
  // Judged when the day has ended; order and statement leave a working week each (ADR 33).
  await on('2026-05-18');
  done(await orders.judge(permit, findingId, { result: 'partial', reason: '一部', dueOn: '2026-05-25' }));
  await on('2026-05-26');
  done(
    await orders.judge(permit, findingId, {
      result: 'disobeyed',
      reason: '未了',
      statementDueOn: '2026-06-02',
    }),
  );
  done(await orders.state(permit, findingId));
  done(await orders.receiveNoncompliance(permit, findingId));
  await on('2026-06-03');
  done(
    await orders.sanction(permit, findingId, {
      sanction: 'suspend',
      conditions: '手順書',
      until: '2026-06-05',
    }),
  );
  await on('2026-06-05');
  done(await orders.conditions(permit, findingId));
  done(await orders.lift(permit, findingId, { choice: 'keep', until: '2026-06-09', reason: '不足' }));
  await on('2026-06-09');
  done(await orders.lift(permit, findingId));
  await vendor('POST', `${base}/ending`, {
    lastDay: '2026-06-19',
    reason: '終了',
    returnAndErasure: '返却する。',
    lastReport: true,
    cascade: ['R8-P0002'],
  });
  await on('2026-06-10');
  // A form that is begun today.
  const applicant = await loadPerson(story.store, 'p-vendor');
  if (!applicant) throw new Error('no vendor');
  const caller = await makeCaller(story.store, applicant, story.today(), 'screen');
  const draft = await startDraft(story.ports)(caller, 'c-hokuto');
  if (!draft.ok) throw new Error(draft.message);
  return story;
};
