import { Temporal } from 'temporal-polyfill';
import { type CaseState, isSubcontracted, isSupervised, openQuestions } from '../case/case-state.ts';
import { caseIdOfInbox, caseKey, loadCase, stateOf } from '../case/case-store.ts';
import { type Question, questionOf, stageLabel } from '../case/decision-request.ts';
import { IN_FORCE, STATUSES, type Status } from '../case/permit-statuses.ts';
import { RECORDS } from '../case/records.ts';
import { type Caller, canSee, isOffice, vendorOf } from '../directory/caller.ts';
import { sectionOf } from '../directory/directory.ts';
import {
  listSections,
  loadSection,
  loadSettings,
  loadSystem,
  loadVendor,
} from '../directory/directory-store.ts';
import { eligible } from '../question/ask.ts';
import { type Page, type Ports, type Query, queryAll, type Store } from '../store/ports.ts';
import { isContinued } from '../store/store-query.ts';
import { dateOf } from '../values/calendar.ts';
import { Rejected } from '../values/errors.ts';
import { APPLICATION_TYPES } from './inputs.ts';
import { loadRevision } from './revision-store.ts';
import type { CaseSummary, InboxEntry } from './views.ts';

type Reading = Pick<Ports, 'store' | 'clock'>;

/**
 * The status on a day. A permit whose last day has passed is never shown as valid, whether or not the daily run
 * has come by (第4条第3項).
 */
export const statusOn = (state: CaseState, today: Temporal.PlainDate): Status => {
  if (!IN_FORCE.includes(state.status)) return state.status;
  if ('ending' in state && state.ending && Temporal.PlainDate.compare(today, state.ending.lastDay) > 0)
    return 'ended';
  if (Temporal.PlainDate.compare(today, state.period.to) > 0) return 'expired';
  // A subcontractor's permit starts only with its parent's; that is for the daily run to see.
  if (state.status === 'suspended' || state.parentCaseId !== undefined) return state.status;
  return Temporal.PlainDate.compare(today, state.period.from) >= 0 ? 'active' : 'upcoming';
};

/** A permit of which a part is stopped (第8条, docs/adr/0039) is in force, and says so: 有効（一部停止中）. */
const withParts = (label: string, state: CaseState, status: Status): string => {
  const isOpen = status === 'active' || status === 'upcoming';
  const isPartly = isOpen && isSupervised(state) && (state.partialStops ?? []).length > 0;
  return isPartly ? `${label.replace('）', '')}${label.endsWith('）') ? '、' : '（'}一部停止中）` : label;
};

export const statusLabel = (state: CaseState, today: Temporal.PlainDate): string => {
  const status = statusOn(state, today);
  return status === 'approved' && state.status === 'approved' && state.decision.conditional
    ? '条件付承認'
    : withParts(STATUSES[status], state, status);
};

export const summarize = async (
  store: Store,
  state: CaseState,
  today: Temporal.PlainDate,
): Promise<CaseSummary> => {
  const [vendor, system, section, revision] = await Promise.all([
    loadVendor(store, state.vendorId),
    loadSystem(store, state.systemId),
    loadSection(store, state.sectionId),
    isSubcontracted(state) ? loadRevision(store, state.caseId, state.rev) : undefined,
  ]);
  return {
    caseId: state.caseId,
    caseNo: state.caseNo,
    status: statusOn(state, today),
    statusLabel: statusLabel(state, today),
    applicationType: APPLICATION_TYPES[state.applicationType as keyof typeof APPLICATION_TYPES],
    vendorName: vendor?.name ?? '（削除済み）',
    subcontractor: revision?.application.subcontracting?.company,
    systemName: system?.name ?? '',
    sectionName: section?.name ?? '',
    period: state.period,
    submittedAt: state.submittedAt,
    changedAt: state.changedAt,
    permitNo: 'permitNo' in state ? state.permitNo : undefined,
    documentNo: 'notice' in state ? state.notice?.documentNo : undefined,
  };
};

const BAD_CURSOR = '一覧の続きの位置が正しくありません';

/** A vendor's own cases, newest first. */
const casesOfVendor = (store: Store, vendorId: string, limit: number, cursor?: string): Promise<Page> => {
  const query: Query = {
    index: 'vendor',
    hash: vendorId,
    descending: true,
    limit,
    ...(cursor ? { cursor } : {}),
  };
  if (!isContinued(query)) throw new Rejected(BAD_CURSOR);
  return store.query(query);
};

