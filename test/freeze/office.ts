import { browse } from '../support/browse.ts';
import { CHIEF, CLERK, DEPUTY, TAX, VENDOR } from '../support/story.ts';
import { type City, done } from './diary.ts';

/** 第2条, 第12条: the directory and its 登録伺い, a vendor's people and keys, and what was only begun. */

const SECTION = {
  ...{
    sectionId: 'water',
    name: '上下水道部総務課',
    headTitle: '上下水道部総務課長',
    documentPrefix: '苫水総',
  },
  ...{ email: 'suido@city.example.jp', tel: '0144-00-0400' },
};
const SYSTEM = { systemId: 'water-billing', name: '水道料金システム', priorWorkMode: 'approve' };
const COMPANY = {
  ...{
    name: '東都システム株式会社',
    kana: 'トウトシステムカブシキガイシャ',
    corporateNumber: '4000012090001',
  },
  ...{ postalCode: '100-0001', address: '東京都千代田区千代田99番地' },
  representative: { title: '代表取締役', name: '東 都子' },
};
const STAFF = { name: '水道 一郎', email: 'suido1@city.example.jp', sectionId: 'water' };
const CONTACT = { name: '保守 七子', email: 'nanako@hokuto.example.com' };
const reason = '機構改革';

export const office = (city: City): void => {
  const { story, cases, on, get, post, put, caseOf } = city;
  const listed = async (kind: string, id: string) => {
    const { hash: _, ...entry } = (await get(CHIEF, `/v1/${kind}`))[kind].find((one: object) =>
      Object.values(one).includes(id),
    );
    return entry;
  };
  /** A 登録伺い, and what becomes of it. */
  const proposed = async (name: string) => {
    const { systemId, from: __, ...system } = await listed('systems', 'tax-system');
    const { proposalId } = await put(CLERK, `/v1/systems/${systemId}`, { ...system, name, reason });
    return async (by: string, choice: string) => {
      const { hash } = await get(by, `/v1/proposals/${proposalId}`);
      await post(by, `/v1/proposals/${proposalId}/decision`, { choice, hash, reason: '取りやめる。' });
    };
  };
  const decree = async (method: 'POST' | 'PUT', path: string, body: object) =>
    done(await story.decree(method, path, body));

  on('2026-04-08', async () => {
    await decree('POST', '/v1/sections', SECTION);
    await decree('POST', '/v1/systems', { ...SYSTEM, sectionId: 'water', from: '2026-04-08' });
    const { subject } = (await decree('POST', '/v1/vendors', COMPANY)).json;
    const person = (await decree('POST', '/v1/people', STAFF)).json;
    const { name, email, sectionId } = STAFF;
    await decree('PUT', `/v1/people/${person.subject ?? person.personId}`, {
      ...{ name, email: `new-${email}`, sectionId, reason },
    });
    await post(CLERK, '/v1/consultations', {
      ...{ heldOn: '2026-04-08', cityStaff: '担当 次郎', summary: '遠隔保守の方式を確認した。' },
      ...{ vendorId: subject ?? 'hokuto', systemIds: [SYSTEM.systemId] },
      contract: {
        ...{ name: '水道料金システム保守業務', number: 'R8-保守-17', kind: 'maintenance' },
        ...{ from: '2026-04-01', to: '2028-03-31' },
      },
      contact: { name: '東 花子', email: 'hanako@toto.example.com' },
    });
    const contacts = '/v1/vendors/hokuto/contacts';
    const { personId } = await post(VENDOR, contacts, { ...CONTACT, reason: '増員' });
    const changed = { name: '保守 七子', email: 'shichi@hokuto.example.com', reason: '訂正' };
    await put(VENDOR, `${contacts}/${personId}`, changed);
    await post(VENDOR, '/v1/api-keys', { label: '予備', lastDay: '2026-09-02' });
    const spare = await post(VENDOR, '/v1/api-keys', { label: '試験' });
    done(await (await story.as(VENDOR))('DELETE', `/v1/api-keys/${spare.key.keyId}`));
    await post(VENDOR, `${contacts}/${personId}/end`, { reason: '異動' });
  });
  on('2026-04-09', async () => {
    await (await proposed('一'))(CHIEF, 'stop');
    await (await proposed('二'))(CLERK, 'withdraw');
    // Nobody confirms it, and it lapses.
    await proposed('三');
    cases['moved'] = await story.submit({
      ...{ systemId: 'network', period: { from: '2026-04-23', to: '2027-03-31' } },
    });
    done(await story.confirm(caseOf('moved'), CHIEF));
    const end = { role: 'manager:ict', appointmentId: 'a-ict', on: '2026-04-10', reason };
    await decree('POST', '/v1/appointments/end', end);
  });
  /** The result is held until somebody is in office again. */
  on('2026-04-10', async () => {
    done(await story.approve(caseOf('moved'), DEPUTY));
    await decree('POST', '/v1/appointments', {
      ...{ role: 'manager:ict', personId: 'p-chief', kind: 'principal', title: '総務部ICT推進室長' },
      ...{ from: '2026-04-13', reason },
    });
  });
  /** One system goes to another section, and comes back; another one is called otherwise, and so are section and vendor. */
  on('2026-05-12', async () => {
    const { systemId, from: __, ...network } = await listed('systems', 'network');
    for (const sectionId of ['welfare', 'ict'])
      await decree('PUT', `/v1/systems/${systemId}`, { ...network, sectionId, reason });
    await story.settle();
    const { sectionId, ...section } = await listed('sections', 'tax');
    await decree('PUT', `/v1/sections/${sectionId}`, {
      ...{ ...section, name: '財政部市税課', documentPrefix: '苫市税', reason },
    });
    const { vendorId, corporateNumber: ___, ...vendor } = await listed('vendors', 'hokuto');
    await decree('PUT', `/v1/vendors/${vendorId}`, { ...vendor, name: '北斗クラウド株式会社', reason });
  });
  on('2026-05-13', async () => {
    // The second one was judged by a name that is another one when it is confirmed.
    for (const decide of [await proposed('四'), await proposed('五')]) await decide(CHIEF, 'confirm');
  });

  on('2026-08-04', async () => {
    await proposed('六');
    // What was only begun.
    for (const [who, path, fields] of [
      [TAX, `/applications/${caseOf('confirming')}/decision`, { opinion: '下書き' }],
      [VENDOR, `/permits/${caseOf('main')}/reports/2026-07`, { remarks: '下書き' }],
      [CLERK, '/consultations', { summary: '下書き' }],
    ] as const) {
      const { status, text } = await (await browse(story, who))(path, { _action: 'save', ...fields });
      if (status !== 303) throw new Error(`${status} ${text}`);
    }
  });
};
