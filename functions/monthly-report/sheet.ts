import { html } from 'hono/html';
import type { ReportView } from '../../core/monthly-report/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { jstDay, jstTime, jstTimeShort, monthText } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage, rowsTable } from '../ui/sheet.ts';
import { declared, hours, remarksOf } from './parts.ts';

/** F7 月次利用状況報告書 as an A4 page, as it was submitted last. */
export const reportPaper = (context: PageContext, view: ReportView, regulation: Regulation): Html => {
  const { usage, content, submittedAt, resubmittedAt, answer } = view;
  const at = resubmittedAt ?? submittedAt;
  return paperPage(context, {
    title: '月次利用状況報告書',
    back: { href: `/permits/${view.caseId}/reports/${view.yearMonth}`, label: '報告の画面に戻る' },
    body: html`<p class="paper-right">${at === undefined ? '（提出前）' : jstDay(at)}</p>
<p>${regulation.city} ${view.sectionName}　${regulation.roles.manager.title}　様</p>
<p class="paper-issuer"><span>${view.vendorName}</span><span>${view.submittedBy ?? ''}</span></p>
<h1>月次利用状況報告書</h1>
<p class="paper-sentence">${regulation.title}第${regulation.provisions.monthlyReport}条の規定により、${monthText(view.yearMonth)}分のリモートメンテナンスの利用状況を、次のとおり報告します。</p>
${factsTable('対象', [
  ['許可番号', view.permitNo],
  ['対象システム', view.systemName],
  view.subcontractor === undefined ? undefined : ['再委託者', view.subcontractor],
  ['報告の対象', `${monthText(view.yearMonth)}分`],
])}
${factsTable('利用の状況', [
  ['接続の回数・時間', `${usage.sessions.length}回　${hours(usage.minutes)}`],
  ['承認を受けていない接続', `${usage.unmatched}回`],
  ['予定の時間外の接続', `${usage.overruns}回`],
  ['個人情報の閲覧・操作', `${usage.personalDataAccesses}回`],
  ['緊急の作業', `${usage.emergencies}回`],
  ['実施しなかった作業申請', `${usage.unused.length}件`],
  ['作業報告が未提出の作業', `${usage.unreported.length}件`],
])}
${rowsTable(
  '接続の一覧',
  ['作業申請', '接続', '切断', '時間', '備考'],
  usage.sessions.map((session) => [
    session.noticeNo,
    jstTimeShort(session.connectedAt),
    jstTimeShort(session.disconnectedAt),
    hours(session.minutes),
    remarksOf(session).join('、'),
  ]),
)}
${content && factsTable('報告', declared(content))}
${factsTable('市の記入欄', [
  ['提出', at === undefined ? '' : `${jstTime(at)}${view.late ? '（期限後）' : ''}`],
  [
    answer?.choice === 'return' ? '差戻し' : '確認',
    answer &&
      `${jstTime(answer.at)}\n${answer.by.title} ${answer.by.name}${answer.principal === undefined ? '' : `（${answer.principal.title} ${answer.principal.name}の代決）`}`,
  ],
  [answer?.choice === 'return' ? '差戻しの理由' : '所見', answer?.reason],
])}`,
  });
};
