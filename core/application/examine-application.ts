import { Temporal } from 'temporal-polyfill';
import { wrongState } from '../case/case.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { type CaseState, isSubcontracted, lastDayHeld } from '../case/case-state.ts';
import { loadEvents } from '../case/case-store.ts';
import { type Stopped, stoppedInRenewal } from '../case/partial-stop.ts';
import { RENEWABLE, STATUSES, UNDECIDED } from '../case/permit-statuses.ts';
import { type EventType, TRANSITIONS } from '../case/transitions.ts';
import type { Consultation } from '../directory/consultation.ts';
import { isInForce, roleLabel, type System, type Vendor } from '../directory/directory.ts';
import { loadNameAt } from '../directory/directory-store.ts';
import type { Regulation } from '../regulation/regulation.ts';
import type { Store } from '../store/ports.ts';
import { type Problem, type Refusal, refused } from '../values/errors.ts';
import { formatJstDateTimeShort, formatWareki } from '../values/wareki.ts';
import { examineChecklist } from './conformity.ts';
import { daysAhead, missingOfForm } from './form-version.ts';
import type { Application } from './inputs.ts';

export type ApplicationFacts = {
  readonly today: Temporal.PlainDate;
  readonly regulation: Regulation;
  readonly vendor: Vendor;
  readonly consultation: Consultation | undefined;
  /** Of which the city knows by its consultations with the vendor about this system. */
  readonly contracts: readonly Consultation['contract'][];
  readonly system: System | undefined;
  /** The permit named as parent (第11条), if it exists. */
  readonly parent: CaseState | undefined;
  /** The vendor's own permits for the system that hold or will. */
  readonly own: readonly CaseState[];
  /** The permit named as predecessor (継続), if it exists. */
  readonly previous: CaseState | undefined;
  /** Parts of that permit that are stopped beyond the day on which the new one is to begin (第8条). */
  readonly stopped?: readonly Stopped[];
};

const inForce = (state: CaseState) => state.status === 'upcoming' || state.status === 'active';
const isAfter = (a: string, b: string) => Temporal.PlainDate.compare(a, b) > 0;
const say = (date: string) => formatWareki(Temporal.PlainDate.from(date));

/**
 * Everything about an application that no field can tell alone (第3条, 第4条, 第11条). All mistakes are named
 * at once, each at its field, so that nobody has to send a form five times.
 */
export const examineApplication = (application: Application, facts: ApplicationFacts): readonly Problem[] => {
  const problems: Problem[] = [];
  const at: At = (pointer, message) => {
    problems.push({ pointer, message });
  };
  examineConsultation(application, facts, at);
  examinePeriod(application, facts, at);
  examineScope(application, facts, at);
  examineSubcontracting(application, facts, at);
  if (application.applicationType === 'renewal') {
    const { previous, stopped = [] } = facts;
    problems.push(...stoppedInRenewal(application, stopped));
    if (!application.previousPermitNo)
      at('/previousPermitNo', '継続の申請では、従前の許可番号を入力してください');
    else if (
      !previous ||
      previous.vendorId !== facts.vendor.vendorId ||
      previous.systemId !== application.systemId
    )
      at('/previousPermitNo', 'この許可番号の許可が、同じ事業者・同じシステムについて見つかりません');
    else if (!RENEWABLE.includes(previous.status))
      at(
        '/previousPermitNo',
        `「従前の許可番号」の許可は「${STATUSES[previous.status]}」のため、継続できません。「申請区分」を「新規」として申請してください（第4条第1項）`,
      );
  }
  if (application.pledge.ruleVersion !== facts.regulation.id)
    at('/pledge/ruleVersion', `誓約は現行の要領（${facts.regulation.id}）に対して行ってください（第6条）`);
  return [
    ...problems,
    ...missingOfForm(application, { whole: true }),
    ...daysAhead(application, facts.today.toString()),
    ...examineChecklist(application.checklist, facts.regulation),
    ...contradictions(application),
  ];
};

type At = (pointer: string, message: string) => void;

