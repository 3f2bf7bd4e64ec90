import { Temporal } from 'temporal-polyfill';
import { actAll } from '../case/case.ts';
import { actWrites, caseKey, loadCase, loadRecord, noLongerDue } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { isOfficeHour } from '../values/calendar.ts';

/**
 * 履行期限の経過 (G10): an order that was not answered in time goes to the manager's judgement. An order ends with its
 * permit (第7条); then its deadline is looked at no more.
 */
export const attendFinding =
  (ports: Ports) =>
  async (caseId: string, findingId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const nothing = { ok: true, value: false, writes: [] } as const;
      const state = await loadCase(store, caseId);
      const finding = await loadRecord(store, caseId, FINDINGS, findingId);
      if (!state || !finding || FINDINGS.dueAt(finding.head) === undefined) return nothing;
      if (!IN_FORCE.includes(state.status)) return { ...nothing, writes: [noLongerDue(caseId, finding)] };
      const { dueOn } = finding.head;
      if (dueOn === undefined || Temporal.PlainDate.compare(businessDate, dueOn) <= 0) return nothing;
      const now = clock();
      // The manager is asked in office hours.
      if (!isOfficeHour(now, businessDate, await loadSettings(store))) return nothing;
      const done = actAll(state, [{ fact: { type: 'order-overdue', findingId } }], system('daily'), now, [
        finding,
      ]);
      if (!done.ok) return done;
      const wake = outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId });
      return { ok: true, value: true, writes: [...actWrites(done.value), wake] };
    });
    return carriedOut(outcome);
  };
