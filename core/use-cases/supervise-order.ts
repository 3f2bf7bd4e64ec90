import { system } from '../actor.ts';
import { actAll, type CaseFact, isSupervised, openQuestions } from '../case.ts';
import { actWrites, caseKey, loadCase, loadRecord, stillAt, taskWrite } from '../case-store.ts';
import { commit } from '../commit.ts';
import type { Question, QuestionStage } from '../decision-request.ts';
import { loadSettings } from '../directory-store.ts';
import { refused } from '../errors.ts';
import { FINDINGS } from '../finding.ts';
import { dossierHash } from '../finding-papers.ts';
import { outboxWrite } from '../outbox.ts';
import type { Ports } from '../ports.ts';
import { ask } from './ask.ts';
import { focusOf, nextStep } from './next-step.ts';

/** The three states that put a question about an order to a person, with a task token. */
const STEPS = {
  judge: { stage: 'judge', name: 'JudgeCompliance', type: 'judgement-requested' },
  report: { stage: 'noncompliance', name: 'ReportToChief', type: 'noncompliance-reported' },
  sanction: { stage: 'sanction', name: 'DecideSanction', type: 'sanction-requested' },
} as const satisfies Record<string, { stage: QuestionStage; name: string; type: CaseFact['type'] }>;

/**
 * The states JudgeCompliance (第7条), ReportToChief and DecideSanction (第8条): the most pressing order's question is
 * put to its role. Asked again for a question that is open, only the task token is re-bound; asked about a permit that
 * has moved on, the workflow is told where the record stands.
 */
export const superviseOrder =
  (ports: Ports) =>
  (input: { readonly caseId: string; readonly task: keyof typeof STEPS; readonly taskToken: string }) =>
    commit<'asked' | 'rebound' | 'moved-on'>(ports.store, async () => {
      const { store, clock, ids } = ports;
      const { caseId, task, taskToken } = input;
      const { stage, name, type } = STEPS[task];
      const state = await loadCase(store, caseId);
      if (!state) return refused('not-found', 'not-found', '見つかりません');
      const about = focusOf(state);
      const rebind = taskWrite(caseId, { task, about, taskToken });
      const finding = nextStep(state) === task ? await loadRecord(store, caseId, FINDINGS, about) : undefined;
      if (!finding || !isSupervised(state)) {
        const goOn = outboxWrite(caseKey(caseId), ids.next(), clock(), { kind: 'continue-case', caseId });
        return { ok: true, value: 'moved-on', writes: [rebind, goOn] };
      }
      const isOpen = (question: Question) => question.stage === stage && question.about === about;
      if (openQuestions(state).some(isOpen))
        return { ok: true, value: 'rebound', writes: [rebind, stillAt(state)] };
      const { request, mails } = await ask(
        ports,
        state,
        {
          stage,
          about,
          hash: dossierHash(stage, about, finding.head.papers),
          drafter: finding.head.judgedBy,
        },
        await loadSettings(store),
      );
      const outcome = actAll(state, [{ fact: { type, findingId: about, request } }], system(name), clock(), [
        finding,
      ]);
      if (!outcome.ok) return outcome;
      return { ok: true, value: 'asked', writes: [...actWrites(outcome.value), rebind, ...mails] };
    });
