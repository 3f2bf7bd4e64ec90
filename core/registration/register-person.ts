import type { Person, Role } from '../directory/directory.ts';
import { changeKind } from '../directory/directory-change.ts';
import {
  addressHash,
  appointmentsOfPerson,
  loadPerson,
  loadSection,
  loadSettings,
  lookUpAddress,
  personChangeWrites,
  personWrites,
  roleInWords,
} from '../directory/directory-store.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem } from '../values/errors.ts';
import { group } from '../values/fields.ts';
import { emailAddress, line, onPage, selected } from '../values/text.ts';
import { CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';

const fields = {
  name: line('氏名', 60),
  email: emailAddress('メールアドレス').register(onPage, {
    hint: '依頼のメールと、サインインの確認コードを送る先です。役職に就いている職員では、変更前のアドレスにも知らせます',
  }),
  sectionId: selected('所属'),
};
export const ADDRESS_TAKEN = 'このメールアドレスは、ほかの利用者が使用しています';

type Fields = { readonly name: string; readonly email: string; readonly sectionId: string };

/** A member of the city's staff who can then be appointed to a role (第2条). Rights come with appointments only. */
export const personRegistration = changeKind({
  label: '職員の登録',
  schema: group('職員', fields),
  judge: async (ports, input) => {
    const { store, ids } = ports;
    const personId = `p-${ids.next()}`;
    const { name, email, sectionId } = input;
    const person: Person = { personId, name, email, affiliation: { kind: 'city', sectionId } };
    const { problems, leaver } = await mistakes(ports, input, undefined);
    return {
      ok: true,
      problems,
      value: person,
      subject: personId,
      writes: personWrites(person, leaver),
      beside: [],
      lines: [
        ['氏名', name],
        ['メールアドレス', email],
        ['所属', await sectionName(store, sectionId)],
      ],
    };
  },
});

/**
 * Name, address and section of a member of the city's staff. Records keep the name of then. With the address go the
 * sessions that were opened by it: whoever reads the mails of an office's holder is that office, so name and address of a
 * holder take a second person.
 */
export const personChange = changeKind({
  label: '職員の変更',
  schema: group('職員の変更', { personId: selected('職員'), ...fields, hash: shownHash }),
  judge: async (ports, { hash, personId, ...input }) => {
    const { store, clock } = ports;
    const before = await loadPerson(store, personId);
    if (before?.affiliation.kind !== 'city') return NOT_FOUND;
    if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
    const { name, email, sectionId } = input;
    const until = clock().toString();
    const changed = name !== before.name || email !== before.email;
    const former = { name: before.name, email: before.email, until };
    const after: Person = {
      ...before,
      name,
      email,
      affiliation: { kind: 'city', sectionId },
      ...(changed ? { former: [...(before.former ?? []), former] } : {}),
    };
    const roles = await rolesOf(store, personId, dateOf(clock()).toString());
    const held = await Promise.all(roles.map((role) => roleInWords(store, role)));
    const isMoved = addressHash(email) !== addressHash(before.email);
    const [was, is] = [
      await sectionName(store, before.affiliation.sectionId),
      await sectionName(store, sectionId),
    ];
    const { problems, leaver } = await mistakes(ports, input, before);
    return {
      ok: true,
      problems,
      value: after,
      subject: personId,
      writes: personChangeWrites(before, after, leaver),
      beside: [],
      lines: [
        ['職員', before.name],
        ['役職', held.join('、') || 'なし'],
        ...(name === before.name ? [] : [['氏名', `${before.name} → ${name}`] as const]),
        ...(email === before.email ? [] : [['メールアドレス', `${before.email} → ${email}`] as const]),
        ...(was === is ? [] : [['所属', `${was} → ${is}`] as const]),
      ],
      told: isMoved
        ? { former: { personId, index: before.former?.length ?? 0, email: before.email } }
        : undefined,
      power:
        changed && roles.length > 0
          ? {
              concerned: [personId],
              roles,
              addresses: email === before.email ? [] : [before.email],
              basis: before,
            }
          : undefined,
    };
  },
});

/** What the person holds, or will hold. */
const rolesOf = async (store: Store, personId: string, today: string): Promise<Role[]> => [
  ...new Set(
    (await appointmentsOfPerson(store, personId))
      .filter(({ from, to }) => to === undefined || (to > today && to > from))
      .map(({ role }) => role),
  ),
];

const sectionName = async (store: Store, id: string) => (await loadSection(store, id))?.name ?? id;

export const foreignSentence = (foreign: string, staffDomains: readonly string[]): string =>
  `職員のメールアドレスに「${foreign}」は使用できません（設定「職員のメールアドレスのドメイン」：${staffDomains.join('、')}）`;

/** 職員 write from the city's own domains; a subdomain is another one. An address that stays is not judged again. */
export const foreignDomain = (email: string, staffDomains: readonly string[]): string | undefined => {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return staffDomains.length === 0 || staffDomains.includes(domain) ? undefined : domain;
};

const mistakes = async (
  { store, clock }: Ports,
  { email, sectionId }: Fields,
  before: Person | undefined,
): Promise<{ readonly problems: readonly Problem[]; readonly leaver?: Person | undefined }> => {
  const { person: holder, leaver } = await lookUpAddress(store, email, dateOf(clock()));
  const stays = before !== undefined && addressHash(before.email) === addressHash(email);
  const { staffDomains } = await loadSettings(store);
  const foreign = stays ? undefined : foreignDomain(email, staffDomains);
  const problems = [
    ...problemIf(!(await loadSection(store, sectionId)), '/sectionId', '課が登録されていません'),
    ...problemIf(holder !== undefined && holder.personId !== before?.personId, '/email', ADDRESS_TAKEN),
    ...problemIf(foreign !== undefined, '/email', foreignSentence(foreign ?? '', staffDomains)),
  ];
  return { problems, leaver };
};
