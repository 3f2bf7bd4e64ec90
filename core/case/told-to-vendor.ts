import type { CaseEvent } from './case-event.ts';
import type { EventType } from './transitions.ts';

/**
 * Whether a vendor is told that something happened: once for timelines, papers and lists. Of a violation it learns by the
 * order (第7条), of an instruction by the instruction (第6条第6号); reports to the chief, questions and what the city
 * weighs and drops are its own matter. A new type of event does not compile before it is decided here.
 */
const TOLD: Readonly<Record<EventType, boolean>> = {
  submitted: true,
  resubmitted: true,
  'found-nonconforming': true,
  'correction-reminded': true,
  'confirmation-requested': true,
  'returned-by-manager': true,
  'refused-by-manager': true,
  confirmed: true,
  'approval-requested': true,
  'request-reissued': false,
  'sent-back': false,
  approved: true,
  'refused-by-chief': true,
  withdrawn: true,
  'permit-issued': true,
  'permit-notified': true,
  'refusal-notified': true,
  'paper-held': false,
  'paper-released': false,
  started: true,
  expired: true,
  'sanction-notified': true,
  suspended: true,
  'suspension-extended': true,
  'suspension-ended': true,
  'suspension-lifted': true,
  'partly-suspended': true,
  'partial-stop-extended': true,
  'partial-stop-ended': true,
  'partial-stop-lifted': true,
  revoked: true,
  lapsed: true,
  'lapse-notified': true,
  'ending-filed': true,
  'ending-withdrawn': true,
  'renewal-reminded': true,
  'section-changed': true,
  ended: true,
  'closed-out': true,
  parked: false,
  resumed: false,
  erased: false,

  'candidate-raised': false,
  'evidence-added': false,
  'finding-reassessed': false,
  'finding-dismissed': false,
  'violation-found': false,
  'report-received': false,
  'order-issued': true,
  'order-withdrawn': true,
  'order-replied': true,
  'due-extended': true,
  'order-overdue': true,
  'judgement-requested': false,
  'compliance-judged': true,
  'noncompliance-reported': false,
  'statement-invited': true,
  'statement-made': true,
  'statement-heard': true,
  'hearing-answered': true,
  'noncompliance-received': false,
  'sanction-requested': false,
  // 取消 and 停止 are told by the notice (F9): see `isTold`.
  'sanction-decided': true,
  'lifting-requested': false,
  'conditions-reported': true,
  'lifting-declined': true,
  // Of an order that goes on or ends with the permit, the vendor is told by a mail; of the rest it never knew.
  'finding-taken-over': false,
  'finding-handed-on': false,
  'closing-requested': false,
  'finding-closed': true,

  'instruction-prepared': false,
  'instruction-dropped': false,
  'instruction-issued': true,
  'instruction-acknowledged': true,
  'instruction-answered': true,
  // Of a draft it is not told: see `toldEvents`.
  'instruction-met': true,
  'instruction-overdue': true,
  'instruction-judged': true,
  'instruction-lifted': true,

  'change-filed': true,
  'change-confirmed': true,
  'change-declined': true,
  'change-approved': true,
  'change-disapproved': true,
  'change-withdrawn': true,

  'reconfirmation-requested': true,
  reconfirmed: true,

  'work-announced': true,
  'work-revised': true,
  'work-answered': true,
  'work-withdrawn': true,
  'work-lapsed': true,
  'session-reported': true,
  'session-reviewed': true,
  'session-reminded': true,

  'log-reconciled': false,

  'report-requested': true,
  'report-dunned': true,
  // The manager is turned to: an instruction is only being prepared (G18).
  'report-overdue': false,
  'report-submitted': true,
  'report-returned': true,
  'report-accepted': true,
};

/** Of a fact, or of the paper to it. */
export const isTold = (what: {
  readonly type: EventType;
  readonly sanction?: string | undefined;
}): boolean =>
  what.type === 'sanction-decided' ? what.sanction === 'other' || what.sanction === 'none' : TOLD[what.type];

/** @param events of a case, from its first */
export const toldEvents = (events: readonly CaseEvent[]): readonly CaseEvent[] => {
  const issued = new Set(
    events.flatMap(({ fact }) => (fact.type === 'instruction-issued' ? [fact.instructionId] : [])),
  );
  const ordered = new Set(
    events.flatMap(({ fact }) =>
      fact.type === 'order-issued' || (fact.type === 'finding-taken-over' && fact.head.orderNo !== undefined)
        ? [fact.findingId]
        : [],
    ),
  );
  return events.filter(
    ({ fact }) =>
      isTold(fact) &&
      (fact.type !== 'instruction-met' || issued.has(fact.instructionId)) &&
      (fact.type !== 'finding-closed' || ordered.has(fact.findingId)),
  );
};
