import { Temporal } from 'temporal-polyfill';
import { type Act, actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { caseKey, childrenOf, loadCase, loadRecord } from '../case/case-store.ts';
import { type NextStep, nextStep, pressingOrder } from '../case/next-step.ts';
import { waitsForOther } from '../case/open-orders.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { citing, clausesOf } from '../case/records/finding-facts.ts';
import type { Affected, SanctionNotice } from '../case/records/finding-papers.ts';
import { cascadeWrites } from '../case/under-parent.ts';
import { issueDocument, mayIssue } from '../document/issue-document.ts';
import { type Fallen, fallWith } from '../permit/ending.ts';
import { lapseWorksWrites, stoppedWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { system } from '../values/identity.ts';
import type { Issued } from '../values/signed.ts';
import { affectedBy, permitLines, throughOrigin } from './affected-permits.ts';
import { fallUnder, lapsingUnder } from './fall-under.ts';
import { findingPapersOf, requirePaper } from './finding-papers-of.ts';
import { holdPaper } from './hold-paper.ts';

/**
 * The states Suspend and Revoke (第8条): what the manager has decided is carried out and notified (F9) in one
 * transaction, for the permit and for the subcontractors' permits under it (第11条, INV-23). Believes the record: an
 * order judged 未履行, received by the chief, with that decision; otherwise nothing happens (INV-21). Where it takes effect
 * on a later day, or beside a suspension that holds already, it is only notified: take-effect.ts does the rest. One of a
 * part of the permit (docs/adr/0039) leaves the rest, and the subcontractors' permits, in force.
 */
export const carryOutSanction =
  ({ store, clock, ids }: Ports) =>
  (caseId: string, task: 'suspend' | 'revoke') =>
    commit<NextStep>({ store }, async ({ store }) => {
      const state = await loadCase(store, caseId);
      if (!state) return NOT_FOUND;
      const order = pressingOrder(state);
      if (nextStep(state) !== task || order?.stage !== 'sanctioned')
        return { ok: true, value: nextStep(state), writes: [] };
      const now = clock();
      if (!(await mayIssue(store, state, dateOf(now))))
        return holdPaper({ store, clock, ids }, state, task === 'revoke' ? 'Revoke' : 'Suspend');
      const { findingId, orderNo, until, only } = order;
      const affected = await affectedBy(store, state, 'sanction');
      const today = dateOf(now).toString();
      const effectiveOn =
        order.effectiveOn !== undefined && order.effectiveOn > today ? order.effectiveOn : today;
      const isLater = effectiveOn > today || (task === 'suspend' && waitsForOther(state.status, order));
      const falls =
        task === 'suspend'
          ? only === undefined
            ? (await childrenOf(store, state.caseId)).filter(
                ({ status }) => IN_FORCE.includes(status) && (status !== 'suspended' || isLater),
              )
            : []
          : isLater
            ? []
            : await lapsingUnder(store, state, today);
      // Each permit that falls with it has a notice of its own, with a number of its own (第11条).
      const count = 1 + falls.length;
      const { issued, more, write } = await issueDocument({ store, clock }, state, 'sanction', count);
      const { documentNo, issuedOn } = issued;
      const notice = await noticeOf(store, state, findingId, task, affected, issuedOn);
      const fact = (documentNo: string, parent?: string): CaseFact => {
        const sanctioned = { findingId, orderNo, documentNo, ...(parent === undefined ? {} : { parent }) };
        const ends = until === undefined ? {} : ({ until, ends: true } as const);
        if (isLater)
          return {
            type: 'sanction-notified',
            ...sanctioned,
            sanction: task,
            effectiveOn,
            ...(until === undefined ? {} : { until }),
            ...(only === undefined ? {} : { only }),
          };
        if (task === 'suspend' && only !== undefined)
          return { type: 'partly-suspended', ...sanctioned, ...ends, only };
        return task === 'revoke'
          ? { type: 'revoked', ...sanctioned }
          : { type: 'suspended', ...sanctioned, ...ends };
      };
      const by = system(task === 'revoke' ? 'Revoke' : 'Suspend');
      const befall = async (target: CaseState, own: Issued, parent?: CaseState): Promise<Outcome<Act>> => {
        const paper: SanctionNotice = {
          ...own,
          ...notice,
          effectiveFrom: effectiveOn,
          ...(await permitLines(store, target, parent)),
          ...(parent === undefined ? {} : { suspendedBy: { documentNo, issuedOn } }),
        };
        return actAll(target, [{ fact: fact(own.documentNo, parent?.caseId), paper }], by, now);
      };
      const outcome = await befall(state, issued);
      if (!outcome.ok) return outcome;
      const end = { cause: 'revoked', ...issued, returns: notice.returns } as const;
      const fallen =
        task === 'suspend'
          ? await fallWith(store, state, (child) => {
              const own = more[falls.findIndex(({ caseId }) => caseId === child.caseId)];
              return own && befall(child, own, state);
            })
          : isLater
            ? NONE_FALL
            : await fallUnder({ store, ids }, state, { end, from: issuedOn, numbers: more }, by, now);
      if (!fallen.ok) return fallen;
      const acts = [outcome.value, ...fallen.acts];
      const suspended = only === undefined ? 'suspended' : 'partly-suspended';
      const news = isLater ? 'sanction-notified' : task === 'suspend' ? suspended : 'revoked';
      const noticed = task === 'suspend' ? acts : [outcome.value];
      const told = await Promise.all(noticed.map(({ after }) => newsMails({ store, ids }, after, news, now)));
      // The permit's own workflow goes on by itself; woken it is once more, for what a permit leaves behind at its end.
      const woken = (task === 'revoke' ? acts : fallen.acts).map(({ after }) =>
        outboxWrite(caseKey(after.caseId), ids.next(), now, { kind: 'continue-case', caseId: after.caseId }),
      );
      const lapsing =
        only === undefined
          ? await Promise.all(acts.map(({ after }) => lapseWorksWrites({ store, ids }, after, now)))
          : isLater
            ? []
            : [stoppedWorksWrites(ids, [state, ...affected], now)];
      return {
        ok: true,
        value: nextStep(outcome.value.after),
        writes: [
          ...cascadeWrites(acts),
          write,
          ...told.flat(),
          ...(fallen.told ?? []),
          ...woken,
          ...lapsing.flat(),
        ],
      };
    });

/** A revocation of a later day is notified for the permit alone. */
const NONE_FALL: Fallen = { ok: true, acts: [] };

/** What every notice of one sanction says (F9), out of the papers on which it stands. */
const noticeOf = async (
  store: Store,
  state: CaseState,
  findingId: string,
  sanction: 'suspend' | 'revoke',
  affected: readonly Affected[],
  today: string,
) => {
  const finding = await loadRecord(store, state.caseId, FINDINGS, findingId);
  if (!finding?.head.noncomplianceReceivedAt) throw new Fatal('a sanction without a report to the chief');
  const filed = await findingPapersOf(store, state.caseId, finding.head);
  const order = requirePaper(filed, 'order-issued');
  const decided = requirePaper(filed, 'sanction-decided');
  const received = requirePaper(filed, 'noncompliance-received');
  const { facts, reason, weighing, until, conditions, returns, heard, only } = decided;
  const fallen = only ? await throughOrigin(store, affected, only, decided.effectiveOn ?? today) : affected;
  return {
    type: 'sanction-notice' as const,
    sanction,
    ...(only ? { only } : {}),
    orderNo: order.documentNo,
    orderedOn: order.issuedOn,
    ...citing(clausesOf(finding.head)),
    facts,
    reason,
    reportedOn: dateOf(Temporal.Instant.from(received.signed.decidedAt)).toString(),
    ...(weighing === undefined ? {} : { weighing }),
    ...(until === undefined ? {} : { until, ends: true }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(returns === undefined ? {} : { returns }),
    heard,
    cascade: fallen.map(({ permitNo }) => permitNo),
  };
};
