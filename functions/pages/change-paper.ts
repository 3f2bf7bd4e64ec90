import { html } from 'hono/html';
import type { EndingPaper } from '../../core/ending.ts';
import type { AnyPermitView } from '../../core/permit-views.ts';
import type { ChangeView } from '../../core/use-cases/list-changes.ts';
import { aspectsText } from './change-page.ts';
import { jstDay, periodText, wareki } from './dates.ts';
import type { Html, PageContext } from './layout.ts';
import { factsTable, paperPage, rowsTable } from './paper.ts';

/** 変更届 and 廃止届 (F10) on A4. */

const addressed = (context: PageContext, permit: AnyPermitView, filedOn: string, filedBy: string): Html =>
  html`<p class="paper-right">${filedOn}</p>
<p>${context.cityName}　${permit.sectionName}<br>情報セキュリティ管理者　様</p>
<p class="paper-issuer"><span>${permit.vendorName}</span><span>担当　${filedBy}</span></p>`;

const ofPermit = (permit: AnyPermitView) =>
  [
    ['許可番号', permit.permitNo],
    ['対象システム', permit.systemName],
    permit.subcontractor === undefined ? undefined : (['再委託者', permit.subcontractor] as const),
    ['許可の期間', periodText(permit.period)],
  ] as const;

export const changePaper = (context: PageContext, permit: AnyPermitView, change: ChangeView): Html =>
  paperPage(context, {
    title: 'リモートメンテナンス変更届',
    back: { href: `/permits/${permit.caseId}/changes/${change.changeId}`, label: '変更届の画面に戻る' },
    body: html`${addressed(context, permit, jstDay(change.filedAt), change.filedBy)}
<h1>リモートメンテナンス変更届</h1>
<p class="paper-sentence">リモートメンテナンスの利用許可について、次のとおり変更したいので、届け出ます。</p>
${factsTable('対象の許可', [
  ...ofPermit(permit),
  ['変更する事項', aspectsText(change)],
  ['変更日', wareki(change.changedOn)],
  ['変更の理由', change.reason],
])}
${rowsTable(
  '変更の内容',
  ['項目', '変更前', '変更後'],
  change.changes.map(({ label, before, after }) => [label, before || 'なし', after || 'なし']),
)}
${factsTable('市の処理', [
  ['結果', change.statusLabel],
  ['反映の日', change.effectiveOn && wareki(change.effectiveOn)],
  ...change.answers.map(
    ({ choice, by, at, reason }) =>
      [choice, html`${jstDay(at)}　${by}${reason === undefined ? '' : html`<br>理由：${reason}`}`] as const,
  ),
])}`,
  });

export const endingPaper = (context: PageContext, permit: AnyPermitView, ending: EndingPaper): Html =>
  paperPage(context, {
    title: 'リモートメンテナンス廃止届',
    back: { href: `/permits/${permit.caseId}`, label: `許可 ${permit.permitNo} の画面に戻る` },
    body: html`${addressed(context, permit, wareki(ending.filedOn), ending.filedBy.name)}
<h1>リモートメンテナンス廃止届</h1>
<p class="paper-sentence">リモートメンテナンスの利用を廃止するので、次のとおり届け出ます。</p>
${factsTable('対象の許可', [
  ...ofPermit(permit),
  ['利用の最終日', wareki(ending.lastDay)],
  ['廃止の理由', ending.reason],
  ['端末・アカウントの返却とデータの消去', ending.returnAndErasure],
  ['最後の月次利用状況報告', '最後の月まで、作業の報告と月次利用状況報告を提出します。'],
  ['同時に終了する再委託者の許可', ending.cascade.join('、') || 'なし'],
])}`,
  });
