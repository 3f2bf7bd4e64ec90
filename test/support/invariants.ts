import { Temporal } from 'temporal-polyfill';
import { type Decision, loadDecisions } from '../../core/application/decision.ts';
import { loadRevision } from '../../core/application/revision-store.ts';
import { firstBreak } from '../../core/case/case.ts';
import type { CaseEvent } from '../../core/case/case-event.ts';
import type { CaseState } from '../../core/case/case-state.ts';
import { loadCase, loadEvents } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { evolve } from '../../core/case/evolve-case.ts';
import { CLOSED } from '../../core/case/permit-statuses.ts';
import { TRANSITIONS } from '../../core/case/transitions.ts';
import { holdersOf, isInForce } from '../../core/directory/directory.ts';
import {
  appointmentsOfPerson,
  appointmentsOfRole,
  loadPerson,
  loadSettings,
} from '../../core/directory/directory-store.ts';
import type { Store } from '../../core/store/ports.ts';
import { dateOf } from '../../core/values/calendar.ts';
import { canonicalJson, hashOf } from '../../core/values/hash.ts';
import { orderViolationsOf } from './order-invariants.ts';
import { permitViolationsOf } from './permit-invariants.ts';

/** INV-2, 3, 4, 5, 6, 13, 14, 21, 23 for one case; an empty list says that all hold. */
export const violationsOf = async (store: Store, caseId: string): Promise<string[]> => {
  const [state, events, decisions] = await Promise.all([
    loadCase(store, caseId),
    loadEvents(store, caseId),
    loadDecisions(store, caseId),
  ]);
  if (!state) return ['no case'];
  return [
    ...replay(state, events),
    ...single(events, decisions),
    ...(await Promise.all(decisions.map((decision) => eligibleDecider(store, events, decision)))).flat(),
    ...(
      await Promise.all(decisions.map((decision) => signed(store, caseId, events, decisions, decision)))
    ).flat(),
    ...(await currentRevision(store, state)),
    ...(await permitViolationsOf(store, caseId, events)),
    ...(await orderViolationsOf(store, state, events)),
  ];
};

const replay = (state: CaseState, events: readonly CaseEvent[]): string[] => {
  const found: string[] = [];
  const broken = firstBreak(events);
  if (broken !== undefined) found.push(`INV-14: broken at ${broken}`);
  let folded: CaseState | undefined;
  for (const event of events) {
    const from = folded?.status ?? 'none';
    if (!TRANSITIONS[event.fact.type].from.some((status) => status === from))
      found.push(
        `${folded && CLOSED.includes(folded.status) ? 'INV-5' : 'table'}: ${from} × ${event.fact.type}`,
      );
    folded = evolve(folded, event);
  }
  if (canonicalJson(folded) !== canonicalJson(state)) found.push('INV-13: the fold is not the stored state');
  if (events.length !== state.version) found.push('INV-14: events are missing at the end');
  return found;
};

const decisionHashOf = ({ fact }: CaseEvent) => ('decisionHash' in fact ? fact.decisionHash : undefined);

const single = (events: readonly CaseEvent[], decisions: readonly Decision[]) => {
  const found: string[] = [];
  const inEvents = events.flatMap((event) => decisionHashOf(event) ?? []);
  const kept = decisions.map(hashOf);
  if (canonicalJson(inEvents) !== canonicalJson(kept)) found.push('INV-2: events and decisions differ');
  const keys = decisions.map(({ stage, rev, round }) => `${stage}/${rev}/${round}`);
  if (new Set(keys).size !== keys.length) found.push('INV-2: two decisions of one stage, revision and round');
  const requests = decisions.map(({ requestId }) => requestId);
  if (new Set(requests).size !== requests.length) found.push('INV-8: one question, two decisions');
  return found;
};

