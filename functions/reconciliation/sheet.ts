import { html } from 'hono/html';
import { VERDICTS } from '../../core/case/records/reconciliation.ts';
import { LOG_SOURCES } from '../../core/reconciliation/papers.ts';
import type { ReconciliationView } from '../../core/reconciliation/view-reconciliation.ts';
import { jstTime, monthText } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage, rowsTable } from '../ui/sheet.ts';
import { notesOf, seenOf, setAsideOf, timesOf, VERDICT_KEYS, workOf } from './parts.ts';

/** 接続ログ照合結果 on A4: what the manager keeps of a month's supervision (第6条). */
export const reconciliationPaper = (
  context: PageContext,
  view: ReconciliationView & { readonly result: NonNullable<ReconciliationView['result']> },
): Html => {
  const { permit, yearMonth, result } = view;
  const { shown } = result;
  const { report } = shown;
  const title = `接続ログ照合結果（${monthText(yearMonth)}分）`;
  return paperPage(context, {
    title,
    back: {
      href: `/permits/${permit.caseId}/reconciliations/${yearMonth}`,
      label: '照合の画面に戻る',
    },
    body: html`<h1>${title}</h1>
${factsTable('許可', [
  ['許可番号', permit.permitNo],
  ['対象システム', permit.systemName],
  ['保守事業者', permit.vendorName],
  ['再委託者', permit.subcontractor],
  ['所管', permit.sectionName],
])}
${factsTable('照合', [
  ['照合した日時', jstTime(shown.at)],
  ['照合した者', shown.by],
  ['接続ログ', report && (report.source.name ?? LOG_SOURCES[report.source.kind])],
  ['SHA-256', report?.source.sha256],
  ['違いとしない時間', report && `${report.toleranceMinutes}分以内`],
  [
    '件数',
    report && VERDICT_KEYS.map((verdict) => `${VERDICTS[verdict]} ${report.counts[verdict]}件`).join('、'),
  ],
])}
${
  report === undefined
    ? html`<p>保存期間が終わったため、接続ごとの結果は削除した。</p>`
    : rowsTable(
        '接続ごとの結果',
        ['作業申請番号', '時刻', '結果', '作業者・端末など', '備考'],
        report.rows.map((row) => [
          workOf(row, result.works)?.noticeNo,
          timesOf(row).join('\n'),
          row.verdicts.map((verdict) => VERDICTS[verdict]).join('\n') || '判定できない',
          seenOf(row).join('\n'),
          notesOf(row).join('\n'),
        ]),
      )
}
${
  report &&
  report.unreadable.lines > 0 &&
  factsTable(`読み取れない行（${report.unreadable.lines}行）`, [
    ...report.unreadable.listed.map(
      ({ line, field, message }) => [`${line}行目`, `${field}：${message}`] as const,
    ),
  ])
}
${report && setAsideOf(report).map((sentence) => html`<p>${sentence}</p>`)}
<p>この結果は、作業申請・作業報告・接続ログの違いを示すもので、違反の有無は情報セキュリティ管理者が判断する（第7条）。</p>`,
  });
};
