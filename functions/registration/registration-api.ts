import { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
import { personSchema, sectionSchema, systemSchema, vendorSchema } from '../../core/directory/directory.ts';
import { listSections, listVendors } from '../../core/directory/directory-store.ts';
import {
  addContact,
  changeContact,
  contactChangeSchema,
  contactEndSchema,
  contactInputSchema,
  endContact,
} from '../../core/registration/manage-contacts.ts';
import { type Acted, actOnDirectory } from '../../core/registration/propose.ts';
import { contactViewSchema, viewContacts } from '../../core/registration/view-contacts.ts';
import { accepted, type Outcome } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { type ApiAnswer, type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';
import {
  sectionChangeSchema,
  sectionInputSchema,
  systemChangeSchema,
  systemInputSchema,
  vendorChangeSchema,
  vendorInputSchema,
} from './bodies.ts';
import { actedAnswer, proposalSummarySchema } from './proposal-api.ts';

/** An entry with the hash to send back with a change, so that nobody undoes what another has changed. */
export const listed = <S extends z.ZodRawShape>(entry: z.ZodObject<S>) => entry.extend({ hash: z.string() });
export const withHash = <E extends object>(entry: E) => ({ ...entry, hash: hashOf(entry) });

/** As they are sent back when they are changed: what they were before is the server's. */
const sectionAnswer = sectionSchema.omit({ formerPrefixes: true, former: true });
const systemAnswer = systemSchema.omit({ former: true });
const vendorAnswer = vendorSchema.omit({ former: true });

/** 課, システム, 保守事業者 (第2条): registered and changed by the chief's office. */
export const registrationsApi = (ports: AppPorts): readonly Endpoint[] => {
  const act = actOnDirectory(ports);
  return [
    read(
      '/v1/sections',
      'city',
      '課の一覧',
      { response: z.object({ sections: z.array(listed(sectionAnswer)) }) },
      async () => accepted({ sections: (await listSections(ports.store)).map(withHash) }),
    ),
    post(
      '/v1/sections',
      'office',
      '課を登録する',
      { body: sectionInputSchema, status: 201, response: sectionAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-section', ...body })),
    ),
    put(
      '/v1/sections/{sectionId}',
      'office',
      '課の登録内容を変更する',
      { body: sectionChangeSchema, response: sectionAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-section', sectionId: params['sectionId'] ?? '', ...body }, reason),
        ),
    ),
    post(
      '/v1/systems',
      'office',
      'システムを登録する',
      { body: systemInputSchema, status: 201, response: systemAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-system', ...body })),
    ),
    put(
      '/v1/systems/{systemId}',
      'office',
      'システムの所管課・事前手続などを変更する（当日から）',
      { body: systemChangeSchema, response: systemAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-system', systemId: params['systemId'] ?? '', ...body }, reason),
        ),
    ),
    read(
      '/v1/vendors',
      'city',
      '保守事業者の一覧',
      { response: z.object({ vendors: z.array(listed(vendorAnswer)) }) },
      async () => accepted({ vendors: (await listVendors(ports.store)).map(withHash) }),
    ),
    post(
      '/v1/vendors',
      'office',
      '保守事業者を登録する',
      { body: vendorInputSchema, status: 201, response: vendorAnswer, waiting: proposalSummarySchema },
      async ({ caller, body }) => actedAnswer(ports, await act(caller, { act: 'register-vendor', ...body })),
    ),
    put(
      '/v1/vendors/{vendorId}',
      'office',
      '保守事業者の登録内容を変更する',
      { body: vendorChangeSchema, response: vendorAnswer, waiting: proposalSummarySchema },
      async ({ caller, params, body: { reason, ...body } }) =>
        actedAnswer(
          ports,
          await act(caller, { act: 'change-vendor', vendorId: params['vendorId'] ?? '', ...body }, reason),
        ),
    ),
  ];
};

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
