import { describe, expect, test } from 'vitest';
import type { Mail, Store, Write } from '../../core/store/ports.ts';
import { Fatal, Rejected, Retryable } from '../../core/values/errors.ts';
import { CHIEF, createStory, OFFICE, TAX, VENDOR } from '../support/story.ts';

const says = (writes: readonly Write[], text: string) => JSON.stringify(writes).includes(text);

/** A world whose store fails where `fault` says; undefined: all is well. */
const faulty = async (options: Parameters<typeof createStory>[0] = {}) => {
  const control: { fault?: ((writes: readonly Write[]) => Error | undefined) | undefined; tries: number } = {
    tries: 0,
  };
  const decorateStore = (store: Store): Store => ({
    get: store.get,
    query: store.query,
    transact: async (writes) => {
      const error = control.fault?.(writes);
      if (error) {
        control.tries += 1;
        throw error;
      }
      return store.transact(writes);
    },
  });
  return { story: await createStory({ decorateStore, ...options }), control };
};
/** Fails the act that makes this event. */
const failing = (event: string, error: Error) => (writes: readonly Write[]) =>
  says(writes, `"type":"${event}"`) ? error : undefined;

const parkedAt = async (story: Awaited<ReturnType<typeof createStory>>, caseId: string) =>
  (await story.row(caseId, 'STATE'))?.['state'];

describe('処理の中断と再開', () => {
  const errors: [string, Error][] = [
    ['Rejected', new Rejected('no')],
    ['Fatal', new Fatal('defect')],
    ['TypeError', new TypeError('unknown')],
  ];
  test.each(errors)(
    '許可番号の付番が %s で失敗: 中断し、統括部門に知らせ、再開すると続きから進む',
    async (name, error) => {
      const { story, control } = await faulty();
      const caseId = await story.submit();
      await story.confirm(caseId);
      control.fault = failing('permit-issued', error);
      await story.approve(caseId);
      expect(await parkedAt(story, caseId)).toMatchObject({ status: 'approved', parked: name });
      expect(story.mailsTo(OFFICE)).toHaveLength(1);
      expect(story.mailsTo(OFFICE)[0]?.subject).toContain('【要対応】R8-0001');

      const tax = await story.as(TAX);
      expect((await tax('POST', `/v1/applications/${caseId}/resumption`)).status).toBe(403);
      control.fault = undefined;
      const chief = await story.as(CHIEF);
      expect((await chief('POST', `/v1/applications/${caseId}/resumption`)).status).toBe(200);
      await story.settle();
      expect(await story.vendorView(caseId)).toMatchObject({
        status: 'upcoming',
        permitNo: 'R8-P0001',
        documentNo: '苫税第1号',
      });
      expect((await chief('POST', `/v1/applications/${caseId}/resumption`)).status).toBe(409);
      expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes('結果通知'))).toHaveLength(1);
      expect(await story.violations(caseId)).toEqual([]);
    },
  );

  test.each(['confirmation-requested', 'approval-requested', 'permit-notified', 'found-nonconforming'])(
    '%s の処理が失敗しても、再開すれば依頼や通知は一度だけ出る',
    async (event) => {
      const { story, control } = await faulty();
      control.fault = failing(event, new Fatal('defect'));
      const checklist = story
        .application()
        .checklist.map((entry) =>
          entry.item === '2-1' ? { ...entry, answer: 'nonconforming' as const } : entry,
        );
      const caseId = await story.submit(event === 'found-nonconforming' ? { checklist } : {});
      if (event === 'approval-requested' || event === 'permit-notified') await story.confirm(caseId);
      if (event === 'permit-notified') await story.approve(caseId);
      expect(await parkedAt(story, caseId)).toMatchObject({ parked: 'Fatal' });
      control.fault = undefined;
      await (await story.as(CHIEF))('POST', `/v1/applications/${caseId}/resumption`);
      await story.settle();
      expect((await story.eventsOf(caseId)).filter((type) => type === event)).toHaveLength(1);
      expect(await parkedAt(story, caseId)).not.toHaveProperty('parked');
      expect(await story.violations(caseId)).toEqual([]);
    },
  );

  test('中断中の決定と取下げは失われない', async () => {
    const { story, control } = await faulty();
    control.fault = failing('approval-requested', new Fatal('defect'));
    const caseId = await story.submit();
    await story.confirm(caseId);
    expect((await story.withdraw(caseId)).status).toBe(200);
    expect(story.executions().map(({ status }) => status)).toEqual(['SUCCEEDED']);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('30日を超えて中断したままでも、次の世代が待ち続け、勝手には進まない', async () => {
    const { story, control } = await faulty();
    const caseId = await story.submit();
    await story.confirm(caseId);
    control.fault = failing('permit-issued', new Fatal('defect'));
    await story.approve(caseId);
    control.fault = undefined;
    await story.until('2026-06-10T09:00');
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'approved', parked: 'Fatal' });
    expect(story.executions().map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'RUNNING']);
    expect(story.mailsTo(OFFICE)).toHaveLength(1);
    await (await story.as(CHIEF))('POST', `/v1/applications/${caseId}/resumption`);
    await story.settle();
    expect(await story.vendorView(caseId)).toMatchObject({ permitNo: 'R8-P0001' });
    expect(await story.violations(caseId)).toEqual([]);
  });
});

