/** The life of a case written down a second time, from the rule and not from core/case/transitions.ts (INV-5, INV-12). */

type Way = { readonly from: readonly string[]; readonly to: string | 'same' };

const UNDECIDED = ['received', 'returned', 'confirming', 'approving'];
const IN_FORCE = ['upcoming', 'active', 'suspended'];
const OVER = ['expired', 'revoked', 'ended'];
const PERMITTED = [...IN_FORCE, ...OVER];
const OPEN = [...UNDECIDED, 'approved', 'refused', 'issued', ...IN_FORCE, 'expired', 'ended'];
const within = (from: readonly string[]): Way => ({ from, to: 'same' });

const WAYS: Readonly<Record<string, Way>> = {
  submitted: { from: ['none'], to: 'received' },
  resubmitted: { from: ['returned'], to: 'received' },
  'found-nonconforming': { from: ['received'], to: 'returned' },
  'confirmation-requested': { from: ['received', 'confirming'], to: 'confirming' },
  'returned-by-manager': { from: ['confirming'], to: 'returned' },
  'refused-by-manager': { from: ['confirming', 'returned'], to: 'refused' },
  confirmed: { from: ['confirming'], to: 'approving' },
  'approval-requested': { from: ['approving'], to: 'approving' },
  'request-reissued': within(['returned', 'confirming', 'approving', ...PERMITTED]),
  'correction-reminded': { from: ['returned'], to: 'same' },
  'correction-lapsed': within(['returned']),
  'correction-extended': within(['returned']),
  'sent-back': { from: ['approving'], to: 'confirming' },
  approved: { from: ['approving'], to: 'approved' },
  'refused-by-chief': { from: ['approving'], to: 'refused' },
  withdrawn: { from: UNDECIDED, to: 'withdrawn' },
  'permit-issued': { from: ['approved'], to: 'issued' },
  'permit-notified': { from: ['issued'], to: 'upcoming' },
  'refusal-notified': { from: ['refused'], to: 'same' },
  started: { from: ['upcoming'], to: 'active' },
  expired: { from: IN_FORCE, to: 'expired' },
  'sanction-notified': within(IN_FORCE),
  suspended: { from: ['upcoming', 'active'], to: 'suspended' },
  'suspension-extended': within(['suspended']),
  'suspension-ended': { from: ['suspended'], to: 'active' },
  'suspension-lifted': { from: ['suspended'], to: 'active' },
  // A part of the permit is stopped: the permit itself stays as it is.
  'partly-suspended': within(IN_FORCE),
  'partial-stop-extended': within(IN_FORCE),
  'partial-stop-ended': within(IN_FORCE),
  'partial-stop-lifted': within(IN_FORCE),
  revoked: { from: IN_FORCE, to: 'revoked' },
  lapsed: { from: IN_FORCE, to: 'expired' },
  'lapse-notified': within(['expired']),
  ended: { from: IN_FORCE, to: 'ended' },
  'closed-out': within(['expired', 'ended']),
  'ending-filed': within(IN_FORCE),
  'ending-withdrawn': within(IN_FORCE),
  'renewal-reminded': within(IN_FORCE),
  'section-changed': within(['refused', 'issued', ...IN_FORCE, 'expired']),
  'paper-corrected': within(PERMITTED),
  'paper-reissued': within(PERMITTED),
  'paper-received': within(PERMITTED),
  'paper-delivered': within(PERMITTED),
  'paper-held': within(['refused', 'issued', ...IN_FORCE, 'expired']),
  'paper-released': within(['refused', 'issued', ...IN_FORCE]),
  erased: { from: ['refused', 'withdrawn', ...OVER], to: 'same' },
  parked: { from: OPEN, to: 'same' },
  resumed: { from: OPEN, to: 'same' },
};

/** Events of records leave the permit as it is: only these of them while it is in force (INV-11). */
const IN_FORCE_ONLY =
  /^(change-|shortening-|reconfirm|order-issued|order-overdue|judgement-requested|noncompliance-reported|sanction-)/;

/** The status after the event, or what is wrong with it. */
export const follow = (
  status: string,
  event: string,
  /** The parent's permit is not in force: a subcontractor's waits for it (第11条). */
  waits = false,
): { status: string } | { wrong: string } => {
  const way = WAYS[event] ?? within(IN_FORCE_ONLY.test(event) ? IN_FORCE : PERMITTED);
  if (!way.from.includes(status)) return { wrong: `${status} × ${event}` };
  if (waits) return { status: 'upcoming' };
  return { status: way.to === 'same' ? status : way.to };
};
export const CLOSED: readonly string[] = ['refused', 'withdrawn', ...OVER];
export const isInForce = (status: string): boolean => IN_FORCE.includes(status);
