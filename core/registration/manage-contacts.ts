import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { CONTACT_NEWS } from '../case/outbox.ts';
import { type Caller, vendorOf } from '../directory/caller.ts';
import type { Contact } from '../directory/directory.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { type DirectoryAct, openDirectoryTrail } from '../directory/directory-trail.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { date, group } from '../values/fields.ts';
import { line, onPage } from '../values/text.ts';
import {
  contactAdmission,
  contactChange,
  isLastAdministrator,
  type JudgedContact,
  judgeAdmission,
  judgeCorrection,
  judgeEnd,
  mailOfVendor,
} from './contact-changes.ts';
import type { Change } from './directory-changes.ts';
import { actForOffice, CHANGED_ELSEWHERE, hasChanged, problemIf, shownHash } from './office-act.ts';
import { type Acted, actOnDirectory, doneSchema } from './propose.ts';
import { newsOfAct } from './tell-directory.ts';
import { administratorsOn, contactsOn } from './view-contacts.ts';

/**
 * A vendor's contacts (docs/adr/0031): the chief's office adds, corrects and ends them, and so does the vendor's own
 * administrator, those of his company. Of other companies he learns nothing.
 */

export const contactInputSchema = contactAdmission.schema
  .omit({ vendorId: true })
  .extend({ reason: line('登録の理由', 300) })
  .meta({ title: '事業者の担当者' });
export const contactChangeSchema = contactChange.schema
  .omit({ vendorId: true, personId: true })
  .extend({ reason: line('変更の理由', 300) })
  .meta({ title: '事業者の担当者の変更' });
export const contactEndSchema = group('事業者の担当者の登録終了', {
  on: date('登録を終了する日').optional().register(onPage, {
    hint: 'この日の0時から、サインインできなくなります。本日とすると、直ちに終了します',
  }),
  reason: line('終了の理由', 300),
  hash: shownHash,
});

type Manager = { readonly isOffice: boolean; readonly guards: readonly Write[] };

/** By which right: the office's, of every vendor; the administrator's, of the own. As of now, not as of the request. */
const managerOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  vendorId: string,
): Promise<({ readonly ok: true } & Manager) | Refusal> => {
  if (vendorOf(caller) === undefined) {
    const office = await actForOffice(ports, caller, '');
    return office.ok ? { ok: true, isOffice: true, guards: [office.guard] } : NOT_FOUND;
  }
  if (vendorOf(caller) !== vendorId) return NOT_FOUND;
  if (caller.apiKeyId !== undefined)
    return refused('forbidden', 'person-only', '担当者の登録・変更は、サインインした人が行ってください');
  const administrators = await administratorsOn(ports.store, vendorId, dateOf(ports.clock()));
  return administrators.some(({ personId }) => personId === caller.person.personId)
    ? { ok: true, isOffice: false, guards: [] }
    : refused(
        'forbidden',
        'not-administrator',
        '担当者の登録・変更・終了は、貴社の利用管理者か市の統括部門が行います',
      );
};

/** Whether the forms are shown at all. */
export const mayManageContacts =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, vendorId: string): Promise<Outcome<undefined>> => {
    const manager = await managerOf(ports, caller, vendorId);
    return manager.ok ? accepted(undefined) : manager;
  };

type Plan = Omit<JudgedContact, 'letsIn'>;

/** One act on the contacts: judged, written and told together. @param sent what was asked for, beside the reason */
const act = (
  ports: Ports,
  caller: Caller,
  vendorId: string,
  said: Pick<DirectoryAct, 'act' | 'reason'>,
  sent: unknown,
  prepare: (manager: Manager) => Promise<Plan | Refusal>,
) =>
  replayable(ports, { caller, request: { said, vendorId, sent }, receipt: doneSchema }, async (ports) => {
    const trail = await openDirectoryTrail(ports.store);
    const manager = await managerOf(ports, caller, vendorId);
    if (!manager.ok) return manager;
    const plan = await prepare(manager);
    if (!plan.ok) return plan;
    if (plan.problems.length > 0)
      return refused('invalid', 'invalid-contact', '入力内容に誤りがあります', plan.problems);
    const { value, writes, beside, told } = plan;
    const whole = { ...said, subject: value.personId, by: caller.person.personId };
    const recorded = trail.record({ ids: ports.ids, at: ports.clock() }, whole, writes);
    const news = await newsOfAct(ports, trail.seq + 1, told);
    return { ok: true, value, writes: [...recorded, ...beside, ...news, ...manager.guards] };
  });

