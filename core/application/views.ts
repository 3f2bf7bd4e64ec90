import { z } from 'zod';
import { caseEventSchema } from '../case/case-event.ts';
import { anyStageSchema, stageSchema } from '../case/decision-request.ts';
import { contactSchema } from '../values/signed.ts';
import { decisionSchema, itemConfirmationSchema } from './decision.ts';
import { recordedApplicationSchema } from './inputs.ts';
import { processingSchema } from './processing.ts';

/** What people and vendors' systems are shown. The same shapes serve the JSON API and the pages. */

const summary = {
  caseId: z.string(),
  caseNo: z.string(),
  status: z.string(),
  /** Japanese word for the status on the day of asking (an overdue end reads 失効 before the daily run). */
  statusLabel: z.string(),
  applicationType: z.string(),
  vendorName: z.string(),
  /** 再委託者, when the application was made through the vendor (第11条). */
  subcontractor: z.string().optional(),
  systemName: z.string(),
  sectionName: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  submittedAt: z.string(),
  changedAt: z.string(),
  permitNo: z.string().optional(),
  documentNo: z.string().optional(),
};
export const caseSummarySchema = z.object(summary);
export type CaseSummary = z.infer<typeof caseSummarySchema>;

const change = z.object({
  /** JSON pointer into the application. */
  pointer: z.string(),
  label: z.string(),
  before: z.string(),
  after: z.string(),
});
export type Change = z.infer<typeof change>;

const period = z.object({ from: z.string(), to: z.string() });
/** Where an application does not fit what the city knows (consulted-differences.ts): kind and facts, worded where it is shown. */
const difference = z.discriminatedUnion('kind', [
  change.extend({ kind: z.literal('said') }),
  z.object({
    kind: z.literal('attachment'),
    /** At the first answer that names it. */
    pointer: z.string(),
    /** As it is named: 別紙3, 保守契約書.pdf, 別添資料. */
    named: z.string(),
    checklistName: z.string(),
    items: z.array(z.string()),
    /** Labels of the other fields that name it. */
    fields: z.array(z.string()).optional(),
    /** How many papers are attached. */
    attached: z.int(),
  }),
  z.object({
    kind: z.literal('permit'),
    pointer: z.string(),
    caseId: z.string(),
    permitNo: z.string(),
    statusLabel: z.string(),
    period,
    /** Absent: the applicant's own. */
    vendorName: z.string().optional(),
    /** Articles by which a permit is continued, and by which its content is binding. */
    articles: z.object({ renewal: z.int(), change: z.int() }),
  }),
]);
export type Difference = z.infer<typeof difference>;

