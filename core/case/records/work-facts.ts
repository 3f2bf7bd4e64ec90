import { z } from 'zod';
import { questionSchema } from '../decision-request.ts';

/** What can happen to a work (第6条第1号〜第5号, 別表1 5-1, 5-2), and what is known of one. */

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
  'outside-account': '許可にないアカウントを使う作業',
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
  'outside-account': '許可にないアカウントでの接続',
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
