import { z } from 'zod';
import {
  appliedFor,
  identity,
  partlySuspending,
  periodSchema,
  revoking,
  sanctioned,
  suspending,
} from './case-event.ts';
import { decisionRequestSchema, type Question, questionSchema, stageSchema } from './decision-request.ts';
import { openOrderSchema } from './open-orders.ts';
import type { Status } from './permit-statuses.ts';
import { registerFiguresSchema } from './register-figures.ts';

/** The state of a case: the sum of its events (evolve-case.ts). */

export const common = {
  ...identity,
  ...appliedFor,
  version: z.int(),
  headHash: z.string(),
  period: periodSchema,
  rev: z.int(),
  revHash: z.string(),
  round: z.int(),
  submittedAt: z.string(),
  changedAt: z.string(),
  /** Error name while the workflow waits for an operator. */
  parked: z.string().optional(),
  /** Since when a paper waits for somebody in office to issue it (finding/hold-paper.ts). */
  held: z.string().optional(),
  /** Nothing follows any more: what people wrote is gone, or going. */
  erasedAt: z.string().optional(),
};

const decision = z.object({
  stage: stageSchema,
  conditional: z.boolean(),
  decisionHash: z.string(),
  personId: z.string(),
  at: z.string(),
});
const confirmation = z.object({
  decisionHash: z.string(),
  personId: z.string(),
  at: z.string(),
  exceptions: z.array(z.string()),
});
/** `paper`: number of the event that carries the hash of what was issued; absent in the versions before. */
const notice = z.object({
  documentNo: z.string(),
  issuedOn: z.string(),
  paper: z.int().optional(),
  /** 文書番号 of the 訂正通知書 about it, the last one. */
  correctedBy: z.string().optional(),
});
const permitted = { confirmation, decision, permitNo: z.string() };
export const supervised = {
  ...permitted,
  notice,
  /** Open questions about the permit, oldest first. */
  questions: z.array(questionSchema).default([]),
  /** Orders that are not done with, oldest first. */
  orders: z.array(openOrderSchema).default([]),
  /** When it stopped last (停止, 取消, 失効, 廃止): works announced before allow nothing any more. */
  stopped: z.object({ from: z.string(), seq: z.int() }).optional(),
  /** 緊急接続停止指示 that hold: no connection may be made (第6条第6号, G9). */
  cutOffs: z.array(z.string()).default([]),
  /** Parts of it that are stopped for themselves (第8条, docs/adr/0039); absent: none. */
  partialStops: z.array(z.object({ ...partlySuspending, at: z.string() })).optional(),
  /** First month (YYYY-MM) whose report has not been asked for; absent when none is to come (第10条). */
  nextReport: z.string().optional(),
  figures: registerFiguresSchema,
  /** Day on which 別表1 is to be confirmed again; absent while the manager is asked (第6条第7号). */
  reconfirmOn: z.string().optional(),
  /** The version under which it was confirmed again, where it is not the one it was judged by (G15). */
  reconfirmedUnder: z.string().optional(),
  /** Reminders of the end that were sent: the highest stage. */
  renewalReminded: z.int().optional(),
  /** 廃止届 that has been handed in: the last day of use; `paper` is the number of its event. */
  ending: z.object({ lastDay: z.string(), filedAt: z.string(), paper: z.int() }).optional(),
};
/** First day on which the permit holds no more. */
const over = { ...supervised, overOn: z.string() };

export const caseStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('received'), ...common }),
  z.object({
    status: z.literal('returned'),
    ...common,
    returned: z.object({
      by: z.enum(['check', 'manager']),
      items: z.array(z.string()),
      reasons: z.array(z.string()),
      at: z.string(),
      remindedAt: z.string().optional(),
      /** 補正の期限, the last day; absent until an application of the versions before is reminded. */
      correctBy: z.string().optional(),
    }),
    /** Once that day has ended. */
    request: decisionRequestSchema.optional(),
  }),
  z.object({ status: z.literal('confirming'), ...common, request: decisionRequestSchema.optional() }),
  z.object({
    status: z.literal('approving'),
    ...common,
    confirmation,
    request: decisionRequestSchema.optional(),
  }),
  z.object({ status: z.literal('approved'), ...common, confirmation, decision }),
  z.object({ status: z.literal('refused'), ...common, decision, notice: notice.optional() }),
  z.object({ status: z.literal('withdrawn'), ...common }),
  z.object({ status: z.literal('issued'), ...common, ...permitted }),
  z.object({ status: z.literal('upcoming'), ...common, ...supervised }),
  z.object({ status: z.literal('active'), ...common, ...supervised }),
  z.object({
    status: z.literal('suspended'),
    ...common,
    ...supervised,
    suspension: z.object({ ...sanctioned, at: z.string(), ...suspending }),
  }),
  z.object({
    status: z.literal('expired'),
    ...common,
    ...over,
    closedOut: z.boolean().optional(),
    /** Fallen with the parent's permit, on that day; its own notice (利用許可失効通知書) is still to be issued. */
    lapse: z.object({ parent: z.string(), on: z.string() }).optional(),
  }),
  z.object({ status: z.literal('revoked'), ...common, ...over, revocation: z.object(revoking) }),
  z.object({ status: z.literal('ended'), ...common, ...over, closedOut: z.boolean().optional() }),
]);
export type CaseState = z.infer<typeof caseStateSchema>;
export type StateOf<S extends Status> = Extract<CaseState, { status: S }>;

/** A permit of which the vendor was notified, in force or over. */
export type Supervised = Extract<CaseState, { questions: Question[] }>;
export const isSupervised = (state: CaseState): state is Supervised => 'questions' in state;

/** 再委託者 uses it, through the vendor (第11条); in the versions before there was always a parent. */
export const isSubcontracted = ({
  parentCaseId,
  subcontracted,
}: Pick<CaseState, 'parentCaseId' | 'subcontracted'>): boolean =>
  parentCaseId !== undefined || subcontracted === true;

/** Every open question of a case: the application's own, or those about the permit. */
export const openQuestions = (state: CaseState): readonly Question[] => {
  if (isSupervised(state)) return state.questions;
  const request = openRequest(state);
  return request ? [request] : [];
};

/** The open question about an application, if there is one. */
export const openRequest = (state: CaseState) => (isAskedAbout(state) ? state.request : undefined);
/** An application about which a role may be asked. */
export const isAskedAbout = (state: CaseState): state is StateOf<'confirming' | 'approving' | 'returned'> =>
  state.status === 'confirming' || state.status === 'approving' || state.status === 'returned';

/** The last day through which a permit in force holds, as far as is known: of its period, or of an earlier 廃止届. */
export const lastDayHeld = ({ period, ending }: Pick<Supervised, 'period' | 'ending'>): string =>
  ending !== undefined && ending.lastDay < period.to ? ending.lastDay : period.to;

/** When a permit holds, as far as is known. */
export const heldOf = (state: Supervised) => ({
  period: state.period,
  issuedOn: state.notice.issuedOn,
  overOn: 'overOn' in state ? state.overOn : undefined,
});
