import { actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { actWrites, caseKey, loadCase, loadRecord, stillAt } from '../case/case-store.ts';
import { focusOf, nextStep, unaskedOrders } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { taskWrite } from '../case/task-store.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { Fatal } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { askAboutFinding } from './finding-act.ts';

/** The three states that put a question about an order to a person, with a task token. */
const NAMES = { judge: 'JudgeCompliance', report: 'ReportToChief', sanction: 'DecideSanction' } as const;
const TYPES = {
  judge: 'judgement-requested',
  noncompliance: 'noncompliance-reported',
  sanction: 'sanction-requested',
} as const satisfies Record<string, CaseFact['type']>;

/**
 * The states JudgeCompliance (第7条), ReportToChief and DecideSanction (第8条): the workflow waits for the most pressing
 * order, and every order's question that is due is put to its role. Asked again when all are open, only the task token
 * is re-bound; asked about a permit that has moved on, the workflow is told where the record stands.
 */
export const superviseOrder =
  (ports: Ports) =>
  (input: { readonly caseId: string; readonly task: keyof typeof NAMES; readonly taskToken: string }) =>
    commit<'asked' | 'rebound' | 'moved-on'>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const { caseId, task, taskToken } = input;
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const rebind = taskWrite(caseId, { task, about: focusOf(state), taskToken });
      if (nextStep(state) !== task) {
        const goOn = outboxWrite(caseKey(caseId), ids.next(), clock(), { kind: 'continue-case', caseId });
        return { ok: true, value: 'moved-on', writes: [rebind, goOn] };
      }
      const unasked = unaskedOrders(state);
      if (unasked.length === 0) return { ok: true, value: 'rebound', writes: [rebind, stillAt(state)] };
      const settings = await loadSettings(store);
      const steps: Step[] = [];
      const mails: Write[] = [];
      const records = [];
      for (const { findingId, stage } of unasked) {
        const finding = await loadRecord(store, caseId, FINDINGS, findingId);
        if (!finding) throw new Fatal('an order without a finding');
        const asked = { stage, drafter: finding.head.judgedBy };
        const question = await askAboutFinding(ports, state, finding.head, asked, settings);
        steps.push({ fact: { type: TYPES[stage], findingId, request: question.request } });
        mails.push(...question.mails);
        records.push(finding);
      }
      const outcome = actAll(state, steps, system(NAMES[task]), clock(), records);
      if (!outcome.ok) return outcome;
      return { ok: true, value: 'asked', writes: [...actWrites(outcome.value), rebind, ...mails] };
    });