const timelineEntry = z.object({
  seq: z.int(),
  at: z.string(),
  /** What happened, e.g. 補正依頼. */
  label: z.string(),
  /** Who: for the city names and titles, for the vendor the role only. */
  by: z.string(),
  detail: z.string().optional(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

const returnedItem = z.object({ item: z.string(), note: z.string() });

const caseView = {
  ...summary,
  version: z.int(),
  rev: z.int(),
  regulationId: z.string(),
  application: recordedApplicationSchema,
  conformity: z.object({
    conforming: z.int(),
    exceptions: z.array(z.string()),
    nonconforming: z.array(z.string()),
  }),
  /** While 補正中: what is to be corrected. */
  returned: z
    .object({
      at: z.string(),
      items: z.array(returnedItem),
      reason: z.string().optional(),
      /** The last day for it; none of an application that was sent back by a version before. */
      correctBy: z.string().optional(),
      /** That day has ended, and the city has not decided yet. */
      lapsed: z.boolean().optional(),
    })
    .optional(),
  /** While the city has it: how long that usually takes, where the city says so. */
  processing: processingSchema.optional(),
  /** Until it is decided: where the application differs from what was consulted and registered (`before`). */
  consulted: z.array(change),
  /** The same, and where it does not fit what is attached or permitted. */
  differences: z.array(difference),
  /** After the decision. */
  result: z
    .object({
      label: z.string(),
      decidedAt: z.string(),
      /** The day on the paper, when it was decided on paper. */
      decidedOn: z.string().optional(),
      conditions: z.string().optional(),
      reason: z.string().optional(),
    })
    .optional(),
  timeline: z.array(timelineEntry),
  can: z.object({
    withdraw: z.boolean(),
    correct: z.boolean(),
    decide: stageSchema.optional(),
    /** The city's clerks: enter what was decided on paper. */
    recordOnPaper: stageSchema.optional(),
    /** The chief's office: let a parked case go on. */
    resume: z.boolean().optional(),
  }),
};
export const caseViewSchema = z.object({ audience: z.literal('vendor'), ...caseView });
export type CaseView = z.infer<typeof caseViewSchema>;

/** 第7条, 第8条: what is on record of another permit of the same vendor for the same system. */
const earlierPermit = z.object({
  caseId: z.string(),
  permitNo: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  subcontractor: z.string().optional(),
  period: z.object({ from: z.string(), to: z.string() }),
  findings: z.array(
    z.object({
      findingId: z.string(),
      statusLabel: z.string(),
      /** 第6条第n号. */
      clause: z.int(),
      clauses: z.array(z.int()).optional(),
      orderNo: z.string().optional(),
      dueOn: z.string().optional(),
      sanctionLabel: z.string().optional(),
      /** Neither obeyed nor answered by a sanction. */
      isOpen: z.boolean(),
    }),
  ),
});
export type EarlierPermit = z.infer<typeof earlierPermit>;

/** What the city sees in addition. */
export const cityCaseViewSchema = z.object({
  audience: z.literal('city'),
  ...caseView,
  consultation: z.object({ heldOn: z.string(), cityStaff: z.string(), summary: z.string() }),
  decisions: z.array(decisionSchema),
  /** Name of the error that stopped the workflow, while it waits for the chief's office. */
  parked: z.string().optional(),
  /** Since when a notice waits for somebody in office to issue it. */
  held: z.string().optional(),
  /** The open question; `hash` must be posted back with the decision. */
  request: z
    .object({
      stage: stageSchema,
      hash: z.string(),
      dueOn: z.string(),
      openedAt: z.string(),
      holders: z.array(z.string()),
      /** 補正の期限 where an answer names none. */
      usualCorrectBy: z.string().optional(),
    })
    .optional(),
  /** Orders, findings and sanctions of the vendor's other permits for this system; the most pressing first. */
  earlier: z.array(earlierPermit),
  /** 継続: the permit that it continues, and where it differs from it (G11). */
  renewal: z
    .object({
      caseId: z.string(),
      permitNo: z.string(),
      period: z.object({ from: z.string(), to: z.string() }),
      /** Derived: nothing differs but period, contract, consultation and pledge. */
      identical: z.boolean(),
      differences: z.array(change),
      /** How each item was confirmed the last time, when and by whom. */
      last: z
        .object({ at: z.string(), by: z.string(), checklist: z.array(itemConfirmationSchema) })
        .optional(),
    })
    .optional(),
  /** Differences from the revision before. */
  changes: z.array(change),
  /** What a manager has asked to be corrected of which revision, and whether it has changed since; without an item: the whole. */
  corrections: z.array(z.object({ rev: z.int(), item: z.string().optional(), changed: z.boolean() })),
  mails: z.array(
    z.object({
      sentAt: z.string(),
      to: z.string(),
      subject: z.string(),
      text: z.string(),
      result: z.string(),
    }),
  ),
});
export type CityCaseView = z.infer<typeof cityCaseViewSchema>;

export const inboxEntrySchema = z.object({
  ...summary,
  stage: anyStageSchema,
  /** What the question is about, for questions about a permit: work, month, finding … */
  about: z.string().optional(),
  /** Its number, as people know it: R8-W0012, 令和8年4月分, 苫税第3号. */
  aboutNo: z.string().optional(),
  askedAt: z.string(),
  dueOn: z.string(),
  overdue: z.boolean(),
  /** 代決: the caller would decide as deputy. */
  asDeputy: z.boolean(),
});
export type InboxEntry = z.infer<typeof inboxEntrySchema>;

/** 対応が必要な申請, for the chief's office. */
export const attentionEntrySchema = z.object({
  ...summary,
  why: z.enum(['parked', 'no-holder', 'overdue', 'undeliverable', 'paper-held']),
  /** Name of the error; what is asked, and by when; the mail that did not arrive. */
  detail: z.string(),
});
export type AttentionEntry = z.infer<typeof attentionEntrySchema>;

/** F4 結果通知書. */
export const noticeViewSchema = z.object({
  documentNo: z.string(),
  issuedOn: z.string(),
  addressee: z.object({ name: z.string(), representative: z.string() }),
  issuer: z.object({ city: z.string(), title: z.string(), name: z.string() }),
  result: z.enum(['承認', '条件付承認', '不承認']),
  caseNo: z.string(),
  appliedOn: z.string(),
  permitNo: z.string().optional(),
  systemName: z.string(),
  subcontractor: z.string().optional(),
  period: z.object({ from: z.string(), to: z.string() }),
  /** The period that was applied for had begun before the notice: it holds from the notice on (第5条). */
  fromNotice: z.boolean().optional(),
  /** 第3条第1号 or 第2号. */
  ground: z.enum(['effect', 'chief']).optional(),
  purpose: z.string(),
  originSites: z.array(z.string()),
  terminals: z.array(z.string()),
  targetHosts: z.array(z.string()),
  /** None on notices of the versions before. */
  originIps: z.array(z.string()).optional(),
  workerCount: z.int(),
  conditions: z.string().optional(),
  /** 第3条第2号: why the chief deems it necessary. */
  necessity: z.string().optional(),
  exceptions: z.array(z.object({ item: z.string(), reason: z.string(), reviewOn: z.string() })),
  conditionReason: z.string().optional(),
  refusalReason: z.string().optional(),
  /** The items of the checklist that a refusal names. */
  lacking: z.array(z.string()).optional(),
  contact: contactSchema,
  regulationTitle: z.string(),
  /** False: the paper is sealed. */
  sealOmitted: z.boolean().optional(),
  /** 疑義の申出; none on notices of the versions before. */
  doubts: z.string().optional(),
});
export type NoticeView = z.infer<typeof noticeViewSchema>;

export const eventViewSchema = caseEventSchema;
