import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Act, act } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { CaseState, Supervised } from '../case/case-state.ts';
import { actWrites, childrenOf, loadCase, renewalsOf } from '../case/case-store.ts';
import { type NextStep, nextStep } from '../case/next-step.ts';
import { CLOSED, IN_FORCE } from '../case/permit-statuses.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { date, group, list } from '../values/fields.ts';
import { system } from '../values/identity.ts';
import { line, onPage, paragraph } from '../values/text.ts';
import { fiscalYearOf } from '../values/wareki.ts';
import { newsMails } from './permit-news-mail.ts';

/** 廃止届 (F10, G11): the vendor gives a permit up. It holds through the last day of use. */

export const endingInputSchema = group('廃止届', {
  lastDay: date('利用の最終日'),
  reason: paragraph('廃止の理由', 1000),
  returnAndErasure: paragraph('端末・アカウントの返却とデータの消去', 1000).register(onPage, {
    hint: '専用端末の返却又は処分、アカウントの停止、端末に残るデータの消去を、いつ、どのように行うか',
  }),
  lastReport: z
    .literal(true, {
      error: '最後の月の利用状況報告を提出することを確認してください（第10条）',
    })
    .meta({ title: '最後の月次利用状況報告' }),
  /** 許可番号 of the subcontractors' permits that end with it, as they were shown (第11条, INV-23). */
  cascade: list('同時に終了する再委託者の許可', line('許可番号', 30), 0, 50).optional(),
});
export type EndingInput = z.infer<typeof endingInputSchema>;

export const endingPaperSchema = z.object({
  kind: z.literal('ending'),
  filedOn: z.string(),
  filedBy: z.object({ personId: z.string(), name: z.string() }),
  lastDay: z.string(),
  reason: z.string(),
  returnAndErasure: z.string(),
  lastReport: z.literal(true),
  cascade: z.array(z.string()),
});
export type EndingPaper = z.infer<typeof endingPaperSchema>;

/**
 * What ends a permit of itself before a day (第4条第3項, 廃止届): 満了, or 廃止 where it was given up earlier.
 *
 * @param day the first day on which it would have to hold still
 */
export const ownEndBefore = (
  { period, ending }: Pick<Supervised, 'period' | 'ending'>,
  day: string,
): Extract<CaseFact, { type: 'expired' | 'ended' }> | undefined => {
  if (ending && ending.lastDay < period.to && ending.lastDay < day)
    return { type: 'ended', on: Temporal.PlainDate.from(ending.lastDay).add({ days: 1 }).toString() };
  return period.to < day ? { type: 'expired' } : undefined;
};

/** The last day on which a permit holds, or held: it may have ended before its period (第8条, 廃止). */
export const lastDayOf = (state: Supervised): Temporal.PlainDate => {
  const end = Temporal.PlainDate.from(state.period.to);
  const over = 'overOn' in state ? Temporal.PlainDate.from(state.overOn).subtract({ days: 1 }) : end;
  return Temporal.PlainDate.compare(over, end) < 0 ? over : end;
};

/** 次回の再確認 (第6条第7号): none where the permit is over, or will be before that day. */
export const nextReviewOf = (state: Supervised): string | undefined => {
  const last = state.ending && state.ending.lastDay < state.period.to ? state.ending.lastDay : undefined;
  const end = last ?? lastDayOf(state).toString();
  return 'overOn' in state || state.reconfirmOn === undefined || state.reconfirmOn > end
    ? undefined
    : state.reconfirmOn;
};

export type Fallen = {
  readonly ok: true;
  readonly acts: readonly Act[];
  /** What is told of it already. */
  readonly told?: readonly Write[];
};

/** A permit whose first day has come, and that has waited for the one above it to be in force (again). */
export const hasWaited = ({ status, period }: CaseState, today: string): boolean =>
  status === 'upcoming' && period.from <= today;

/**
 * What befalls a permit befalls the subcontractors' permits under it, in the same transaction (INV-23). A child to
 * which it cannot happen (over already) stays as it is.
 */
export const fallWith = async (
  store: Store,
  parent: CaseState,
  /** Undefined: it has befallen the child already. */
  befall: (child: CaseState) => Outcome<Act> | undefined | Promise<Outcome<Act> | undefined>,
): Promise<Refusal | Fallen> => {
  const acts: Act[] = [];
  for (const child of await childrenOf(store, parent.caseId)) {
    if (!IN_FORCE.includes(child.status)) continue;
    const outcome = await befall(child);
    if (!outcome) continue;
    if (!outcome.ok) return outcome;
    acts.push(outcome.value);
  }
  return { ok: true, acts };
};

