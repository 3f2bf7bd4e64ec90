import { Temporal } from 'temporal-polyfill';
import { type Decision, type DecisionInput, loadDecisions } from '../application/decision.ts';
import type { RecordedApplication } from '../application/inputs.ts';
import { lastResults, nextReconfirmation } from '../application/last-results.ts';
import { loadRevision } from '../application/revision-store.ts';
import { act, actAll, type Step } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, numberWrite } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Caller } from '../directory/caller.ts';
import { loadSettings, loadSystem } from '../directory/directory-store.ts';
import { issueDocument, issuingSectionOf, mayIssue } from '../document/issue-document.ts';
import { holdPaper } from '../finding/hold-paper.ts';
import { wakeEarlier } from '../finding/settle-ended.ts';
import { tellManager } from '../question/ask.ts';
import { seenByCity } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import { permitNumber, takeNumber } from '../store/numbering.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, refused } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import type { ResultNotice } from '../values/signed.ts';
import { decide } from './decide.ts';

const INELIGIBLE = {
  'not-holder': 'この決定を行う役職に、現在就いていません',
  'drafter-cannot-decide':
    '確認を行った本人は承認できません。代決者が決定します（設定「確認した者が承認もすること」、第12条）',
} as const;

/** The caller decides (第4条第2項), on the page or through the API. */
export const recordDecision = (ports: Ports) => (caller: Caller, caseId: string, input: DecisionInput) =>
  commit<{ state: CaseState; decision: Decision }>(ports, async (ports) => {
    const seen = await seenByCity(ports.store, caller, caseId);
    if (!seen.ok) return seen;
    return decide(ports, seen, input, {
      personId: caller.person.personId,
      on: dateOf(ports.clock()),
      channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
      ineligible: (code) => refused('forbidden', code, INELIGIBLE[code]),
    });
  });

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
