import { type CaseState, isSupervised } from '../case.ts';
import { mostPressing } from '../open-orders.ts';

/** Where the workflow must go from what the record says. Task outputs are this word, and nothing else decides. */
export type NextStep =
  | 'check'
  | 'correct'
  | 'confirm'
  | 'approve'
  | 'issue'
  | 'notify'
  | 'notify-refusal'
  | 'monitor'
  | 'order'
  | 'judge'
  | 'report'
  | 'sanction'
  | 'suspend'
  | 'lift'
  | 'revoke'
  | 'expire'
  | 'end'
  | 'closed';

export const nextStep = (state: CaseState): NextStep => {
  switch (state.status) {
    case 'received':
      return 'check';
    case 'returned':
      return 'correct';
    case 'confirming':
      return 'confirm';
    case 'approving':
      return 'approve';
    case 'approved':
      return 'issue';
    case 'issued':
      return 'notify';
    case 'refused':
      return state.notice ? 'closed' : 'notify-refusal';
    case 'upcoming':
    case 'active':
    case 'suspended':
      return supervise(state);
    case 'expired':
      return state.closedOut ? 'closed' : 'expire';
    case 'ended':
      return state.closedOut ? 'closed' : 'end';
    case 'withdrawn':
    case 'revoked':
      return 'closed';
  }
};

/** 第7条, 第8条: the most pressing of the orders says what comes next. */
const supervise = (state: Extract<CaseState, { status: 'upcoming' | 'active' | 'suspended' }>): NextStep => {
  const order = mostPressing(state.orders);
  const quiet = state.status === 'suspended' ? 'lift' : 'monitor';
  switch (order?.stage) {
    case 'sanctioned':
      if (order.sanction === 'revoke') return 'revoke';
      // Suspended by another order already: this one is carried out when that suspension is lifted.
      return state.status === 'suspended' ? 'lift' : 'suspend';
    case 'reported':
      return 'sanction';
    case 'disobeyed':
      return 'report';
    case 'due':
      return 'judge';
    case 'ordered':
      return state.status === 'suspended' ? 'lift' : 'order';
    case undefined:
      return quiet;
  }
};

/** The finding whose order the step is about; '' for the steps that are about none. */
export const focusOf = (state: CaseState): string => {
  const step = nextStep(state);
  return ['order', 'judge', 'report', 'sanction', 'suspend', 'revoke'].includes(step) && isSupervised(state)
    ? (mostPressing(state.orders)?.findingId ?? '')
    : '';
};

/** Step and focus as one word: a workflow that waits for one thing must be woken when it becomes another. */
export const standOf = (state: CaseState): string => `${nextStep(state)} ${focusOf(state)}`.trim();
