import { z } from 'zod';
import { CLAUSE_OF, candidateKindSchema } from '../../regulation/candidate-kinds.ts';
import { parsed } from '../../values/frozen.ts';
import { questionSchema } from '../decision-request.ts';
import { matterSchema } from '../matter.ts';
import { STOPPABLE, type Stoppable, stoppableSchema } from '../partial-stop.ts';

/** What can happen to a violation of 第6条 (第7条, 第8条), and what is known of one. */

const clauseSchema = z.int().min(1).max(8);
/** Where several items of 第6条 are concerned: all of them, in order; `clause` is the first. */
const clauses = z.array(clauseSchema).optional();

type Citing = { readonly clause: number; readonly clauses?: readonly number[] | undefined };
export const clausesOf = ({ clause, clauses: all }: Citing): readonly number[] => all ?? [clause];
/** @param cited at least one */
export const citing = (cited: readonly number[]) => {
  const [clause = CLAUSE_OF.reported, ...more] = [...new Set(cited)].sort((a, b) => a - b);
  return { clause, ...(more.length === 0 ? {} : { clauses: [clause, ...more] }) };
};

export const SANCTIONS = {
  revoke: '取消',
  suspend: '停止',
  other: 'その他の措置',
  none: '措置をとらない',
} as const;
/** e.g. 取消, 停止, 停止（作業者に限る）. */
export const sanctionName = (sanction: keyof typeof SANCTIONS, only?: Stoppable): string =>
  only === undefined ? SANCTIONS[sanction] : `${SANCTIONS[sanction]}（${STOPPABLE[only]}に限る）`;
/** 予定する措置: what the vendor is heard about; a heavier one asks for a new invitation (第8条). */
export const INTENDED = {
  revoke: '利用許可の取消し',
  suspend: '利用許可の停止',
  other: 'その他の措置',
} as const;
export type Intended = keyof typeof INTENDED;
export const COMPLIANCE = { fulfilled: '履行', partial: '一部履行', disobeyed: '未履行' } as const;

