import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dateOf } from '../calendar.ts';
import { type CaseState, openQuestions } from '../case-state.ts';
import { loadCase } from '../case-store.ts';
import { linkEndsAt, type Question } from '../decision-request.ts';
import { holdersOf, type Person } from '../directory.ts';
import { appointmentsOfRole, loadPerson, loadSettings } from '../directory-store.ts';
import { Retryable } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Ports } from '../ports.ts';

/**
 * The handle of a mailed link (docs/adr/0003): 256 random bits, of which only the SHA-256 is stored. It names a
 * question, a generation of links and one person; it dies with any of the three, and it decides nothing.
 */
const linkSchema = z.object({
  caseId: z.string(),
  requestId: z.string(),
  generation: z.int(),
  personId: z.string(),
});
const linkKey = (handle: string) => ({ pk: `HANDLE#${sha256(handle)}`, sk: 'LINK' });

const askedBy = (state: CaseState | undefined, { requestId, generation }: z.infer<typeof linkSchema>) =>
  state &&
  openQuestions(state).find(
    (request) => request.requestId === requestId && request.generation === generation,
  );

/** Make a link for a mail that is being delivered; undefined when the question is no longer open. */
export const makeDecisionLink =
  ({ store, ids }: Ports) =>
  async (link: z.infer<typeof linkSchema>): Promise<string | undefined> => {
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

/** Whom and what a handle stands for, if it is alive; the one answer for every dead or unknown one is undefined. */
export const followDecisionLink =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (handle: string): Promise<{ person: Person; caseId: string; request: Question } | undefined> => {
    const row = await store.get(linkKey(handle));
    if (!row) return undefined;
    const link = linkSchema.parse(row);
    const state = await loadCase(store, link.caseId);
    const request = askedBy(state, link);
    if (!request) return undefined;
    const now = clock();
    if (Temporal.Instant.compare(linkEndsAt(request, await loadSettings(store)), now) <= 0) return undefined;
    const holders = holdersOf(await appointmentsOfRole(store, request.role), request.role, dateOf(now));
    if (!holders.some((holder) => holder.personId === link.personId)) return undefined;
    const person = await loadPerson(store, link.personId);
    return person && { person, caseId: link.caseId, request };
  };
