import { Temporal } from 'temporal-polyfill';
import type { CaseEvent, CaseFact } from '../case/case-event.ts';
import { clausesOfMatters } from '../case/matter.ts';
import { PARENT_ENDED } from '../case/permit-statuses.ts';
import type { RecordRef } from '../case/record-ref.ts';
import { CHANGE_ASPECTS, CHANGE_KINDS } from '../case/records/change.ts';
import { COMPLIANCE, citing, clausesOf, INTENDED, sanctionName } from '../case/records/finding.ts';
import { INSTRUCTION_KINDS } from '../case/records/instruction.ts';
import { VERDICTS } from '../case/records/reconciliation.ts';
import { RECONFIRM_REASONS } from '../case/records/reconfirmation.ts';
import { NOTICE_FLAGS, REPORT_FLAGS } from '../case/records/work.ts';
import { WORK_KINDS } from '../case/records/work-inputs.ts';
import { FOLLOWED } from '../instruction/papers.ts';
import { CANDIDATE_KINDS } from '../regulation/candidate-kinds.ts';
import { formatJstDateTime, formatWareki, formatWarekiMonth } from '../values/wareki.ts';
import { answerLabel } from '../work/view-work.ts';

/**
 * What the trail says of an event beside its name: about which record, and what was decided, by when. All of it from the
 * events themselves, so that it still stands when everything written is erased.
 */

const day = (date: string): string => formatWareki(Temporal.PlainDate.from(date));
const dated = (label: string, date: string | undefined): string[] =>
  date === undefined ? [] : [`${label} ${day(date)}`];
const time = (at: string): string => formatJstDateTime(Temporal.Instant.from(at));
const month = (yearMonth = ''): string => `${formatWarekiMonth(yearMonth)}分`;
const count = (matters: readonly unknown[]): string => `${matters.length}件`;
const cited = (fact: Parameters<typeof clausesOf>[0]): string =>
  `第6条${clausesOf(fact)
    .map((clause) => `第${clause}号`)
    .join('、')}`;
const items = (label: string, numbers: readonly string[]): string[] =>
  numbers.length === 0 ? [] : [`${label} 別表1 ${numbers.join('、')}`];

/** The last fact of these types before an event, or of the event itself, that `is` about the same record. */
const lastFact = <T extends CaseFact['type']>(
  events: readonly CaseEvent[],
  types: readonly T[],
  is: (fact: Extract<CaseFact, { type: T }>) => boolean,
): Extract<CaseFact, { type: T }> | undefined =>
  events
    .map(({ fact }) => fact)
    .filter((fact): fact is Extract<CaseFact, { type: T }> => types.some((type) => type === fact.type))
    .findLast(is);

/** The record that an event is about. @param events of the case, up to and with this one */
export const subjectOf = (fact: CaseFact, events: readonly CaseEvent[]): RecordRef | undefined => {
  if ('workId' in fact) {
    const announced = lastFact(events, ['work-announced'], ({ workId }) => workId === fact.workId);
    return { kind: 'work', id: fact.workId, label: `作業 ${announced?.noticeNo ?? ''}` };
  }
  if ('findingId' in fact) {
    // It fell with the permit of the parent, whose finding it is (第11条).
    if ('parent' in fact && fact.parent !== undefined) return undefined;
    const same = ({ findingId }: { readonly findingId: string }) => findingId === fact.findingId;
    const orderNo =
      lastFact(events, ['order-issued'], same)?.orderNo ??
      lastFact(events, ['finding-taken-over'], same)?.head.orderNo;
    const label = orderNo === undefined ? '違反の記録' : `是正命令 ${orderNo}`;
    return { kind: 'finding', id: fact.findingId, label };
  }
  if ('instructionId' in fact) {
    const { instructionId: id } = fact;
    const issued = lastFact(events, ['instruction-issued'], ({ instructionId }) => instructionId === id);
    return { kind: 'instruction', id, label: issued ? `指示 ${issued.documentNo}` : '指示の案' };
  }
  if ('changeId' in fact) {
    const filed = lastFact(events, ['change-filed'], ({ changeId }) => changeId === fact.changeId);
    return {
      kind: 'change',
      id: fact.changeId,
      label: `変更届${filed ? `（${day(filed.changedOn)}）` : ''}`,
    };
  }
  if ('reconfirmationId' in fact)
    return { kind: 'reconfirmation', id: fact.reconfirmationId, label: '別表1の再確認' };
  if ('yearMonth' in fact)
    return {
      kind: fact.type === 'log-reconciled' ? 'reconciliation' : 'report',
      id: fact.yearMonth,
      label: `${formatWarekiMonth(fact.yearMonth)}分`,
    };
  return undefined;
};

