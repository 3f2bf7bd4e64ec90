import { Temporal } from 'temporal-polyfill';
import { act } from '../case/case.ts';
import type { Supervised } from '../case/case-state.ts';
import { actWrites, renewalsOf } from '../case/case-store.ts';
import { NOTHING, type Plan } from '../case/due-plan.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { loadSystem } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { tellManager } from '../question/tell-manager.ts';
import { askReconfirmation } from '../reconfirmation/ask-reconfirmation.ts';
import type { Ports } from '../store/ports.ts';
import { system } from '../values/actor.ts';
import { subtractBusinessDays } from '../values/calendar.ts';
import type { Refusal } from '../values/errors.ts';

/** What is due for a permit in force beside its beginning and end: its section, its re-confirmation, its renewal. */

/** Office hours only: people are written to. */
export const attendPermit = async (
  ports: Ports,
  state: Supervised,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  if (!IN_FORCE.includes(state.status)) return NOTHING;
  const moved = await followSystem(ports, state, settings);
  if (!moved.ok || moved.value !== 'nothing-due') return moved;
  const asked = await askReconfirmation(ports, state, today, settings);
  if (!asked.ok || asked.value !== 'nothing-due') return asked;
  return remindRenewal(ports, state, today, settings);
};

/**
 * The section that owns the system supervises the permits that are in force (第2条第2号): when the system moves, they
 * move with their open questions. Applications under way stay with the section that received them (docs/adr/0021).
 */
export const followSystem = async (
  ports: Ports,
  state: Supervised,
  settings: Settings,
): Promise<Plan | Refusal> => {
  const owner = await loadSystem(ports.store, state.systemId);
  if (!owner || owner.sectionId === state.sectionId) return NOTHING;
  const fact = { type: 'section-changed', sectionId: owner.sectionId } as const;
  const done = act(state, fact, system('directory'), ports.clock());
  if (!done.ok) return done;
  const { after } = done.value;
  const told = await tellManager(ports, after, 'section-changed', undefined, settings);
  const mails = await newsMails(ports, after, 'section-changed', ports.clock());
  return { ok: true, value: 'moved', writes: [...actWrites(done.value), ...told, ...mails] };
};

/** 期間満了の予告, in up to three stages counted in business days before the end; each once (INV-9). */
const remindRenewal = async (
  ports: Ports,
  state: Supervised,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  const { renewalFirstDays, renewalSecondDays, renewalLastDays } = settings;
  const end = Temporal.PlainDate.from(state.period.to);
  const reached = [renewalFirstDays, renewalSecondDays, renewalLastDays].map(
    (days) => days > 0 && Temporal.PlainDate.compare(today, subtractBusinessDays(end, days, settings)) >= 0,
  );
  const stage = reached.lastIndexOf(true) + 1;
  if (stage <= (state.renewalReminded ?? 0) || state.ending) return NOTHING;
  const renewals = await renewalsOf(ports.store, state.caseId);
  if (renewals.some(({ status }) => status !== 'refused' && status !== 'withdrawn')) return NOTHING;
  const now = ports.clock();
  const done = act(state, { type: 'renewal-reminded', stage }, system('daily'), now);
  if (!done.ok) return done;
  const mails = await newsMails(ports, state, 'renewal-reminder', now);
  return { ok: true, value: 'reminded', writes: [...actWrites(done.value), ...mails] };
};
