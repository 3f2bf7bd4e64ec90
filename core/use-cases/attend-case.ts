import { Temporal } from 'temporal-polyfill';
import { addBusinessDays, dateOf, isBusinessDay, startOfDay } from '../calendar.ts';
import { type Act, act, type CaseState, openRequest, system } from '../case.ts';
import { actWrites, caseKey, loadCase, loadRevision } from '../case-store.ts';
import { commit } from '../commit.ts';
import { dueStep } from '../decision-request.ts';
import { loadSettings } from '../directory-store.ts';
import { refused } from '../errors.ts';
import { outboxWrite } from '../outbox.ts';
import type { Ports, Write } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { addresseesOf, eligible } from './addressees.ts';
import { requestMails } from './open-decision-request.ts';

type Attended = 'nothing-due' | 'reissued' | 'reminded' | 'started' | 'expired';
type Plan = { readonly ok: true; readonly value: Attended; readonly writes: readonly Write[] };
/** Nobody is written to before this hour, JST. */
const OFFICE_OPENS = 8;
const NOTHING: Plan = { ok: true, value: 'nothing-due', writes: [] };

/**
 * What is due for one case on a business date: asked by the daily run, never commanded. Late, doubled and
 * missed runs are harmless, because everything follows from the record and the date. Permits start and end on
 * any day; people are written to on business days only.
 */
export const attendCase =
  (ports: Ports) =>
  (
    caseId: string,
    businessDate: Temporal.PlainDate = dateOf(ports.clock()),
    /** 'hand-over': only look whether the holders changed, on any day. */
    only?: 'hand-over',
  ) =>
    commit<Attended>(ports.store, async () => {
      const state = await loadCase(ports.store, caseId);
      if (!state) return refused('not-found', 'not-found', '見つかりません');
      const settings = await loadSettings(ports.store);
      if (only) return reissue(ports, state, businessDate, settings, only);
      if (state.status === 'upcoming' || state.status === 'active') return turn(ports, state, businessDate);
      if (officeIsClosed(ports.clock(), businessDate) || !isBusinessDay(businessDate, settings))
        return NOTHING;
      if (state.status === 'returned') return remindCorrection(ports, state, businessDate, settings);
      return reissue(ports, state, businessDate, settings);
    });

/** Before office hours of the very day; another day's run is an operator's own wish. */
const officeIsClosed = (now: Temporal.Instant, businessDate: Temporal.PlainDate): boolean => {
  const opens = startOfDay(businessDate).add({ hours: OFFICE_OPENS });
  return dateOf(now).equals(businessDate) && Temporal.Instant.compare(now, opens) < 0;
};

/** 利用開始 and 期間満了 at midnight JST: in force on [from, to], both days included. */
const turn = ({ clock, ids }: Ports, state: CaseState, today: Temporal.PlainDate) => {
  const now = clock();
  const ended = Temporal.PlainDate.compare(today, state.period.to) > 0;
  const began = Temporal.PlainDate.compare(today, state.period.from) >= 0;
  const type = ended ? 'expired' : began && state.status === 'upcoming' ? 'started' : undefined;
  if (!type) return NOTHING;
  const outcome = act(state, { type }, system('daily'), now);
  if (!outcome.ok) return outcome;
  const goOn = outboxWrite(caseKey(state.caseId), ids.next(), now, {
    kind: 'continue-case',
    caseId: state.caseId,
  });
  return { ok: true, value: type, writes: [...actWrites(outcome.value), ...(ended ? [goOn] : [])] } as const;
};

const remindCorrection = async (
  { store, clock, ids }: Ports,
  state: Extract<CaseState, { status: 'returned' }>,
  today: Temporal.PlainDate,
  settings: Settings,
) => {
  const asked = dateOf(Temporal.Instant.from(state.returned.remindedAt ?? state.returned.at));
  const due = addBusinessDays(asked, settings.correctionReminderDays, settings);
  const revision = await loadRevision(store, state.caseId, state.rev);
  if (!revision || Temporal.PlainDate.compare(today, due) < 0) return NOTHING;
  const now = clock();
  const outcome = act(state, { type: 'correction-reminded' }, system('daily'), now);
  if (!outcome.ok) return outcome;
  const mail = outboxWrite(caseKey(state.caseId), ids.next(), now, {
    kind: 'mail',
    mail: { template: 'correction-reminder', personId: revision.submittedBy, caseId: state.caseId },
  });
  return { ok: true, value: 'reminded', writes: [...actWrites(outcome.value), mail] } as const;
};

const reissue = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  today: Temporal.PlainDate,
  settings: Settings,
  only?: 'hand-over',
) => {
  const request = openRequest(state);
  if (!request) return NOTHING;
  const now = clock();
  const holders = await eligible(store, request.stage, state, today, settings);
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
  const outcome = act(
    state,
    { type: 'request-reissued', reason, issuedTo, escalation, role: request.role },
    system('daily'),
    now,
  );
  if (!outcome.ok) return outcome;
  const reissued = openRequest(outcome.value.after);
  return {
    ok: true,
    value: 'reissued',
    writes: [...actWrites(outcome.value), ...mailsOf(outcome.value, reissued)],
  } as const;

  function mailsOf({ after }: Act, open: typeof reissued): Write[] {
    return open && reason ? requestMails(after, open, reason, () => ids.next(), now, settings) : [];
  }
};
