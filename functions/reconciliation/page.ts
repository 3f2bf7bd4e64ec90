import { html } from 'hono/html';
import { isLive } from '../../core/case/matter.ts';
import { FINDING_STATUSES } from '../../core/case/records/finding-facts.ts';
import { VERDICTS } from '../../core/case/records/reconciliation.ts';
import { LOG_COLUMNS } from '../../core/reconciliation/connection-log-mapping.ts';
import { encodingName } from '../../core/reconciliation/log-encoding.ts';
import { LOG_SOURCES, type ReconciliationReport } from '../../core/reconciliation/papers.ts';
import type {
  ReconciliationList,
  ReconciliationView,
} from '../../core/reconciliation/view-reconciliation.ts';
import { CANDIDATE_KINDS } from '../../core/regulation/candidate-kinds.ts';
import { LOG_ZONES } from '../../core/values/written-time.ts';
import { NO_LONGER } from '../finding/permit-section.ts';
import {
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  linkButton,
  recordLink,
  unbroken,
} from '../ui/components.ts';
import { jstTime, monthText } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import {
  isFromLog,
  notesOf,
  seenOf,
  setAsideOf,
  summaryOf,
  timesOf,
  VERDICT_HINTS,
  VERDICT_KEYS,
  VERDICT_TONES,
  workOf,
} from './parts.ts';

/** 接続ログとの照合 (第6条): the months of a permit, and the result of one. For the city only. */

export const reconciliationListPage = (
  context: PageContext,
  { permit, months, mayAct }: ReconciliationList,
): Html =>
  page(
    context,
    `接続ログとの照合 ${permit.permitNo ?? ''}`,
    html`<h1>接続ログとの照合<span class="subtitle">${permit.systemName}　${permit.permitNo}</span></h1>
<p class="lead">VPNや特権ID管理の装置が出力した接続ログを、作業申請・作業報告と月ごとに照合します（第6条）。</p>
${
  months.length === 0
    ? emptyState('許可の期間が始まると、月ごとに照合できるようになります。')
    : dataTable(
        { text: '月ごとの照合' },
        ['月', '結果', '照合した日時', '操作'],
        months.map(({ yearMonth, head }) => [
          html`<a href="/permits/${permit.caseId}/reconciliations/${yearMonth}">${monthText(yearMonth)}</a>`,
          head === undefined ? '未照合' : unbroken(...summaryOf(head.counts)),
          head === undefined ? '－' : unbroken(jstTime(head.reconciledAt)),
          mayAct
            ? html`<a href="/permits/${permit.caseId}/reconciliations/${yearMonth}/log">${head === undefined ? '照合する' : 'もう一度照合する'}<span class="visually-hidden">（${monthText(yearMonth)}）</span></a>`
            : '－',
        ]),
      )
}`,
    { here: '/permits' },
  );

export const reconciliationPage = (context: PageContext, view: ReconciliationView): Html => {
  const { permit, yearMonth, mayAct, result } = view;
  const path = `/permits/${permit.caseId}/reconciliations/${yearMonth}`;
  return page(
    context,
    `接続ログとの照合 ${monthText(yearMonth)}`,
    html`<h1>接続ログとの照合（${monthText(yearMonth)}）<span class="subtitle">${permit.systemName}　${permit.permitNo}</span></h1>
${
  result === undefined
    ? emptyState(
        `${monthText(yearMonth)}の接続ログは、まだ照合していません。`,
        mayAct
          ? linkButton(`${path}/log`, '接続ログを照合する', 'primary')
          : html`<p>照合は、所管課の情報セキュリティ管理者又は担当者が行います。</p>`,
      )
    : resultPart(view, result, path)
}`,
    { here: '/permits' },
  );
};

type Result = NonNullable<ReconciliationView['result']>;

const resultPart = (view: ReconciliationView, result: Result, path: string): Content => {
  const { shown, isLatest, head } = result;
  const query = isLatest ? '' : `?result=${shown.seq}`;
  return [
    !isLatest &&
      callout(
        'attention',
        '以前の照合の結果を表示しています',
        html`<p>この後にもう一度照合しています。<a href="${path}">最新の結果を見る</a></p>`,
      ),
    countsPart(shown.report?.counts ?? head.counts),
    isLatest && findingsPart(view, result),
    buttonRow(
      view.mayAct && linkButton(`${path}/log`, 'もう一度照合する'),
      linkButton(`${path}/paper${query}`, '照合結果を印刷する'),
    ),
    shown.report === undefined
      ? emptyState('保存期間が終わったため、接続ごとの結果は削除しました。')
      : reportPart(shown.report, result, view.permit.caseId),
    result.all.length > 1 && earlierPart(result, path),
  ];
};

