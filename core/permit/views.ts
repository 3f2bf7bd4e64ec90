import { z } from 'zod';
import { recordedApplicationSchema } from '../application/inputs.ts';
import { caseSummarySchema } from '../application/views.ts';
import { anyStageSchema } from '../case/decision-request.ts';
import { openOrderSchema } from '../case/open-orders.ts';
import { stoppableSchema } from '../case/partial-stop.ts';
import { recordRefSchema } from '../case/records.ts';

/** What people and vendors' systems are shown of a permit (第6条–第11条): its page, the register, its trail. */

const related = z.object({
  caseId: z.string(),
  permitNo: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  /** 再委託者. */
  subcontractor: z.string().optional(),
});

/** 許可の範囲 (第6条第3号), as it is in force on the day of asking. */
const scopeViewSchema = z.object({
  originSites: z.array(z.string()),
  originIps: z.array(z.string()),
  terminals: z.array(z.string()),
  targetHosts: z.array(z.string()),
  workers: z.array(
    z.object({
      name: z.string(),
      company: z.string(),
      role: z.string(),
      from: z.string(),
      to: z.string().optional(),
    }),
  ),
  connectionMethod: z.string(),
});
const safeguards = recordedApplicationSchema.pick({ emergencyCutOff: true, atEnd: true });

const permit = {
  ...caseSummarySchema.shape,
  permitNo: z.string(),
  version: z.int(),
  rev: z.int(),
  regulationId: z.string(),
  /** `correctedBy`: 文書番号 of the 訂正通知書 about it. */
  notice: z.object({ documentNo: z.string(), issuedOn: z.string(), correctedBy: z.string().optional() }),
  contract: z.object({ name: z.string(), number: z.string(), from: z.string(), to: z.string() }),
  conditions: z.string().optional(),
  exceptions: z.array(z.object({ item: z.string(), reason: z.string(), reviewOn: z.string() })),
  scope: scopeViewSchema,
  /** How and by whom a connection is cut in an emergency, and what becomes of accounts and data (様式1, version 2). */
  safeguards,
  /** First month whose report has not been asked for yet (第10条). */
  nextReport: z.string().optional(),
  /** First day on which the permit holds no more. */
  overOn: z.string().optional(),
  /** YYYY-MM, of one that is over: with its report, which has not come, 終了時の措置 is told (docs/adr/0064). */
  closingMonth: z.string().optional(),
  suspension: z
    .object({
      orderNo: z.string(),
      documentNo: z.string(),
      at: z.string(),
      until: z.string().optional(),
      /** It ends with `until`; otherwise it goes on until it is lifted. */
      ends: z.boolean().optional(),
      effectiveOn: z.string().optional(),
    })
    .optional(),
  /**
   * 一部の停止 (第8条, docs/adr/0039) that hold, or of which the vendor has been notified; those of an origin of the vendor's
   * permit too, where this one is a subcontractor's (第11条).
   */
  partialStops: z.array(
    z.object({
      kind: stoppableSchema,
      kindLabel: z.string(),
      /** Name of the worker, number of the terminal, or address. */
      value: z.string(),
      documentNo: z.string(),
      /** Instant from which it is stopped. */
      from: z.string(),
      /** The last day; absent: until it is lifted. */
      until: z.string().optional(),
      /** It is one of the vendor's permit. */
      ofParent: z.boolean(),
    }),
  ),
  revocation: z.object({ orderNo: z.string(), documentNo: z.string() }).optional(),
  /** 緊急接続停止指示 in force (第6条第6号, G9). */
  cutOffs: z.int(),
  /** Orders that are not done with (第7条). */
  orders: z.array(openOrderSchema.pick({ findingId: true, orderNo: true, dueOn: true, stage: true })),
  /** 廃止届 that has been handed in: the last day of use. */
  ending: z.object({ lastDay: z.string(), filedAt: z.string() }).optional(),
  /** The permit that this one continues, and the applications to continue this one (継続). */
  continues: related.optional(),
  renewals: z.array(related.omit({ permitNo: true }).extend({ caseNo: z.string() })),
  /** When 別表1 is to be confirmed again (第6条第7号), and under which version it was. */
  nextReviewOn: z.string().optional(),
  reconfirmedUnder: z.string().optional(),
  /** What the vendor may do on the day of asking. */
  can: z.object({ change: z.boolean(), end: z.boolean(), withdrawEnding: z.boolean(), renew: z.boolean() }),
  parent: related.optional(),
  children: z.array(related),
};
export const permitViewSchema = z.object({ audience: z.literal('vendor'), ...permit });
export type PermitView = z.infer<typeof permitViewSchema>;

