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
import { accepted, type Outcome } from '../../core/values/errors.ts';
import { hashOf } from '../../core/values/hash.ts';
import { type AppPorts, type Endpoint, NOT_FOUND, pageAt } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { textAt } from '../ui/form.ts';
import type { Done } from '../ui/message-page.ts';
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

/** What waits for another person leads to its proposal. */
export const orProposal = <V>(done: (view: V) => Done) => ({
  next: (acted: Acted) => ('proposal' in acted ? `/proposals/${acted.proposal.proposalId}` : undefined),
  done: (acted: Acted, view: V): Done => ('proposal' in acted ? 'proposed' : done(view)),
});

/** One of several acts of a page, with the schema of what it takes. */
export type Save = {
  readonly schema: z.ZodType;
  readonly act: (caller: Caller, input: unknown) => Promise<Outcome<Acted>>;
};
export const saving = <S extends z.ZodType>(
  schema: S,
  act: (caller: Caller, input: z.infer<S>) => Promise<Outcome<Acted>>,
): Save => ({ schema, act: act as Save['act'] });

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

  const forms = (['section', 'system', 'person', 'vendor'] as const).flatMap((kind) => {
    const { title, load, register, change } = entries[kind];
    return formPages(ports, {
      path: `/registrations/${kind}`,
      who: 'office',
      summary: `${title}の登録・変更`,
      load: async (_, { query: { id } }) => {
        const existing: Shown | undefined =
          id === undefined ? { content: { from: dateOf(clock()).toString() } } : await load(id);
        if (!existing) return NOT_FOUND;
        return accepted({
          ...{ id, existing, save: id === undefined ? register : change(id) },
          sections: await listSections(store),
          former: kind === 'system' && id !== undefined ? await listFormerSystems(store, id) : [],
        });
      },
      schema: ({ save }) => save.schema,
      start: async ({ existing }) => existing.content,
      show: (context, { existing, ...view }, { content, problems, isMended }) =>
        registrationFormPage(context, {
          ...{ kind, ...view, content, problems },
          hash: isMended ? textAt(content, 'hash') : existing.hash,
        }),
      run: (caller, _, input, { save }) => save.act(caller, input),
      back: () => ({ href: '/registrations', label: '登録の一覧に戻る' }),
      ...orProposal<{ readonly id: string | undefined }>(({ id }) =>
        id === undefined ? 'registered' : 'changed',
      ),
    });
  });
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
