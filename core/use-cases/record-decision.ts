import type { Temporal } from 'temporal-polyfill';
import { dateOf } from '../calendar.ts';
import { type Caller, canSee } from '../caller.ts';
import { type Actor, act, type CaseFact, type CaseState, openRequest } from '../case.ts';
import { actWrites, caseKey, decisionWrite, loadCase, loadRevision } from '../case-store.ts';
import { commit } from '../commit.ts';
import { type Decision, type DecisionInput, examineApproval, examineConfirmation } from '../decision.ts';
import { type Appointment, holdersOf, type Person } from '../directory.ts';
import { appointmentsOfRole, loadPerson, loadSettings, stillAppointed } from '../directory-store.ts';
import { type Refusal, refused } from '../errors.ts';
import { hashOf } from '../hash.ts';
import { outboxWrite } from '../outbox.ts';
import type { Ports, Store } from '../ports.ts';
import { regulationById } from '../regulation/regulations.ts';
import { roleOf } from './addressees.ts';
import { explainConflict, lastAct } from './explain-conflict.ts';

const NOT_FOUND = refused('not-found', 'not-found', '見つかりません');

const factOf = (input: DecisionInput, decisionHash: string, exceptions: readonly string[]): CaseFact => {
  if (input.stage === 'confirm')
    switch (input.choice) {
      case 'ask-chief':
        return { type: 'confirmed', decisionHash, exceptions: [...exceptions] };
      case 'return':
        return {
          type: 'returned-by-manager',
          decisionHash,
          items: input.checklist.filter((entry) => entry.result === 'fail').map((entry) => entry.item),
        };
      case 'refuse':
        return { type: 'refused-by-manager', decisionHash };
    }
  switch (input.choice) {
    case 'approve':
      return { type: 'approved', decisionHash, conditional: false };
    case 'approve-with-conditions':
      return { type: 'approved', decisionHash, conditional: true };
    case 'refuse':
      return { type: 'refused-by-chief', decisionHash };
    case 'send-back':
      return { type: 'sent-back', decisionHash };
  }
};

/** Whose place a deputy takes (代決): the principal of the day, if there is one. */
const principalOf = async (store: Store, held: Appointment, today: Temporal.PlainDate) => {
  if (held.kind === 'principal') return undefined;
  const principal = holdersOf(await appointmentsOfRole(store, held.role), held.role, today).find(
    (appointment) => appointment.kind === 'principal',
  );
  const person = principal && (await loadPerson(store, principal.personId));
  return principal && person && signatory(person, principal);
};
const signatory = (person: Person, appointment: Appointment) => ({
  personId: person.personId,
  name: person.name,
  title: appointment.title,
});

/** Everything that must be true before what was answered is even read. */
const authorize = async (
  store: Store,
  caller: Caller,
  state: CaseState,
  input: DecisionInput,
  settings: Awaited<ReturnType<typeof loadSettings>>,
  today: Temporal.PlainDate,
): Promise<Refusal | { ok: true; held: Appointment }> => {
  const wanted = input.stage === 'confirm' ? 'confirmed' : 'approved';
  const request = openRequest(state);
  const role = roleOf(input.stage, state);
  // Read again, not taken from the session: a decision needs the role at the moment it is recorded.
  const held = holdersOf(await appointmentsOfRole(store, role), role, today).find(
    (holder) => holder.personId === caller.person.personId,
  );
  if (!request || request.stage !== input.stage) return explainConflict(store, state, wanted);
  if (!held) return refused('forbidden', 'not-holder', 'この決定を行う役職に、現在就いていません');
  if (
    state.status === 'approving' &&
    settings.selfApproval === 'forbid' &&
    state.confirmation.personId === caller.person.personId
  )
    return refused(
      'forbidden',
      'drafter-cannot-decide',
      '確認を行った本人は承認できません。代決者が決定します（設定「自己承認」）',
    );
  if (request.hash !== input.hash) {
    const last = await lastAct(store, state.caseId, 'city');
    return refused(
      'conflict',
      'changed-since-shown',
      `表示した後に内容が変わりました${last ? `（${last.sentence}）` : ''}。最新の内容を読み直してから決定してください`,
    );
  }
  return { ok: true, held };
};

/**
 * A decision (第4条第2項, domain.md §7.4): one transaction closes the question, moves the state, keeps the
 * decision and puts the notices into the outbox. It is bound to the revision, stage and round that were shown,
 * and to a person who holds the role now.
 */
export const recordDecision =
  ({ store, clock, ids }: Ports) =>
  (caller: Caller, caseId: string, input: DecisionInput) =>
    commit<{ state: CaseState; decision: Decision }>(store, async () => {
      const settings = await loadSettings(store);
      const state = await loadCase(store, caseId);
      if (!state || canSee(caller, state, settings) !== 'city') return NOT_FOUND;
      const now = clock();
      const authorized = await authorize(store, caller, state, input, settings, dateOf(now));
      if (!authorized.ok) return authorized;
      const { held } = authorized;
      const revision = await loadRevision(store, caseId, state.rev);
      const request = openRequest(state);
      if (!revision || !request) return NOT_FOUND;
      const problems =
        input.stage === 'confirm'
          ? examineConfirmation(input, revision.application, regulationById(state.regulationId))
          : examineApproval(input);
      if (problems.length > 0)
        return refused('invalid', 'invalid-decision', '入力内容に誤りがあります', problems);
      const principal = await principalOf(store, held, dateOf(now));
      const decision: Decision = {
        stage: input.stage,
        rev: state.rev,
        round: state.round,
        requestId: request.requestId,
        choice: input.choice,
        shownHash: input.hash,
        checklist: input.stage === 'confirm' ? input.checklist : [],
        opinion: input.stage === 'confirm' ? input.opinion : undefined,
        conditions:
          input.stage === 'approve' && input.choice === 'approve-with-conditions'
            ? input.conditions
            : undefined,
        reason: input.reason,
        decidedBy: signatory(caller.person, held),
        decidedAs: held.kind,
        principal,
        channel: caller.channel === 'mail-link' ? 'mail-link' : 'screen',
        decidedAt: now.toString({ smallestUnit: 'millisecond' }),
      };
      const by: Actor = {
        kind: 'person',
        personId: caller.person.personId,
        role: held.role,
        as: held.kind,
        principalId: principal?.personId,
      };
      const exceptions = revision.application.checklist
        .filter((answer) => answer.answer === 'exception')
        .map((answer) => answer.item);
      const outcome = act(state, factOf(input, hashOf(decision), exceptions), by, now);
      if (!outcome.ok) return explainConflict(store, state, 'confirmed');
      const mail =
        input.choice === 'return'
          ? [
              outboxWrite(caseKey(caseId), ids.next(), now, {
                kind: 'mail',
                mail: { template: 'returned', personId: revision.submittedBy, caseId },
              }),
            ]
          : [];
      return {
        ok: true,
        value: { state: outcome.value.after, decision },
        writes: [
          ...actWrites(outcome.value),
          decisionWrite(caseId, decision),
          stillAppointed(held),
          { delete: confirmationDraftKey(caseId) },
          outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
          ...mail,
        ],
      };
    });

export const confirmationDraftKey = (caseId: string) => ({ pk: caseKey(caseId), sk: 'CONFIRMATION-DRAFT' });
