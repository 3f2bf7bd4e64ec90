import { system } from '../actor.ts';
import { dateOf } from '../calendar.ts';
import { act } from '../case.ts';
import { actWrites, loadCase, numberWrite } from '../case-store.ts';
import { commit } from '../commit.ts';
import { refused } from '../errors.ts';
import { permitNumber, takeNumber } from '../numbering.ts';
import type { Ports } from '../ports.ts';
import { type NextStep, nextStep } from './next-step.ts';

/** The state IssuePermit: an approved application gets its permit number. Believes the record, not the workflow. */
export const issuePermit =
  ({ store, clock }: Ports) =>
  (caseId: string) =>
    commit<NextStep>(store, async () => {
      const state = await loadCase(store, caseId);
      if (!state) return refused('not-found', 'not-found', '見つかりません');
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
