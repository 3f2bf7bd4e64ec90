import { Temporal } from 'temporal-polyfill';
import { act } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import type { CaseFact } from '../case/case-event.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { cascadeWrites, underParent } from '../case/under-parent.ts';
import { loadSystem } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { fallLate, fallUnder, lapsingUnder } from '../finding/fall-under.ts';
import { fallWith, hasWaited, isUncontinued, lastDayOf, ownEndBefore } from '../permit/ending.ts';
import { lapseWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { tellManager } from '../question/ask.ts';
import { askReconfirmation } from '../reconfirmation/list-reconfirmations.ts';
import type { Ports, Write } from '../store/ports.ts';
import { dateOf, subtractBusinessDays } from '../values/calendar.ts';
import { Fatal, type Refusal } from '../values/errors.ts';
import { system } from '../values/identity.ts';

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
  if (stage <= (state.renewalReminded ?? 0) || !(await isUncontinued(ports.store, state))) return NOTHING;
  const now = ports.clock();
  const done = act(state, { type: 'renewal-reminded', stage }, system('daily'), now);
  if (!done.ok) return done;
  const mails = await newsMails(ports, state, 'renewal-reminder', now);
  return { ok: true, value: 'reminded', writes: [...actWrites(done.value), ...mails] };
};

/**
 * 利用開始 and 期間満了 at midnight JST: in force on [from, to], both days included (第4条第3項). A subcontractor's
 * permit starts only while its parent's holds, and never outlives it (第11条, G13).
 */
export const turnPermit = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  businessDate: Temporal.PlainDate,
): Promise<Plan | Refusal> => {
  if (!IN_FORCE.includes(state.status)) return NOTHING;
  const now = clock();
  // Nothing turns before its day by this clock, too: the run may have been opened by a clock that is ahead, or for a later day.
  const today = earlier(businessDate, dateOf(now));
  const own = ownEndBefore(state, today.toString());
  if (own) return endWith({ store, clock, ids }, state, own);
  const over = await fallLate({ store, clock, ids }, state);
  if (over) return over.ok ? { ...over, writes: [...over.writes, wake(state, ids.next(), now)] } : over;
  if (state.status !== 'upcoming' || isBefore(today, state.period.from)) return NOTHING;
  const { parent, guard: still } = await underParent(store, state);
  if (state.parentCaseId !== undefined && parent?.status !== 'active') return NOTHING;
  const outcome = act(state, { type: 'started' }, system('daily'), now);
  if (!outcome.ok) return outcome;
  // The subcontractors' permits that begin on the same day, or have waited for this one, start with it.
  const started = await fallWith(store, state, (child) =>
    hasWaited(child, today.toString()) ? act(child, { type: 'started' }, system('daily'), now) : undefined,
  );
  if (!started.ok) return started;
  return {
    ok: true,
    value: 'started',
    writes: [...[outcome.value, ...started.acts].flatMap(actWrites), ...still],
  };
};

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) < 0 ? a : b;
const isBefore = (today: Temporal.PlainDate, day: string): boolean =>
  Temporal.PlainDate.compare(today, day) < 0;

/** The permit ends, and the subcontractors' permits under it with it; every workflow is told. */
const endWith = async (
  { store, clock, ids }: Ports,
  state: Supervised,
  fact: Extract<CaseFact, { type: 'expired' | 'ended' }>,
): Promise<Plan | Refusal> => {
  const now = clock();
  const by = system('daily');
  const outcome = act(state, fact, by, now);
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  if (!isSupervised(after) || !('overOn' in after)) throw new Fatal('an end after which a permit holds');
  const from = after.overOn;
  const { length } = await lapsingUnder(store, state, from);
  // Those under it fall with it (INV-23). Where nobody may issue their notices, these wait, and only these.
  const document =
    length > 0 && (await mayIssue(store, state, dateOf(now)))
      ? await issueDocument({ store, clock }, state, 'sanction', length)
      : undefined;
  const end = { cause: fact.type, lastDay: lastDayOf(after).toString() } as const;
  const numbers = document && [document.issued, ...document.more];
  const falling = { end, from, effectiveOn: from, numbers };
  const fallen = await fallUnder({ store, ids }, state, falling, by, now);
  if (!fallen.ok) return fallen;
  const acts = [outcome.value, ...fallen.acts];
  const lapsing = await Promise.all(acts.map((done) => lapseWorksWrites({ store, ids }, done.after, now)));
  return {
    ok: true,
    value: fact.type,
    writes: [
      ...cascadeWrites(acts),
      ...acts.map((done) => wake(done.after, ids.next(), now)),
      ...(document ? [document.write] : []),
      ...(fallen.told ?? []),
      ...lapsing.flat(),
    ],
  };
};

const wake = (state: CaseState, id: string, now: Temporal.Instant): Write =>
  outboxWrite(caseKey(state.caseId), id, now, { kind: 'continue-case', caseId: state.caseId });