/** The office is told whom an administrator lets in. */
const newsToOffice = async (
  ports: Ports,
  caller: Caller,
  { personId, affiliation: { vendorId } }: Contact,
  news: (typeof CONTACT_NEWS)[number],
): Promise<Write> => {
  const { officeSectionId: sectionId } = await loadSettings(ports.store);
  const by = caller.person.personId;
  const mail = { template: 'contact-news', personId, vendorId, sectionId, by, news } as const;
  return mailOfVendor(ports, vendorId, ports.clock(), mail);
};

/** What the office does goes the way of all that it does to the directory: some of it takes a second person. */
const byOffice = async (
  ports: Ports,
  caller: Caller,
  change: Extract<Change, { act: 'add-contact' | 'change-contact' }>,
  reason: string,
): Promise<Outcome<Acted>> => {
  const allowed = await mayManageContacts(ports)(caller, change.vendorId);
  return allowed.ok ? actOnDirectory(ports)(caller, change, reason) : allowed;
};
const applied = (outcome: Outcome<unknown>): Outcome<Acted> =>
  outcome.ok ? accepted({ applied: outcome.value }) : outcome;

export const addContact =
  (ports: Ports) =>
  async (
    caller: Caller,
    vendorId: string,
    { reason, ...input }: z.infer<typeof contactInputSchema>,
  ): Promise<Outcome<Acted>> => {
    const fields = { vendorId, ...input };
    if (vendorOf(caller) === undefined)
      return byOffice(ports, caller, { act: 'add-contact', ...fields }, reason);
    return applied(
      await act(ports, caller, vendorId, { act: 'add-contact', reason }, input, async () => {
        const judged = await judgeAdmission(ports, fields, { by: caller.person.personId });
        if (!judged.ok) return judged;
        return {
          ...judged,
          beside: [...judged.beside, await newsToOffice(ports, caller, judged.value, 'added')],
        };
      }),
    );
  };

export const changeContact =
  (ports: Ports) =>
  async (
    caller: Caller,
    vendorId: string,
    personId: string,
    { reason, ...input }: z.infer<typeof contactChangeSchema>,
  ): Promise<Outcome<Acted>> => {
    const fields = { vendorId, personId, ...input };
    if (vendorOf(caller) === undefined)
      return byOffice(ports, caller, { act: 'change-contact', ...fields }, reason);
    return applied(
      await act(
        ports,
        caller,
        vendorId,
        { act: 'change-contact', reason },
        { personId, ...input },
        async () => {
          const before = await contactOn(ports, vendorId, personId);
          const judged = await judgeCorrection(ports, fields, { by: caller.person.personId });
          if (!judged.ok || !before) return judged.ok ? NOT_FOUND : judged;
          const isNamed = (contact: Contact) => contact.affiliation.administrator !== undefined;
          return {
            ...judged,
            // Of a new address, the office hears in its own words.
            told: judged.told?.contacts?.length ? judged.told : undefined,
            problems: [
              ...judged.problems,
              ...problemIf(
                isNamed(judged.value) !== isNamed(before),
                '/administrator',
                '利用管理者は、市の統括部門が指名します',
              ),
            ],
            beside: [
              ...judged.beside,
              ...(judged.value.email === before.email
                ? []
                : [await newsToOffice(ports, caller, judged.value, 'address-changed')]),
            ],
          };
        },
      ),
    );
  };

/** A company that was allowed to manage its contacts keeps somebody who does; the office ends anybody. */
export const endContact =
  (ports: Ports) =>
  (
    caller: Caller,
    vendorId: string,
    personId: string,
    { on, reason, hash }: z.infer<typeof contactEndSchema>,
  ) =>
    act(
      ports,
      caller,
      vendorId,
      { act: 'end-contact', reason },
      { personId, on, hash },
      async ({ isOffice }) => {
        const before = await contactOn(ports, vendorId, personId);
        if (!before) return NOT_FOUND;
        if (hasChanged(hash, before)) return CHANGED_ELSEWHERE;
        const today = dateOf(ports.clock());
        const to = on === undefined ? today : Temporal.PlainDate.from(on);
        const isLast = !isOffice && (await isLastAdministrator(ports, vendorId, personId, to));
        return {
          ok: true,
          problems: [
            ...problemIf(
              Temporal.PlainDate.compare(to, today) < 0,
              '/on',
              '「登録を終了する日」は本日以後の日付としてください',
            ),
            ...problemIf(
              isLast,
              '',
              '利用管理者がいなくなるため、終了できません。ほかの担当者の利用管理者への指名を、市の統括部門に依頼してください',
            ),
          ],
          ...(await judgeEnd(ports, before, to)),
        };
      },
    );

const contactOn = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  vendorId: string,
  personId: string,
): Promise<Contact | undefined> =>
  (await contactsOn(store, vendorId, dateOf(clock()))).find((contact) => contact.personId === personId);
