import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dateOf, startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { hashOf } from '../../values/hash.ts';
import type { Aggregate, RecordTransition } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { PERMITTED, type Status } from '../permit-statuses.ts';

/**
 * A work under a permit (第6条第1号〜第5号, 別表1 5-1, 5-2): announced (F5), answered, done, reported (F6), reviewed. What
 * was written stands in papers; here are ids, instants and what follows from them. That a work is going on or awaits
 * its report is read from the clock (work-status.ts), not recorded.
 */

export const WORK_STATUSES = {
  submitted: '提出',
  accepted: '承認',
  returned: '差戻し',
  emergency: '緊急（事後承認待ち）',
  declined: '事後承認なし',
  withdrawn: '未実施取下げ',
  unannounced: '申請のない接続（報告待ち）',
  lapsed: '効力を失った申請',
  reported: '報告済',
  'report-returned': '報告差戻し',
  confirmed: '確認済',
} as const;
export type WorkStatus = keyof typeof WORK_STATUSES;

/** What the manager should see of a notice at once; derived, never posted. */
export const NOTICE_FLAGS = {
  late: '申請期限後の申請',
  'update-without-exception': '更新ありの作業（別表1 4-1の例外なし）',
  'file-transfer': 'ファイルの送受信あり（別表1 3-4に抵触）',
  'long-plan': '必要最低限の時間かを確認する予定（第6条第4号）',
  'late-emergency': '緊急の作業の申請の遅れ',
  unannounced: '事前に申請していない接続',
} as const;
/** … and of a report. */
export const REPORT_FLAGS = {
  unapproved: '承認を受けていない接続',
  overrun: '予定の時間外の接続',
  'outside-worker': '届出のない作業者',
  'outside-terminal': '届出のない端末',
  'outside-origin': '許可していない接続元',
  'outside-target': '許可していない接続先',
  'outside-period': '許可期間外・停止中の接続',
  'cut-off': '緊急接続停止中の接続',
  'no-log': '操作ログなし',
  'other-than-announced': '申請と異なる作業者・端末・接続先',
  'long-session': '必要最低限の時間かを確認する接続（第6条第4号）',
} as const;
export type NoticeFlag = keyof typeof NOTICE_FLAGS;
export type ReportFlag = keyof typeof REPORT_FLAGS;
const keysOf = <K extends string>(table: Readonly<Record<K, string>>) => Object.keys(table) as [K, ...K[]];

const of = { workId: z.string() };
const planned = {
  /** priorWorkMode of the system on the day (G4). */
  mode: z.enum(['notice', 'acknowledge', 'approve']),
  workKind: z.enum(['read', 'update']),
  /** Instants. */
  plannedStart: z.string(),
  plannedEnd: z.string(),
  leadTimeOk: z.boolean(),
  flags: z.array(z.enum(keysOf(NOTICE_FLAGS))),
  /** To the manager; none when a notice (届出) is enough. */
  request: questionSchema.optional(),
};
/** The open question to the manager that has lost its object. */
const closes = z.string().optional();

export const workFactSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('work-announced'),
    ...of,
    noticeNo: z.string(),
    emergency: z.boolean(),
    /** A connection that was made without an application, and is told of afterwards. */
    unannounced: z.literal(true).optional(),
    ...planned,
  }),
  z.object({ type: z.literal('work-revised'), ...of, ...planned }),
  z.object({
    type: z.literal('work-answered'),
    ...of,
    answers: z.string(),
    choice: z.enum(['accept', 'return', 'decline']),
  }),
  z.object({ type: z.literal('work-withdrawn'), ...of, closes }),
  /** The permit has stopped (work-lapse.ts); `since`: from which instant the work counts no more. */
  z.object({ type: z.literal('work-lapsed'), ...of, since: z.string(), closes }),
  z.object({
    type: z.literal('session-reported'),
    ...of,
    connectedAt: z.string(),
    disconnectedAt: z.string(),
    personalDataAccessed: z.boolean(),
    flags: z.array(z.enum(keysOf(REPORT_FLAGS))),
    closes,
    request: questionSchema,
  }),
  z.object({
    type: z.literal('session-reviewed'),
    ...of,
    answers: z.string(),
    choice: z.enum(['confirm', 'return']),
  }),
  /** `last`: the vendor is not reminded again. */
  z.object({ type: z.literal('session-reminded'), ...of, last: z.boolean() }),
]);
export type WorkFact = z.infer<typeof workFactSchema>;

export const workHeadSchema = z.object({
  ...of,
  status: z.enum(keysOf(WORK_STATUSES)),
  noticeNo: z.string(),
  emergency: z.boolean(),
  unannounced: z.literal(true).optional(),
  mode: planned.mode,
  workKind: planned.workKind,
  plannedStart: z.string(),
  plannedEnd: z.string(),
  leadTimeOk: z.boolean(),
  flags: planned.flags,
  announcedAt: z.string(),
  announcedBy: z.string(),
  /** From this instant on it allows nothing. */
  lapsedAt: z.string().optional(),
  changedAt: z.string(),
  answer: z.object({ choice: z.enum(['accept', 'return', 'decline']), at: z.string() }).optional(),
  session: z
    .object({
      connectedAt: z.string(),
      disconnectedAt: z.string(),
      personalDataAccessed: z.boolean(),
      flags: z.array(z.enum(keysOf(REPORT_FLAGS))),
      reportedAt: z.string(),
    })
    .optional(),
  reviewedAt: z.string().optional(),
  reminders: z.object({ sent: z.int(), at: z.string(), last: z.boolean() }).optional(),
  /** Numbers of the events whose papers belong here, by the type of event; the last of each. */
  papers: z.record(z.string(), z.int()),
});
export type WorkHead = z.infer<typeof workHeadSchema>;