const of = { findingId: z.string() };
export const findingFactSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('candidate-raised'),
    ...of,
    kind: candidateKindSchema,
    clause: clauseSchema,
    clauses,
    /** The record it comes from: instruction, confirmation; in the versions before also a work or a month. */
    about: z.string().optional(),
    /** YYYY-MM in which it happened: of connections and works one is open per permit and month. */
    month: z.string().optional(),
    matters: z.array(matterSchema).optional(),
    request: questionSchema,
  }),
  /** More was noticed before anything was decided. `request`: the open question, about all of it now. */
  z.object({
    type: z.literal('evidence-added'),
    ...of,
    matters: z.array(matterSchema),
    request: questionSchema.optional(),
  }),
  /**
   * Logs or reports were compared again after a correction (第6条): what they show no longer, and what they show again,
   * by number. A candidate of which nothing stands ends, and with it its question.
   */
  z.object({
    type: z.literal('finding-reassessed'),
    ...of,
    /** Of the log that was compared, YYYY-MM; absent when a report was corrected. */
    month: z.string().optional(),
    gone: z.array(z.int()),
    back: z.array(z.int()),
    /** Something of it is still shown. */
    stands: z.boolean(),
    request: questionSchema.optional(),
    closes: z.string().optional(),
    /** Of the links of the question that ends. */
    generation: z.int().optional(),
  }),
  /** 不問: the reason stands in the paper. */
  z.object({ type: z.literal('finding-dismissed'), ...of, answers: z.string() }),
  /** 認知, and the report to the chief (F8), in one act. Without `answers`: the manager's own entry. */
  z.object({
    type: z.literal('violation-found'),
    ...of,
    clause: clauseSchema,
    clauses,
    about: z.string().optional(),
    answers: z.string().optional(),
    /** To the chief: receive the report. */
    request: questionSchema,
    /** To the manager: issue the order. None when the permit is over: there is nothing left to order. */
    requestNext: questionSchema.optional(),
  }),
  z.object({
    type: z.literal('report-received'),
    ...of,
    answers: z.string(),
    /** The manager's open question again, now that the chief's word is among what is shown. */
    requestNext: questionSchema.optional(),
  }),
  z.object({
    type: z.literal('order-issued'),
    ...of,
    answers: z.string(),
    /** 文書番号. */
    orderNo: z.string(),
    /** 履行期限 (G10). */
    dueOn: z.string(),
  }),
  /** An order made in error; with it go the questions about it. `request`: to the manager, the order that takes its place (ADR 58). */
  z.object({
    type: z.literal('order-withdrawn'),
    ...of,
    documentNo: z.string(),
    request: questionSchema.optional(),
  }),
  /** A later 履行期限, before the old one has passed or with 一部履行 (履行期限変更通知書). */
  z.object({
    type: z.literal('due-extended'),
    ...of,
    documentNo: z.string(),
    dueOn: z.string(),
    request: questionSchema.optional(),
  }),
  /** `request`: the question that was open already, again; after 未履行 the reply is a late one. */
  z.object({ type: z.literal('order-replied'), ...of, request: questionSchema.optional() }),
  z.object({ type: z.literal('order-overdue'), ...of }),
  z.object({ type: z.literal('judgement-requested'), ...of, request: questionSchema }),
  z.object({
    type: z.literal('compliance-judged'),
    ...of,
    /** Absent when the manager judges anew, unasked, after 未履行. */
    answers: z.string().optional(),
    result: z.enum(['fulfilled', 'partial', 'disobeyed']),
    /** With 一部履行: the new 履行期限. */
    dueOn: z.string().optional(),
    /** With 未履行: until when the vendor may make a statement (弁明). */
    statementDueOn: z.string().optional(),
  }),
  /** 弁明の機会の付与について（通知）: about which measure the vendor is heard, and until when. */
  z.object({
    type: z.literal('statement-invited'),
    ...of,
    documentNo: z.string(),
    dueOn: z.string(),
    intended: z.enum(['revoke', 'suspend', 'other']).optional(),
  }),
  /** 弁明 (第8条). `request`: the open question about the sanction again; `closing`: 以上で弁明を終える. */
  z.object({
    type: z.literal('statement-made'),
    ...of,
    closing: z.literal(true).optional(),
    request: questionSchema.optional(),
  }),
  /** 口頭・書面の弁明, as somebody of the city wrote it down; the vendor is asked to confirm or correct it. */
  z.object({ type: z.literal('statement-heard'), ...of, request: questionSchema.optional() }),
  /** `heard`: number of the event that it confirms or corrects, in the case `heardIn` where that is an earlier permit's. */
  z.object({
    type: z.literal('hearing-answered'),
    ...of,
    heard: z.int(),
    heardIn: z.string().optional(),
    choice: z.enum(['confirmed', 'corrected']),
    closing: z.literal(true).optional(),
    request: questionSchema.optional(),
  }),
  z.object({ type: z.literal('noncompliance-reported'), ...of, request: questionSchema }),
  z.object({ type: z.literal('noncompliance-received'), ...of, answers: z.string() }),
  z.object({ type: z.literal('sanction-requested'), ...of, request: questionSchema }),
  z.object({
    type: z.literal('sanction-decided'),
    ...of,
    answers: z.string(),
    sanction: z.enum(['revoke', 'suspend', 'other', 'none']),
    /** その他の措置: 文書番号 of the 措置決定通知書. */
    documentNo: z.string().optional(),
    /** With 停止: it stops only this part of the permit (docs/adr/0039). */
    only: stoppableSchema.optional(),
    /** With 停止: the last day, where one is set. */
    until: z.string().optional(),
    /** 効力の生ずる日, where it is later than the day of the notice. */
    effectiveOn: z.string().optional(),
  }),
  /** The last day of a suspension is near (or, in the versions before, has passed). */
  z.object({ type: z.literal('lifting-requested'), ...of, request: questionSchema }),
  /** The vendor says that the conditions of the lifting are met. */
  z.object({ type: z.literal('conditions-reported'), ...of, request: questionSchema }),
  /** The suspension goes on, to the last day `until`; without one, until it is lifted. */
  z.object({
    type: z.literal('lifting-declined'),
    ...of,
    answers: z.string().optional(),
    until: z.string().optional(),
  }),
  /** What an earlier permit left unsettled goes on against this one. */
  z.object({
    type: z.literal('finding-taken-over'),
    ...of,
    /** The case of the earlier permit. */
    from: z.string(),
    head: z.lazy(() => findingHeadSchema),
    /** To the chief: receive the report, where that is still open. */
    request: questionSchema.optional(),
    /** To the manager: issue the order, where there is none yet. */
    requestNext: questionSchema.optional(),
  }),
  /** To the case of the later permit. */
  z.object({ type: z.literal('finding-handed-on'), ...of, to: z.string() }),
  /** The permit is over, and no other one follows: is what is left unsettled to end? */
  z.object({ type: z.literal('closing-requested'), ...of, request: questionSchema }),
  /** It ends with the permit; the reason stands in the paper. */
  z.object({ type: z.literal('finding-closed'), ...of, answers: z.string() }),
]);
export type FindingFact = z.infer<typeof findingFactSchema>;

