import { dateOf } from '../calendar.ts';
import { type Act, actAll, type Step } from '../case.ts';
import type { CaseState, StateOf } from '../case-state.ts';
import { actWrites, childrenOf } from '../case-store.ts';
import type { LiftInput } from '../finding-inputs.ts';
import type { SanctionNotice } from '../finding-papers.ts';
import type { Ports, Store } from '../ports.ts';
import { fellWith, permitLines } from './affected-permits.ts';
import type { Authorized } from './answer.ts';
import { type Acted, invalidAt, type LoadedFinding, openAbout } from './finding-act.ts';
import { findingPapersOf, lastPaper } from './finding-papers-of.ts';
import { issueDocument } from './issue-document.ts';
import { noticesOf } from './notices-of.ts';
import { newsMails } from './permit-news-mail.ts';

/**
 * 停止の継続: to the last day that it has, or to another one. That is a new decision, told by a numbered paper
 * (停止期間変更通知書), for the permit and for those that were suspended with it (第11条).
 */
export const keep = async (
  ports: Ports,
  { by, guard, signed }: Authorized,
  state: StateOf<'suspended'>,
  finding: LoadedFinding,
  { until, reason }: LiftInput,
) => {
  const { store, clock, ids } = ports;
  const now = clock();
  const { findingId } = finding.head;
  const { suspension, period } = state;
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
  const { issued, write } = await issueDocument({ store, clock }, state, 'sanction');
  const { documentNo } = issued;
  const filed = await findingPapersOf(store, state.caseId, finding.head);
  const conditions = lastPaper(filed, 'sanction-decided')?.conditions;
  const suspendedOn = await noticedOn(store, state);
  const extend = async (target: StateOf<'suspended'>, from?: CaseState): Promise<Step> => {
    const paper: SanctionNotice = {
      type: 'extension-notice',
      ...issued,
      ...(await permitLines(store, target, from)),
      suspensionNo: suspension.documentNo,
      ...(suspendedOn === undefined ? {} : { suspendedOn }),
      ...(suspension.until === undefined ? {} : { formerUntil: suspension.until }),
      until,
      ...(conditions === undefined ? {} : { conditions }),
      reason,
    };
    const parent = from === undefined ? {} : { parent: from.caseId };
    return { fact: { type: 'suspension-extended', findingId, documentNo, until, ...parent }, paper };
  };
  const outcome = actAll(state, [declined, await extend(state)], by, now, [finding]);
  if (!outcome.ok) return outcome;
  const acts: Act[] = [outcome.value];
  for (const child of await childrenOf(store, state.caseId)) {
    if (child.status !== 'suspended' || !fellWith(child, state.caseId)) continue;
    const extended = actAll(child, [await extend(child, state)], by, now);
    if (!extended.ok) return extended;
    acts.push(extended.value);
  }
  const told = await Promise.all(
    acts.map(({ after }) => newsMails({ store, ids }, after, 'suspension-extended', now)),
  );
  return {
    ok: true as const,
    value: actedOn(outcome.value.after, finding),
    writes: [...acts.flatMap(actWrites), write, guard, ...told.flat()],
  };
};

/** The date of the notice by which the permit was suspended. */
export const noticedOn = async (store: Store, { caseId, suspension }: StateOf<'suspended'>) =>
  (await noticesOf(store, caseId)).find(({ paper }) => paper.documentNo === suspension.documentNo)?.paper
    .issuedOn;

export const actedOn = (state: CaseState, { head: { findingId, status } }: LoadedFinding): Acted => ({
  caseId: state.caseId,
  findingId,
  status,
  permitStatus: state.status,
  version: state.version,
});
