import type { Decision } from '../../../core/application/decision.ts';
import type { CaseEvent } from '../../../core/case/case-event.ts';
import { type CaseState, openRequest } from '../../../core/case/case-state.ts';
import { evolve } from '../../../core/case/evolve-case.ts';
import { regulationById } from '../../../core/regulation/regulations.ts';
import { canonicalJson, hashOf } from '../../../core/values/hash.ts';
import { startOfJapaneseDay } from '../../support/calendar-oracle.ts';
import type { Change } from '../../support/memory-store.ts';
import { jstDate } from '../ticks.ts';
import { judgeErasure } from './erasure.ts';
import { judgeHearing } from './hearing.ts';
import { holdersIn, type Judged, member, settingsIn } from './judged.ts';
import { judgeLapsed } from './lapsed.ts';
import { CLOSED, follow } from './lifecycle-oracle.ts';
import { createMailJudge } from './mails.ts';
import { judgePartial } from './partial.ts';
import { judgePower } from './power.ts';
import { judgeRenewal } from './renewal.ts';
import { judgeRequest } from './requests.ts';
import { judgeShortening } from './shortening.ts';
import { judgeFamily, judgeSupervision } from './supervision.ts';
import { dayOf } from './working-days.ts';

/** What is judged at every commit, from the rows alone: INV-2, 3, 5, 6, 10, 13, 14. */

/** What the trail of a case said so far. */
export type Trail = {
  seq: number;
  hash: string;
  status: string;
  state: CaseState | undefined;
  /** Everything that happened, without the papers. */
  readonly facts: CaseEvent['fact'][];
};

