import { z } from 'zod';
import { reportContentSchema } from './inputs.ts';
import { usageSchema } from './report-usage.ts';

/** What people and vendors' systems are shown of the monthly reports of a permit (第9条, 第10条). */

const summary = {
  /** YYYY-MM in Japan. */
  yearMonth: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  requestedAt: z.string(),
  /** Until the end of this day it is in time. */
  dueOn: z.string(),
  /** After a return, the day by which it is awaited again. */
  awaitedOn: z.string(),
  /** Awaited, and the day has passed. */
  overdue: z.boolean(),
  /** First submitted after `dueOn`. */
  late: z.boolean(),
  dunned: z.int(),
  submittedAt: z.string().optional(),
  resubmittedAt: z.string().optional(),
  acceptedAt: z.string().optional(),
  used: z.boolean().optional(),
  sessions: z.int().optional(),
  minutes: z.int().optional(),
};
export const reportSummarySchema = z.object(summary);
export type ReportSummary = z.infer<typeof reportSummarySchema>;

export const reportListSchema = z.object({
  /** The latest month first. */
  reports: z.array(reportSummarySchema),
  /** The next month that will be asked for, and when; none after the last month of the permit. */
  next: z.object({ yearMonth: z.string(), requestedAt: z.string() }).optional(),
});
export type ReportList = z.infer<typeof reportListSchema>;

const signatory = z.object({ title: z.string(), name: z.string() });

export const reportViewSchema = z.object({
  audience: z.enum(['vendor', 'city']),
  caseId: z.string(),
  permitNo: z.string(),
  systemName: z.string(),
  sectionName: z.string(),
  vendorName: z.string(),
  /** 再委託者 (第11条). */
  subcontractor: z.string().optional(),
  regulationId: z.string(),
  ...summary,
  /** From the session records: as they stand now, or as they were submitted. */
  usage: usageSchema,
  /** Must be sent back with the report. */
  usageHash: z.string(),
  /** The session records have changed since the report was submitted. */
  usageChanged: z.boolean(),
  /** 終了時の措置 is asked for with it (docs/adr/0064): what 様式1 said would be done. */
  closing: z.object({ planned: z.string().optional() }).optional(),
  /** As submitted last. */
  content: reportContentSchema.optional(),
  submittedBy: z.string().optional(),
  /** The city's last answer. */
  answer: z
    .object({
      choice: z.enum(['accept', 'return']),
      at: z.string(),
      by: signatory,
      /** With 代決: on whose behalf. */
      principal: signatory.optional(),
      reason: z.string().optional(),
    })
    .optional(),
  /** The open question to the manager; `hash` must be sent back with the answer. */
  question: z.object({ hash: z.string(), dueOn: z.string() }).optional(),
  can: z.object({ submit: z.boolean(), answer: z.boolean() }),
});
export type ReportView = z.infer<typeof reportViewSchema>;
