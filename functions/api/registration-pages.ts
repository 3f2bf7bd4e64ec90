import type { z } from 'zod';
import { dateOf } from '../../core/calendar.ts';
import type { Caller } from '../../core/caller.ts';
import {
  listFormerSystems,
  listSections,
  listStaff,
  listSystems,
  listVendors,
  loadPerson,
  loadSection,
  loadSystem,
  loadVendor,
} from '../../core/directory-store.ts';
import type { Outcome, Problem } from '../../core/errors.ts';
import { hashOf } from '../../core/hash.ts';
import {
  changePerson,
  personChangeSchema,
  personInputSchema,
  registerPerson,
} from '../../core/use-cases/register-person.ts';
import {
  changeSection,
  registerSection,
  sectionChangeSchema,
  sectionInputSchema,
} from '../../core/use-cases/register-section.ts';
import {
  changeSystem,
  registerSystem,
  systemChangeSchema,
  systemInputSchema,
} from '../../core/use-cases/register-system.ts';
import {
  changeVendor,
  registerVendor,
  vendorChangeSchema,
  vendorInputSchema,
} from '../../core/use-cases/register-vendor.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../contract.ts';
import { type RegistrationKind, registrationFormPage } from '../pages/registration-form-page.ts';
import { registrationsPage } from '../pages/registrations-page.ts';
import { NOT_FOUND, signedIn } from './not-found.ts';

type Save = (caller: Caller, fields: unknown) => Promise<Outcome<unknown> | readonly Problem[]>;

/** Parse, then act; the mistakes of both are shown at their fields. */
const saving =
  <S extends z.ZodType>(
    schema: S,
    act: (caller: Caller, input: z.infer<S>) => Promise<Outcome<unknown>>,
  ): Save =>
  async (caller, fields) => {
    const parsed = schema.safeParse(fields);
    return parsed.success ? act(caller, parsed.data) : problemsOf(parsed.error);
  };

type Entry = {
  readonly title: string;
  /** What is registered under an id; undefined when there is no such entry. */
  readonly load: (id: string) => Promise<object | undefined>;
  readonly register: Save;
  readonly change: (id: string) => Save;
};

const CHANGED_ELSEWHERE =
  'この画面を開いた後に、登録内容が変更されています。登録の一覧で今の内容を確かめ、必要なところを直してから、もう一度変更してください';

/** 課, システム, 職員, 保守事業者 as pages of the chief's office. */
export const registrationPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store, clock } = ports;
  const entries: Readonly<Record<RegistrationKind, Entry>> = {
    section: {
      title: '課',
      load: (id) => loadSection(store, id),
      register: saving(sectionInputSchema, registerSection(ports)),
      change: (id) => saving(sectionChangeSchema, (caller, input) => changeSection(ports)(caller, id, input)),
    },
    system: {
      title: 'システム',
      load: (id) => loadSystem(store, id),
      register: saving(systemInputSchema, registerSystem(ports)),
      change: (id) => saving(systemChangeSchema, (caller, input) => changeSystem(ports)(caller, id, input)),
    },
    person: {
      title: '職員',
      load: async (id) => {
        const person = await loadPerson(store, id);
        if (person?.affiliation.kind !== 'city') return undefined;
        return { name: person.name, email: person.email, sectionId: person.affiliation.sectionId };
      },
      register: saving(personInputSchema, registerPerson(ports)),
      change: (id) => saving(personChangeSchema, (caller, input) => changePerson(ports)(caller, id, input)),
    },
    vendor: {
      title: '保守事業者',
      load: (id) => loadVendor(store, id),
      register: saving(vendorInputSchema, registerVendor(ports)),
      change: (id) => saving(vendorChangeSchema, (caller, input) => changeVendor(ports)(caller, id, input)),
    },
  };

  const show = async (
    call: PageCall,
    kind: RegistrationKind,
    typed?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status?: number },
  ): Promise<PageAnswer> => {
    const { id } = call.query;
    const existing = id === undefined ? { from: dateOf(clock()).toString() } : await entries[kind].load(id);
    if (!existing) return NOT_FOUND;
    return {
      status: typed ? (typed.status ?? 422) : 200,
      html: registrationFormPage(call.context, {
        kind,
        id,
        content: typed?.content ?? existing,
        shown: hashOf(existing),
        problems: typed?.problems ?? [],
        sections: await listSections(store),
        former: kind === 'system' && id !== undefined ? await listFormerSystems(store, id) : [],
      }),
    };
  };

  const post = async (call: PageCall, kind: RegistrationKind): Promise<PageAnswer> => {
    const { id } = call.query;
    const { shown, ...fields } = call.form.fields;
    const save = id === undefined ? entries[kind].register : entries[kind].change(id);
    const existing = id === undefined ? undefined : await entries[kind].load(id);
    if (existing && shown !== undefined && shown !== hashOf(existing))
      return show(call, kind, {
        content: fields,
        problems: [{ pointer: '', message: CHANGED_ELSEWHERE }],
        status: 409,
      });
    const outcome = await save(signedIn(call), fields);
    if (!('ok' in outcome)) return show(call, kind, { content: fields, problems: outcome });
    if (outcome.ok) return { redirect: `/registrations?done=${id === undefined ? 'registered' : 'changed'}` };
    return outcome.kind === 'invalid'
      ? show(call, kind, { content: fields, problems: outcome.problems })
      : outcome;
  };

  const forms = (['section', 'system', 'person', 'vendor'] as const).flatMap((kind) => [
    pageAt('GET', `/registrations/${kind}`, 'office', `${entries[kind].title}の登録・変更の画面`, (call) =>
      show(call, kind),
    ),
    pageAt('POST', `/registrations/${kind}`, 'office', `${entries[kind].title}の登録・変更`, (call) =>
      post(call, kind),
    ),
  ]);
  return [
    pageAt('GET', '/registrations', 'office', '登録の一覧', async (call) => ({
      html: registrationsPage(call.context, {
        sections: await listSections(store),
        systems: await listSystems(store),
        vendors: await listVendors(store),
        staff: await listStaff(store),
      }),
    })),
    ...forms,
  ];
};