const countsPart = (counts: Result['head']['counts']): Html => html`<h2>結果</h2>
<p>違いがあっても、それだけで違反となるものではありません。違反かどうかは、情報セキュリティ管理者が判断します（第7条）。</p>
${dataTable(
  { text: '照合の結果' },
  ['結果', '件数', '意味'],
  VERDICT_KEYS.map((verdict) => [
    html`<span class="tag ${counts[verdict] === 0 ? 'over' : VERDICT_TONES[verdict]}">${VERDICTS[verdict]}</span>`,
    `${counts[verdict]}件`,
    VERDICT_HINTS[verdict],
  ]),
)}`;

const findingsPart = ({ permit, yearMonth }: ReconciliationView, { findings }: Result): Content => {
  const raised = findings.filter(({ kind }) => kind === 'connections' || isFromLog(kind));
  return (
    raised.length > 0 &&
    callout(
      'info',
      '違反の候補',
      html`<p>${monthText(yearMonth)}の照合から、次の候補を作成しました。判断されるまでは一つの候補に加え、判断の後に分かったものは新たな候補とします。もう一度照合して該当しなくなったものは、取り下げます。</p>
<ul>${raised.map(
        ({ findingId, kind, status, matters, outdated }) =>
          html`<li><a href="/permits/${permit.caseId}/findings/${findingId}">${kind && CANDIDATE_KINDS[kind]}</a>（${FINDING_STATUSES[status]}${matters ? `、${matters.filter(isLive).length}件` : ''}${outdated ? `、${NO_LONGER}` : ''}）</li>`,
      )}</ul>`,
    )
  );
};

const reportPart = (report: ReconciliationReport, { shown, works }: Result, caseId: string): Content => [
  html`<h2 id="rows">接続ごとの結果</h2>`,
  report.rows.length === 0
    ? emptyState('この月の接続、作業申請、作業報告はありません。')
    : dataTable(
        { text: '接続ごとの結果' },
        ['作業申請', '時刻', '結果', '作業者・端末など', '備考'],
        report.rows.map((row) => [
          workLink(caseId, workOf(row, works)),
          lines(timesOf(row)),
          row.verdicts.length === 0
            ? '判定できません（ログがまだありません）'
            : row.verdicts.map(
                (verdict) => html`<span class="tag ${VERDICT_TONES[verdict]}">${VERDICTS[verdict]}</span> `,
              ),
          lines(seenOf(row)),
          lines(notesOf(row)),
        ]),
      ),
  setAsideOf(report).length > 0 &&
    html`<ul>${setAsideOf(report).map((sentence) => html`<li>${sentence}</li>`)}</ul>`,
  report.unreadable.lines > 0 && unreadablePart(report),
  html`<h2>照合した接続ログ</h2>`,
  definitionList([
    ['接続ログ', report.source.name ?? LOG_SOURCES[report.source.kind]],
    ['SHA-256', report.source.sha256],
    [
      '文字コード・大きさ',
      `${encodingName(report.source.encoding)}、${report.source.size.toLocaleString('ja-JP')}バイト`,
    ],
    ['読み取った接続', `${report.source.connections.toLocaleString('ja-JP')}件`],
    ['照合した日時', jstTime(shown.at)],
    ['照合した者', shown.by],
    ['違いとしない時間', `${report.toleranceMinutes}分以内`],
    ['時刻の基準', LOG_ZONES[report.mapping.zone]],
    ['列の対応', mappingText(report)],
  ]),
];

const lines = (texts: readonly string[]): Content =>
  texts.length === 0 ? '－' : texts.map((text) => html`<p>${text}</p>`);

const workLink = (caseId: string, work: ReturnType<typeof workOf>): Content =>
  work === undefined ? '－' : recordLink(caseId, { kind: 'work', id: work.workId, label: work.noticeNo });

const mappingText = ({ mapping }: ReconciliationReport): Content =>
  // The keys of the mapping are the keys of this table.
  (Object.keys(LOG_COLUMNS) as (keyof typeof LOG_COLUMNS)[]).flatMap((column) => {
    const heading = mapping.columns[column];
    return heading === undefined ? [] : [html`<p>${LOG_COLUMNS[column]}：${heading}</p>`];
  });

const unreadablePart = ({ unreadable }: ReconciliationReport): Content =>
  callout(
    'attention',
    `読み取れない行（${unreadable.lines}行）`,
    html`<p>次の行は照合していません。</p>
<ul>${unreadable.listed.map(({ line, field, message }) => html`<li>${line}行目「${field}」：${message}</li>`)}</ul>
${unreadable.lines > unreadable.listed.length && html`<p>ほかにもあります。</p>`}`,
  );

const earlierPart = ({ all, shown }: Result, path: string): Content => [
  html`<h2>これまでの照合</h2>`,
  html`<ul>${all.map(({ seq, at }, index) =>
    seq === shown.seq
      ? html`<li>${jstTime(at)}（表示中）</li>`
      : html`<li><a href="${path}${index === 0 ? '' : `?result=${seq}`}">${jstTime(at)}</a></li>`,
  )}</ul>`,
];
