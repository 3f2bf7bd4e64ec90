import { html } from 'hono/html';
import { type EndingPaper, endingInputSchema } from '../../core/permit/ending.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Problem } from '../../core/values/errors.ts';
import { safeguardRows } from '../application/details.ts';
import {
  button,
  buttonRow,
  callout,
  definitionList,
  errorSummary,
  multiline,
  postForm,
} from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import { hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { factsTable, paperPage } from '../ui/sheet.ts';

const field = fieldsOf(endingInputSchema);

/** 廃止届 (F10): with it, in sight before it is confirmed, the subcontractors' permits that end too (INV-23). */
export const endingFormPage = (
  context: PageContext,
  view: {
    readonly permit: AnyPermitView;
    /** Subcontractors' permits in force. */
    readonly cascade: readonly { readonly permitNo: string; readonly subcontractor: string }[];
    readonly content: unknown;
    readonly problems: readonly Problem[];
  },
): Html => {
  const { permit, cascade, problems } = view;
  const state = { content: view.content, problems };
  return page(
    context,
    `廃止届 ${permit.permitNo}`,
    html`<h1>廃止届<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
${errorSummary(problems)}
<p class="lead">リモートメンテナンスの利用をやめるときの届出です。利用の最終日の翌日0時に、許可は終了します。許可の期間は${periodText(permit.period)}です。満了の日まで利用するときは、届出は要りません。</p>
${
  cascade.length > 0 &&
  callout(
    'attention',
    '再委託者の許可も同時に終了します（第11条）',
    html`<ul>${cascade.map(({ permitNo, subcontractor }) => html`<li>${permitNo}　${subcontractor}</li>`)}</ul>`,
  )
}
${postForm(context, { action: `/permits/${permit.caseId}/ending` }, [
  cascade.map(({ permitNo }, index) => hiddenField(state, { path: `cascade.${index}`, value: permitNo })),
  definitionList(
    safeguardRows({ ...permit.safeguards, emergencyCutOff: undefined }).map(([label, text]) => [
      `${label}（申請書）`,
      text && multiline(text),
    ]),
  ),
  field(state, 'lastDay', { hint: `この日までは接続できます。例 ${wareki(context.today.toString())}` }),
  field(state, 'reason'),
  field(state, 'returnAndErasure'),
  field(state, 'lastReport', {
    label: '最後の月まで、作業の報告と月次利用状況報告を提出します（第6条、第10条）',
  }),
  html`<p>最終日までは、届出を取り下げることができます。</p>`,
  buttonRow(button('廃止を届け出る', { kind: 'danger' })),
])}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

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
