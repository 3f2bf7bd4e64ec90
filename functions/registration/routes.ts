import { holds, isOffice, vendorOf } from '../../core/directory/caller.ts';
import { consultationInputSchema } from '../../core/directory/consultation.ts';
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
import { viewContacts } from '../../core/registration/view-contacts.ts';
import { actorName } from '../../core/registration/view-proposal.ts';
import type { Problem, Refusal } from '../../core/values/errors.ts';
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
import { isSave, savedForm } from '../http/saved-form.ts';
import { textAt } from '../ui/form.ts';
import type { Saving } from '../ui/saved-form.ts';
import { type ApiKeysPage, apiKeysPage } from './api-keys-page.ts';
import { appointmentInputSchema, endAppointmentSchema, settingsInputSchema } from './bodies.ts';
import { consultationFormPage } from './consultation-form-page.ts';
import { consultationsPage } from './consultations-page.ts';
import { contactPages } from './contact-routes.ts';
import { directoryPage } from './page.ts';
import { afterwards, registrationPages } from './registration-routes.ts';
import { revokeKeyPage } from './revoke-key-page.ts';
import { settingsPage } from './settings-page.ts';

/** What was typed and what is wrong with it, to be shown again. */
type Typed = {
  readonly content: unknown;
  readonly problems: readonly Problem[];
  readonly status: number;
  readonly saving?: Saving;
};
const FRESH: Typed = { content: {}, problems: [], status: 200 };

