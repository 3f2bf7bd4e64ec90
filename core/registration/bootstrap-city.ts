import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Appointment, Person, Section } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  appointmentWrites,
  asNew,
  findPersonByAddress,
  listSettings,
  loadSection,
  loadSettings,
  personWrites,
  sectionWrite,
  settingsWrite,
} from '../directory/directory-store.ts';
import { openDirectoryTrail } from '../directory/directory-trail.ts';
import { DEFAULT_SETTINGS, type SettingsVersion } from '../directory/settings.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { refused } from '../values/errors.ts';
import { emailAddress, line } from '../values/text.ts';
import { foreignDomain, foreignSentence } from './register-person.ts';
import { newsOfAct, newsToPerson } from './tell-directory.ts';

export const bootstrapInputSchema = z.strictObject({
  name: line('氏名', 60),
  email: emailAddress('メールアドレス'),
  title: line('職名', 80),
  section: line('課の名称', 60),
});

/** Staff write from the first chief's domain, until the chief adds others (第12条). */
const firstSettings = (email: string, now: Temporal.Instant): SettingsVersion => ({
  version: 1,
  settings: { ...DEFAULT_SETTINGS, staffDomains: [email.slice(email.lastIndexOf('@') + 1).toLowerCase()] },
  changedBy: 'operator',
  changedAt: now.toString(),
  reason: '最初の登録',
});

/**
 * The first chief of an empty city (第2条), with the chief's own section: from here on people are registered on
 * the pages. What the section's notices need beside its name is filled in on the pages too.
 *
 * The same where everybody who could register others has left, so that nobody could ever be appointed again; of a person
 * who is known by the address, the registered name counts. Refused while anybody is in office there, or will be.
 */
export const bootstrapCity = (ports: Ports) => (input: z.infer<typeof bootstrapInputSchema>) =>
  commit<{ person: Person; appointment: Appointment }>(ports, async (ports) => {
    const { store, clock, ids } = ports;
    const trail = await openDirectoryTrail(store);
    const { officeSectionId: sectionId, staffDomains } = await loadSettings(store);
    const today = dateOf(clock());
    const appointed = await Promise.all(
      (['chief', `clerk:${sectionId}`] as const).map((role) => appointmentsOfRole(store, role)),
    );
    if (appointed.flat().some(({ to }) => to === undefined || to > today.toString()))
      return refused(
        'conflict',
        'has-chief',
        '統括情報セキュリティ管理者又はその課の担当者は登録済みです。「登録」の画面で登録してください',
      );
    const known = await findPersonByAddress(store, input.email, today);
    if (known && known.affiliation.kind !== 'city')
      return refused('conflict', 'address-taken', 'このメールアドレスは登録済みです');
    const foreign = foreignDomain(input.email, staffDomains);
    if (foreign !== undefined)
      return refused('invalid', 'foreign-domain', foreignSentence(foreign, staffDomains));
    const isFirst = appointed.flat().length === 0;
    const section: Section = {
      sectionId,
      name: input.section,
      headTitle: input.title,
      // Never the one of the section's own register, which would give its numbers twice.
      documentPrefix: `${input.section}リモ`,
      email: input.email,
      tel: '',
    };
    const person: Person = known ?? {
      personId: `p-${ids.next()}`,
      name: input.name,
      email: input.email,
      affiliation: { kind: 'city', sectionId },
    };
    const now = clock();
    const appointment: Appointment = {
      appointmentId: ids.next(),
      role: 'chief',
      personId: person.personId,
      kind: 'principal',
      title: input.title,
      from: dateOf(now).toString(),
    };
    const hasSection = (await loadSection(store, sectionId)) !== undefined;
    const versions = await listSettings(store);
    return {
      ok: true,
      value: { person, appointment },
      writes: [
        ...trail.record(
          { ids, at: now },
          { act: 'bootstrap', subject: appointment.appointmentId, by: 'operator' },
          [
            // The same mark as the demo city's: a city is one or the other, and is begun once.
            ...(isFirst ? [{ put: { pk: 'CATALOG', sk: 'SEEDED' }, when: { absent: true } as const }] : []),
            ...(hasSection ? [] : [asNew(sectionWrite(section))]),
            ...(versions.length > 0 ? [] : [settingsWrite(firstSettings(input.email, now))]),
            ...(known ? [] : personWrites(person)),
            ...appointmentWrites(appointment),
          ],
        ),
        ...(isFirst
          ? [newsToPerson(ports, trail.seq + 1, person.personId)]
          : await newsOfAct(ports, trail.seq + 1, { people: [person.personId] })),
      ],
    };
  });
