import { type Question, questionOf } from '../../core/case/decision-request.ts';
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
  const question = questionOf(stage);
  return question
    ? `/permits/${caseId}/${question.page}/${about}/${question.step}`
    : `/applications/${caseId}/decision`;
};
