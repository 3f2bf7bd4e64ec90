import type { Temporal } from 'temporal-polyfill';
import {
  type Decision,
  type DecisionInput,
  decisionWrite,
  examineApproval,
  examineConfirmation,
  examineCorrection,
  isNecessity,
} from '../application/decision.ts';
import { ownPermits } from '../application/earlier-permits.ts';
import { explainConflict, lastAct } from '../application/examine-application.ts';
import { loadRevision } from '../application/revision-store.ts';
import { draftKey } from '../application/save-draft.ts';
import { act } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import {
  type CaseState,
  isSubcontracted,
  isSupervised,
  lastDayHeld,
  openRequest,
} from '../case/case-state.ts';
import { actWrites, caseKey, childrenOf } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE, STATUSES, type Status } from '../case/permit-statuses.ts';
import { approvalTurn, underParent } from '../case/under-parent.ts';
import { loadPerson, stillAppointed } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { tellOfAnswer } from '../question/answer.ts';
import { holding, signatory, standingOf } from '../question/gate.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, type Refusal, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import type { Actor } from '../values/identity.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { correctByOf, examineCorrectBy } from './correction-deadline.ts';

/** Who decides, and how it came to us. */
export type Decider = {
  readonly personId: string;
  /** The day on which the role must be held: today, or the day on the paper. */
  readonly on: Temporal.PlainDate;
  readonly channel: Decision['channel'];
  readonly paper?: Decision['paper'];
  /** The answer when this person may not decide. */
  readonly ineligible: (code: 'not-holder' | 'drafter-cannot-decide') => Refusal;
};

type Shown = { readonly state: CaseState; readonly settings: Settings };

type Plan = {
  readonly ok: true;
  readonly value: { readonly state: CaseState; readonly decision: Decision };
  readonly writes: readonly Write[];
};

/**
 * A decision (第4条第2項, docs/adr/0003), on whatever way it came: one transaction closes the question, moves the
 * state, keeps the decision and puts the notices into the outbox. It is bound to the revision, stage and round
 * that were shown, and to a person who held the role on the day.
 */
export const decide = async (
  { store, clock, ids }: Ports,
  shown: Shown,
  input: DecisionInput,
  decider: Decider,
): Promise<Refusal | Plan> => {
  const authorized = await authorize(store, shown, input, decider);
  if (!authorized.ok) return authorized;
  const { request, held, principal, person } = authorized;
  const { state } = shown;
  const { caseId } = state;
  const revision = await loadRevision(store, caseId, state.rev);
  if (!revision) return NOT_FOUND;
  const { application } = revision;
  const today = decider.on.toString();
  const answers =
    input.stage === 'confirm'
      ? examineConfirmation(input, application, regulationById(state.regulationId), today)
      : input.stage === 'approve'
        ? examineApproval(input, application)
        : examineCorrection(input);
  const recordedOn = dateOf(clock());
  const problems = [
    ...answers,
    ...examinePeriod(input, application.period.to, recordedOn.toString()),
    ...examineCorrectBy(input, recordedOn, shown.settings),
  ];
  const correctBy = correctByOf(input, recordedOn, shown.settings);
  if (problems.length > 0)
    return refused('invalid', 'invalid-decision', '入力内容に誤りがあります', problems);
  const parent = await examineParent(store, state, input, application.period);
  if (!parent.ok) return parent;
  const now = clock();
  const decision: Decision = {
    stage: input.stage,
    rev: state.rev,
    round: state.round,
    requestId: request.requestId,
    choice: input.choice,
    shownHash: input.hash,
    checklist: checklistOf(input, state),
    opinion: input.stage === 'confirm' ? input.opinion : undefined,
    conditions:
      input.stage === 'approve' && input.choice === 'approve-with-conditions' ? input.conditions : undefined,
    ...(input.stage === 'approve' && isNecessity(input.choice, application.ground)
      ? { necessity: input.necessity }
      : {}),
    reason: input.reason,
    ...(correctBy === undefined ? {} : { correctBy }),
    decidedBy: signatory(person, held),
    decidedAs: held.kind,
    principal,
    channel: decider.channel,
    paper: decider.paper,
    decidedAt: now.toString({ smallestUnit: 'millisecond' }),
  };
  const by: Actor = {
    kind: 'person',
    personId: person.personId,
    role: held.role,
    as: held.kind,
    principalId: principal?.personId,
    recordedBy: decider.paper?.recordedBy.personId,
  };
  const exceptions = revision.application.checklist
    .filter((answer) => answer.answer === 'exception')
    .map((answer) => answer.item);
  const outcome = act(state, factOf(input, hashOf(decision), exceptions, correctBy), by, now);
  if (!outcome.ok) return explainConflict(store, state, 'confirmed');
  const told = await tellOfAnswer({ store, clock, ids }, { ...shown, by }, input);
  const toVendor = { personId: revision.submittedBy, caseId };
  const mail =
    input.choice === 'return'
      ? [{ template: 'returned', ...toVendor } as const]
      : input.choice === 'extend'
        ? [{ template: 'correction-reminder', ...toVendor, why: 'extended' } as const]
        : [];
  return {
    ok: true,
    value: { state: outcome.value.after, decision },
    writes: [
      ...actWrites(outcome.value),
      decisionWrite(caseId, decision),
      stillAppointed(held),
      ...parent.guard,
      { delete: confirmationDraftKey(caseId) },
      outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
      ...mail.map((one) => outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'mail', mail: one })),
      // What was begun of a correction that comes no more.
      ...(state.status === 'returned' && input.choice === 'refuse' ? [{ delete: draftKey(caseId) }] : []),
      ...told,
    ],
  };
};

