import type { MailMessage } from '../../core/case/outbox.ts';
import { loadApiKey } from '../../core/directory/api-key.ts';
import {
  APPOINTMENT_KINDS,
  isContact,
  roleSchema,
  VENDOR_ADMINISTRATOR,
} from '../../core/directory/directory.ts';
import type { Line } from '../../core/directory/directory-change.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
  roleInWords,
} from '../../core/directory/directory-store.ts';
import {
  DIRECTORY_ACTS,
  type DirectoryEvent,
  loadDirectoryEvent,
  loadReason,
} from '../../core/directory/directory-trail.ts';
import { actorName } from '../../core/registration/view-proposal.ts';
import type { Store } from '../../core/store/ports.ts';
import { formatWarekiDay } from '../../core/values/wareki.ts';
import type { AppPorts } from '../http/contract.ts';
import { directoryNewsMail } from '../registration/directory-mail.ts';
import { type Composed, officeSender } from './mail-sender.ts';

type News = Extract<MailMessage, { template: 'directory-news' }>;
type Reader = { readonly to: string; readonly email: string; readonly isVendor: boolean };

/** The mail of an act that counted at once (docs/adr/0029): what its event names, as it is now. */
export const composeDirectoryNews = async (
  ports: AppPorts,
  { seq, to }: News,
): Promise<Composed | undefined> => {
  const { store, config } = ports;
  const event = await loadDirectoryEvent(store, seq);
  const reader = event && (await readerOf(store, to));
  if (!event || !reader) return undefined;
  const { isVendor } = reader;
  const mail = directoryNewsMail({
    sender: await officeSender(ports),
    to: reader.to,
    act: DIRECTORY_ACTS[event.act],
    lines: await linesOf(store, event),
    // People of a vendor learn neither the names of the office nor its words.
    by: isVendor ? undefined : await actorName(ports, event.by, event.at),
    at: event.at,
    reason: isVendor ? undefined : await loadReason(store, seq),
    office: await loadSection(store, (await loadSettings(store)).officeSectionId),
    pageUrl: isVendor ? undefined : `${config.baseUrl}/directory-trail`,
  });
  return { to: reader.email, mail };
};

const readerOf = async (store: Store, to: News['to']): Promise<Reader | undefined> => {
  if (to.kind === 'section') {
    const section = await loadSection(store, to.sectionId);
    return section && { to: `${section.name} 御中`, email: section.email, isVendor: false };
  }
  const person = await loadPerson(store, to.personId);
  if (!person) return undefined;
  const { name, email } = to.kind === 'person' ? person : (person.former?.[to.index] ?? person);
  const vendor = isContact(person) ? await loadVendor(store, person.affiliation.vendorId) : undefined;
  return { to: vendor ? `${vendor.name} ${name}` : name, email, isVendor: isContact(person) };
};

/** Of the rows that the act wrote: their keys say whom and what it is about. */
const linesOf = async (store: Store, { rows, subject }: DirectoryEvent): Promise<readonly Line[]> =>
  (
    await Promise.all(
      rows.filter(({ hash }) => hash !== undefined).map(({ key }) => linesOfRow(store, key, subject)),
    )
  ).flat();

const linesOfRow = async (store: Store, key: string, subject: string): Promise<readonly Line[]> => {
  const [pk = '', sk = ''] = key.split('/');
  const [id, entry] = [pk.slice(pk.indexOf('#') + 1), sk.slice(sk.indexOf('#') + 1)];
  if (pk.startsWith('ROLE#')) return appointmentLines(store, id, entry);
  if (pk.startsWith('PERSON#') && sk === 'PROFILE') return personLines(store, id);
  if (sk.startsWith('APIKEY#')) return keyLines(store, id, entry);
  if (pk !== 'CATALOG' || entry !== subject) return [];
  const section = sk.startsWith('SECTION#') ? await loadSection(store, entry) : undefined;
  if (section)
    return [
      ['課', section.name],
      ['課の長の職名', section.headTitle],
      ['文書記号', section.documentPrefix],
      ['メールアドレス', section.email],
    ];
  const system = sk.startsWith('SYSTEM#') ? await loadSystem(store, entry) : undefined;
  return system
    ? [
        ['システム', system.name],
        ['所管課', (await loadSection(store, system.sectionId))?.name ?? system.sectionId],
        ['廃止日', system.to === undefined ? 'なし' : formatWarekiDay(system.to)],
      ]
    : [];
};

const appointmentLines = async (store: Store, text: string, id: string): Promise<readonly Line[]> => {
  const role = roleSchema.parse(text);
  const held = (await appointmentsOfRole(store, role)).find(({ appointmentId }) => appointmentId === id);
  if (!held) return [];
  return [
    ['役職', await roleInWords(store, role)],
    ['職員', (await loadPerson(store, held.personId))?.name ?? '（削除済み）'],
    ['区分', APPOINTMENT_KINDS[held.kind]],
    ['職名', held.title],
    ['就任日', formatWarekiDay(held.from)],
    ...(held.to === undefined ? [] : [['退任日', formatWarekiDay(held.to)] as const]),
  ];
};

const personLines = async (store: Store, personId: string): Promise<readonly Line[]> => {
  const person = await loadPerson(store, personId);
  if (!person) return [];
  const { name, email } = person;
  if (!isContact(person))
    return [
      ['職員', name],
      ['メールアドレス', email],
    ];
  const { vendorId, administrator, to } = person.affiliation;
  return [
    ['保守事業者', (await loadVendor(store, vendorId))?.name ?? vendorId],
    ['担当者', name],
    ['メールアドレス', email],
    [VENDOR_ADMINISTRATOR, administrator ? '指名されています' : '指名されていません'],
    ...(to === undefined ? [] : [['登録の終了日', formatWarekiDay(to)] as const]),
  ];
};

const keyLines = async (store: Store, vendorId: string, keyId: string): Promise<readonly Line[]> => {
  const key = await loadApiKey(store, vendorId, keyId);
  if (!key) return [];
  return [
    ['保守事業者', (await loadVendor(store, vendorId))?.name ?? vendorId],
    ['APIキー', key.label],
    ['APIキーの担当者', (await loadPerson(store, key.personId))?.name ?? '（削除済み）'],
    [
      'APIキーの状態',
      key.revokedAt === undefined
        ? `有効（期限 ${key.lastDay === undefined ? 'なし' : formatWarekiDay(key.lastDay)}）`
        : '無効',
    ],
  ];
};
