import { act } from '../case/case.ts';
import { actWrites, loadCase } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { refused } from '../values/errors.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { newsMails } from './permit-news-mail.ts';

/**
 * The states Expire (期間満了) and End (廃止): the vendor is told that the permit is over and what is left to do: the
 * reports of works done, the last monthly report (第10条), return and erasure. The workflow ends with it; papers may
 * still come in.
 */
export const closeOut =
  ({ store, clock, ids }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      if (state.status !== 'expired' && state.status !== 'ended')
        return refused('conflict', 'still-in-force', 'この許可は終わっていません');
      if (state.closedOut) return { ok: true, value: 'closed', writes: [] };
      const now = clock();
      const outcome = act(
        state,
        { type: 'closed-out' },
        system(state.status === 'expired' ? 'Expire' : 'End'),
        now,
      );
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: nextStep(outcome.value.after),
        writes: [...actWrites(outcome.value), ...(await newsMails({ store, ids }, state, state.status, now))],
      };
    });
