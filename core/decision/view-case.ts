import { compareRevisions } from '../application/compare-revisions.ts';
import { judgeConformity } from '../application/conformity.ts';
import { differencesOf } from '../application/consulted-differences.ts';
import { correctionsMade } from '../application/corrected-items.ts';
import { choiceLabel, type Decision, loadDecisions } from '../application/decision.ts';
import { earlierRecord } from '../application/earlier-permits.ts';
import { lastResults } from '../application/last-results.ts';
import { summarize } from '../application/list-cases.ts';
import { processingOf } from '../application/processing.ts';
import {
  applicationOn,
  loadRevision,
  type Revision,
  revisionOf,
  SETTLED,
} from '../application/revision-store.ts';
import type { CaseView, CityCaseView, TimelineEntry } from '../application/views.ts';
import type { CaseEvent } from '../case/case-event.ts';
import { type CaseState, isSupervised, openRequest } from '../case/case-state.ts';
import { loadCase, loadEvents } from '../case/case-store.ts';
import { ISSUE_REASONS } from '../case/decision-request.ts';
import { listMails } from '../case/outbox-write.ts';
import { UNDECIDED } from '../case/permit-statuses.ts';
import { toldEvents } from '../case/told-to-vendor.ts';
import { TRANSITIONS } from '../case/transitions.ts';
import { type Caller, canSee, holds, isOffice, vendorOf } from '../directory/caller.ts';
import { CITY_ROLES } from '../directory/directory.ts';
import { loadConsultation, loadNameAt, loadSettings } from '../directory/directory-store.ts';
import type { Settings } from '../directory/settings.ts';
import { usualDay } from '../finding/reasonable-time.ts';
import { renewalDifferences } from '../permit/renew-permit.ts';
import { eligible, roleOf } from '../question/ask.ts';
import { namesOf, viewQuestions } from '../question/open-question.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, ERASED, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { recorderOf } from './record-paper-decision.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

type Parts = {
  readonly state: CaseState;
  readonly revision: Revision;
  readonly decisions: readonly Decision[];
  readonly events: readonly CaseEvent[];
};

const loadParts = async (store: Store, state: CaseState): Promise<Parts> => {
  const [revision, decisions, events] = await Promise.all([
    revisionOf(store, state),
    loadDecisions(store, state.caseId),
    loadEvents(store, state.caseId),
  ]);
  return { state, revision, decisions, events };
};

/** What a vendor sees of its case: results and what is to be corrected, never the city's deliberation. */
export const viewCase =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string): Promise<Outcome<CaseView>> => {
    const state = await loadCase(store, caseId);
    const settings = await loadSettings(store);
    if (!state || !canSee(caller, state, settings)) return NOT_FOUND;
    if (state.erasedAt !== undefined) return ERASED;
    const parts = await loadParts(store, state);
    return accepted({
      audience: 'vendor',
      ...(await baseView({ store, clock }, parts, caller, settings)),
    });
  };

/** What the city sees in addition. */
export const viewCityCase =
  ({ store, clock }: Reading) =>
  async (caller: Caller, caseId: string): Promise<Outcome<CityCaseView>> => {
    const state = await loadCase(store, caseId);
    const settings = await loadSettings(store);
    if (!state || canSee(caller, state, settings) !== 'city') return NOT_FOUND;
    if (state.erasedAt !== undefined) return ERASED;
    const today = dateOf(clock());
    const parts = await loadParts(store, state);
    const { revision } = parts;
    const [view, consultation, previous, mails] = await Promise.all([
      baseView({ store, clock }, parts, caller, settings),
      loadConsultation(store, state.vendorId, revision.application.consultationId),
      state.rev > 1 ? loadRevision(store, caseId, state.rev - 1) : undefined,
      listMails(store, caseId),
    ]);
    const request = openRequest(state);
    const [asked] = await viewQuestions({ store, clock }, caller, state, request ? [request] : []);
    return accepted({
      audience: 'city',
      ...view,
      consultation: {
        heldOn: consultation?.heldOn ?? '',
        cityStaff: consultation?.cityStaff ?? '',
        summary: consultation?.summary ?? '',
      },
      decisions: [...parts.decisions],
      parked: state.parked,
      held: state.held,
      request: request && {
        stage: request.stage,
        hash: request.hash,
        dueOn: request.dueOn,
        openedAt: request.openedAt,
        holders: [...(await namesOf(store, asked?.holders ?? []))],
        ...(request.stage === 'approve' ? {} : { usualCorrectBy: usualDay('correction', today, settings) }),
      },
      earlier: await earlierRecord(store, state, today),
      renewal: await renewalView(store, state, revision),
      changes: previous ? compareRevisions(previous.application, revision.application) : [],
      corrections: await correctionsMade(store, state, parts.decisions, regulationById(state.regulationId)),
      mails: mails.map(({ sentAt, to, subject, text, result }) => ({ sentAt, to, subject, text, result })),
    });
  };

