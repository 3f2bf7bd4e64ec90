import type { Temporal } from 'temporal-polyfill';
import { act } from '../case/case.ts';
import { type Attended, NOTHING, type Plan } from '../case/case-due.ts';
import { type CaseState, isSupervised, openQuestions } from '../case/case-state.ts';
import { actWrites, caseKey, HELD, loadCase } from '../case/case-store.ts';
import { dueStep, type Question } from '../case/decision-request.ts';
import { attendCorrection } from '../decision/correction-deadline.ts';
import { loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { releasePaper } from '../finding/hold-paper.ts';
import { attendSuspension } from '../finding/lift-suspension.ts';
import { endPartialStop, endSuspension, takeEffect } from '../finding/take-effect.ts';
import { addresseesOf, eligible, requestMails } from '../question/ask.ts';
import { carriedOut, commit } from '../store/commit.ts';
import { type Ports, queryAll } from '../store/ports.ts';
import { dateOf, isOfficeHour } from '../values/calendar.ts';
import { NOT_FOUND, type Refusal } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import { attendPermit, turnPermit } from './attend-permit.ts';

/**
 * What is due for one case on a business date: asked by the daily run, never commanded. Late, doubled and
 * missed runs are harmless, because everything follows from the record and the date. Permits start and end on
 * any day; people are written to on business days only.
 */
export const attendCase =
  (ports: Ports) =>
  async (
    caseId: string,
    businessDate: Temporal.PlainDate = dateOf(ports.clock()),
    /** 'hand-over': only look whether the holders changed, on any day. */
    only?: 'hand-over',
  ) => {
    let attended: Attended = 'nothing-due';
    // Each thing that is due is an act of its own; a case has few questions, and each is due once a day at most.
    for (;;) {
      const outcome = await commit<Attended>(ports, async (ports) => {
        const state = await loadCase(ports.store, caseId);
        if (!state) return NOT_FOUND;
        return nextDue(ports, state, businessDate, await loadSettings(ports.store), only);
      });
      if (!outcome.ok || outcome.value === 'nothing-due')
        return outcome.ok ? { ok: true as const, value: attended } : outcome;
      attended = outcome.value;
    }
  };

/** The first thing that is due. */
const nextDue = async (
  ports: Ports,
  state: CaseState,
  businessDate: Temporal.PlainDate,
  settings: Settings,
  only?: 'hand-over',
): Promise<Plan | Refusal> => {
  if (!only && isSupervised(state)) {
    const turned = await turnPermit(ports, state, businessDate);
    if (!turned.ok || turned.value !== 'nothing-due') return turned;
    const effect = await takeEffect(ports, state, businessDate);
    if (!effect.ok || effect.value !== 'nothing-due') return effect;
    const part = await endPartialStop(ports, state, businessDate);
    if (!part.ok || part.value !== 'nothing-due') return part;
  }
  if (!only && state.status === 'suspended') {
    const ended = await endSuspension(ports, state, businessDate);
    if (!ended.ok || ended.value !== 'nothing-due') return ended;
  }
  if (!only && !isOfficeHour(ports.clock(), businessDate, settings)) return NOTHING;
  if (!only && state.status === 'returned') {
    const attended = await attendCorrection(ports, state, businessDate, settings);
    if (!attended.ok || attended.value !== 'nothing-due') return attended;
  }
  if (!only && isSupervised(state)) {
    const attended = await attendPermit(ports, state, businessDate, settings);
    if (!attended.ok || attended.value !== 'nothing-due') return attended;
    const asked = await attendSuspension(ports, state, businessDate, settings);
    if (!asked.ok || asked.value !== 'nothing-due') return asked;
  }
  const released = await releasePaper(ports, state);
  if (!released.ok || released.value !== 'nothing-due') return released;
  for (const question of openQuestions(state)) {
    const plan = await reissue(ports, state, question, businessDate, settings, only);
    if (!plan.ok || plan.value !== 'nothing-due') return plan;
  }
  return NOTHING;
};

const reissue = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  request: Question,
  today: Temporal.PlainDate,
  settings: Settings,
  only?: 'hand-over',
): Promise<Plan | Refusal> => {
  const now = clock();
  const holders = await eligible(store, request, state, today, settings);
  const addressees = addresseesOf(holders, request.escalation);
  const hasDeputy = holders.some((holder) => holder.kind === 'deputy');
  const reason = dueStep(request, { today, now, addressees, hasDeputy, settings, calendar: settings });
  if (!reason || (only && reason !== only)) return NOTHING;
  const escalation =
    reason === 'escalation-office'
      ? 'office'
      : reason === 'escalation-deputy'
        ? 'deputy'
        : request.escalation;
  const issuedTo = [...addresseesOf(holders, escalation)];
  const { requestId, role } = request;
  const outcome = act(
    state,
    {
      type: 'request-reissued',
      ...(isSupervised(state) ? { requestId } : {}),
      reason,
      issuedTo,
      escalation,
      role,
    },
    system('daily'),
    now,
  );
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  const open = openQuestions(after).find((question) => question.requestId === requestId);
  const mails = open ? requestMails(after, open, reason, () => ids.next(), now, settings) : [];
  return { ok: true, value: 'reissued', writes: [...actWrites(outcome.value), ...mails] };
};

/** Who is in office, or which section has a system, has changed: the papers that are held are looked at again. */
export const attendHeld = async (ports: Ports): Promise<void> => {
  const rows = await queryAll(ports.store, { index: 'register', hash: HELD });
  for (const { pk } of rows)
    carriedOut(await attendCase(ports)(pk.slice(caseKey('').length), dateOf(ports.clock()), 'hand-over'));
};
