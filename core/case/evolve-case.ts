import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dateOf } from '../values/calendar.ts';
import { Fatal } from '../values/errors.ts';
import type { CaseEvent, CaseFact } from './case-event.ts';
import {
  type CaseState,
  common,
  heldOf,
  isAskedAbout,
  isSupervised,
  type StateOf,
  type Supervised,
  supervised,
} from './case-state.ts';
import { type IssueReason, type Question, questionOf, type Stage } from './decision-request.ts';
import { followOrders, stillToDo } from './open-orders.ts';
import { IN_FORCE, type Status } from './permit-statuses.ts';
import { followFigures, NO_FIGURES } from './register-figures.ts';
import { heldFrom, monthAfter, reportMonth } from './report-dates.ts';
import { stopsOf } from './stops.ts';
import { stoppedBy } from './work-lapse.ts';

/**
 * The fold of a case: from event to event to its state (docs/adr/0005).
 * Longer than 300 lines: one switch over all events of a permit.
 */

/** New links that urge; the others only replace what no longer works. */
const URGING: ReadonlySet<IssueReason> = new Set(['reminder', 'escalation-deputy', 'escalation-office']);

/** State after one more event. Throws `Fatal` when the event cannot follow (a corrupt trail). */
export const evolve = (state: CaseState | undefined, event: CaseEvent): CaseState => {
  const after = evolveStatus(state, event);
  return followHold(isSupervised(after) ? followUp(after, event.fact) : after, event);
};

/** What is held waits until it is issued, or until there is nothing to issue any more. */
const followHold = (state: CaseState, { fact, at }: CaseEvent): CaseState => {
  if (fact.type === 'paper-held') return { ...state, held: at };
  return ENDS_HOLD.has(fact.type) ? { ...state, held: undefined } : state;
};
const ENDS_HOLD: ReadonlySet<CaseFact['type']> = new Set([
  'paper-released',
  'permit-notified',
  'refusal-notified',
  'suspended',
  'partly-suspended',
  'revoked',
  'order-withdrawn',
  'lapsed',
  'lapse-notified',
  'expired',
  'ended',
]);

/** A question of the same stage about the same record takes the place of an older one: what is asked about has changed. */
const replaces = (question: Question) => (older: Question) =>
  older.stage === question.stage && older.about === question.about;

/** What asks for something that can happen no more: an order or a change when the permit is over, anything of an order withdrawn. */
const isIdle = ({ stage, about }: Question, state: Supervised, fact: CaseFact): boolean => {
  if (fact.type === 'finding-handed-on' && about === fact.findingId) return true;
  if (fact.type === 'order-withdrawn' && about === fact.findingId) return stage !== 'receipt';
  if (fact.type === 'compliance-judged' && about === fact.findingId)
    return stage === 'noncompliance' || stage === 'sanction';
  if (stage === 'lift') return !stopsOf(state).some(({ findingId }) => findingId === about);
  return questionOf(stage)?.over === 'goes' && !IN_FORCE.includes(state.status);
};

const followCutOffs = (cutOffs: readonly string[], fact: CaseFact): string[] => {
  if (fact.type === 'instruction-issued' && fact.kind === 'cut-off') return [...cutOffs, fact.instructionId];
  return cutOffs.filter((id) => fact.type !== 'instruction-lifted' || id !== fact.instructionId);
};

/** What an event opens and closes: questions, orders, cut-offs. */
const followUp = (state: Supervised, fact: CaseFact): CaseState => {
  const opened = [
    'request' in fact ? fact.request : undefined,
    'requestNext' in fact ? fact.requestNext : undefined,
  ].filter((question) => question !== undefined);
  const closed = 'answers' in fact ? fact.answers : 'closes' in fact ? fact.closes : undefined;
  return {
    ...state,
    questions: [
      ...state.questions.filter(
        (older) =>
          older.requestId !== closed &&
          !opened.some((question) => replaces(question)(older)) &&
          !isIdle(older, state, fact),
      ),
      ...opened,
    ],
    orders: IN_FORCE.includes(state.status) ? followOrders(state.orders, fact) : [],
    figures: followFigures(state.figures, fact),
    cutOffs: IN_FORCE.includes(state.status) ? followCutOffs(state.cutOffs, fact) : [],
  };
};

