import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { noteDelivery } from '../../core/application/note-delivery.ts';
import { messageOf } from '../../core/case/outbox.ts';
import { listMails, mailRecordWrite } from '../../core/case/outbox-write.ts';
import { Retryable } from '../../core/values/errors.ts';
import { createIds } from '../../functions/adapters/system.ts';
import { openDatabase } from '../../local/database.ts';
import { createSqliteStore } from '../../local/store-sqlite.ts';

const clock = () => Temporal.Instant.from('2026-04-06T00:00:00Z');
const bounced = { result: 'undeliverable', why: 'Permanent/NoEmail' } as const;

const sentMail = async (template = 'result') => {
  const store = createSqliteStore(openDatabase(':memory:'));
  const mail = {
    mailId: 'M1',
    to: 'hoshu@hokuto.example.com',
    subject: '件名',
    text: '本文',
    sentAt: clock().toString(),
  };
  await store.transact([mailRecordWrite('CASE#1', { ...mail, template, messageId: 'm-1', result: 'sent' })]);
  const note = noteDelivery({ store, clock, ids: createIds(clock) });
  const alerts = async () =>
    (await store.query({ hash: 'CASE#1', prefix: 'OUTBOX#' })).items.map((row) => messageOf(row));
  const result = async () => (await listMails(store, '1'))[0]?.result;
  return { note, alerts, result, store };
};

describe('第12条: 届かなかったメールは、人の仕事になる', () => {
  test('what cannot be noted now is told again, not lost', async () => {
    const { store } = await sentMail();
    const busy = { ...store, transact: async () => ({ ok: false as const, failed: [] }) };
    const note = noteDelivery({ store: busy, clock, ids: createIds(clock) });
    await expect(note('CASE#1', 'M1', bounced)).rejects.toThrow(Retryable);
  });

  test('a bounce is noted with the mail, and the office is asked to call', async () => {
    const { note, alerts, result } = await sentMail();
    await note('CASE#1', 'M1', bounced);
    expect(await result()).toBe('undeliverable');
    expect(await alerts()).toEqual([
      {
        kind: 'mail',
        mail: {
          template: 'office-alert',
          sectionId: 'ict',
          caseId: '1',
          why: 'undeliverable',
          detail: 'hoshu@hokuto.example.com（Permanent/NoEmail）',
        },
      },
    ]);
  });

  test('told twice, or by two at once, the office is asked once', async () => {
    const { note, alerts } = await sentMail();
    await Promise.all([note('CASE#1', 'M1', bounced), note('CASE#1', 'M1', bounced)]);
    await note('CASE#1', 'M1', bounced);
    expect(await alerts()).toHaveLength(1);
  });

  test('a delivery is noted and asks nobody; a bounce after it counts, a delivery after a bounce does not', async () => {
    const { note, alerts, result } = await sentMail();
    await note('CASE#1', 'M1', { result: 'delivered' });
    expect([await result(), await alerts()]).toEqual(['delivered', []]);
    await note('CASE#1', 'M1', bounced);
    await note('CASE#1', 'M1', { result: 'delivered' });
    expect([await result(), (await alerts()).length]).toEqual(['undeliverable', 1]);
  });

  test('an alert that bounces causes no further alert', async () => {
    const { note, alerts, result } = await sentMail('office-alert');
    await note('CASE#1', 'M1', bounced);
    expect([await result(), await alerts()]).toEqual(['undeliverable', []]);
  });

  test('a mail that is not on record yet is asked for again later; a sign-in mail never is on record', async () => {
    const { note } = await sentMail();
    await expect(note('CASE#1', 'M2', bounced)).rejects.toMatchObject({ name: 'Retryable' });
    await expect(note('SIGNIN#abc', 'M2', bounced)).resolves.toBeUndefined();
  });
});
