import { Temporal } from 'temporal-polyfill';
import { loadDecisions } from '../application/decision-store.ts';
import type { RecordedApplication } from '../application/inputs.ts';
import { lastResults, nextReconfirmation } from '../application/last-results.ts';
import { loadRevision } from '../application/revision-store.ts';
import { actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { loadSettings, loadSystem } from '../directory/directory-store.ts';
import { issueDocument } from '../document/issue-document.ts';
import { issuingSectionOf, mayIssue } from '../document/issuer.ts';
import { holdPaper } from '../finding/hold-paper.ts';
import { wakeEarlier } from '../finding/settle-ended.ts';
import { tellManager } from '../question/tell-manager.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import type { ResultNotice } from '../values/signed.ts';

/**
 * The states NotifyResult and NotifyRefusal: 情報セキュリティ管理者 notifies the vendor of the result (第5条),
 * under a document number of the section's series of the fiscal year.
 */
export const notifyResult =
  ({ store, clock, ids }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      const revision = state && (await loadRevision(store, caseId, state.rev));
      if (!state || !revision) return NOT_FOUND;
      if ('notice' in state && state.notice) return { ok: true, value: nextStep(state), writes: [] };
      const now = clock();
      if (!(await mayIssue(store, state, dateOf(now))))
        return holdPaper({ store, clock, ids }, state, 'NotifyResult');
      // The system went to another section while the application was under way: that one answers for it from now on.
      const sectionId = await issuingSectionOf(store, state);
      const moved = sectionId !== state.sectionId;
      const { issued, write } = await issueDocument({ store, clock }, { ...state, sectionId }, 'result');
      const { documentNo, issuedOn } = issued;
      const notice = { documentNo, issuedOn };
      const owner = await loadSystem(store, state.systemId);
      const paper: ResultNotice = {
        type: 'result-notice',
        ...issued,
        ...(owner ? { systemName: owner.name } : {}),
        originIps: [...revision.application.originIps],
        ...(await conditionReason(store, state)),
      };
      const fact: CaseFact =
        state.status === 'refused'
          ? { type: 'refusal-notified', ...notice }
          : {
              type: 'permit-notified',
              ...notice,
              reconfirmOn: await firstReconfirmation(store, state, revision.application),
            };
      const steps: Step[] = [
        ...(moved ? [{ fact: { type: 'section-changed', sectionId } } as const] : []),
        { fact, paper },
      ];
      const outcome = actAll(state, steps, system('NotifyResult'), now);
      if (!outcome.ok) return outcome;
      const { after } = outcome.value;
      return {
        ok: true,
        value: nextStep(after),
        writes: [
          ...actWrites(outcome.value),
          write,
          outboxWrite(caseKey(caseId), ids.next(), now, {
            kind: 'mail',
            mail: { template: 'result', personId: revision.submittedBy, caseId },
          }),
          ...(isSupervised(after) ? await wakeEarlier({ store, clock, ids }, after) : []),
          ...(moved && isSupervised(after)
            ? await tellManager(
                { store, clock, ids },
                after,
                'section-changed',
                undefined,
                await loadSettings(store),
              )
            : []),
        ],
      };
    });

/** Conditions are a burden: the notice says why. What the chief notes with a plain approval stays within the city. */
const conditionReason = async (
  store: Store,
  state: CaseState,
): Promise<Pick<ResultNotice, 'conditionReason'>> => {
  if (!('decision' in state) || !state.decision.conditional) return {};
  const decision = (await loadDecisions(store, state.caseId)).findLast(
    ({ stage, rev }) => stage === 'approve' && rev === state.rev,
  );
  return decision?.reason === undefined ? {} : { conditionReason: decision.reason };
};

/** A year (setting) after the confirmation, or when an item is to be looked at again (第6条第7号). */
const firstReconfirmation = async (
  store: Store,
  state: CaseState,
  application: RecordedApplication,
): Promise<string> => {
  const last = await lastResults(store, state);
  const confirmedOn = dateOf(Temporal.Instant.from(last?.at ?? state.changedAt));
  return nextReconfirmation(await loadSettings(store), confirmedOn, last?.checklist ?? [], application);
};
