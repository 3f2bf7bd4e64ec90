import { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import { personSchema } from '../../core/directory/directory.ts';
import {
  addContact,
  changeContact,
  contactChangeSchema,
  contactEndSchema,
  contactInputSchema,
  endContact,
} from '../../core/registration/manage-contacts.ts';
import type { Acted } from '../../core/registration/propose.ts';
import { contactViewSchema, viewContacts } from '../../core/registration/view-contacts.ts';
import type { Outcome } from '../../core/values/errors.ts';
import { type ApiAnswer, type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';
import { actedAnswer, proposalSummarySchema } from './proposal-api.ts';

const contactsOf = z.object({ contacts: z.array(contactViewSchema) });

/** A vendor's contacts, for the chief's office and for the vendor's own people (docs/adr/0031). */
export const contactsApi = (ports: AppPorts): readonly Endpoint[] => {
  const list = async (caller: Caller, vendorId: string): Promise<ApiAnswer> => {
    const views = await viewContacts(ports)(caller, vendorId);
    return views.ok ? { ok: true, value: { contacts: views.value } } : views;
  };
  /** Who was added, corrected or ended, as the list shows them; one who has ended himself sees no list any more. */
  const shown = async (caller: Caller, vendorId: string, personId: string): Promise<ApiAnswer> => {
    const views = await viewContacts(ports)(caller, vendorId);
    const contacts = views.ok ? views.value : [];
    return { ok: true, value: contacts.find((contact) => contact.personId === personId) };
  };
  const acted = async (caller: Caller, vendorId: string, outcome: Outcome<Acted>): Promise<ApiAnswer> => {
    if (!outcome.ok || 'proposal' in outcome.value) return actedAnswer(ports, outcome);
    return shown(caller, vendorId, personSchema.parse(outcome.value.applied).personId);
  };
  return [
    read(
      '/v1/vendors/{vendorId}/contacts',
      'anyone',
      '事業者の担当者の一覧（統括部門、又は自社）',
      { response: contactsOf },
      ({ caller, params }) => list(caller, params['vendorId'] ?? ''),
    ),
    post(
      '/v1/vendors/{vendorId}/contacts',
      'anyone',
      '事業者の担当者を登録する（自社の利用管理者、又は統括部門）',
      { body: contactInputSchema, status: 201, response: contactViewSchema, waiting: proposalSummarySchema },
      async ({ caller, params, body }) => {
        const vendorId = params['vendorId'] ?? '';
        return acted(caller, vendorId, await addContact(ports)(caller, vendorId, body));
      },
    ),
    put(
      '/v1/vendors/{vendorId}/contacts/{personId}',
      'anyone',
      '事業者の担当者の氏名・メールアドレスを変更する（利用管理者の指名は統括部門）',
      { body: contactChangeSchema, response: contactViewSchema, waiting: proposalSummarySchema },
      async ({ caller, params, body }) => {
        const { vendorId = '', personId = '' } = params;
        return acted(caller, vendorId, await changeContact(ports)(caller, vendorId, personId, body));
      },
    ),
    post(
      '/v1/vendors/{vendorId}/contacts/{personId}/end',
      'anyone',
      '事業者の担当者の登録を終了する（サインイン・APIキー・メールが終わる）',
      { body: contactEndSchema, response: contactViewSchema },
      async ({ caller, params, body }) => {
        const { vendorId = '', personId = '' } = params;
        const ended = await endContact(ports)(caller, vendorId, personId, body);
        return ended.ok ? shown(caller, vendorId, personId) : ended;
      },
    ),
  ];
};
