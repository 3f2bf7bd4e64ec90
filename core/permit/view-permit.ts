import type { Temporal } from 'temporal-polyfill';
import { loadDecisions } from '../application/decision.ts';
import { statusOn, summarize } from '../application/list-cases.ts';
import { partialStopViews } from '../application/partial-stops.ts';
import { applicationOn } from '../application/revision-store.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { childrenOf, loadCase, renewalsOf } from '../case/case-store.ts';
import { CLOSED, IN_FORCE, type Status } from '../case/permit-statuses.ts';
import { type Caller, canSee, holds } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { roleOf } from '../question/ask.ts';
import { namesOf, viewQuestions } from '../question/open-question.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, ERASED, NO_PERMIT, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { closingMonthOf, nextReviewOf } from './ending.ts';
import type { AnyPermitView, CityPermitView, PermitView } from './views.ts';

/** The permit of a case, for whoever may see the case. */
export const loadPermit = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<Outcome<{ readonly state: Supervised; readonly sees: 'vendor' | 'city' }>> => {
  const state = await loadCase(store, caseId);
  const sees = state && canSee(caller, state, await loadSettings(store));
  if (!state || !sees) return NOT_FOUND;
  if (state.erasedAt !== undefined) return ERASED;
  return isSupervised(state) ? accepted({ state, sees }) : NO_PERMIT;
};

/** 許可: what it allows, where it stands, what is open (第6条–第11条). */
export const viewPermit =
  ({ store, clock }: Pick<Ports, 'store' | 'clock'>) =>
  async (caller: Caller, caseId: string): Promise<Outcome<AnyPermitView>> => {
    const found = await loadPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const today = dateOf(clock());
    const view = await baseView(store, state, sees, today);
    return accepted(
      sees === 'vendor'
        ? { audience: 'vendor', ...view }
        : {
            audience: 'city',
            ...view,
            questions: await questionsOf({ store, clock }, caller, state),
            manages: holds(caller, roleOf('instruct', state)) !== undefined,
            parked: state.parked,
            held: state.held,
          },
    );
  };

const baseView = async (
  store: Store,
  state: Supervised,
  sees: 'vendor' | 'city',
  today: Temporal.PlainDate,
): Promise<Omit<PermitView, 'audience'>> => {
  const other = (caseId: string | undefined) => (caseId === undefined ? undefined : loadCase(store, caseId));
  const [summary, application, decisions, parent, children, previous, renewals] = await Promise.all([
    summarize(store, state, today),
    applicationOn(store, state, today.toString()),
    loadDecisions(store, state.caseId),
    other(state.parentCaseId),
    childrenOf(store, state.caseId),
    other(state.previousCaseId),
    renewalsOf(store, state.caseId),
  ]);
  const { contract } = application;
  const decision = decisions.findLast((d) => d.stage === state.decision.stage && d.rev === state.rev);
  return {
    ...summary,
    permitNo: state.permitNo,
    version: state.version,
    rev: state.rev,
    regulationId: state.regulationId,
    notice: {
      documentNo: state.notice.documentNo,
      issuedOn: state.notice.issuedOn,
      correctedBy: state.notice.correctedBy,
    },
    contract: { name: contract.name, number: contract.number, from: contract.from, to: contract.to },
    conditions: decision?.conditions,
    exceptions: application.checklist
      .filter(({ answer }) => answer === 'exception')
      .map(({ item, exceptionReason, exceptionReviewOn }) => ({
        item,
        reason: exceptionReason ?? '',
        reviewOn: exceptionReviewOn ?? '',
      })),
    scope: {
      originSites: application.originSites.map(({ name, address }) => `${name}（${address}）`),
      originIps: application.originIps,
      terminals: application.terminals.map(({ assetNo, os }) => `${assetNo}（${os}）`),
      targetHosts: application.targetHosts.map(
        ({ host, ip, protocol, port }) => `${host}（${ip} ${protocol.toUpperCase()}/${port}）`,
      ),
      workers: application.workers.map(({ name, company, role, from, to }) => ({
        name,
        company,
        role,
        from,
        to,
      })),
      connectionMethod: application.connectionMethod,
    },
    safeguards: { emergencyCutOff: application.emergencyCutOff, atEnd: application.atEnd },
    nextReport: state.nextReport,
    overOn: 'overOn' in state ? state.overOn : undefined,
    closingMonth: await closingAwaited(store, state),
    suspension: state.status === 'suspended' ? state.suspension : undefined,
    partialStops: await partialStopViews(store, state, today),
    revocation: state.status === 'revoked' ? state.revocation : undefined,
    cutOffs: state.cutOffs.length,
    orders: state.orders.map(({ findingId, orderNo, dueOn, stage }) => ({
      findingId,
      orderNo,
      dueOn,
      stage,
    })),
    ending: state.ending && { lastDay: state.ending.lastDay, filedAt: state.ending.filedAt },
    continues: previous && isSupervised(previous) ? await relatedOf(store, previous, today) : undefined,
    renewals: await Promise.all(
      renewals.map(async (renewal) => {
        const { caseId, caseNo, status, statusLabel, subcontractor } = await summarize(store, renewal, today);
        return { caseId, caseNo, status, statusLabel, subcontractor };
      }),
    ),
    nextReviewOn: nextReviewOf(state),
    reconfirmedUnder: state.reconfirmedUnder,
    can: canDo(state, sees, statusOn(state, today), renewals),
    parent: parent && isSupervised(parent) ? await relatedOf(store, parent, today) : undefined,
    children: await Promise.all(children.filter(isSupervised).map((child) => relatedOf(store, child, today))),
  };
};

/** Until the report has come with which 終了時の措置 is told. */
const closingAwaited = async (store: Store, state: Supervised): Promise<string | undefined> => {
  const month = await closingMonthOf(store, state);
  const { lastReport = '', awaited } = state.figures;
  const isTold =
    month !== undefined && lastReport >= month && !awaited.some(({ yearMonth }) => yearMonth === month);
  return isTold ? undefined : month;
};

/** What the vendor may file on the day. */
const canDo = (
  state: Supervised,
  sees: 'vendor' | 'city',
  status: Status,
  renewals: readonly CaseState[],
): PermitView['can'] => {
  const isOpen = sees === 'vendor' && IN_FORCE.includes(status) && IN_FORCE.includes(state.status);
  const isContinued = renewals.some((renewal) => !CLOSED.includes(renewal.status));
  return {
    change: isOpen,
    end: isOpen && !state.ending,
    withdrawEnding: isOpen && state.ending !== undefined,
    renew: isOpen && status !== 'suspended' && !isContinued && !state.ending,
  };
};

const relatedOf = async (store: Store, state: Supervised, today: Temporal.PlainDate) => {
  const { caseId, status, statusLabel, subcontractor } = await summarize(store, state, today);
  return { caseId, permitNo: state.permitNo, status, statusLabel, subcontractor };
};

const questionsOf = async (
  ports: Pick<Ports, 'store' | 'clock'>,
  caller: Caller,
  state: Supervised,
): Promise<CityPermitView['questions']> =>
  Promise.all(
    (await viewQuestions(ports, caller, state, state.questions)).map(
      async ({ stage, about, hash, openedAt, dueOn, holders, mine }) => ({
        ...{ stage, about, hash, openedAt, dueOn, mine },
        holders: await namesOf(ports.store, holders),
      }),
    ),
  );
