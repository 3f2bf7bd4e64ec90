import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/directory/settings.ts';
import { setSettings } from '../support/other-settings.ts';
import { childOf, permitIn } from '../support/permit.ts';
import { answer, approve, PERIOD, post, propose, stateOf, weighed } from '../support/shortening.ts';
import { CHIEF, createStory, DEPUTY, type Story, TAX, VENDOR } from '../support/story.ts';
import { worksOf } from '../support/work-story.ts';

/** 第4条第3項: a permit holds within the period of its contract. One that ends earlier ends the permit, after the vendor was heard. */

describe('許可の期間の短縮（第4条第3項）', () => {
  test('弁明の機会、管理者の判断、統括の承認を経て、末日の終わりに失効し、以後の月は求めない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    const proposed = await propose(story, caseId);
    expect([proposed.status, proposed.json.status]).toEqual([201, 'hearing']);
    const id = proposed.json.shorteningId;
    expect(story.subjectsTo(VENDOR)[0]).toContain('弁明の機会の付与');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('契約解除通知書（苫税契第5号）');
    // Nobody is asked before the day of the statement has ended.
    const { statementDueOn } = (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
    await story.until(`${statementDueOn}T23:00`);
    expect((await stateOf(story, caseId)).questions.map(({ stage }) => stage)).not.toContain('shortening');
    const early = await answer(story, TAX, caseId, id, 'answer', { choice: 'shorten', reason: '早い' });
    expect(early.json.type).toBe('urn:remote-maintenance-permits:already-answered');
    await story.until('2026-05-25T10:00');
    expect(story.subjectsTo(TAX).join()).toContain('許可の期間の短縮の判断');
    const body = { choice: 'shorten', reason: '契約が終わるため。' };
    expect((await answer(story, TAX, caseId, id, 'answer', body)).json.status).toBe('approving');
    expect(story.subjectsTo(CHIEF)[0]).toContain('許可の期間の短縮の承認');
    // Who of the city has it is the city's own.
    const told = (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
    expect([told.status, told.statusLabel]).toEqual(['weighing', '市の判断待ち']);
    expect((await stateOf(story, caseId)).period.to).toBe('2027-03-31');
    const done = await approve(story, caseId, id);
    expect(done.json.status).toBe('shortened');
    expect((await stateOf(story, caseId)).period).toEqual({ ...PERIOD, to: '2026-07-31' });
    const { subject, text } = story.mailsTo(VENDOR)[0] ?? { subject: '', text: '' };
    expect(subject).toContain('許可の期間の短縮');
    expect(text).toContain('期限（令和8年5月');
    // The last day itself, and 00:00 JST of the day after it
    await story.until('2026-07-31T23:59');
    expect((await stateOf(story, caseId)).status).toBe('active');
    await story.until('2026-08-01T00:01');
    expect((await stateOf(story, caseId)).status).toBe('expired');
    await story.until('2026-10-15T12:00');
    const { reports } = (await story.vendorApi('GET', `/v1/permits/${caseId}/reports`)).json;
    expect(reports.map(({ yearMonth }: { yearMonth: string }) => yearMonth).sort()).toEqual([
      ...['2026-04', '2026-05', '2026-06', '2026-07'],
    ]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('通知書は、市の文書として読める。結果通知書は、通知したときのまま', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story, { period: PERIOD });
    const notice = async () => (await story.vendorApi('GET', `/v1/applications/${caseId}/notice`)).text;
    const before = await notice();
    const id = await weighed(story, caseId);
    await approve(story, caseId, id);
    const { papers } = (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
    const seq = papers.find(
      ({ paper }: { paper: { type: string } }) => paper.type === 'shortening-approved',
    ).seq;
    const page = await (await story.as(VENDOR))('GET', `/permits/${caseId}/shortenings/${id}/papers/${seq}`);
    for (const words of [
      'リモートメンテナンス利用許可期間短縮通知書',
      `（許可番号 ${permitNo}）については`,
      '要領第4条第3項に規定する契約期間が下記の原因により当初より早く終わるため',
      '統括情報セキュリティ管理者の承認を得て',
      '短縮後の末日の翌日以後に係る許可を取り消しますので、通知します。',
      '令和8年7月31日の終わりに、許可は終了します',
      'この通知について疑義があるときは',
      '異議はない。',
      '弁明を踏まえ、短縮する。',
    ])
      expect(page.text).toContain(words);
    // What the manager proposed to the chief is the city's own.
    expect(papers.map(({ paper }: { paper: { type: string } }) => paper.type)).not.toContain(
      'shortening-weighed',
    );
    expect(await notice()).toBe(before);
  });

  test.each([
    ['本日', '2026-05-07', 201],
    ['満了日の前日', '2027-03-30', 201],
    ['前日', '2026-05-06', 422],
    ['満了日', '2027-03-31', 422],
    ['満了日の後', '2027-04-01', 422],
  ])('末日は本日から満了日の前日まで: %s', async (_name, lastDay, status) => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    // Before 09:00 JST it is still the day before in UTC.
    await story.until('2026-05-07T00:30');
    const proposed = await propose(story, caseId, { lastDay });
    expect(proposed.status, proposed.text).toBe(status);
    if (status === 422) expect(proposed.json.errors[0].pointer).toBe('/lastDay');
  });

  test('承認が末日より後になれば、承認の日まで。その前にさかのぼらない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    const id = await weighed(story, caseId, { lastDay: '2026-05-07' });
    await story.until('2026-05-12T00:10');
    await approve(story, caseId, id);
    expect((await stateOf(story, caseId)).period.to).toBe('2026-05-12');
    await story.until('2026-05-12T23:59');
    expect((await stateOf(story, caseId)).status).toBe('active');
    await story.until('2026-05-13T00:01');
    expect((await stateOf(story, caseId)).status).toBe('expired');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('通知で示した日より前にはできず、弁明には考え方を示す。取りやめれば許可は変わらない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    const { json } = await propose(story, caseId);
    const path = `/v1/permits/${caseId}/shortenings/${json.shorteningId}`;
    await post(story, VENDOR, `${path}/statement`, { statement: '契約は8月まで延びる。' });
    expect(story.subjectsTo(TAX)[0]).toContain('弁明の提出');
    await post(story, TAX, `${path}/hearing`, {
      how: 'written',
      heardOn: '2026-05-07',
      heardBy: '税務 太郎',
      speaker: '破産管財人　管財 花子',
      statement: '事業は譲渡する。',
    });
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('破産管財人');
    await post(story, VENDOR, `${path}/statement`, { closing: true });
    const weigh = (body: object) =>
      answer(story, TAX, caseId, json.shorteningId, 'answer', { choice: 'shorten', reason: '理由', ...body });
    expect((await weigh({})).json.errors[0].pointer).toBe('/consideration');
    const sooner = await weigh({ lastDay: '2026-07-30', consideration: '検討した。' });
    expect(sooner.json.errors[0].pointer).toBe('/lastDay');
    const dropped = await weigh({ choice: 'drop' });
    expect(dropped.json.status).toBe('dropped');
    expect(story.subjectsTo(VENDOR)[0]).toContain('取りやめ');
    expect((await stateOf(story, caseId)).period).toEqual(PERIOD);
    // The second time
    expect((await propose(story, caseId)).status).toBe(201);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('承認しないときは理由が要り、許可は変わらない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    const id = await weighed(story, caseId);
    const without = await answer(story, CHIEF, caseId, id, 'approval', { choice: 'decline' });
    expect(without.json.errors[0].pointer).toBe('/reason');
    const declined = await answer(story, CHIEF, caseId, id, 'approval', {
      ...{ choice: 'decline', reason: '契約は続く。' },
    });
    expect(declined.json.status).toBe('dropped');
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('契約は続く。');
    expect((await stateOf(story, caseId)).period).toEqual(PERIOD);
  });

  test('二つ同時には進められず、同じ承認は二度できない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    await story.as(TAX);
    const both = await Promise.all([propose(story, caseId), propose(story, caseId)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const id = both.find(({ status }) => status === 201)?.json.shorteningId;
    await post(story, VENDOR, `/v1/permits/${caseId}/shortenings/${id}/statement`, { closing: true });
    await answer(story, TAX, caseId, id, 'answer', { choice: 'shorten', reason: '理由' });
    await story.as(CHIEF);
    await story.as(DEPUTY);
    const twice = await Promise.all([approve(story, caseId, id), approve(story, caseId, id, DEPUTY)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('期限の日の終わりまで弁明でき、その後はできない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    const { json } = await propose(story, caseId, { statementDueOn: '2026-05-21' });
    const path = `/v1/permits/${caseId}/shortenings/${json.shorteningId}/statement`;
    await story.until('2026-05-21T23:59');
    expect((await post(story, VENDOR, path, { statement: '最後の日' })).status).toBe(200);
    await story.until('2026-05-22T00:01');
    const page = `/permits/${caseId}/shortenings/${json.shorteningId}`;
    const closed = async (by: string, form: string) =>
      (await (await story.as(by))('GET', `${page}/${form}`)).text;
    expect(await closed(VENDOR, 'statement')).toContain(
      '画面から弁明を提出することはできません。申し出ることがあるときは、所管課に連絡してください。',
    );
    expect(await closed(CHIEF, 'hearing')).toContain(
      '弁明の記録は、情報セキュリティ管理者が、判断の前に行います。',
    );
    expect(await closed(TAX, 'approval')).toContain('すでに済んでいるか、あなたへの依頼ではありません。');
    const late = await post(story, VENDOR, path, { statement: '遅い' });
    expect(late.json.type).toBe('urn:remote-maintenance-permits:statement-too-late');
  });

  test('末日の後に及ぶ作業は申請できず、承認済みのものは末日の終わりに効力を失う。その不備は違反としない', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    const works = worksOf(story, caseId);
    await works.answer(await works.announced('2026-08-03'), { choice: 'accept' });
    const unanswered = await works.announced('2026-08-05');
    const id = await weighed(story, caseId);
    await approve(story, caseId, id);
    expect(story.mailsTo(VENDOR)[0]?.text).toContain('効力を失う作業（承認済み又は緊急のもの）');
    expect((await works.announce('2026-08-04')).text).toContain('許可の期間内');
    const late = await works.answer(unanswered, { choice: 'accept' });
    expect(late.json.type).toBe('urn:remote-maintenance-permits:beyond-period');
    await story.until('2026-09-10T12:00');
    const listed = (await story.vendorApi('GET', `/v1/permits/${caseId}/works`)).json;
    expect(listed.works.map(({ status }: { status: string }) => status)).toEqual(['lapsed', 'lapsed']);
    expect((await works.candidates()).filter(({ about }) => about !== undefined)).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('再委託者の許可は、短縮後の末日の終わりにともに失効する（第11条）', async () => {
    const story = await createStory();
    const { caseId, permitNo } = await permitIn(story, { period: PERIOD });
    const child = await childOf(story, permitNo, { period: PERIOD });
    const id = await weighed(story, caseId);
    const shown = (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
    expect(shown.cascade).toMatchObject([{ permitNo: child.permitNo }]);
    await approve(story, caseId, id);
    await story.until('2026-08-01T00:10');
    const fallen = await stateOf(story, child.caseId);
    expect([fallen.status, 'overOn' in fallen && fallen.overOn]).toEqual(['expired', '2026-08-01']);
    for (const one of [caseId, child.caseId]) expect(await story.violations(one)).toEqual([]);
  });

  test('弁明の期限の長さと最短は設定による', async () => {
    const story = await createStory();
    await setSettings(story.store, { ...DEFAULT_SETTINGS, statementDays: 4, statementLeastDays: 3 });
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    // By hand: 8, 11 and 12 May are the third business day; the fourth is the 13th.
    const soon = await propose(story, caseId, { statementDueOn: '2026-05-11' });
    expect(soon.json.errors[0].pointer).toBe('/statementDueOn');
    // Nothing was violated: it is no 弁明 of 第8条.
    expect(soon.json.errors[0].detail).toContain('（第4条第3項・第12条。最短の日数は設定によります）');
    const { json } = await propose(story, caseId);
    const path = `/v1/permits/${caseId}/shortenings/${json.shorteningId}`;
    expect((await story.vendorApi('GET', path)).json.statementDueOn).toBe('2026-05-13');
  });

  test('G12: 承認を求めた本人は承認できない。代決者が承認する', async () => {
    const story = await createStory();
    await story.decree('POST', '/v1/appointments', {
      ...{ role: 'manager:tax', personId: 'p-chief', kind: 'principal', title: '財政部税務課長事務取扱' },
      ...{ from: '2026-04-06', reason: '兼務' },
    });
    await story.settle();
    const caseId = await story.submit({ period: PERIOD });
    await story.confirm(caseId, CHIEF);
    await story.approve(caseId, DEPUTY);
    await story.until('2026-05-07T10:00');
    const { json } = await propose(story, caseId, {}, CHIEF);
    const id = json.shorteningId;
    await post(story, VENDOR, `/v1/permits/${caseId}/shortenings/${id}/statement`, { closing: true });
    await answer(story, CHIEF, caseId, id, 'answer', { choice: 'shorten', reason: '理由' });
    const { hash } = (await (await story.as(DEPUTY))('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json
      .request;
    const own = await post(story, CHIEF, `/v1/permits/${caseId}/shortenings/${id}/approval`, {
      ...{ hash, choice: 'approve' },
    });
    expect([own.status, own.json.type]).toEqual([
      403,
      'urn:remote-maintenance-permits:drafter-cannot-decide',
    ]);
    expect((await approve(story, caseId, id, DEPUTY)).json.status).toBe('shortened');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('許可が先に終われば、判断の依頼はなくなる', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-06-30' } });
    await story.until('2026-05-07T10:00');
    await propose(story, caseId, { lastDay: '2026-06-29' });
    await story.until('2026-07-02T10:00');
    expect((await stateOf(story, caseId)).questions.map(({ stage }) => stage)).not.toContain('shortening');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('許可が終われば、短縮の予定は示さず、手続は行われないことを示す', async () => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: { from: '2026-04-20', to: '2026-06-30' } });
    await story.until('2026-05-07T10:00');
    const { json } = await propose(story, caseId, { lastDay: '2026-06-28', statementDueOn: '2026-06-29' });
    const shown = async () => {
      const vendor = await story.as(VENDOR);
      return [
        (await vendor('GET', `/permits/${caseId}`)).text,
        (await vendor('GET', `/permits/${caseId}/shortenings/${json.shorteningId}`)).text,
      ];
    };
    await story.until('2026-06-29T23:00');
    const [before = '', inHearing = ''] = await shown();
    expect(before).toContain('許可の期間の末日を令和8年6月28日に短縮することを予定し');
    expect(inHearing).toContain('弁明の期限は令和8年6月29日です');
    // Nobody has decided by the last day: the permit expires as it was.
    await story.until('2026-07-01T00:10');
    const [after = '', over = ''] = await shown();
    expect(after).not.toContain('短縮することを予定し');
    expect(over).toContain('許可が終わったため、期間の短縮の手続は行われません。');
    expect(over).not.toContain('弁明の期限は');
  });

  describe('通知の文言', () => {
    const paperOf = async (story: Story, caseId: string, id: string, type: string): Promise<string> => {
      const { papers } = (await story.vendorApi('GET', `/v1/permits/${caseId}/shortenings/${id}`)).json;
      const { seq } = papers.find(({ paper }: { paper: { type: string } }) => paper.type === type);
      return (await (await story.as(VENDOR))('GET', `/permits/${caseId}/shortenings/${id}/papers/${seq}`))
        .text;
    };
    const decided = async (story: Story, caseId: string, id: string) => {
      await answer(story, TAX, caseId, id, 'answer', {
        ...{ choice: 'shorten', reason: '理由', consideration: '検討した。' },
      });
      await approve(story, caseId, id);
      return paperOf(story, caseId, id, 'shortening-approved');
    };
    const begun = async () => {
      const story = await createStory();
      const { caseId } = await permitIn(story, { period: PERIOD });
      await story.until('2026-05-07T10:00');
      const id: string = (await propose(story, caseId)).json.shorteningId;
      return { story, caseId, id, path: `/v1/permits/${caseId}/shortenings/${id}` };
    };

    test('弁明の機会は、第4条第3項と第12条により付与し、何をするかを示す', async () => {
      const { story, caseId, id } = await begun();
      const text = await paperOf(story, caseId, id, 'shortening-proposed');
      expect(text).toContain('同項の規定及び同要領第12条の定めにより、下記の措置を予定しているので');
      expect(text).toContain(
        '許可の期間の末日を、令和9年3月31日から令和8年7月31日（決定の日がこれより後のときは、決定の日）に改めて許可の期間を短縮し、その翌日以後に係る許可を取り消すこと。',
      );
    });

    test('弁明を提出せずに終えたときは、期限を待ったとは書かない', async () => {
      const { story, caseId, id, path } = await begun();
      await post(story, VENDOR, `${path}/statement`, { closing: true });
      const text = await decided(story, caseId, id);
      expect(text).toContain('保守事業者は、弁明を提出することなく、以上で弁明を終えると申し出た。');
      expect(text).not.toContain('弁明はなかった');
    });

    test('職員が記録した弁明は、保守事業者に通知したことを示す', async () => {
      const { story, caseId, id, path } = await begun();
      await post(story, TAX, `${path}/hearing`, {
        ...{ how: 'spoken', heardOn: '2026-05-07', heardBy: '税務 太郎', speaker: '北斗 一郎' },
        statement: '異議はない。',
      });
      await post(story, VENDOR, `${path}/statement`, { closing: true });
      const text = await decided(story, caseId, id);
      expect(text).toContain('（この記録は、保守事業者に通知した。）');
      // Who signed for the city is the city's own, as with all papers.
      const page = `/permits/${caseId}/shortenings/${id}`;
      const [vendors, citys] = [
        (await (await story.as(VENDOR))('GET', page)).text,
        (await (await story.as(TAX))('GET', page)).text,
      ];
      expect([vendors.includes('記名'), citys.includes('記名')]).toEqual([false, true]);
      const mails = story.mailsTo(VENDOR).filter(({ subject }) => /弁明|短縮/.test(subject));
      expect(mails).toHaveLength(3);
      expect(mails.filter((mail) => mail.text.includes('記名'))).toEqual([]);
      expect(text).not.toContain('確認は得られていない');
    });
  });
});

describe('契約の変更届（第4条第3項）', () => {
  const contract = { ...{ name: '住民情報システム保守', number: '契第99号' }, kind: 'maintenance' };
  const file = async (story: Story, caseId: string, to: string) => {
    const { contract: was } = story.application();
    const filed = await post(story, VENDOR, `/v1/permits/${caseId}/changes`, {
      changedOn: '2026-05-07',
      reason: '契約の変更',
      after: { contract: { ...was, ...contract, to } },
    });
    expect(filed.status, filed.text).toBe(201);
    const path = `/v1/permits/${caseId}/changes/${filed.json.changeId}`;
    const { hash } = (await (await story.as(TAX))('GET', path)).json.request;
    const body = { hash, choice: 'accept', conforming: true };
    const answered = await post(story, TAX, `${path}/answer`, body);
    expect(answered.json, answered.text).toMatchObject({ status: 'effective' });
    return (await story.vendorApi('GET', path)).json;
  };

  test.each([
    ['許可の満了日より前に終わる', '2026-08-31', '2026-08-31'],
    ['満了日の前日', '2027-03-30', '2027-03-30'],
    ['満了日まで続く', '2027-03-31', undefined],
    ['延びても、許可は延びない', '2028-03-31', undefined],
    ['すでに終わっている。認めた日まで', '2026-05-01', '2026-05-07'],
    ['本日終わる', '2026-05-07', '2026-05-07'],
  ])('%s', async (_name, to, lastDay) => {
    const story = await createStory();
    const { caseId } = await permitIn(story, { period: PERIOD });
    await story.until('2026-05-07T10:00');
    const change = await file(story, caseId, to);
    expect([change.aspects, change.lastDay]).toEqual([['contract'], lastDay]);
    const state = await stateOf(story, caseId);
    expect(state.period).toEqual({ ...PERIOD, to: lastDay ?? PERIOD.to });
    const permit = (await story.vendorApi('GET', `/v1/permits/${caseId}`)).json;
    expect(permit.contract).toMatchObject({ number: '契第99号', to });
    const mail = story.mailsTo(VENDOR)[0]?.text.replaceAll('\n', '') ?? '';
    expect(mail).toContain('届出のあった変更を認めました');
    const path = `/permits/${caseId}/changes/${change.changeId}/notice`;
    const notice = (await (await story.as(VENDOR))('GET', path)).text;
    const [says, prints] = [
      mail.includes('許可の期間も短縮されます（第4条第3項）'),
      notice.includes(
        '（契約の期間が短縮前の許可の期間の末日より前に終わるため、苫小牧市リモートメンテナンスの許可等に関する要領第4条第3項の規定により許可の期間を短縮する。）',
      ),
    ];
    expect([says, prints]).toEqual([lastDay !== undefined, lastDay !== undefined]);
    expect(await story.violations(caseId)).toEqual([]);
  });
});
