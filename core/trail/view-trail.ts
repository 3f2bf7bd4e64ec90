import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Decision, loadDecisions } from '../application/decision.ts';
import type { CaseEvent, CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { caseKey, loadCase, loadEvents } from '../case/case-store.ts';
import { ISSUE_REASONS } from '../case/decision-request.ts';
import { evolve } from '../case/evolve-case.ts';
import { loadPaper } from '../case/papers.ts';
import { STATUSES, type Status } from '../case/permit-statuses.ts';
import { TRANSITIONS } from '../case/transitions.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { type Role, roleLabel, roleSchema } from '../directory/directory.ts';
import { loadNameAt, loadSection, loadSettings } from '../directory/directory-store.ts';
import type { TrailEntry } from '../permit/views.ts';
import type { Store } from '../store/ports.ts';
import { accepted, ERASED, NO_PERMIT, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import type { AnchorReader } from './read-anchors.ts';
import { detailsOf, subjectOf } from './trail-words.ts';
import { type Verification, verifyTrail } from './verify-audit.ts';

export type Trail = {
  readonly caseId: string;
  readonly permitNo: string;
  /** Since then only the trail is left. */
  readonly erasedAt: string | undefined;
  readonly entries: readonly TrailEntry[];
  readonly verification: Verification;
};

type Reading = { readonly store: Store; readonly anchors: AnchorReader };

/** 監査証跡 in words, for the city: who did what, when, in which role, on which text; and whether all of it is whole. */
export const viewTrail =
  ({ store, anchors }: Reading) =>
  async (caller: Caller, caseId: string): Promise<Outcome<Trail>> => {
    const found = await permitOfCity(store, caller, caseId);
    if (!found.ok) return found;
    const [events, decisions] = await Promise.all([loadEvents(store, caseId), loadDecisions(store, caseId)]);
    return accepted({
      caseId,
      permitNo: found.value.permitNo,
      erasedAt: found.value.erasedAt,
      verification: await verifyTrail({ store, anchors })(caseId),
      entries: await Promise.all(
        events.map((event, index) => entryOf(store, event, events.slice(0, index + 1), decisions)),
      ),
    });
  };

/** What stands in the paper of an event, as it was written; its hash stands in the event. */
export const viewTrailPaper =
  ({ store, anchors }: Reading) =>
  async (
    caller: Caller,
    caseId: string,
    seq: number,
  ): Promise<
    Outcome<{ permitNo: string; entry: TrailEntry; content: Readonly<Record<string, unknown>> }>
  > => {
    const trail = await viewTrail({ store, anchors })(caller, caseId);
    if (!trail.ok) return trail;
    const entry = trail.value.entries.find((one) => one.seq === seq);
    const content = await loadPaper(store, caseKey(caseId), seq, z.record(z.string(), z.unknown()));
    if (trail.value.erasedAt !== undefined) return ERASED;
    return entry && content ? accepted({ permitNo: trail.value.permitNo, entry, content }) : NOT_FOUND;
  };

export type Events = {
  readonly events: CaseEvent[];
  /** Of the last of these events: the fold of all of them (INV-12). Absent before the first. */
  readonly status?: Status;
  readonly statusLabel?: string;
  readonly verification: Verification;
};

/**
 * The events themselves with their hash chain, for programs.
 *
 * @param at up to this instant; and so the status that the case had then
 */
export const listEvents =
  ({ store, anchors }: Reading) =>
  async (caller: Caller, caseId: string, at?: Temporal.Instant): Promise<Outcome<Events>> => {
    const found = await permitOfCity(store, caller, caseId);
    if (!found.ok) return found;
    const events = (await loadEvents(store, caseId)).filter(
      (event) => at === undefined || Temporal.Instant.compare(event.at, at) <= 0,
    );
    const state = events.reduce<CaseState | undefined>(evolve, undefined);
    return accepted({
      events,
      ...(state ? { status: state.status, statusLabel: STATUSES[state.status] } : {}),
      verification: await verifyTrail({ store, anchors })(caseId),
    });
  };

/** Also when it is erased: the trail stays. */
const permitOfCity = async (store: Store, caller: Caller, caseId: string): Promise<Outcome<Supervised>> => {
  const state = await loadCase(store, caseId);
  if (!state || canSee(caller, state, await loadSettings(store)) !== 'city') return NOT_FOUND;
  return isSupervised(state) ? accepted(state) : NO_PERMIT;
};

const entryOf = async (
  store: Store,
  event: CaseEvent,
  events: readonly CaseEvent[],
  decisions: readonly Decision[],
): Promise<TrailEntry> => {
  const { fact } = event;
  const { label, article } = TRANSITIONS[fact.type];
  const decision =
    'decisionHash' in fact ? decisions.find((one) => hashOf(one) === fact.decisionHash) : undefined;
  return {
    seq: event.seq,
    at: event.at,
    label: fact.type === 'request-reissued' ? `${label}（${ISSUE_REASONS[fact.reason]}）` : label,
    article,
    by: decision
      ? `${decision.decidedBy.title} ${decision.decidedBy.name}${decision.principal ? `（代決・${decision.principal.name}に代わって）` : ''}`
      : await actorName(store, event),
    about: subjectOf(fact, events),
    detail: await detailOf(store, fact, events),
    paper: event.paper,
    hash: event.hash,
  };
};

const actorName = async (store: Store, { by, at }: CaseEvent): Promise<string> => {
  if (by.kind === 'system') return 'システム';
  const name = await loadNameAt(store, by.personId, at);
  const principal = by.principalId === undefined ? undefined : await loadNameAt(store, by.principalId, at);
  const role: Role | undefined = roleSchema.safeParse(by.role).data;
  return `${role === undefined ? '' : `${roleLabel(role)} `}${name}${by.as === 'deputy' ? `（代決${principal ? `・${principal}に代わって` : ''}）` : ''}`;
};

const detailOf = async (
  store: Store,
  fact: CaseFact,
  events: readonly CaseEvent[],
): Promise<string | undefined> => {
  const parts =
    fact.type === 'section-changed'
      ? [(await loadSection(store, fact.sectionId))?.name ?? fact.sectionId]
      : detailsOf(fact, events);
  return parts.length === 0 ? undefined : parts.join('、');
};
