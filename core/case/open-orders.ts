import { z } from 'zod';
import { stoppableSchema } from './partial-stop.ts';
import type { FindingFact, FindingHead } from './records/finding-facts.ts';

/**
 * The orders of a permit that are not done with (第7条, 第8条), as far as the workflow must know of them: where each
 * stands, and so what comes next.
 */

export const openOrderSchema = z.object({
  findingId: z.string(),
  orderNo: z.string(),
  dueOn: z.string(),
  /**
   * ordered → due (replied, or the deadline passed) → disobeyed → reported (received by the chief) → sanctioned →
   * notified (the notice is out, its day has not come).
   */
  stage: z.enum(['ordered', 'due', 'disobeyed', 'reported', 'sanctioned', 'notified']),
  sanction: z.enum(['revoke', 'suspend']).optional(),
  /** With 停止: the last day. */
  until: z.string().optional(),
  /** With 停止: it stops only this part of the permit. */
  only: stoppableSchema.optional(),
  /** 効力の生ずる日, where it is later than the notice; always of one that is notified. */
  effectiveOn: z.string().optional(),
  /** Of the notice. */
  documentNo: z.string().optional(),
});
export type OpenOrder = z.infer<typeof openOrderSchema>;

type OrderFact =
  | Extract<FindingFact, { type: string }>
  | { readonly type: 'suspended' | 'partly-suspended' | 'revoked'; readonly findingId: string }
  | {
      readonly type: 'sanction-notified';
      readonly findingId: string;
      readonly documentNo: string;
      readonly effectiveOn: string;
    };

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
      // After 未履行 it is late: the order stands where it stood, and is judged anew or not (第8条).
      return orders.map((order) =>
        order.findingId === findingId && order.stage === 'ordered' ? { ...order, stage: 'due' } : order,
      );
    case 'order-overdue':
      return change({ stage: 'due' });
    case 'due-extended':
      return change({ dueOn: fact.dueOn });
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
      return fact.sanction === 'other' || fact.sanction === 'none'
        ? others
        : change({
            stage: 'sanctioned',
            sanction: fact.sanction,
            until: fact.until,
            effectiveOn: fact.effectiveOn,
            ...(fact.only === undefined ? {} : { only: fact.only }),
          });
    case 'sanction-notified':
      return change({ stage: 'notified', documentNo: fact.documentNo, effectiveOn: fact.effectiveOn });
    case 'suspended':
    case 'partly-suspended':
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

/** Without suspensions that would be over by now: they ran beside another one. Partial stops take effect beside it. */
export const stillToDo = (orders: readonly OpenOrder[], today: string): OpenOrder[] =>
  orders.filter(
    ({ stage, until, only }) =>
      stage !== 'notified' || only !== undefined || until === undefined || until >= today,
  );

/** Sanctions of which the vendor has the notice, and that have not taken effect. */
export const notifiedSanctions = (orders: readonly OpenOrder[]) =>
  orders.flatMap(({ stage, sanction, documentNo, effectiveOn, findingId, orderNo, until, only }) =>
    stage === 'notified' && sanction !== undefined && documentNo !== undefined && effectiveOn !== undefined
      ? [{ findingId, orderNo, sanction, documentNo, effectiveOn, until, only }]
      : [],
  );
export type NotifiedSanction = ReturnType<typeof notifiedSanctions>[number];

/** Of two suspensions of the whole permit the further one waits; a partial stop (docs/adr/0039) does not. */
export const waitsForOther = (
  status: string,
  { sanction, only }: Pick<OpenOrder, 'sanction' | 'only'>,
): boolean => status === 'suspended' && sanction === 'suspend' && only === undefined;

/** The order that comes first: the one that has gone furthest, then the oldest. One that is notified waits for its day, not for a person. */
const FURTHEST: readonly OpenOrder['stage'][] = ['sanctioned', 'reported', 'disobeyed', 'due', 'ordered'];
export const mostPressing = (orders: readonly OpenOrder[]): OpenOrder | undefined =>
  FURTHEST.map((stage) => orders.find((order) => order.stage === stage)).find((order) => order !== undefined);
