import { outboxWrite } from '../case/outbox-write.ts';
import {
  APPOINTMENT_KINDS,
  type Appointment,
  MOST_DEPUTIES,
  type Role,
  roleSchema,
  sectionOf,
} from '../directory/directory.ts';
import { changeKind, type Line } from '../directory/directory-change.ts';
import {
  appointmentsOfRole,
  appointmentWrites,
  loadPerson,
  loadSection,
  loadSettings,
  roleInWords,
} from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { NOT_FOUND, type Problem } from '../values/errors.ts';
import { choice, date, group } from '../values/fields.ts';
import { line, onPage, selected } from '../values/text.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { foreignDomain } from './register-person.ts';

const isClerk = (role: Role): boolean => role.startsWith('clerk:');
/** Of a section's clerks the section's manager hears. */
const toldRoles = (role: Role): readonly Role[] => [
  isClerk(role) ? `manager:${sectionOf(role) ?? ''}` : role,
];

const inWords = async (store: Store, { personId, title }: Pick<Appointment, 'personId' | 'title'>) =>
  `${title} ${(await loadPerson(store, personId))?.name ?? '（削除済み）'}`;

/**
 * 人事異動: a new appointment ends the principal's before it on the same day. From that moment the old holder's
 * links and rights are gone, because every decision asks who holds the role now; the outbox re-issues what is open.
 * A chief or a manager is made by two persons; nobody appoints himself, or anybody to a role of his own.
 */
export const appointing = changeKind({
  label: '役職への就任',
  schema: group('役職への就任', {
    role: roleSchema,
    personId: selected('職員'),
    kind: choice('区分', APPOINTMENT_KINDS).register(onPage, {
      hint: '「代決」は、本人に代わって決定できる職員です。決定の記録には両名の氏名が残ります',
    }),
    title: line('職名', 80).register(onPage, { hint: '記録と通知書に記載します。例 総務部ICT推進室長' }),
    from: date('就任日'),
    to: date('退任日')
      .optional()
      .register(onPage, { hint: 'この日から役職を離れます。決まっている場合だけ入力してください' }),
  }),
  judge: async ({ store, clock, ids }, input) => {
    const problems: Problem[] = [];
    const person = await loadPerson(store, input.personId);
    if (person?.affiliation.kind !== 'city')
      problems.push({ pointer: '/personId', message: '職員が登録されていません' });
    const { staffDomains, officeSectionId } = await loadSettings(store);
    const foreign = person && foreignDomain(person.email, staffDomains);
    if (foreign !== undefined)
      problems.push({
        pointer: '/personId',
        message: `この職員のメールアドレスのドメイン「${foreign}」は使用できません（設定「職員のメールアドレスのドメイン」）`,
      });
    const sectionId = sectionOf(input.role);
    if (sectionId !== undefined && !(await loadSection(store, sectionId)))
      problems.push({ pointer: '/role', message: '課が登録されていません' });
    if (input.to !== undefined && input.to <= input.from)
      problems.push({ pointer: '/to', message: '退任日は就任日より後としてください' });
    // Whose time, if there is any, is not over by then.
    const others = (await appointmentsOfRole(store, input.role)).filter(
      ({ kind, from, to }) =>
        kind === input.kind && (to === undefined || (to > input.from && to > from)) && !isClerk(input.role),
    );
    const beside = others.filter(({ from }) => input.to === undefined || from < input.to);
    if (input.kind === 'deputy' && beside.length >= MOST_DEPUTIES)
      problems.push({
        pointer: '/kind',
        message: `一つの役職の代決者は、同じ期間に${MOST_DEPUTIES}人までです。先に、ほかの代決者の退任を登録してください`,
      });
    const appointment: Appointment = { ...input, appointmentId: ids.next() };
    const ended = input.kind === 'principal' ? others : [];
    const ends = await Promise.all(
      ended.map(async (was): Promise<Line> => ['退任する本人', await inWords(store, was)]),
    );
    const roles = isClerk(input.role) ? [] : [input.role];
    // Whoever could make a clerk of the office alone would draft in that name, and confirm in their own.
    const isPower = roles.length > 0 || input.role === `clerk:${officeSectionId}`;
    return {
      ok: true,
      problems,
      value: appointment,
      subject: appointment.appointmentId,
      writes: [
        ...appointmentWrites(appointment),
        ...ended.flatMap((was) =>
          appointmentWrites({ ...was, to: was.from > input.from ? was.from : input.from }, was),
        ),
      ],
      beside: [
        outboxWrite(`ROLE#${input.role}`, ids.next(), clock(), { kind: 'hand-over', role: input.role }),
      ],
      lines: [
        ['役職', await roleInWords(store, input.role)],
        ['就任する職員', person?.name ?? ''],
        ['メールアドレス', person?.email ?? ''],
        ['区分', APPOINTMENT_KINDS[input.kind]],
        ['職名', input.title],
        ['就任日', formatWarekiDay(input.from)],
        ...(input.to === undefined ? [] : [['退任日', formatWarekiDay(input.to)] as const]),
        ...ends,
      ],
      barred: { people: [input.personId], roles },
      told: {
        people: [input.personId, ...ended.map(({ personId }) => personId)],
        roles: toldRoles(input.role),
      },
      power: isPower
        ? {
            concerned: [input.personId],
            roles: [input.role],
            basis: { person: person && [person.name, person.email], ended },
          }
        : undefined,
    };
  },
});

/** End an appointment on a day (退任). */
export const endingAppointment = changeKind({
  label: '役職からの退任',
  schema: group('退任', {
    role: roleSchema,
    appointmentId: line('役職の登録', 40),
    on: date('退任日').register(onPage, { hint: 'この日から役職を離れます' }),
  }),
  judge: async ({ store, clock, ids }, input) => {
    const found = (await appointmentsOfRole(store, input.role)).find(
      (appointment) => appointment.appointmentId === input.appointmentId,
    );
    if (!found) return NOT_FOUND;
    const problem =
      input.on < found.from
        ? '退任日は就任日以後としてください'
        : found.to !== undefined && input.on > found.to
          ? `この役職は${formatWarekiDay(found.to)}に退任済みです。任期を延ばすには、改めて就任を登録してください`
          : undefined;
    const appointment = { ...found, to: input.on };
    const roles = isClerk(input.role) ? [] : [input.role];
    return {
      ok: true,
      problems: problem === undefined ? [] : [{ pointer: '/on', message: problem }],
      value: appointment,
      subject: found.appointmentId,
      writes: appointmentWrites(appointment, found),
      beside: [
        outboxWrite(`ROLE#${input.role}`, ids.next(), clock(), { kind: 'hand-over', role: input.role }),
      ],
      lines: [
        ['役職', await roleInWords(store, input.role)],
        ['退任する職員', await inWords(store, found)],
        ['区分', APPOINTMENT_KINDS[found.kind]],
        ['退任日', formatWarekiDay(input.on)],
      ],
      barred: { people: [], roles },
      told: { people: [found.personId], roles: toldRoles(input.role) },
      power: roles.length === 0 ? undefined : { concerned: [], roles, basis: found },
    };
  },
});
