import { html } from 'hono/html';
import { correctedAfterStart } from '../../core/application/application-remarks.ts';
import { processingText } from '../../core/application/processing.ts';
import type { CaseView, CityCaseView } from '../../core/application/views.ts';
import { CITY_ROLES } from '../../core/directory/directory.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { applicantOf, nextOf, STEPS, stepOf } from '../application/case-list.ts';
import { consultedSection } from '../application/check-page.ts';
import { applicationDetails } from '../application/details.ts';
import { noticeTitle } from '../document/notice-paper.ts';
import { dueText } from '../question/page.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  errorSummary,
  linkButton,
  multiline,
  postForm,
  printButton,
  statusTag,
  stepper,
} from '../ui/components.ts';
import { jstTime, periodText, wareki } from '../ui/dates.ts';
import { checkBox } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { glance, type Parts, paged, partsNavigation } from '../ui/parts.ts';
import {
  type CaseQuery,
  cityActions,
  cityMails,
  consultationSection,
  decisionsSection,
  lostMails,
} from './case-page-city.ts';

const CITY_PARTS = {
  overview: { label: '概要' },
  content: { label: '申請の内容', anchors: ['content'] },
  decisions: { label: '確認・決定', anchors: ['decisions'] },
  timeline: { label: '経過', anchors: ['timeline'] },
  mails: { label: '送信したメール', anchors: ['mails'] },
  all: { label: 'すべて（印刷用）' },
} as const;
const { decisions: _, mails: __, ...VENDOR_PARTS } = CITY_PARTS;
export type CasePart = keyof typeof CITY_PARTS;

export const casePartsOf = ({ audience }: CaseView | CityCaseView): Parts<CasePart> =>
  audience === 'city' ? CITY_PARTS : VENDOR_PARTS;

/**
 * One application from submission to the end of its permit, for the vendor or for the city: where it stands, what is next, by
 * when and who; then one of its parts.
 *
 * @param regulation the version the application is judged by (`view.regulationId`)
 * @param problems mistakes of a withdrawal that was refused, at `/confirmed`
 */
export const casePage = (
  context: PageContext,
  view: CaseView | CityCaseView,
  regulation: Regulation,
  { part, ...asked }: CaseQuery & { readonly part: CasePart },
  problems: readonly Problem[] = [],
): Html => {
  const step = stepOf(view.status);
  const isIn = (name: CasePart): boolean => part === name || part === 'all';
  const city = view.audience === 'city' && view;
  return page(
    context,
    `${view.caseNo} ${view.systemName}`,
    html`<h1>${view.systemName}<span class="subtitle">リモート接続申請書 ${view.caseNo}</span></h1>
${errorSummary(problems)}
<p class="status-line">${statusTag(view.status, view.statusLabel)} ${nextOf(view)}</p>
${glance(nextInLine(view), 'この申請について、行うことはありません。')}
${view.processing && html`<p class="hint">${processingText(view.processing)}</p>`}
${city && cityActions(context, city)}
${city && lostMails(city)}
${returnedBox(context, view, regulation)}
${partsNavigation(casePartsOf(view), { path: `/applications/${view.caseId}`, label: '申請の画面', here: part })}
${part === 'all' && printButton}
${isIn('overview') && [step !== undefined && stepper(STEPS, step), consultedSection(view.differences, view.audience), resultBox(view), html`<h2>申請の概要</h2>`, overview(view), html`<p class="button-row">${papers(view)}</p>`]}
${
  isIn('content') &&
  html`${city && consultationSection(city)}
<h2 id="content">申請の内容（第${view.rev}版）</h2>
${applicationDetails(view.application, regulation, { ...view, open: part === 'all' })}`
}
${city && isIn('decisions') && decisionsSection(city, regulation)}
${isIn('timeline') && timeline(view, part === 'all' ? 'all' : asked.page)}
${city && isIn('mails') && cityMails(city, part === 'all' ? { page: 'all' } : asked)}
${isIn('overview') && view.can.withdraw && withdrawal(context, view, problems)}`,
    { here: '/applications', invalid: problems.length > 0 },
  );
};

/** What is next, until when, and who; undefined: the procedure has come to its end. */
const nextInLine = (view: CaseView | CityCaseView): Parameters<typeof glance>[0] => {
  const { status, permitNo, caseId } = view;
  const asked = view.audience === 'city' ? view.request : undefined;
  const deciders = asked && (asked.holders.join('、') || '決定する職員がいません');
  const titles = { confirming: CITY_ROLES.manager, approving: CITY_ROLES.chief } as const;
  switch (status) {
    case 'received':
      return { what: '記載内容の点検', by: '', who: '市（自動処理）' };
    case 'returned':
      return view.returned?.lapsed
        ? {
            what: '補正の期限を過ぎた申請の判断',
            by: asked?.dueOn ?? '',
            who: deciders ?? titles.confirming,
          }
        : { what: '申請書の補正・再提出', by: view.returned?.correctBy, who: '申請者' };
    case 'confirming':
    case 'approving':
      return {
        what:
          status === 'confirming'
            ? '別表1の要件の確認（第4条第2項）'
            : '承認するかどうかの決定（第4条第2項）',
        by: asked?.dueOn ?? '',
        who: deciders ?? titles[status],
      };
    case 'approved':
    case 'issued':
      return { what: '結果の通知（第5条）', by: '', who: '市' };
    default:
      return permitNo === undefined || view.documentNo === undefined
        ? status === 'refused' && view.documentNo === undefined
          ? { what: '結果の通知（第5条）', by: '', who: '市' }
          : undefined
        : {
            what: html`<a href="/permits/${caseId}">許可の画面</a>へ進んでください（作業・報告など）。`,
            by: '',
            who: undefined,
          };
  }
};

