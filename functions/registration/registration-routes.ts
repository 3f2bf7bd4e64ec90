import type { z } from 'zod';
import type { Caller } from '../../core/directory/caller.ts';
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
} from '../../core/directory/directory-store.ts';
import { type Acted, actOnDirectory } from '../../core/registration/propose.ts';
import { dateOf } from '../../core/values/calendar.ts';
import type { Outcome, Problem } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
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
import {
  personChangeSchema,
  personInputSchema,
  sectionChangeSchema,
  sectionInputSchema,
  systemChangeSchema,
  systemInputSchema,
  vendorChangeSchema,
  vendorInputSchema,
} from './bodies.ts';
import { type RegistrationKind, registrationFormPage } from './form.ts';
import { registrationsPage } from './registrations-page.ts';

/** Where it waits, the browser goes to the proposal. */
export const afterwards = (acted: Acted, done: string): PageAnswer => ({
  redirect: 'proposal' in acted ? `/proposals/${acted.proposal.proposalId}?done=proposed` : done,
});

type Save = (caller: Caller, fields: unknown) => Promise<Outcome<Acted> | readonly Problem[]>;

/** Parse, then act; the mistakes of both are shown at their fields. */
const saving =
  <S extends z.ZodType>(
    schema: S,
    act: (caller: Caller, input: z.infer<S>) => Promise<Outcome<Acted>>,
  ): Save =>
  async (caller, fields) => {
    const parsed = parseTyped(schema, fields);
    return parsed.success ? act(caller, parsed.data) : problemsOf(parsed.error);
  };

/** What the fields hold, and the hash of the entry that they are of. */
type Shown = { readonly content: object; readonly hash?: string };
const shown = (entry: object | undefined): Shown | undefined =>
  entry && { content: entry, hash: hashOf(entry) };

type Entry = {
  readonly title: string;
  /** What is registered under an id; undefined when there is no such entry. */
  readonly load: (id: string) => Promise<Shown | undefined>;
  readonly register: Save;
  readonly change: (id: string) => Save;
};

/** 課, システム, 職員, 保守事業者 as pages of the chief's office. */
export const registrationPages = (ports: AppPorts): readonly Endpoint[] => {
  const { store, clock } = ports;
  const act = actOnDirectory(ports);
  const entries: Readonly<Record<RegistrationKind, Entry>> = {
    section: {
      title: '課',
      load: async (id) => shown(await loadSection(store, id)),
      register: saving(sectionInputSchema, (caller, input) =>
        act(caller, { act: 'register-section', ...input }),
      ),
      change: (id) =>
        saving(sectionChangeSchema, (caller, { reason, ...input }) =>
          act(caller, { act: 'change-section', sectionId: id, ...input }, reason),
        ),
    },
    system: {
      title: 'システム',
      load: async (id) => shown(await loadSystem(store, id)),
      register: saving(systemInputSchema, (caller, input) =>
        act(caller, { act: 'register-system', ...input }),
      ),
      change: (id) =>
        saving(systemChangeSchema, (caller, { reason, ...input }) =>
          act(caller, { act: 'change-system', systemId: id, ...input }, reason),
        ),
    },
    person: {
      title: '職員',
      load: async (id) => {
        const person = await loadPerson(store, id);
        if (person?.affiliation.kind !== 'city') return undefined;
        const { name, email, affiliation } = person;
        return { content: { name, email, sectionId: affiliation.sectionId }, hash: hashOf(person) };
      },
      register: saving(personInputSchema, (caller, input) =>
        act(caller, { act: 'register-person', ...input }),
      ),
      change: (id) =>
        saving(personChangeSchema, (caller, { reason, ...input }) =>
          act(caller, { act: 'change-person', personId: id, ...input }, reason),
        ),
    },
    vendor: {
      title: '保守事業者',
      load: async (id) => shown(await loadVendor(store, id)),
      register: saving(vendorInputSchema, (caller, input) =>
        act(caller, { act: 'register-vendor', ...input }),
      ),
      change: (id) =>
        saving(vendorChangeSchema, (caller, { reason, ...input }) =>
          act(caller, { act: 'change-vendor', vendorId: id, ...input }, reason),
        ),
    },
  };

  const show = async (
    call: PageCall,
    kind: RegistrationKind,
    typed?: { readonly content: unknown; readonly problems: readonly Problem[]; readonly status?: number },
  ): Promise<PageAnswer> => {
    const { id } = call.query;
    const existing: Shown | undefined =
      id === undefined ? { content: { from: dateOf(clock()).toString() } } : await entries[kind].load(id);
    if (!existing) return NOT_FOUND;
    return {
      status: typed ? (typed.status ?? 422) : 200,
      html: registrationFormPage(call.context, {
        kind,
        id,
        content: typed?.content ?? existing.content,
        // Mistakes are mended on what was shown; once a conflict is told, the entry of now is shown.
        hash: typed && typed.status === undefined ? textAt(typed.content, 'hash') : existing.hash,
        problems: typed?.problems ?? [],
        sections: await listSections(store),
        former: kind === 'system' && id !== undefined ? await listFormerSystems(store, id) : [],
      }),
    };
  };

  const post = async (call: PageCall, kind: RegistrationKind): Promise<PageAnswer> => {
    const { id } = call.query;
    const { fields } = call.form;
    const save = id === undefined ? entries[kind].register : entries[kind].change(id);
    const outcome = await save(signedIn(call), fields);
    if (!('ok' in outcome)) return show(call, kind, { content: fields, problems: outcome });
    if (outcome.ok)
      return afterwards(outcome.value, `/registrations?done=${id === undefined ? 'registered' : 'changed'}`);
    if (outcome.kind === 'invalid') return show(call, kind, { content: fields, problems: outcome.problems });
    if (outcome.kind !== 'conflict') return outcome;
    const problems = [{ pointer: '', message: outcome.message }];
    return show(call, kind, { content: fields, problems, status: 409 });
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
