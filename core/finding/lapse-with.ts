import type { Temporal } from 'temporal-polyfill';
import { type Act, actAll } from '../case/case.ts';
import type { CaseState } from '../case/case-state.ts';
import type { SanctionNotice } from '../case/records/finding-papers.ts';
import type { Store } from '../store/ports.ts';
import type { Actor } from '../values/actor.ts';
import type { Outcome } from '../values/errors.ts';
import type { Issued } from '../values/signed.ts';
import { permitLines } from './affected-permits.ts';

/**
 * 失効 (第11条, G13): a subcontractor's permit is nothing without the vendor's. When that one ends (取消し, 廃止, 満了) it falls
 * with it (INV-23), and has a notice of its own (利用許可失効通知書) that names the cause; one whose own last day has come by then
 * just ends. Who falls never waits for who issues: where nobody is in office to, its notice is held and follows.
 */

/** How the vendor's permit has ended. */
export type ParentEnd =
  /** The notice by which it was revoked. */
  | ({ readonly cause: 'revoked'; readonly returns?: string | undefined } & Pick<
      Issued,
      'documentNo' | 'issuedOn'
    >)
  | { readonly cause: 'ended' | 'expired'; readonly lastDay: string };

/** One permit falls. */
export const lapseWith = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  papers: {
    /** Absent: nobody is in office to issue it. It is held, and whoever lets the permit fall tells the office. */
    readonly own: Issued | undefined;
    readonly end: ParentEnd;
    readonly effectiveOn?: string | undefined;
  },
  by: Actor,
  now: Temporal.Instant,
): Promise<Outcome<Act>> => {
  const { own, end, effectiveOn } = papers;
  // From that midnight on, as the vendor's; one that was given later falls at once.
  const since = 'notice' in child ? child.notice?.issuedOn : undefined;
  const from =
    effectiveOn !== undefined && since !== undefined && effectiveOn >= since ? { effectiveOn } : {};
  const cause = end.cause === 'revoked' ? {} : { cause: end.cause };
  const fact = { type: 'lapsed', parent: parent.caseId, ...cause, ...from } as const;
  if (!own) return actAll(child, [{ fact }, { fact: { type: 'paper-held' } }], by, now);
  const on = from.effectiveOn ?? own.issuedOn;
  const paper = await lapseNotice(store, child, parent, { own, end, on });
  return actAll(child, [{ fact: { ...fact, documentNo: own.documentNo }, paper }], by, now);
};

/** 利用許可失効通知書. */
export const lapseNotice = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  said: { readonly own: Issued; readonly end: ParentEnd; readonly on: string },
): Promise<SanctionNotice> => {
  const { own, end, on } = said;
  const lines = await permitLines(store, child, parent);
  return {
    type: 'lapse-notice',
    ...own,
    ...lines,
    parentPermitNo: lines.parentPermitNo ?? '',
    ...(end.cause === 'revoked'
      ? { revocationNo: end.documentNo, revokedOn: end.issuedOn }
      : { cause: end.cause, parentLastDay: end.lastDay }),
    effectiveFrom: on,
    ...(end.cause === 'revoked' && end.returns !== undefined ? { returns: end.returns } : {}),
  };
};