const examineConsultation = (application: Application, facts: ApplicationFacts, at: At) => {
  const { consultation, today } = facts;
  if (isAfter(application.appliedOn, today.toString()))
    at('/appliedOn', '申請日に未来の日付は指定できません');
  if (!consultation)
    return at('/consultationId', '事前協議の記録がありません。申請の前に市と協議してください（第4条第1項）');
  if (isAfter(consultation.heldOn, application.appliedOn))
    at(
      '/consultationId',
      `協議日（${say(consultation.heldOn)}）が申請日より後です。協議の後に申請してください（第4条第1項）`,
    );
  if (!consultation.systemIds.includes(application.systemId))
    at('/systemId', 'このシステムは事前協議の対象に含まれていません（第4条第1項）');
};

const examinePeriod = (application: Application, facts: ApplicationFacts, at: At) => {
  const { period, contract } = application;
  if (isAfter(period.from, period.to)) at('/period/to', '利用期間の終了日は開始日以後としてください');
  if (isAfter(facts.today.toString(), period.from))
    at(
      '/period/from',
      `利用期間の開始日に過去の日付は指定できません（本日は${say(facts.today.toString())}）`,
    );
  if (isAfter(contract.from, contract.to)) at('/contract/to', '契約期間の終了日は開始日以後としてください');
  const isBeyond = isAfter(contract.from, period.from) || isAfter(period.to, contract.to);
  if (isAfter(contract.from, period.from))
    at('/period/from', `利用期間は契約期間内としてください（契約は${say(contract.from)}から）（第4条第3項）`);
  if (isAfter(period.to, contract.to))
    at('/period/to', `利用期間は契約期間内としてください（契約は${say(contract.to)}まで）（第4条第3項）`);
  const { consultation, contracts } = facts;
  const within = (known: Consultation['contract']) =>
    !isAfter(known.from, period.from) && !isAfter(period.to, known.to);
  if (consultation && !isBeyond && !contracts.some(within)) {
    const { name, from, to } = consultation.contract;
    at(
      '/period/to',
      `利用期間は、市と協議した契約（${name}、${say(from)}から${say(to)}まで）の期間内としてください。契約が変わったときは、申請の前に市と協議してください（第4条第1項・第3項）`,
    );
  }
};

const examineScope = (application: Application, facts: ApplicationFacts, at: At) => {
  const { system, today } = facts;
  if (!system || !isInForce(system, today)) at('/systemId', '対象システムが登録されていません');
  if (application.vendor.corporateNumber !== facts.vendor.corporateNumber)
    at('/vendor/corporateNumber', '法人番号が、登録されている保守事業者のものと異なります');
  const { speed, cost } = application.expectedEffect;
  if (application.ground === 'effect' && !speed && !cost)
    at('/expectedEffect/speed', '見込まれる効果（迅速化又は経費）を具体的に入力してください（第3条第1号）');
  application.workers.forEach((worker, index) => {
    if (worker.to && isAfter(worker.from, worker.to))
      at(`/workers/${index}/to`, '従事終了日は従事開始日以後としてください');
  });
  application.checklist.forEach((answer, index) => {
    if (answer.exceptionReviewOn && !isAfter(answer.exceptionReviewOn, today.toString()))
      at(
        `/checklist/${index}/exceptionReviewOn`,
        `別表1 ${answer.item} の見直し日は将来の日付としてください`,
      );
  });
};

