import { Temporal } from 'temporal-polyfill';
import type { Settings } from '../directory/settings.ts';
import { addBusinessDays, isBusinessDay } from '../values/calendar.ts';
import type { Problem } from '../values/errors.ts';
import { formatWarekiDay } from '../values/wareki.ts';

/** 相当な期間 (第4条, 第7条, 第8条): what a deadline must leave to whoever has to keep it, and on which days it may fall. */

const statement = {
  usual: ({ statementDays }: Settings) => statementDays,
  // A city that had set a usual time shorter than the least one, before there was one, goes on with it.
  least: ({ statementLeastDays, statementDays }: Settings) => Math.min(statementLeastDays, statementDays),
};
const DEADLINES = {
  correction: {
    article: '第12条',
    usual: ({ correctionDays }: Settings) => correctionDays,
    least: ({ correctionLeastDays, correctionDays }: Settings) =>
      Math.min(correctionLeastDays, correctionDays),
  },
  order: {
    article: '第7条',
    usual: ({ orderDays }: Settings) => orderDays,
    least: ({ orderLeastDays, orderDays }: Settings) => Math.min(orderLeastDays, orderDays),
  },
  statement: { article: '第8条', ...statement },
  shortening: { article: '第4条第3項・第12条', ...statement },
} as const;

const WEEKDAYS = '月火水木金土日';

/** The first day on which a deadline that is set today may fall. */
const firstDay = (
  kind: keyof typeof DEADLINES,
  today: Temporal.PlainDate,
  settings: Settings,
): Temporal.PlainDate => addBusinessDays(today, DEADLINES[kind].least(settings), settings);

/** The day that a form shows at first. */
export const usualDay = (
  kind: keyof typeof DEADLINES,
  today: Temporal.PlainDate,
  settings: Settings,
): string => addBusinessDays(today, DEADLINES[kind].usual(settings), settings).toString();

type Within = {
  readonly today: Temporal.PlainDate;
  readonly settings: Settings;
  /** The caller has confirmed that a day off is meant. */
  readonly dayOff: boolean | undefined;
};
/** Pointer and label of a date. */
type Field = { readonly pointer: string; readonly label: string };

/** What is wrong with a deadline that is set today: too soon, or a day off that nobody has confirmed. */
export const deadlineProblems = (
  kind: keyof typeof DEADLINES,
  field: Field,
  dueOn: string,
  within: Within,
): Problem[] => {
  const { today, settings } = within;
  const { article, least } = DEADLINES[kind];
  const first = firstDay(kind, today, settings).toString();
  const late = lateProblems(field, dueOn, today, article);
  if (late.length > 0) return late;
  return dueOn < first
    ? [
        {
          pointer: field.pointer,
          message: `「${field.label}」は、本日の翌日から数えて${least(settings)}開庁日を置き、${formatWarekiDay(first)}以後の日付を指定してください（${article}。最短の日数は設定によります）`,
        },
      ]
    : dayOffProblems(field, dueOn, within);
};

/**
 * What nobody who sets it will live to see kept is a slip of the pen, and would let a matter wait for ever.
 * @param article of the act
 */
export const lateProblems = (
  { pointer, label }: Field,
  dueOn: string,
  today: Temporal.PlainDate,
  article: string,
): Problem[] => {
  const last = today.add({ years: 1 }).toString();
  return dueOn <= last
    ? []
    : [
        {
          pointer,
          message: `「${label}」は、本日から1年以内（${formatWarekiDay(last)}まで）の日付を指定してください（${article}）`,
        },
      ];
};

/** A deadline on a day on which the city hall is closed is pointed out, and stands when it is confirmed. */
export const dayOffProblems = (
  { label }: Field,
  dueOn: string,
  { settings, dayOff }: Omit<Within, 'today'>,
): Problem[] => {
  const due = Temporal.PlainDate.from(dueOn);
  return dayOff || isBusinessDay(due, settings)
    ? []
    : [
        {
          pointer: '/dayOff',
          message: `「${label}」の${formatWarekiDay(dueOn)}（${WEEKDAYS[due.dayOfWeek - 1]}曜日）は、市の休日です。別の日とするか、この日でよいことを確認してください`,
        },
      ];
};
