import { Temporal } from 'temporal-polyfill';
import { loadApplicant } from '../application/revision-store.ts';
import { actAll, type Step } from '../case/case.ts';
import { type CaseState, isSupervised } from '../case/case-state.ts';
import { actWrites, caseKey, loadCase, loadRecord, noLongerDue } from '../case/case-store.ts';
import type { Noticed } from '../case/matter.ts';
import type { News } from '../case/outbox.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { UNREPORTED, WORKS } from '../case/records/work.ts';
import type { WorkHead } from '../case/records/work-facts.ts';
import type { LoadedRecord } from '../case/records.ts';
import { isForbiddenThroughout } from '../case/work-lapse.ts';
import { loadPerson, loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { raiseMatters } from '../finding/raise-matters.ts';
import { lapseStep, lapsingSince } from '../permit/lapse-works.ts';
import { scopeOfPermit } from '../permit/scope-of-permit.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { addBusinessDays, dateOf, isOfficeHour, yearMonthOf } from '../values/calendar.ts';
import { system } from '../values/identity.ts';
import { formatJstDateTime } from '../values/wareki.ts';
import { workStatusLabel } from './view-work.ts';

/** To whoever announced the work, or else to whoever applied for the permit. */
export const workNews = async (
  { store, clock, ids }: Ports,
  state: CaseState,
  { workId, announcedBy }: WorkHead,
  news: News,
): Promise<Write> => {
  const announcer = await loadPerson(store, announcedBy);
  const personId = announcer?.personId ?? (await loadApplicant(store, state));
  return outboxWrite(caseKey(state.caseId), ids.next(), clock(), {
    kind: 'mail',
    mail: { template: 'permit-news', personId, caseId: state.caseId, news, about: workId },
  });
};

/**
 * 作業報告の催促: the planned end has passed, and nobody has said what came of it (第6条第1号). Asks again as often as the
 * setting says; after that it is the manager's.
 */
export const attendWork =
  (ports: Ports) =>
  async (caseId: string, workId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports, async (ports) => {
      const { store, clock } = ports;
      const nothing = { ok: true, value: false, writes: [] } as const;
      const state = await loadCase(store, caseId);
      const record = await loadRecord(store, caseId, WORKS, workId);
      if (!state || !record) return nothing;
      const { status, plannedEnd, changedAt, reminders } = record.head;
      const waits = status === 'report-returned' || UNREPORTED.includes(status);
      const settings = await loadSettings(store);
      if (!isOfficeHour(clock(), businessDate, settings)) return nothing;
      const sent = reminders?.sent ?? 0;
      if (!waits) return nothing;
      const lapsed = await lapseOf(store, state, record.head, clock());
      if (lapsed) {
        const done = actAll(state, [lapsed], system('lapse'), clock(), [record]);
        return done.ok ? { ok: true, value: true, writes: actWrites(done.value) } : done;
      }
      const since = reminders?.at ?? (status === 'report-returned' ? changedAt : plannedEnd);
      const due = addBusinessDays(dateOf(Temporal.Instant.from(since)), settings.workReportDays, settings);
      if (Temporal.PlainDate.compare(businessDate, due) < 0) return nothing;
      if (reminders?.last || sent >= settings.workReportReminders)
        return turnToManager(ports, state, record, settings);
      const last = sent + 1 >= settings.workReportReminders;
      const fact = { type: 'session-reminded', workId, last } as const;
      const done = actAll(state, [{ fact }], system('daily'), clock(), [record]);
      if (!done.ok) return done;
      const told = await workNews(ports, state, record.head, 'session-overdue');
      return { ok: true, value: true, writes: [...actWrites(done.value), told] };
    });
    return carriedOut(outcome);
  };

/**
 * Nobody is asked what came of a work that was forbidden: the permit stopped before, or a suspension or a cut-off covered
 * all of its time (第6条第6号, 第8条).
 */
const lapseOf = async (
  store: Store,
  state: CaseState,
  head: WorkHead,
  now: Temporal.Instant,
): Promise<Step | undefined> => {
  if (!isSupervised(state)) return undefined;
  const since = await lapsingSince(store, state, head, now);
  if (since !== undefined) return lapseStep(state, head.workId, since);
  const { suspensions, cutOffs } = await (await scopeOfPermit(store, state))(state.period.from);
  return isForbiddenThroughout(head, [...suspensions, ...cutOffs])
    ? lapseStep(state, head.workId, head.plannedStart)
    : undefined;
};

/**
 * Reminded in vain: in question for the manager, no violation by itself (第6条第1号). Under the month of the plan, as the
 * log of that month (reconcile-log.ts) would notice it.
 */
const turnToManager = async (
  ports: Ports,
  state: CaseState,
  record: LoadedRecord & { readonly head: WorkHead },
  settings: Settings,
) => {
  const { workId, plannedStart, noticeNo } = record.head;
  const month = yearMonthOf(Temporal.Instant.from(plannedStart)).toString();
  const noticed: Noticed = {
    kind: 'no-report',
    by: 'overdue',
    workId,
    subject: `作業 ${noticeNo}`,
    text: textOf(record.head, ports.clock()),
  };
  const raised = await raiseMatters(ports, state, { month, noticed: [noticed] }, settings);
  const over: Write = noLongerDue(state.caseId, record);
  if (raised.steps.length === 0) return { ok: true, value: false, writes: [over] } as const;
  const done = actAll(state, raised.steps, system('daily'), ports.clock(), raised.records);
  if (!done.ok) return done;
  return { ok: true, value: true, writes: [...actWrites(done.value), ...raised.mails, over] } as const;
};

const textOf = (head: WorkHead, now: Temporal.Instant): string => {
  const { status, plannedEnd, reminders } = head;
  const urged = reminders === undefined ? '' : `${reminders.sent}回督促しても`;
  const missing =
    status === 'report-returned'
      ? `作業報告が、差戻しの後、${urged}再提出されていない`
      : `作業報告が、予定の終了（${formatJstDateTime(Temporal.Instant.from(plannedEnd))}）を過ぎ、${urged}提出されていない。取下げもない`;
  return `${missing}。作業の状態は「${workStatusLabel(head, now)}」であり、接続の有無は、この記録からは分からない`;
};