const evolveStatus = (state: CaseState | undefined, event: CaseEvent): CaseState => {
  const { fact, at } = event;
  const mark = { version: event.seq, headHash: event.hash, changedAt: at };
  if (fact.type === 'submitted') {
    if (state) throw new Fatal('submitted twice');
    const { type: _, hash, ...rest } = fact;
    return { status: 'received', ...rest, ...mark, revHash: hash, round: 1, submittedAt: at };
  }
  if (!state) throw new Fatal(`${fact.type} without a case`);
  const base = { ...commonOf(state), ...mark };
  const by = event.by.kind === 'person' ? event.by.personId : event.by.name;
  const decided = (stage: Stage, decisionHash: string, conditional: boolean) => ({
    stage,
    conditional,
    decisionHash,
    personId: by,
    at,
  });
  switch (fact.type) {
    case 'resubmitted': {
      const { type: _, hash, ...rest } = fact;
      return {
        ...base,
        parentCaseId: undefined,
        subcontracted: undefined,
        previousCaseId: undefined,
        ...rest,
        status: 'received',
        revHash: hash,
        round: 1,
      };
    }
    case 'found-nonconforming':
      return {
        ...base,
        status: 'returned',
        returned: { by: 'check', items: fact.items, reasons: fact.reasons, at, correctBy: fact.correctBy },
      };
    case 'returned-by-manager':
      return {
        ...base,
        status: 'returned',
        returned: { by: 'manager', items: fact.items, reasons: [], at, correctBy: fact.correctBy },
      };
    case 'correction-reminded': {
      const returned = expect(state, 'returned');
      const { correctBy = returned.returned.correctBy } = fact;
      return { ...returned, ...mark, returned: { ...returned.returned, remindedAt: at, correctBy } };
    }
    case 'correction-lapsed':
      return { ...expect(state, 'returned'), ...mark, request: fact.request };
    case 'correction-extended': {
      const { returned } = expect(state, 'returned');
      return {
        ...base,
        status: 'returned',
        round: state.round + 1,
        returned: { ...returned, remindedAt: at, correctBy: fact.correctBy },
      };
    }
    case 'confirmation-requested':
      return { ...base, status: 'confirming', request: fact.request };
    case 'approval-requested':
      return { ...expect(state, 'approving'), ...mark, request: fact.request };
    case 'request-reissued': {
      const reissue = <R extends Question>(request: R): R => ({
        ...request,
        generation: request.generation + 1,
        issuedTo: fact.issuedTo,
        issuedAt: at,
        remindersSent: request.remindersSent + (URGING.has(fact.reason) ? 1 : 0),
        escalation: fact.escalation,
        untold: undefined,
      });
      if (isSupervised(state))
        return {
          ...state,
          ...mark,
          questions: state.questions.map((question) =>
            question.requestId === fact.requestId ? reissue(question) : question,
          ),
        };
      if (!isAskedAbout(state) || !state.request) throw new Fatal('reissued without an open request');
      return { ...state, ...mark, request: reissue(state.request) };
    }
    case 'confirmed':
      return {
        ...base,
        status: 'approving',
        confirmation: { decisionHash: fact.decisionHash, personId: by, at, exceptions: fact.exceptions },
      };
    case 'sent-back':
      return { ...base, status: 'confirming', round: state.round + 1 };
    case 'approved': {
      const { confirmation } = expect(state, 'approving');
      return {
        ...base,
        status: 'approved',
        confirmation,
        decision: decided('approve', fact.decisionHash, fact.conditional),
      };
    }
    case 'refused-by-manager':
      return {
        ...base,
        status: 'refused',
        decision: decided(state.status === 'returned' ? 'correction' : 'confirm', fact.decisionHash, false),
      };
    case 'refused-by-chief':
      return { ...base, status: 'refused', decision: decided('approve', fact.decisionHash, false) };
    case 'withdrawn':
      return { ...base, status: 'withdrawn' };
    case 'permit-issued':
      return { ...expect(state, 'approved'), ...mark, status: 'issued', permitNo: fact.permitNo };
    case 'permit-notified':
      return {
        ...expect(state, 'issued'),
        ...mark,
        status: 'upcoming',
        period: { ...state.period, from: heldFrom(state.period, fact.issuedOn) },
        notice: noticeOf(fact, event),
        questions: [],
        orders: [],
        cutOffs: [],
        nextReport: reportMonth({ period: state.period, issuedOn: fact.issuedOn }),
        figures: NO_FIGURES,
        // Permits of before arts. 6–10 do not say: a year after they were confirmed.
        reconfirmOn:
          fact.reconfirmOn ??
          dateOf(Temporal.Instant.from(expect(state, 'issued').confirmation.at))
            .add({ years: 1 })
            .toString(),
      };
    case 'refusal-notified':
      return {
        ...expect(state, 'refused'),
        ...mark,
        notice: noticeOf(fact, event),
      };
    case 'started':
      return { ...expect(state, 'upcoming'), ...mark, status: 'active' };
    case 'ending-filed':
      return {
        ...inForce(state),
        ...mark,
        ending: { lastDay: fact.lastDay, filedAt: at, paper: event.seq },
      };
    case 'ending-withdrawn':
      return { ...inForce(state), ...mark, ending: undefined };
    case 'renewal-reminded':
      return { ...inForce(state), ...mark, renewalReminded: fact.stage };
    case 'reconfirmation-requested':
      return { ...inForce(state), ...mark, reconfirmOn: undefined };
    case 'reconfirmed': {
      const renewed = fact.nonconforming.length === 0 && fact.regulationId !== state.regulationId;
      return {
        ...inForce(state),
        ...mark,
        reconfirmOn: fact.nextOn,
        ...(renewed ? { reconfirmedUnder: fact.regulationId } : {}),
      };
    }
    case 'shortening-approved':
    case 'change-confirmed':
    case 'change-approved':
      return { ...state, ...mark, ...shortened(inForce(state), fact.lastDay) };
    case 'paper-corrected': {
      const { notice } = inForce(state);
      const correctedBy = fact.of === notice.paper ? fact.documentNo : notice.correctedBy;
      return { ...inForce(state), ...mark, notice: { ...notice, correctedBy } };
    }
    case 'section-changed':
      if (!isSupervised(state)) return { ...state, ...mark, sectionId: fact.sectionId };
      return {
        ...inForce(state),
        ...mark,
        sectionId: fact.sectionId,
        questions: inForce(state).questions.map((question) =>
          question.role.startsWith('manager:')
            ? { ...question, role: `manager:${fact.sectionId}` }
            : question,
        ),
      };
    case 'expired': {
      const overOn = Temporal.PlainDate.from(state.period.to).add({ days: 1 }).toString();
      return { ...base, ...endOf(state, overOn), stopped: stoppedBy(event, overOn), status: 'expired' };
    }
    case 'ended':
      return { ...base, ...endOf(state, fact.on), stopped: stoppedBy(event, fact.on), status: 'ended' };
    case 'revoked': {
      const { type: _, ...revocation } = fact;
      const overOn = fact.effectiveOn ?? dateOf(Temporal.Instant.from(at)).add({ days: 1 }).toString();
      return {
        ...base,
        ...endOf(state, overOn),
        stopped: stoppedBy(event, fact.effectiveOn),
        status: 'revoked',
        revocation,
      };
    }
    case 'lapsed': {
      const today = dateOf(Temporal.Instant.from(at));
      // Its own notice says what is left to do; its workflow ends, whenever that one is issued.
      const lapse =
        fact.documentNo === undefined
          ? { lapse: { parent: fact.parent, on: fact.effectiveOn ?? today.toString() } }
          : {};
      return {
        ...base,
        ...endOf(state, fact.effectiveOn ?? today.add({ days: 1 }).toString()),
        stopped: stoppedBy(event, fact.effectiveOn),
        status: 'expired',
        closedOut: true,
        ...lapse,
      };
    }
    case 'lapse-notified':
      return { ...expect(state, 'expired'), ...mark, lapse: undefined };
    case 'suspended': {
      const { type: _, ...sanction } = fact;
      const held = supervisedOf(state);
      return {
        ...base,
        ...held,
        stopped: stoppedBy(event, fact.effectiveOn),
        status: 'suspended',
        suspension: { ...sanction, at },
      };
    }
    case 'suspension-extended': {
      const suspended = expect(state, 'suspended');
      const suspension = { ...suspended.suspension, until: fact.until, ends: true as const };
      return { ...suspended, ...mark, suspension };
    }
    case 'partly-suspended': {
      const { type: _, ...stop } = fact;
      const supervised = inForce(state);
      return { ...supervised, ...mark, partialStops: [...(supervised.partialStops ?? []), { ...stop, at }] };
    }
    case 'partial-stop-extended':
      return withStop(state, mark, fact, { until: fact.until, ends: true });
    case 'partial-stop-ended':
    case 'partial-stop-lifted':
      return withStop(state, mark, fact);
    case 'suspension-ended':
    case 'suspension-lifted': {
      // A permit that was suspended before its first day, or the parent's, still has to wait for it.
      const today = dateOf(Temporal.Instant.from(at)).toString();
      const begun = today >= state.period.from && !('waits' in fact && fact.waits);
      const held = supervisedOf(state);
      const orders = stillToDo(held.orders, today);
      return { ...base, ...held, orders, status: begun ? 'active' : 'upcoming' };
    }
    case 'lifting-declined': {
      const suspended = state.status === 'suspended' ? state : undefined;
      if (suspended?.suspension.findingId !== fact.findingId)
        return withStop(state, mark, fact, { until: fact.until });
      const suspension = { ...suspended.suspension, until: fact.until };
      return { ...suspended, ...mark, suspension };
    }
    case 'closed-out':
      if (state.status !== 'expired' && state.status !== 'ended') throw new Fatal('nothing to close out');
      return { ...state, ...mark, closedOut: true };
    case 'report-requested': {
      if (!isSupervised(state)) throw new Fatal('a report without a permit');
      return { ...state, ...mark, nextReport: reportMonth(heldOf(state), monthAfter(fact.yearMonth)) };
    }
    case 'parked':
      return { ...state, ...mark, parked: fact.error };
    case 'resumed':
      return { ...state, ...mark, parked: undefined };
    case 'erased': {
      const erased = { ...mark, erasedAt: at };
      const nothingDue = { ...erased, held: undefined, ...('lapse' in state ? { lapse: undefined } : {}) };
      return isSupervised(state)
        ? { ...state, ...nothingDue, questions: [], orders: [], nextReport: undefined }
        : { ...state, ...nothingDue };
    }
    default:
      return { ...state, ...mark };
  }
};