const overview = (view: CaseView | CityCaseView): Html =>
  definitionList([
    ['許可番号', view.permitNo],
    ['通知の文書番号', view.documentNo],
    ['申請者', applicantOf(view)],
    ['申請区分', view.applicationType],
    ['所管', view.sectionName],
    ['利用期間', periodText(view.period)],
    ['受付', jstTime(view.submittedAt)],
    [
      '別表1の自己点検',
      `適 ${view.conformity.conforming}${named('例外', view.conformity.exceptions)}${named('不適', view.conformity.nonconforming)}`,
    ],
  ]);

const named = (word: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `、${word} ${items.length}（${items.join('、')}）`;

const returnedBox = (
  context: PageContext,
  view: CaseView | CityCaseView,
  regulation: Regulation,
): Content => {
  const { returned } = view;
  const tooLate = correctedAfterStart(returned?.correctBy, view.period);
  const textOf = (item: string) => regulation.checklist.find(({ id }) => id === item)?.text ?? '';
  return (
    returned &&
    callout(
      'attention',
      '補正を求めている内容',
      html`${returned.reason && html`<p>${multiline(returned.reason)}</p>`}
${returned.items.length > 0 && html`<ul>${returned.items.map(({ item, note }) => html`<li><strong>${item} ${textOf(item)}</strong><br>${multiline(note)}</li>`)}</ul>`}
${definitionList([
  ['補正を求めた日時', jstTime(returned.at)],
  ['補正の期限', returned.correctBy && dueText(context, returned.correctBy)],
])}
${tooLate && html`<p>${tooLate}</p>`}
${view.can.correct && postForm(context, { action: `/applications/${view.caseId}/correct` }, buttonRow(button('補正する')))}`,
    )
  );
};

const resultBox = ({ result, status }: CaseView | CityCaseView): Content =>
  result &&
  callout(
    status === 'refused' ? 'info' : 'good',
    `結果：${result.label}`,
    definitionList([
      result.decidedOn === undefined
        ? ['決定の日時', jstTime(result.decidedAt)]
        : ['決定日', wareki(result.decidedOn)],
      ['条件', result.conditions && multiline(result.conditions)],
      ['理由', result.reason && multiline(result.reason)],
    ]),
  );

const papers = (view: CaseView | CityCaseView): Content => [
  view.permitNo && view.documentNo && linkButton(`/permits/${view.caseId}`, '許可の画面へ進む（作業・報告）'),
  view.documentNo &&
    linkButton(
      `/applications/${view.caseId}/notice`,
      `${noticeTitle(view.result?.label ?? '')}を見る・印刷する`,
    ),
  linkButton(`/applications/${view.caseId}/form`, '申請書を印刷する'),
  view.audience === 'city' &&
    linkButton(`/applications/${view.caseId}/record`, '承認伺・決定の記録を印刷する'),
];

/** The newest first. */
const timeline = (
  { caseId, timeline: entries }: CaseView | CityCaseView,
  asked: string | undefined,
): Html => {
  const pathOf = (page: string) => `/applications/${caseId}?part=timeline&page=${page}`;
  const { shown, numbers } = paged(entries.toReversed(), asked, '経過', pathOf);
  return html`<h2 id="timeline">経過</h2>
<ol class="timeline">${shown.map(
    ({ at, label, by, detail }) =>
      html`<li><p class="what">${label}${detail && html` <span class="detail">${detail}</span>`}</p>
<p><span class="when"><time datetime="${at}">${jstTime(at)}</time></span><span class="who">${by}</span></p></li>`,
  )}</ol>${numbers}`;
};

const withdrawal = (
  context: PageContext,
  view: CaseView | CityCaseView,
  problems: readonly Problem[],
): Html =>
  html`<section class="part" aria-labelledby="withdraw">
<h2 id="withdraw">申請の取下げ</h2>
<details${problems.length > 0 ? html` open` : ''}><summary>この申請を取り下げる</summary>
<div class="narrow"><p>決定の前であれば、申請を取り下げることができます。取り下げた申請は元に戻せません。もう一度申請するときは、新しい申請書を提出してください。</p>
${postForm(context, { action: `/applications/${view.caseId}/withdraw`, version: view.version }, [
  checkBox(
    { content: {}, problems },
    { path: 'confirmed', type: 'boolean', label: `${view.caseNo} を取り下げます`, required: true },
  ),
  buttonRow(button('取り下げる', { kind: 'danger' })),
])}</div></details>
</section>`;
