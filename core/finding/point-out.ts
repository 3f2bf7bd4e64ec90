import { actAll } from '../case/case.ts';
import { actWrites, loadCase } from '../case/case-store.ts';
import { asOfNow, type Caller, canSee, holds, officeAppointment } from '../directory/caller.ts';
import { loadSettings, stillAppointed } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Ports } from '../store/ports.ts';
import { refused } from '../values/errors.ts';
import { ERASED, NOT_FOUND } from '../values/refusals.ts';
import { actedSchema } from './finding-act.ts';
import type { PointOutInput } from './inputs.ts';
import { raiseCandidate } from './raise-candidate.ts';

/**
 * 職員による指摘 (第7条): whoever of the city may see the permit puts before the manager what looks like a violation. The
 * manager finds, or dismisses with a reason; the vendor is told nothing of it.
 */
export const pointOut =
  (ports: Ports) => (caller: Caller, caseId: string, input: PointOutInput, idempotencyKey?: string) => {
    const request = { route: 'candidates', caseId, input };
    return replayable(
      ports,
      { caller, key: idempotencyKey, request, receipt: actedSchema },
      async (ports) => {
        const { store, clock } = ports;
        const settings = await loadSettings(store);
        const state = await loadCase(store, caseId);
        const acting = await asOfNow(ports, caller);
        if (!state || canSee(acting, state, settings) !== 'city') return NOT_FOUND;
        if (state.erasedAt !== undefined) return ERASED;
        const held =
          officeAppointment(acting, settings) ??
          holds(acting, `manager:${state.sectionId}`) ??
          holds(acting, `clerk:${state.sectionId}`);
        if (!held) return refused('forbidden', 'not-holder', 'この操作を行う役職に、現在就いていません');
        const { clause, facts } = input;
        const raised = await raiseCandidate(
          ports,
          state,
          { kind: 'reported', clause, evidence: [facts] },
          settings,
        );
        if (!raised) return refused('conflict', 'known', 'すでに違反の候補となっています（第7条）');
        const { personId } = caller.person;
        const by = { kind: 'person', personId, role: held.role, as: held.kind } as const;
        const done = actAll(state, [raised], by, clock(), []);
        if (!done.ok) return done;
        const { findingId } = raised.fact;
        const { status, version } = done.value.after;
        return {
          ok: true,
          value: { caseId, findingId, status: 'candidate', permitStatus: status, version },
          writes: [...actWrites(done.value), stillAppointed(held), ...raised.mails],
        };
      },
    );
  };
