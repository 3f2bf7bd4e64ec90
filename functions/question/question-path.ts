import type { Question } from '../../core/case/decision-request.ts';
import type { Asked } from '../../core/sign-in/decision-link.ts';

/** Where a mailed link leads. */
export const askedPath = (asked: Asked): string =>
  'proposalId' in asked
    ? `/proposals/${asked.proposalId}`
    : 'findingId' in asked
      ? `/permits/${asked.caseId}/findings/${asked.findingId}`
      : questionPath(asked.caseId, asked.request);

/** The page on which a question is answered. */
export const questionPath = (
  caseId: string,
  { stage, about = '' }: Pick<Question, 'stage' | 'about'>,
): string => {
  const permit = `/permits/${caseId}`;
  switch (stage) {
    case 'confirm':
    case 'approve':
      return `/applications/${caseId}/decision`;
    case 'work':
      return `${permit}/works/${about}/answer`;
    case 'review':
      return `${permit}/works/${about}/review`;
    case 'monthly':
      return `${permit}/reports/${about}/answer`;
    case 'follow':
      return `${permit}/instructions/${about}/follow`;
    case 'instruct':
    case 'reconfirm':
    case 'change':
      return `${permit}/${FOLDER[stage]}/${about}/answer`;
    case 'change-approval':
      return `${permit}/changes/${about}/approval`;
    case 'candidate':
    case 'receipt':
    case 'order':
    case 'judge':
    case 'noncompliance':
    case 'sanction':
    case 'lift':
    case 'closing':
      return `${permit}/findings/${about}/${stage}`;
  }
};
const FOLDER = { instruct: 'instructions', reconfirm: 'reconfirmations', change: 'changes' } as const;
