import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { roleSchema } from '../directory/directory.ts';
import type { Settings } from '../directory/settings.ts';
import { addBusinessDays, type BusinessCalendar, dateOf, subtractBusinessDays } from '../values/calendar.ts';

/**
 * A question to a role (never to a person): confirm 別表1 or approve (第4条第2項), or what becomes of an application that was not
 * corrected in time (docs/adr/0057).
 */

export const STAGES = {
  confirm: '情報セキュリティ管理者の確認',
  approve: '統括情報セキュリティ管理者の承認',
  correction: '補正の期限を過ぎた申請の判断',
} as const;
export type Stage = keyof typeof STAGES;
export const stageSchema = z.enum(['confirm', 'approve', 'correction']);

type QuestionColumns = {
  readonly label: string;
  /** Of the section of the permit, or of the city. */
  readonly to: 'manager' | 'chief';
  /** It is answered at /permits/<case>/<page>/<about>/<step>; `page` is that of the kind of record that it is about. */
  readonly page: string;
  readonly step: string;
  /** When the permit is over: 'goes' where what is asked for can happen no more (第7条). */
  readonly over: 'stays' | 'goes';
};
const questions = <S extends string, P extends string>(
  page: P,
  rows: Record<S, readonly [label: string, to: 'manager' | 'chief', step: string, over: 'stays' | 'goes']>,
) =>
  Object.fromEntries(
    Object.entries<(typeof rows)[S]>(rows).map(([stage, [label, to, step, over]]) => [
      stage,
      { label, to, page, step, over },
    ]),
  ) as Record<S, QuestionColumns & { readonly page: P }>;

/** Questions about a permit in force (第6条–第10条), always to a role. Each is answered on its own page. */
export const QUESTIONS = {
  ...questions('works', {
    work: ['作業申請への回答', 'manager', 'answer', 'stays'],
    review: ['作業報告の確認', 'manager', 'review', 'stays'],
  }),
  ...questions('reports', { monthly: ['月次利用状況報告の確認', 'manager', 'answer', 'stays'] }),
  ...questions('instructions', {
    instruct: ['指示の発出', 'manager', 'answer', 'stays'],
    follow: ['指示の履行の確認', 'manager', 'follow', 'stays'],
  }),
  ...questions('findings', {
    candidate: ['違反の候補の判断', 'manager', 'candidate', 'stays'],
    receipt: ['違反報告の受領', 'chief', 'receipt', 'stays'],
    order: ['是正命令の発出', 'manager', 'order', 'goes'],
    judge: ['是正命令の履行の判断', 'manager', 'judge', 'goes'],
    noncompliance: ['未履行報告の受領', 'chief', 'noncompliance', 'goes'],
    sanction: ['取消・停止等の決定', 'manager', 'sanction', 'goes'],
    lift: ['停止の解除の判断', 'manager', 'lift', 'stays'],
    closing: ['命令等の終結の判断', 'manager', 'closing', 'stays'],
  }),
  ...questions('changes', {
    change: ['変更届の確認', 'manager', 'answer', 'goes'],
    'change-approval': ['変更の承認', 'chief', 'approval', 'goes'],
  }),
  ...questions('shortenings', {
    shortening: ['許可の期間の短縮の判断', 'manager', 'answer', 'goes'],
    'shortening-approval': ['許可の期間の短縮の承認', 'chief', 'approval', 'goes'],
  }),
  ...questions('reconfirmations', { reconfirm: ['別表1の再確認', 'manager', 'answer', 'goes'] }),
};
export type QuestionStage = keyof typeof QUESTIONS;
export const isStage = (stage: Stage | QuestionStage): stage is Stage => stage in STAGES;
export const isForChief = (stage: Stage | QuestionStage): boolean =>
  isStage(stage) ? stage === 'approve' : QUESTIONS[stage].to === 'chief';
export const stageLabel = (stage: Stage | QuestionStage): string =>
  isStage(stage) ? STAGES[stage] : QUESTIONS[stage].label;
/** What is asked about a permit; undefined: about the application. */
export const questionOf = (stage: Stage | QuestionStage): QuestionColumns | undefined =>
  isStage(stage) ? undefined : QUESTIONS[stage];

export const ESCALATIONS = ['none', 'deputy', 'office'] as const;
export type Escalation = (typeof ESCALATIONS)[number];

