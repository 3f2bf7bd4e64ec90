import { Temporal } from 'temporal-polyfill';
import type { MailMessage } from '../../core/case/outbox.ts';
import { loadApiKey } from '../../core/directory/api-key.ts';
import { hasLeft, type Person } from '../../core/directory/directory.ts';
import { loadPerson, loadSection, loadVendor } from '../../core/directory/directory-store.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import {
  addressChangedMail,
  contactNewsMail,
  contactWelcomeMail,
  keyEndingMail,
} from '../registration/contact-mails.ts';
import { type Composed, officeSender } from './mail-sender.ts';

/** Mails about a vendor's contacts and keys. Undefined: no longer of use, e.g. to one who has left meanwhile. */

type MailOf<T extends MailMessage['template']> = Extract<MailMessage, { template: T }>;
export type ContactMail = MailOf<'contact-welcome' | 'address-changed' | 'contact-news' | 'key-ending'>;

export const composeContactMail = async (
  ports: AppPorts,
  person: Person,
  message: ContactMail,
): Promise<Composed | undefined> => {
  const { store, clock } = ports;
  const vendor = await loadVendor(store, message.vendorId);
  if (!vendor) return undefined;
  const sender = await officeSender(ports);
  const about = { sender, to: person.name, vendorName: vendor.name };
  const { email } = person;
  if (message.template === 'address-changed') {
    const former = person.former?.[message.former];
    return former && { to: former.email, mail: addressChangedMail({ ...about, to: former.name }) };
  }
  if (hasLeft(person, dateOf(clock()))) return undefined;
  switch (message.template) {
    case 'contact-welcome':
      return { to: email, mail: contactWelcomeMail({ ...about, email }) };
    case 'contact-news':
      return contactNews(ports, person, vendor.name, message);
    case 'key-ending': {
      const key = await loadApiKey(store, message.vendorId, message.keyId);
      if (!key || key.revokedAt !== undefined) return undefined;
      const { label, lastDay } = key;
      const owner = (await loadPerson(store, key.personId))?.name ?? '';
      const createdOn = dateOf(Temporal.Instant.from(key.createdAt)).toString();
      return { to: email, mail: keyEndingMail({ ...about, label, owner, createdOn, lastDay }) };
    }
  }
};

const contactNews = async (
  ports: AppPorts,
  { name, email }: Person,
  vendorName: string,
  { sectionId, vendorId, by, news }: MailOf<'contact-news'>,
): Promise<Composed | undefined> => {
  const section = await loadSection(ports.store, sectionId);
  if (!section) return undefined;
  const mail = contactNewsMail({
    sender: await officeSender(ports),
    to: `${section.name} 御中`,
    news,
    vendorName,
    name,
    email,
    by: (await loadPerson(ports.store, by))?.name ?? '',
    vendorUrl: `${ports.config.baseUrl}/vendors/${vendorId}`,
  });
  return { to: section.email, mail };
};
