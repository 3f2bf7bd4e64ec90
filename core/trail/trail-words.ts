import type { CaseEvent, CaseFact } from '../case/case-event.ts';
import { PARENT_ENDED } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { sanctionName } from '../case/records/finding-facts.ts';
import { kindOf, type RecordRef } from '../case/records.ts';
import { dated, day, items } from '../case/words.ts';

/**
 * What the trail says of an event beside its name: about which record, and what was decided, by when. All of it from the
 * events themselves, so that it still stands when everything written is erased. Records say it in their declarations
 * (core/case/records/), what befalls the permit itself is here.
 */

/** The record that an event is about. @param events of the case, up to and with this one */
export const subjectOf = (fact: CaseFact, events: readonly CaseEvent[]): RecordRef | undefined => {
  const facts = events.map((event) => event.fact);
  const about = kindOf(fact);
  if (about) {
    const id = about.any.id(fact);
    return { kind: about.kind, id, label: about.any.label(id, facts) };
  }
  // A measure against the permit names its finding; with `parent` that is the parent's, with whose permit this one fell (第11条).
  if (!('findingId' in fact) || ('parent' in fact && fact.parent !== undefined)) return undefined;
  const { kind, any } = FINDINGS;
  return { kind, id: fact.findingId, label: any.label(fact.findingId, facts) };
};

/** What was decided, found or sent, in the words of the pages. @param events of the case, up to and with this one */
export const detailsOf = (fact: CaseFact, events: readonly CaseEvent[]): readonly string[] =>
  kindOf(fact)?.any.details(
    fact,
    events.map((event) => event.fact),
  ) ?? ofPermit(fact);

const ofPermit = (fact: CaseFact): readonly string[] => {
  switch (fact.type) {
    case 'submitted':
    case 'resubmitted':
      return [`第${fact.rev}版`];
    case 'found-nonconforming':
    case 'returned-by-manager':
      return items('不適', fact.items);
    case 'confirmed':
      return items('例外', fact.exceptions);
    case 'approved':
      return fact.conditional ? ['条件付承認'] : [];
    case 'permit-issued':
      return [`許可番号 ${fact.permitNo}`];
    case 'permit-notified':
      return [fact.documentNo, ...dated('次回の再確認', fact.reconfirmOn)];
    case 'refusal-notified':
      return [fact.documentNo];
    case 'suspended':
    case 'partly-suspended':
      return [
        ...('only' in fact ? [sanctionName('suspend', fact.only)] : []),
        `通知書 ${fact.documentNo}`,
        `命令 ${fact.orderNo}`,
        ...dated('効力の生じた日', fact.effectiveOn),
        ...dated(fact.ends ? '停止の最終日' : '停止の予定最終日', fact.until),
      ];
    case 'sanction-notified':
      return [
        sanctionName(fact.sanction, fact.only),
        `通知書 ${fact.documentNo}`,
        `命令 ${fact.orderNo}`,
        ...dated('効力の生ずる日', fact.effectiveOn),
        ...dated('停止の最終日', fact.until),
      ];
    case 'suspension-extended':
    case 'partial-stop-extended':
      return [`通知書 ${fact.documentNo}`, ...dated('停止の最終日', fact.until)];
    case 'suspension-ended':
      return fact.waits ? ['保守事業者の許可の再開を待つ'] : [];
    case 'revoked':
      return [
        `通知書 ${fact.documentNo}`,
        `命令 ${fact.orderNo}`,
        ...dated('効力の生じた日', fact.effectiveOn),
      ];
    case 'lapsed':
      return [
        `保守事業者の許可の${PARENT_ENDED[fact.cause ?? 'revoked']}による`,
        ...(fact.documentNo === undefined ? [] : [`通知書 ${fact.documentNo}`]),
        ...dated('効力の生じた日', fact.effectiveOn),
      ];
    case 'lapse-notified':
    case 'suspension-lifted':
    case 'partial-stop-lifted':
      return [`通知書 ${fact.documentNo}`];
    case 'paper-corrected':
      return [`訂正通知書 ${fact.documentNo}`, `訂正した文書 ${fact.corrected}`];
    case 'paper-reissued':
      return [`文書 ${fact.documentNo}`, ...dated('再交付の日', fact.on)];
    case 'paper-received':
      return [`文書 ${fact.documentNo}`];
    case 'paper-delivered':
      return [`文書 ${fact.documentNo}`, ...dated('到達の日', fact.on)];
    case 'ending-filed':
      return dated('利用の最終日', fact.lastDay);
    case 'renewal-reminded':
      return [`${fact.stage}回目`];
    case 'ended':
      return [`${day(fact.on)}から`];
    case 'parked':
      return [fact.error];
    default:
      return [];
  }
};