/** 協議, 役職, 設定, APIキー as pages. */
export const directoryPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store } = ports;
  const act = actOnDirectory(ports);
  const consultation = savedForm(ports, { path: '/consultations/new', title: '協議の記録', repeats: true });
  const settings = savedForm(ports, { path: '/settings', title: '設定の変更' });

  /** The refusal of a form is shown with what was typed, everything else as a page of its own. */
  const again = (outcome: Refusal, content: unknown, show: (typed: Typed) => Promise<PageAnswer>) => {
    if (outcome.kind === 'invalid') return show({ content, problems: outcome.problems, status: 422 });
    const problems = [{ pointer: '', message: outcome.message }];
    return outcome.kind === 'conflict' ? show({ content, problems, status: 409 }) : outcome;
  };

  const ownSystems = async (call: PageCall) => {
    const caller = signedIn(call);
    const settings = await loadSettings(store);
    const systems = await listSystems(store);
    return isOffice(caller, settings)
      ? systems
      : systems.filter(
          ({ sectionId }) => holds(caller, `clerk:${sectionId}`) ?? holds(caller, `manager:${sectionId}`),
        );
  };

  const showConsultations = async (call: PageCall): Promise<PageAnswer> => {
    const systems = await ownSystems(call);
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

  const consultationForm =
    (call: PageCall) =>
    async (typed: Typed): Promise<PageAnswer> => ({
      status: typed.status,
      html: consultationFormPage(call.context, {
        ...{ saving: consultation.again(call), ...typed },
        vendors: await listVendors(store),
        systems: await ownSystems(call),
      }),
    });

  const showDirectory =
    (call: PageCall) =>
    async (typed: Typed): Promise<PageAnswer> => {
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
      const office = isOffice(signedIn(call), await loadSettings(store));
      return {
        status: typed.status,
        html: directoryPage(call.context, {
          sections,
          systems: await listSystems(store),
          appointments,
          form: office ? { ...typed, people: await listStaff(store) } : undefined,
        }),
      };
    };

  const showSettings =
    (call: PageCall) =>
    async (typed: Typed & { readonly version?: number | undefined }): Promise<PageAnswer> => {
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
      const { content, problems, status, saving = settings.again(call), version } = typed;
      return {
        status,
        html: settingsPage(call.context, {
          content,
          problems,
          saving,
          version: version ?? versions[0]?.version.version ?? 0,
          versions,
          sections: await listSections(store),
        }),
      };
    };

  const showKeys =
    (call: PageCall) =>
    async (typed: Typed, created?: ApiKeysPage['created']): Promise<PageAnswer> => ({
      status: typed.status,
      html: apiKeysPage(call.context, {
        content:
          typed.status < 400 ? { lastDay: usualLastDay(call.context.today).toString() } : typed.content,
        problems: typed.problems,
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
    pageAt('GET', '/consultations/new', 'clerk', '協議の記録', async (call) => {
      const { content = {}, saving } = await consultation.opened(call);
      return consultationForm(call)({ ...FRESH, content, saving });
    }),
    pageAt('POST', '/consultations', 'clerk', '協議を記録する', async (call) => {
      const { fields } = call.form;
      const show = consultationForm(call);
      if (isSave(call))
        return consultation.save(call, (why, saving) =>
          again(why, fields, (typed) => show({ ...typed, saving })),
        );
      const parsed = parseTyped(consultationInputSchema, fields);
      if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
      const outcome = await recordConsultation(consultation.sending(call))(signedIn(call), parsed.data);
      return outcome.ok ? { redirect: '/consultations?done=consultation' } : again(outcome, fields, show);
    }),
    pageAt('GET', '/directory', 'city', '役職・システム', (call) => showDirectory(call)(FRESH)),
    pageAt('POST', '/appointments', 'office', '就任の登録', async (call) => {
      const { fields } = call.form;
      const show = showDirectory(call);
      const parsed = parseTyped(appointmentInputSchema, fields);
      if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
      const { reason, ...input } = parsed.data;
      const outcome = await act(signedIn(call), { act: 'appoint', ...input }, reason);
      return outcome.ok
        ? afterwards(outcome.value, '/directory?done=appointed')
        : again(outcome, fields, show);
    }),
    pageAt('POST', '/appointments/end', 'office', '退任の登録', async (call) => {
      const { fields } = call.form;
      const show = showDirectory(call);
      const [role, appointmentId] = textAt(fields, 'end.appointment').split('/');
      const given = { on: textAt(fields, 'end.on'), reason: textAt(fields, 'end.reason') };
      const parsed = parseTyped(endAppointmentSchema, { role, appointmentId: appointmentId ?? '', ...given });
      const inForm = (problems: readonly Problem[]) =>
        problems.map(({ pointer, message }) => ({
          pointer: pointer === '/on' || pointer === '/reason' ? `/end${pointer}` : '/end/appointment',
          message,
        }));
      if (!parsed.success)
        return show({ content: fields, problems: inForm(problemsOf(parsed.error)), status: 422 });
      const { reason, ...input } = parsed.data;
      const outcome = await act(signedIn(call), { act: 'end-appointment', ...input }, reason);
      if (outcome.ok) return afterwards(outcome.value, '/directory?done=ended');
      return again({ ...outcome, problems: inForm(outcome.problems) }, fields, show);
    }),
    ...registrationPages(ports),
    ...contactPages(ports),
    pageAt('GET', '/settings', 'office', '設定', async (call) => {
      const { content, saving } = await settings.opened(call);
      const version = content?.['version'];
      return showSettings(call)({
        ...{ ...FRESH, content: content ?? { settings: await loadSettings(store) }, saving },
        // What was typed over other settings than those of now is told when it is sent.
        version: typeof version === 'number' ? version : undefined,
      });
    }),
    pageAt('POST', '/settings', 'office', '設定の変更', async (call) => {
      const { fields, meta } = call.form;
      // Mistakes are mended on what was shown; once a conflict is told, the settings of now are shown.
      const show = (typed: Typed) =>
        showSettings(call)({ ...typed, version: typed.status === 422 ? meta.version : undefined });
      if (isSave(call)) {
        const notSaved = (why: Refusal, saving: Saving) =>
          again(why, fields, (typed) => showSettings(call)({ ...typed, saving, version: meta.version }));
        return settings.save(call, notSaved, { ...fields, version: meta.version ?? 0 });
      }
      const parsed = parseTyped(settingsInputSchema, { ...fields, version: meta.version });
      if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
      const { reason, ...input } = parsed.data;
      const acting = actOnDirectory(settings.sending(call));
      const outcome = await acting(signedIn(call), { act: 'change-settings', ...input }, reason);
      return outcome.ok ? afterwards(outcome.value, '/settings?done=settings') : again(outcome, fields, show);
    }),
    pageAt('GET', '/api-keys', 'vendor', '担当者とAPIキー', (call) => showKeys(call)(FRESH)),
    pageAt('POST', '/api-keys', 'vendor', 'APIキーを作成する', async (call) => {
      const { fields } = call.form;
      const show = showKeys(call);
      const parsed = parseTyped(apiKeyInputSchema, fields);
      if (!parsed.success) return show({ content: fields, problems: problemsOf(parsed.error), status: 422 });
      const outcome = await createApiKey(ports)(signedIn(call), parsed.data);
      if (!outcome.ok) return again(outcome, fields, show);
      const { key } = outcome.value;
      const secret = 'secret' in outcome.value ? outcome.value.secret : undefined;
      const context = { ...call.context, once: ports.ids.next() };
      return showKeys({ ...call, context })({ ...FRESH, status: 201 }, { label: key.label, secret });
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
