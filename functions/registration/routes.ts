import { type Caller, holds, isOffice, nameInOffice, vendorOf } from '../../core/directory/caller.ts';
import { roleSchema } from '../../core/directory/directory.ts';
import {
  appointmentsOfRole,
  listConsultations,
  listSections,
  listSettings,
  listStaff,
  listSystems,
  listVendors,
  loadPerson,
  loadSettings,
} from '../../core/directory/directory-store.ts';
import {
  apiKeyInputSchema,
  createApiKey,
  revokeApiKey,
  usualLastDay,
  viewApiKeys,
} from '../../core/registration/api-keys.ts';
import { actOnDirectory } from '../../core/registration/propose.ts';
import { recordConsultation } from '../../core/registration/record-consultation.ts';
import { contactsToChoose, viewContacts } from '../../core/registration/view-contacts.ts';
import { actorName } from '../../core/registration/view-proposal.ts';
import { accepted } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import {
  type AppPorts,
  type Endpoint,
  NOT_FOUND,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
  signedIn,
} from '../http/contract.ts';
import { formPages, mistakesOf } from '../http/form-routes.ts';
import { textAt } from '../ui/form.ts';
import type { FormState } from '../ui/form-controls.ts';
import type { PageContext } from '../ui/layout.ts';
import { type ApiKeysPage, apiKeysPage, revokeKeyPage } from './api-keys-page.ts';
import { appointmentInputSchema, endAppointmentSchema, settingsInputSchema } from './bodies.ts';
import { contactPages } from './contact-routes.ts';
import { directoryPage } from './page.ts';
import { orProposal, registrationPages } from './registration-routes.ts';
import {
  consultationFormPage,
  consultationFormSchema,
  consultationsPage,
  withContact,
} from './registrations-page.ts';
import { settingPartOf, withPart } from './setting-parts.ts';
import { settingsPage } from './settings-page.ts';

