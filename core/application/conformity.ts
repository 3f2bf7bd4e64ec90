import { act } from '../case/case.ts';
import { actWrites, caseKey, loadCase } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { loadSettings } from '../directory/directory-store.ts';
import type { Regulation } from '../regulation/regulation.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { addBusinessDays, dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import type { Application, ChecklistAnswer } from './inputs.ts';
import { loadRevision } from './revision-store.ts';

/** The vendor's own answers to 別表1, judged. Derived on the server, never posted. */
export type Conformity = {
  readonly conforming: number;
  /** Item numbers answered 例外. */
  readonly exceptions: readonly string[];
  /** Item numbers answered 不適. */
  readonly nonconforming: readonly string[];
};

/**
 * Form of the 16 answers (第4条第2項, 別表1): every item exactly once, none unknown, 例外 only where the rule
 * has it, a statement where the item is an effect or a track record, a reason and a review date with 例外.
 */
export const examineChecklist = (
  answers: readonly ChecklistAnswer[],
  regulation: Regulation,
): readonly Problem[] => {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const items = new Map(regulation.checklist.map((item) => [item.id, item]));
  answers.forEach((answer, index) => {
    const at = (field: string, message: string): void => {
      problems.push({ pointer: `/checklist/${index}/${field}`, message });
    };
    const item = items.get(answer.item);
    if (!item) return at('item', `別表1に「${answer.item}」という項目はありません`);
    if (seen.has(answer.item)) return at('item', `別表1 ${answer.item} が二重に回答されています`);
    seen.add(answer.item);
    if (answer.answer === 'exception') {
      if (!item.exceptionAllowed)
        at('answer', `別表1 ${item.id} に例外は認められません（適又は不適で回答してください）`);
      else {
        if (!answer.exceptionReason)
          at('exceptionReason', `別表1 ${item.id} を例外とする理由を入力してください`);
        if (!answer.exceptionReviewOn)
          at('exceptionReviewOn', `別表1 ${item.id} の例外を見直す日を入力してください`);
      }
    }
    if (item.answerKind === 'statement' && answer.answer === 'conforming' && !answer.statement)
      at('statement', `別表1 ${item.id} は、適とする具体的な内容（数値・団体名など）を入力してください`);
  });
  const missing = regulation.checklist.filter((item) => !seen.has(item.id)).map((item) => item.id);
  if (missing.length > 0)
    problems.push({
      pointer: '/checklist',
      message: `別表1の${regulation.checklist.length}項目すべてに回答してください（未回答 ${missing.join('、')}）（第4条第2項）`,
    });
  return problems;
};

export const judgeConformity = (application: Application): Conformity => {
  const having = (answer: ChecklistAnswer['answer']) =>
    application.checklist.filter((entry) => entry.answer === answer).map((entry) => entry.item);
  return {
    conforming: having('conforming').length,
    exceptions: having('exception'),
    nonconforming: having('nonconforming'),
  };
};

/**
 * The state CheckConformity (第4条第2項): an application that declares an item of 別表1 不適 goes back to the
 * vendor with the items named; the manager's time is for those that can pass. For a case that is further on
 * (a new generation of the workflow) it tells where the record stands.
 */
export const checkConformity =
  ({ store, clock, ids }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      const revision = state && (await loadRevision(store, caseId, state.rev));
      if (!state || !revision) return NOT_FOUND;
      if (state.status !== 'received') return { ok: true, value: nextStep(state), writes: [] };
      const { nonconforming } = judgeConformity(revision.application);
      if (nonconforming.length === 0) return { ok: true, value: 'confirm', writes: [] };
      const now = clock();
      const settings = await loadSettings(store);
      const outcome = act(
        state,
        {
          ...{ type: 'found-nonconforming', items: [...nonconforming], reasons: ['declared-nonconforming'] },
          correctBy: addBusinessDays(dateOf(now), settings.correctionDays, settings).toString(),
        },
        system('CheckConformity'),
        now,
      );
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: 'correct',
        writes: [
          ...actWrites(outcome.value),
          outboxWrite(caseKey(caseId), ids.next(), now, {
            kind: 'mail',
            mail: { template: 'returned', personId: revision.submittedBy, caseId },
          }),
        ],
      };
    });
