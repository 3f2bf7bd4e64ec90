import { expect, test } from 'vitest';
import { systemWrite } from '../../core/directory/directory-store.ts';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { exampleWork } from '../../local/demo/example-work.ts';
import { SYSTEMS } from '../../local/seed.ts';
import { createOrders } from '../support/orders.ts';
import { setSettings } from '../support/other-settings.ts';
import { CARE, CHIEF, OTHER_VENDOR, TAX, TAX_DEPUTY, VENDOR } from '../support/story.ts';
import { createWorkStory } from '../support/work-story.ts';

/** Whole lives of works (第6条第1号〜第5号, 別表1 5-1, 5-2), through the real handlers. */

test('別表1 5-1・5-2: 申請 → 承認 → 実施中 → 報告待ち → 報告 → 確認', async () => {
  const story = await createWorkStory();
  const announced = await story.announce('2026-05-11');
  expect(announced.status, announced.text).toBe(201);
  expect(announced.json).toMatchObject({ noticeNo: 'R8-W0001', leadTimeOk: true, flags: [] });
  const { workId } = announced.json;
  expect((await story.workView(workId)).statusLabel).toBe('回答待ち');

  const asked = story.mailsTo(TAX).find(({ subject }) => subject.includes('作業申請への回答'));
  for (const word of [
    'R8-W0001',
    '令和8年5月11日 10時00分から12時00分まで',
    '参照のみ',
    '作業 八郎',
    'HK-0001',
  ])
    expect(asked?.text, word).toContain(word);

  expect((await story.answer(workId, { choice: 'accept', reason: '終了後に電話をください' })).status).toBe(
    200,
  );
  expect((await story.vendorWork(workId)).answer).toMatchObject({
    label: '承認',
    by: '情報セキュリティ管理者',
    reason: '終了後に電話をください',
  });
  expect(story.subjectsTo(VENDOR).some((subject) => subject.includes('R8-W0001'))).toBe(true);

  await story.until('2026-05-11T10:30');
  expect((await story.workView(workId)).statusLabel).toBe('実施中');
  await story.until('2026-05-11T13:00');
  expect((await story.workView(workId)).statusLabel).toBe('報告待ち');

  const reported = await story.report(workId, '2026-05-11');
  expect(reported.status, reported.text).toBe(201);
  expect(reported.json.flags).toEqual([]);
  // Nothing unusual: it waits in 決裁待ち, and is told with the report of the month (docs/adr/0053).
  expect(story.subjectsTo(TAX).filter((subject) => subject.includes('作業報告の確認'))).toEqual([]);
  expect((await (await story.as(TAX))('GET', '/inbox')).text).toContain('作業報告の確認');
  expect((await story.workView(workId)).questions).toMatchObject([{ stage: 'review', dueOn: '2026-06-12' }]);

  expect((await story.review(workId, { choice: 'confirm' })).status).toBe(200);
  const done = await story.workView(workId);
  expect(done).toMatchObject({ status: 'confirmed', statusLabel: '確認済', differences: [] });
  expect(done.review.by).toBe('財政部税務課長 税務 三郎');
  expect(await story.candidates()).toEqual([]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第6条第1号: 差戻し → 同じ番号で訂正 → 承認。差戻しには理由が要る', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  const without = await story.answer(workId, { choice: 'return' });
  expect([without.status, without.json.errors[0].pointer]).toEqual([422, '/reason']);
  expect((await story.answer(workId, { choice: 'decline', reason: 'x' })).status).toBe(422);
  expect((await story.answer(workId, { choice: 'return', reason: '業務時間外としてください' })).status).toBe(
    200,
  );
  const returned = story.mailsTo(VENDOR).find(({ subject }) => subject.includes('差戻し'));
  expect(returned?.text).toContain('業務時間外としてください');
  expect((await story.vendorWork(workId)).can).toMatchObject({ revise: true, withdraw: true });
  const revised = await story.revise(workId, '2026-05-12', {
    plannedStart: '令和8年5月12日 18時00分',
    plannedEnd: '2026-05-12 20:00',
  });
  expect([revised.status, revised.json.noticeNo]).toEqual([200, 'R8-W0001']);
  expect((await story.answer(workId, { choice: 'accept' }, TAX_DEPUTY)).status).toBe(200);
  const view = await story.workView(workId);
  expect(view).toMatchObject({ status: 'accepted', plannedStart: '2026-05-12T09:00:00Z' });
  expect(view.answer.by).toBe('財政部税務課長補佐 税務 補佐（財政部税務課長 税務 三郎の代決）');
  expect((await story.revise(workId, '2026-05-13')).status).toBe(409);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('領域の罠: 午前2時の緊急作業は直ちに有効、報告もでき、事後承認の期限は翌開庁日', async () => {
  // 5月2日は土曜日; 3日から6日までは祝日・振替休日
  const story = await createWorkStory({ from: '2026-05-02T02:10' });
  const emergency = {
    emergency: true,
    emergencyReason: '夜間バッチの異常終了',
    plannedStart: '2026-05-02T01:50',
    plannedEnd: '2026-05-02T04:00',
    explainedOn: undefined,
    explainedTo: undefined,
  };
  const workId = await story.announced('2026-05-02', emergency);
  const view = await story.workView(workId);
  expect(view.statusLabel).toBe('緊急（事後承認待ち）・実施中');
  expect(view.questions).toMatchObject([{ stage: 'work', dueOn: '2026-05-07' }]);
  await story.until('2026-05-02T05:00');
  const session = {
    connectedAt: '2026-05-02T02:15',
    disconnectedAt: '2026-05-02T03:40',
    reasonCode: 'fault',
  } as const;
  expect((await story.report(workId, '2026-05-02', session)).json.flags).toEqual([]);
  expect((await story.workView(workId)).statusLabel).toBe('報告済・事後承認待ち');
  await story.until('2026-05-07T09:00');
  expect((await story.review(workId, { choice: 'confirm' })).status).toBe(200);
  expect((await story.answer(workId, { choice: 'return', reason: 'x' })).status).toBe(422);
  expect((await story.answer(workId, { choice: 'accept' })).status).toBe(200);
  expect(await story.workView(workId)).toMatchObject({ status: 'confirmed', answer: { label: '事後承認' } });
  expect(await story.candidates()).toEqual([]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('INV-4: 事後承認の画面を開いた後に作業報告が届けば、読み直してからでなければ承認できない', async () => {
  const story = await createWorkStory({ from: '2026-05-07T02:00' });
  const workId = await story.announced('2026-05-07', {
    emergency: true,
    emergencyReason: '障害',
    plannedStart: '2026-05-07T02:00',
    plannedEnd: '2026-05-07T03:00',
  });
  const [before] = (await story.workView(workId)).questions;
  await story.until('2026-05-07T04:00');
  await story.report(workId, '2026-05-07', {
    connectedAt: '2026-05-07T02:10',
    disconnectedAt: '2026-05-07T02:50',
    reasonCode: 'fault',
  });
  const stale = await story.answer(workId, { choice: 'accept', hash: before.hash });
  expect([stale.status, stale.json.type]).toEqual([
    409,
    'urn:remote-maintenance-permits:changed-since-shown',
  ]);
  expect((await story.answer(workId, { choice: 'accept' })).status).toBe(200);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第7条: 緊急作業の事後承認をしないときは、違反の候補になる', async () => {
  const story = await createWorkStory({ from: '2026-05-07T02:00' });
  const workId = await story.announced('2026-05-07', {
    emergency: true,
    emergencyReason: '障害',
    plannedStart: '2026-05-07T02:00',
    plannedEnd: '2026-05-07T03:00',
  });
  expect((await story.answer(workId, { choice: 'decline', reason: '緊急に当たらない' })).status).toBe(200);
  expect(await story.candidates()).toMatchObject([
    { kind: 'emergency-declined', about: workId, month: '2026-05' },
  ]);
  expect((await story.workView(workId)).statusLabel).toBe('事後承認なし');
  expect((await story.vendorWork(workId)).can).toMatchObject({ report: true, withdraw: true });
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第6条第4号・第3号・第5号: 超過には理由が要り、差異は断らずに候補とする', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  await story.until('2026-05-11T15:00');
  const late = { disconnectedAt: '2026-05-11T12:45' };
  const no = await story.report(workId, '2026-05-11', late);
  expect([no.status, no.json.errors[0].pointer]).toEqual([422, '/varianceReason']);
  const reported = await story.report(workId, '2026-05-11', {
    ...late,
    varianceReason: '調査に時間を要した',
    workers: ['臨時 九郎'],
    terminal: 'HK-9999',
    originIp: '203.0.113.9',
    targets: ['care-db01'],
    log: undefined,
  });
  expect(reported.status, reported.text).toBe(201);
  const kinds = [
    'overrun',
    'outside-worker',
    'outside-terminal',
    'outside-origin',
    'outside-target',
    'no-log',
  ];
  expect(reported.json.flags).toEqual([...kinds, 'other-than-announced']);
  expect((await story.candidates()).map(({ kind }) => kind)).toEqual(kinds);
  const { differences } = await story.workView(workId);
  expect(differences.join()).toContain('予定の終了（令和8年5月11日 12時00分）を45分過ぎて切断した');
  expect((await story.vendorWork(workId)).differences).toEqual([]);

  // Sent back and corrected: nothing is raised twice, and what only the first report said is taken back (第7条).
  await story.review(workId, { choice: 'return', reason: '操作ログの所在を記入してください' });
  expect((await story.workView(workId)).statusLabel).toBe('報告差戻し');
  expect((await story.report(workId, '2026-05-11')).status).toBe(409);
  const corrected = await story.correct(workId, '2026-05-11', { ...late, varianceReason: '調査' });
  expect([corrected.status, corrected.json.flags]).toEqual([200, ['overrun']]);
  expect((await story.candidates()).map(({ kind }) => kind)).toEqual(['overrun']);
  expect((await story.review(workId, { choice: 'confirm', reason: '別途、候補を判断する' })).status).toBe(
    200,
  );
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第6条第4号: 許容差の内の超過は、候補にしない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  await story.until('2026-05-11T15:00');
  const within = await story.report(workId, '2026-05-11', {
    disconnectedAt: '2026-05-11T12:10',
    varianceReason: '片付け',
  });
  expect([within.status, within.json.flags]).toEqual([201, []]);
});

test('G5: 5開庁日前までの申請が期限内。連休をまたぐと、過ぎた申請として示す', async () => {
  const story = await createWorkStory();
  // 5月11日の5開庁日前は4月28日（昭和の日 4月29日、5月3日から6日までは祝日と休日）
  await story.until('2026-04-28T23:30');
  expect((await story.announce('2026-05-11')).json.leadTimeOk).toBe(true);
  await story.until('2026-04-29T00:10');
  const late = await story.announce('2026-05-11');
  expect(late.json).toMatchObject({ leadTimeOk: false, flags: ['late'] });
  const mail = story.mailsTo(TAX).find(({ text }) => text.includes(late.json.noticeNo));
  expect(mail?.text).toContain('申請期限後の申請');
  const posted = await story.announce('2026-05-11', { leadTimeOk: true } as object);
  expect([posted.status, posted.json.errors[0].pointer]).toEqual([422, '/leadTimeOk']);
});

test('G16: 更新ありは4-1の例外がなければ、ファイルの送受信はいつも、管理者に示す', async () => {
  const story = await createWorkStory();
  const flagged = await story.announce('2026-05-11', {
    workKind: 'update',
    rollback: 'バックアップから戻す',
    fileTransfer: true,
    fileTransferDetail: '修正プログラム',
  });
  expect(flagged.json.flags).toEqual(['update-without-exception', 'file-transfer']);
  const mail = story.mailsTo(TAX).find(({ text }) => text.includes(flagged.json.noticeNo));
  expect(mail?.text).toContain('更新ありの作業（別表1 4-1の例外なし）');
  expect(mail?.text).toContain('ファイルの送受信あり（別表1 3-4に抵触）');
});

test('第6条第3号: 作業は許可の期間・作業者・端末・接続先の内で、事前に申請する', async () => {
  const story = await createWorkStory();
  const pointers = async (on: string, change: object) => {
    const { status, json } = await story.announce(on, change);
    expect(status).toBe(422);
    return json.errors.map(({ pointer }: { pointer: string }) => pointer);
  };
  expect(await pointers('2027-04-07', {})).toEqual(['/plannedStart']);
  expect(await pointers('2026-04-20', {})).toEqual(['/plannedStart']);
  expect(await pointers('2026-05-11', { plannedEnd: '2026-05-11T10:00' })).toEqual(['/plannedEnd']);
  expect(await pointers('2026-05-11', { workers: ['臨時 九郎'], workLeader: '臨時 九郎' })).toEqual([
    '/workers/0',
  ]);
  expect(await pointers('2026-05-11', { terminals: ['HK-9999'] })).toEqual(['/terminals/0']);
  expect(await pointers('2026-05-11', { targets: ['care-db01'] })).toEqual(['/targets/0']);
  expect(await pointers('2026-05-11', { workLeader: '別人' })).toEqual(['/workLeader']);
  expect(await pointers('2026-05-11', { explainedOn: undefined })).toEqual(['/explainedOn']);
});

test('開始前の許可でも、期間の内の作業を申請できる', async () => {
  const story = await createWorkStory({ from: '2026-04-10T09:00' });
  expect((await story.announce('2026-04-20')).status).toBe(201);
  expect((await story.announce('2026-04-19')).status).toBe(422);
});

test('未実施取下げ: 問いは閉じ、管理者に知らせる。その後の報告はできない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  expect((await story.withdrawWork(workId, '顧客都合')).status).toBe(200);
  expect((await story.workView(workId)).questions).toEqual([]);
  expect(story.subjectsTo(TAX).some((subject) => subject.includes('作業の取下げ R8-W0001'))).toBe(true);
  expect((await story.answer(workId, { choice: 'accept' })).status).toBe(409);
  await story.until('2026-05-11T13:00');
  expect((await story.report(workId, '2026-05-11')).status).toBe(409);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('別表1 5-1: 承認を待たずに接続した報告は受け、候補とし、問いを閉じる', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.until('2026-05-11T13:00');
  const late = await story.answer(workId, { choice: 'accept' });
  expect([late.status, late.json.type]).toEqual([409, 'urn:remote-maintenance-permits:too-late']);
  expect((await story.report(workId, '2026-05-11')).json.flags).toEqual(['unapproved']);
  expect(await story.candidates()).toMatchObject([{ kind: 'no-notice' }]);
  expect((await story.workView(workId)).questions).toMatchObject([{ stage: 'review' }]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('報告がなければ3開庁日ごとに3回まで催促する。二重の実行は二度催促しない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  const reminders = () => story.subjectsTo(VENDOR).filter((subject) => subject.includes('作業報告のお願い'));
  await story.until('2026-05-13T18:00');
  expect(reminders()).toHaveLength(0);
  // Nobody is written to at midnight.
  await story.until('2026-05-14T08:29');
  expect(reminders()).toHaveLength(0);
  await story.until('2026-05-14T18:00');
  expect(reminders()).toHaveLength(1);
  await story.until('2026-05-31T18:00');
  expect(reminders()).toHaveLength(3);
  await story.until('2026-06-30T18:00');
  expect(reminders()).toHaveLength(3);
  expect((await story.report(workId, '2026-05-11')).status).toBe(201);
});

test('第6条第1号: 催促を重ねても報告がなければ、3開庁日の後、違反の候補として管理者に一度だけ知らせる', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  const due = async () => (await story.row(story.caseId, `WORK#${workId}`))?.dueAt;
  await story.until('2026-05-26T18:00');
  expect(await story.candidates()).toEqual([]);
  await story.until('2026-05-27T18:00');
  expect(await story.candidates()).toMatchObject([{ kind: 'no-report', about: workId, month: '2026-05' }]);
  expect(await due()).toBeUndefined();
  const told = story.mailsTo(TAX).find(({ subject }) => subject.includes('違反の候補の判断'));
  expect(told?.text.replaceAll(/\s/g, '')).toContain('3回督促しても提出されていない');
  await story.until('2026-06-30T18:00');
  expect(await story.candidates()).toHaveLength(1);
  // The same fact in the log of the month: evidence for the candidate, and no second one (INV-9).
  const log =
    '利用者ID,接続日時,切断日時,接続元IP,端末名,接続先\nmaint01,2026/05/11 10:05,2026/05/11 10:40,192.0.2.10,HK-0001,tax-db01';
  const compared = await (await story.as(TAX))(
    'POST',
    `/v1/permits/${story.caseId}/reconciliations`,
    { yearMonth: '2026-05', text: log },
    { 'idempotency-key': 'may' },
  );
  expect(compared.json.counts).toMatchObject({ 'no-report': 1 });
  const raised = async () =>
    (await story.eventsOf(story.caseId)).filter((type) => type === 'candidate-raised').length;
  expect(await story.candidates()).toMatchObject([{ kind: 'no-report' }, { kind: 'no-report' }]);
  expect(await raised()).toBe(1);
  // Late, but not lost; what is returned then and left lying is the same matter still.
  expect((await story.report(workId, '2026-05-11')).status).toBe(201);
  expect((await story.review(workId, { choice: 'return', reason: '操作ログの場所がない' })).status).toBe(200);
  await story.until('2026-08-31T18:00');
  expect(await due()).toBeUndefined();
  expect(await raised()).toBe(1);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('INV-15: 同じ Idempotency-Key の申請は一つ', async () => {
  const story = await createWorkStory();
  const send = (on: string) =>
    story.vendorApi('POST', story.works, exampleWork(on), { 'idempotency-key': 'same' });
  const first = await send('2026-05-11');
  expect((await send('2026-05-11')).json).toEqual(first.json);
  expect((await send('2026-05-12')).status).toBe(409);
  expect((await story.vendorApi('GET', story.works)).json.works).toHaveLength(1);
});

test('INV-17: 他社・他課には404。事業者は回答できず、市は申請できない', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  for (const address of [OTHER_VENDOR, CARE]) {
    const client = await story.as(address);
    expect((await client('GET', story.works)).status).toBe(404);
    expect((await client('GET', `${story.works}/${workId}`)).status).toBe(404);
  }
  const vendor = await story.as(VENDOR);
  expect(
    (await vendor('POST', `${story.works}/${workId}/answer`, { choice: 'accept', hash: 'x' })).status,
  ).toBe(403);
  const stale = await story.answer(workId, { choice: 'accept', hash: 'other' });
  expect([stale.status, stale.json.type]).toEqual([
    409,
    'urn:remote-maintenance-permits:changed-since-shown',
  ]);
});

const NOTICE_IS_APPROVAL = {
  noticeIsApproval: {
    text: '届出をもって5-1の承認とする。',
    decidedOn: '2026-04-01',
    decidedBy: '統括 太郎',
  },
};

test('G4: 届出制では回答を求めず、管理者に知らせる。受理制では受理を求める', async () => {
  const story = await createWorkStory();
  const setMode = async (priorWorkMode: 'notice' | 'acknowledge') => {
    const system = SYSTEMS.find(({ systemId }) => systemId === 'tax-system');
    if (!system) throw new Error('no system');
    await story.store.transact([systemWrite({ ...system, priorWorkMode })]);
  };
  await setMode('notice');
  await setSettings(story.store, { ...DEFAULT_SETTINGS, readings: NOTICE_IS_APPROVAL });
  const noticed = await story.announced('2026-05-11');
  expect(await story.workView(noticed)).toMatchObject({
    statusLabel: '届出済',
    questions: [],
    mode: 'notice',
  });
  const told = story.mailsTo(TAX).find(({ subject }) => subject.includes('作業の届出'));
  expect(told?.text).toContain('回答は不要です');
  expect(told?.text).toContain(`/works/${noticed}`);
  await setMode('acknowledge');
  expect((await story.workView(noticed)).mode).toBe('notice');
  const workId = await story.announced('2026-05-12');
  await story.answer(workId, { choice: 'accept' });
  expect(await story.workView(workId)).toMatchObject({ statusLabel: '受理', answer: { label: '受理' } });
  await story.until('2026-05-12T15:00');
  expect((await story.report(noticed, '2026-05-11')).json.flags).toEqual([]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第6条第6号: 緊急接続停止の間は申請も承認もできず、解除すれば続けられる。緊急の事後承認はできる', async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const waiting = await story.announced('2026-05-11');
  const emergency = await story.announced('2026-04-21', {
    emergency: true,
    emergencyReason: '障害',
    plannedStart: '2026-04-21T09:00',
    plannedEnd: '2026-04-21T09:30',
  });
  const cutOff = await orders.instruct(story.caseId, { kind: 'cut-off', dueOn: undefined });
  expect(cutOff.status, cutOff.text).toBe(201);
  const no = await story.announce('2026-05-12');
  expect([no.status, no.json.type]).toEqual([409, 'urn:remote-maintenance-permits:cut-off']);
  expect((await story.answer(waiting, { choice: 'accept' })).status).toBe(409);
  expect((await story.answer(emergency, { choice: 'accept' })).status).toBe(200);
  expect((await story.vendorApi('GET', story.works)).json.canAnnounce).toBe(false);
  const { instructionId } = cutOff.json;
  const lifted = await orders.post(TAX, `${orders.instructions(story.caseId)}/${instructionId}/lifting`, {
    reason: '原因を除いた。',
  });
  expect(lifted.status, lifted.text).toBe(200);
  expect((await story.answer(waiting, { choice: 'accept' })).status).toBe(200);
  expect((await story.announce('2026-05-12')).status).toBe(201);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第6条第6号: 緊急接続停止の間の接続の報告は受け、候補とする。その前後の接続は候補としない', async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const announced = async (on: string) => {
    const workId = await story.announced(on);
    await story.answer(workId, { choice: 'accept' });
    return workId;
  };
  const before = await announced('2026-05-11');
  const during = await announced('2026-05-12');
  const after = await announced('2026-05-13');
  await story.until('2026-05-12T08:50');
  const { instructionId } = (await orders.instruct(story.caseId, { kind: 'cut-off', dueOn: undefined })).json;
  expect((await story.report(before, '2026-05-11')).json.flags).toEqual([]);
  await story.until('2026-05-12T18:00');
  expect((await story.report(during, '2026-05-12')).json.flags).toEqual(['cut-off']);
  const lift = `${orders.instructions(story.caseId)}/${instructionId}/lifting`;
  expect((await orders.post(TAX, lift, { reason: '原因を除いた。' })).status).toBe(200);
  await story.until('2026-05-13T18:00');
  expect((await story.report(after, '2026-05-13')).json.flags).toEqual([]);
  expect(await story.candidates()).toMatchObject([{ kind: 'cut-off', clause: 6, about: during }]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第8条: 停止中は申請も承認もできない。停止中の接続の報告は受け、候補とする', async () => {
  const story = await createWorkStory();
  const orders = createOrders(story);
  const workId = await story.announced('2026-06-15');
  await orders.suspended(story.caseId);
  expect(await orders.status(story.caseId)).toBe('suspended');
  const no = await story.announce('2026-06-16');
  expect([no.status, no.json.type]).toEqual([409, 'urn:remote-maintenance-permits:suspended']);
  expect((await story.answer(workId, { choice: 'accept' })).status).toBe(409);
  await story.until('2026-06-15T15:00');
  expect((await story.report(workId, '2026-06-15')).json.flags).toEqual(['unapproved', 'outside-period']);
  expect((await story.candidates()).map(({ kind }) => kind)).toEqual(['no-notice', 'outside-period']);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('INV-2: 二人が同時に回答しても、回答は一つ。同じ作業の報告も一つ', async () => {
  const story = await createWorkStory();
  const workId = await story.announced('2026-05-11');
  const { hash } = (await story.workView(workId)).questions[0];
  const [one, two] = [await story.as(TAX), await story.as(TAX_DEPUTY)];
  const path = `${story.works}/${workId}`;
  const answers = await Promise.all([
    one('POST', `${path}/answer`, { hash, choice: 'accept' }),
    two('POST', `${path}/answer`, { hash, choice: 'return', reason: '日程' }),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  await story.settle();
  const other = await story.announced('2026-05-12');
  await story.answer(other, { choice: 'accept' });
  await story.until('2026-05-12T15:00');
  const reports = await Promise.all([1, 2].map(() => story.report(other, '2026-05-12')));
  expect(reports.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect(await story.violations(story.caseId)).toEqual([]);
});

test('第12条: 作業申請への回答の期限は、設定で早められる', async () => {
  const story = await createWorkStory();
  const dueOn = async (on: string) =>
    (await story.workView(await story.announced(on))).questions[0].dueOn as string;
  expect(await dueOn('2026-04-24')).toBe('2026-04-23');
  const chief = await story.as(CHIEF);
  const { settings } = (await chief('GET', '/v1/settings')).json;
  const changed = { settings: { ...settings, workAnswerDays: 2 }, reason: '調整に日を要するため' };
  expect((await story.decree('PUT', '/v1/settings', changed)).status).toBe(200);
  expect(await dueOn('2026-04-24')).toBe('2026-04-22');
});

test('第12条: 催促をしない設定なら、報告のない作業は、催促の日を過ぎると毎日の点検の対象から消える。報告はいつでもできる', async () => {
  const story = await createWorkStory();
  const chief = await story.as(CHIEF);
  const { settings } = (await chief('GET', '/v1/settings')).json;
  const changed = { settings: { ...settings, workReportReminders: 0 }, reason: '電話で確認する' };
  expect((await story.decree('PUT', '/v1/settings', changed)).status).toBe(200);
  const workId = await story.announced('2026-05-11');
  await story.answer(workId, { choice: 'accept' });
  const due = async () => (await story.row(story.caseId, `WORK#${workId}`))?.dueAt;
  await story.until('2026-05-13T12:00');
  expect(await due()).toBe('2026-05-11T15:00:00Z');
  await story.until('2026-05-15T12:00');
  expect(await due()).toBeUndefined();
  expect(story.mailsTo(VENDOR).filter(({ subject }) => subject.includes('作業報告'))).toEqual([]);
  expect(await story.candidates()).toMatchObject([{ kind: 'no-report', about: workId }]);
  expect((await story.report(workId, '2026-05-11')).status).toBe(201);
  // What the manager returns may be called for again, should the chief wish so meanwhile.
  expect((await story.review(workId, { choice: 'return', reason: '操作ログの場所がない' })).status).toBe(200);
  expect(await due()).toBe('2026-05-15T15:00:00Z');
  expect(await story.violations(story.caseId)).toEqual([]);
});