/** All cases that the caller may see: the city's people their sections', the office all, a vendor its own. In no order. */
export const findCases =
  ({ store }: Pick<Ports, 'store'>) =>
  async (caller: Caller): Promise<readonly CaseState[]> => {
    const vendorId = vendorOf(caller);
    if (vendorId !== undefined)
      return (await queryAll(store, { index: 'vendor', hash: vendorId })).map(stateOf);
    const settings = await loadSettings(store);
    const sections = isOffice(caller, settings)
      ? (await listSections(store)).map((section) => section.sectionId)
      : [...new Set(caller.appointments.map((a) => sectionOf(a.role)).filter((id) => id !== undefined))];
    const rows = await Promise.all(
      sections.map((id) => queryAll(store, { index: 'register', hash: `SECTION#${id}` })),
    );
    return rows
      .flat()
      .map(stateOf)
      .filter((state) => canSee(caller, state, settings));
  };

/**
 * All cases that the caller may see, newest first, in pages.
 *
 * @throws {Rejected} for a cursor that is none of ours
 */
export const listCases =
  ({ store, clock }: Reading) =>
  async (
    caller: Caller,
    { limit = 50, cursor }: { limit?: number; cursor?: string | undefined } = {},
  ): Promise<{ cases: CaseSummary[]; cursor: string | undefined }> => {
    const today = dateOf(clock());
    const vendorId = vendorOf(caller);
    if (vendorId !== undefined) {
      const page = await casesOfVendor(store, vendorId, limit, cursor);
      const cases = await Promise.all(page.items.map((row) => summarize(store, stateOf(row), today)));
      return { cases, cursor: page.cursor };
    }
    const states = (await findCases({ store })(caller)).toSorted((a, b) =>
      a.submittedAt < b.submittedAt ? 1 : -1,
    );
    if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) throw new Rejected(BAD_CURSOR);
    const start = Number(cursor ?? 0);
    const cases = await Promise.all(
      states.slice(start, start + limit).map((state) => summarize(store, state, today)),
    );
    return { cases, cursor: start + limit < states.length ? String(start + limit) : undefined };
  };

/** 決裁待ち: what the caller may decide now, most urgent first. */
export const listInbox =
  ({ store, clock }: Reading) =>
  async (caller: Caller): Promise<InboxEntry[]> => {
    const settings = await loadSettings(store);
    const today = dateOf(clock());
    const roles = [...new Set(caller.appointments.map((a) => a.role))].filter(
      (role) => !role.startsWith('clerk:'),
    );
    const rows = await Promise.all(
      roles.map((role) => queryAll(store, { index: 'register', hash: `INBOX#${role}` })),
    );
    const entries = await Promise.all(
      rows.flat().map(async (row): Promise<InboxEntry[]> => {
        const { caseId, requestId } = caseIdOfInbox(row);
        const state = await loadCase(store, caseId);
        const request = state && openQuestions(state).find((open) => open.requestId === requestId);
        if (!state || !request) return [];
        const mine = (await eligible(store, request, state, today, settings)).filter(
          (holder) => holder.personId === caller.person.personId,
        );
        if (mine.length === 0) return [];
        return [
          {
            ...(await summarize(store, state, today)),
            stage: request.stage,
            about: request.about,
            aboutNo: await aboutNoOf(store, caseId, request),
            askedAt: request.openedAt,
            dueOn: request.dueOn,
            overdue: Temporal.PlainDate.compare(today, request.dueOn) > 0,
            asDeputy: mine.every((holder) => holder.kind === 'deputy'),
          },
        ];
      }),
    );
    return entries.flat().sort((a, b) => (a.dueOn + a.caseNo < b.dueOn + b.caseNo ? -1 : 1));
  };

/** The number or the name by which people know what a question is about. */
const aboutNoOf = async (
  store: Store,
  caseId: string,
  { stage, about = '' }: Pick<Question, 'stage' | 'about'>,
): Promise<string | undefined> => {
  const page = questionOf(stage)?.page;
  const kind = RECORDS.find((one) => one.page === page);
  const { askedAbout } = kind?.any ?? {};
  if (!kind || !askedAbout) return undefined;
  const row = await store.get({ pk: caseKey(caseId), sk: `${kind.prefix}#${about}` });
  return row && askedAbout(row['head'], stage);
};
/** A question as people speak of it: 月次利用状況報告の確認（令和8年4月分）. */
export const questionName = async (
  store: Store,
  caseId: string,
  question: Pick<Question, 'stage' | 'about'>,
): Promise<string> => {
  const no = await aboutNoOf(store, caseId, question);
  const label = stageLabel(question.stage);
  return no === undefined ? label : `${label}（${no}）`;
};
