import { html } from 'hono/html';
import { Temporal } from 'temporal-polyfill';
import { dateOf } from '../../core/values/calendar.ts';
import { parseDate } from '../../core/values/wareki.ts';
import {
  type CalendarDay,
  type CalendarWork,
  type DaySpan,
  viewWorkCalendar,
  type WorkCalendar,
} from '../../core/work/work-calendar.ts';
import { type AppPorts, type Endpoint, pageAt, signedIn } from '../http/contract.ts';
import { type Content, dataTable, emptyState, linkButton } from '../ui/components.ts';
import { jstTimeShort, wareki } from '../ui/dates.ts';
import { dateField, type FormState, selectField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

const TITLE = '作業の予定';
const DAYS = 7;

/** 作業の予定 (第6条第1号): a week, or a month, of the sections of the reader, for the chief's office of the city. */
export const calendarPages = (ports: AppPorts): readonly Endpoint[] => [
  pageAt('GET', '/calendar', 'city', TITLE, async (call) => {
    const { query, context } = call;
    const { section, system } = query;
    const typed = query['from'] ?? '';
    const asked = parseDate(typed);
    const problems =
      typed !== '' && asked === undefined
        ? [
            {
              pointer: '/from',
              message: '「始まりの日」に日付を入力してください（例 令和8年4月1日、2026-04-01）',
            },
          ]
        : [];
    const isMonth = query['span'] === 'month';
    const first = asked ?? context.today;
    const from = isMonth ? first.with({ day: 1 }) : (asked ?? mondayOf(context.today));
    const span = { from, to: from.add(isMonth ? { months: 1 } : { days: DAYS }).subtract({ days: 1 }) };
    const calendar = await viewWorkCalendar(ports)(signedIn(call), span, {
      ...(section ? { section } : {}),
      ...(system ? { system } : {}),
    });
    return {
      ...(problems.length > 0 ? { status: 422 } : {}),
      html: calendarPage(context, calendar, span, { content: query, problems }),
    };
  }),
];

const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 });

const calendarPage = (
  context: PageContext,
  calendar: WorkCalendar,
  { from, to }: DaySpan,
  state: FormState & { readonly content: Readonly<Record<string, string>> },
): Html => {
  const isMonth = state.content['span'] === 'month';
  const link = (label: string, at: Temporal.PlainDate, change: Asked = {}) =>
    linkButton(addressOf({ ...state.content, ...change }, at), label);
  const shift = (by: -1 | 1) => from.add(isMonth ? { months: by } : { days: by * DAYS });
  const shown = isMonth ? calendar.days.filter(({ works }) => works.length > 0) : calendar.days;
  const count = new Set(calendar.days.flatMap(({ works }) => works.map(({ workId }) => workId))).size;
  return page(
    context,
    TITLE,
    html`<h1>${TITLE}</h1>
<p class="lead">${wareki(from.toString())}から${wareki(to.toString())}まで　${count}件</p>
<nav class="button-row" aria-label="表示する期間">${
      isMonth
        ? [
            link('前の月', shift(-1)),
            link('今月', context.today),
            link('次の月', shift(1)),
            link('週で見る', mondayOf(from), { span: '' }),
          ]
        : [
            link('前の週', shift(-1)),
            link('今週', mondayOf(context.today)),
            link('次の週', shift(1)),
            link('月で見る', from, { span: 'month' }),
          ]
    }</nav>
${conditions(calendar, state)}
${dayLinks(shown)}
${shown.length === 0 && emptyState('この月の作業はありません。')}
${shown.map((day) => daySection(context, day))}`,
    { here: '/calendar', invalid: state.problems.length > 0 },
  );
};

type Asked = Readonly<Record<string, string>>;
const addressOf = ({ section = '', system = '', span = '' }: Asked, from: Temporal.PlainDate): string => {
  const kept = Object.entries({ from: from.toString(), section, system, span }).filter(
    ([, value]) => value !== '',
  );
  return `/calendar?${new URLSearchParams(kept)}`;
};

/** Where there is much, each day that has works is one press away. */
const dayLinks = (days: WorkCalendar['days']): Content => {
  const busy = days.filter(({ works }) => works.length > 0);
  return (
    busy.length > 1 &&
    html`<nav class="pages" aria-label="作業のある日"><ul>${busy.map(
      ({ date, works }) =>
        html`<li><a href="#d-${date.toString()}">${date.month}月${date.day}日（${works.length}件）</a></li>`,
    )}</ul></nav>`
  );
};

/** On a small screen in a disclosure, which is open where something was asked for. */
const conditions = (calendar: WorkCalendar, state: FormState & { readonly content: Asked }): Html => {
  const { section = '', system = '' } = state.content;
  const isAsked = state.problems.length > 0 || section !== '' || system !== '';
  return html`<details class="on-small"${isAsked && html` open`}><summary>日・所管課・システムを選ぶ</summary>
${conditionsForm(calendar, state)}</details>`;
};

const conditionsForm = (
  { sections, systems }: WorkCalendar,
  state: FormState & { readonly content: Asked },
): Html =>
  html`<form method="get" action="/calendar" class="conditions">
${state.content['span'] === 'month' && html`<input type="hidden" name="span" value="month">`}
${[
  dateField(state, { path: 'from', label: '始まりの日' }),
  ...(sections.length > 1
    ? [
        selectField(state, {
          path: 'section',
          label: '所管課',
          options: Object.fromEntries(sections.map(({ sectionId, name }) => [sectionId, name])),
          blank: 'すべて',
        }),
      ]
    : []),
  selectField(state, {
    path: 'system',
    label: '対象システム',
    options: Object.fromEntries(systems.map(({ systemId, name }) => [systemId, name])),
    blank: 'すべて',
  }),
]}
<button type="submit" class="button secondary">表示する</button>
</form>`;

const WEEKDAYS = ['月', '火', '水', '木', '金', '土', '日'];

const daySection = ({ today }: PageContext, { date, isBusinessDay, works }: CalendarDay): Html => {
  const heading = `${wareki(date.toString())}（${WEEKDAYS[date.dayOfWeek - 1]}）`;
  return html`<section class="day" id="d-${date.toString()}"><h2>${heading}${date.equals(today) && html` <span class="tag working">本日</span>`}${!isBusinessDay && html` <span class="tag">閉庁日</span>`}</h2>
${
  works.length === 0
    ? html`<p class="soft">作業はありません。</p>`
    : dataTable(
        { text: `${heading}の作業` },
        ['時刻', '作業', '状態', '対象システム', '保守事業者', '許可番号'],
        works.map((work) => row(work, date)),
      )
}</section>`;
};

const row = (work: CalendarWork, date: Temporal.PlainDate): readonly Content[] => [
  html`${clock(work.from, date)}から${clock(work.to, date)}まで${!work.isReported && html` <span class="soft">（予定）</span>`}`,
  html`<a href="/permits/${work.caseId}/works/${work.workId}">${work.noticeNo}</a>${work.isEmergency && html` <span class="tag attention">緊急</span>`}`,
  html`${work.statusLabel}${work.overlaps && html`<br><span class="tag attention">同じシステムの作業と重複</span>`}`,
  `${work.systemName}（${work.sectionName}）`,
  work.vendorName,
  html`<span class="nowrap">${work.permitNo}</span>`,
];

/** '10:00'; of another day with the day. */
const clock = (instant: string, day: Temporal.PlainDate): string => {
  const text = jstTimeShort(instant);
  return dateOf(Temporal.Instant.from(instant)).equals(day) ? (text.split(' ')[1] ?? text) : text;
};