/** The result of each item; of an application that is refused because it was not corrected, those that were to be. */
const checklistOf = (input: DecisionInput, state: CaseState): Decision['checklist'] => {
  if (input.stage === 'confirm') return input.checklist;
  return input.choice === 'refuse' && state.status === 'returned'
    ? state.returned.items.map((item) => ({ item, result: 'fail' }))
    : [];
};

const FAVOURABLE: readonly DecisionInput['choice'][] = ['ask-chief', 'approve', 'approve-with-conditions'];

/** A period that is over cannot be permitted any more (第4条第3項). */
const examinePeriod = (input: DecisionInput, to: string, today: string): readonly Problem[] =>
  FAVOURABLE.includes(input.choice) && to < today
    ? [
        {
          pointer: '/choice',
          message:
            '申請の利用期間を過ぎているため、承認できません（第4条第3項）。補正又は差戻しにより期間を改めてください',
        },
      ]
    : [];

/**
 * A subcontractor's permit is approved only under a permit that holds as long (第11条, G13), and under not more than one
 * transaction can end together with it (INV-23: each takes up to 8 of its 100 writes). Nobody ends the parent meanwhile, and
 * nobody approves another one.
 */
const MAX_CHILDREN = 10;
const examineParent = async (
  store: Store,
  state: CaseState,
  { choice }: DecisionInput,
  period: { readonly to: string },
): Promise<Refusal | { ok: true; guard: readonly Write[] }> => {
  if (!FAVOURABLE.includes(choice)) return { ok: true, guard: [] };
  if (state.parentCaseId === undefined) {
    const [own] = isSubcontracted(state) ? await ownPermits(store, state.vendorId, state.systemId) : [];
    return own === undefined
      ? { ok: true, guard: [] }
      : refused(
          'conflict',
          'parent-needed',
          `申請の後に、保守事業者がこのシステムの許可（${own.permitNo}）を受けました。その許可番号により申請し直すよう、補正を求めるか、差し戻してください（第11条）`,
        );
  }
  const { parent, guard } = await underParent(store, state);
  if (!parent || !IN_FORCE.includes(parent.status))
    return refused(
      'conflict',
      'parent-not-in-force',
      `保守事業者の許可が「${parent ? STATUSES[parent.status] : 'なし'}」のため、再委託者の申請を承認することはできません（第11条）`,
    );
  const last = isSupervised(parent) ? lastDayHeld(parent) : parent.period.to;
  if (period.to > last)
    return refused(
      'conflict',
      'beyond-parent',
      `保守事業者の許可は${formatWarekiDay(last)}までのため、それより後に及ぶ再委託者の利用期間を承認することはできません（第11条）。補正又は差戻しにより期間を改めてください`,
    );
  if (isSubcontracted(parent))
    return refused(
      'conflict',
      'parent-is-subcontractor',
      '再委託者の許可の下では、承認することはできません。保守事業者の許可番号により申請し直すよう、差し戻してください（第11条）',
    );
  const turn = await approvalTurn(store, parent.caseId);
  const live = (await childrenOf(store, parent.caseId)).filter(
    (child) => child.caseId !== state.caseId && LIVE_CHILD.includes(child.status),
  );
  if (live.length >= MAX_CHILDREN)
    return refused(
      'conflict',
      'too-many-subcontractors',
      `一つの許可の下で有効とすることができる再委託者の許可は${MAX_CHILDREN}件までです（第11条）`,
    );
  return choice === 'ask-chief' ? { ok: true, guard } : { ok: true, guard: [...guard, turn] };
};
const LIVE_CHILD: readonly Status[] = ['approved', 'issued', ...IN_FORCE];

export const confirmationDraftKey = (caseId: string) => ({ pk: caseKey(caseId), sk: 'CONFIRMATION-DRAFT' });

/** Everything that must be true before what was answered is even read: the gate of all questions (question/gate.ts). */
const authorize = async (
  store: Store,
  { state, settings }: Shown,
  input: DecisionInput,
  { personId, on, ineligible }: Decider,
) => {
  const request = openRequest(state);
  if (!request || request.stage !== input.stage) return explainConflict(store, state, WANTED[input.stage]);
  const holds = await holding(store, input.stage, state, { personId, on });
  const person = holds && (await loadPerson(store, personId));
  if (!holds || !person) return ineligible('not-holder');
  const standing = standingOf(request, { state, settings }, { personId, hash: input.hash });
  if (standing === 'drafter') return ineligible('drafter-cannot-decide');
  if (standing === 'open') return { ok: true as const, request, person, ...holds };
  const last = await lastAct(store, state.caseId, 'city');
  return refused(
    'conflict',
    'changed-since-shown',
    `表示した後に内容が変わりました${last ? `（${last.sentence}）` : ''}。最新の内容を読み直してから決定してください`,
  );
};

const WANTED = { confirm: 'confirmed', approve: 'approved', correction: 'correction-extended' } as const;

const factOf = (
  input: DecisionInput,
  decisionHash: string,
  exceptions: readonly string[],
  correctBy: string | undefined,
): CaseFact => {
  if (input.stage === 'correction')
    return input.choice === 'extend' && correctBy !== undefined
      ? { type: 'correction-extended', decisionHash, correctBy }
      : { type: 'refused-by-manager', decisionHash };
  if (input.stage === 'confirm')
    switch (input.choice) {
      case 'ask-chief':
        return { type: 'confirmed', decisionHash, exceptions: [...exceptions] };
      case 'return':
        return {
          type: 'returned-by-manager',
          decisionHash,
          items: input.checklist.filter((entry) => entry.result === 'fail').map((entry) => entry.item),
          ...(correctBy === undefined ? {} : { correctBy }),
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
