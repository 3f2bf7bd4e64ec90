/** The life of a case written down a second time, from the rule and not from core/transitions.ts (INV-5, INV-12). */

type Way = { readonly from: readonly string[]; readonly to: string | 'same' };

const UNDECIDED = ['received', 'returned', 'confirming', 'approving'];
const OPEN = [...UNDECIDED, 'approved', 'refused', 'issued', 'upcoming', 'active'];

const WAYS: Readonly<Record<string, Way>> = {
  submitted: { from: ['none'], to: 'received' },
  resubmitted: { from: ['returned'], to: 'received' },
  'found-nonconforming': { from: ['received'], to: 'returned' },
  'confirmation-requested': { from: ['received', 'confirming'], to: 'confirming' },
  'returned-by-manager': { from: ['confirming'], to: 'returned' },
  'refused-by-manager': { from: ['confirming'], to: 'refused' },
  confirmed: { from: ['confirming'], to: 'approving' },
  'approval-requested': { from: ['approving'], to: 'approving' },
  'request-reissued': { from: ['confirming', 'approving'], to: 'same' },
  'correction-reminded': { from: ['returned'], to: 'same' },
  'sent-back': { from: ['approving'], to: 'confirming' },
  approved: { from: ['approving'], to: 'approved' },
  'refused-by-chief': { from: ['approving'], to: 'refused' },
  withdrawn: { from: UNDECIDED, to: 'withdrawn' },
  'permit-issued': { from: ['approved'], to: 'issued' },
  'permit-notified': { from: ['issued'], to: 'upcoming' },
  'refusal-notified': { from: ['refused'], to: 'same' },
  started: { from: ['upcoming'], to: 'active' },
  expired: { from: ['upcoming', 'active'], to: 'expired' },
  parked: { from: OPEN, to: 'same' },
  resumed: { from: OPEN, to: 'same' },
};

/** The status after the event, or what is wrong with it. */
export const follow = (status: string, event: string): { status: string } | { wrong: string } => {
  const way = WAYS[event];
  if (!way) return { wrong: `no such event: ${event}` };
  if (!way.from.includes(status)) return { wrong: `${status} × ${event}` };
  return { status: way.to === 'same' ? status : way.to };
};
export const CLOSED: readonly string[] = ['refused', 'withdrawn', 'expired'];
