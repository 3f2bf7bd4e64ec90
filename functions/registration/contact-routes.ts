import { type Caller, vendorOf } from '../../core/directory/caller.ts';
import { loadVendor } from '../../core/directory/directory-store.ts';
import {
  addContact,
  changeContact,
  contactChangeSchema,
  contactEndSchema,
  contactInputSchema,
  endContact,
  mayManageContacts,
} from '../../core/registration/manage-contacts.ts';
import { type ContactView, viewContacts } from '../../core/registration/view-contacts.ts';
import { accepted, type Outcome } from '../../core/values/errors.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageCall,
  pageAt,
  signedIn,
} from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { textAt } from '../ui/form.ts';
import { type ContactForm, contactFormPage, vendorPage } from './contact-form-page.ts';
import { orProposal, type Save, saving } from './registration-routes.ts';

type Asked = Pick<ContactForm, 'act' | 'vendorId' | 'vendorName' | 'isOffice' | 'contact'>;

/** A vendor's contacts as pages of the chief's office, and of the vendor's administrator (docs/adr/0031). */
export const contactPages = (ports: AppPorts): readonly Endpoint[] => {
  /** What the address asks for; a refusal where it is not the reader's to do. */
  const askedOf = async (caller: Caller, { params, query }: PageCall): Promise<Outcome<Asked>> => {
    const vendorId = params['vendorId'] ?? '';
    const { id, end } = query;
    const allowed = await mayManageContacts(ports)(caller, vendorId);
    if (!allowed.ok) return allowed;
    const vendor = await loadVendor(ports.store, vendorId);
    const views = await viewContacts(ports)(caller, vendorId);
    if (!vendor || !views.ok) return NOT_FOUND;
    const contact = views.value.find(({ personId, hasLeft }) => personId === id && !hasLeft);
    if (id !== undefined && !contact) return NOT_FOUND;
    const act = contact === undefined ? 'add' : end === undefined ? 'change' : 'end';
    const isOffice = vendorOf(caller) === undefined;
    return accepted({ act, vendorId, vendorName: vendor.name, isOffice, contact });
  };

  const saveOf = ({ act, vendorId, contact }: Asked): Save => {
    const personId = contact?.personId ?? '';
    switch (act) {
      case 'add':
        return saving(contactInputSchema, (caller, input) => addContact(ports)(caller, vendorId, input));
      case 'change':
        return saving(contactChangeSchema, (caller, input) =>
          changeContact(ports)(caller, vendorId, personId, input),
        );
      case 'end':
        return saving(contactEndSchema, async (caller, input) => {
          const ended = await endContact(ports)(caller, vendorId, personId, input);
          return ended.ok ? accepted({ applied: ended.value }) : ended;
        });
    }
  };

  return [
    pageAt('GET', '/vendors/{vendorId}', 'office', '保守事業者と担当者', async (call) => {
      const vendorId = call.params['vendorId'] ?? '';
      const vendor = await loadVendor(ports.store, vendorId);
      const views = await viewContacts(ports)(signedIn(call), vendorId);
      if (!vendor || !views.ok) return NOT_FOUND;
      return { html: vendorPage(call.context, { vendor, contacts: views.value }) };
    }),
    ...formPages(ports, {
      path: '/vendors/{vendorId}/contact',
      who: 'anyone',
      summary: '担当者の登録・変更・終了',
      load: askedOf,
      schema: (asked) => saveOf(asked).schema,
      start: async (asked, call) => contentOf(call, asked),
      show: (context, asked, { content, problems, isMended }) =>
        contactFormPage(context, {
          ...{ ...asked, content, problems },
          hash: isMended ? textAt(content, 'hash') : asked.contact?.hash,
        }),
      run: (caller, _, input, asked) => saveOf(asked).act(caller, input),
      back: ({ isOffice, vendorId }) => ({
        href: isOffice ? `/vendors/${encodeURIComponent(vendorId)}` : '/api-keys',
        label: '担当者の一覧に戻る',
      }),
      ...orProposal<Asked>(({ act }) => DONE[act]),
    }),
  ];
};

const DONE = { add: 'contact-added', change: 'contact-changed', end: 'contact-ended' } as const;

const contentOf = (call: PageCall, { act, contact }: Asked): object => {
  if (act === 'end') return { on: call.context.today.toString() };
  return contact ? { name: contact.name, email: contact.email, administrator: isNamed(contact) } : {};
};
const isNamed = ({ administrator }: ContactView): boolean => administrator !== 'no';
