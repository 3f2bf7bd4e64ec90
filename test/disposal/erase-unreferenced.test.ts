import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type MailRecord, mailRecordKey } from '../../core/case/outbox-write.ts';
import type { Appointment } from '../../core/directory/directory.ts';
import { listStaff, loadNameAt } from '../../core/directory/directory-store.ts';
import { openDirectoryTrail } from '../../core/directory/directory-trail.ts';
import { deviceKey, signedIn } from '../../core/directory/sign-in-store.ts';
import { disposalKey, disposalWrite } from '../../core/disposal/disposal.ts';
import { eraseReasons, eraseStaff } from '../../core/disposal/erase-unreferenced.ts';
import { directoryChain } from '../../core/trail/directory-faults.ts';
import { createCity } from '../support/city.ts';
import { decree } from '../support/decree.ts';
import { noErasure } from '../support/no-erasure.ts';

test('INV-19: 退任から保存期間を過ぎた職員は、改姓前の氏名と元のアドレス、それに届いたメールも残らず消える', async () => {
  const city = await createCity();
  const { ports, store, clock } = city;
  const [left, later, forgotten] = ['left@city.example.jp', 'later@city.example.jp', new Set<string>()];
  const input = { name: '改姓 花前', email: left, sectionId: 'tax' };
  const { personId } = await decree(city, { act: 'register-person', ...input });
  const held: Omit<Appointment, 'appointmentId'> = {
    ...{ role: 'clerk:tax', personId, kind: 'principal', title: '財政部税務課主事' },
    ...{ from: '2026-04-06', to: '2027-04-01' },
  };
  await decree(city, { act: 'appoint', ...held });
  clock.moveTo(Temporal.Instant.from('2026-06-01T09:00:00+09:00'));
  const changed = { name: '改姓 花後', email: later, sectionId: 'tax' };
  await decree(city, { act: 'change-person', personId, ...changed });
  const key = mailRecordKey(disposalKey('d-1'), 'm-1');
  const mail: MailRecord = {
    ...{ mailId: 'm-1', template: 'disposal', to: left, subject: '廃棄の承認の依頼', text: '' },
    ...{ sentAt: '2026-05-01T00:00:00Z', messageId: 'x', result: 'sent' },
  };
  await store.transact([
    disposalWrite({
      ...{ disposalId: 'd-1', disposalNo: 'R8-D1', version: 1, status: 'proposed' },
      ...{ preparedAt: '2026-05-01T00:00:00Z', retentionYears: 5 },
    }),
    { put: { ...key, mail } },
  ]);
  const copies = {
    scrub: async () => {},
    forgetMails: async (of: object) => void ('address' in of && forgotten.add(String(of.address))),
  };
  const device = { address: 'x', since: '2026-04-06T00:00:00Z', browser: 'Edge（Windows）' };
  const ofDevice = { version: 1, endsAt: '2099-01-01T00:00:00Z' };
  await store.transact([{ put: { ...deviceKey(personId, 'd'), ...device, ...ofDevice } }]);
  const erase = () => eraseStaff({ ...ports, ...noErasure, copies })([], 5);
  clock.moveTo(Temporal.Instant.from('2033-03-31T09:00:00+09:00'));
  await erase();
  expect(await loadNameAt(store, personId, '2026-05-01T00:00:00Z')).toBe('改姓 花前');
  clock.moveTo(Temporal.Instant.from('2033-04-01T09:00:00+09:00'));
  await erase();
  expect(await loadNameAt(store, personId, '2026-05-01T00:00:00Z')).toBe('（削除済み）');
  expect(await signedIn(store, personId)).toEqual({ sessions: [], devices: [] });
  expect(forgotten).toEqual(new Set([left, later]));
  expect(await store.get(key)).toBeUndefined();
  expect((await listStaff(store)).map((one) => one.personId)).toContain('p-tax');
  // Both addresses are free again.
  for (const email of [left, later])
    expect(await decree(city, { act: 'register-person', ...input, email })).toMatchObject({ email });
});

test('INV-19・INV-14: 登録の理由は保存期間の後に消え、証跡は消したことを告げて、つながったままである', async () => {
  const { ports, store, clock } = await createCity();
  const trail = await openDirectoryTrail(store);
  const act = { act: 'change-section', subject: 'tax', by: 'p-clerk', reason: '消える理由' } as const;
  await store.transact(trail.record({ ids: ports.ids, at: clock.now() }, act, []));
  const erase = () => eraseReasons({ ...ports, ...noErasure })(5);
  const reasons = async () => (await store.query({ hash: 'DIRECTORY', prefix: 'REASON#' })).items.length;
  clock.moveTo(Temporal.Instant.from('2032-03-31T09:00:00+09:00'));
  await erase();
  expect(await reasons()).toBe(1);
  clock.moveTo(Temporal.Instant.from('2032-04-01T09:00:00+09:00'));
  await erase();
  expect(await reasons()).toBe(0);
  const { events, faults } = directoryChain(
    (await store.query({ hash: 'DIRECTORY', prefix: 'TRAIL#' })).items,
  );
  expect(faults).toEqual([]);
  expect(events.at(-1)).toMatchObject({ act: 'erase', rows: [{ key: 'DIRECTORY/REASON#000002' }] });
});
