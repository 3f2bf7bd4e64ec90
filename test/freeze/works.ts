import { askToReconfirm } from '../support/permit.ts';
import { CHIEF, TAX } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';
import { type City, done } from './diary.ts';

/** 第6条, 第10条, 第12条: one permit under which everything is done, and its subcontractor's. */

const HEAD = '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先';
const line = (day: string, from: string, to: string, account = 'maint01') =>
  `${account},${day} ${from},${day} ${to},192.0.2.10,HK-0001,tax-db01`;
const terminal = (assetNo: string) => ({
  terminals: ['HK-0001', assetNo].map((each) => ({
    ...{ assetNo: each, os: 'Windows 11', antivirus: '最新版', dedicated: true },
  })),
});
const emergency = (day: string) => ({
  ...{ emergency: true, emergencyReason: '夜間の障害' },
  ...{ plannedStart: `${day}T09:00`, plannedEnd: `${day}T09:50` },
});
const returnFor = { choice: 'return', reason: '手順が足りない。' };

export const worksAndChanges = (city: City): void => {
  const { story, orders, cases, on, caseOf, post, get } = city;
  const main = () => caseOf('main');
  const base = () => `/v1/permits/${main()}`;
  let kept: ReturnType<typeof worksOf> | undefined;
  const works = () => {
    kept ??= worksOf(story, main());
    return kept;
  };
  const work: Record<string, string> = {};
  const workOf = (name: string) => work[name] ?? '';
  const accepted = async (day: string) => {
    const workId = await works().announced(day, { explainedOn: story.today().toString() });
    done(await works().answer(workId, { choice: 'accept' }));
    return workId;
  };

  on('2026-04-06', async () => {
    cases['main'] = await story.submit({ period: { from: '2026-04-20', to: '2027-03-31' } });
    done(await story.confirm(main()));
    const conditions = { conditions: '立会いの下で行う。', reason: '更新作業があるため' };
    done(await story.approve(main(), CHIEF, { choice: 'approve-with-conditions', ...conditions }));
    const { permitNo } = await story.vendorView(main());
    cases['child'] = await orders.child(permitNo);
  });

  // 作業
  on('2026-04-21', async () => {
    work['done'] = await works().announced('2026-04-23', { explainedOn: '2026-04-21' });
    done(await works().answer(workOf('done'), returnFor));
    done(await works().revise(workOf('done'), '2026-04-23'));
    done(await works().answer(workOf('done'), { choice: 'accept' }));
    work['withdrawn'] = await works().announced('2026-05-11', { explainedOn: '2026-04-21' });
    done(await works().withdrawWork(workOf('withdrawn'), '不要となった。'));
    work['declined'] = await works().announced('2026-04-21', emergency('2026-04-21'));
    done(await works().answer(workOf('declined'), { choice: 'decline', reason: '緊急とは認められない。' }));
    // Nobody ever reports of it.
    work['unreported'] = await accepted('2026-04-22');
  });
  on('2026-04-24', async () => {
    done(await works().report(workOf('done'), '2026-04-23'));
    done(await works().review(workOf('done'), { choice: 'return', reason: '時刻を確かめること。' }));
    done(await works().correct(workOf('done'), '2026-04-23'));
    done(await works().review(workOf('done'), { choice: 'confirm' }));
  });
  on('2026-07-30', async () => {
    work['reported'] = await accepted('2026-07-31');
    work['report-returned'] = await accepted('2026-07-31');
  });
  on('2026-08-03', async () => {
    done(await works().report(workOf('reported'), '2026-07-31'));
    done(await works().report(workOf('report-returned'), '2026-07-31'));
    done(await works().review(workOf('report-returned'), { choice: 'return', reason: '様式の誤り' }));
    work['emergency'] = await works().announced('2026-08-03', emergency('2026-08-03'));
    work['returned'] = await works().announced('2026-08-20', { explainedOn: '2026-08-03' });
    done(await works().answer(workOf('returned'), returnFor));
    work['waiting'] = await works().announced('2026-08-21', { explainedOn: '2026-08-03' });
    work['going-on'] = await works().announced('2026-08-04', {
      ...{ explainedOn: '2026-08-03', plannedStart: '2026-08-04T09:00', plannedEnd: '2026-08-04T17:00' },
    });
    done(await works().answer(workOf('going-on'), { choice: 'accept' }));
    work['planned'] = await accepted('2026-08-25');
    // Told afterwards, and not reported of yet.
    const untold = { unannounced: true, explainedOn: undefined, explainedTo: undefined };
    work['unannounced'] = await works().announced('2026-07-28', untold);
  });

  // 指示
  const acknowledged = async (id: string) => {
    done(await orders.vendor(`${base()}/instructions/${id}/acknowledgement`, {}));
    return `${base()}/instructions/${id}`;
  };
  const answered = async (id: string) => {
    const path = await acknowledged(id);
    done(await orders.vendor(`${path}/report`, { done: '報告した。', doneOn: story.today().toString() }));
  };
  on('2026-04-24', async () => {
    for (const result of ['followed', 'not-followed']) {
      const { instructionId } = done(await orders.instruct(main())).json;
      await answered(instructionId);
      const judgement = { result, reason: '確認した。' };
      done(await orders.onInstruction(TAX, main(), instructionId, 'judgement', judgement));
    }
    const cut = done(await orders.instruct(main(), { kind: 'cut-off' })).json;
    cases['cut-off'] = cut.instructionId;
  });
  on('2026-04-27', async () => {
    await post(TAX, `${base()}/instructions/${caseOf('cut-off')}/lifting`, { reason: '解消した。' });
    delete cases['cut-off'];
  });
  on('2026-08-03', async () => {
    await answered(done(await orders.instruct(main())).json.instructionId);
    await acknowledged(done(await orders.instruct(main())).json.instructionId);
    done(await orders.instruct(caseOf('successor'), { kind: 'cut-off' }));
  });

  // 変更
  const change = async (assetNo: string, more: object = {}): Promise<string> =>
    done(
      await orders.vendor(`${base()}/changes`, {
        ...{
          changedOn: story.today().add({ days: 14 }).toString(),
          reason: '更新',
          after: terminal(assetNo),
        },
        ...more,
      }),
    ).json.changeId;
  const answerChange = async (changeId: string, by: string, verb: string, body: object) => {
    const path = `${base()}/changes/${changeId}`;
    await post(by, `${path}/${verb}`, { hash: (await get(by, path)).request.hash, ...body });
  };
  const conforming = { choice: 'accept', conforming: true, opinion: '支障なし' };
  on('2026-04-27', async () => {
    const effective = await change('PC-777');
    await answerChange(effective, TAX, 'answer', conforming);
    await answerChange(effective, CHIEF, 'approval', { choice: 'accept' });
    const declined = await change('PC-778');
    await answerChange(declined, TAX, 'answer', { choice: 'decline', reason: '台数が多い。' });
    const disapproved = await change('PC-779');
    await answerChange(disapproved, TAX, 'answer', conforming);
    await answerChange(disapproved, CHIEF, 'approval', { choice: 'decline', reason: '認めない。' });
    const withdrawn = await change('PC-780');
    done(await orders.vendor(`${base()}/changes/${withdrawn}/withdrawal`, {}));
    await change('', { after: { emergencyContact: { name: '夜間窓口', tel: '011-000-0010' } } });
  });
  on('2026-08-03', async () => {
    const confirmed = await change('PC-801');
    await answerChange(confirmed, TAX, 'answer', conforming);
  });
  on('2026-08-04', async () => {
    const other = `/v1/permits/${caseOf('resumed')}/changes`;
    done(await orders.vendor(other, { changedOn: '2026-08-20', reason: '更新', after: terminal('PC-802') }));
  });

  // 別表1の再確認
  on('2026-04-28', async () => {
    for (const nonconforming of [false, true]) {
      const reconfirmationId = await askToReconfirm(story, main());
      const asked = (await get(TAX, `${base()}/reconfirmations`)).reconfirmations.find(
        (one: { reconfirmationId: string }) => one.reconfirmationId === reconfirmationId,
      );
      const checklist = story
        .checklist()
        .map((entry) =>
          nonconforming && entry.item === '2-1'
            ? { ...entry, result: 'fail', note: '監視の記録がない。' }
            : entry,
        );
      const answer = `${base()}/reconfirmations/${reconfirmationId}/answer`;
      await post(TAX, answer, { hash: asked.request.hash, checklist });
    }
  });
  on('2026-08-04', async () => {
    await askToReconfirm(story, main());
    await story.settle();
  });

  // 接続ログとの照合
  const reconcile = async (caseId: string, yearMonth: string, ...lines: string[]) =>
    post(TAX, `/v1/permits/${caseId}/reconciliations`, { yearMonth, text: [HEAD, ...lines].join('\n') });
  const right = line('2026/04/23', '10:05', '11:30');
  const ghost = (day: string) => line(day, '9:00', '9:20', 'ghost01');
  on('2026-05-01', async () => {
    await reconcile(main(), '2026-04', right, ghost('2026/04/24'));
    await reconcile(main(), '2026-04', right, ghost('2026/04/24'), ghost('2026/04/29'));
    // What was wrong in the log was put right; then what is left is let pass.
    await reconcile(main(), '2026-04', right, ghost('2026/04/29'));
    const { findings } = await orders.list(TAX, main());
    const { findingId } = findings.find(({ kind }: { kind?: string }) => kind === 'connections');
    done(
      await orders.judgeCandidate(main(), findingId, {
        ...{ choice: 'dismiss', reason: '試験の接続であった。', clause: undefined, facts: undefined },
        ...{ howFound: undefined, evidence: undefined, opinion: undefined },
      }),
    );
  });
  on('2026-06-03', async () => {
    await reconcile(main(), '2026-05', ghost('2026/05/20'));
    // A log of other people's: nothing is left of it.
    await reconcile(main(), '2026-05');
  });
  on('2026-08-03', async () => {
    await reconcile(main(), '2026-07', ghost('2026/07/22'));
  });
};