/** 継続 (G11): what the manager compares with. */
const renewalView = async (
  store: Store,
  state: CaseState,
  { application }: Revision,
): Promise<CityCaseView['renewal']> => {
  const previous =
    state.previousCaseId === undefined ? undefined : await loadCase(store, state.previousCaseId);
  // What a permit said is gone with the end of its retention.
  if (!previous || !isSupervised(previous) || previous.erasedAt !== undefined) return undefined;
  const [before, last] = await Promise.all([
    applicationOn(store, previous, SETTLED),
    lastResults(store, previous),
  ]);
  const differences = renewalDifferences(before, application);
  return {
    caseId: previous.caseId,
    permitNo: previous.permitNo,
    period: previous.period,
    identical: differences.length === 0,
    differences: [...differences],
    last: last && { ...last, checklist: [...last.checklist] },
  };
};

const baseView = async (
  { store, clock }: Reading,
  parts: Parts,
  caller: Caller,
  settings: Settings,
): Promise<Omit<CaseView, 'audience'>> => {
  const { state, revision, decisions } = parts;
  const today = dateOf(clock());
  const isVendor = vendorOf(caller) !== undefined;
  const request = openRequest(state);
  const mayDecide =
    request !== undefined &&
    holds(caller, roleOf(request.stage, state)) !== undefined &&
    (await eligible(store, request, state, today, settings)).some(
      (holder) => holder.personId === caller.person.personId,
    );
  const differences = UNDECIDED.includes(state.status)
    ? await differencesOf({ store, clock }, state, revision.application, isVendor ? 'vendor' : 'city')
    : [];
  return {
    ...(await summarize(store, state, today)),
    version: state.version,
    rev: state.rev,
    regulationId: state.regulationId,
    application: revision.application,
    conformity: toConformity(revision),
    consulted: differences.flatMap((one) => {
      if (one.kind !== 'said') return [];
      const { kind: _, ...change } = one;
      return [change];
    }),
    differences: [...differences],
    returned: returnedOf(state, decisions),
    processing: processingOf(state, revision, settings),
    result: isVendor && !isNotified(state) ? undefined : resultOf(state, decisions),
    timeline: await timelineOf(store, parts, isVendor),
    can: {
      withdraw: isVendor && UNDECIDED.includes(state.status),
      correct: isVendor && state.status === 'returned',
      decide: mayDecide ? request.stage : undefined,
      recordOnPaper: request && recorderOf(caller, state, settings) && request.stage,
      resume: state.parked === undefined ? undefined : isOffice(caller, settings),
    },
  };
};

const toConformity = (revision: Revision) => {
  const { conforming, exceptions, nonconforming } = judgeConformity(revision.application);
  return { conforming, exceptions: [...exceptions], nonconforming: [...nonconforming] };
};

