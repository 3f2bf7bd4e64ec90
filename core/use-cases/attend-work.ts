import { Temporal } from 'temporal-polyfill';
import { system } from '../actor.ts';
import { addBusinessDays, dateOf } from '../calendar.ts';
import { actAll } from '../case.ts';
import { actWrites, loadCase, loadRecord, noLongerDue } from '../case-store.ts';
import { carriedOut, commit } from '../commit.ts';
import { loadSettings } from '../directory-store.ts';
import type { Ports } from '../ports.ts';
import { UNREPORTED, WORKS } from '../work.ts';
import { isOfficeHour } from './attend-case.ts';
import { workNews } from './work-mails.ts';

/** 作業報告の催促: the planned end has passed, and nobody has said what came of it (第6条第1号). Asks again as often as the setting says, then stops. */
export const attendWork =
  (ports: Ports) =>
  async (caseId: string, workId: string, businessDate: Temporal.PlainDate): Promise<boolean> => {
    const outcome = await commit<boolean>(ports.store, async () => {
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
      if (!waits || reminders?.last) return nothing;
      const since = reminders?.at ?? (status === 'report-returned' ? changedAt : plannedEnd);
      const due = addBusinessDays(dateOf(Temporal.Instant.from(since)), settings.workReportDays, settings);
      if (Temporal.PlainDate.compare(businessDate, due) < 0) return nothing;
      if (sent >= settings.workReportReminders) return { ...nothing, writes: [noLongerDue(caseId, record)] };
      const last = sent + 1 >= settings.workReportReminders;
      const fact = { type: 'session-reminded', workId, last } as const;
      const done = actAll(state, [{ fact }], system('daily'), clock(), [record]);
      if (!done.ok) return done;
      const told = await workNews(ports, state, record.head, 'session-overdue');
      return { ok: true, value: true, writes: [...actWrites(done.value), told] };
    });
    return carriedOut(outcome);
  };