export const decisionRequestSchema = z.object({
  requestId: z.string(),
  stage: stageSchema,
  rev: z.int(),
  /** Rises each time the chief sends the dossier back; one decision per revision, stage and round. */
  round: z.int(),
  role: roleSchema,
  /** Hash of what is shown: the revision, and for the chief also the manager's confirmation. */
  hash: z.string(),
  openedAt: z.string(),
  dueOn: z.string(),
  /** Links of an older generation are dead. */
  generation: z.int(),
  issuedTo: z.array(z.string()),
  issuedAt: z.string(),
  remindersSent: z.int(),
  escalation: z.enum(ESCALATIONS),
});
export type DecisionRequest = z.infer<typeof decisionRequestSchema>;

const stages = [...Object.keys(STAGES), ...Object.keys(QUESTIONS)] as (Stage | QuestionStage)[];
export const anyStageSchema = z.enum(stages);
/** Any open question of a case: the application's own, or one about the permit. */
export const questionSchema = decisionRequestSchema.extend({
  stage: anyStageSchema,
  /** The record that it is about: work, month, finding … */
  about: z.string().optional(),
  /** Who drafted what is asked for, and may therefore not answer for the chief (G12). */
  drafter: z.string().optional(),
  /** What is asked about has changed since the last mail: the next daily run says so. */
  untold: z.boolean().optional(),
  /** Told with the report of its month (docs/adr/0053): no link has been sent as long as nobody is reminded. */
  quiet: z.boolean().optional(),
});
export type Question = z.infer<typeof questionSchema>;

export const ISSUE_REASONS = {
  opened: '新規',
  reminder: '催促',
  added: '内容の変更',
  'link-expired': 'リンクの有効期限切れ',
  'hand-over': '担当者の交代',
  'escalation-deputy': '代決者への回付',
  'escalation-office': '統括部門への連絡',
} as const;
export type IssueReason = Exclude<keyof typeof ISSUE_REASONS, 'opened'>;

export const dueDateOf = (openedOn: Temporal.PlainDate, settings: Settings, calendar: BusinessCalendar) =>
  addBusinessDays(openedOn, settings.decisionTargetDays, calendar);

/**
 * What, if anything, is due for an open request on a business day. The strongest comes first, at most one a
 * day: a change of holders, then escalation (G6), then a reminder, then a link that has ended.
 */
export const dueStep = (
  request: Question,
  facts: {
    readonly today: Temporal.PlainDate;
    readonly now: Temporal.Instant;
    /** Person ids that should hold the links now. */
    readonly addressees: readonly string[];
    readonly hasDeputy: boolean;
    readonly settings: Settings;
    readonly calendar: BusinessCalendar;
  },
): IssueReason | undefined => {
  const { today, settings, calendar, addressees } = facts;
  const reached = (date: Temporal.PlainDate) => Temporal.PlainDate.compare(today, date) >= 0;
  const dueOn = Temporal.PlainDate.from(request.dueOn);
  if (addressees.toSorted().join() !== request.issuedTo.toSorted().join()) return 'hand-over';
  // A run that comes twice asks nobody twice.
  if (dateOf(Temporal.Instant.from(request.issuedAt)).equals(today)) return undefined;
  const officeOn = addBusinessDays(dueOn, settings.escalateToOfficeAfterDays, calendar);
  if (request.escalation !== 'office' && reached(officeOn)) return 'escalation-office';
  const deputyOn = addBusinessDays(dueOn, settings.escalateToDeputyAfterDays, calendar);
  if (request.escalation === 'none' && reached(deputyOn) && facts.hasDeputy) return 'escalation-deputy';
  const remindOn = subtractBusinessDays(dueOn, settings.remindBeforeDays, calendar);
  if (request.remindersSent === 0 && reached(remindOn)) return 'reminder';
  if (request.untold) return 'added';
  if (request.quiet && request.generation === 1) return undefined;
  const linkEnds = linkEndsAt(request, settings);
  return Temporal.Instant.compare(facts.now, linkEnds) >= 0 ? 'link-expired' : undefined;
};

/** Links end `linkValidDays` × 24 hours after they were issued. */
export const linkEndsAt = (request: Question, settings: Settings): Temporal.Instant =>
  Temporal.Instant.from(request.issuedAt).add({ hours: settings.linkValidDays * 24 });