export const FINDING_STATUSES = {
  candidate: '候補',
  found: '認知',
  reported: '統括報告済',
  ordered: '命令中',
  fulfilled: '履行',
  disobeyed: '未履行',
  referred: '未履行報告済',
  sanctioned: '取消・停止等の決定済',
  withdrawn: '命令撤回',
  dismissed: '不問',
  cleared: '候補の取下げ',
  'handed-on': '次の許可に引継ぎ',
  closed: '許可の終了により終結',
} as const;
export type FindingStatus = keyof typeof FINDING_STATUSES;
/** Found, and neither obeyed nor answered by a sanction: somebody has yet to order, to obey, to judge or to decide. */
export const UNSETTLED: readonly FindingStatus[] = ['found', 'reported', 'ordered', 'disobeyed', 'referred'];

export const findingHeadSchema = z.object({
  findingId: z.string(),
  status: z.enum(Object.keys(FINDING_STATUSES) as [FindingStatus, ...FindingStatus[]]),
  kind: candidateKindSchema.optional(),
  clause: clauseSchema,
  clauses,
  about: z.string().optional(),
  month: z.string().optional(),
  matters: z.array(matterSchema).optional(),
  /** Decided on; the newest comparison shows nothing of it any more (再照合の結果、該当なし). */
  outdated: z.boolean().optional(),
  /** The question that ended when the candidate was taken back: its link leads to what became of it. */
  closedQuestion: z.object({ requestId: z.string(), generation: z.int() }).optional(),
  openedAt: z.string(),
  changedAt: z.string(),
  foundBy: z.string().optional(),
  receivedAt: z.string().optional(),
  orderNo: z.string().optional(),
  dueOn: z.string().optional(),
  repliedAt: z.string().optional(),
  /** The deadline has passed without a reply. */
  overdue: z.boolean().optional(),
  judgedBy: z.string().optional(),
  statementDueOn: z.string().optional(),
  /** The vendor has said 「以上で弁明を終える」. */
  statementClosed: z.boolean().optional(),
  /** About what the vendor is heard; any measure in the versions before. */
  intended: z.enum(['revoke', 'suspend', 'other']).optional(),
  noncomplianceReceivedAt: z.string().optional(),
  sanction: z.enum(['revoke', 'suspend', 'other', 'none']).optional(),
  /** With 停止: it stops only this part of the permit. */
  only: stoppableSchema.optional(),
  /** Everything that was written about it, in order: number of the event, hash of the paper. */
  papers: z.array(
    z.object({
      type: z.string(),
      seq: z.int(),
      hash: z.string(),
      /** The case in which it is kept, where that is an earlier permit's. */
      caseId: z.string().optional(),
    }),
  ),
  /** The cases of the earlier permit from which it was taken over, and of the later one. */
  from: z.string().optional(),
  to: z.string().optional(),
});
export type FindingHead = z.infer<typeof findingHeadSchema>;

/** Hash of the register index under which the violations of the city stand that are not settled, the oldest first. */
export const OPEN_FINDINGS = 'FINDINGS';

/** @returns the columns of that index; none for a head of another kind */
export const amongOpenFindings = (sk: string, head: unknown) => {
  if (!sk.startsWith('FINDING#')) return {};
  const { status, openedAt, findingId } = parsed(findingHeadSchema, head);
  return UNSETTLED.includes(status)
    ? { registerKey: OPEN_FINDINGS, registerSort: `${openedAt}#${findingId}` }
    : {};
};
