import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '../actor.ts';
import { type Act, actAll } from '../case.ts';
import type { CaseState } from '../case-state.ts';
import type { Outcome } from '../errors.ts';
import type { SanctionNotice } from '../finding-papers.ts';
import type { Store } from '../ports.ts';
import type { Issued } from '../signed.ts';
import { permitLines } from './affected-permits.ts';

/**
 * 失効 (第11条, G13): a subcontractor's permit is nothing without the vendor's. When that one is revoked it falls with it
 * (INV-23), and has a notice of its own (利用許可失効通知書): it is no revocation for an order that it never had. Who falls never
 * waits for who issues: the notice of the revocation has named this permit, and its own notice follows.
 */

/** What the notice says of the revocation. */
export type Revocation = Pick<Issued, 'documentNo' | 'issuedOn'> & { readonly returns?: string | undefined };

export const lapseWith = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  papers: {
    /** Absent: nobody is in office to issue it. It is held, and whoever lets the permit fall tells the office. */
    readonly own: Issued | undefined;
    /** The notice by which the vendor's permit was revoked. */
    readonly revocation: Revocation;
    /** 効力の生ずる日 of the revocation, where it is not the moment of the notice. */
    readonly effectiveOn?: string | undefined;
  },
  by: Actor,
  now: Temporal.Instant,
): Promise<Outcome<Act>> => {
  const { own, revocation, effectiveOn } = papers;
  // From that midnight on, as the vendor's; one that was given later falls at once.
  const since = 'notice' in child ? child.notice?.issuedOn : undefined;
  const from =
    effectiveOn !== undefined && since !== undefined && effectiveOn >= since ? { effectiveOn } : {};
  const fact = { type: 'lapsed', parent: parent.caseId, ...from } as const;
  if (!own) return actAll(child, [{ fact }, { fact: { type: 'paper-held' } }], by, now);
  const on = from.effectiveOn ?? own.issuedOn;
  const paper = await lapseNotice(store, child, parent, { own, revocation, on });
  return actAll(child, [{ fact: { ...fact, documentNo: own.documentNo }, paper }], by, now);
};

/** 利用許可失効通知書. */
export const lapseNotice = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  said: { readonly own: Issued; readonly revocation: Revocation; readonly on: string },
): Promise<SanctionNotice> => {
  const { own, revocation, on } = said;
  const { documentNo, issuedOn, returns } = revocation;
  const lines = await permitLines(store, child, parent);
  return {
    type: 'lapse-notice',
    ...own,
    ...lines,
    parentPermitNo: lines.parentPermitNo ?? '',
    revocationNo: documentNo,
    revokedOn: issuedOn,
    effectiveFrom: on,
    ...(returns === undefined ? {} : { returns }),
  };
};
