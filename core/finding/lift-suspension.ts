import { Temporal } from 'temporal-polyfill';
import { type Act, act, actAll } from '../case/case.ts';
import { NOTHING, type Plan } from '../case/case-due.ts';
import type { CaseState, StateOf, Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, childrenOf, loadEvents, loadRecord } from '../case/case-store.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { dossierHash, hashWithCascade, type SanctionNotice } from '../case/records/finding-papers.ts';
import { isOver, ownStop, type Stop, stopsOf } from '../case/stops.ts';
import { cascadeWrites, underParent } from '../case/under-parent.ts';
import type { Caller } from '../directory/caller.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { issueDocument } from '../document/issue-document.ts';
import { hasWaited } from '../permit/ending.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Authorized, actOnRecord, openAbout } from '../question/gate.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { dateOf, subtractBusinessDays } from '../values/calendar.ts';
import { Fatal, type Refusal, refused } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import type { Issued } from '../values/signed.ts';
import { fellWith, liftedWith, permitLines } from './affected-permits.ts';
import {
  type Acted,
  actedSchema,
  askAboutFinding,
  invalidAt,
  type LoadedFinding,
  vendorOnFinding,
} from './finding-act.ts';
import type { ConditionsInput, LiftInput } from './inputs.ts';
import { actedOn, keep, namedAs, noticeNamed } from './keep-suspension.ts';
import { goesOn } from './take-effect.ts';

/** 停止の解除と期間の変更 (第8条), of the whole permit or of a part of it (docs/adr/0039): asked for when its last day is near or the vendor reports the conditions as met. */

const NOT_SUSPENDED = refused(
  'conflict',
  'not-suspended',
  'この是正命令に係る停止は、現在行われていません（第8条）',
);

/**
 * The last day of a suspension is near: the manager is asked in time whether it is lifted, extended by a new decision, or left
 * to end. One of the versions before does not end by itself, as its notice says: the manager is asked when the day has passed.
 */
export const attendSuspension = async (
  ports: Ports,
  state: Supervised,
  businessDate: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  for (const stop of stopsOf(state)) {
    const asked = await attendStop(ports, state, stop, businessDate, settings);
    if (!asked.ok || asked.value !== 'nothing-due') return asked;
  }
  return NOTHING;
};

const attendStop = async (
  ports: Ports,
  state: Supervised,
  stop: Stop,
  businessDate: Temporal.PlainDate,
  settings: Settings,
): Promise<Plan | Refusal> => {
  const { until, ends, findingId } = stop;
  // One that fell with the parent's permit is not lifted for itself.
  if (until === undefined || stop.parent !== undefined) return NOTHING;
  const last = Temporal.PlainDate.from(until);
  const askOn = ends
    ? subtractBusinessDays(last, settings.suspensionReviewDays, settings)
    : last.add({ days: 1 });
  if (Temporal.PlainDate.compare(businessDate, askOn) < 0) return NOTHING;
  const finding = await loadRecord(ports.store, state.caseId, FINDINGS, findingId);
  if (!finding || openAbout(state, 'lift', findingId)) return NOTHING;
  if (ends && (await askedSince(ports.store, state, findingId, askOn))) return NOTHING;
  const asked = { stage: 'lift', ...(ends ? { dueOn: last } : {}) } as const;
  const { request, mails } = await askAboutFinding(ports, state, finding.head, asked, settings);
  const step = { fact: { type: 'lifting-requested', findingId, request } } as const;
  const outcome = actAll(state, [step], system('daily'), ports.clock(), [finding]);
  if (!outcome.ok) return outcome;
  return { ok: true, value: 'asked', writes: [...actWrites(outcome.value), ...mails] };
};

/** Answered with 停止を続ける without a new day, it is left to end: nobody is asked the same again. */
const askedSince = async (
  store: Store,
  { caseId }: CaseState,
  findingId: string,
  day: Temporal.PlainDate,
): Promise<boolean> =>
  (await loadEvents(store, caseId)).some(
    ({ fact, at }) =>
      fact.type === 'lifting-requested' &&
      fact.findingId === findingId &&
      Temporal.PlainDate.compare(dateOf(Temporal.Instant.from(at)), day) >= 0,
  );

