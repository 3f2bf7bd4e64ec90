import { type CaseState, isSupervised } from './case-state.ts';
import { mostPressing, type OpenOrder } from './open-orders.ts';

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

/** What puts a paper into the world in the name of an office. */
const ISSUES: ReadonlySet<NextStep> = new Set(['notify', 'notify-refusal', 'suspend', 'revoke']);

/** While nobody is in office to issue what is due, the workflow waits where it watches over the record. */
export const nextStep = (state: CaseState): NextStep => {
  const step = stepOf(state);
  return state.held !== undefined && ISSUES.has(step) ? 'monitor' : step;
};

const stepOf = (state: CaseState): NextStep => {
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

/** The order that the workflow is about. */
export const pressingOrder = (state: CaseState): OpenOrder | undefined =>
  isSupervised(state) ? mostPressing(state.orders) : undefined;

/** 第7条, 第8条: the most pressing of the orders says what comes next. */
const supervise = (state: Extract<CaseState, { status: 'upcoming' | 'active' | 'suspended' }>): NextStep => {
  const order = pressingOrder(state);
  const quiet = state.status === 'suspended' ? 'lift' : 'monitor';
  switch (order?.stage) {
    case 'sanctioned':
      return order.sanction === 'revoke' ? 'revoke' : 'suspend';
    case 'reported':
      return 'sanction';
    case 'disobeyed':
      return 'report';
    case 'due':
      return 'judge';
    case 'ordered':
      return state.status === 'suspended' ? 'lift' : 'order';
    case 'notified':
    case undefined:
      return quiet;
  }
};

/** The finding whose order the step is about; '' for the steps that are about none. */
export const focusOf = (state: CaseState): string =>
  ['order', 'judge', 'report', 'sanction', 'suspend', 'revoke'].includes(nextStep(state))
    ? (pressingOrder(state)?.findingId ?? '')
    : '';

const ASKS = { due: 'judge', disobeyed: 'noncompliance', reported: 'sanction' } as const;

/** Orders about which nobody has been asked what must be asked now; each is asked, whichever is the most pressing. */
export const unaskedOrders = (
  state: CaseState,
): readonly { readonly findingId: string; readonly stage: 'judge' | 'noncompliance' | 'sanction' }[] =>
  isSupervised(state)
    ? state.orders.flatMap(({ findingId, stage: stands }) => {
        if (stands === 'ordered' || stands === 'sanctioned' || stands === 'notified') return [];
        const stage = ASKS[stands];
        const isOpen = state.questions.some((open) => open.stage === stage && open.about === findingId);
        return isOpen ? [] : [{ findingId, stage }];
      })
    : [];

/** Step and focus as one word: a workflow that waits for one thing must be woken when it becomes another. */
export const standOf = (state: CaseState): string => `${nextStep(state)} ${focusOf(state)}`.trim();