const openQuestion = z.object({
  stage: anyStageSchema,
  about: z.string().optional(),
  /** Must be posted back with the answer. */
  hash: z.string(),
  openedAt: z.string(),
  dueOn: z.string(),
  /** Who may answer today: title and name. */
  holders: z.array(z.string()),
  mine: z.boolean(),
});

/** What the city sees in addition. */
export const cityPermitViewSchema = z.object({
  audience: z.literal('city'),
  ...permit,
  questions: z.array(openQuestion),
  /** The reader holds the manager's role: may instruct (第6条第6号) and enter a violation (第7条). */
  manages: z.boolean(),
  parked: z.string().optional(),
  /** Since when a notice waits for somebody in office to issue it. */
  held: z.string().optional(),
});
export type CityPermitView = z.infer<typeof cityPermitViewSchema>;
export type AnyPermitView = PermitView | CityPermitView;

/** 許可台帳 (F12): one line. */
export const registerEntrySchema = z.object({
  ...caseSummarySchema.shape,
  permitNo: z.string(),
  sectionId: z.string(),
  systemId: z.string(),
  vendorId: z.string(),
  contractTo: z.string(),
  appliedOn: z.string(),
  confirmedOn: z.string(),
  approvedOn: z.string(),
  notifiedOn: z.string(),
  documentNo: z.string(),
  /** 文書番号 of the 訂正通知書 about that notice. */
  correctedBy: z.string().optional(),
  conditions: z.string().optional(),
  exceptions: z.array(z.string()),
  /** Date of the last reported session. */
  lastSessionOn: z.string().optional(),
  /** YYYY-MM. */
  lastReport: z.string().optional(),
  /** The month that was asked for last (第10条): 確認済, 提出済, 未提出, 差戻し, 期限超過; `dueOn` while it is awaited. */
  month: z
    .object({
      yearMonth: z.string(),
      status: z.enum(['accepted', 'submitted', 'requested', 'returned', 'overdue']),
      label: z.string(),
      dueOn: z.string().optional(),
    })
    .optional(),
  /** Months whose report was due and has not come. */
  monthsMissing: z.array(z.string()),
  /** 認知 of violations; for a vendor, the orders that were issued (第7条). */
  violations: z.int(),
  openOrders: z.int(),
  /** Something is still to be done about them, or a measure holds. */
  violationsOpen: z.boolean(),
  suspendedOn: z.string().optional(),
  /** 一部の停止 in force (第8条, docs/adr/0039): of a worker, a terminal, an origin. */
  partialStops: z.array(stoppableSchema),
  /** 緊急接続停止指示 in force, on it or on the vendor's permit that it is under (第6条第6号, 第11条, G9). */
  cutOff: z.boolean(),
  /** 廃止届: the last day of use. */
  endsOn: z.string().optional(),
  nextReviewOn: z.string().optional(),
  regulationId: z.string(),
  reconfirmedUnder: z.string().optional(),
  overOn: z.string().optional(),
  /** Last day of retention; while it is in force, as if it ended with its period. */
  keptUntil: z.string(),
});
export type RegisterEntry = z.infer<typeof registerEntrySchema>;

/** One event of the trail in words: who, when, what, on which text. */
export const trailEntrySchema = z.object({
  seq: z.int(),
  at: z.string(),
  label: z.string(),
  article: z.string(),
  /** Title and name as they were on the day where a paper or decision keeps them. */
  by: z.string(),
  /** The record that it is about. */
  about: recordRefSchema.optional(),
  /** What was decided, by when. */
  detail: z.string().optional(),
  /** Hash of the paper to it: what it said, even when it is erased. */
  paper: z.string().optional(),
  hash: z.string(),
});
export type TrailEntry = z.infer<typeof trailEntrySchema>;