/** The vendor reports that the conditions are met; the manager is asked, or asked again with the report. */
export const reportConditions =
  (ports: Ports) =>
  (caller: Caller, caseId: string, findingId: string, input: ConditionsInput, idempotencyKey?: string) => {
    const sent = { route: 'conditions', caseId, findingId, input };
    return replayable(ports, { caller, key: idempotencyKey, request: sent, receipt: actedSchema }, (ports) =>
      vendorOnFinding(ports, caller, caseId, findingId, async ({ state, settings, finding, fromVendor }) => {
        if (input.doneOn > dateOf(ports.clock()).toString())
          return invalidAt('/doneOn', '「完了日」に、報告の日より後の日付は指定できません');
        if (!ownStop(state, findingId)) return NOT_SUSPENDED;
        const paper = { type: 'conditions-reported', ...input, ...fromVendor } as const;
        const asked = { stage: 'lift', written: [paper] } as const;
        const { request, mails } = await askAboutFinding(ports, state, finding.head, asked, settings);
        return {
          ok: true,
          step: { fact: { type: 'conditions-reported', findingId, request }, paper },
          writes: mails,
          news: 'conditions-received',
        };
      }),
    );
  };

const CHANGED = refused(
  'conflict',
  'changed-since-shown',
  '表示した後に内容（再委託者の許可を含む）が変わりました。最新の内容を読み直してから回答してください',
);

/** What the manager is shown before lifting: all papers, and the permits that are lifted with it. */
export const liftingHash = async (store: Store, state: CaseState, finding: LoadedFinding): Promise<string> =>
  hashWithCascade(
    dossierHash('lift', finding.head.findingId, finding.head.papers),
    await liftedWith(store, state, ownStop(state, finding.head.findingId)),
  );

/**
 * The manager lifts a suspension, asked or not, or lets it go on (`keep`). With the permit, those that fell with it are lifted
 * in the same transaction (第11条, INV-23); a subcontractor's own suspension stays.
 */
export const decideLifting =
  (ports: Ports) => (caller: Caller, caseId: string, findingId: string, input: LiftInput) =>
    commit<Acted>(ports, async (ports) => {
      const { store, clock } = ports;
      const authorized = await actOnRecord(ports, caller, caseId, {
        ...{ stage: 'lift', kind: FINDINGS, id: findingId },
      } as const);
      if (!authorized.ok) return authorized;
      const { state, record: finding } = authorized;
      const stop = ownStop(state, findingId);
      if (!stop) return NOT_SUSPENDED;
      if ((await liftingHash(store, state, finding)) !== input.hash) return CHANGED;
      const today = dateOf(clock()).toString();
      // Over, though no run has taken it down yet: what has ended is not extended.
      if (isOver(stop, today)) return NOT_SUSPENDED;
      const stopped = { state, stop };
      if (input.choice === 'keep') return keep(ports, authorized, stopped, finding, input);
      return stop.only === undefined && state.status === 'suspended'
        ? lift(ports, authorized, state, finding, input.reason)
        : liftPart(ports, authorized, stopped, finding, input.reason);
    });