describe('一時的な失敗', () => {
  test('Retryable は待って繰り返し、一度だけ効く', async () => {
    const { story, control } = await faulty();
    const caseId = await story.submit();
    await story.confirm(caseId);
    control.fault = failing('permit-issued', new Retryable('throttled'));
    await story.approve(caseId);
    expect(control.tries).toBe(1);
    await story.until('2026-04-06T09:01');
    expect(control.tries).toBeGreaterThan(2);
    control.fault = undefined;
    await story.until('2026-04-06T09:30');
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'upcoming', permitNo: 'R8-P0001' });
    expect(await parkedAt(story, caseId)).not.toHaveProperty('parked');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('送達の途中の停止: 送った後、消す前に止まり、もう一度送られても、効果は一度', async () => {
    const { story, control } = await faulty();
    let crashes = 0;
    // The row is sent, then the process dies before it is removed: every message is delivered twice.
    const seen = new Set<string>();
    control.fault = (writes) => {
      const gone = writes.find((write) => 'delete' in write && write.delete.sk.startsWith('OUTBOX#'));
      if (!gone || !('delete' in gone) || seen.has(gone.delete.sk)) return undefined;
      seen.add(gone.delete.sk);
      crashes += 1;
      return new Retryable('crash');
    };
    const caseId = await story.submit();
    await story.until('2026-04-06T09:02');
    await story.confirm(caseId);
    await story.until('2026-04-06T09:04');
    await story.approve(caseId);
    await story.until('2026-04-06T09:06');
    expect(crashes).toBeGreaterThan(5);
    expect(await story.vendorView(caseId)).toMatchObject({
      status: 'upcoming',
      permitNo: 'R8-P0001',
      documentNo: '苫税第1号',
    });
    expect(story.executions()).toHaveLength(1);
    for (const mark of ['【受付】', '【結果通知】'])
      expect(story.subjectsTo(VENDOR).filter((subject) => subject.includes(mark))).toHaveLength(1);
    expect(story.subjectsTo(TAX).filter((subject) => subject.includes('要決定'))).toHaveLength(1);
    expect((await story.view(CHIEF, caseId)).mails).toHaveLength(4);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('点検: 壊れた一件は、ほかの案件の催促を妨げない。点検は失敗として知らされる', async () => {
    const story = await createStory();
    const cases = [];
    for (let n = 0; n < 6; n += 1) cases.push(await story.submit());
    const [broken, ...others] = cases.toSorted();
    const row = await story.row(broken ?? '', 'STATE');
    if (!row) throw new Error('no row');
    await story.behind.transact([{ put: { ...row, state: { corrupt: true } } }]);
    await story.until('2026-04-10T08:30');
    for (const caseId of others) expect(await story.eventsOf(caseId)).toContain('request-reissued');
    const [last] = story.machines.listExecutions('daily');
    expect(last).toMatchObject({ status: 'FAILED', error: 'DailyRunFailed' });
  });
});

describe('偽の完了通知（送り手を信じない）', () => {
  const tokenOf = async (story: Awaited<ReturnType<typeof createStory>>, caseId: string) =>
    String((await story.row(caseId, 'TASK'))?.['taskToken']);
  const words = [
    'issue',
    'approve',
    'notify',
    'notify-refusal',
    'monitor',
    'closed',
    'check',
    'correct',
    'nonsense',
  ];

  test.each(words)('管理者の確認待ちに {next: %s}: 許可されず、案件は続けられる', async (next) => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.workflows.sendTaskSuccess(await tokenOf(story, caseId), { next });
    await story.settle();
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'confirming' });
    expect(story.subjectsTo(VENDOR)).toHaveLength(1);
    expect(story.machines.listExecutions('permit', 'RUNNING')).toHaveLength(1);
    if (story.mailsTo(OFFICE).length > 0)
      await (await story.as(CHIEF))('POST', `/v1/applications/${caseId}/resumption`);
    await story.settle();
    await story.confirm(caseId);
    await story.approve(caseId);
    expect((await story.vendorView(caseId)).status).toBe('upcoming');
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each(words)('統括の承認待ちに {next: %s}: 承認なしに許可されない', async (next) => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.workflows.sendTaskSuccess(await tokenOf(story, caseId), { next });
    await story.settle();
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'approving' });
    expect(await story.eventsOf(caseId)).not.toContain('permit-issued');
    expect(story.machines.listExecutions('permit', 'RUNNING')).toHaveLength(1);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test.each([
    ...(['closed', 'order', 'judge', 'report', 'sanction', 'suspend', 'lift', 'revoke'] as const),
    ...(['expire', 'end', 'parked', 'nonsense'] as const),
  ])('許可の監視に {next: %s}: 命令なしに停止・取消にならず、有効な許可の流れは終わらない', async (next) => {
    const story = await createStory();
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    await story.workflows.sendTaskSuccess(await tokenOf(story, caseId), { next });
    await story.settle();
    expect(story.machines.listExecutions('permit', 'RUNNING')).toHaveLength(1);
    if ((await story.row(caseId, 'TASK'))?.['task'] === 'operator') {
      await (await story.as(CHIEF))('POST', `/v1/applications/${caseId}/resumption`);
      await story.settle();
    }
    expect(await story.row(caseId, 'TASK')).toMatchObject({ task: 'monitor' });
    expect(await story.vendorView(caseId)).toMatchObject({ status: 'upcoming' });
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('中断中の案件に偽の再開: 統括部門が再開するまで中断したまま', async () => {
    const { story, control } = await faulty();
    const caseId = await story.submit();
    await story.confirm(caseId);
    control.fault = failing('permit-issued', new Fatal('defect'));
    await story.approve(caseId);
    control.fault = undefined;
    await story.workflows.sendTaskSuccess(await tokenOf(story, caseId), { next: 'issue' });
    await story.settle();
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'approved', parked: 'Fatal' });
    expect(await story.row(caseId, 'TASK')).toMatchObject({ task: 'operator' });
  });

  test('二度目の完了通知は何も起こさない', async () => {
    const story = await createStory();
    const caseId = await story.submit();
    const token = await tokenOf(story, caseId);
    await story.confirm(caseId);
    expect(await story.workflows.sendTaskSuccess(token, { next: 'approve' })).toBe('gone');
    expect(await story.workflows.sendTaskSuccess('no-such-token', { next: 'approve' })).toBe('gone');
    await story.settle();
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'approving' });
  });
});