/** Rows that are written once and stay. */
const IMMUTABLE = /^(EVENT#|REV#|DECISION#|PAPER#|NOTICE$)/;

/** What fell on the earlier permit itself. */
const AGAINST_THE_EARLIER: ReadonlySet<string> = new Set([
  ...['candidate-raised', 'suspended', 'suspension-extended', 'revoked'],
  ...['partly-suspended', 'partial-stop-extended'],
]);

export const createCommitJudge = ({ store, now, violate }: Judged) => {
  const trails = new Map<string, Trail>();
  const mailJudge = createMailJudge({ violate }, trails);
  const news: { readonly caseId: string; readonly fact: CaseEvent['fact'] }[] = [];

  /** 廃棄: everything goes but the trail. */
  const isErased = ({ key, after }: Change): boolean =>
    after === undefined &&
    !key.sk.startsWith('EVENT#') &&
    trails.get(key.pk.slice(5))?.state?.erasedAt !== undefined;
  const immutable = (change: Change): void => {
    const { key, before } = change;
    if (before === undefined) return;
    if (IMMUTABLE.test(key.sk) && key.pk.startsWith('CASE#') && !isErased(change))
      violate('INV-2', `${key.sk} was changed or removed`, key.pk.slice(5));
    if (/^(CASENO|PERMITNO)#/.test(key.pk)) violate('INV-15', `${key.pk} was given twice`);
  };

  /** What happened to a violation under the earlier permit, when it goes on under this one (第7条, 第8条). */
  const takenOver = (fact: CaseEvent['fact']): readonly CaseEvent['fact'][] =>
    fact.type !== 'finding-taken-over'
      ? []
      : (trails.get(fact.from)?.facts ?? []).filter(
          (old) =>
            'findingId' in old && old.findingId === fact.findingId && !AGAINST_THE_EARLIER.has(old.type),
        );

  const judgeEvent = (caseId: string, trail: Trail, event: CaseEvent): void => {
    const { hash, ...body } = event;
    if (event.seq !== trail.seq + 1) violate('INV-14', `event ${event.seq} after ${trail.seq}`, caseId);
    if (event.previousHash !== trail.hash || hashOf(body) !== hash)
      violate('INV-14', `event ${event.seq} does not follow from the one before`, caseId);
    const waits = 'waits' in event.fact && event.fact.waits === true;
    // Lifted before the first day of the permit, it still has to come.
    const early = /^suspension-(lifted|ended)$/.test(event.fact.type) && isBefore(event, trail.state);
    const next = follow(trail.status, event.fact.type, waits || early);
    if ('wrong' in next) violate(CLOSED.includes(trail.status) ? 'INV-5' : 'INV-12', next.wrong, caseId);
    const before = trail.state;
    if (before?.erasedAt !== undefined) violate('INV-5', `${event.fact.type} after the erasure`, caseId);
    if (before && event.fact.type === 'erased') judgeErasure({ store, now, violate }, before, event.fact);
    trail.state = evolve(before, event);
    trail.seq = event.seq;
    trail.hash = hash;
    trail.status = 'wrong' in next ? trail.state.status : next.status;
    if (trail.status !== trail.state.status)
      violate('INV-12', `${event.fact.type} led to ${trail.state.status}, not ${trail.status}`, caseId);
    judgeRequest({ store, now, violate }, before, event, trail.state);
    judgeSupervision({ store, now, violate }, trail, event);
    judgeHearing({ store, now, violate }, trail, event, before);
    judgeShortening({ store, now, violate }, trail, event, before);
    judgeLapsed({ violate }, trail, event);
    judgePartial({ store, now, violate }, trail, event, trails.get(trail.state.parentCaseId ?? ''));
    trail.facts.push(...takenOver(event.fact), event.fact);
    news.push({ caseId, fact: event.fact });
    judgeTerm(caseId, trail.state, event);
    if (event.fact.type === 'submitted' || event.fact.type === 'resubmitted')
      judgeParent(caseId, trail.state);
    if (event.fact.type === 'submitted')
      judgeRenewal({ store, violate }, trail.state, trails.get(event.fact.previousCaseId ?? '')?.state);
  };

  /** 第11条: a subcontractor applies under a permit in force, for days within its period (INV-23). */
  const judgeParent = (caseId: string, { parentCaseId, period, vendorId }: CaseState): void => {
    if (parentCaseId === undefined) return;
    const parent = trails.get(parentCaseId)?.state;
    if (
      !parent ||
      parent.vendorId !== vendorId ||
      (parent.status !== 'upcoming' && parent.status !== 'active')
    )
      violate('INV-23', 'the parent permit is not in force', caseId);
    else if (period.from < parent.period.from || period.to > parent.period.to)
      violate('INV-23', 'a period beyond that of the parent permit', caseId);
  };

  /** In force on [from, to] in Japan, never before and never after (INV-6, INV-10). */
  const judgeTerm = (caseId: string, state: CaseState, { fact }: CaseEvent): void => {
    const { from, to } = state.period;
    const ends = startOfJapaneseDay(dayOf(to) + 1);
    if (fact.type === 'started' && now() < startOfJapaneseDay(dayOf(from)))
      violate('INV-10', `started before ${from} in Japan`, caseId);
    if (fact.type === 'started' && now() >= ends) violate('INV-6', `started after ${to}`, caseId);
    if (fact.type === 'expired' && now() < ends) violate('INV-10', `expired before the end of ${to}`, caseId);
    if (fact.type === 'started' || fact.type === 'permit-notified') judgeApprovals(caseId, state);
  };
  const judgeApprovals = (caseId: string, state: CaseState): void => {
    const of = (stage: string, choices: readonly string[]) =>
      store.partition(`CASE#${caseId}`).some((row) => {
        const decision = row.sk.startsWith('DECISION#') ? member<Decision>(row, 'decision') : undefined;
        return (
          decision?.stage === stage &&
          decision.rev === state.rev &&
          decision.round === state.round &&
          choices.includes(decision.choice)
        );
      });
    if (!of('confirm', ['ask-chief']) || !of('approve', ['approve', 'approve-with-conditions']))
      violate('INV-6', 'in force without both approvals of its revision', caseId);
  };

  /** The decider held the role on the day, is of the city, and is not the drafter (INV-3). */
  const judgeDecider = (caseId: string, decision: Decision): void => {
    const state = trails.get(caseId)?.state;
    const { personId } = decision.decidedBy;
    const role = decision.stage === 'approve' ? 'chief' : `manager:${state?.sectionId}`;
    const date = decision.paper?.decidedOn ?? jstDate(now());
    if (date > jstDate(now())) violate('INV-3', 'decided in the future', caseId);
    if (!holdersIn(store, role, date).some((a) => a.personId === personId && a.kind === decision.decidedAs))
      violate('INV-3', `${personId} did not hold ${role} as ${decision.decidedAs} on ${date}`, caseId);
    const confirmation = state && 'confirmation' in state ? state.confirmation : undefined;
    if (
      decision.stage === 'approve' &&
      settingsIn(store).selfApproval === 'forbid' &&
      confirmation?.personId === personId
    )
      violate('INV-3', 'approved what they had confirmed', caseId);
    const items = state ? regulationById(state.regulationId).checklist.length : 0;
    if (decision.choice === 'ask-chief' && decision.checklist.length !== items)
      violate('ART-4', `${decision.checklist.length} of ${items} items confirmed`, caseId);
    const request = state && openRequest(state);
    if (request && (request.hash !== decision.shownHash || request.requestId !== decision.requestId))
      violate('INV-4', 'decided on something that was not asked', caseId);
    if (decision.rev !== state?.rev || decision.round !== state.round)
      violate('INV-2', 'decided on another revision or round', caseId);
  };

  return {
    trails,
    mailCounts: mailJudge.counts,
    /** What has happened since this was asked last. */
    takeNews: () => news.splice(0),
    onCommit: (changes: readonly Change[]): void => {
      const events = new Map<string, CaseEvent[]>();
      judgePower({ store, now, violate }, changes);
      for (const change of changes) {
        immutable(change);
        const { pk, sk } = change.key;
        if (!pk.startsWith('CASE#')) continue;
        const caseId = pk.slice(5);
        const decision = sk.startsWith('DECISION#') ? member<Decision>(change.after, 'decision') : undefined;
        if (decision) judgeDecider(caseId, decision);
        const event = sk.startsWith('EVENT#') ? member<CaseEvent>(change.after, 'event') : undefined;
        if (event) events.set(caseId, [...(events.get(caseId) ?? []), event]);
      }
      for (const [caseId, list] of events) {
        const trail = trails.get(caseId) ?? {
          seq: 0,
          hash: '',
          status: 'none',
          state: undefined,
          facts: [],
        };
        trails.set(caseId, trail);
        for (const event of list.sort((a, b) => a.seq - b.seq)) judgeEvent(caseId, trail, event);
      }
      mailJudge.onCommit(changes, events);
      for (const { key, after, before } of changes)
        if (key.sk === 'STATE' && key.pk.startsWith('CASE#')) {
          const caseId = key.pk.slice(5);
          const state = member<CaseState>(after, 'state');
          if (canonicalJson(state) !== canonicalJson(trails.get(caseId)?.state))
            violate('INV-13', 'the stored state is not what the events give', caseId);
          judgeFamily({ violate }, trails, caseId);
          if (after?.version !== trails.get(caseId)?.seq || (before && !events.has(caseId)))
            violate('INV-14', 'the state moved without an event', caseId);
        }
    },
  };
};

const isBefore = ({ at }: CaseEvent, state: CaseState | undefined): boolean =>
  state !== undefined && jstDate(Date.parse(at)) < state.period.from;