const examineSubcontracting = (application: Application, facts: ApplicationFacts, at: At) => {
  const { subcontracting, period } = application;
  const { parent } = facts;
  if (!subcontracting) return;
  const pointer = '/subcontracting/parentPermitNo';
  if (!subcontracting.parentPermitNo) {
    // Who does not connect itself needs no permit of its own to apply for its subcontractor (docs/adr/0034).
    const [own] = facts.own;
    if (own)
      at(
        pointer,
        `保守事業者がこのシステムの許可（${'permitNo' in own ? own.permitNo : ''}）を受けているため、再委託者の申請には、その「保守事業者の許可番号」を入力してください（第11条）`,
      );
    return;
  }
  if (!parent || parent.vendorId !== facts.vendor.vendorId || parent.systemId !== application.systemId)
    return at(pointer, 'この許可番号の許可が、同じ事業者・同じシステムについて見つかりません（第11条）');
  // A cascade reaches the permits right under a permit; nothing may stand below them (INV-23).
  if (isSubcontracted(parent))
    return at(pointer, 'この許可番号は再委託者の許可です。保守事業者の許可番号を入力してください（第11条）');
  if (!inForce(parent))
    return at(
      pointer,
      `保守事業者の許可が有効ではありません（現在「${STATUSES[parent.status]}」）（第11条）`,
    );
  const last = lastDayHeld(parent);
  const within = `利用期間は保守事業者の許可の期間（${say(parent.period.from)}から${say(last)}まで）内としてください（第11条）`;
  if (isAfter(parent.period.from, period.from)) at('/period/from', within);
  if (isAfter(period.to, last)) at('/period/to', within);
};

/** Answers of 別表1 that the rest of the form contradicts. */
const contradictions = (application: Application): readonly Problem[] => {
  const claims: readonly [item: string, contradicted: boolean, message: string][] = [
    [
      '1-1',
      application.originSites.some((site) => !site.outsideCity),
      '市内の作業場所があるため、1-1を適とはできません。例外として理由を入力してください',
    ],
    [
      '3-1',
      application.terminals.some((terminal) => !terminal.dedicated),
      '本市専用でない端末があるため、3-1を適とはできません',
    ],
    ['1-4', application.trackRecord.length === 0, '実績が1件も入力されていないため、1-4を適とはできません'],
  ];
  return claims.flatMap(([item, contradicted, message]) => {
    const index = application.checklist.findIndex((answer) => answer.item === item);
    return contradicted && application.checklist[index]?.answer === 'conforming'
      ? [{ pointer: `/checklist/${index}/answer`, message: `別表1 ${message}` }]
      : [];
  });
};

/** Applicants are told the city's decisions and the role that made them, not its deliberation and its names. */
type Audience = 'vendor' | 'city';

/** What a person did last to the application, as 承認・山田 太郎・4月3日 10:12; undefined when it was only submitted. */
export const lastAct = async (
  store: Store,
  caseId: string,
  audience: Audience,
): Promise<{ type: EventType; sentence: string } | undefined> => {
  const { at, by, fact } = (await loadEvents(store, caseId)).findLast(isAct(audience)) ?? {};
  if (!at || !fact || by?.kind !== 'person') return undefined;
  const { label, who } = TRANSITIONS[fact.type];
  const what = fact.type === 'approved' && fact.conditional ? '条件付承認' : label;
  const official = who === 'chief' ? roleLabel('chief') : roleLabel('manager:');
  const name =
    audience === 'vendor' && who !== 'vendor' ? official : await loadNameAt(store, by.personId, at);
  const when = formatJstDateTimeShort(Temporal.Instant.from(at));
  return { type: fact.type, sentence: `${what}・${name}・${when}` };
};

const isAct =
  (audience: Audience) =>
  ({ fact }: CaseEvent): boolean => {
    const { who } = TRANSITIONS[fact.type];
    const told = audience === 'city' || fact.type !== 'sent-back';
    return told && fact.type !== 'submitted' && (who === 'vendor' || who === 'manager' || who === 'chief');
  };

/** Who was first, and what they did: the sentence for whoever came second. */
export const explainConflict = async (
  store: Store,
  state: CaseState,
  wanted: EventType,
  audience: Audience = 'city',
): Promise<Refusal> => {
  const last = await lastAct(store, state.caseId, audience);
  if (!last) return wrongState(state, wanted);
  const conflict = (code: string, fact: string) =>
    refused('conflict', code, `すでに${fact}（${last.sentence}）`);
  if (last.type === 'withdrawn') return conflict('withdrawn', '取り下げられています');
  if (last.type === 'resubmitted') return conflict('already-corrected', '補正されています');
  if (wanted === 'resubmitted' && UNDECIDED.includes(state.status)) return wrongState(state, wanted);
  return conflict('already-decided', '決定済みです');
};
