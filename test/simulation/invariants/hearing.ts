import type { CaseEvent } from '../../../core/case/case-event.ts';
import type { CaseState } from '../../../core/case/case-state.ts';
import { startOfJapaneseDay } from '../../support/calendar-oracle.ts';
import { jstDay } from '../ticks.ts';
import { type Judged, member, settingsIn } from './judged.ts';
import type { Trail } from './on-commit.ts';
import { dayOf, workingDaysAfter } from './working-days.ts';

/** 第7条, 第8条 at every event: reasonable time, heard means heard (INV-24), a suspension ends when its paper says. */

type Fact = CaseEvent['fact'];
type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;
type Fail = (invariant: string, message: string) => void;

export const judgeHearing = (
  judged: Judged,
  trail: Trail,
  event: CaseEvent,
  before: CaseState | undefined,
): void => {
  const { fact, at } = event;
  const day = jstDay(Date.parse(at));
  const fail: Fail = (invariant, message) => judged.violate(invariant, message, trail.state?.caseId);
  judgeSuspension(trail, event, before, day, fail);
  switch (fact.type) {
    case 'order-issued':
      leaves(judged, 'order', day, fact.dueOn, fail);
      break;
    case 'due-extended': {
      const due = deadlineOf(trail, fact.findingId);
      const judgedNow = trail.facts.at(-1)?.type === 'compliance-judged';
      if (dayOf(fact.dueOn) < due || (!judgedNow && dayOf(fact.dueOn) === due))
        fail('ART-7', 'a deadline was not put off, but brought forward');
      if (!judgedNow && day > due) fail('ART-7', 'a deadline was put off after it had passed');
      break;
    }
    case 'compliance-judged':
      if (fact.result !== 'fulfilled' && day <= deadlineOf(trail, fact.findingId))
        fail('ART-8', `judged ${fact.result} before the end of the day of the deadline`);
      if (fact.result === 'partial') leaves(judged, 'order', day, fact.dueOn, fail);
      if (fact.result === 'disobeyed') leaves(judged, 'statement', day, fact.statementDueOn, fail);
      break;
    case 'hearing-answered':
      // Nobody here ends the hearing with a correction: what the record says of an end is what was corrected.
      if (fact.choice === 'corrected' && fact.closing)
        fail('INV-24', 'a record that the vendor has corrected ended the hearing');
      // Nor do they say it beside a confirmation: what ends it is what the record says, of the hearing in which it was made.
      if (fact.closing && isJudgedSince(judged, trail, fact, event.seq))
        fail('INV-24', 'a record of an earlier hearing ended the one that is on');
      break;
    case 'sanction-decided':
      judgeHeard(judged, trail, event, fact, day, fail);
      break;
    case 'suspended':
    case 'partly-suspended':
    case 'revoked':
      judgeEffect(judged, trail, fact, fail);
      break;
    default:
  }
};

/** The order, or the one that takes its place (docs/adr/0058), was judged after the record that is answered was made. */
const isJudgedSince = (
  { store }: Judged,
  { state }: Trail,
  { findingId, heard, heardIn }: Of<'hearing-answered'>,
  answeredAt: number,
): boolean =>
  store.partition(`CASE#${state?.caseId}`).some((row) => {
    const event = row.sk.startsWith('EVENT#') ? member<CaseEvent>(row, 'event') : undefined;
    if (event?.fact.type !== 'compliance-judged' || event.fact.findingId !== findingId) return false;
    return event.seq < answeredAt && (heardIn !== undefined || event.seq > heard);
  });

/** A deadline leaves the business days that the settings ask for, and never more than the usual ones. */
const leaves = (
  { store }: Judged,
  kind: 'order' | 'statement',
  day: number,
  dueOn: string | undefined,
  fail: Fail,
): void => {
  const settings = settingsIn(store);
  const least =
    kind === 'order'
      ? Math.min(settings.orderLeastDays, settings.orderDays)
      : Math.min(settings.statementLeastDays, settings.statementDays);
  if (dueOn === undefined || dayOf(dueOn) < workingDaysAfter(day, least, new Set(settings.extraHolidays)))
    fail('ART-7', `a deadline on ${dueOn} leaves fewer than ${least} business days`);
};

