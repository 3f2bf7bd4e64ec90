import { act } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, stillAt } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { taskWrite } from '../case/task-store.ts';
import { type Caller, canSee } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { actForOffice } from '../registration/office-act.ts';
import { commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { NOT_FOUND, refused } from '../values/errors.ts';
import { system } from '../values/identity.ts';

/** The state ParkForOperator: a task failed for good. The case waits, and the chief's office is told. */
export const parkCase =
  ({ store, clock, ids }: Ports) =>
  (input: { readonly caseId: string; readonly error: string; readonly taskToken: string }) =>
    commit<'parked' | 'rebound'>({ store }, async ({ store }) => {
      const { caseId, error, taskToken } = input;
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const rebind = taskWrite(caseId, { task: 'operator', taskToken });
      if (state.parked) return { ok: true, value: 'rebound', writes: [rebind, stillAt(state)] };
      const now = clock();
      const outcome = act(state, { type: 'parked', error }, system('ParkForOperator'), now);
      if (!outcome.ok) {
        const goOn = outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId });
        return { ok: true, value: 'rebound', writes: [rebind, goOn] };
      }
      const { officeSectionId: sectionId } = await loadSettings(store);
      return {
        ok: true,
        value: 'parked',
        writes: [
          ...actWrites(outcome.value),
          rebind,
          outboxWrite(caseKey(caseId), ids.next(), now, {
            kind: 'mail',
            mail: { template: 'office-alert', sectionId, caseId, why: 'parked', detail: error },
          }),
        ],
      };
    });

/** The chief's office has mended the cause: the workflow goes on from where the record stands. */
export const resumeCase = (ports: Ports) => (caller: Caller, caseId: string) =>
  commit<CaseState>(ports, async (ports) => {
    const { store, clock, ids } = ports;
    const settings = await loadSettings(store);
    const state = await loadCase(store, caseId);
    if (!state || canSee(caller, state, settings) !== 'city') return NOT_FOUND;
    const office = await actForOffice(ports, caller, '処理の再開は統括部門が行います');
    if (!office.ok) return office;
    if (!state.parked) return refused('conflict', 'not-parked', 'この申請の処理は中断していません');
    const now = clock();
    const by = { kind: 'person', personId: caller.person.personId } as const;
    const outcome = act(state, { type: 'resumed' }, by, now);
    if (!outcome.ok) return outcome;
    return {
      ok: true,
      value: outcome.value.after,
      writes: [
        ...actWrites(outcome.value),
        outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
        office.guard,
      ],
    };
  });