/** 協議, 役職, 設定, APIキー as pages. */
export const directoryPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store } = ports;
  const act = actOnDirectory(ports);

  const ownSystems = async (caller: Caller) => {
    const settings = await loadSettings(store);
    const systems = await listSystems(store);
    return isOffice(caller, settings)
      ? systems
      : systems.filter(
          ({ sectionId }) => holds(caller, `clerk:${sectionId}`) ?? holds(caller, `manager:${sectionId}`),
        );
  };

  const showConsultations = async (call: PageCall): Promise<PageAnswer> => {
    const systems = await ownSystems(signedIn(call));
    const names = new Map(systems.map((system) => [system.systemId, system.name]));
    const entries = await Promise.all(
      (await listVendors(store)).map(async (vendor) =>
        (await listConsultations(store, vendor.vendorId))
          .filter((consultation) => consultation.systemIds.some((id) => names.has(id)))
          .map((consultation) => ({
            consultation,
            vendorName: vendor.name,
            systemNames: consultation.systemIds.map((id) => names.get(id) ?? id),
          })),
      ),
    );
    const newestFirst = entries
      .flat()
      .sort((a, b) => (a.consultation.recordedAt < b.consultation.recordedAt ? 1 : -1));
    return { html: consultationsPage(call.context, newestFirst) };
  };

  const directoryOf = async (caller: Caller) => {
    const sections = await listSections(store);
    const ids = sections.map((section) => section.sectionId);
    const roles = ['chief', ...ids.flatMap((id) => [`manager:${id}`, `clerk:${id}`])].map((role) =>
      roleSchema.parse(role),
    );
    const held = (await Promise.all(roles.map((role) => appointmentsOfRole(store, role)))).flat();
    const appointments = await Promise.all(
      held.map(async (appointment) => ({
        appointment,
        personName: (await loadPerson(store, appointment.personId))?.name ?? '',
      })),
    );
    const people = isOffice(caller, await loadSettings(store)) ? await listStaff(store) : undefined;
    return accepted({ sections, systems: await listSystems(store), appointments, people });
  };
  type Directory = Extract<Awaited<ReturnType<typeof directoryOf>>, { readonly ok: true }>['value'];
  const showDirectory = (context: PageContext, { people, ...view }: Directory, typed: FormState) =>
    directoryPage(context, { ...view, form: people && { ...typed, people } });
  /** A form on the page of the directory. */
  const onDirectory = {
    within: true,
    who: 'office',
    load: directoryOf,
    show: showDirectory,
    back: () => ({ href: '/directory', label: '役職・システムの画面に戻る' }),
  } as const;

  const settingsOf = async (_: Caller, { form, query }: PageCall) => {
    const versions = await Promise.all(
      (await listSettings(store)).map(async (version) => ({
        version,
        changedByName: await actorName(ports, version.changedBy, version.changedAt),
        // Versions of before there was a second person show whoever changed them.
        confirmedByName:
          version.confirmedBy === undefined
            ? '―'
            : await actorName(ports, version.confirmedBy, version.changedAt),
      })),
    );
    return accepted({
      ...{ versions, part: query['part'], sent: form.meta.version },
      ...{ sections: await listSections(store), current: await loadSettings(store) },
    });
  };

  const showKeys = async (
    call: PageCall,
    typed?: FormState & { readonly status: number },
    created?: ApiKeysPage['created'],
  ): Promise<PageAnswer> => ({
    ...(created ? { secret: true } : {}),
    status: typed?.status ?? (created ? 201 : 200),
    html: apiKeysPage(call.context, {
      ...(typed ?? { content: { lastDay: usualLastDay(call.context.today).toString() }, problems: [] }),
      ...(await ownPeople(call)),
      keys: await viewApiKeys(ports)(signedIn(call)),
      created,
    }),
  });

  const ownPeople = async (call: PageCall) => {
    const caller = signedIn(call);
    const vendorId = vendorOf(caller) ?? '';
    const views = await viewContacts(ports)(caller, vendorId);
    const contacts = views.ok ? views.value : [];
    const manages = contacts.some(
      ({ personId, administrator }) => personId === caller.person.personId && administrator === 'yes',
    );
    return { vendorId, contacts, manages };
  };

  return [
    pageAt('GET', '/consultations', 'clerk', '事前協議の一覧', showConsultations),
    ...formPages(ports, {
      path: '/consultations/new',
      sentTo: '/consultations',
      who: 'clerk',
      summary: '協議を記録する',
      schema: consultationFormSchema,
      load: async (caller) => {
        const [vendors, systems] = await Promise.all([listVendors(store), ownSystems(caller)]);
        const own = new Set(systems.map(({ systemId }) => systemId));
        return accepted({ vendors, systems, contacts: await contactsToChoose(ports)(caller, vendors, own) });
      },
      start: async (_, call) => ({ cityStaff: nameInOffice(signedIn(call)) }),
      body: (fields, { contacts }) => withContact(fields, contacts),
      show: (context, view, typed) => consultationFormPage(context, { ...view, ...typed }),
      saves: { repeats: true },
      run: (caller, _, { registered: __, ...body }, ___, ports) => recordConsultation(ports)(caller, body),
      back: () => ({ href: '/consultations', label: '事前協議の一覧に戻る' }),
      done: 'consultation',
    }),
    pageAt('GET', '/directory', 'city', '役職・システム', async (call) => {
      const directory = await directoryOf(signedIn(call));
      if (!directory.ok) return directory;
      return { html: showDirectory(call.context, directory.value, { content: {}, problems: [] }) };
    }),
    ...formPages(ports, {
      ...onDirectory,
      path: '/appointments',
      summary: '就任の登録',
      schema: appointmentInputSchema,
      run: (caller, _, { reason, ...input }) => act(caller, { act: 'appoint', ...input }, reason),
      ...orProposal(() => 'appointed'),
    }),
    ...formPages(ports, {
      ...onDirectory,
      path: '/appointments/end',
      summary: '退任の登録',
      schema: endAppointmentSchema,
      body: (fields) => {
        const [role, appointmentId = ''] = textAt(fields, 'end.appointment').split('/');
        return { role, appointmentId, on: textAt(fields, 'end.on'), reason: textAt(fields, 'end.reason') };
      },
      place: (pointer) =>
        pointer === '/on' || pointer === '/reason' ? `/end${pointer}` : '/end/appointment',
      run: (caller, _, { reason, ...input }) => act(caller, { act: 'end-appointment', ...input }, reason),
      ...orProposal(() => 'ended'),
    }),
    ...registrationPages(ports),
    ...contactPages(ports),
    ...formPages(ports, {
      path: '/settings',
      who: 'office',
      summary: '設定の変更',
      schema: settingsInputSchema,
      load: settingsOf,
      start: async ({ current }) => ({ settings: current }),
      show: (context, { sent, ...view }, { content, problems, isMended, saving }) =>
        settingsPage(context, {
          ...{ ...view, content, problems, saving },
          // What was saved was typed over other settings, perhaps, than those of now: it is told when it is sent.
          version: (isMended ? sent : saving?.shown) ?? view.versions[0]?.version.version ?? 0,
        }),
      body: (fields, { sent, current, part }) => {
        const own = settingPartOf(part);
        // Of a part that there is not, nothing is taken: what it leaves out would begin anew.
        const typed = part === undefined ? fields['settings'] : undefined;
        const settings = own === undefined ? typed : withPart(current, own, fields['settings']);
        return { ...fields, version: sent, settings };
      },
      saves: {
        query: ({ query }) => {
          const own = settingPartOf(query['part']);
          return own === undefined ? '' : `part=${own}`;
        },
      },
      run: (caller, _, { reason, ...input }, __, ports) =>
        actOnDirectory(ports)(caller, { act: 'change-settings', ...input }, reason),
      back: () => ({ href: '/settings', label: '設定の画面に戻る' }),
      ...orProposal(() => 'settings'),
    }),
    pageAt('GET', '/api-keys', 'vendor', '担当者とAPIキー', (call) => showKeys(call)),
    pageAt('POST', '/api-keys', 'vendor', 'APIキーを作成する', async (call) => {
      const { fields: content } = call.form;
      const parsed = parseTyped(apiKeyInputSchema, content);
      if (!parsed.success)
        return showKeys(call, { content, problems: problemsOf(parsed.error), status: 422 });
      const outcome = await createApiKey(ports)(signedIn(call), parsed.data);
      if (!outcome.ok) {
        const mistakes = mistakesOf(outcome);
        return mistakes ? showKeys(call, { content, ...mistakes }) : outcome;
      }
      const { key } = outcome.value;
      const secret = 'secret' in outcome.value ? outcome.value.secret : undefined;
      const context = { ...call.context, once: ports.ids.next() };
      return showKeys({ ...call, context }, undefined, { label: key.label, secret });
    }),
    pageAt('GET', '/api-keys/{keyId}/revoke', 'vendor', 'APIキーの無効化の確認', async (call) => {
      const keys = await viewApiKeys(ports)(signedIn(call));
      const key = keys.find(({ keyId }) => keyId === call.params['keyId']);
      if (!key) return NOT_FOUND;
      // Nothing is left to be asked.
      return key.revokedAt === undefined
        ? { html: revokeKeyPage(call.context, key) }
        : { redirect: '/api-keys' };
    }),
    pageAt('POST', '/api-keys/{keyId}/revoke', 'vendor', 'APIキーを無効にする', async (call) => {
      const outcome = await revokeApiKey(ports)(signedIn(call), call.params['keyId'] ?? '');
      return outcome.ok ? { redirect: '/api-keys?done=revoked' } : outcome;
    }),
  ];
};