const row = <S extends WorkStatus>(
  from: readonly (WorkStatus | 'none')[],
  to: S | 'same' | readonly S[],
  label: string,
  who: RecordTransition<WorkStatus>['who'],
  article: string,
  within: readonly Status[] = PERMITTED,
) => ({ from, to, within, label, who, article });

/** A suspended permit allows no work (第8条); an upcoming one may announce what begins in its period. What has happened may always be told. */
const OPEN_TO_WORK: readonly Status[] = ['upcoming', 'active'];
/** Whether it took place is not known yet. */
export const UNREPORTED: readonly WorkStatus[] = [
  'submitted',
  'accepted',
  'returned',
  'emergency',
  'declined',
  'unannounced',
];
const ANSWERABLE: readonly WorkStatus[] = [
  ...(['submitted', 'emergency', 'reported', 'report-returned', 'confirmed'] as const),
];

export const WORKS: Aggregate<WorkStatus, WorkHead, WorkFact> = {
  noun: '作業',
  prefix: 'WORK',
  statuses: WORK_STATUSES,
  transitions: {
    'work-announced': row(
      ['none'],
      ['submitted', 'accepted', 'emergency', 'unannounced'],
      '作業申請',
      'vendor',
      '第6条第1号',
    ),
    'work-revised': row(
      ['returned'],
      ['submitted', 'accepted'],
      '作業申請の訂正',
      'vendor',
      '第6条第1号',
      OPEN_TO_WORK,
    ),
    'work-answered': row(
      ANSWERABLE,
      ['accepted', 'returned', 'declined', 'reported', 'report-returned', 'confirmed'],
      '作業申請への回答',
      'manager',
      '第6条第1号・別表1 5-1',
    ),
    'work-withdrawn': row(UNREPORTED, 'withdrawn', '作業の取下げ', 'vendor', '第6条第1号'),
    'work-lapsed': row(
      ['submitted', 'accepted', 'returned', 'emergency'],
      'lapsed',
      '作業申請の効力の喪失',
      'system',
      '第6条第3号・第8条',
    ),
    'session-reported': row(
      [...UNREPORTED, 'lapsed', 'report-returned'],
      'reported',
      '作業報告',
      'vendor',
      '第6条第2号・別表1 5-2',
    ),
    'session-reviewed': row(
      ['reported'],
      ['confirmed', 'report-returned'],
      '作業報告の確認',
      'manager',
      '第6条第2号・別表1 5-2',
    ),
    'session-reminded': row(
      [...UNREPORTED, 'report-returned'],
      'same',
      '作業報告の催促',
      'system',
      '第6条第1号',
    ),
  },
  head: workHeadSchema,
  fact: workFactSchema,
  idOf: ({ workId }) => workId,
  evolve: (head, fact, { seq, at, by, paper }) => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    const mark = { changedAt: at, papers };
    if (fact.type === 'work-announced') {
      const { type: _, request, ...announced } = fact;
      const announcedBy = by.kind === 'person' ? by.personId : by.name;
      return {
        ...announced,
        status: announced.unannounced
          ? 'unannounced'
          : announced.emergency
            ? 'emergency'
            : request
              ? 'submitted'
              : 'accepted',
        announcedAt: at,
        announcedBy,
        ...mark,
      };
    }
    if (!head) throw new Fatal(`${fact.type} without a work`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'work-revised': {
        const { type: _, request, ...revised } = fact;
        const status = request ? 'submitted' : 'accepted';
        return { ...same, ...revised, status, answer: undefined, reminders: undefined };
      }
      case 'work-answered':
        return {
          ...same,
          answer: { choice: fact.choice, at },
          // An emergency work may have been reported before it was approved.
          status: head.session === undefined ? ANSWERED[fact.choice] : head.status,
        };
      case 'work-withdrawn':
        return { ...same, status: 'withdrawn' };
      case 'work-lapsed':
        return { ...same, status: 'lapsed', lapsedAt: fact.since, reminders: undefined };
      case 'session-reported': {
        const { connectedAt, disconnectedAt, personalDataAccessed, flags } = fact;
        const session = { connectedAt, disconnectedAt, personalDataAccessed, flags, reportedAt: at };
        return { ...same, status: 'reported', session, reminders: undefined };
      }
      case 'session-reviewed':
        return {
          ...same,
          status: fact.choice === 'confirm' ? 'confirmed' : 'report-returned',
          reviewedAt: at,
        };
      case 'session-reminded':
        return { ...same, reminders: { sent: (head.reminders?.sent ?? 0) + 1, at, last: fact.last } };
    }
  },
  /** The day after the planned end, and each day after a reminder, until the report is there or the manager is told. */
  dueAt: ({ status, plannedEnd, changedAt, reminders }) => {
    if (!(status === 'report-returned' || UNREPORTED.includes(status))) return undefined;
    const since = status === 'report-returned' ? changedAt : plannedEnd;
    return startOfDay(dateOf(Temporal.Instant.from(reminders?.at ?? since)).add({ days: 1 })).toString();
  },
};
const ANSWERED = { accept: 'accepted', return: 'returned', decline: 'declined' } as const;

/** What is shown for an answer: the notice, and for an emergency that is over the report too (INV-4). */
export const hashWithReport = (notice: string, { papers }: Pick<WorkHead, 'papers'>): string => {
  const report = papers['session-reported'];
  return report === undefined ? notice : hashOf({ notice, report });
};

/** The manager's question whether the work may be done. */
export const openQuestionAbout = (
  {
    questions,
  }: { readonly questions: readonly { stage: string; about?: string | undefined; requestId: string }[] },
  workId: string,
): string | undefined =>
  questions.find(({ stage, about }) => stage === 'work' && about === workId)?.requestId;