const lift = async (
  { store, clock, ids }: Ports,
  { by, guard }: Authorized,
  state: StateOf<'suspended'>,
  finding: LoadedFinding,
  reason: string,
) => {
  const now = clock();
  const { parent, guard: still } = await underParent(store, state);
  if (parent && parent.status !== 'active')
    return refused(
      'conflict',
      'parent-not-in-force',
      '保守事業者の許可が有効でないため、停止を解除できません（第11条）。保守事業者の許可の停止が解除された後に、改めて判断してください',
    );
  const { findingId } = state.suspension;
  const children = await childrenOf(store, state.caseId);
  const under = children.flatMap((child) =>
    child.status === 'suspended' && fellWith(child, state.caseId) ? [child] : [],
  );
  const { issued, more, write } = await issueDocument({ store, clock }, state, 'sanction', 1 + under.length);
  const answers = openAbout(state, 'lift', findingId)?.requestId;
  const raise = async (target: StateOf<'suspended'>, own: Issued, from?: CaseState) => {
    // The notices of the versions before have the number of the vendor's.
    const { documentNo: suspensionNo } = target.suspension;
    const given = await noticeNamed(store, target.caseId, suspensionNo);
    const paper: SanctionNotice = {
      type: 'lifting-notice',
      ...own,
      ...(await permitLines(store, target, from)),
      suspensionNo,
      ...namedAs(given),
      reason,
      effectiveFrom: own.issuedOn,
    };
    const fact = {
      type: 'suspension-lifted',
      findingId,
      documentNo: own.documentNo,
      ...(from ? { parent: from.caseId } : answers === undefined ? {} : { answers }),
    } as const;
    return actAll(target, [{ fact, paper }, ...(await goesOn(store, target, own.issuedOn, from))], by, now);
  };
  const outcome = await raise(state, issued);
  if (!outcome.ok) return outcome;
  const acts: Act[] = [outcome.value];
  for (const [index, child] of under.entries()) {
    const own = more[index];
    if (!own) throw new Fatal('a permit under a suspended one that was not counted');
    const raised = await raise(child, own, state);
    if (!raised.ok) return raised;
    acts.push(raised.value);
  }
  const told = await Promise.all(acts.map(({ after }) => newsMails({ store, ids }, after, 'lifted', now)));
  // Those that were permitted meanwhile, and have waited for this one.
  const isActive = outcome.value.after.status === 'active';
  for (const child of isActive ? children.filter((one) => hasWaited(one, issued.issuedOn)) : []) {
    const started = act(child, { type: 'started' }, system('daily'), now);
    if (!started.ok) return started;
    acts.push(started.value);
  }
  const writes: Write[] = acts.flatMap(({ after: { caseId } }) => [
    outboxWrite(caseKey(caseId), ids.next(), now, { kind: 'continue-case', caseId }),
  ]);
  return {
    ok: true as const,
    value: actedOn(outcome.value.after, finding),
    writes: [...cascadeWrites(acts), write, guard, ...told.flat(), ...writes, ...still],
  };
};

/** A part of the permit (docs/adr/0039): what else is stopped stays so, and nothing of the subcontractors' permits is lifted. */
const liftPart = async (
  { store, clock, ids }: Ports,
  { by, guard }: Authorized,
  { state, stop }: { readonly state: Supervised; readonly stop: Stop },
  finding: LoadedFinding,
  reason: string,
) => {
  const now = clock();
  const { findingId, documentNo: suspensionNo } = stop;
  const { issued, write } = await issueDocument({ store, clock }, state, 'sanction');
  const given = await noticeNamed(store, state.caseId, suspensionNo);
  const answers = openAbout(state, 'lift', findingId)?.requestId;
  const paper: SanctionNotice = {
    type: 'lifting-notice',
    ...issued,
    ...(await permitLines(store, state)),
    suspensionNo,
    ...namedAs(given),
    reason,
    effectiveFrom: issued.issuedOn,
  };
  const fact = {
    type: 'partial-stop-lifted',
    findingId,
    documentNo: issued.documentNo,
    ...(answers === undefined ? {} : { answers }),
  } as const;
  const outcome = actAll(state, [{ fact, paper }], by, now);
  if (!outcome.ok) return outcome;
  const { after } = outcome.value;
  return {
    ok: true as const,
    value: actedOn(after, finding),
    writes: [
      ...actWrites(outcome.value),
      write,
      guard,
      ...(await newsMails({ store, ids }, after, 'lifted', now)),
      outboxWrite(caseKey(after.caseId), ids.next(), now, { kind: 'continue-case', caseId: after.caseId }),
    ],
  };
};
