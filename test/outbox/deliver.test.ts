import { expect, test } from 'vitest';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { listMails, OUTBOX_SHARD } from '../../core/case/outbox-write.ts';
import { requestCode } from '../../core/sign-in/request-code.ts';
import type { Item, Mail, Store } from '../../core/store/ports.ts';
import { Rejected, Retryable } from '../../core/values/errors.ts';
import { deliver } from '../../functions/outbox/deliver.ts';
import { createCity } from '../support/city.ts';
import { noErasure } from '../support/no-erasure.ts';

/** A case whose request mail is in the outbox, and a way to deliver it. */
const requestInOutbox = async () => {
  const city = await createCity();
  const caseId = await city.confirming();
  const { items } = await city.store.query({ hash: `CASE#${caseId}`, prefix: 'OUTBOX#', limit: 1000 });
  const row = items.find((item) => JSON.stringify(item).includes('decision-request'));
  if (!row) throw new Error('no request in the outbox');
  const sent: Mail[] = [];
  const deliverWith = (
    store: Store,
    send: (mail: Mail) => Promise<{ messageId: string }>,
    item: Item = row,
  ) =>
    deliver({
      ...city.ports,
      store,
      config: { baseUrl: 'http://127.0.0.1:3000', cityName: '苫小牧市' },
      workflows: { startExecution: async () => 'started', sendTaskSuccess: async () => 'gone' },
      mailer: { send },
      ...noErasure,
    })(item);
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

/** As the one delivery that finds it removes it. */
const goneWith = ({ pk, sk }: Item) => ({ delete: { pk, sk }, when: { equals: { sk } } });

test('INV-19: gone while the mail was on its way (erased with its case, or delivered by another), nothing is put on record again', async () => {
  const { city, caseId, row, sent, keep, deliverWith, records } = await requestInOutbox();
  const erasedMeanwhile = async (mail: Mail) => {
    const all = await city.store.query({ hash: `CASE#${caseId}`, prefix: 'MAIL#', limit: 1000 });
    await city.store.transact([goneWith(row), ...all.items.map(({ pk, sk }) => ({ delete: { pk, sk } }))]);
    return keep(mail);
  };
  await expect(deliverWith(city.store, erasedMeanwhile)).rejects.toThrow(Retryable);
  expect(await records()).toEqual([]);
  await deliverWith(city.store, keep);
  expect([sent.length, await records()]).toEqual([1, []]);
});

test('gone before the mail goes out, it does not go out', async () => {
  const { city, row, sent, keep, deliverWith, records } = await requestInOutbox();
  const goneBefore: Store = {
    ...city.store,
    transact: async (writes) => {
      await city.store.transact([goneWith(row)]);
      return city.store.transact(writes);
    },
  };
  await expect(deliverWith(goneBefore, keep)).rejects.toThrow(Retryable);
  expect([sent, await records()]).toEqual([[], []]);
});

test('INV-19: the code for a sign-in leaves no name and no address behind, also when it is refused', async () => {
  const { city, deliverWith } = await requestInOutbox();
  const { store, ports } = city;
  await requestCode(ports)('hoshu@hokuto.example.com', {
    source: '192.0.2.1',
    device: undefined,
    browser: '',
  });
  const signIn = (await store.query({ index: 'due', hash: OUTBOX_SHARD, limit: 100 })).items.find(({ pk }) =>
    pk.startsWith('SIGNIN#'),
  );
  if (!signIn) throw new Error('no code in the outbox');
  const refused = () => Promise.reject(new Rejected('550'));
  await deliverWith(store, refused, signIn);
  const left = await store.query({ hash: signIn.pk, limit: 100 });
  expect(JSON.stringify(left.items)).not.toContain('hoshu@hokuto.example.com');
  expect(left.items.filter(({ sk }) => sk.startsWith('MAIL#'))).toEqual([]);
});
