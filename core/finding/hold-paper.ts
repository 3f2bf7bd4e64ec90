import type { Temporal } from 'temporal-polyfill';
import { act } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites, caseKey } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { mayIssue } from '../document/issue-document.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import { notifyLapse } from './notify-lapse.ts';

/**
 * A paper that is due while nobody holds the office in whose name it goes out (第2条第2号, 第5条, 第8条) is held: the case
 * says so, the chief's office is told once, and the workflow waits. It goes out as soon as somebody is in office.
 */
export const holdPaper = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  task: string,
): Promise<Refusal | { readonly ok: true; readonly value: NextStep; readonly writes: readonly Write[] }> => {
  if (state.held !== undefined) return { ok: true, value: nextStep(state), writes: [] };
  const now = clock();
  const outcome = act(state, { type: 'paper-held' }, system(task), now);
  if (!outcome.ok) return outcome;
  const told = await tellOffice({ store, ids }, state.caseId, now);
  return { ok: true, value: nextStep(outcome.value.after), writes: [...actWrites(outcome.value), told] };
};

/** The chief's office, that a paper is held. */
export const tellOffice = async (
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  caseId: string,
  now: Temporal.Instant,
): Promise<Write> => {
  const { officeSectionId: sectionId } = await loadSettings(store);
  return outboxWrite(caseKey(caseId), ids.next(), now, {
    kind: 'mail',
    mail: { template: 'office-alert', sectionId, caseId, why: 'paper-held' },
  });
};

/** Somebody is in office again: what was held is issued, by the workflow, or here when that has ended with its permit. */
export const releasePaper = async (
  { store, clock, ids }: Ports,
  state: CaseState,
): Promise<Plan | Refusal> => {
  const now = clock();
  if (state.held === undefined || !(await mayIssue(store, state, dateOf(now)))) return NOTHING;
  if (state.status === 'expired') return notifyLapse({ store, clock, ids }, state);
  const outcome = act(state, { type: 'paper-released' }, system('directory'), now);
  if (!outcome.ok) return outcome;
  const { caseId } = state;
  return {
    ok: true,
    value: 'released',
    writes: [
      ...actWrites(outcome.value),
      outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
    ],
  };
};
