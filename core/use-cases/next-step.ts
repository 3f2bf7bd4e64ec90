import type { CaseState } from '../case.ts';

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
      return 'monitor';
    case 'withdrawn':
    case 'expired':
      return 'closed';
  }
};
