import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { mailRecordWrite } from '../../core/case/outbox-write.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { hasLeft, isContact, personSchema } from '../../core/directory/directory.ts';
import {
  addressHash,
  listContacts,
  loadPerson,
  lookUpAddress,
} from '../../core/directory/directory-store.ts';
import { listDirectoryEvents } from '../../core/directory/directory-trail.ts';
import { eraseVendor } from '../../core/disposal/erase-unreferenced.ts';
import {
  addContact,
  changeContact,
  contactInputSchema,
  endContact,
} from '../../core/registration/manage-contacts.ts';
import { recordConsultation } from '../../core/registration/record-consultation.ts';
import { administratorsOn } from '../../core/registration/view-contacts.ts';
import { queryAll } from '../../core/store/ports.ts';
import { verifyAudit } from '../../core/trail/verify-audit.ts';
import { approving, type City, createCity } from '../support/city.ts';
import { noErasure } from '../support/no-erasure.ts';
import { CLERK, createStory } from '../support/story.ts';

const NANAKO = { name: '北斗 七子', email: 'nanako@hokuto.example.com', reason: '標識甲' };

const added = async (
  city: City,
  vendorId = 'hokuto',
  by = 'p-vendor',
  email = NANAKO.email,
): Promise<string> => {
  const outcome = await addContact(city.ports)(await city.person(by), vendorId, { ...NANAKO, email });
  return personSchema.parse(outcome.ok && 'applied' in outcome.value && outcome.value.applied).personId;
};

