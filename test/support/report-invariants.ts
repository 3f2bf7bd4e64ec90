import type { CaseEvent } from '../../core/case/case-event.ts';
import { dayNumber, startOfJapaneseDay } from './calendar-oracle.ts';

/**
 * INV-9, 10, 11 for the monthly reports of one permit, told from its trail alone, on bare integers: months asked for
 * once, without a gap, none in which the permit did not hold; late exactly when the due day in Japan had ended; one
 * dunning of each kind and one instruction for each time that a report is awaited.
 */
export const reportViolationsOf = (events: readonly CaseEvent[]): string[] => [
  ...months(events),
  ...[...reportsIn(events)].flatMap(([month, own]) => [...dunnings(month, own), ...dates(month, own)]),
];

const parts = (date: string) => date.split('-').map(Number) as [number, number, number];
const dayOf = (date: string): number => dayNumber(...parts(date));
const monthIndex = (date: string): number => {
  const [year, month] = parts(date);
  return year * 12 + month - 1;
};
const dayAt = (at: string): number => Math.floor((Date.parse(at) + 9 * 3_600_000) / 86_400_000);

const reportsIn = (events: readonly CaseEvent[]): ReadonlyMap<string, readonly CaseEvent[]> =>
  Map.groupBy(
    events.filter(({ fact }) => fact.type.startsWith('report-') && 'yearMonth' in fact),
    ({ fact }) => ('yearMonth' in fact ? fact.yearMonth : ''),
  );

const months = (events: readonly CaseEvent[]): string[] => {
  const requested = events.flatMap(({ fact }) => (fact.type === 'report-requested' ? [fact.yearMonth] : []));
  if (requested.length === 0) return [];
  let from = 0;
  let to = Number.POSITIVE_INFINITY;
  for (const { fact, at } of events) {
    if (fact.type === 'submitted' || fact.type === 'resubmitted') {
      from = dayOf(fact.period.from);
      to = dayOf(fact.period.to) + 1;
    }
    if (fact.type === 'permit-notified') from = Math.max(from, dayOf(fact.issuedOn));
    if (fact.type === 'revoked' || fact.type === 'lapsed')
      to = Math.min(to, fact.effectiveOn === undefined ? dayAt(at) + 1 : dayOf(fact.effectiveOn));
    if (fact.type === 'ended') to = Math.min(to, dayOf(fact.on));
  }
  const indexes = requested.map(monthIndex);
  const first = indexes[0] ?? 0;
  return [
    ...(indexes.some((index, place) => index !== first + place)
      ? [`INV-9: months asked for twice, out of order or with a gap: ${requested.join(' ')}`]
      : []),
    ...requested.flatMap((month) => {
      const [year, index] = parts(`${month}-01`);
      const begins = dayNumber(year, index, 1);
      const ends = index === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, index + 1, 1);
      return begins < to && ends > from ? [] : [`INV-11: ${month} was asked for, in which nothing held`];
    }),
  ];
};

/** Once for each time that it is awaited: since it was asked for, or returned. */
const dunnings = (month: string, events: readonly CaseEvent[]): string[] => {
  const found: string[] = [];
  let last = 0;
  let overdue = 0;
  for (const { fact } of events) {
    if (fact.type === 'report-requested' || fact.type === 'report-returned') [last, overdue] = [0, 0];
    if (fact.type === 'report-dunned') {
      if (fact.n <= last || fact.n > 2) found.push(`INV-9: ${month} dunned again as number ${fact.n}`);
      last = fact.n;
    }
    if (fact.type === 'report-overdue') overdue += 1;
    if (overdue > 1) found.push(`INV-9: two instructions for ${month}`);
  }
  return found;
};

const dates = (month: string, events: readonly CaseEvent[]): string[] => {
  const asked = events.find(({ fact }) => fact.type === 'report-requested');
  if (asked?.fact.type !== 'report-requested') return [`INV-9: ${month} was never asked for`];
  const { dueOn, dunOn, instructOn } = asked.fact;
  const found: string[] = [];
  if (dayAt(asked.at) >= dayOf(dueOn) + 1) found.push(`INV-10: ${month} was due before it was asked for`);
  const steps = [dueOn, ...dunOn].map(dayOf);
  if (
    steps.some((day, place) => place > 0 && day <= (steps[place - 1] ?? 0)) ||
    dayOf(instructOn) <= dayOf(dueOn)
  )
    found.push(`INV-10: the days of ${month} are out of order`);
  for (const { fact, at } of events) {
    const early = fact.type === 'report-dunned' && dayAt(at) <= dayOf(dueOn);
    if (early) found.push(`INV-10: ${month} dunned before it was overdue`);
  }
  return found;
};

/** Whether a first submission came after the end of the due day in Japan. */
export const isLateByOracle = (submittedAt: string, dueOn: string): boolean =>
  Date.parse(submittedAt) >= startOfJapaneseDay(dayOf(dueOn) + 1);
