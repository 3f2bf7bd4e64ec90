import type { QuestionStage } from '../../core/case/decision-request.ts';
import type { FactsOf } from '../permit/mails.ts';
import { RECORD_MAILS } from './record-mails.ts';

const FACTS: Readonly<Record<QuestionStage, FactsOf>> = Object.assign(
  {},
  ...Object.values(RECORD_MAILS).map(({ questions }) => questions),
);

/** What must stand in the mail that asks a question about a permit, so that it can be answered in a minute. */
export const questionFacts: FactsOf = async (store, state, question) => {
  const { stage } = question;
  return stage === 'confirm' || stage === 'approve' ? [] : FACTS[stage](store, state, question);
};
