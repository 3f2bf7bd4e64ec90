import { describe, expect, test } from 'vitest';
import { caseKey } from '../../core/case/case-store.ts';
import type { MailMessage } from '../../core/case/outbox.ts';
import { outboxWrite } from '../../core/case/outbox-write.ts';
import type { Mail, Store, Write } from '../../core/store/ports.ts';
import { Fatal, Rejected } from '../../core/values/errors.ts';
import { browse } from '../support/browse.ts';
import { createOrders } from '../support/orders.ts';
import { CLERK, createStory, OFFICE, type Story, TAX } from '../support/story.ts';

/** 対応が必要な申請: what stands still is in sight of the chief's office, on the front page and in the case. */

const attention = async (story: Story) =>
  (await (await story.as(CLERK))('GET', '/v1/attention')).json.entries;
const reasons = async (story: Story) =>
  (await attention(story)).map(({ caseNo, why, detail }: Record<string, string>) => [caseNo, why, detail]);

describe('処理の中断', () => {
  const parked = async () => {
    const control: { broken: boolean } = { broken: true };
    const fails = (writes: readonly Write[]) =>
      control.broken && JSON.stringify(writes).includes('"type":"permit-issued"');
    const decorateStore = (store: Store): Store => ({
      get: store.get,
      query: store.query,
      transact: async (writes) => {
        if (fails(writes)) throw new Fatal('defect');
        return store.transact(writes);
      },
    });
    const story = await createStory({ decorateStore });
    const caseId = await story.submit();
    await story.confirm(caseId);
    await story.approve(caseId);
    return { story, caseId, control };
  };

  test('統括部門のトップページと申請の画面に原因が出て、画面から再開できる', async () => {
    const { story, caseId, control } = await parked();
    expect(await reasons(story)).toEqual([['R8-0001', 'parked', 'Fatal']]);
    const visit = await browse(story, CLERK);
    const home = (await visit('/home')).text;
    expect(home).toContain('対応が必要な申請・許可（1件）');
    expect(home).toContain('処理が中断しています');
    expect((await visit(`/applications/${caseId}`)).text).toContain(
      '原因：システム又はデータの不具合（Fatal）',
    );
    control.broken = false;
    const answer = await visit(`/applications/${caseId}/resume`, {});
    expect(answer.headers['location']).toBe(`/applications/${caseId}?done=resumed`);
    const after = (await visit(`/applications/${caseId}?done=resumed`)).text;
    expect(after).toContain('処理を再開しました');
    expect(after).not.toContain('処理を再開する');
    expect(await reasons(story)).toEqual([]);
    expect(await story.violations(caseId)).toEqual([]);
  });

  test('管理者には原因だけを示し、再開のボタンはない。事業者には示さない', async () => {
    const { story, caseId } = await parked();
    const manager = await (await story.as(TAX))('GET', `/applications/${caseId}`);
    expect(manager.text).toContain('処理が中断しています');
    expect(manager.text).not.toContain('処理を再開する');
    expect((await (await story.as(TAX))('GET', '/home')).text).not.toContain('対応が必要な申請');
    expect((await (await story.as(TAX))('GET', '/v1/attention')).status).toBe(403);
    expect(JSON.stringify(await story.vendorView(caseId))).not.toContain('parked');
  });
});

test('決定する職員がいない申請と、期限を過ぎた申請', async () => {
  const story = await createStory();
  await story.submit();
  expect(await reasons(story)).toEqual([]);
  await story.until('2026-04-14T09:00');
  expect(await reasons(story)).toEqual([
    ['R8-0001', 'overdue', '情報セキュリティ管理者の確認　期限 令和8年4月13日'],
  ]);
  for (const appointmentId of ['a-tax', 'a-tax2'])
    await story.decree('POST', '/v1/appointments/end', {
      role: 'manager:tax',
      appointmentId,
      on: '2026-04-14',
      reason: '異動',
    });
  expect(await reasons(story)).toEqual([
    ['R8-0001', 'no-holder', '情報セキュリティ管理者の確認　期限 令和8年4月13日'],
  ]);
});

test('許可について期限を過ぎた依頼は、何の依頼かを、統括部門のトップページとメールに示す', async () => {
  const story = await createStory();
  const orders = createOrders(story);
  const caseId = await orders.permit();
  await story.until('2026-04-20T09:00');
  const id = (await orders.instruct(caseId)).json.instructionId;
  const done = { done: '報告した。', doneOn: '2026-04-20' };
  await orders.vendor(`${orders.instructions(caseId)}/${id}/report`, done);
  await story.until('2026-05-12T18:00');
  expect(await reasons(story)).toEqual([['R8-0001', 'overdue', '指示の履行の確認　期限 令和8年4月27日']]);
  const { text } = await (await story.as(CLERK))('GET', '/home');
  expect(text).toContain(`<a href="/permits/${caseId}">R8-P0001</a>`);
  expect(text).toContain('決定・回答の期限を過ぎています');
  const alert = story
    .mailsTo(OFFICE)
    .find(({ subject }) => subject === '【要対応】R8-P0001 回答期限を過ぎています');
  for (const words of [
    '・許可番号：R8-P0001',
    '・依頼の内容：指示の履行の確認',
    '・期限：令和8年4月27日',
    '・回答する役職：情報セキュリティ管理者',
    `/permits/${caseId}\n`,
  ])
    expect(alert?.text).toContain(words);
  expect(alert?.text).not.toMatch(/申請|applications/);
});

test('依頼を指さない前の版の通知も、送ることができる。答えられた依頼の通知は送らない', async () => {
  const story = await createStory();
  const caseId = await createOrders(story).permit();
  const alert = { template: 'office-alert', sectionId: 'ict', caseId, why: 'overdue' } as const;
  const send = async (id: string, mail: MailMessage) => {
    await story.store.transact([
      outboxWrite(caseKey(caseId), id, story.ports.clock(), { kind: 'mail', mail }),
    ]);
    await story.settle();
    return story.mailsTo(OFFICE);
  };
  expect(await send('answered', { ...alert, requestId: 'answered' })).toEqual([]);
  expect(await send('before', alert)).toMatchObject([
    { subject: '【要対応】R8-0001 決定期限を過ぎています' },
  ]);
});

test('届かなかったメールは、30日の間、申請の画面にも示す', async () => {
  const story: Story = await createStory({
    mailer: {
      send: async (mail: Mail) => {
        if (mail.subject.includes('【受付】')) throw new Rejected('no such address');
        return story.mailbox.send(mail);
      },
    },
  });
  const caseId = await story.submit();
  expect(await reasons(story)).toEqual([
    ['R8-0001', 'undeliverable', 'hoshu@hokuto.example.com「【受付】リモート接続申請 R8-0001」'],
  ]);
  const { text } = await (await story.as(CLERK))('GET', `/applications/${caseId}`);
  expect(text).toContain('<li>hoshu@hokuto.example.com「【受付】リモート接続申請 R8-0001」</li>');
  await story.confirm(caseId);
  await story.approve(caseId);
  await story.until('2026-05-07T09:00');
  expect(await reasons(story)).toEqual([]);
});
