import { html } from 'hono/html';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkSummary, WorkView } from '../../core/work/views.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstTime, spanText } from '../ui/dates.ts';
import { checkBox, textArea } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { noticeFacts, sessionFacts } from './facts.ts';
import { factsList, worksTable, workTag } from './permit-section.ts';

/**
 * One work from its notice to the review of its report, for the vendor or for the city.
 *
 * @param withdrawal what was typed of a withdrawal that was refused
 */
export const workPage = (
  context: PageContext,
  view: WorkView,
  withdrawal: { readonly content: unknown; readonly problems: readonly Problem[] } = {
    content: {},
    problems: [],
  },
): Html => {
  const { permit, problems } = { permit: view.permit, problems: withdrawal.problems };
  const path = `/permits/${permit.caseId}/works/${view.workId}`;
  return page(
    context,
    `${view.noticeNo} 作業`,
    html`<h1>${view.noticeNo} 作業<span class="subtitle">${permit.systemName}（${spanText(view.plannedStart, view.plannedEnd)}）</span></h1>
${errorSummary(problems)}
<p class="status-line">${workTag(view)} ${nextOf(view)}</p>
${actions(view, path)}
${flagsBox(view)}
${answerBox(view)}
${reviewBox(view)}
${
  view.notice &&
  html`<section class="part" aria-labelledby="notice"><h2 id="notice">作業申請（第6条第1号）</h2>${factsList(noticeFacts(view.notice))}
<p class="button-row">${linkButton(`${path}/notice-paper`, '作業申請書を印刷する')}</p></section>`
}
${
  view.report &&
  html`<section class="part" aria-labelledby="report"><h2 id="report">接続記録・作業報告（第6条第2号・第5号）</h2>${factsList(sessionFacts(view.report))}
<p class="button-row">${linkButton(`${path}/report-paper`, '作業報告書を印刷する')}</p></section>`
}
<section class="part" aria-labelledby="course"><h2 id="course">経過</h2>
<ol class="timeline">${view.timeline.map(
      ({ at, label, by }) =>
        html`<li><p class="what">${label}</p><p><span class="when"><time datetime="${at}">${jstTime(at)}</time></span><span class="who">${by}</span></p></li>`,
    )}</ol></section>
${view.can.withdraw && withdrawalForm(context, view, path, withdrawal)}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

const nextOf = (view: WorkView): string => {
  const isVendor = view.audience === 'vendor';
  switch (view.status) {
    case 'submitted':
      return isVendor
        ? '市の回答をお待ちください。回答の前に接続しないでください。'
        : '保守事業者が回答を待っています。';
    case 'accepted':
      return isVendor
        ? '作業を終えたら、接続記録・作業報告書を提出してください。行わなかったときは、取り下げてください。'
        : '作業の後に、接続記録・作業報告書が提出されます。';
    case 'returned':
      return isVendor
        ? '作業は行わないでください。理由を確認し、訂正して再提出するか、取り下げてください。'
        : '保守事業者の訂正を待っています。';
    case 'emergency':
      return isVendor
        ? '緊急の作業として直ちに有効です。作業を終えたら報告してください。事後承認は後からお知らせします。'
        : '緊急の作業です。事後承認が求められています。';
    case 'declined':
      return isVendor
        ? '事後承認されませんでした。接続しているときは直ちに切断し、行った作業を報告してください。'
        : '事後承認をしませんでした。違反の候補として、判断が求められています。';
    case 'withdrawn':
      return 'この作業は行われませんでした。';
    case 'unannounced':
      return isVendor
        ? '申請していない接続として届け出ました。続けて、接続記録・作業報告書を提出してください。'
        : '保守事業者が、申請していない接続を届け出ました。接続記録・作業報告書を待っています。';
    case 'lapsed':
      return isVendor
        ? '許可の停止・終了などにより、この作業申請は効力を失いました。この申請による接続はできません。報告の督促はしません。それより前に接続していたときは、報告してください（第6条第2号）。'
        : '許可の停止・終了などにより、この作業申請は効力を失いました。報告は求めません。';
    case 'reported':
      return isVendor ? '市が報告を確認しています。' : '報告の確認が求められています。';
    case 'report-returned':
      return isVendor ? '理由を確認し、報告を訂正して再提出してください。' : '報告の訂正を待っています。';
    case 'confirmed':
      return '市が報告を確認しました。';
  }
};

/** Works that may be done; of the others a report is possible too, because what happened must be reported. */
const ALLOWED: ReadonlySet<WorkView['status']> = new Set([
  'accepted',
  'emergency',
  'declined',
  'unannounced',
]);

const actions = ({ can, status }: WorkView, path: string): Content => {
  const buttons = [
    can.answer && linkButton(`${path}/answer`, '回答する', 'primary'),
    can.review && linkButton(`${path}/review`, '報告を確認する', 'primary'),
    can.revise && linkButton(`${path}/edit`, '訂正して再提出する', 'primary'),
    can.report &&
      (ALLOWED.has(status)
        ? linkButton(`${path}/report`, '作業を報告する', 'primary')
        : linkButton(`${path}/report`, '接続してしまったときは、ここから報告する', 'quiet')),
    can.correct && linkButton(`${path}/report`, '報告を訂正する', 'primary'),
  ].filter((each) => each !== false);
  return buttons.length > 0 && buttonRow(...buttons);
};

/** The city sees at once what is unusual; the vendor sees it too, without the evidence. */
export const flagsBox = ({ flags, differences }: Pick<WorkView, 'flags' | 'differences'>): Content =>
  flags.length > 0 &&
  callout(
    'attention',
    '確認を要する点',
    html`<ul>${flags.map(({ label }) => html`<li>${label}</li>`)}</ul>
${differences.length > 0 && html`<p>申請・報告・許可の間の違い：</p><ul>${differences.map((text) => html`<li>${text}</li>`)}</ul>`}`,
  );

const answerBox = ({ answer }: WorkView): Content =>
  answer &&
  callout(
    answer.choice === 'accept' ? 'good' : 'attention',
    `回答：${answer.label}`,
    definitionList([
      [answer.choice === 'accept' ? '伝達事項' : '理由', answer.reason && multiline(answer.reason)],
      ['回答した者', answer.by],
      ['日時', jstTime(answer.at)],
    ]),
  );

const reviewBox = ({ review }: WorkView): Content =>
  review &&
  callout(
    review.choice === 'confirm' ? 'good' : 'attention',
    `報告の${review.label}`,
    definitionList([
      [review.choice === 'confirm' ? '所見' : '理由', review.reason && multiline(review.reason)],
      ['確認した者', review.by],
      ['日時', jstTime(review.at)],
    ]),
  );

const withdrawalForm = (
  context: PageContext,
  view: WorkView,
  path: string,
  state: { readonly content: unknown; readonly problems: readonly Problem[] },
): Html => html`<section class="part" aria-labelledby="withdraw">
<h2 id="withdraw">作業の取下げ</h2>
<details${state.problems.length > 0 ? html` open` : ''}><summary>行わなかった作業を取り下げる</summary>
<div class="narrow"><p>接続をしていないときに限り、取り下げることができます。接続したときは、報告してください（第6条第2号）。取り下げた作業は元に戻せません。</p>
${postForm(context, { action: `${path}/withdrawal` }, [
  textArea(state, { path: 'reason', label: '取下げの理由', rows: 2 }),
  checkBox(state, {
    path: 'confirmed',
    type: 'boolean',
    label: `${view.noticeNo} は実施していません。取り下げます`,
    required: true,
  }),
  buttonRow(button('取り下げる', { kind: 'danger' })),
])}</div></details>
</section>`;

/** All works of a permit. */
export const workListPage = (
  context: PageContext,
  view: { readonly caseId: string; readonly works: readonly WorkSummary[]; readonly canAnnounce: boolean },
): Html =>
  page(
    context,
    '作業の一覧',
    html`<h1>作業の一覧<span class="subtitle">作業申請と作業報告（第6条第1号〜第5号）</span></h1>
${view.canAnnounce && html`<p>${linkButton(`/permits/${view.caseId}/works/new`, '作業を申請する', 'primary')}</p>`}
${
  view.works.length === 0
    ? emptyState(
        '作業申請はまだありません。作業の前に、作業の内容を説明し、作業申請書を提出します（第6条第1号）。',
      )
    : worksTable(view.caseId, view.works)
}`,
    { here: '/permits' },
  );
