import { Temporal } from 'temporal-polyfill';
import type { DecisionInput } from '../application/decision.ts';
import { loadRevision } from '../application/revision-store.ts';
import { act } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { StateOf } from '../case/case-state.ts';
import { actWrites, caseKey } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import type { Settings } from '../directory/settings.ts';
import { dayOffProblems, deadlineProblems, lateProblems, usualDay } from '../finding/reasonable-time.ts';
import { ask } from '../question/ask.ts';
import type { Ports } from '../store/ports.ts';
import { addBusinessDays, dateOf, subtractBusinessDays } from '../values/calendar.ts';
import type { Problem, Refusal } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { system } from '../values/identity.ts';

/**
 * 補正の期限 (第4条第2項, docs/adr/0057): an application that was sent back does not wait for ever. The vendor is reminded before
 * the day and on it; when it has ended, the manager is asked whether it is put off or the application refused.
 */

type Returned = StateOf<'returned'>;

/** The last day for the correction that an answer sets, ISO; undefined: it sets none. */
export const correctByOf = (
  input: DecisionInput,
  today: Temporal.PlainDate,
  settings: Settings,
): string | undefined =>
  (input.stage === 'confirm' && input.choice === 'return') ||
  (input.stage === 'correction' && input.choice === 'extend')
    ? (input.correctBy ?? usualDay('correction', today, settings))
    : undefined;

/** What is wrong with that day. One that is put off may leave fewer days than the first: it only adds. */
export const examineCorrectBy = (
  input: DecisionInput,
  today: Temporal.PlainDate,
  settings: Settings,
): readonly Problem[] => {
  if (!('correctBy' in input) || input.correctBy === undefined) return [];
  const { correctBy } = input;
  if (correctByOf(input, today, settings) === undefined) return [];
  const field = { pointer: '/correctBy', label: '補正の期限' };
  if (input.stage === 'correction' && correctBy <= today.toString())
    return [{ pointer: field.pointer, message: '「補正の期限」は、本日より後の日付を指定してください' }];
  const late = lateProblems(field, correctBy, today, '第12条');
  if (late.length > 0) return late;
  const within = { today, settings, dayOff: true };
  const early = input.stage === 'confirm' ? deadlineProblems('correction', field, correctBy, within) : [];
  if (early.length > 0) return early;
  // Unlike an order's it falls on no day off at all: nobody is reminded on one.
  return dayOffProblems(field, correctBy, { settings, dayOff: false }).map((problem) => ({
    pointer: field.pointer,
    message: problem.message.replace(/別の日とするか.*$/, '別の日を指定してください'),
  }));
};

/** What the daily run does for it on a business day. */
export const attendCorrection = async (
  ports: Ports,
  state: Returned,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  if (state.request) return NOTHING;
  const { correctBy } = state.returned;
  return correctBy !== undefined && today.toString() > correctBy
    ? lapse(ports, state, settings)
    : remind(ports, state, today, settings);
};

/** Hash of what the manager is asked about: this revision, which was to be corrected by that day. */
const askedAbout = ({ revHash, round, returned }: Returned): string =>
  hashOf({ revision: revHash, round, correctBy: returned.correctBy ?? '' });

const lapse = async (ports: Ports, state: Returned, settings: Settings): Promise<Plan | Refusal> => {
  const asked = { stage: 'correction', hash: askedAbout(state) } as const;
  const { request, mails } = await ask(ports, state, asked, settings);
  const told = await tell(ports, state, { type: 'correction-lapsed', request }, 'lapsed');
  return told.ok ? { ...told, value: 'asked', writes: [...told.writes, ...mails] } : told;
};

/** Every `correctionReminderDays`, `remindBeforeDays` before the day, and on it; once a day at most. */
const remind = async (
  ports: Ports,
  state: Returned,
  today: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  const { at, remindedAt, correctBy } = state.returned;
  const last = dateOf(Temporal.Instant.from(remindedAt ?? at));
  const day = correctBy === undefined ? undefined : Temporal.PlainDate.from(correctBy);
  const remindOn = [
    addBusinessDays(last, settings.correctionReminderDays, settings),
    ...(day ? [subtractBusinessDays(day, settings.remindBeforeDays, settings), day] : []),
  ];
  const isDue = remindOn.some(
    (on) => Temporal.PlainDate.compare(last, on) < 0 && Temporal.PlainDate.compare(on, today) <= 0,
  );
  if (!isDue) return NOTHING;
  // Sent back by a version before: it gets its day now, and is told of it.
  const first = correctBy === undefined ? { correctBy: usualDay('correction', today, settings) } : {};
  return tell(ports, state, { type: 'correction-reminded', ...first });
};

const tell = async (
  { store, clock, ids }: Ports,
  state: Returned,
  fact: Extract<CaseFact, { type: 'correction-reminded' | 'correction-lapsed' }>,
  why?: 'lapsed',
): Promise<Plan | Refusal> => {
  const revision = await loadRevision(store, state.caseId, state.rev);
  if (!revision) return NOTHING;
  const now = clock();
  const outcome = act(state, fact, system('daily'), now);
  if (!outcome.ok) return outcome;
  const { caseId } = state;
  const mail = outboxWrite(caseKey(caseId), ids.next(), now, {
    kind: 'mail',
    mail: {
      ...{ template: 'correction-reminder', personId: revision.submittedBy, caseId },
      ...(why === undefined ? {} : { why }),
    },
  });
  return { ok: true, value: 'reminded', writes: [...actWrites(outcome.value), mail] };
};
