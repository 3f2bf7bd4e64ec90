import { type Act, actAll, type Step } from '../case/case.ts';
import { type CaseState, isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, childrenOf } from '../case/case-store.ts';
import type { SanctionNotice } from '../case/records/finding-papers.ts';
import type { Stop } from '../case/stops.ts';
import { issueDocument } from '../document/issue-document.ts';
import { stoppedWorksWrites } from '../permit/lapse-works.ts';
import { newsMails } from '../permit/permit-news-mail.ts';
import { type Authorized, openAbout } from '../question/gate.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { Fatal } from '../values/errors.ts';
import type { Issued } from '../values/signed.ts';
import { fellWith, permitLines } from './affected-permits.ts';
import { type Acted, invalidAt, type LoadedFinding } from './finding-act.ts';
import { findingPapersOf, lastPaper, noticesOf } from './finding-papers-of.ts';
import type { LiftInput } from './inputs.ts';

/**
 * 停止の継続: to the last day that it has, or to another one. That is a new decision, told by a numbered paper
 * (停止期間変更通知書), for the permit and for those that were suspended with it (第11条); of a part of it likewise (docs/adr/0039).
 */
export const keep = async (
  ports: Ports,
  { by, guard, signed }: Authorized,
  { state, stop: suspension }: { readonly state: Supervised; readonly stop: Stop },
  finding: LoadedFinding,
  { until, reason }: LiftInput,
) => {
  const { store, clock, ids } = ports;
  const now = clock();
  const { findingId } = finding.head;
  const { period } = state;
  if (until !== undefined && (until <= dateOf(now).toString() || until > period.to))
    return invalidAt(
      '/until',
      '「停止の新たな最終日」は、本日より後、許可の満了日までの日付を指定してください（第8条）',
    );
  const answers = openAbout(state, 'lift', findingId)?.requestId;
  // One of the versions before, whose day has passed, goes on until it is lifted; its notice says so.
  const last = until ?? (suspension.ends ? suspension.until : undefined);
  const dates = last === undefined ? {} : { until: last };
  const declined = {
    fact: { type: 'lifting-declined', findingId, ...dates, ...(answers === undefined ? {} : { answers }) },
    paper: { type: 'lifting-declined', reason, ...dates, signed },
  } as const;
  if (until === undefined || (suspension.ends && until === suspension.until)) {
    const outcome = actAll(state, [declined], by, now, [finding]);
    if (!outcome.ok) return outcome;
    const told = await newsMails(ports, outcome.value.after, 'lifting-declined', now, findingId);
    const value = actedOn(outcome.value.after, finding);
    return { ok: true as const, value, writes: [...actWrites(outcome.value), guard, ...told] };
  }
  const under =
    suspension.only === undefined
      ? (await childrenOf(store, state.caseId)).filter((child) => fellWith(child, state.caseId))
      : [];
  const { issued, more, write } = await issueDocument({ store, clock }, state, 'sanction', 1 + under.length);
  const filed = await findingPapersOf(store, state.caseId, finding.head);
  const conditions = lastPaper(filed, 'sanction-decided')?.conditions;
  const extend = async (target: Supervised, own: Issued, from?: CaseState): Promise<Step> => {
    const { documentNo } = own;
    // The notices of the versions before have the number of the vendor's.
    const { documentNo: suspensionNo } =
      from === undefined || target.status !== 'suspended' ? suspension : target.suspension;
    const given = await noticeNamed(store, target.caseId, suspensionNo);
    const paper: SanctionNotice = {
      type: 'extension-notice',
      ...own,
      ...(await permitLines(store, target, from)),
      suspensionNo,
      ...namedAs(given),
      ...(suspension.until === undefined ? {} : { formerUntil: suspension.until }),
      until,
      ...(conditions === undefined ? {} : { conditions }),
      reason,
    };
    if (suspension.only !== undefined)
      return { fact: { type: 'partial-stop-extended', findingId, documentNo, until }, paper };
    const parent = from === undefined ? {} : { parent: from.caseId };
    return { fact: { type: 'suspension-extended', findingId, documentNo, until, ...parent }, paper };
  };
  const outcome = actAll(state, [declined, await extend(state, issued)], by, now, [finding]);
  if (!outcome.ok) return outcome;
  const acts: Act[] = [outcome.value];
  for (const [index, child] of under.entries()) {
    const own = more[index];
    if (!own || !isSupervised(child)) throw new Fatal('a permit under a suspended one that was not counted');
    const extended = actAll(child, [await extend(child, own, state)], by, now);
    if (!extended.ok) return extended;
    acts.push(extended.value);
  }
  const told = await Promise.all(
    acts.map(({ after }) => newsMails({ store, ids }, after, 'suspension-extended', now)),
  );
  return {
    ok: true as const,
    value: actedOn(outcome.value.after, finding),
    writes: [
      ...acts.flatMap(actWrites),
      write,
      guard,
      ...told.flat(),
      // What is planned for the days that are added lapses (docs/adr/0039).
      ...(suspension.only === undefined
        ? []
        : stoppedWorksWrites(ids, [state, ...(await childrenOf(store, state.caseId))], now)),
    ],
  };
};

/** The notice by which the permit, or a part of it, was suspended, and its date. */
export const noticeNamed = async (store: Store, caseId: string, documentNo: string) => {
  const notice = (await noticesOf(store, caseId)).find(({ paper }) => paper.documentNo === documentNo)?.paper;
  return notice?.type === 'sanction-notice' ? notice : undefined;
};

/** What the papers that follow such a notice say of it; one of a version before, that has no number of its own, is not found. */
export const namedAs = (given: Awaited<ReturnType<typeof noticeNamed>>) => ({
  ...(given?.only ? { only: given.only } : {}),
  ...(given ? { suspendedOn: given.issuedOn } : {}),
  ...(given?.suspendedBy ? { suspendedBy: given.suspendedBy } : {}),
});

export const actedOn = (state: CaseState, { head: { findingId, status } }: LoadedFinding): Acted => ({
  caseId: state.caseId,
  findingId,
  status,
  permitStatus: state.status,
  version: state.version,
});