describe('メール', () => {
  const mailing = async () => {
    const sent: Mail[] = [];
    const control: { fault?: (mail: Mail) => Error | undefined } = {};
    const story = await createStory({
      mailer: {
        send: async (mail) => {
          const error = control.fault?.(mail);
          if (error) throw error;
          sent.push(mail);
          return { messageId: mail.key };
        },
      },
    });
    return { story, sent, control };
  };

  test('宛先に拒まれた: 統括部門に知らせ、記録は「不達」', async () => {
    const { story, sent, control } = await mailing();
    control.fault = ({ to }) => (to === TAX ? new Rejected('550') : undefined);
    const caseId = await story.submit();
    expect(sent.map(({ to }) => to)).toEqual([VENDOR, OFFICE]);
    expect(sent[1]?.text).toContain(TAX);
    const rows = (await story.store.query({ hash: `CASE#${caseId}`, prefix: 'MAIL#' })).items;
    expect(rows.map((row) => row['mail'])).toContainEqual(
      expect.objectContaining({ to: TAX, result: 'undeliverable' }),
    );
    expect((await story.store.query({ hash: `CASE#${caseId}`, prefix: 'OUTBOX#' })).items).toEqual([]);
  });

  test('メールの停止が72時間続いても、何も失われず、復旧後にすべて届く', async () => {
    const { story, sent, control } = await mailing();
    control.fault = () => new Retryable('SES is down');
    const caseId = await story.submit();
    const second = await story.submit();
    expect(sent).toEqual([]);
    // Deciding does not need the mail: the portal shows what is waiting.
    expect((await story.store.query({ hash: `CASE#${caseId}`, prefix: 'OUTBOX#' })).items).toHaveLength(2);
    expect(await parkedAt(story, caseId)).toMatchObject({ status: 'confirming' });
    await story.until('2026-04-09T09:00');
    expect(sent).toEqual([]);
    delete control.fault;
    await story.until('2026-04-09T09:16');
    const ofCases = sent.filter(({ subject }) => !subject.startsWith('【証跡の封印】'));
    expect(ofCases.map(({ to }) => to).toSorted()).toEqual([VENDOR, VENDOR, TAX, TAX].toSorted());
    for (const id of [caseId, second])
      expect((await story.store.query({ hash: `CASE#${id}`, prefix: 'OUTBOX#' })).items).toEqual([]);
    const handle = /\/d\/([\w-]+)/.exec(sent.find(({ to }) => to === TAX)?.text ?? '')?.[1];
    expect((await story.send({ path: `/d/${handle}` })).status).toBe(200);
    expect(await story.violations(caseId)).toEqual([]);
  });
});