const eligibleDecider = async (
  store: Store,
  events: readonly CaseEvent[],
  decision: Decision,
): Promise<string[]> => {
  const found: string[] = [];
  const { personId } = decision.decidedBy;
  const event = events.find((candidate) => decisionHashOf(candidate) === hashOf(decision));
  if (event?.by.kind !== 'person' || event.by.personId !== personId)
    return ['INV-3: the event names another person'];
  const request = requestOf(events, decision);
  if (!request) return ['INV-3: a decision without a question'];
  const { paper } = decision;
  const recordedOn = dateOf(Temporal.Instant.from(decision.decidedAt));
  const on = paper ? Temporal.PlainDate.from(paper.decidedOn) : recordedOn;
  if (paper) found.push(...(await onPaper(store, request, event, paper, recordedOn)));
  const holders = holdersOf(await appointmentsOfRole(store, request.role), request.role, on);
  if (!holders.some((holder) => holder.personId === personId && holder.kind === decision.decidedAs))
    found.push(`INV-3: ${personId} did not hold ${request.role} as ${decision.decidedAs}`);
  if ((await loadPerson(store, personId))?.affiliation.kind !== 'city') found.push('INV-3: not of the city');
  if (decision.stage === 'approve' && (await loadSettings(store)).selfApproval === 'forbid') {
    const confirmed = events.findLast((before) => before.seq < event.seq && before.fact.type === 'confirmed');
    if (confirmed?.by.kind === 'person' && confirmed.by.personId === personId)
      found.push('INV-3: approved what they had confirmed');
  }
  return found;
};

/** A decision on paper is of a day since it was asked, and was entered by a clerk who decides none of these. */
const onPaper = async (
  store: Store,
  request: Question,
  event: CaseEvent,
  { decidedOn, recordedBy }: NonNullable<Decision['paper']>,
  recordedOn: Temporal.PlainDate,
): Promise<string[]> => {
  const found: string[] = [];
  const openedOn = dateOf(Temporal.Instant.from(request.openedAt)).toString();
  if (decidedOn < openedOn || decidedOn > recordedOn.toString())
    found.push('INV-3: decided on paper before it was asked, or in the future');
  if (event.by.kind !== 'person' || event.by.recordedBy !== recordedBy.personId)
    found.push('INV-3: the event names another recorder');
  const roles = (await appointmentsOfPerson(store, recordedBy.personId))
    .filter((appointment) => isInForce(appointment, recordedOn))
    .map(({ role }) => role);
  if (!roles.some((role) => role.startsWith('clerk:')))
    found.push('INV-3: recorded by somebody else than a clerk');
  if (roles.some((role) => role === 'chief' || role === request.role))
    found.push('INV-3: recorded by somebody who decides');
  return found;
};

const requestOf = (events: readonly CaseEvent[], decision: Decision): Question | undefined =>
  events
    .flatMap(({ fact }) => ('request' in fact && fact.request ? [fact.request] : []))
    .find((request) => request.requestId === decision.requestId);

const signed = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
  decisions: readonly Decision[],
  decision: Decision,
): Promise<string[]> => {
  const request = requestOf(events, decision);
  if (request?.hash !== decision.shownHash) return ['INV-4: decided on something that was not shown'];
  const revision = await loadRevision(store, caseId, decision.rev);
  if (!revision || hashOf(revision.application) !== revision.hash) return ['INV-4: the revision has changed'];
  const of = (stage: Decision['stage'], round: number) =>
    decisions.find((other) => other.stage === stage && other.rev === decision.rev && other.round === round);
  const confirmation = of('confirm', decision.round);
  const sentBack = of('approve', decision.round - 1);
  const dossier =
    decision.stage === 'correction'
      ? // What it was asked about: the revision, which was to be corrected by a day that a paper of the vendor's names.
        hashOf({ revision: revision.hash, round: decision.round, correctBy: correctByAt(events, request) })
      : decision.stage === 'approve'
        ? hashOf({ revision: revision.hash, confirmation: confirmation && hashOf(confirmation) })
        : decision.round === 1
          ? revision.hash
          : hashOf({ revision: revision.hash, sentBack: sentBack && hashOf(sentBack) });
  return dossier === decision.shownHash ? [] : ['INV-4: the hash is not that of the dossier'];
};

/** 補正の期限, as the trail says it when the manager was asked. */
const correctByAt = (events: readonly CaseEvent[], request: Question): string => {
  const asked = events.findIndex(({ fact }) => 'request' in fact && fact.request === request);
  return (
    events
      .slice(0, asked)
      .flatMap(({ fact }) => ('correctBy' in fact && fact.correctBy !== undefined ? [fact.correctBy] : []))
      .at(-1) ?? ''
  );
};

const currentRevision = async (store: Store, state: CaseState): Promise<string[]> => {
  const revision = await loadRevision(store, state.caseId, state.rev);
  return revision?.hash === state.revHash ? [] : ['INV-4: the state names another revision'];
};
