import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { NOBODY, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { PERMITTED } from '../permit-statuses.ts';
import { isAfter } from '../report-dates.ts';
import { dated, month } from '../words.ts';

/**
 * 月次利用状況報告 (F7; 第9条, 第10条), one for each month in any part of which the permit held: 未提出 → 督促中 →
 * 提出済 ⇄ 差戻し → 確認済. It may come in late, after the end of the permit too, and changes no state of the permit.
 */

const of = { yearMonth: z.string() };
/** By when it is awaited, and what follows if it does not come (report-dates.ts). */
const dates = { dueOn: z.string(), dunOn: z.array(z.string()), instructOn: z.string() };

const reportFactSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report-requested'), ...of, ...dates }),
  /** n: the first, the second time since it was asked for or returned. */
  z.object({ type: z.literal('report-dunned'), ...of, n: z.int() }),
  /** Dunning has not helped: it is the manager's turn (G18). */
  z.object({ type: z.literal('report-overdue'), ...of }),
  z.object({
    type: z.literal('report-submitted'),
    ...of,
    used: z.boolean(),
    sessions: z.int(),
    minutes: z.int(),
    request: questionSchema,
  }),
  /** The reason stands in the paper. */
  z.object({ type: z.literal('report-returned'), ...of, answers: z.string(), ...dates }),
  z.object({ type: z.literal('report-accepted'), ...of, answers: z.string() }),
]);

export const REPORT_STATUSES = {
  requested: '未提出',
  dunned: '督促中',
  submitted: '提出済',
  returned: '差戻し',
  accepted: '確認済',
} as const;
export type ReportStatus = keyof typeof REPORT_STATUSES;

export const reportHeadSchema = z.object({
  ...of,
  status: z.enum(Object.keys(REPORT_STATUSES) as [ReportStatus, ...ReportStatus[]]),
  openedAt: z.string(),
  changedAt: z.string(),
  /** The day that decides whether it came late; a return does not move it. */
  dueOn: z.string(),
  /** The day by which it is awaited now. */
  awaitedOn: z.string(),
  /** Days of dunning that are still to come. */
  dunOn: z.array(z.string()),
  /** How often it was dunned since it was asked for or returned. */
  dunned: z.int(),
  /** Absent: the manager has been turned to, or need not be. */
  instructOn: z.string().optional(),
  /** The first time. */
  submittedAt: z.string().optional(),
  /** The last time. */
  resubmittedAt: z.string().optional(),
  used: z.boolean().optional(),
  sessions: z.int().optional(),
  minutes: z.int().optional(),
  returnedAt: z.string().optional(),
  acceptedAt: z.string().optional(),
  /** Numbers of the events whose papers belong here, by the type of event; the last of each. */
  papers: z.record(z.string(), z.int()),
});
export type ReportHead = z.infer<typeof reportHeadSchema>;

/** The vendor has not handed it in, or has it back. */
export const AWAITED: readonly ReportStatus[] = ['requested', 'dunned', 'returned'];

/** Derived, never posted: the first submission came after the due day (INV-10). */
export const isLate = ({ submittedAt, dueOn }: ReportHead): boolean =>
  submittedAt !== undefined && isAfter(submittedAt, dueOn);

const row = <S extends ReportStatus>(
  from: readonly (ReportStatus | 'none')[],
  to: S | 'same' | readonly S[],
  label: string,
  who: 'vendor' | 'manager' | 'system',
  told = true,
) => ({ from, to, within: PERMITTED, label, who, article: '第10条', told });

export const REPORTS = recordKind({
  kind: 'report',
  noun: '月次利用状況報告',
  prefix: 'REPORT',
  page: 'reports',
  statuses: REPORT_STATUSES,
  transitions: {
    // The month is opened and its days are set; when the vendor is told of it, its mails say (docs/adr/0053).
    'report-requested': row(['none'], 'requested', '月次利用状況報告の受付開始', 'system'),
    'report-dunned': row(AWAITED, ['dunned', 'returned'], '月次利用状況報告の督促', 'system'),
    // The manager is turned to: an instruction is only being prepared (G18).
    'report-overdue': row(AWAITED, 'same', '月次利用状況報告の期限の経過', 'system', false),
    'report-submitted': row(AWAITED, 'submitted', '月次利用状況報告の提出', 'vendor'),
    'report-returned': row(['submitted'], 'returned', '月次利用状況報告の差戻し', 'manager'),
    'report-accepted': row(['submitted'], 'accepted', '月次利用状況報告の確認', 'manager'),
  },
  head: reportHeadSchema,
  fact: reportFactSchema,
  idOf: (fact) => fact.yearMonth,
  evolve: (head, fact, { seq, at, paper }) => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    const mark = { changedAt: at, papers };
    if (fact.type === 'report-requested') {
      const { yearMonth, dueOn, dunOn, instructOn } = fact;
      const awaited = { dueOn, awaitedOn: dueOn, dunOn, dunned: 0, instructOn };
      return { yearMonth, status: 'requested', openedAt: at, ...awaited, ...mark };
    }
    if (!head) throw new Fatal(`${fact.type} without a report`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'report-dunned':
        return {
          ...same,
          status: head.status === 'returned' ? 'returned' : 'dunned',
          dunOn: head.dunOn.slice(fact.n - head.dunned),
          dunned: fact.n,
        };
      case 'report-overdue':
        return { ...same, dunOn: [], instructOn: undefined };
      case 'report-submitted': {
        const { used, sessions, minutes } = fact;
        const submittedAt = head.submittedAt ?? at;
        return { ...same, status: 'submitted', used, sessions, minutes, submittedAt, resubmittedAt: at };
      }
      case 'report-returned': {
        const { dueOn, dunOn, instructOn } = fact;
        return {
          ...same,
          status: 'returned',
          awaitedOn: dueOn,
          dunOn,
          dunned: 0,
          instructOn,
          returnedAt: at,
        };
      }
      case 'report-accepted':
        return { ...same, status: 'accepted', acceptedAt: at };
    }
  },
  /** While it is awaited: on the next day of dunning, or when the manager is turned to. */
  dueAt: ({ status, dunOn, instructOn }) => {
    const next = [...dunOn, ...(instructOn === undefined ? [] : [instructOn])].sort().at(0);
    return AWAITED.includes(status) && next !== undefined
      ? startOfDay(Temporal.PlainDate.from(next)).toString()
      : undefined;
  },
  news: {
    'report-requested': NOBODY,
    'report-dunned': ['responsible'],
    'report-returned': NOBODY,
  },
  cityNews: [],
  askedAbout: ({ yearMonth }) => month(yearMonth),
  labelOf: (yearMonth) => month(yearMonth),
  detailsOf: (fact) => {
    switch (fact.type) {
      case 'report-requested':
        return dated('提出期限', fact.dueOn);
      case 'report-dunned':
        return [`${fact.n}回目`];
      case 'report-submitted':
        return fact.used ? ['利用あり', `接続${fact.sessions}回、計${fact.minutes}分`] : ['利用なし'];
      case 'report-returned':
        return dated('再提出の期限', fact.dueOn);
      default:
        return [];
    }
  },
});
