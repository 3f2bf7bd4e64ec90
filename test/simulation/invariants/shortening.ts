import type { CaseEvent } from '../../../core/case/case-event.ts';
import type { CaseState } from '../../../core/case/case-state.ts';
import { jstDate } from '../ticks.ts';
import { type Judged, settingsIn } from './judged.ts';
import type { Trail } from './on-commit.ts';

/** Of the paper that an event has issued: its own; an order is called by the number that it was issued under. */
const numberOf = (fact: CaseEvent['fact']): string | undefined =>
  fact.type === 'paper-reissued' || fact.type === 'paper-received' || fact.type === 'paper-delivered'
    ? undefined
    : 'documentNo' in fact
      ? fact.documentNo
      : fact.type === 'order-issued'
        ? fact.orderNo
        : undefined;

/** 第4条第3項 (docs/adr/0062): a permit only ever ends earlier, for a reason on record, never before that day, and after a hearing. */
export const judgeShortening = (
  { store, now, violate }: Judged,
  { facts, state }: Trail,
  { fact, by, at }: CaseEvent,
  before: CaseState | undefined,
): void => {
  const fail = (invariant: string, message: string) => violate(invariant, message, state?.caseId);
  const lastDay = 'lastDay' in fact && fact.type !== 'ending-filed' ? fact.lastDay : undefined;
  if (state && before && 'notice' in before && before.notice && state.period.to !== before.period.to) {
    const { to } = state.period;
    if (lastDay !== to) fail('ART-4', `${fact.type} has moved the last day of a permit to ${to}`);
    if (to > before.period.to) fail('ART-4', `${fact.type} has made a permit longer`);
    if (to < jstDate(Date.parse(at))) fail('ART-4', `${fact.type} has ended a permit before its own day`);
  }
  if (fact.type === 'paper-corrected' || fact.type === 'paper-reissued') {
    const named = fact.type === 'paper-corrected' ? fact.corrected : fact.documentNo;
    // By its number: what was taken over from an earlier permit stands among the facts, too.
    if (!facts.some((old) => old !== fact && numberOf(old) === named))
      fail('ADR-63', `${fact.type} of ${named}, a number that no paper bears`);
    if (fact.type === 'paper-corrected' && fact.documentNo === named)
      fail('INV-8', 'a correction under the number of what it corrects');
  }
  if (fact.type === 'paper-received' || fact.type === 'paper-delivered') {
    if (!facts.some((old) => old !== fact && numberOf(old) === fact.documentNo))
      fail('ADR-65', `${fact.type} of ${fact.documentNo}, a number that no paper bears`);
    if (fact.type === 'paper-received' && (by.kind !== 'person' || by.role !== undefined))
      fail('ADR-65', 'a receipt that is not of the vendor');
    const receipts = facts.filter((old) => old.type === 'paper-received' && old.of === fact.of);
    if (fact.type === 'paper-received' && receipts.length > 1) fail('ADR-65', 'received twice');
    if (fact.type === 'paper-delivered' && fact.on > jstDate(Date.parse(at)))
      fail('ADR-65', 'a paper has arrived on a day that is to come');
  }
  if (!('shorteningId' in fact)) return;
  const about = facts.filter((old) => 'shorteningId' in old && old.shorteningId === fact.shorteningId);
  const proposed = about.find((old) => old.type === 'shortening-proposed');
  if (proposed?.type !== 'shortening-proposed') return;
  const ended =
    about.some((old) => old.type === 'shortening-stated' && old.closing) ||
    jstDate(now()) > proposed.statementDueOn;
  if ((fact.type === 'shortening-asked' || fact.type === 'shortening-weighed') && !ended)
    fail('INV-24', `${fact.type} before the hearing was over`);
  if (fact.type !== 'shortening-approved') return;
  const weighed = about.findLast((old) => old.type === 'shortening-weighed');
  if (weighed?.type !== 'shortening-weighed') {
    fail('ART-4', 'shortened without the manager');
    return;
  }
  if (fact.lastDay < proposed.lastDay) fail('ART-4', 'shortened further than the vendor was told of');
  if (
    settingsIn(store).selfApproval === 'forbid' &&
    by.kind === 'person' &&
    by.personId === weighed.request.drafter
  )
    fail('INV-3', 'approved what they had asked for');
};
