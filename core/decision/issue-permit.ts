import { act } from '../case/case.ts';
import { actWrites, loadCase, numberWrite } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { commit } from '../store/commit.ts';
import { permitNumber, takeNumber } from '../store/numbering.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND } from '../values/refusals.ts';

/** The state IssuePermit: an approved application gets its permit number. Believes the record, not the workflow. */
export const issuePermit =
  ({ store, clock }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      if ('permitNo' in state) return { ok: true, value: nextStep(state), writes: [] };
      const now = clock();
      const { number, year, write } = await takeNumber(store, 'permit', dateOf(now));
      const permitNo = permitNumber(year, number);
      const outcome = act(state, { type: 'permit-issued', permitNo }, system('IssuePermit'), now);
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: 'notify',
        writes: [...actWrites(outcome.value), write, numberWrite('PERMITNO', permitNo, caseId)],
      };
    });
