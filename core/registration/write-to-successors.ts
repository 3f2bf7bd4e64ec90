import type { MailMessage } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { hasLeft, isContact } from '../directory/directory.ts';
import { loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { successorsOn } from './vendor-contacts.ts';

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
