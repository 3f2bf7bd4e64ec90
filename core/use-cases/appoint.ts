import type { z } from 'zod';
import { dateOf } from '../calendar.ts';
import type { Caller } from '../caller.ts';
import { queryAll } from '../case-store.ts';
import { carriedOut, commit } from '../commit.ts';
import {
  APPOINTMENT_KINDS,
  type Appointment,
  MOST_DEPUTIES,
  type Role,
  roleSchema,
  sectionOf,
} from '../directory.ts';
import { appointmentsOfRole, appointmentWrites, loadPerson, loadSection } from '../directory-store.ts';
import { openDirectoryTrail } from '../directory-trail.ts';
import { type Problem, refused } from '../errors.ts';
import { choice, date, group } from '../fields.ts';
import { outboxWrite } from '../outbox.ts';
import type { Ports, Write } from '../ports.ts';
import { line, selected } from '../text.ts';
import { formatWarekiDay } from '../wareki.ts';
import { attendCase } from './attend-case.ts';
import { actForOffice } from './office-act.ts';

export const appointmentInputSchema = group('役職への就任', {
  role: roleSchema,
  personId: selected('職員'),
  kind: choice('区分', APPOINTMENT_KINDS),
  title: line('職名', 80),
  from: date('就任日'),
  to: date('退任日').optional(),
  reason: line('理由', 300),
});
export type AppointmentInput = z.infer<typeof appointmentInputSchema>;

/**
 * 人事異動: a new appointment ends the principal's before it on the same day. From that moment the old holder's
 * links and rights are gone, because every decision asks who holds the role now; the outbox re-issues what is open.
 */
export const appoint = (ports: Ports) => (caller: Caller, input: AppointmentInput) =>
  commit<Appointment>(ports.store, async () => {
    const { store, clock, ids } = ports;
    const trail = await openDirectoryTrail(store);
    const office = await actForOffice(ports, caller, '役職の登録は統括部門が行います');
    if (!office.ok) return office;
    const problems: Problem[] = [];
    const person = await loadPerson(store, input.personId);
    if (person?.affiliation.kind !== 'city')
      problems.push({ pointer: '/personId', message: '職員が登録されていません' });
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
    if (problems.length > 0)
      return refused('invalid', 'invalid-appointment', '入力内容に誤りがあります', problems);
    const now = clock();
    const { reason, ...rest } = input;
    const appointment: Appointment = { ...rest, appointmentId: ids.next() };
    const ended = input.kind === 'principal' ? others : [];
    return {
      ok: true,
      value: appointment,
      writes: [
        ...trail.record(
          { ids, at: now },
          { act: 'appoint', subject: appointment.appointmentId, by: caller.person.personId, reason },
          [
            ...appointmentWrites(appointment),
            ...ended.flatMap((was) =>
              appointmentWrites({ ...was, to: was.from > input.from ? was.from : input.from }, was),
            ),
          ],
        ),
        ...guardBeside(office, ended),
        outboxWrite(`ROLE#${input.role}`, ids.next(), now, { kind: 'hand-over', role: input.role }),
      ],
    };
  });

const isClerk = (role: Role): boolean => role.startsWith('clerk:');

/** Whoever ends the very appointment by which they act: its row is written under the same condition. */
const guardBeside = (
  { held, guard }: { readonly held: Appointment; readonly guard: Write },
  ended: readonly Appointment[],
): readonly Write[] =>
  ended.some(({ appointmentId }) => appointmentId === held.appointmentId) ? [] : [guard];

/** End an appointment on a day (退任). */
export const endAppointment =
  (ports: Ports) =>
  (caller: Caller, input: { role: Role; appointmentId: string; on: string; reason: string }) =>
    commit<Appointment>(ports.store, async () => {
      const { store, clock, ids } = ports;
      const trail = await openDirectoryTrail(store);
      const office = await actForOffice(ports, caller, '役職の登録は統括部門が行います');
      if (!office.ok) return office;
      const found = (await appointmentsOfRole(store, input.role)).find(
        (appointment) => appointment.appointmentId === input.appointmentId,
      );
      if (!found) return refused('not-found', 'not-found', '見つかりません');
      const problem =
        input.on < found.from
          ? '退任日は就任日以後としてください'
          : found.to !== undefined && input.on > found.to
            ? `この役職は${formatWarekiDay(found.to)}に退任済みです。任期を延ばすには、改めて就任を登録してください`
            : undefined;
      if (problem)
        return refused('invalid', 'invalid-appointment', '入力内容に誤りがあります', [
          { pointer: '/on', message: problem },
        ]);
      const now = clock();
      const appointment = { ...found, to: input.on };
      return {
        ok: true,
        value: appointment,
        writes: [
          ...trail.record(
            { ids, at: now },
            {
              act: 'end-appointment',
              subject: found.appointmentId,
              by: caller.person.personId,
              reason: input.reason,
            },
            appointmentWrites(appointment, found),
          ),
          ...guardBeside(office, [found]),
          outboxWrite(`ROLE#${input.role}`, ids.next(), now, { kind: 'hand-over', role: input.role }),
        ],
      };
    });

/** Delivery of `hand-over`: every open question of the role goes to whoever holds it now. */
export const handOver =
  (ports: Ports) =>
  async (role: Role): Promise<void> => {
    const rows = await queryAll(ports.store, { index: 'register', hash: `INBOX#${role}` });
    for (const row of rows)
      carriedOut(await attendCase(ports)(row.pk.slice('CASE#'.length), dateOf(ports.clock()), 'hand-over'));
  };
