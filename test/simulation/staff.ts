import type { Appointment, Person } from '../../core/directory/directory.ts';

/** People beside those of the demo city, who wait to be transferred. Invented, as all others. */

const SECTIONS = ['ict', 'tax', 'welfare'] as const;

export const STAFF: readonly Person[] = Array.from({ length: 12 }, (_, n) => ({
  personId: `p-staff${n}`,
  name: `職員 ${n}`,
  email: `staff${n}@city.example.jp`,
  affiliation: { kind: 'city', sectionId: SECTIONS[n % 3] ?? 'ict' },
}));

export const EXTRA_APPOINTMENTS: readonly Appointment[] = (
  [
    ['clerk:tax', 'p-staff10'],
    ['clerk:welfare', 'p-staff11'],
  ] as const
).map(([role, personId]) => ({
  appointmentId: `a-${personId}`,
  role,
  personId,
  kind: 'principal',
  title: '主事',
  from: '2024-04-01',
}));
