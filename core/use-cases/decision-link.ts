import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dateOf } from '../calendar.ts';
import { type CaseState, openQuestions } from '../case-state.ts';
import { loadCase } from '../case-store.ts';
import { linkEndsAt, type Question } from '../decision-request.ts';
import { hasLeft, holdersOf, type Person } from '../directory.ts';
import { addressHash, appointmentsOfRole, loadPerson, loadSettings } from '../directory-store.ts';
import { Retryable } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Ports, Write } from '../ports.ts';

/**
 * The handle of a mailed link (docs/adr/0003): 256 random bits, of which only the SHA-256 is stored. It names a
 * question, a generation of links and one person; it dies with any of the three, and it decides nothing.
 */
const questionSchema = z.object({
  caseId: z.string(),
  requestId: z.string(),
  generation: z.int(),
  personId: z.string(),
});
/** Leads to the sign-in of a person and to nothing else; it comes with a code that anybody may have asked for. */
const entrySchema = z.object({ personId: z.string(), address: z.string(), endsAt: z.string() });
const linkSchema = z.union([questionSchema, entrySchema]);
const linkKey = (handle: string) => ({ pk: `HANDLE#${sha256(handle)}`, sk: 'LINK' });

const askedBy = (state: CaseState | undefined, { requestId, generation }: z.infer<typeof questionSchema>) =>
  state &&
  openQuestions(state).find(
    (request) => request.requestId === requestId && request.generation === generation,
  );

/** Make a link for a mail that is being delivered; undefined when the question is no longer open. */
export const makeDecisionLink =
  ({ store, ids }: Ports) =>
  async (link: z.infer<typeof questionSchema>): Promise<string | undefined> => {
    const state = await loadCase(store, link.caseId);
    const request = askedBy(state, link);
    if (!request) return undefined;
    const handle = ids.secret(32);
    const settings = await loadSettings(store);
    const expiresAt = Math.ceil(linkEndsAt(request, settings).epochMilliseconds / 1000);
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

/** Whom a link leads in, and to which question if it was sent with one. */
type Followed = {
  readonly person: Person;
  readonly asked: { readonly caseId: string; readonly request: Question } | undefined;
};

/** Whom and what a handle stands for, if it is alive; the one answer for every dead or unknown one is undefined. */
export const followLink =
  (ports: Pick<Ports, 'store' | 'clock'>) =>
  async (handle: string): Promise<Followed | undefined> => {
    const row = await ports.store.get(linkKey(handle));
    if (!row) return undefined;
    const link = linkSchema.parse(row);
    return 'caseId' in link ? followQuestion(ports, link) : followEntry(ports, link);
  };

const followQuestion = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  link: z.infer<typeof questionSchema>,
): Promise<Followed | undefined> => {
  const state = await loadCase(store, link.caseId);
  const request = askedBy(state, link);
  if (!request) return undefined;
  const now = clock();
  if (Temporal.Instant.compare(linkEndsAt(request, await loadSettings(store)), now) <= 0) return undefined;
  const holders = holdersOf(await appointmentsOfRole(store, request.role), request.role, dateOf(now));
  if (!holders.some((holder) => holder.personId === link.personId)) return undefined;
  const person = await loadPerson(store, link.personId);
  return person && { person, asked: { caseId: link.caseId, request } };
};

const followEntry = async (
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  { personId, address, endsAt }: z.infer<typeof entrySchema>,
): Promise<Followed | undefined> => {
  const now = clock();
  if (Temporal.Instant.compare(endsAt, now) <= 0) return undefined;
  const person = await loadPerson(store, personId);
  if (!person || addressHash(person.email) !== address || hasLeft(person, dateOf(now))) return undefined;
  return { person, asked: undefined };
};
