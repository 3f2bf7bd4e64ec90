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
 * 失効 (第11条, G13): a subcontractor's permit is nothing without the vendor's. When that one is revoked it falls, by a notice
 * of its own (利用許可失効通知書): it is no revocation for an order that it never had.
 */
export const lapseWith = async (
  store: Store,
  child: CaseState,
  parent: CaseState,
  papers: {
    readonly own: Issued;
    /** The notice by which the vendor's permit was revoked. */
    readonly revocation: Pick<Issued, 'documentNo' | 'issuedOn'>;
    readonly returns?: string | undefined;
    /** 効力の生ずる日 of the revocation, where it is not the moment of the notice. */
    readonly effectiveOn?: string | undefined;
  },
  by: Actor,
  now: Temporal.Instant,
): Promise<Outcome<Act>> => {
  const { own, revocation, returns, effectiveOn } = papers;
  const lines = await permitLines(store, child, parent);
  const paper: SanctionNotice = {
    type: 'lapse-notice',
    ...own,
    ...lines,
    parentPermitNo: lines.parentPermitNo ?? '',
    revocationNo: revocation.documentNo,
    revokedOn: revocation.issuedOn,
    effectiveFrom: own.issuedOn,
    ...(returns === undefined ? {} : { returns }),
  };
  // From that midnight on, as the vendor's; a notice that comes later lets nothing fall before it.
  const from = effectiveOn === own.issuedOn ? { effectiveOn } : {};
  const fact = { type: 'lapsed', parent: parent.caseId, documentNo: own.documentNo, ...from } as const;
  return actAll(child, [{ fact, paper }], by, now);
};
