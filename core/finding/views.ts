import { z } from 'zod';
import { stoppableSchema, stoppedSchema } from '../case/partial-stop.ts';
import { affectedSchema, findingPaperSchema, sanctionNoticeSchema } from '../case/records/finding-papers.ts';
import { recordRefSchema } from '../case/records.ts';
import { arrivalSchema } from '../permit/arrival.ts';

/** What people and vendors' systems are shown of violations and what follows (第6条–第8条). */

export const openQuestionSchema = z.object({
  stage: z.string(),
  /** Must be posted back with the answer. */
  hash: z.string(),
  dueOn: z.string(),
  /** The caller may answer it. */
  mine: z.boolean(),
  /** 代決: the caller would answer as deputy. */
  asDeputy: z.boolean(),
});
export type OpenQuestion = z.infer<typeof openQuestionSchema>;

const findingSummary = {
  findingId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  /** What a candidate was made of. */
  kind: z.string().optional(),
  kindLabel: z.string().optional(),
  /** 第6条第n号: the first; all of them stand in `clauses`. */
  clause: z.int(),
  clauses: z.array(z.int()),
  openedAt: z.string(),
  changedAt: z.string(),
  orderNo: z.string().optional(),
  /** 履行期限. */
  dueOn: z.string().optional(),
  /** The deadline has passed without a reply. */
  overdue: z.boolean(),
  /** Until when the vendor may make a statement (弁明). */
  statementDueOn: z.string().optional(),
  /** The vendor has said that it has nothing to add (以上で弁明を終える). */
  statementClosed: z.boolean(),
  /** 予定する措置: about what the vendor is heard. */
  intended: z.enum(['revoke', 'suspend', 'other']).optional(),
  sanction: z.enum(['revoke', 'suspend', 'other', 'none']).optional(),
  /** 停止 of a part of the permit: of a worker, a terminal or an origin. */
  only: stoppableSchema.optional(),
  /** YYYY-MM of the connections and works; for the city. */
  month: z.string().optional(),
  /** The newest comparison with the log shows nothing of it any more; for the city. */
  outdated: z.boolean(),
};
export const findingSummarySchema = z.object(findingSummary);
export type FindingSummary = z.infer<typeof findingSummarySchema>;

/** One connection or work, and what is in question of it. */
const matterViewSchema = z.object({
  n: z.int(),
  kind: z.string(),
  kindLabel: z.string(),
  clause: z.int(),
  subject: z.string(),
  text: z.string(),
  workId: z.string().optional(),
  /** Instant at which the connection began. */
  at: z.string().optional(),
  /** `withdrawn`: taken back before anything was decided; `outdated`: decided on, and no longer shown. */
  state: z.enum(['open', 'withdrawn', 'outdated']),
});
export type MatterView = z.infer<typeof matterViewSchema>;

/** A paper with the number and the moment of its event. */
export const filed = <P extends z.ZodType>(paper: P) => z.object({ seq: z.int(), at: z.string(), paper });
/** The number of its event; the case in which that stands, where it is an earlier permit's. */
const statementRefSchema = z.object({ seq: z.int(), caseId: z.string().optional() });
const otherPermit = z.object({ caseId: z.string(), permitNo: z.string() });

export const findingViewSchema = z.object({
  ...findingSummary,
  caseId: z.string(),
  permitNo: z.string(),
  systemName: z.string(),
  vendorName: z.string(),
  /** 再委託者, who uses the permit through the vendor (第11条). */
  subcontractor: z.string().optional(),
  regulationId: z.string(),
  permitStatus: z.string(),
  /** The record that a candidate comes from; for the city. */
  source: recordRefSchema.optional(),
  /** 疑いのある接続・作業; for the city. */
  matters: z.array(matterViewSchema),
  /** What the vendor's reports of the works in question give as their reason (予定と異なった理由); for the city. */
  reasons: z.array(z.object({ workId: z.string(), noticeNo: z.string(), reason: z.string() })).optional(),
  /** 到達 of the papers that went out under a number, by the number of their event (docs/adr/0065). */
  arrivals: z.array(arrivalSchema.extend({ of: z.int() })),
  papers: z.array(
    filed(findingPaperSchema).extend({
      /** The case in which it is kept, where that is an earlier permit's. */
      caseId: z.string().optional(),
    }),
  ),
  /** The permit from which it was taken over, and the one to which it was handed on. */
  earlierPermit: otherPermit.optional(),
  laterPermit: otherPermit.optional(),
  questions: z.array(openQuestionSchema),
  /** Subcontractors' permits on which the open decision would fall, or that would be lifted (第11条). */
  cascade: z.array(affectedSchema),
  /** Works that are going on or still to come under this permit and those: they end or lapse with the open decision (第6条第3号). */
  worksAhead: z
    .array(
      z.object({
        permitNo: z.string(),
        caseId: z.string(),
        workId: z.string(),
        noticeNo: z.string(),
        plannedStart: z.string(),
        plannedEnd: z.string(),
        /** Its planned time has come. */
        goingOn: z.boolean(),
      }),
    )
    .optional(),
  /** What must be met for the suspension in force to be lifted. */
  conditions: z.string().optional(),
  /** What can be stopped for itself, while the sanction is to be decided; for the city. */
  stoppable: z.array(stoppedSchema).optional(),
  /** Statements to which the decision about the sanction answers: the numbers alone, as programs know them, and whole. */
  statements: z.array(z.int()),
  statementRefs: z.array(statementRefSchema),
  /** Record of a statement by word of mouth or on paper that waits for the vendor's confirmation, the oldest one. */
  hearing: z.int().optional(),
  hearingRef: statementRefSchema.optional(),
  can: z.object({
    reply: z.boolean(),
    state: z.boolean(),
    /** The deadline can be put off. */
    extend: z.boolean(),
    /** What was said can be recorded. */
    hear: z.boolean(),
    /** After 未履行: the order can be judged anew. */
    judge: z.boolean(),
    reportConditions: z.boolean(),
    withdrawOrder: z.boolean(),
    lift: z.boolean(),
  }),
  /** Of what is shown for a lifting; absent when this violation suspends nothing. */
  liftingHash: z.string().optional(),
  /** Of what is shown for a new judgement after 未履行. */
  judgingHash: z.string().optional(),
});
export type FindingView = z.infer<typeof findingViewSchema>;

/** F9 and notices of lifting. */
export const noticeEntrySchema = filed(sanctionNoticeSchema);
export type NoticeEntry = z.infer<typeof noticeEntrySchema>;

type Ordered = {
  readonly orderNo?: string | undefined;
  readonly dueOn?: string | undefined;
  readonly status?: string;
};
/** There is an order. One that was withdrawn to be made anew (docs/adr/0058), which has no deadline any more, is none. */
export const isOrdered = ({ orderNo, dueOn, status }: Ordered): boolean =>
  orderNo !== undefined && (dueOn !== undefined || status === 'withdrawn');

/** The order, if any, as the city names it. */
export const orderName = (of: Ordered) =>
  of.orderNo &&
  (isOrdered(of) ? `是正命令 ${of.orderNo}` : `違反の記録（是正命令 ${of.orderNo} は撤回済み）`);
