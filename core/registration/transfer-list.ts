import type { MailMessage } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import {
  APPOINTMENT_KINDS,
  hasLeft,
  isContact,
  type Person,
  type Role,
  roleLabel,
  type Section,
  sectionOf,
} from '../directory/directory.ts';
import { loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import type { Problem } from '../values/errors.ts';
import { searchKey } from '../values/text.ts';
import { successorsOn } from './view-contacts.ts';

/**
 * 人事異動の一覧: rows as they are copied from a spreadsheet, separated by tabs: 役職, 職員 (address or name), 区分, 職名,
 * 就任日. Each becomes one appointment; each mistake names its row.
 */

export const TRANSFER_COLUMNS = ['役職', '職員', '区分', '職名', '就任日'] as const;

export type TransferRow = {
  readonly role: Role;
  readonly personId: string;
  readonly kind: 'principal' | 'deputy';
  readonly title: string;
  readonly from: string;
};

/** The words for each role, as the list names them: 統括情報セキュリティ管理者, 情報セキュリティ管理者（財政部税務課）. */
export const roleWords = (
  sections: readonly Pick<Section, 'sectionId' | 'name'>[],
): ReadonlyMap<string, Role> =>
  new Map(
    rolesOf(sections).map((role) => {
      const section = sections.find(({ sectionId }) => sectionId === sectionOf(role));
      return [section ? `${roleLabel(role)}（${section.name}）` : roleLabel(role), role];
    }),
  );

const rolesOf = (sections: readonly Pick<Section, 'sectionId'>[]): readonly Role[] => [
  'chief',
  ...sections.map(({ sectionId }): Role => `manager:${sectionId}`),
  ...sections.map(({ sectionId }): Role => `clerk:${sectionId}`),
];

type Known = {
  readonly sections: readonly Pick<Section, 'sectionId' | 'name'>[];
  readonly people: readonly Pick<Person, 'personId' | 'name' | 'email'>[];
};

/** Blank rows and the row of headings are passed over; the number of a row is that of its line. */
export const readTransferList = (
  text: string,
  { sections, people }: Known,
): {
  readonly rows: readonly (TransferRow & { readonly line: number })[];
  readonly problems: readonly Problem[];
} => {
  const roles = new Map([...roleWords(sections)].map(([words, role]) => [searchKey(words), role]));
  const rows: (TransferRow & { line: number })[] = [];
  const problems: Problem[] = [];
  for (const [index, typed] of text.split(/\r\n|[\r\n]/).entries()) {
    if (typed.trim() === '') continue;
    const cells = typed.split('\t').map((cell) => cell.trim());
    const [roleText = '', who = '', kindText = '', title = '', from = ''] = cells;
    if (index === 0 && roleText === TRANSFER_COLUMNS[0] && who.startsWith(TRANSFER_COLUMNS[1])) continue;
    const line = index + 1;
    const wrong = (message: string) =>
      problems.push({ pointer: '/list', message: `${line}行目：${message}` });
    if (cells.length < TRANSFER_COLUMNS.length) {
      wrong(`${TRANSFER_COLUMNS.join('、')}の${TRANSFER_COLUMNS.length}列を、タブで区切って入力してください`);
      continue;
    }
    const role = roles.get(searchKey(roleText));
    if (!role) wrong(`役職「${roleText}」はありません`);
    const found = people.filter(
      ({ name, email }) =>
        email.toLowerCase() === who.toLowerCase() ||
        searchKey(name).replaceAll(' ', '') === searchKey(who).replaceAll(' ', ''),
    );
    if (found.length === 0) wrong(`職員「${who}」は登録されていません`);
    if (found.length > 1) wrong(`職員「${who}」は${found.length}人います。メールアドレスで指定してください`);
    const kind = (['principal', 'deputy'] as const).find(
      (key) => searchKey(APPOINTMENT_KINDS[key]) === searchKey(kindText),
    );
    if (!kind) wrong(`区分は「${Object.values(APPOINTMENT_KINDS).join('」か「')}」としてください`);
    const [person] = found;
    const twice = rows.find((row) => row.role === role && row.kind === kind && row.kind === 'principal');
    if (twice) wrong(`${twice.line}行目と同じ役職の本人です`);
    if (role && found.length === 1 && person && kind && !twice)
      rows.push({ role, personId: person.personId, kind, title, from, line });
  }
  return { rows, problems };
};

/**
 * A mail about a case goes to whoever acted for the vendor. Where that contact has left by the day on which it goes out, it
 * goes to those who are there instead, and where nobody is there, the office is told: nothing goes nowhere in silence.
 * Undefined: it goes to whom it was meant for.
 */
export const writeToSuccessors = async (
  { store, clock, ids }: Ports,
  pk: string,
  mail: MailMessage,
): Promise<readonly Write[] | undefined> => {
  if (!('caseId' in mail && 'personId' in mail)) return undefined;
  // Those whom the permit names are found when their mail is composed.
  if ('copy' in mail && mail.copy !== undefined) return undefined;
  const person = await loadPerson(store, mail.personId);
  const now = clock();
  const today = dateOf(now);
  if (!person || !isContact(person) || !hasLeft(person, today)) return undefined;
  const successors = await successorsOn(store, person.affiliation.vendorId, today);
  if (successors.length > 0)
    return successors.map(({ personId }) =>
      outboxWrite(pk, ids.next(), now, { kind: 'mail', mail: { ...mail, personId } }),
    );
  const { officeSectionId: sectionId } = await loadSettings(store);
  const alert = { template: 'office-alert', sectionId, caseId: mail.caseId, why: 'no-contact' } as const;
  return [outboxWrite(pk, ids.next(), now, { kind: 'mail', mail: alert })];
};
