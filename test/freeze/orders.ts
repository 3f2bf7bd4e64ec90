import { CHIEF, TAX } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';
import { type City, done } from './diary.ts';

/** 第7条, 第8条: orders and what comes of them, on permits in force and on those that have ended. */

export const ordersAndSanctions = (city: City): void => {
  const { story, orders, cases, on, caseOf, post } = city;
  const finding: Record<string, string> = {};
  const of = (name: string) => finding[name] ?? '';
  const childOf = async (name: string, overrides: object = {}) =>
    orders.child((await story.vendorView(caseOf(name))).permitNo, overrides);
  const ordered = async (name: string, dueOn: string, as = name) => {
    finding[as] = await orders.ordered(caseOf(name), { dueOn });
  };
  const disobeyed = async (name: string, more: Readonly<Record<string, string>> = {}) => {
    done(
      await orders.judge(caseOf(name), of(name), { result: 'disobeyed', reason: '報告がない。', ...more }),
    );
    done(await orders.receiveNoncompliance(caseOf(name), of(name)));
  };
  const decided = async (name: string, more: Readonly<Record<string, string>>) =>
    done(await orders.sanction(caseOf(name), of(name), more));
  const suspension = { sanction: 'suspend', conditions: '手順書の提出' };

  on('2026-04-06', async () => {
    for (const name of ['order', 'stopped', 'lifted', 'revoked']) cases[name] = await orders.permit();
    cases['stopped-child'] = await childOf('stopped');
    cases['revoked-child'] = await childOf('revoked');
    cases['revoked-child-upcoming'] = await childOf('revoked', {
      period: { from: '2026-09-01', to: '2027-03-31' },
    });
  });
  on('2026-04-21', async () => {
    for (const name of ['stopped', 'lifted', 'revoked']) await ordered(name, '2026-04-30');
    await ordered('order', '2026-04-30', 'partial');
    await ordered('order', '2026-05-15', 'taken-back');
    await post(TAX, `/v1/permits/${caseOf('order')}/findings/${of('taken-back')}/withdrawal`, {
      reason: '事実の誤認であった。',
    });
  });
  on('2026-04-28', async () => {
    done(await orders.extend(caseOf('order'), of('partial'), '2026-05-08'));
    done(await orders.reply(caseOf('order'), of('partial')));
    done(await orders.reply(caseOf('lifted'), of('lifted')));
  });
  on('2026-05-01', async () => {
    // 停止され、延長され、期間の満了で終わる。
    await disobeyed('stopped', { intended: 'suspend' });
    done(await orders.close(caseOf('stopped'), of('stopped')));
    await decided('stopped', { ...suspension, until: '2026-05-29' });
    // 口頭で弁明を聴き、停止し、解除する。
    await disobeyed('lifted');
    done(await orders.hear(caseOf('lifted'), of('lifted')));
    const { statements = [] } = await orders.viewed(TAX, caseOf('lifted'), of('lifted'));
    done(
      await orders.answerHearing(caseOf('lifted'), of('lifted'), {
        heard: statements[0],
        answer: 'confirmed',
      }),
    );
    done(await orders.state(caseOf('lifted'), of('lifted'), '後任を定めた。'));
    done(await orders.close(caseOf('lifted'), of('lifted')));
    await decided('lifted', suspension);
    // 後の日に取り消され、再委託者の許可が失効する。
    await disobeyed('revoked');
    done(await orders.close(caseOf('revoked'), of('revoked')));
    await decided('revoked', { effectiveOn: '2026-06-01', returns: '端末の返却' });
    await worksOf(story, caseOf('revoked')).announced('2026-06-10', { explainedOn: '2026-05-01' });
  });
  on('2026-05-11', async () => {
    const partial = { result: 'partial', reason: '手順書が未了', dueOn: '2026-05-22' };
    done(await orders.judge(caseOf('order'), of('partial'), partial));
    done(await orders.conditions(caseOf('lifted'), of('lifted')));
    done(await orders.lift(caseOf('lifted'), of('lifted'), { choice: 'keep', reason: '不足がある。' }));
  });
  on('2026-05-18', async () => {
    done(await orders.reply(caseOf('order'), of('partial')));
    done(await orders.judge(caseOf('order'), of('partial')));
    done(await orders.conditions(caseOf('lifted'), of('lifted')));
    done(await orders.lift(caseOf('lifted'), of('lifted')));
  });
  on('2026-05-25', async () => {
    const longer = { choice: 'keep', until: '2026-06-12', reason: '条件を満たしていない。' };
    done(await orders.lift(caseOf('stopped'), of('stopped'), longer));
    // On the day of the revocation nobody is in office to issue the notices of the subcontractors' permits.
    for (const appointmentId of ['a-tax', 'a-tax2']) {
      const end = { role: 'manager:tax', appointmentId, on: '2026-06-01', reason: '人事異動' };
      done(await story.decree('POST', '/v1/appointments/end', end));
    }
    for (const [personId, kind, title] of [
      ['p-tax', 'principal', '財政部税務課長'],
      ['p-tax2', 'deputy', '財政部税務課長補佐'],
    ]) {
      const begin = { role: 'manager:tax', personId, kind, title, from: '2026-06-02', reason: '人事異動' };
      done(await story.decree('POST', '/v1/appointments', begin));
    }
  });

  // What waits when the city is frozen: each permit for another answer.
  const waiting = ['ordered', 'replied', 'judged', 'referred', 'suspended', 'to-be-lifted', 'to-be-revoked'];
  on('2026-06-22', async () => {
    const period = { from: '2026-07-06', to: '2027-03-31' };
    for (const name of [...waiting, 'found']) cases[name] = await orders.permit({ period });
    cases['suspended-child'] = await childOf('suspended', { period });
    // It ends before the order is due, and nothing follows it.
    cases['without-successor'] = await orders.permit({ period: { ...period, to: '2026-08-03' } });
  });
  on('2026-07-07', async () => {
    for (const name of waiting) await ordered(name, name === 'ordered' ? '2026-08-31' : '2026-07-15');
  });
  on('2026-07-07', () => ordered('without-successor', '2026-09-30'));
  on('2026-07-15', async () => {
    done(await orders.reply(caseOf('replied'), of('replied')));
  });
  on('2026-07-16', async () => {
    for (const name of ['suspended', 'to-be-lifted', 'to-be-revoked']) {
      await disobeyed(name);
      done(await orders.close(caseOf(name), of(name)));
    }
    await decided('suspended', suspension);
    await decided('to-be-lifted', { ...suspension, until: '2026-08-10' });
    await decided('to-be-revoked', { effectiveOn: '2026-08-17', returns: '端末の返却' });
    await disobeyed('referred', { statementDueOn: '2026-08-12' });
    done(await orders.state(caseOf('referred'), of('referred')));
    done(await orders.hear(caseOf('referred'), of('referred')));
  });
  on('2026-08-03', async () => {
    done(
      await orders.judge(caseOf('judged'), of('judged'), {
        ...{ result: 'disobeyed', reason: '報告がない。', statementDueOn: '2026-08-20' },
      }),
    );
    done(await orders.conditions(caseOf('suspended'), of('suspended')));
    done(await orders.find(caseOf('found')));
    const received = done(await orders.find(caseOf('found'))).json;
    done(await orders.receive(caseOf('found'), received.findingId));
    await post(CHIEF, `/v1/permits/${caseOf('found')}/candidates`, { clause: 1, facts: '夜間の接続の疑い' });
  });
};