const noticeOf = (
  { documentNo, issuedOn }: { readonly documentNo: string; readonly issuedOn: string },
  { seq, paper }: CaseEvent,
) => ({ documentNo, issuedOn, ...(paper === undefined ? {} : { paper: seq }) });

const inForce = (state: CaseState): Supervised => {
  if (!isSupervised(state)) throw new Fatal(`event does not fit state ${state.status}`);
  return state;
};

/** The permit ends earlier (第4条第3項, docs/adr/0062): the months that it owes end with it (第10条). */
const shortened = (state: Supervised, lastDay: string | undefined) => {
  if (lastDay === undefined) return {};
  const period = { ...state.period, to: lastDay };
  const { nextReport: next } = state;
  const nextReport = next === undefined ? undefined : reportMonth({ ...heldOf(state), period }, next);
  return { period, nextReport };
};

type PartialStop = NonNullable<Supervised['partialStops']>[number];
/** @param to what changes of the stop; absent: it ends */
const withStop = (
  state: CaseState,
  mark: Pick<CaseState, 'version' | 'headHash' | 'changedAt'>,
  { findingId: about }: { readonly findingId: string },
  to?: Partial<PartialStop>,
): CaseState => {
  const supervised = inForce(state);
  const stops = (supervised.partialStops ?? []).flatMap((stop) =>
    stop.findingId !== about ? [stop] : to ? [{ ...stop, ...to }] : [],
  );
  return { ...supervised, ...mark, partialStops: stops.length === 0 ? undefined : stops };
};

const supervisedSchema = z.object(supervised);
const supervisedOf = (state: CaseState) => supervisedSchema.parse(state);

/** What stays of a permit that is over. Its monthly reports come to an end with it (INV-11); no order drives it any more. */
const endOf = (state: CaseState, overOn: string) => {
  const held = supervisedOf(state);
  const next = held.nextReport;
  const nextReport =
    next === undefined
      ? undefined
      : reportMonth({ period: state.period, issuedOn: held.notice.issuedOn, overOn }, next);
  return { ...held, overOn, orders: [], partialStops: undefined, nextReport };
};

const expect = <S extends Status>(state: CaseState, status: S): StateOf<S> => {
  if (state.status !== status) throw new Fatal(`event does not fit state ${state.status}`);
  return state as StateOf<S>;
};

const commonSchema = z.object(common);
const commonOf = (state: CaseState) => commonSchema.parse(state);
