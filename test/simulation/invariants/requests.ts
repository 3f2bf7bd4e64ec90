import type { CaseEvent } from '../../../core/case/case-event.ts';
import { type CaseState, openQuestions, openRequest } from '../../../core/case/case-state.ts';
import { isWorkingDay } from '../../support/calendar-oracle.ts';
import { jstDay } from '../ticks.ts';
import { type Judged, settingsIn } from './judged.ts';
import { dayOf, workingDaysAfter, workingDaysBefore } from './working-days.ts';

const HOUR = 3_600_000;
const OFFICE_OPENS = 8;

/** When somebody is asked, reminded, escalated: due dates from the oracle, each kind once (INV-9, INV-10). */
export const judgeRequest = (
  { store, now, violate }: Judged,
  before: CaseState | undefined,
  { fact }: CaseEvent,
  after: CaseState,
): void => {
  const { caseId } = after;
  const settings = settingsIn(store);
  const off = new Set(settings.extraHolidays);
  const today = jstDay(now());
  if (fact.type === 'confirmation-requested' || fact.type === 'approval-requested') {
    const due = workingDaysAfter(today, settings.decisionTargetDays, off);
    const given = dayOf(fact.request.dueOn);
    if (given !== due) violate('INV-10', `due on ${fact.request.dueOn}, the oracle says otherwise`, caseId);
    if (before && openRequest(before)) violate('INV-8', 'asked while a question is open', caseId);
  }
  if (fact.type === 'correction-reminded' && before?.status === 'returned') {
    const asked = jstDay(Date.parse(before.returned.remindedAt ?? before.returned.at));
    const last = dayOf(before.returned.correctBy ?? '');
    const remindOn = [
      workingDaysAfter(asked, settings.correctionReminderDays, off),
      workingDaysBefore(last, settings.remindBeforeDays, off),
      last,
    ];
    if (!remindOn.some((day) => asked < day && day <= today))
      violate('INV-9', 'reminded of the correction too early', caseId);
    if (today > last) violate('INV-24', 'reminded of a day that has ended', caseId);
    atWork();
  }
  if (fact.type === 'correction-lapsed' && before?.status === 'returned') {
    if (before.request) violate('INV-8', 'asked while a question is open', caseId);
    if (today <= dayOf(before.returned.correctBy ?? ''))
      violate('INV-24', 'asked before the end of the day of the correction', caseId);
    atWork();
  }
  if (fact.type === 'returned-by-manager' || fact.type === 'found-nonconforming') {
    const days = Math.min(settings.correctionLeastDays, settings.correctionDays);
    if (dayOf(fact.correctBy ?? '') < workingDaysAfter(today, days, off))
      violate('INV-24', `${fact.correctBy} leaves too little for a correction`, caseId);
  }
  if (fact.type === 'correction-extended') {
    const old = before?.status === 'returned' ? (before.returned.correctBy ?? '') : '';
    if (fact.correctBy <= old) violate('INV-24', 'the day of the correction was not put off', caseId);
  }
  if (fact.type === 'refused-by-manager' && before?.status === 'returned' && !before.request)
    violate('INV-24', 'refused before the day of the correction has ended', caseId);
  if (fact.type !== 'request-reissued') return;
  const request = before
    ? openQuestions(before).find((open) => fact.requestId === undefined || open.requestId === fact.requestId)
    : undefined;
  if (!request) {
    violate('INV-8', 'reissued what nobody asks', caseId);
    return;
  }
  const dueOn = dayOf(request.dueOn);
  if (fact.reason === 'hand-over') return;
  atWork();
  if (jstDay(Date.parse(request.issuedAt)) === today)
    violate('INV-9', `${fact.reason} on the day of the link before`, caseId);
  switch (fact.reason) {
    case 'reminder':
      if (request.remindersSent > 0) violate('INV-9', 'reminded twice', caseId);
      if (today < workingDaysBefore(dueOn, settings.remindBeforeDays, off))
        violate('INV-10', 'reminded too early', caseId);
      break;
    case 'escalation-deputy':
      if (request.escalation !== 'none') violate('INV-9', 'escalated to the deputy twice', caseId);
      if (today < workingDaysAfter(dueOn, settings.escalateToDeputyAfterDays, off))
        violate('INV-10', 'escalated to the deputy too early', caseId);
      break;
    case 'escalation-office':
      if (request.escalation === 'office') violate('INV-9', 'escalated to the office twice', caseId);
      if (today < workingDaysAfter(dueOn, settings.escalateToOfficeAfterDays, off))
        violate('INV-10', 'escalated to the office too early', caseId);
      break;
    case 'link-expired':
      if (now() < Date.parse(request.issuedAt) + settings.linkValidDays * 24 * HOUR)
        violate('INV-10', 'a living link was replaced', caseId);
      break;
  }

  /** Nobody is written to at night, on a weekend or a holiday; a run that began before midnight may end after it. */
  function atWork(): void {
    const hour = Math.floor((now() / HOUR + 9) % 24);
    const works = isWorkingDay(today, off);
    const nightShift = hour === 0 && isWorkingDay(today - 1, off);
    if (!nightShift && (!works || hour < OFFICE_OPENS))
      violate('INV-10', `${fact.type} outside office hours`, caseId);
  }
};
