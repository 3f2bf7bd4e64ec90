import { z } from 'zod';
import type { FindingFact, FindingHead } from './finding.ts';

/**
 * The orders of a permit that are not done with (第7条, 第8条), as far as the workflow must know of them: where each
 * stands, and so what comes next.
 */

export const openOrderSchema = z.object({
  findingId: z.string(),
  orderNo: z.string(),
  dueOn: z.string(),
  /** ordered → due (replied, or the deadline passed) → disobeyed → reported (received by the chief) → sanctioned. */
  stage: z.enum(['ordered', 'due', 'disobeyed', 'reported', 'sanctioned']),
  sanction: z.enum(['revoke', 'suspend']).optional(),
  /** With 停止: the last day. */
  until: z.string().optional(),
});
export type OpenOrder = z.infer<typeof openOrderSchema>;

type OrderFact =
  | Extract<FindingFact, { type: string }>
  | { readonly type: 'suspended' | 'revoked'; readonly findingId: string };

const isOrderFact = (fact: { readonly type: string }): fact is OrderFact => 'findingId' in fact;

export const followOrders = (orders: readonly OpenOrder[], fact: { readonly type: string }): OpenOrder[] => {
  if (!isOrderFact(fact)) return [...orders];
  const { findingId } = fact;
  const others = orders.filter((order) => order.findingId !== findingId);
  const change = (to: Partial<OpenOrder>) =>
    orders.map((order) => (order.findingId === findingId ? { ...order, ...to } : order));
  switch (fact.type) {
    case 'order-issued':
      return [...orders, { findingId, orderNo: fact.orderNo, dueOn: fact.dueOn, stage: 'ordered' }];
    case 'finding-taken-over': {
      const taken = orderOf(fact.head);
      return taken ? [...others, taken] : [...orders];
    }
    case 'order-replied':
    case 'order-overdue':
      return change({ stage: 'due' });
    case 'compliance-judged':
      if (fact.result === 'fulfilled') return others;
      return change(
        fact.result === 'disobeyed'
          ? { stage: 'disobeyed' }
          : { stage: 'ordered', ...(fact.dueOn === undefined ? {} : { dueOn: fact.dueOn }) },
      );
    case 'noncompliance-received':
      return change({ stage: 'reported' });
    case 'sanction-decided':
      return fact.sanction === 'other'
        ? others
        : change({ stage: 'sanctioned', sanction: fact.sanction, until: fact.until });
    case 'suspended':
    case 'revoked':
    case 'order-withdrawn':
      return others;
    default:
      return [...orders];
  }
};

/** Of a violation that comes from an earlier permit: where its order stands, if there is one. */
const orderOf = ({
  findingId,
  orderNo,
  dueOn,
  status,
  repliedAt,
  overdue,
}: FindingHead): OpenOrder | undefined => {
  if (orderNo === undefined || dueOn === undefined) return undefined;
  const isDue = repliedAt !== undefined || overdue === true;
  const stage =
    status === 'referred'
      ? 'reported'
      : status === 'disobeyed'
        ? 'disobeyed'
        : status === 'ordered'
          ? isDue
            ? 'due'
            : 'ordered'
          : undefined;
  return stage && { findingId, orderNo, dueOn, stage };
};

/** The order that comes first: the one that has gone furthest, then the oldest. */
const FURTHEST: readonly OpenOrder['stage'][] = ['sanctioned', 'reported', 'disobeyed', 'due', 'ordered'];
export const mostPressing = (orders: readonly OpenOrder[]): OpenOrder | undefined =>
  FURTHEST.map((stage) => orders.find((order) => order.stage === stage)).find((order) => order !== undefined);