/** 第4条第3項, 第12条: permits that ended; an order goes on, or is closed. */
export const endings = (city: City): void => {
  const { story, orders, cases, on, caseOf, get, post } = city;
  const brief = { period: { from: '2026-04-20', to: '2026-05-29' } };
  const due = { dueOn: '2026-09-30' };
  const ending = async (name: string, more: object = {}) =>
    done(
      await orders.vendor(`/v1/permits/${caseOf(name)}/ending`, {
        ...{ lastDay: '2026-06-30', reason: '契約の終了', returnAndErasure: '返却し、消去する。' },
        ...{ lastReport: true, ...more },
      }),
    );

  on('2026-04-06', async () => {
    for (const name of ['expired', 'closed']) cases[name] = await orders.permit(brief);
    cases['ended'] = await orders.permit();
    const { permitNo } = await story.vendorView(caseOf('expired'));
    cases['successor'] = await story.submit({
      ...{ applicationType: 'renewal', previousPermitNo: permitNo },
      period: { from: '2026-05-30', to: '2027-03-31' },
    });
    done(await story.confirm(caseOf('successor')));
    done(await story.approve(caseOf('successor')));
  });
  on('2026-04-21', async () => {
    await orders.ordered(caseOf('expired'), due);
    const first = await orders.ordered(caseOf('closed'), due);
    await orders.ordered(caseOf('closed'), due);
    cases['first'] = first;
    await ending('ended');
    done(await orders.vendor(`/v1/permits/${caseOf('ended')}/ending/withdrawal`, { reason: '継続する。' }));
  });
  on('2026-06-02', async () => {
    const path = `/v1/permits/${caseOf('closed')}/findings/${caseOf('first')}`;
    const [{ hash }] = (await get(TAX, path)).questions;
    await post(TAX, `${path}/closing`, { hash, reason: '接続が終わり、措置の対象がなくなった。' });
    delete cases['first'];
    await ending('ended');
  });
  on('2026-08-03', async () => {
    await ending('late', { lastDay: '2026-08-14' });
    const { permitNo } = await story.vendorView(caseOf('main'));
    cases['renewal'] = await story.submit({
      ...{ applicationType: 'renewal', previousPermitNo: permitNo },
      period: { from: '2027-04-01', to: '2028-02-29' },
    });
  });
};
