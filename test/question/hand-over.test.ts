import { describe, expect, test } from 'vitest';
import { appointmentsOfRole } from '../../core/directory/directory-store.ts';
import type { Mail } from '../../core/store/ports.ts';
import { Retryable } from '../../core/values/errors.ts';
import { permitIn } from '../support/permit.ts';
import { CARE, createStory, TAX, TAX_DEPUTY } from '../support/story.ts';

const successor = (from: string, change: object = {}) => ({
  role: 'manager:tax',
  personId: 'p-care',
  kind: 'principal',
  title: '財政部税務課長',
  from,
  reason: '人事異動',
  ...change,
});
const handleIn = (text: string | undefined) => /\/d\/([\w-]+)/.exec(text ?? '')?.[1] ?? '';

describe('人事異動', () => {
  test('依頼の途中で交代すると、後任に届き、前任のリンクとセッションでは決定できない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const oldHandle = handleIn(story.mailsTo(TAX)[0]?.text);
    const former = await story.as(TAX);
    const { hash } = (await story.view(TAX, caseId)).request;
    expect((await story.decree('POST', '/v1/appointments', successor('2026-04-06'))).status).toBe(201);
    await story.gathered();

    expect(story.subjectsOfCases(CARE)[0]).toContain('要決定・引継ぎ');
    expect(story.mailsTo(TAX).filter(({ subject }) => subject.includes('要決定'))).toHaveLength(1);
    const body = { stage: 'confirm', choice: 'refuse', hash, checklist: [], reason: '前任' };
    const late = await former('POST', `/v1/applications/${caseId}/decisions`, body);
    expect(late.status).toBe(401);
    const dead = await story.send({ path: `/d/${oldHandle}` });
    expect(dead.text).toBe((await story.send({ path: `/d/${'y'.repeat(43)}` })).text);
    const alive = await story.send({
      path: `/d/${handleIn(story.mailsTo(CARE).find(({ subject }) => subject.includes('要決定'))?.text)}`,
    });
    expect(alive.status).toBe(200);
    expect((await story.confirm(caseId, CARE)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('回答の要らない知らせも、届くときにその役職にある者へ: 配送が遅れる間に交代すれば、後任だけに届く', async () => {
    const sent: Mail[] = [];
    const line = { down: false };
    const story = await createStory({
      mailer: {
        send: async (mail) => {
          if (line.down && mail.subject.includes('変更届')) throw new Retryable('SES is down');
          sent.push(mail);
          return story.mailbox.send(mail);
        },
      },
    });
    const { caseId } = await permitIn(story);
    const file = async (tel: string) => {
      const { status } = await story.vendorApi(
        'POST',
        `/v1/permits/${caseId}/changes`,
        {
          changedOn: story.today().toString(),
          reason: '窓口の変更',
          after: { emergencyContact: { name: '窓口', tel } },
        },
        { 'idempotency-key': tel },
      );
      expect(status).toBe(201);
      await story.settle();
    };
    const told = (address: string) =>
      sent.filter(({ to, subject }) => to === address && subject.includes('変更届')).length;
    line.down = true;
    await file('011-000-0001');
    expect((await story.decree('POST', '/v1/appointments', successor('2026-04-06'))).status).toBe(201);
    line.down = false;
    await story.until('2026-04-06T12:00');
    expect([told(TAX), told(CARE)]).toEqual([0, 1]);
    expect(sent.find(({ to, subject }) => to === CARE && subject.includes('変更届'))?.text).toContain(
      '介護 四郎',
    );

    // The post is vacant: whoever deputises is told, when it is delivered.
    line.down = true;
    await file('011-000-0002');
    const [held] = (await appointmentsOfRole(story.store, 'manager:tax')).filter(
      ({ personId }) => personId === 'p-care',
    );
    const end = { role: 'manager:tax', appointmentId: held?.appointmentId, on: '2026-04-06', reason: '退職' };
    expect((await story.decree('POST', '/v1/appointments/end', end)).status).toBe(200);
    line.down = false;
    await story.until('2026-04-06T16:00');
    expect([told(TAX), told(CARE), told(TAX_DEPUTY)]).toEqual([0, 1, 1]);
  });

  test('前任にほかの役職が残っていても、その依頼は決定できない', async () => {
    const story = await createStory();
    await story.decree(
      'POST',
      '/v1/appointments',
      successor('2026-04-06', { personId: 'p-tax', role: 'clerk:tax', title: '主査' }),
    );
    const caseId = await story.submit();
    await story.decree('POST', '/v1/appointments', successor('2026-04-06'));
    const answer = await story.confirm(caseId, TAX);
    expect(answer.status).toBe(403);
    expect(await story.view(TAX, caseId)).toMatchObject({ status: 'confirming' });
    expect((await story.view(TAX, caseId)).can.decide).toBeUndefined();
  });

  test('4月1日付けの異動を前もって登録すると、その日から効き、その日の点検で後任に届く', async () => {
    const story = await createStory({ start: '2027-03-25T09:00+09:00' });
    const caseId = await story.submit();
    await story.decree('POST', '/v1/appointments', successor('2027-04-01'));
    await story.settle();
    expect(story.subjectsOfCases(CARE)).toEqual([]);
    await story.until('2027-03-31T23:59:59');
    expect((await story.view(TAX, caseId)).can.decide).toBe('confirm');
    await story.until('2027-04-01T00:00');
    expect((await (await story.as(CARE))('GET', '/v1/inbox')).json.entries).toHaveLength(1);
    expect(story.subjectsOfCases(CARE).filter((subject) => subject.includes('要決定'))).toEqual([]);
    await story.until('2027-04-01T08:40');
    expect(story.subjectsOfCases(CARE).filter((subject) => subject.includes('要決定・引継ぎ'))).toHaveLength(
      1,
    );
    expect((await (await story.as(CARE))('GET', `/v1/applications/${caseId}`)).status).toBe(200);
    expect((await story.confirm(caseId, CARE)).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('代決者だけが残れば、代決者に届く。本人が就任すれば本人に戻る', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.decree('POST', '/v1/appointments/end', {
      role: 'manager:tax',
      appointmentId: 'a-tax',
      on: '2026-04-06',
      reason: '退任',
    });
    await story.gathered();
    expect(story.subjectsOfCases(TAX_DEPUTY)[0]).toContain('要決定・引継ぎ');
    await story.decree('POST', '/v1/appointments', successor('2026-04-06'));
    await story.gathered();
    expect(story.subjectsOfCases(CARE)[0]).toContain('要決定・引継ぎ');
    const events = await story.eventsOf(caseId);
    expect(events.filter((type) => type === 'request-reissued')).toHaveLength(2);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('通知書の発行者は、発行の日の役職者のまま', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    await story.until('2026-04-20T09:00');
    await story.decree('POST', '/v1/appointments', successor('2026-04-20'));
    const notice = await story.vendorApi('GET', `/v1/applications/${caseId}/notice`);
    expect(notice.json.issuer).toMatchObject({ title: '財政部税務課長', name: '税務 三郎' });
  });

  test('退任の登録は、任期を縮めるだけで、延ばすことはできない', async () => {
    const story = await createStory();
    const end = (on: string) =>
      story.decree('POST', '/v1/appointments/end', {
        role: 'manager:tax',
        appointmentId: 'a-tax2',
        on,
        reason: '退任',
      });
    expect((await end('2026-04-06')).status).toBe(200);
    const again = await end('2026-12-31');
    expect(again.status).toBe(422);
    expect(again.json.errors).toEqual([
      { pointer: '/on', detail: expect.stringContaining('令和8年4月6日に退任済み') },
    ]);
    expect((await end('2026-04-01')).status).toBe(200);
  });

  test('一つの役職の代決者は、同じ期間に4人まで。後任の本人は、前任に代わって就く', async () => {
    const story = await createStory();
    const appointed = (change: object) =>
      story.decree('POST', '/v1/appointments', successor('2026-04-06', change));
    const deputy = { kind: 'deputy', personId: 'p-care' };
    for (let n = 0; n < 3; n += 1) expect((await appointed(deputy)).status).toBe(201);
    const fifth = await appointed(deputy);
    expect([fifth.status, fifth.json.errors[0].detail]).toEqual([422, expect.stringContaining('4人まで')]);
    expect((await appointed({ ...deputy, role: 'clerk:tax' })).status).toBe(201);
    // Principals that were registered ahead and never took office are not written again and again.
    for (let n = 0; n < 60; n += 1) expect((await appointed({ from: '2030-04-01' })).status).toBe(201);
    expect((await appointed({})).status).toBe(201);
    const [held] = (await appointmentsOfRole(story.store, 'manager:tax')).filter(
      ({ kind, personId }) => kind === 'deputy' && personId === 'p-care',
    );
    const end = { role: 'manager:tax', appointmentId: held?.appointmentId, on: '2026-04-06', reason: '異動' };
    expect((await story.decree('POST', '/v1/appointments/end', end)).status).toBe(200);
    expect((await appointed(deputy)).status).toBe(201);
  });
});
