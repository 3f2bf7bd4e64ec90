import { z } from 'zod';

/**
 * The derived figures of the register (F12), kept in the permit's state and moved by the acts themselves: a line of the
 * register costs no scan of the case (docs/adr/0020).
 */
export const registerFiguresSchema = z.object({
  /** 最終の接続: ISO instant at which the last reported session began. */
  lastSession: z.string().optional(),
  /** 最終の月次報告: YYYY-MM. */
  lastReport: z.string().optional(),
  /** Months that were asked for and not reported yet, with the day they were due. */
  awaited: z.array(z.object({ yearMonth: z.string(), dueOn: z.string().optional() })),
  /** 認知 (第7条). */
  violations: z.int(),
  /** 是正命令. */
  ordersIssued: z.int(),
});
export type RegisterFigures = z.infer<typeof registerFiguresSchema>;
export const NO_FIGURES: RegisterFigures = { awaited: [], violations: 0, ordersIssued: 0 };

/** Months whose report has not come though its day has ended (第10条). @param today ISO */
export const overdueMonths = ({ awaited }: RegisterFigures, today: string): RegisterFigures['awaited'] =>
  awaited.filter(({ dueOn }) => dueOn !== undefined && dueOn < today);

/** Where the month stands that was asked for last, in the words of the reports themselves and of the day. */
export const MONTH_STANDINGS = {
  accepted: '確認済',
  submitted: '提出済',
  requested: '未提出',
  returned: '差戻し',
  overdue: '期限超過',
} as const;
export type MonthStanding = {
  /** YYYY-MM. */
  readonly yearMonth: string;
  readonly status: keyof typeof MONTH_STANDINGS;
  /** Until the end of this day it is in time; none of what has come, nor of what a version before asked for. */
  readonly dueOn?: string | undefined;
};

/**
 * Of the months that were asked for, the last (第10条); undefined before the first.
 *
 * @param asked months that the manager has been asked to answer
 * @param today ISO
 */
export const latestMonth = (
  figures: RegisterFigures,
  asked: readonly string[],
  today: string,
): MonthStanding | undefined => {
  const { awaited, lastReport = '' } = figures;
  const yearMonth = awaited.reduce(
    (last, month) => (month.yearMonth > last ? month.yearMonth : last),
    lastReport,
  );
  if (yearMonth === '') return undefined;
  const waits = awaited.findLast((month) => month.yearMonth === yearMonth);
  if (!waits) return { yearMonth, status: asked.includes(yearMonth) ? 'submitted' : 'accepted' };
  const { dueOn } = waits;
  const isOverdue = overdueMonths({ ...figures, awaited: [waits] }, today).length > 0;
  return {
    yearMonth,
    status: isOverdue ? 'overdue' : yearMonth === lastReport ? 'returned' : 'requested',
    dueOn,
  };
};

type AnyFact = { readonly type: string } & Readonly<Record<string, unknown>>;
const textOf = (fact: AnyFact, name: string): string | undefined =>
  typeof fact[name] === 'string' ? fact[name] : undefined;

const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

export const followFigures = (figures: RegisterFigures, fact: AnyFact): RegisterFigures => {
  const yearMonth = textOf(fact, 'yearMonth');
  switch (fact.type) {
    case 'session-reported':
      return { ...figures, lastSession: later(figures.lastSession, textOf(fact, 'connectedAt')) };
    case 'report-requested':
    case 'report-returned':
      return yearMonth === undefined
        ? figures
        : { ...figures, awaited: [...figures.awaited, { yearMonth, dueOn: textOf(fact, 'dueOn') }] };
    case 'report-submitted':
      return {
        ...figures,
        lastReport: later(figures.lastReport, yearMonth),
        awaited: figures.awaited.filter((month) => month.yearMonth !== yearMonth),
      };
    case 'violation-found':
      return { ...figures, violations: figures.violations + 1 };
    case 'order-issued':
      return { ...figures, ordersIssued: figures.ordersIssued + 1 };
    default:
      return figures;
  }
};