describe('だれの住所か', () => {
  test('終了した人のアドレスは、その日から空き、次に登録した人のものになる', async () => {
    const city = await createCity();
    const first = await added(city);
    const end = endContact(city.ports);
    const on = '2026-04-08';
    expect((await end(await city.person('p-vendor'), 'hokuto', first, { on, reason: '退職' })).ok).toBe(true);
    const at = (day: string) => lookUpAddress(city.store, NANAKO.email, Temporal.PlainDate.from(day));
    expect((await at('2026-04-07')).person?.personId).toBe(first);
    expect(await at('2026-04-08')).toMatchObject({ leaver: { personId: first } });
    const early = await addContact(city.ports)(await city.person('p-other'), 'minami', NANAKO);
    expect(early.ok).toBe(false);
    city.clock.moveTo(Temporal.Instant.from('2026-04-08T00:00+09:00'));
    const second = await added(city, 'minami', 'p-other');
    expect((await at('2026-04-08')).person?.personId).toBe(second);
  });

  test('二人が同時に、空いたアドレスで登録しても、一人だけのものになる', async () => {
    const city = await createCity();
    const first = await added(city);
    await endContact(city.ports)(await city.person('p-vendor'), 'hokuto', first, { reason: '退職' });
    const outcomes = await Promise.all([
      addContact(city.ports)(await city.person('p-vendor'), 'hokuto', NANAKO),
      addContact(city.ports)(await city.person('p-other'), 'minami', NANAKO),
    ]);
    expect(outcomes.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  });

  test('終了した担当者を、協議で改めて登録できる。別の人として登録される', async () => {
    const city = await createCity();
    const first = await added(city);
    await endContact(city.ports)(await city.person('p-vendor'), 'hokuto', first, { reason: '退職' });
    const outcome = await recordConsultation(city.ports)(await city.person('p-clerk'), {
      heldOn: '2026-04-06',
      cityStaff: '主事',
      summary: '再開',
      vendorId: 'hokuto',
      systemIds: ['tax-system'],
      contract: {
        name: '保守',
        number: '1',
        from: '2026-04-01',
        to: '2027-03-31',
        kind: 'maintenance',
      },
      contact: { name: NANAKO.name, email: NANAKO.email },
    });
    if (!outcome.ok) throw new Error(outcome.message);
    const { person } = await lookUpAddress(city.store, NANAKO.email, city.today());
    expect(person?.personId).not.toBe(first);
    expect(person?.affiliation).toMatchObject({
      admitted: { by: 'p-clerk', consultationId: outcome.value.consultationId },
    });
  });
});

describe('利用管理者', () => {
  const named = async (city: City) => {
    const personId = await added(city);
    const outcome = await changeContact(city.ports)(await city.person('p-clerk'), 'hokuto', personId, {
      name: NANAKO.name,
      email: NANAKO.email,
      administrator: true,
      reason: '指名',
    });
    if (!outcome.ok) throw new Error(outcome.message);
    return personId;
  };
  const isOne = async (city: City, personId: string) =>
    (await administratorsOn(city.store, 'hokuto', city.today())).some((one) => one.personId === personId);

  test('統括部門の指名は、その後に許可が決定された時から数える', async () => {
    const city = await createCity();
    const earlier = await city.confirming();
    await city.toChief(earlier);
    const approve = async (caseId: string) =>
      recordDecision(city.ports)(
        await city.person('p-deputy'),
        caseId,
        approving(await city.hashShown(caseId)),
      );
    const personId = await named(city);
    expect(await isOne(city, personId)).toBe(false);
    const third = { ...NANAKO, email: 'third@hokuto.example.com' };
    expect((await addContact(city.ports)(await city.person(personId), 'hokuto', third)).ok).toBe(false);
    city.clock.moveTo(city.clock.now().add({ minutes: 1 }));
    expect((await approve(earlier)).ok).toBe(true);
    const state = await city.store.get({ pk: `CASE#${earlier}`, sk: 'STATE' });
    expect(state?.['state']).toMatchObject({ status: 'approved' });
    // The number comes with the issue of the permit.
    expect(await isOne(city, personId)).toBe(false);
  });

  test('初めての許可の番号が付いた時から数え、それまでは担当者を加えられない', async () => {
    const story = await createStory();
    const clerk = await story.as(CLERK);
    const vendor = await story.as('hoshu@hokuto.example.com');
    const path = '/v1/vendors/hokuto/contacts';
    const { personId } = (await vendor('POST', path, NANAKO)).json;
    const named = await clerk('PUT', `${path}/${personId}`, { ...NANAKO, administrator: true });
    expect(named.status).toBe(200);
    const standing = async () =>
      (await clerk('GET', path)).json.contacts.find((one: { personId: string }) => one.personId === personId)
        .administrator;
    const nanako = await story.signIn(NANAKO.email);
    const third = { ...NANAKO, email: 'third@hokuto.example.com' };
    const caseId = await story.submit();
    await story.confirm(caseId);
    expect(await standing()).toBe('named');
    expect((await nanako('POST', path, third)).status).toBe(403);
    await story.until('2026-04-06T09:20');
    await story.approve(caseId);
    expect(await standing()).toBe('yes');
    expect((await nanako('POST', path, third)).status).toBe(201);
  });
});

test('INV-14: 終了・アドレスの引継ぎ・再登録の後も、証跡と行は合う。引き継いだ行を書き換えると見つかる', async () => {
  const story = await createStory();
  const vendor = await story.as('hoshu@hokuto.example.com');
  const other = await story.as('support@minami.example.com');
  const path = '/v1/vendors/hokuto/contacts';
  const faults = async () => (await verifyAudit(story.place())()).faults;
  const first = (await vendor('POST', path, NANAKO)).json.personId;
  await vendor('POST', `${path}/${first}/end`, { reason: '退職' });
  expect(await faults()).toEqual([]);
  const second = (await other('POST', '/v1/vendors/minami/contacts', NANAKO)).json.personId;
  await story.settle();
  expect(await faults()).toEqual([]);
  const row = await story.store.get({ pk: `ADDRESS#${addressHash(NANAKO.email)}`, sk: 'PERSON' });
  if (!row || row['personId'] !== second) throw new Error('not taken over');
  for (const personId of [first, 'p-chief']) {
    await story.store.transact([{ put: { ...row, personId } }]);
    expect(await faults(), personId).toHaveLength(1);
  }
  await story.store.transact([{ put: row }]);
  // Of a leaver whose address nobody has taken over it opens nothing; to another it must not lead.
  await other('POST', `/v1/vendors/minami/contacts/${second}/end`, { reason: '退職' });
  expect(await faults()).toEqual([]);
  await story.store.transact([{ put: { ...row, personId: 'p-chief' } }]);
  expect(await faults()).toHaveLength(1);
});

test('INV-19: 終了した担当者が消えても、同じアドレスを引き継いだ人は残る。理由も、キーの記録も消える', async () => {
  const city = await createCity();
  const { ports, store, clock } = city;
  const first = await added(city);
  await endContact(ports)(await city.person('p-vendor'), 'hokuto', first, { reason: '標識乙' });
  const second = await added(city, 'minami', 'p-other');
  const third = await added(city, 'hokuto', 'p-vendor', 'third@hokuto.example.com');
  const forgotten: unknown[] = [];
  const copies = { scrub: async () => {}, forgetMails: async (of: object) => void forgotten.push(of) };
  const erase = async (day: string) => {
    clock.moveTo(Temporal.Instant.from(`${day}T09:00+09:00`));
    await eraseVendor({ ...ports, ...noErasure, copies })('hokuto', 5);
    return (await listContacts(store, 'hokuto')).map(({ personId }) => personId);
  };
  // Left on 6 April 2026: kept until 31 March 2032. Nobody's case names the third one, who is still there.
  expect(await erase('2032-03-31')).toContain(first);
  expect(await erase('2032-04-01')).toEqual([third, 'p-vendor']);
  expect(await loadPerson(store, first)).toBeUndefined();
  expect((await lookUpAddress(store, NANAKO.email, city.today())).person?.personId).toBe(second);
  expect(forgotten).toEqual([]);
  const reasons = await queryAll(store, { hash: 'DIRECTORY', prefix: 'REASON#' });
  // Of the two who are there: why they were added.
  expect(reasons.map((row) => row['reason'])).toEqual(['標識甲', '標識甲']);
  expect(JSON.stringify(await listDirectoryEvents(store))).not.toMatch(/標識|北斗 七子/);
});

test('前の版の担当者の行（日付も指名もないもの）は、そのまま読める', async () => {
  const city = await createCity();
  const person = { personId: 'p-old', name: '旧 担当', email: 'old@hokuto.example.com' };
  const affiliation = { kind: 'vendor', vendorId: 'hokuto' };
  await city.store.transact([
    { put: { pk: 'PERSON#p-old', sk: 'PROFILE', person: { ...person, affiliation } } },
  ]);
  const loaded = await loadPerson(city.store, 'p-old');
  expect(loaded && isContact(loaded) && hasLeft(loaded, city.today())).toBe(false);
  expect(contactInputSchema.safeParse({ ...NANAKO, vendorId: 'hokuto' }).success).toBe(false);
});

test('INV-19: 終了した担当者とともに、統括部門に宛てたその人の知らせも消え、ほかの人の知らせは残る', async () => {
  const city = await createCity();
  const { clock, ports, store } = city;
  const first = await added(city);
  await endContact(ports)(await city.person('p-vendor'), 'hokuto', first, { reason: '退職' });
  const told = (mailId: string, template: string, text: string) =>
    mailRecordWrite('VENDOR#hokuto', {
      ...{ mailId, template, to: 'ict@city.example.jp', subject: 'お知らせ', text },
      ...{ sentAt: '2026-04-06T01:00:00Z', messageId: mailId, result: 'sent' },
    });
  await store.transact([
    told('1', 'directory-news', '・担当者：北斗\n    七子'),
    told('2', 'contact-news', '・担当者：北斗 七子'),
    told('3', 'directory-news', '・担当者：保守 五郎'),
  ]);
  const forgotten: unknown[] = [];
  const copies = { scrub: async () => {}, forgetMails: async (of: object) => void forgotten.push(of) };
  clock.moveTo(Temporal.Instant.from('2032-04-01T09:00+09:00'));
  await eraseVendor({ ...ports, ...noErasure, copies })('hokuto', 5);
  const kept = await queryAll(store, { hash: 'VENDOR#hokuto', prefix: 'MAIL#' });
  expect(kept.map(({ sk }) => sk)).toEqual(['MAIL#3']);
  expect(forgotten).toEqual([
    { address: NANAKO.email },
    { key: 'VENDOR#hokuto/1' },
    { key: 'VENDOR#hokuto/2' },
  ]);
});