/** What was decided, found or sent, in the words of the pages. @param events of the case, up to and with this one */
export const detailsOf = (fact: CaseFact, events: readonly CaseEvent[]): readonly string[] => {
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
    case 'ending-filed':
      return dated('利用の最終日', fact.lastDay);
    case 'renewal-reminded':
      return [`${fact.stage}回目`];
    case 'ended':
      return [`${day(fact.on)}から`];
    case 'parked':
      return [fact.error];
    case 'candidate-raised':
      return [
        CANDIDATE_KINDS[fact.kind],
        ...(fact.matters ? [month(fact.month), count(fact.matters)] : []),
        cited(fact),
      ];
    case 'evidence-added':
      return [count(fact.matters), cited(citing(clausesOfMatters(fact.matters)))];
    case 'finding-reassessed':
      return [
        ...(fact.month === undefined ? ['作業報告の訂正'] : [month(fact.month)]),
        ...(fact.gone.length > 0 ? [`該当しなくなったもの ${fact.gone.length}件`] : []),
        ...(fact.back.length > 0 ? [`再び該当するもの ${fact.back.length}件`] : []),
        ...(fact.stands ? [] : ['再照合の結果、該当なし']),
      ];
    case 'violation-found':
      return [cited(fact)];
    case 'order-issued':
      return [`命令書 ${fact.orderNo}`, ...dated('履行期限', fact.dueOn)];
    case 'due-extended':
      return [`通知書 ${fact.documentNo}`, ...dated('履行期限', fact.dueOn)];
    case 'statement-invited':
      return [
        `通知書 ${fact.documentNo}`,
        ...(fact.intended === undefined ? [] : [`予定する措置 ${INTENDED[fact.intended]}`]),
        ...dated('弁明の期限', fact.dueOn),
      ];
    case 'statement-made':
      return fact.closing ? ['以上で弁明を終える'] : [];
    case 'hearing-answered':
      return [
        fact.choice === 'confirmed' ? '記録のとおり' : '訂正',
        ...(fact.closing ? ['以上で弁明を終える'] : []),
      ];
    case 'order-withdrawn':
      return [`通知書 ${fact.documentNo}`];
    case 'compliance-judged':
      return [
        COMPLIANCE[fact.result],
        ...dated('新たな履行期限', fact.dueOn),
        ...dated('弁明の期限', fact.statementDueOn),
      ];
    case 'sanction-decided':
      return [
        sanctionName(fact.sanction, fact.only),
        ...dated('効力の生ずる日', fact.effectiveOn),
        ...dated('停止の最終日', fact.until),
      ];
    case 'lifting-declined':
      return dated('停止の最終日', fact.until);
    case 'change-filed':
      return [
        CHANGE_KINDS[fact.kind],
        fact.aspects.map((aspect) => CHANGE_ASPECTS[aspect]).join('・'),
        ...dated('変更日', fact.changedOn),
      ];
    case 'change-confirmed':
      return fact.effectiveOn === undefined ? ['統括の承認へ'] : dated('反映の日', fact.effectiveOn);
    case 'change-approved':
      return dated('反映の日', fact.effectiveOn);
    case 'reconfirmation-requested':
      return [RECONFIRM_REASONS[fact.why]];
    case 'reconfirmed':
      return [
        ...(fact.nonconforming.length === 0 ? ['適合'] : items('不適', fact.nonconforming)),
        ...dated('次回の再確認', fact.nextOn),
      ];
    case 'instruction-prepared':
      return [INSTRUCTION_KINDS[fact.kind], ...dated('期限', fact.dueOn)];
    case 'instruction-issued':
      return [`指示書 ${fact.documentNo}`, INSTRUCTION_KINDS[fact.kind], ...dated('期限', fact.dueOn)];
    case 'instruction-judged':
      return [FOLLOWED[fact.result]];
    case 'instruction-lifted':
      return [`通知書 ${fact.documentNo}`];
    case 'work-announced':
    case 'work-revised':
      return [
        ...('emergency' in fact && fact.emergency ? ['緊急'] : []),
        WORK_KINDS[fact.workKind],
        `予定 ${time(fact.plannedStart)}から${time(fact.plannedEnd)}まで`,
        ...fact.flags.map((flag) => NOTICE_FLAGS[flag]),
      ];
    case 'work-answered': {
      const ofWork = ({ workId }: { readonly workId: string }) => workId === fact.workId;
      const announced = lastFact(events, ['work-announced'], ofWork);
      const planned = lastFact(events, ['work-announced', 'work-revised'], ofWork);
      return announced && planned
        ? [answerLabel(fact.choice, { emergency: announced.emergency, mode: planned.mode })]
        : [];
    }
    case 'session-reported':
      return [
        `接続 ${time(fact.connectedAt)}から${time(fact.disconnectedAt)}まで`,
        ...(fact.personalDataAccessed ? ['個人情報の閲覧・操作あり'] : []),
        ...fact.flags.map((flag) => REPORT_FLAGS[flag]),
      ];
    case 'session-reviewed':
      return [fact.choice === 'confirm' ? '確認' : '差戻し'];
    case 'log-reconciled':
      // The keys of a table that is written in core/reconciliation/judge-connection.ts.
      return (Object.keys(VERDICTS) as (keyof typeof VERDICTS)[])
        .filter((verdict) => fact.counts[verdict] > 0)
        .map((verdict) => `${VERDICTS[verdict]} ${fact.counts[verdict]}件`);
    case 'report-requested':
      return dated('提出期限', fact.dueOn);
    case 'report-dunned':
      return [`${fact.n}回目`];
    case 'report-submitted':
      return fact.used ? ['利用あり', `接続${fact.sessions}回、計${fact.minutes}分`] : ['利用なし'];
    case 'report-returned':
      return dated('再提出の期限', fact.dueOn);
    default:
      return [];
  }
};
