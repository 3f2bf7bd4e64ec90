import { Temporal } from 'temporal-polyfill';
import type { Decision, PaperDecisionInput } from '../application/decision.ts';
import { type CaseState, openRequest } from '../case/case-state.ts';
import { caseKey } from '../case/case-store.ts';
import type { DecisionRequest } from '../case/decision-request.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { asOfNow, type Caller, holds } from '../directory/caller.ts';
import { APPOINTMENT_KINDS, type Appointment } from '../directory/directory.ts';
import {
  appointmentsOfRole,
  loadPerson,
  loadSettings,
  stillAppointed,
} from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { roleOf } from '../question/ask.ts';
import { seenByCity, signatory } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import { formatWareki } from '../values/wareki.ts';
import { decide } from './decide.ts';

/**
 * The appointment by which the caller may enter what was decided on paper: a clerk of the section or of the
 * chief's office. Nobody who confirms or approves such cases may, so that none can decide in another's name.
 */
export const recorderOf = (caller: Caller, state: CaseState, settings: Settings): Appointment | undefined =>
  (holds(caller, 'chief') ?? holds(caller, `manager:${state.sectionId}`))
    ? undefined
    : (holds(caller, `clerk:${state.sectionId}`) ?? holds(caller, `clerk:${settings.officeSectionId}`));

const openedOn = (request: DecisionRequest) => dateOf(Temporal.Instant.from(request.openedAt));

/** Who may have decided on paper: everybody who held the role on a day since it was asked, but the drafter. */
export const paperDeciders = async (
  store: Store,
  state: CaseState,
  today: Temporal.PlainDate,
): Promise<readonly { readonly personId: string; readonly label: string }[]> => {
  const request = openRequest(state);
  if (!request) return [];
  const { selfApproval } = await loadSettings(store);
  const drafter =
    state.status === 'approving' && selfApproval === 'forbid' ? state.confirmation.personId : undefined;
  const held = (await appointmentsOfRole(store, roleOf(request.stage, state))).filter(
    ({ from, to, personId }) =>
      personId !== drafter &&
      from <= today.toString() &&
      (to === undefined || to > openedOn(request).toString()),
  );
  return Promise.all(
    held.map(async ({ personId, title, kind }) => ({
      personId,
      label: `${title} ${(await loadPerson(store, personId))?.name ?? ''}（${APPOINTMENT_KINDS[kind]}）`,
    })),
  );
};

const dateProblems = (
  decidedOn: string,
  request: DecisionRequest,
  today: Temporal.PlainDate,
): readonly Problem[] => {
  const pointer = '/paper/decidedOn';
  if (decidedOn > today.toString()) return [{ pointer, message: '「決定日」に未来の日付は指定できません' }];
  return decidedOn < openedOn(request).toString()
    ? [
        {
          pointer,
          message: `「決定日」は、決定を依頼した日（${formatWareki(openedOn(request))}）以後としてください`,
        },
      ]
    : [];
};

const INELIGIBLE = {
  'not-holder': '決定日にこの役職に就いていた職員を選択してください',
  'drafter-cannot-decide': '確認を行った本人は承認できません（設定「確認した者が承認もすること」、第12条）',
} as const;

/**
 * A clerk enters a decision that was made on paper: under the rules of every decision, in the
 * name of whoever held the role on that day. The holder is told by mail, so that an invented one comes to light.
 */
export const recordPaperDecision =
  (ports: Ports) => (caller: Caller, caseId: string, input: PaperDecisionInput) =>
    commit<{ state: CaseState; decision: Decision }>(ports, async (ports) => {
      const { store, clock, ids } = ports;
      const seen = await seenByCity(store, caller, caseId);
      if (!seen.ok) return seen;
      const { state, settings } = seen;
      const recorder = recorderOf(await asOfNow(ports, caller), state, settings);
      if (!recorder)
        return refused(
          'forbidden',
          'not-recorder',
          '紙による決定は、担当者（確認・承認を行わない職員）が記録します',
        );
      const { paper, ...answer } = input;
      const now = clock();
      const request = openRequest(state);
      const problems = request ? dateProblems(paper.decidedOn, request, dateOf(now)) : [];
      if (problems.length > 0) return invalid(problems);
      const { decidedOn, original } = paper;
      const plan = await decide(ports, seen, answer, {
        personId: paper.decidedBy,
        on: Temporal.PlainDate.from(decidedOn),
        channel: 'paper',
        paper: { decidedOn, original, recordedBy: signatory(caller.person, recorder) },
        ineligible: (code) => invalid([{ pointer: '/paper/decidedBy', message: INELIGIBLE[code] }]),
      });
      if (!plan.ok) return plan;
      const { decidedBy, principal, stage, rev, round } = plan.value.decision;
      const told = [decidedBy, ...(principal ? [principal] : [])].map(({ personId }) =>
        outboxWrite(caseKey(caseId), ids.next(), now, {
          kind: 'mail',
          mail: { template: 'paper-decision', personId, caseId, stage, rev, round },
        }),
      );
      return { ...plan, writes: [...plan.writes, ...told, stillAppointed(recorder)] };
    });

const invalid = (problems: readonly Problem[]): Refusal =>
  refused('invalid', 'invalid-decision', '入力内容に誤りがあります', problems);