/** Day of the 履行期限 (第7条): of the order, or the last new one. */
const deadlineOf = ({ facts }: Trail, findingId: string): number =>
  facts.reduce(
    (due, fact) =>
      (fact.type === 'order-issued' || fact.type === 'compliance-judged' || fact.type === 'due-extended') &&
      fact.findingId === findingId &&
      fact.dueOn !== undefined
        ? dayOf(fact.dueOn)
        : due,
    0,
  );

/** INV-24: the day of the statement is over, or the vendor has ended it; every statement stands on the paper. */
const judgeHeard = (
  { store }: Judged,
  { state, facts }: Trail,
  { seq }: CaseEvent,
  fact: Of<'sanction-decided'>,
  day: number,
  fail: Fail,
): void => {
  if (fact.sanction === 'none') return;
  const about = facts.filter((old) => 'findingId' in old && old.findingId === fact.findingId);
  const judgedAt = about.findLastIndex((old) => old.type === 'compliance-judged');
  const judged = about[judgedAt];
  const until = judged?.type === 'compliance-judged' ? judged.statementDueOn : undefined;
  const isClosed = about
    .slice(judgedAt)
    .some(
      (old) => (old.type === 'statement-made' || old.type === 'hearing-answered') && old.closing === true,
    );
  if (!isClosed && (until === undefined || day <= dayOf(until)))
    fail('INV-24', `${fact.sanction} decided before the vendor was heard`);
  const made = about.filter((old) => old.type === 'statement-made' || old.type === 'statement-heard').length;
  const row = store
    .partition(`CASE#${state?.caseId}`)
    .find(({ sk }) => sk === `PAPER#${String(seq).padStart(6, '0')}`);
  const heard = member<{ heard?: { statements?: unknown[] } }>(row, 'content')?.heard;
  if ((heard?.statements?.length ?? 0) !== made)
    fail('INV-24', `${heard?.statements?.length ?? 0} of ${made} statements stand on the paper`);
};

/** Never before the day on which the notice says it takes effect. */
const judgeEffect = (
  { now }: Judged,
  { facts }: Trail,
  { effectiveOn, documentNo }: Of<'suspended'> | Of<'partly-suspended'> | Of<'revoked'>,
  fail: Fail,
): void => {
  const notified = facts.find((old) => old.type === 'sanction-notified' && old.documentNo === documentNo);
  const on = notified?.type === 'sanction-notified' ? notified.effectiveOn : effectiveOn;
  if (on !== undefined && now() < startOfJapaneseDay(dayOf(on)))
    fail('ART-8', `took effect before ${on} in Japan`);
};

/** Runs are missed, and clocks jump for a week. */
const LATEST_RUN = 12;

/** A suspension lasts until the last day of its last paper: neither longer nor shorter, and no paper is silent about it. */
const judgeSuspension = (
  { facts }: Trail,
  { fact }: CaseEvent,
  before: CaseState | undefined,
  day: number,
  fail: Fail,
): void => {
  if (before?.status !== 'suspended') return;
  const { until, ends, findingId } = before.suspension;
  const told = facts.findLast((old) => old.type === 'suspended' || old.type === 'suspension-extended');
  const said = told && 'until' in told ? told.until : undefined;
  if (facts.at(-1)?.type !== 'lifting-declined' || fact.type !== 'suspension-extended') {
    if (ends && until !== said) fail('ART-8', `suspended until ${until}, but the last paper says ${said}`);
  }
  if (!ends || until === undefined) return;
  if (fact.type === 'suspension-ended' && fact.findingId === findingId && day <= dayOf(until))
    fail('ART-8', `a suspension until ${until} ended before the end of that day`);
  const isOver = ['suspension-ended', 'expired', 'ended', 'revoked'].includes(fact.type);
  if (!isOver && day > dayOf(until) + LATEST_RUN)
    fail('ART-8', `a suspension until ${until} went on silently`);
};
