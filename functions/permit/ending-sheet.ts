import { html } from 'hono/html';
import type { EndingPaper } from '../../core/permit/ending.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { periodText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage } from '../ui/sheet.ts';

/** 廃止届 (F10) on A4, and what it has in common with a 変更届. */

/** Head of what a vendor files about a permit. */
export const addressed = (
  context: PageContext,
  permit: AnyPermitView,
  filedOn: string,
  filedBy: string,
): Html =>
  html`<p class="paper-right">${filedOn}</p>
<p>${context.cityName}　${permit.sectionName}<br>情報セキュリティ管理者　様</p>
<p class="paper-issuer"><span>${permit.vendorName}</span><span>担当　${filedBy}</span></p>`;

/** The permit that it is about. */
export const ofPermit = (permit: AnyPermitView) =>
  [
    ['許可番号', permit.permitNo],
    ['対象システム', permit.systemName],
    permit.subcontractor === undefined ? undefined : (['再委託者', permit.subcontractor] as const),
    ['許可の期間', periodText(permit.period)],
  ] as const;

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
