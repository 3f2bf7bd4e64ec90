import { z } from 'zod';
import { workHeadSchema } from '../case/records/work-facts.ts';
import { noticePaperSchema, sessionPaperSchema } from '../case/records/work-papers.ts';

/** What people and vendors' systems are shown of works (第6条第1号〜第5号). */

const head = workHeadSchema.shape;
const labelled = z.object({ key: z.string(), label: z.string() });

export const workReceiptSchema = z.object({
  workId: z.string(),
  noticeNo: z.string(),
  leadTimeOk: z.boolean(),
  flags: head.flags,
});
export type WorkReceipt = z.infer<typeof workReceiptSchema>;

export const sessionReceiptSchema = z.object({
  workId: z.string(),
  noticeNo: z.string(),
  flags: z.array(z.string()),
});

export const workSummarySchema = z.object({
  workId: z.string(),
  noticeNo: z.string(),
  status: head.status,
  /** With what the clock adds: 実施中, 報告待ち. */
  statusLabel: z.string(),
  emergency: z.boolean(),
  mode: head.mode,
  workKind: head.workKind,
  plannedStart: z.string(),
  plannedEnd: z.string(),
  leadTimeOk: z.boolean(),
  announcedAt: z.string(),
  session: z
    .object({ connectedAt: z.string(), disconnectedAt: z.string(), reportedAt: z.string() })
    .optional(),
  /** Everything the manager should see at once, of notice and report. */
  flags: z.array(labelled),
});
export type WorkSummary = z.infer<typeof workSummarySchema>;

const answered = (choice: z.ZodType) =>
  z.object({
    choice,
    /** e.g. 承認, 受理, 差戻し. */
    label: z.string(),
    reason: z.string().optional(),
    at: z.string(),
    /** For the city title and name, for the vendor the role. */
    by: z.string(),
  });

export const workViewSchema = z.object({
  audience: z.enum(['vendor', 'city']),
  ...workSummarySchema.shape,
  permit: z.object({
    caseId: z.string(),
    permitNo: z.string(),
    statusLabel: z.string(),
    vendorName: z.string(),
    subcontractor: z.string().optional(),
    systemName: z.string(),
    sectionName: z.string(),
    period: z.object({ from: z.string(), to: z.string() }),
  }),
  notice: noticePaperSchema.optional(),
  answer: answered(z.string()).optional(),
  withdrawal: z.object({ reason: z.string().optional(), by: z.string() }).optional(),
  report: sessionPaperSchema.optional(),
  review: answered(z.string()).optional(),
  /** Sentences that say how the report differs from notice and permit, and before it the notice from the permit; for the city. */
  differences: z.array(z.string()),
  timeline: z.array(z.object({ at: z.string(), label: z.string(), by: z.string() })),
  can: z.object({
    revise: z.boolean(),
    withdraw: z.boolean(),
    report: z.boolean(),
    correct: z.boolean(),
    answer: z.boolean(),
    review: z.boolean(),
  }),
  /** Why it can only be returned: no work is possible now, or its time has passed. For whoever answers. */
  onlyReturn: z.string().optional(),
  /** Open questions about it; `hash` must be posted back with the answer. For the city. */
  questions: z.array(
    z.object({
      stage: z.string(),
      hash: z.string(),
      dueOn: z.string(),
      /** 代決: title and name of the holder on whose behalf the reader would answer. */
      asDeputyFor: z.string().optional(),
    }),
  ),
});
export type WorkView = z.infer<typeof workViewSchema>;
