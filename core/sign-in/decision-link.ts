import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type CaseState, openQuestions } from '../case/case-state.ts';
import { listRecords, loadCase } from '../case/case-store.ts';
import { linkEndsAt, type Question } from '../case/decision-request.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { hasLeft, holdersOf, type Person } from '../directory/directory.ts';
import { addressHash, appointmentsOfRole, loadPerson, loadSettings } from '../directory/directory-store.ts';
import { roleOf } from '../question/ask.ts';
import { confirmersOf } from '../registration/confirmers.ts';
import { loadProposal } from '../registration/proposal.ts';
import { proposalLinkEnds } from '../registration/view-proposal.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Retryable } from '../values/errors.ts';
import { sha256 } from '../values/hash.ts';

/**
 * The handle of a mailed link (docs/adr/0003): 256 random bits, of which only the SHA-256 is stored. It names what is
 * asked (a question of a case, a proposal), a generation of links and one person; it dies with any of the three, and it
 * decides nothing.
 */
const questionSchema = z.object({
  caseId: z.string(),
  requestId: z.string(),
  generation: z.int(),
  personId: z.string(),
});
const proposalLinkSchema = z.object({ proposalId: z.string(), generation: z.int(), personId: z.string() });
/** Leads to the sign-in of a person and to nothing else; it comes with a code that anybody may have asked for. */
const entrySchema = z.object({ personId: z.string(), address: z.string(), endsAt: z.string() });
const linkSchema = z.union([questionSchema, proposalLinkSchema, entrySchema]);
type DecisionLink = z.infer<typeof questionSchema> | z.infer<typeof proposalLinkSchema>;
const linkKey = (handle: string) => ({ pk: `HANDLE#${sha256(handle)}`, sk: 'LINK' });

/** What a link leads to. */
export type Asked =
  | { readonly caseId: string; readonly request: Question }
  | { readonly proposalId: string }
  /** The candidate that was asked about was taken back: its record says why. */
  | { readonly caseId: string; readonly findingId: string };

/** While it is open: until when its links live, and who may answer. */
type Open = {
  readonly asked: Asked;
  readonly endsAt: Temporal.Instant;
  readonly mayAnswer: (today: Temporal.PlainDate) => Promise<boolean>;
};

type Reading = Pick<Ports, 'store' | 'clock'>;

const askedBy = (state: CaseState | undefined, { requestId, generation }: z.infer<typeof questionSchema>) =>
  state &&
  openQuestions(state).find(
    (request) => request.requestId === requestId && request.generation === generation,
  );

const openedBy = async ({ store }: Pick<Ports, 'store'>, link: DecisionLink): Promise<Open | undefined> => {
  const settings = await loadSettings(store);
  const isAmong = (holders: readonly { readonly personId: string }[]) =>
    holders.some(({ personId }) => personId === link.personId);
  if ('proposalId' in link) {
    const { proposalId, generation } = link;
    const proposal = await loadProposal(store, proposalId);
    if (proposal?.status !== 'open' || proposal.generation !== generation) return undefined;
    return {
      asked: { proposalId },
      endsAt: proposalLinkEnds(proposal, settings.linkValidDays),
      mayAnswer: async (today) => isAmong(await confirmersOf(store, proposal, today)),
    };
  }
  const { caseId } = link;
  const request = askedBy(await loadCase(store, caseId), link);
  return (
    request && {
      asked: { caseId, request },
      endsAt: linkEndsAt(request, settings),
      mayAnswer: async (today) =>
        isAmong(holdersOf(await appointmentsOfRole(store, request.role), request.role, today)),
    }
  );
};

/** Make a link for a mail that is being delivered; undefined when what it asks is no longer open. */
export const makeDecisionLink =
  ({ store, ids }: Ports) =>
  async (link: DecisionLink): Promise<string | undefined> => {
    const open = await openedBy({ store }, link);
    if (!open) return undefined;
    const handle = ids.secret(32);
    const expiresAt = Math.ceil(open.endsAt.epochMilliseconds / 1000);
    const kept = await store.transact([
      { put: { ...linkKey(handle), ...link, expiresAt }, when: { absent: true } },
    ]);
    if (!kept.ok) throw new Retryable('a link could not be kept');
    return handle;
  };

/** As long as any code of the last day counts against its address: while one cannot be had, there is a link that lives. */
const ENTRY_HOURS = 24;

export const entryLinkWrite = (
  handle: string,
  personId: string,
  /** Hash of the address that it goes to. */
  address: string,
  now: Temporal.Instant,
): Write => {
  const endsAt = now.add({ hours: ENTRY_HOURS });
  const link = { personId, address, endsAt: endsAt.toString() };
  return {
    put: { ...linkKey(handle), ...link, expiresAt: Math.ceil(endsAt.epochMilliseconds / 1000) },
    when: { absent: true },
  };
};

/** Whom a link leads in, and to what is asked if it was sent with a question. */
type Followed = { readonly person: Person; readonly asked: Asked | undefined };

/** Whom and what a handle stands for, if it is alive; the one answer for every dead or unknown one is undefined. */
export const followLink =
  (ports: Reading) =>
  async (handle: string): Promise<Followed | undefined> => {
    const row = await ports.store.get(linkKey(handle));
    if (!row) return undefined;
    const link = linkSchema.parse(row);
    if (!('generation' in link)) return followEntry(ports, link);
    return (
      (await followDecision(ports, link, await openedBy(ports, link))) ??
      followDecision(ports, link, await clearedOf(ports, link, z.number().parse(row['expiresAt'])))
    );
  };

/** A candidate was taken back, and the question with it: until its end the link leads to what became of it (第7条). */
const clearedOf = async (
  { store }: Pick<Ports, 'store'>,
  link: DecisionLink,
  expiresAt: number,
): Promise<Open | undefined> => {
  if (!('requestId' in link)) return undefined;
  const { caseId, requestId, generation } = link;
  const state = await loadCase(store, caseId);
  const cleared = (await listRecords(store, caseId, FINDINGS)).find(
    ({ closedQuestion }) =>
      closedQuestion?.requestId === requestId && closedQuestion.generation === generation,
  );
  if (!state || !cleared) return undefined;
  const role = roleOf('candidate', state);
  return {
    asked: { caseId, findingId: cleared.findingId },
    endsAt: Temporal.Instant.fromEpochMilliseconds(expiresAt * 1000),
    mayAnswer: async (today) =>
      holdersOf(await appointmentsOfRole(store, role), role, today).some(
        ({ personId }) => personId === link.personId,
      ),
  };
};

const followDecision = async (
  { store, clock }: Reading,
  link: DecisionLink,
  open: Open | undefined,
): Promise<Followed | undefined> => {
  const now = clock();
  if (!open || Temporal.Instant.compare(open.endsAt, now) <= 0) return undefined;
  if (!(await open.mayAnswer(dateOf(now)))) return undefined;
  const person = await loadPerson(store, link.personId);
  return person && { person, asked: open.asked };
};

const followEntry = async (
  { store, clock }: Reading,
  { personId, address, endsAt }: z.infer<typeof entrySchema>,
): Promise<Followed | undefined> => {
  const now = clock();
  if (Temporal.Instant.compare(endsAt, now) <= 0) return undefined;
  const person = await loadPerson(store, personId);
  if (!person || addressHash(person.email) !== address || hasLeft(person, dateOf(now))) return undefined;
  return { person, asked: undefined };
};
