import type { CaseState } from '../../core/case/case-state.ts';
import type { Question, QuestionStage } from '../../core/case/decision-request.ts';
import type { Store } from '../../core/store/ports.ts';
import { changeFacts, reconfirmFacts } from './change-facts.ts';
import { findingFacts, instructionFacts } from './finding-facts.ts';
import { reportFacts } from './report-facts.ts';
import { reviewQuestionFacts, workQuestionFacts } from './work-facts.ts';

/** What must stand in the mail that asks a question about a permit, so that it can be answered in a minute. */
type Facts = readonly (readonly [label: string, value: string])[];
type FactsOf = (store: Store, state: CaseState, question: Question) => Promise<Facts>;

const FACTS: Partial<Record<QuestionStage, FactsOf>> = {
  change: changeFacts,
  'change-approval': changeFacts,
  reconfirm: reconfirmFacts,
  work: workQuestionFacts,
  review: reviewQuestionFacts,
  instruct: instructionFacts,
  follow: instructionFacts,
  candidate: findingFacts,
  receipt: findingFacts,
  order: findingFacts,
  judge: findingFacts,
  noncompliance: findingFacts,
  sanction: findingFacts,
  lift: findingFacts,
  closing: findingFacts,
  monthly: reportFacts,
};

export const questionFacts: FactsOf = async (store, state, question) => {
  const { stage } = question;
  if (stage === 'confirm' || stage === 'approve') return [];
  return (await FACTS[stage]?.(store, state, question)) ?? [];
};