/**
 * The states Expire (期間満了) and End (廃止): the vendor is told that the permit is over and what is left to do: the
 * reports of works done, the last monthly report (第10条), return and erasure. The workflow ends with it; papers may
 * still come in.
 */
export const closeOut =
  ({ store, clock, ids }: Ports) =>
  (caseId: string) =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      if (state.status !== 'expired' && state.status !== 'ended')
        return refused('conflict', 'still-in-force', 'この許可は終わっていません');
      if (state.closedOut) return { ok: true, value: 'closed', writes: [] };
      const now = clock();
      const outcome = act(
        state,
        { type: 'closed-out' },
        system(state.status === 'expired' ? 'Expire' : 'End'),
        now,
      );
      if (!outcome.ok) return outcome;
      return {
        ok: true,
        value: nextStep(outcome.value.after),
        writes: [...actWrites(outcome.value), ...(await newsMails({ store, ids }, state, state.status, now))],
      };
    });

/**
 * 保存期間 (第12条; the setting `retentionYears`): counted from the 1 April that follows the day on which a case ended,
 * as a city counts the retention of its documents. What is under way is kept, however old.
 */

/** The last day of retention: the 31 March, `years` fiscal years after the one in which it ended. */
export const keptUntil = (endedOn: Temporal.PlainDate, years: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: fiscalYearOf(endedOn) + 1 + years, month: 3, day: 31 });

export const isRetentionOver = (
  endedOn: Temporal.PlainDate,
  years: number,
  today: Temporal.PlainDate,
): boolean => Temporal.PlainDate.compare(today, keptUntil(endedOn, years)) > 0;

/**
 * The day on which the case ended; undefined as long as the procedure goes on, or when it is erased already. Questions that
 * nobody has answered since do not prolong the retention: the list of disposal shows them.
 */
export const endedOn = (state: CaseState): Temporal.PlainDate | undefined => {
  if (state.erasedAt !== undefined || state.parked !== undefined) return undefined;
  switch (state.status) {
    case 'withdrawn':
      return dateOf(Temporal.Instant.from(state.changedAt));
    case 'refused':
      return state.notice && Temporal.PlainDate.from(state.notice.issuedOn);
    case 'expired':
      // Fallen with the vendor's permit, and not yet told so: the procedure goes on.
      return state.lapse === undefined ? lastDay(state.overOn) : undefined;
    case 'ended':
    case 'revoked':
      return lastDay(state.overOn);
    default:
      return undefined;
  }
};

/** The case has ended, and has been kept for all its years. What is not, a disposal spares. */
export const mayBeErased = (state: CaseState, years: number, today: Temporal.PlainDate): boolean => {
  const ended = endedOn(state);
  return ended !== undefined && isRetentionOver(ended, years, today);
};

/** The last day on which the permit held. */
const lastDay = (overOn: string) => Temporal.PlainDate.from(overOn).subtract({ days: 1 });

/** It ends with its period: it is not given up, and nothing that has been applied for would continue it (第4条第3項). */
export const isUncontinued = async (store: Store, state: Supervised): Promise<boolean> =>
  state.ending === undefined &&
  IN_FORCE.includes(state.status) &&
  !(await renewalsOf(store, state.caseId)).some(({ status }) => !CLOSED.includes(status));

/** Ended before it had begun: nobody ever connected under it. */
const neverHeld = (state: CaseState): boolean => 'overOn' in state && state.overOn <= state.period.from;

/** Another permit goes on with its accounts and data (継続), or may yet. */
const goesOn = async (store: Store, caseId: string): Promise<boolean> =>
  (await renewalsOf(store, caseId)).some(
    (renewal) => !['refused', 'withdrawn'].includes(renewal.status) && !neverHeld(renewal),
  );

/**
 * 終了時の措置: the month (YYYY-MM) with whose report the vendor of a permit that is over tells when accounts were stopped and data
 * erased (docs/adr/0064). The rule asks for no such report: it is a request, and the last month's report is owed anyway (第10条).
 * None where another permit goes on with both.
 */
export const closingMonthOf = async (store: Store, state: Supervised): Promise<string | undefined> =>
  'overOn' in state && !neverHeld(state) && !(await goesOn(store, state.caseId))
    ? lastDayOf(state).toString().slice(0, 7)
    : undefined;
