import { Temporal } from 'temporal-polyfill';
import { draftKey, listDrafts } from '../application/save-draft.ts';
import { eraseFile, listUnsubmitted } from '../attachment/file-store.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, stateOf } from '../case/case-store.ts';
import { isOutboxKey, mailRecordSchema } from '../case/outbox-write.ts';
import { apiKeyKey, keyNotes, listApiKeys } from '../directory/api-key.ts';
import type { Consultation } from '../directory/consultation.ts';
import { type Contact, isInForce, type Person } from '../directory/directory.ts';
import {
  appliedForWrite,
  appointmentsOfPerson,
  consultationKey,
  findPersonByAddress,
  listConsultations,
  listContacts,
  listStaff,
  loadVendor,
  personKeys,
  vendorKey,
} from '../directory/directory-store.ts';
import {
  type DirectoryEvent,
  eraseFromDirectory,
  listDirectoryEvents,
  reasonsAbout,
} from '../directory/directory-trail.ts';
import { isRetentionOver } from '../permit/ending.ts';
import { listEndedProposals, proposalKey } from '../registration/proposal.ts';
import { endSessionsOf } from '../sign-in/sessions.ts';
import { queryAll, type Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { stringsWithin } from '../values/characters.ts';
import { Retryable } from '../values/errors.ts';
import { disposalKey, listDisposals } from './disposal.ts';
import { deleteAll, type ErasurePorts } from './erase-case.ts';

/** Consultations, people and vendors that nothing refers to any more go with the cases (INV-19). */

/** Cases of a vendor that are not erased. */
const keptCases = async (store: Store, vendorId: string): Promise<CaseState[]> =>
  (await queryAll(store, { index: 'vendor', hash: vendorId }))
    .map(stateOf)
    .filter(({ erasedAt }) => erasedAt === undefined);

/** Everything that a vendor's cases name, but those being erased. */
export const stringsInUse = async (
  store: Store,
  vendorId: string,
  but: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> => {
  const used = new Set<string>();
  for (const { caseId } of await keptCases(store, vendorId))
    if (!but.has(caseId)) stringsWithin(await queryAll(store, { hash: caseKey(caseId) }), used);
  return used;
};

/** A vendor's consultations whose contract is long over and that no case names, its people and at last itself. */
export const eraseVendor =
  (ports: ErasurePorts) =>
  async (vendorId: string, years: number): Promise<void> => {
    const { store, clock, files, copies } = ports;
    const today = dateOf(clock());
    const used = await stringsInUse(store, vendorId);
    const isOver = ({ consultationId, contract, heldOn }: Consultation) =>
      !used.has(consultationId) &&
      isRetentionOver(Temporal.PlainDate.from(contract.to > heldOn ? contract.to : heldOn), years, today);
    const consultations = await listConsultations(store, vendorId);
    const kept = consultations.filter((consultation) => !isOver(consultation));
    await eraseFromDirectory(
      ports,
      vendorId,
      consultations.filter(isOver).map(({ consultationId }) => consultationKey(vendorId, consultationId)),
    );
    for (const { consultationId } of consultations.filter(isOver))
      await store.transact([appliedForWrite(vendorId, consultationId)]);
    await eraseForgotten(ports, vendorId, years);
    const addresses = new Set(kept.map(({ contact }) => contact.email.toLowerCase()));
    const contacts = await listContacts(store, vendorId);
    const isNeeded = used.size > 0 || kept.length > 0;
    // Whoever still acts for a vendor that is there stays; who has left goes after the retention.
    const isGone = ({ to }: Contact['affiliation']) =>
      !isNeeded || (to !== undefined && isRetentionOver(Temporal.PlainDate.from(to), years, today));
    const going = contacts.filter(
      ({ personId, email, affiliation }) =>
        isGone(affiliation) && !used.has(personId) && !used.has(email) && !addresses.has(email.toLowerCase()),
    );
    for (const person of going) await erasePerson(ports, person);
    const isEmpty = !isNeeded && going.length === contacts.length && (await loadVendor(store, vendorId));
    if (!isEmpty) return;
    const own = await queryAll(store, { hash: `VENDOR#${vendorId}` });
    // Recorded since this was begun: the vendor is needed after all.
    if (own.some(({ sk }) => sk.startsWith('CONSULTATION#'))) return;
    for (const file of await listUnsubmitted(store, vendorId))
      if ((await eraseFile(store, file, files.erase)) === 'changed') throw new Retryable('a file was in use');
    const drafts = (await listDrafts(store, vendorId)).map(({ draftId }) => draftKey(draftId));
    await copies.forgetMails({ pk: `VENDOR#${vendorId}` });
    const reasons = await reasonsAbout(store, vendorId);
    await eraseFromDirectory(ports, vendorId, [...drafts, ...own, ...reasons, vendorKey(vendorId)]);
  };

/** Drafts and files that nobody has touched for the whole retention; what was copied into them is as old. */
const eraseForgotten = async (
  { store, clock, files }: ErasurePorts,
  vendorId: string,
  years: number,
): Promise<void> => {
  const today = dateOf(clock());
  const isOld = (instant: string) => isRetentionOver(dateOf(Temporal.Instant.from(instant)), years, today);
  const drafts = (await listDrafts(store, vendorId)).filter(({ savedAt }) => isOld(savedAt));
  await deleteAll(
    store,
    drafts.map(({ draftId }) => draftKey(draftId)),
  );
  // One that an application names at this very moment is not forgotten.
  for (const file of await listUnsubmitted(store, vendorId))
    if (isOld(file.uploadedAt)) await eraseFile(store, file, files.erase);
};

/** By which the channel knows a mail. */
const mailKeyOf = (pk: string, sk: string): string => `${pk}/${sk.slice('MAIL#'.length)}`;

const TELLS_OF: readonly string[] = ['directory-news', 'contact-news'];
/** A mail is in lines, and a name may stand in two of them. */
const tellsOf = (text: string, names: readonly string[]): boolean => {
  const whole = text.replace(/\s+/gu, '');
  return names.some((name) => whole.includes(name.replace(/\s+/gu, '')));
};

const erasePerson = async (ports: ErasurePorts, person: Person): Promise<void> => {
  const { store, copies, clock } = ports;
  const { personId, email, affiliation, former = [] } = person;
  const named = [...new Set([email, ...former.map((was) => was.email)])];
  // An address that somebody else has by now is theirs, and so are the mails to it.
  const holders = await Promise.all(
    named.map((address) => findPersonByAddress(store, address, dateOf(clock()))),
  );
  const addresses = named.filter((_address, index) => (holders[index]?.personId ?? personId) === personId);
  for (const address of addresses) await copies.forgetMails({ address });
  // Where mails are kept that belong to no case.
  const places =
    affiliation.kind === 'vendor'
      ? [`VENDOR#${affiliation.vendorId}`]
      : [
          'DIRECTORY',
          ...(await listDisposals(store)).map(({ disposalId }) => disposalKey(disposalId)),
          ...(await listEndedProposals(store)).map(({ proposalId }) => proposalKey(proposalId)),
        ];
  const kept = await Promise.all(places.map((hash) => queryAll(store, { hash, prefix: 'MAIL#' })));
  const names = [person.name, ...former.map((was) => was.name)];
  const mails = kept.flat().filter((row) => {
    const { template, to, text } = mailRecordSchema.parse(row['mail']);
    // Of what was done to somebody others were told too: the office, a manager.
    return addresses.includes(to) || (TELLS_OF.includes(template) && tellsOf(text, [...names, ...named]));
  });
  const keys =
    affiliation.kind === 'vendor'
      ? (await listApiKeys(store, affiliation.vendorId))
          .filter((key) => key.personId === personId)
          .flatMap(({ vendorId, keyId }) => [
            apiKeyKey(vendorId, keyId),
            ...Object.values(keyNotes(vendorId, keyId)),
          ])
      : [];
  for (const { pk, sk } of mails) await copies.forgetMails({ key: mailKeyOf(pk, sk) });
  await endSessionsOf(store, personId);
  await eraseProposalsNaming(ports, person);
  await eraseFromDirectory(ports, personId, [
    ...mails,
    ...keys,
    ...(await reasonsAbout(store, personId)),
    ...personKeys(person),
  ]);
};

const eraseProposal = async (ports: ErasurePorts, proposalId: string): Promise<void> => {
  // A message goes when it is delivered, and says nothing then.
  const rows = (await queryAll(ports.store, { hash: proposalKey(proposalId) })).filter(
    (row) => !isOutboxKey(row),
  );
  await ports.copies.forgetMails({ pk: proposalKey(proposalId) });
  await eraseFromDirectory(ports, proposalId, rows);
};

/** A proposal goes with whom it names: who it was by, and what it changed, stays in the trail. */
const eraseProposalsNaming = async (
  ports: ErasurePorts,
  { personId, name, email }: Person,
): Promise<void> => {
  for (const proposal of await listEndedProposals(ports.store)) {
    const strings = [...stringsWithin(proposal.changes)];
    if (strings.some((text) => text === personId || text.includes(email) || text.includes(name)))
      await eraseProposal(ports, proposal.proposalId);
  }
};

/** Proposals that were closed for the whole retention. */
export const eraseProposals =
  (ports: ErasurePorts) =>
  async (years: number): Promise<void> => {
    const today = dateOf(ports.clock());
    for (const { proposalId, preparedAt, lapsesOn } of await listEndedProposals(ports.store)) {
      const last = [dateOf(Temporal.Instant.from(preparedAt)).toString(), lapsesOn].sort().at(-1) ?? '';
      if (isRetentionOver(Temporal.PlainDate.from(last), years, today))
        await eraseProposal(ports, proposalId);
    }
  };

/**
 * City staff who have left: no appointment any more, the last one over for the whole retention, and every case that is
 * kept began after it. Their appointments stay, without a name.
 */
export const eraseStaff =
  (ports: ErasurePorts) =>
  async (kept: readonly CaseState[], years: number): Promise<void> => {
    const { store, clock } = ports;
    const today = dateOf(clock());
    const oldest = kept.map(({ submittedAt }) => submittedAt).sort()[0] ?? '9999';
    for (const person of await listStaff(store)) {
      const appointments = await appointmentsOfPerson(store, person.personId);
      if (
        appointments.some(
          (held) => held.to === undefined || isInForce(held, today) || held.from > today.toString(),
        )
      )
        continue;
      const left = appointments
        .map(({ to }) => to ?? '')
        .sort()
        .at(-1);
      if (left === undefined || left > oldest) continue;
      if (isRetentionOver(Temporal.PlainDate.from(left), years, today)) await erasePerson(ports, person);
    }
  };

/**
 * Reasons of acts on the directory, and the mails that told of them: people's words and names, kept for the retention. The
 * acts stay in the trail.
 */
export const eraseReasons =
  (ports: ErasurePorts) =>
  async (years: number): Promise<void> => {
    const { store, clock } = ports;
    const today = dateOf(clock());
    const isOld = ({ at }: DirectoryEvent) =>
      isRetentionOver(dateOf(Temporal.Instant.from(at)), years, today);
    const events = new Map((await listDirectoryEvents(store)).map((event) => [event.seq, event]));
    const reasons = await queryAll(store, { hash: 'DIRECTORY', prefix: 'REASON#' });
    const going = reasons.filter(({ sk }) => {
      const event = events.get(Number(sk.slice('REASON#'.length)));
      return event !== undefined && isOld(event);
    });
    const mails = (await queryAll(store, { hash: 'DIRECTORY', prefix: 'MAIL#' })).filter((row) => {
      const { template, sentAt } = mailRecordSchema.parse(row['mail']);
      return (
        template === 'directory-news' && isRetentionOver(dateOf(Temporal.Instant.from(sentAt)), years, today)
      );
    });
    for (const { pk, sk } of mails) await ports.copies.forgetMails({ key: mailKeyOf(pk, sk) });
    await eraseFromDirectory(ports, 'reasons', [...going, ...mails]);
  };
