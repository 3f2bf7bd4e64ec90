import { html } from 'hono/html';
import { STOPPABLE } from '../../core/case/partial-stop.ts';
import { MONTH_STANDINGS } from '../../core/case/register-figures.ts';
import type { Section, System } from '../../core/directory/directory.ts';
import { REGISTER_STATES, type RegisterQuery } from '../../core/permit/list-permits.ts';
import type { RegisterEntry } from '../../core/permit/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { applicantOf } from '../application/case-list.ts';
import {
  buttonRow,
  type Content,
  callout,
  dataTable,
  emptyState,
  linkButton,
  statusTag,
  unbroken,
} from '../ui/components.ts';
import { monthText, wareki } from '../ui/dates.ts';
import { columns, selectField, textField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

type Conditions = {
  /** As it was asked for, unjudged where it is wrong. */
  readonly query: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly sections: readonly Section[];
  readonly systems: readonly System[];
  readonly regulations: readonly Regulation[];
};
export type RegisterPage = Conditions & {
  readonly permits: readonly RegisterEntry[];
  /** Where the list goes on, when it has no numbers of pages. */
  readonly cursor: string | undefined;
  readonly numbers: Content;
};

/** 許可台帳 (F12) for the city, 許可一覧 for a vendor. */
export const registerPage = (context: PageContext, view: RegisterPage): Html => {
  const isVendor = context.reader?.kind === 'vendor';
  const title = isVendor ? '許可一覧' : '許可台帳';
  const { permits, cursor } = view;
  const more = cursor === undefined ? undefined : `/permits?${search({ ...view.query, cursor })}`;
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${filter(view, isVendor)}
${
  permits.length === 0
    ? emptyState(
        isFiltered(view.query)
          ? '条件に合う許可はありません。'
          : '許可はまだありません。承認された申請は、結果の通知とともにここに載ります（第5条）。',
        more === undefined &&
          isFiltered(view.query) &&
          html`<p><a href="/permits">条件を外して表示する</a></p>`,
      )
    : dataTable(
        { text: title },
        [
          '許可番号',
          '状態',
          '対象システム',
          '保守事業者',
          '許可の期間',
          '月次報告',
          isVendor ? '是正命令' : '違反・命令',
          '次回の再確認',
        ],
        permits.map((entry) => row(entry, isVendor)),
      )
}
${view.numbers}${more && html`<p>${linkButton(more, '次のページ')}</p>`}
${permits.length > 0 && download(view.query, title)}
${context.reader?.isOffice && html`<p><a href="/rule-renewal">改正後の要領による再確認を依頼する</a></p>`}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

const row = (entry: RegisterEntry, isVendor: boolean): readonly Content[] => [
  html`<a href="/permits/${entry.caseId}">${unbroken(entry.permitNo)}</a>`,
  [
    statusTag(entry.status, entry.statusLabel),
    entry.endsOn !== undefined && entry.overOn === undefined
      ? html`<br><span class="soft">廃止届 ${wareki(entry.endsOn)}まで</span>`
      : undefined,
    entry.cutOff && html`<br><span class="tag attention">緊急接続停止中</span>`,
  ],
  `${entry.systemName}（${entry.sectionName}）`,
  applicantOf(entry),
  unbroken(`${wareki(entry.period.from)}から`, `${wareki(entry.period.to)}まで`),
  monthCell(entry),
  entry.violations === 0 && entry.openOrders === 0
    ? '―'
    : [
        `${isVendor ? '是正命令' : '認知'} ${entry.violations}件`,
        entry.openOrders > 0
          ? html` <span class="tag attention">未完了の命令 ${entry.openOrders}件</span>`
          : !entry.violationsOpen && '（終了）',
      ],
  entry.nextReviewOn === undefined ? '―' : unbroken(wareki(entry.nextReviewOn)),
];

/** The month that was asked for last; then what is overdue of those before. */
const monthCell = ({ month, monthsMissing }: RegisterEntry): Content => {
  if (month === undefined) return '―';
  const { yearMonth, status, label, dueOn } = month;
  const others = monthsMissing.filter((one) => one !== yearMonth);
  return [
    `${monthText(yearMonth)}分 `,
    status === 'overdue' ? html`<span class="tag attention">${label}</span>` : label,
    dueOn !== undefined && `（期限 ${wareki(dueOn).replace(/^.*年/, '')}）`,
    others.length > 0 &&
      html`<br><span class="tag attention">ほかに${MONTH_STANDINGS.overdue} ${others.length}か月分</span><br>${others.map(monthText).join('、')}`,
  ];
};

const isFiltered = ({ cursor: _, ...query }: Readonly<Record<string, string>>): boolean =>
  Object.values(query).some((value) => value !== '');

const search = (query: Readonly<Record<string, string | undefined>>): string => {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') asked.set(name, value);
  return `${asked}`;
};
/** Address of the register under these conditions. */
export const registerPath = (query: Readonly<Record<string, string | undefined>>): string =>
  `/permits?${search(query)}`;

type Name = keyof RegisterQuery;
const filter = (view: Conditions, isVendor: boolean, isOpen = isFiltered(view.query)): Html => {
  const state = { content: view.query, problems: view.problems };
  const select = (path: Name, label: string, options: Readonly<Record<string, string>>) =>
    selectField(state, { path, label, options, blank: 'すべて' });
  const open = isOpen || view.problems.length > 0;
  return html`<details class="block"${open ? html` open` : ''}><summary>条件を指定して探す</summary>
<form method="get" action="/permits">
${columns(
  textField(state, {
    path: 'q',
    label: '番号・名称',
    hint: '許可番号、受付番号、文書番号、事業者、システムの一部',
  }),
  select('state', '状態', REGISTER_STATES),
)}
${columns(
  ...(isVendor
    ? []
    : [select('section', '所管課', Object.fromEntries(view.sections.map((s) => [s.sectionId, s.name])))]),
  select('system', '対象システム', Object.fromEntries(view.systems.map((s) => [s.systemId, s.name]))),
)}
${columns(
  select('missing', '月次報告', { yes: '期限を過ぎた月がある' }),
  select('orders', '是正命令', { yes: '履行されていない命令がある' }),
)}
${columns(
  textField(state, {
    path: 'within',
    label: '満了までの日数',
    hint: '今日からこの日数のうちに満了するもの',
    inputMode: 'numeric',
    width: 'short',
  }),
  select('uncontinued', '継続の申請', { yes: '継続の申請がない' }),
)}
${columns(
  select(
    'rule',
    '要領の版',
    Object.fromEntries(view.regulations.map(({ id, effectiveFrom }) => [id, `${wareki(effectiveFrom)}施行`])),
  ),
)}
${buttonRow(html`<button type="submit" class="button secondary">この条件で表示する</button>`, html`<a href="/permits">条件を外す</a>`)}
</form></details>`;
};

const download = (query: Readonly<Record<string, string>>, title: string): Html => {
  const { cursor: _, ...conditions } = query;
  const to = (encoding: string) => `/permits.csv?${search({ ...conditions, encoding })}`;
  const what = isFiltered(query) ? '条件に合う許可' : title;
  return html`<section class="part" aria-labelledby="download"><h2 id="download">${what}をCSVで保存する</h2>
<p>${isFiltered(query) ? '表示している条件のすべての許可を' : 'すべての許可を、表示しているページにかかわらず'}、台帳の全項目で保存します。</p>
<p class="button-row">${linkButton(to('utf-8'), `${what}のCSVを保存する（UTF-8）`)}${linkButton(to('cp932'), `${what}のCSVを保存する（シフトJIS）`)}</p>
</section>`;
};

/** The whole does not fit into one file: there is none, and the reader divides it by conditions. */
export const tooLongPage = (context: PageContext, view: Conditions, most: number): Html =>
  page(
    context,
    '一つのCSVに収まりません',
    html`<h1>一つのCSVに収まりません</h1>
<p class="lead">条件に合う許可が、一つのファイルに保存できる量（${most.toLocaleString('en-US')}件、約4メガバイト）を超えています。一部が欠けた台帳とならないよう、ファイルは作成していません。</p>
<p>所管課や対象システムなどの条件で分けて表示し、それぞれを保存してください。「番号・名称」に「R8-P」と入力すると、令和8年度の許可番号のものだけになります。</p>
${filter(view, context.reader?.kind === 'vendor', true)}`,
    { here: '/permits' },
  );

/** What CP932 does not have, line by line, before anything is replaced. */
export const unencodablePage = (
  context: PageContext,
  view: {
    readonly query: Readonly<Record<string, string>>;
    readonly found: readonly {
      readonly permitNo: string;
      readonly column: string;
      readonly characters: string;
    }[];
    readonly replacement: string;
  },
): Html =>
  page(
    context,
    'シフトJISで表せない文字があります',
    html`<h1>シフトJISで表せない文字があります</h1>
<p class="lead">次の文字は、シフトJIS（CP932）の文字にありません。UTF-8で保存すると、すべての文字がそのまま残ります。</p>
${callout(
  'attention',
  `${view.found.length}か所${view.found.length > 200 ? '（うち、はじめの200か所）' : ''}`,
  dataTable(
    { text: 'シフトJISで表せない文字' },
    ['許可番号', '項目', '文字'],
    view.found.slice(0, 200).map(({ permitNo, column, characters }) => [permitNo, column, characters]),
  ),
)}
${buttonRow(
  linkButton(`/permits.csv?${search({ ...view.query, encoding: 'utf-8' })}`, 'UTF-8で保存する', 'primary'),
  linkButton(
    `/permits.csv?${search({ ...view.query, encoding: 'cp932', replace: 'yes' })}`,
    `「${view.replacement}」に置き換えて、シフトJISで保存する`,
  ),
)}`,
    { here: '/permits' },
  );

/** 許可台帳 as a table (F12): the columns, in the order of the paper. Dates are ISO, so that they sort. */

type Column = readonly [head: string, cell: (entry: RegisterEntry) => string | undefined];
const VIOLATIONS = '違反の認知（件）';
/** What a vendor is told of is what was ordered (第7条). */
const ORDERS = '是正命令（件）';

const COLUMNS: readonly Column[] = [
  ['許可番号', ({ permitNo }) => permitNo],
  ['状態', ({ statusLabel }) => statusLabel],
  ['受付番号', ({ caseNo }) => caseNo],
  ['申請区分', ({ applicationType }) => applicationType],
  ['対象システム', ({ systemName }) => systemName],
  ['所管課', ({ sectionName }) => sectionName],
  ['保守事業者', ({ vendorName }) => vendorName],
  ['再委託者', ({ subcontractor }) => subcontractor],
  ['許可期間（開始）', ({ period }) => period.from],
  ['許可期間（終了）', ({ period }) => period.to],
  ['契約期間（終了）', ({ contractTo }) => contractTo],
  ['申請日', ({ appliedOn }) => appliedOn],
  ['確認日', ({ confirmedOn }) => confirmedOn],
  ['承認日', ({ approvedOn }) => approvedOn],
  ['通知日', ({ notifiedOn }) => notifiedOn],
  [
    '文書番号',
    ({ documentNo, correctedBy }) =>
      correctedBy === undefined ? documentNo : `${documentNo}（訂正済 ${correctedBy}）`,
  ],
  ['条件', ({ conditions }) => conditions],
  ['例外とする要件', ({ exceptions }) => exceptions.join('、')],
  ['最終接続日', ({ lastSessionOn }) => lastSessionOn],
  ['最終月次報告', ({ lastReport }) => lastReport],
  ['月次報告の対象月', ({ month }) => month?.yearMonth],
  ['月次報告の状況', ({ month }) => month?.label],
  ['月次報告の期限', ({ month }) => month?.dueOn],
  ['期限超過の月', ({ monthsMissing }) => monthsMissing.join('、')],
  [VIOLATIONS, ({ violations }) => `${violations}`],
  ['未完了の是正命令（件）', ({ openOrders }) => `${openOrders}`],
  ['停止日', ({ suspendedOn }) => suspendedOn],
  ['一部の停止', ({ partialStops }) => partialStops.map((kind) => STOPPABLE[kind]).join('、')],
  ['緊急接続停止', ({ cutOff }) => (cutOff ? '停止中' : undefined)],
  ['廃止届の最終日', ({ endsOn }) => endsOn],
  ['終了の日（翌日）', ({ overOn }) => overOn],
  ['次回の再確認', ({ nextReviewOn }) => nextReviewOn],
  ['要領の版', ({ regulationId }) => regulationId],
  ['再確認した要領の版', ({ reconfirmedUnder }) => reconfirmedUnder],
  ['保存期間の末日', ({ keptUntil }) => keptUntil],
];

export const registerRows = (
  entries: readonly RegisterEntry[],
  isVendor: boolean,
): readonly (readonly string[])[] => [
  COLUMNS.map(([head]) => (isVendor && head === VIOLATIONS ? ORDERS : head)),
  ...entries.map((entry) => COLUMNS.map(([, cell]) => cell(entry) ?? '')),
];
