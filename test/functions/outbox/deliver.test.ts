import { expect, test } from 'vitest';
import { listMails } from '../../../core/mail-record.ts';
import type { Mail, Store } from '../../../core/ports.ts';
import { withdrawApplication } from '../../../core/use-cases/withdraw-application.ts';
import { deliver } from '../../../functions/outbox/deliver.ts';
import { createCity } from '../../support/city.ts';
import { noErasure } from '../../support/no-erasure.ts';

/** A case whose request mail is in the outbox, and a way to deliver it. */
const requestInOutbox = async () => {
  const city = await createCity();
  const caseId = await city.confirming();
  const { items } = await city.store.query({ hash: `CASE#${caseId}`, prefix: 'OUTBOX#', limit: 1000 });
  const row = items.find((item) => JSON.stringify(item).includes('decision-request'));
  if (!row) throw new Error('no request in the outbox');
  const sent: Mail[] = [];
  const deliverWith = (store: Store, send: (mail: Mail) => Promise<{ messageId: string }>) =>
    deliver({
      ...city.ports,
      store,
      config: { baseUrl: 'http://127.0.0.1:3000', cityName: '苫小牧市' },
      workflows: { startExecution: async () => 'started', sendTaskSuccess: async () => 'gone' },
      mailer: { send },
      ...noErasure,
    })(row);
  const keep = async (mail: Mail) => {
    sent.push(mail);
    return { messageId: 'm-1' };
  };
  /** The process ends: nothing of it reaches the store any more. */
  const crashAfterSending: Store = {
    ...city.store,
    transact: async (writes) => {
      if (sent.length > 0) throw new Error('killed');
      return city.store.transact(writes);
    },
  };
  const records = async () => (await listMails(city.store, caseId)).map(({ to, result }) => [to, result]);
  return { city, caseId, row, sent, keep, deliverWith, crashAfterSending, records };
};

test('a mail is on record before it goes out: killed right after, and withdrawn meanwhile, it is still kept', async () => {
  const { city, caseId, row, sent, keep, deliverWith, crashAfterSending, records } = await requestInOutbox();
  await expect(deliverWith(crashAfterSending, keep)).rejects.toThrow('killed');
  expect(sent).toHaveLength(1);
  await withdrawApplication(city.ports)(await city.person('p-vendor'), caseId);
  await deliverWith(city.store, keep);
  expect(sent).toHaveLength(1);
  expect(await records()).toEqual([['tax-manager@city.example.jp', 'unknown']]);
  expect(await city.store.get(row)).toBeUndefined();
});

test('still needed, it goes out again under the same key, and is kept once', async () => {
  const { city, sent, keep, deliverWith, crashAfterSending, records } = await requestInOutbox();
  await expect(deliverWith(crashAfterSending, keep)).rejects.toThrow('killed');
  await deliverWith(city.store, keep);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  expect(await records()).toEqual([['tax-manager@city.example.jp', 'sent']]);
});