const returnedOf = (state: CaseState, decisions: readonly Decision[]): CaseView['returned'] => {
  if (state.status !== 'returned') return undefined;
  const { by, items, at, correctBy } = state.returned;
  const until = {
    ...(correctBy === undefined ? {} : { correctBy }),
    ...(state.request ? { lapsed: true } : {}),
  };
  if (by === 'check')
    return {
      at,
      ...until,
      items: items.map((item) => ({
        item,
        note: `「不適」と回答されています。適合させたうえで補正してください`,
      })),
    };
  const decision = decisions.findLast((d) => d.stage === 'confirm' && d.rev === state.rev);
  const note = (item: string) => decision?.checklist.find((entry) => entry.item === item)?.note ?? '';
  return { at, ...until, items: items.map((item) => ({ item, note: note(item) })), reason: decision?.reason };
};

/** The applicant learns the result by the notice (第5条), not before it. */
const isNotified = (state: CaseState): boolean => 'notice' in state && state.notice !== undefined;

const resultOf = (state: CaseState, decisions: readonly Decision[]): CaseView['result'] => {
  if (!('decision' in state)) return undefined;
  const { stage } = state.decision;
  const decision = decisions.findLast((d) => d.stage === stage && d.rev === state.rev);
  return (
    decision && {
      label: choiceLabel(decision),
      decidedAt: decision.decidedAt,
      decidedOn: decision.paper?.decidedOn,
      conditions: decision.conditions,
      reason: decision.reason,
    }
  );
};

const timelineOf = async (store: Store, parts: Parts, forVendor: boolean): Promise<TimelineEntry[]> => {
  const shown = forVendor ? toldEvents(parts.events) : parts.events;
  return Promise.all(
    shown.map(async (event) => ({
      seq: event.seq,
      at: event.at,
      label: labelOf(event),
      by: await nameOf(store, event, parts, forVendor),
      detail: detailOf(event),
    })),
  );
};

const labelOf = ({ fact }: CaseEvent): string => {
  if (fact.type === 'approved' && fact.conditional) return '条件付承認';
  if (fact.type === 'request-reissued') return ISSUE_REASONS[fact.reason];
  return TRANSITIONS[fact.type].label;
};

const detailOf = ({ fact }: CaseEvent): string | undefined => {
  switch (fact.type) {
    case 'submitted':
      return `第${fact.rev}版`;
    case 'resubmitted':
      return `第${fact.rev}版`;
    case 'found-nonconforming':
    case 'returned-by-manager':
      return fact.items.length > 0 ? `別表1 ${fact.items.join('、')}` : undefined;
    case 'correction-extended':
      return `${formatWarekiDay(fact.correctBy)}まで`;
    case 'permit-issued':
      return fact.permitNo;
    case 'permit-notified':
    case 'refusal-notified':
      return fact.documentNo;
    case 'log-reconciled':
      return fact.yearMonth;
    case 'parked':
      return fact.error;
    default:
      return undefined;
  }
};

/** A vendor is told its own people by name, the city's by their office. */
const OFFICES = { manager: CITY_ROLES.manager, chief: CITY_ROLES.chief } as const;

const nameOf = async (store: Store, event: CaseEvent, parts: Parts, forVendor: boolean): Promise<string> => {
  const { by } = event;
  if (by.kind === 'system') return 'システム';
  const { who } = TRANSITIONS[event.fact.type];
  if (forVendor && who !== 'vendor') return who === 'manager' || who === 'chief' ? OFFICES[who] : '市';
  const { fact } = event;
  const decision =
    'decisionHash' in fact ? parts.decisions.find((d) => hashOf(d) === fact.decisionHash) : undefined;
  if (decision) {
    const { decidedBy, principal, paper } = decision;
    const onPaper = paper ? `（紙による決定、記録者 ${paper.recordedBy.name}）` : '';
    return principal
      ? `${decidedBy.title} ${decidedBy.name}（${principal.title} ${principal.name} の代決）${onPaper}`
      : `${decidedBy.title} ${decidedBy.name}${onPaper}`;
  }
  return loadNameAt(store, by.personId, event.at);
};
