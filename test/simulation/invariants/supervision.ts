import type { Revision } from '../../../core/application/revision-store.ts';
import type { CaseEvent } from '../../../core/case/case-event.ts';
import type { CaseState } from '../../../core/case/case-state.ts';
import { dayNumber, startOfJapaneseDay } from '../../support/calendar-oracle.ts';
import { ruleOn } from '../rule.ts';
import { jstDate, jstDay } from '../ticks.ts';
import { holdersIn, type Judged, member, settingsIn } from './judged.ts';
import type { Trail } from './on-commit.ts';
import { dayOf, workingDaysAfter } from './working-days.ts';

/** What is judged of a permit in force at every event: INV-9, 10, 11, 21; and of families of permits: INV-23. */

type Fact = CaseEvent['fact'];
type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

export const judgeSupervision = (judged: Judged, trail: Trail, { fact, by, at }: CaseEvent): void => {
  const caseId = trail.state?.caseId;
  const fail = (invariant: string, message: string) => judged.violate(invariant, message, caseId);
  switch (fact.type) {
    case 'report-requested':
      judgeMonth(judged, trail, { fact, at }, fail);
      break;
    case 'report-dunned':
      judgeDunning(judged, trail, fact, fail);
      break;
    case 'reconfirmation-requested':
      judgeVersion(judged, trail, fact, fail);
      break;
    case 'permit-notified':
    case 'refusal-notified':
    case 'sanction-notified':
    case 'lapse-notified':
      judgeIssued(judged, trail, fail);
      break;
    case 'lapsed':
      if (fact.documentNo !== undefined) judgeIssued(judged, trail, fail);
      break;
    case 'suspended':
    case 'partly-suspended':
    case 'revoked':
      if (fact.parent === undefined) {
        if (fact.effectiveOn === undefined) judgeIssued(judged, trail, fail);
        judgeSanction(judged, trail, fact, fail);
      }
      break;
    case 'finding-taken-over':
      judgeSuccession(judged, trail, fact, fail);
      break;
    case 'report-received':
    case 'noncompliance-received': {
      const report = factsAbout(judged, trail.facts, fact.findingId).findLast(
        (old) => old.type === 'violation-found',
      );
      if (!report || by.kind !== 'person') fail('INV-3', `${fact.type} without a report`);
      break;
    }
    default:
  }
};

/** What happened to a violation, in order; before it was taken over, under the earlier permits. */
const factsAbout = (judged: Judged, facts: readonly Fact[], findingId: string): readonly Fact[] => {
  const own = facts.filter((fact) => 'findingId' in fact && fact.findingId === findingId);
  const taken = own.find((fact) => fact.type === 'finding-taken-over');
  if (!taken) return own;
  const earlier = judged.store
    .partition(`CASE#${taken.from}`)
    .flatMap((row) => (row.sk.startsWith('EVENT#') ? (member<CaseEvent>(row, 'event')?.fact ?? []) : []));
  return [...factsAbout(judged, earlier, findingId), ...own];
};

/** A violation goes on against a later permit of whoever has violated, for the same system (第7条, 第8条). */
const judgeSuccession = (
  { store }: Judged,
  { state }: Trail,
  { from }: Of<'finding-taken-over'>,
  fail: (invariant: string, message: string) => void,
): void => {
  const row = (caseId: string | undefined, sk: string) =>
    store.partition(`CASE#${caseId}`).find((each) => each.sk === sk);
  const before = member<CaseState>(row(from, 'STATE'), 'state');
  const companyOf = (of: CaseState | undefined): string | undefined =>
    member<Revision>(row(of?.caseId, `REV#${String(of?.rev).padStart(4, '0')}`), 'revision')?.application
      .subcontracting?.company;
  if (before?.vendorId !== state?.vendorId || before?.systemId !== state?.systemId)
    fail('ART-7', 'a violation was taken over by a permit of another vendor or system');
  if (companyOf(before) !== companyOf(state))
    fail('ART-7', 'a violation was taken over by a permit of another company');
};

/** Nothing goes out in the name of an office that nobody holds (第2条第2号, 第5条, 第8条). */
const judgeIssued = (
  { store, now }: Judged,
  { state }: Trail,
  fail: (invariant: string, message: string) => void,
): void => {
  if (holdersIn(store, `manager:${state?.sectionId}`, jstDate(now())).length === 0)
    fail('ART-5', 'a notice of an office that nobody holds');
};

