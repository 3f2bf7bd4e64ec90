import type { MailMessage } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { holdersOf } from '../directory/directory.ts';
import type { Told } from '../directory/directory-change.ts';
import { appointmentsOfRole, loadSettings } from '../directory/directory-store.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';

type News = Extract<MailMessage, { template: 'directory-news' }>;

/**
 * Mails of an act that counts at once (docs/adr/0029): nobody gets or loses power unseen.
 *
 * @param seq of its event in the directory's trail
 */
export const newsOfAct = async (ports: Ports, seq: number, told: Told | undefined): Promise<Write[]> => {
  if (!told) return [];
  const { store, clock } = ports;
  const today = dateOf(clock());
  const holders = await Promise.all(
    (told.roles ?? []).map(async (role) =>
      holdersOf(await appointmentsOfRole(store, role), role, today).map(({ personId }) => personId),
    ),
  );
  const { officeSectionId: sectionId } = await loadSettings(store);
  const recipients: News['to'][] = [
    ...[...new Set([...(told.people ?? []), ...(told.contacts ?? []), ...holders.flat()])].map(personOf),
    ...(told.former
      ? [{ kind: 'former-address', personId: told.former.personId, index: told.former.index } as const]
      : []),
    { kind: 'section', sectionId },
  ];
  return recipients.map((to) => newsWrite(ports, seq, told, to));
};

/** Of a confirmed proposal its mails tell; but not a vendor's people. */
export const newsToContacts = (ports: Ports, seq: number, told: Told | undefined): Write[] =>
  (told?.contacts ?? []).map((personId) => newsWrite(ports, seq, told ?? {}, personOf(personId)));

/** Of the first chief: nobody else is there. */
export const newsToPerson = (ports: Ports, seq: number, personId: string): Write =>
  newsWrite(ports, seq, {}, personOf(personId));

const personOf = (personId: string) => ({ kind: 'person', personId }) as const;

const newsWrite = ({ ids, clock }: Ports, seq: number, { vendorId }: Told, to: News['to']): Write =>
  outboxWrite(vendorId === undefined ? 'DIRECTORY' : `VENDOR#${vendorId}`, ids.next(), clock(), {
    kind: 'mail',
    mail: {
      template: 'directory-news',
      seq,
      to,
      ...(vendorId === undefined ? {} : { vendorId }),
    },
  });
