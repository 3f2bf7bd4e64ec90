import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { MailMessage } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { listApiKeys, revokeKeysOf } from '../directory/api-key.ts';
import { type Contact, isContact, VENDOR_ADMINISTRATOR } from '../directory/directory.ts';
import { type Author, changeKind, type Line, type Told } from '../directory/directory-change.ts';
import {
  addressHash,
  loadPerson,
  loadVendor,
  lookUpAddress,
  personChangeWrites,
  personWrites,
} from '../directory/directory-store.ts';
import { deviceKey, sessionEnd, signedIn } from '../directory/sign-in-store.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, type Refusal } from '../values/errors.ts';
import { flag, group } from '../values/fields.ts';
import { emailAddress, line, onPage, selected } from '../values/text.ts';
import { CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';
import { ADDRESS_TAKEN } from './register-person.ts';
import { administratorsOn, contactsOn, isPermitted } from './view-contacts.ts';

/** What a person is signed in by, to be ended in the act that ends or moves the person: their number is limited. */
const endOfSessions = async (store: Store, personId: string): Promise<readonly Write[]> => {
  const { sessions, devices } = await signedIn(store, personId);
  return [
    ...sessions.flatMap(({ sessionId }) => sessionEnd(personId, sessionId)),
    ...devices.map(({ deviceHash }): Write => ({ delete: deviceKey(personId, deviceHash) })),
  ];
};

/** What becomes of a vendor's contact, judged at a moment: whoever asks, and whoever must confirm it (docs/adr/0031). */

const MAX_CONTACTS = 50;

const fields = {
  name: line('氏名', 60),
  email: emailAddress('メールアドレス').register(onPage, {
    hint: '案内のメールと、サインインの確認コードを送る先です',
  }),
};
const admissionSchema = group('事業者の担当者', { vendorId: selected('保守事業者'), ...fields });
const correctionSchema = group('事業者の担当者の変更', {
  vendorId: selected('保守事業者'),
  personId: selected('担当者'),
  ...fields,
  /** Left out: as it is. */
  administrator: flag(VENDOR_ADMINISTRATOR)
    .optional()
    .register(onPage, { hint: '自社の担当者の登録・変更・終了と、自社のAPIキーの無効化を行う人です' }),
  revokeKeys: flag('この担当者が作成したAPIキーを、すべて無効にする')
    .optional()
    .register(onPage, { hint: '前のメールアドレスが誤りで、他人に届いていたときは、選んでください' }),
  hash: shownHash,
});

/** An act on a contact, as it is judged. */
export type JudgedContact = {
  readonly ok: true;
  readonly problems: readonly Problem[];
  readonly value: Contact;
  /** Rows of the directory. */
  readonly writes: readonly Write[];
  /** Mails, and what belongs to no chain. */
  readonly beside: readonly Write[];
  readonly told?: Told | undefined;
  /** Somebody is let in, or gets power: the office does not do it alone. */
  readonly letsIn: boolean;
};

export const mailOfVendor = (
  { ids }: Pick<Ports, 'ids'>,
  vendorId: string,
  now: Temporal.Instant,
  mail: MailMessage,
): Write => outboxWrite(`VENDOR#${vendorId}`, ids.next(), now, { kind: 'mail', mail });

/** A contact without a consultation: invited by mail. */
export const judgeAdmission = async (
  ports: Ports,
  { vendorId, name, email }: z.infer<typeof admissionSchema>,
  { by }: Pick<Author, 'by'>,
): Promise<JudgedContact | Refusal> => {
  const { store, clock, ids } = ports;
  const now = clock();
  const today = dateOf(now);
  if (!(await loadVendor(store, vendorId))) return NOT_FOUND;
  const { person: holder, leaver } = await lookUpAddress(store, email, today);
  const contacts = await contactsOn(store, vendorId, today);
  const person: Contact = {
    personId: `p-${ids.next()}`,
    name,
    email,
    affiliation: { kind: 'vendor', vendorId, admitted: { at: now.toString(), by } },
  };
  const welcome = { template: 'contact-welcome', personId: person.personId, vendorId } as const;
  return {
    ok: true,
    problems: [
      ...problemIf(holder !== undefined, '/email', ADDRESS_TAKEN),
      ...problemIf(
        contacts.length >= MAX_CONTACTS,
        '',
        `担当者は${MAX_CONTACTS}人までです。先に、ほかの担当者の登録を終了してください`,
      ),
    ],
    value: person,
    writes: personWrites(person, leaver),
    beside: [mailOfVendor(ports, vendorId, now, welcome)],
    letsIn: true,
  };
};

/** Name, address, and whether they are the administrator. Records keep the name of then. */
export const judgeCorrection = async (
  ports: Ports,
  input: z.infer<typeof correctionSchema>,
  { by, confirmedBy }: Pick<Author, 'by' | 'confirmedBy'>,
): Promise<JudgedContact | Refusal> => {
  const { store, clock } = ports;
  const { vendorId, personId, name, email, revokeKeys } = input;
  const now = clock();
  const today = dateOf(now);
  const contacts = await contactsOn(store, vendorId, today);
  const before = contacts.find((contact) => contact.personId === personId);
  if (!before) return NOT_FOUND;
  if (hasChanged(input.hash, before)) return CHANGED_ELSEWHERE;
  const { administrator: named, ...affiliation } = before.affiliation;
  const isNamed = input.administrator ?? named !== undefined;
  const namesAnew = isNamed && named === undefined;
  const naming = {
    namedAt: now.toString(),
    namedBy: by,
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
  };
  const moves = addressHash(email) !== addressHash(before.email);
  const changed = name !== before.name || email !== before.email;
  const former = [
    ...(before.former ?? []),
    ...(changed ? [{ name: before.name, email: before.email, until: now.toString() }] : []),
  ];
  const after: Contact = {
    ...before,
    name,
    email,
    affiliation: isNamed ? { ...affiliation, administrator: named ?? naming } : affiliation,
    ...(former.length > 0 ? { former } : {}),
  };
  const { person: holder, leaver } = await lookUpAddress(store, email, today);
  const ended = revokeKeys ? revokeKeysOf(await listApiKeys(store, vendorId), personId, now) : [];
  const changesPower = isNamed !== (named !== undefined) || ended.length > 0;
  const mails: readonly MailMessage[] = moves
    ? [
        { template: 'address-changed', personId, vendorId, former: former.length - 1 },
        { template: 'contact-welcome', personId, vendorId },
      ]
    : [];
  return {
    ok: true,
    problems: problemIf(holder !== undefined && holder.personId !== personId, '/email', ADDRESS_TAKEN),
    value: after,
    writes: [...personChangeWrites(before, after, leaver), ...ended],
    beside: [
      ...mails.map((mail) => mailOfVendor(ports, vendorId, now, mail)),
      ...(moves ? await endOfSessions(store, personId) : []),
    ],
    told: changesPower || moves ? { vendorId, contacts: changesPower ? [personId] : [] } : undefined,
    letsIn: (moves && contacts.length === 1) || (namesAnew && (await isPermitted(store, vendorId))),
  };
};

const vendorLine = async ({ store }: Ports, vendorId: string): Promise<Line> => [
  '保守事業者',
  (await loadVendor(store, vendorId))?.name ?? vendorId,
];

/** By the office, without a consultation: with a second person. */
export const contactAdmission = changeKind({
  label: '事業者の担当者の登録',
  schema: admissionSchema,
  judge: async (ports, input, author) => {
    const judged = await judgeAdmission(ports, input, author);
    if (!judged.ok) return judged;
    return {
      ...judged,
      subject: judged.value.personId,
      lines: [await vendorLine(ports, input.vendorId), ['氏名', input.name], ['メールアドレス', input.email]],
      power: { concerned: [], roles: [], basis: {} },
    };
  },
});

/** By the office: with a second person, where it lets somebody in. */
export const contactChange = changeKind({
  label: '事業者の担当者の変更',
  schema: correctionSchema,
  judge: async (ports, input, author) => {
    const before = await loadPerson(ports.store, input.personId);
    const judged = await judgeCorrection(ports, input, author);
    if (!judged.ok || !before) return judged.ok ? NOT_FOUND : judged;
    const { name, email, affiliation } = judged.value;
    const isNamed = affiliation.administrator !== undefined;
    const wasNamed = isContact(before) && before.affiliation.administrator !== undefined;
    return {
      ...judged,
      subject: input.personId,
      lines: [
        await vendorLine(ports, input.vendorId),
        ['担当者', before.name],
        ...(name === before.name ? [] : [['氏名', `${before.name} → ${name}`] as const]),
        ...(email === before.email ? [] : [['メールアドレス', `${before.email} → ${email}`] as const]),
        ...(isNamed === wasNamed ? [] : [[VENDOR_ADMINISTRATOR, isNamed ? '指名する' : '解く'] as const]),
        ...(input.revokeKeys ? [['APIキー', 'すべて無効にする'] as const] : []),
      ],
      power: judged.letsIn
        ? {
            concerned: [],
            roles: [],
            addresses: email === before.email ? [] : [before.email],
            basis: before,
          }
        : undefined,
    };
  },
});

/** From the day on: neither sessions nor keys, and no mails. Needs nobody's confirmation. */
export const judgeEnd = async (
  ports: Ports,
  before: Contact,
  to: Temporal.PlainDate,
): Promise<Pick<JudgedContact, 'value' | 'writes' | 'beside' | 'told'>> => {
  const { store, clock } = ports;
  const now = clock();
  const { personId, affiliation } = before;
  const after: Contact = { ...before, affiliation: { ...affiliation, to: to.toString() } };
  const isNow = to.toString() <= dateOf(now).toString();
  const keys = await listApiKeys(store, affiliation.vendorId);
  return {
    value: after,
    // On a later day, the day itself ends the keys and sessions.
    writes: [...personChangeWrites(before, after), ...(isNow ? revokeKeysOf(keys, personId, now) : [])],
    beside: isNow ? await endOfSessions(store, personId) : [],
    told: { vendorId: affiliation.vendorId, contacts: [personId] },
  };
};

/** Whether the company would have nobody from that day on who manages its contacts, but has now. */
export const isLastAdministrator = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  vendorId: string,
  personId: string,
  on: Temporal.PlainDate,
): Promise<boolean> => {
  const isAmong = (people: readonly Contact[]) => people.some((person) => person.personId === personId);
  if (!isAmong(await administratorsOn(store, vendorId, dateOf(clock())))) return false;
  const then = await administratorsOn(store, vendorId, on);
  return !then.some((person) => person.personId !== personId);
};