/** 取消 and 停止 carry an order judged 未履行, the report to the chief, a decision (第8条, INV-21). */
const judgeSanction = (
  judgedBy: Judged,
  { facts }: Trail,
  fact: Of<'suspended'> | Of<'partly-suspended'> | Of<'revoked'>,
  fail: (invariant: string, message: string) => void,
): void => {
  const about = factsAbout(judgedBy, facts, fact.findingId);
  const last = <T extends Fact['type']>(type: T): number => about.findLastIndex((old) => old.type === type);
  const judgedAt = about.findLastIndex((old) => old.type === 'compliance-judged');
  const judged = about[judgedAt];
  const decided = about.findLast((old) => old.type === 'sanction-decided');
  const wanted = fact.type === 'revoked' ? 'revoke' : 'suspend';
  // What it was under the permit before stands in the trail of that one; the head has come along.
  const taken = about.find((old) => old.type === 'finding-taken-over');
  const before = taken?.type === 'finding-taken-over' ? taken.head : undefined;
  const wasDisobeyed = before?.status === 'disobeyed' || before?.status === 'referred';
  if (
    before?.orderNo !== fact.orderNo &&
    !about.some((old) => old.type === 'order-issued' && old.orderNo === fact.orderNo)
  )
    fail('INV-21', `${fact.type} without its order`);
  if (judged?.type === 'compliance-judged' ? judged.result !== 'disobeyed' : !wasDisobeyed)
    fail('INV-21', `${fact.type} without an order that was not obeyed`);
  if (before?.status !== 'referred' && last('noncompliance-received') < Math.max(judgedAt, 0))
    fail('INV-21', `${fact.type} without the report to the chief`);
  if (decided?.type !== 'sanction-decided' || decided.sanction !== wanted)
    fail('INV-21', `${fact.type} without that decision`);
};

/** 要領の改正 (G15): a permit keeps the version it was judged by, until it has been confirmed under a new one. */
const judgeVersion = (
  { now }: Judged,
  { state, facts }: Trail,
  { why, regulationId }: Of<'reconfirmation-requested'>,
  fail: (invariant: string, message: string) => void,
): void => {
  const conforming = facts.findLast((old) => old.type === 'reconfirmed' && old.nonconforming.length === 0);
  const last = conforming?.type === 'reconfirmed' ? conforming.regulationId : state?.regulationId;
  const expected = why === 'rule' ? ruleOn(jstDate(now())).id : last;
  if (regulationId !== expected)
    fail('ART-6', `${why}: to be confirmed under ${regulationId}, not ${expected}`);
  if (why === 'rule' && last === expected) fail('ART-6', `asked for ${expected}, which it was judged by`);
};

const monthEnd = (yearMonth: string): number => {
  const [year = 0, month = 0] = yearMonth.split('-').map(Number);
  return month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
};

/** One obligation for each month, none for a month that begins after the end, on the due day of the oracle. */
const judgeMonth = (
  { store, now }: Judged,
  { state, facts }: Trail,
  { fact, at }: { readonly fact: Of<'report-requested'>; readonly at: string },
  fail: (invariant: string, message: string) => void,
): void => {
  const { yearMonth, dueOn } = fact;
  if (!state || !('notice' in state) || !state.notice) return;
  if (facts.some((old) => old.type === 'report-requested' && old.yearMonth === yearMonth))
    fail('INV-9', `asked for the report of ${yearMonth} twice`);
  const first = `${yearMonth}-01`;
  const overOn = 'overOn' in state ? state.overOn : undefined;
  if (first > state.period.to || (overOn !== undefined && first >= overOn))
    fail('INV-11', `a report of ${yearMonth}, when the permit was over`);
  if (yearMonth < state.period.from.slice(0, 7))
    fail('INV-11', `a report of ${yearMonth}, before the permit`);
  if (now() < startOfJapaneseDay(monthEnd(yearMonth)))
    fail('INV-10', `asked for ${yearMonth} before it was over`);
  const settings = settingsIn(store);
  const off = new Set(settings.extraHolidays);
  const regular = workingDaysAfter(monthEnd(yearMonth) - 1, settings.reportDueDays, off);
  // From the day of the clock that asked: at midnight it may be a little behind.
  const atLeast = workingDaysAfter(jstDay(Date.parse(at)), settings.reportLeastDays, off);
  if (dayOf(dueOn) !== Math.max(regular, atLeast))
    fail('INV-10', `the report of ${yearMonth} due on ${dueOn}, the oracle says otherwise`);
};

const judgeDunning = (
  { now }: Judged,
  { facts }: Trail,
  fact: Of<'report-dunned'>,
  fail: (invariant: string, message: string) => void,
): void => {
  const { yearMonth, n } = fact;
  const since = facts.findLastIndex(
    (old) =>
      (old.type === 'report-requested' || old.type === 'report-returned') && old.yearMonth === yearMonth,
  );
  const before = facts
    .slice(since + 1)
    .filter((old) => old.type === 'report-dunned' && old.yearMonth === yearMonth);
  if (before.some((old) => old.type === 'report-dunned' && old.n >= n))
    fail('INV-9', `dunned twice for ${yearMonth}`);
  const asked = facts[since];
  if (asked && 'dueOn' in asked && jstDate(now()) <= String(asked.dueOn))
    fail('INV-10', `dunned for ${yearMonth} before it was due`);
};

/** A subcontractor's permit is never 有効 while its parent's is not (第11条, INV-23): judged after each commit. */
export const judgeFamily = (
  { violate }: Pick<Judged, 'violate'>,
  trails: ReadonlyMap<string, Trail>,
  caseId: string,
): void => {
  const own = trails.get(caseId)?.state;
  if (!own) return;
  const parent = own.parentCaseId === undefined ? undefined : trails.get(own.parentCaseId)?.state;
  if (own.status === 'active' && parent && parent.status !== 'active')
    violate('INV-23', `in force under a permit that is ${parent.status}`, caseId);
  if (own.status === 'active' || !('questions' in own)) return;
  for (const { state } of trails.values())
    if (state?.parentCaseId === caseId && state.status === 'active')
      violate('INV-23', `${own.status}, but a subcontractor's permit is in force`, caseId);
};
