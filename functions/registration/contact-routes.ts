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
import type { Acted } from '../../core/registration/propose.ts';
import { type ContactView, viewContacts } from '../../core/registration/view-contacts.ts';
import { accepted, type Outcome, type Problem } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { NOT_FOUND, signedIn } from '../http/not-found.ts';
import { textAt } from '../ui/form.ts';
import { type ContactForm, contactFormPage } from './contact-form-page.ts';
import { afterwards } from './registration-routes.ts';
import { vendorPage } from './vendor-page.ts';

type Asked = Pick<ContactForm, 'act' | 'vendorId' | 'vendorName' | 'isOffice' | 'contact'>;
type Typed = { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number };

/** A vendor's contacts as pages of the chief's office, and of the vendor's administrator (docs/adr/0031). */
export const contactPages = (ports: AppPorts): readonly Endpoint[] => {
  /** What the address asks for; a refusal where it is not the reader's to do. */
  const askedOf = async (call: PageCall): Promise<Outcome<Asked>> => {
    const caller = signedIn(call);
    const vendorId = call.params['vendorId'] ?? '';
    const { id, end } = call.query;
    const allowed = await mayManageContacts(ports)(caller, vendorId);
    if (!allowed.ok) return allowed;
    const vendor = await loadVendor(ports.store, vendorId);
    const views = await viewContacts(ports)(caller, vendorId);
    if (!vendor || !views.ok) return NOT_FOUND;
    const contact = views.value.find(({ personId, hasLeft }) => personId === id && !hasLeft);
    if (id !== undefined && !contact) return NOT_FOUND;
    const act = contact === undefined ? 'add' : end === undefined ? 'change' : 'end';
    const isOffice = vendorOf(caller) === undefined;
    return { ok: true, value: { act, vendorId, vendorName: vendor.name, isOffice, contact } };
  };

  const show = (call: PageCall, asked: Asked, typed?: Typed): PageAnswer => ({
    status: typed?.status ?? 200,
    html: contactFormPage(call.context, {
      ...asked,
      content: typed?.content ?? contentOf(call, asked),
      // Mistakes are mended on what was shown; once a conflict is told, the entry of now is shown.
      hash: typed?.status === 422 ? textAt(typed.content, 'hash') : asked.contact?.hash,
      problems: typed?.problems ?? [],
    }),
  });

  const post = async (call: PageCall): Promise<PageAnswer> => {
    const asked = await askedOf(call);
    if (!asked.ok) return asked;
    const { fields: content } = call.form;
    const outcome = await save(ports, signedIn(call), asked.value, content);
    if (!('ok' in outcome)) return show(call, asked.value, { content, problems: outcome, status: 422 });
    const back = asked.value.isOffice ? `/vendors/${encodeURIComponent(asked.value.vendorId)}` : '/api-keys';
    if (outcome.ok) return afterwards(outcome.value, `${back}?done=${DONE[asked.value.act]}`);
    if (outcome.kind === 'invalid')
      return show(call, asked.value, { content, problems: outcome.problems, status: 422 });
    if (outcome.kind !== 'conflict') return outcome;
    const problems = [{ pointer: '', message: outcome.message }];
    return show(call, asked.value, { content, problems, status: 409 });
  };

  return [
    pageAt('GET', '/vendors/{vendorId}', 'office', '保守事業者と担当者', async (call) => {
      const vendorId = call.params['vendorId'] ?? '';
      const vendor = await loadVendor(ports.store, vendorId);
      const views = await viewContacts(ports)(signedIn(call), vendorId);
      if (!vendor || !views.ok) return NOT_FOUND;
      return { html: vendorPage(call.context, { vendor, contacts: views.value }) };
    }),
    pageAt('GET', '/vendors/{vendorId}/contact', 'anyone', '担当者の登録・変更・終了の画面', async (call) => {
      const asked = await askedOf(call);
      return asked.ok ? show(call, asked.value) : asked;
    }),
    pageAt('POST', '/vendors/{vendorId}/contact', 'anyone', '担当者の登録・変更・終了', post),
  ];
};

const DONE = { add: 'contact-added', change: 'contact-changed', end: 'contact-ended' } as const;

const contentOf = (call: PageCall, { act, contact }: Asked): object => {
  if (act === 'end') return { on: call.context.today.toString() };
  return contact ? { name: contact.name, email: contact.email, administrator: isNamed(contact) } : {};
};
const isNamed = ({ administrator }: ContactView): boolean => administrator !== 'no';

/** Parse, then act; the mistakes of both are shown at their fields. */
const save = async (
  ports: AppPorts,
  caller: Caller,
  { act, vendorId, contact }: Asked,
  fields: unknown,
): Promise<Outcome<Acted> | readonly Problem[]> => {
  const personId = contact?.personId ?? '';
  if (act === 'add') {
    const parsed = parseTyped(contactInputSchema, fields);
    return parsed.success ? addContact(ports)(caller, vendorId, parsed.data) : problemsOf(parsed.error);
  }
  if (act === 'change') {
    const parsed = parseTyped(contactChangeSchema, fields);
    return parsed.success
      ? changeContact(ports)(caller, vendorId, personId, parsed.data)
      : problemsOf(parsed.error);
  }
  const parsed = parseTyped(contactEndSchema, fields);
  if (!parsed.success) return problemsOf(parsed.error);
  const ended = await endContact(ports)(caller, vendorId, personId, parsed.data);
  return ended.ok ? accepted({ applied: ended.value }) : ended;
};
