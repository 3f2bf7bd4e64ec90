import { html } from 'hono/html';
import { changeAnswerSchema } from '../../core/application/change-form.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import { CHANGE_ASPECTS, CHANGE_KINDS } from '../../core/case/records/change.ts';
import type { ChangeView } from '../../core/change/list-changes.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import type { Problem } from '../../core/values/errors.ts';
import { numbered } from '../finding/lines.ts';
import { cascadeTable } from '../finding/permit-section.ts';
import { asAsked, questionPage } from '../question/page.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstTime, wareki } from '../ui/dates.ts';
import { checkBox, type FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

const TONES: Readonly<Record<string, string>> = {
  filed: 'working',
  confirmed: 'working',
  effective: 'good',
  declined: 'bad',
};
export const changeTag = ({ status, statusLabel }: ChangeView): Html =>
  html`<span class="tag ${TONES[status] ?? 'over'}">${statusLabel}</span>`;
export const aspectsText = ({ aspects }: Pick<ChangeView, 'aspects'>): string =>
  aspects.map((aspect) => CHANGE_ASPECTS[aspect]).join('、');

/** Before it is decided: the permit ends with it, and what goes with it (第4条第3項, 第11条). */
const endsWith = ({ end }: ChangeView): Content =>
  end &&
  callout(
    'attention',
    '許可が早く終わります',
    html`<p>変更を認めると、契約の期間により、この許可は、${wareki(end.lastDay)}の終わりに終わります（第4条第3項）。</p>
${end.cascade.length > 0 && html`<p>次の再委託者の許可も、ともに効力を失います（第11条）。</p>${cascadeTable(end.cascade)}`}
${end.works.length > 0 && html`<p>効力を失う作業申請：${end.works.join('、')}</p>`}`,
  );

const facts = (change: ChangeView): Html =>
  html`${endsWith(change)}${definitionList([
    ['変更する事項', `${aspectsText(change)}（${CHANGE_KINDS[change.kind]}）`],
    ['変更日', wareki(change.changedOn)],
    ['反映の日', change.effectiveOn && wareki(change.effectiveOn)],
    ['許可の期間の末日', change.lastDay && `${wareki(change.lastDay)}（契約の期間による短縮。第4条第3項）`],
    ['許可事項変更通知書', change.notice && numbered(change.notice)],
    ['変更の理由', multiline(change.reason)],
    ['届出', `${jstTime(change.filedAt)}　${change.filedBy}`],
  ])}
${(change.remarks ?? []).map(({ message }) => html`<p><span class="tag attention">確認を要する点</span> ${message}</p>`)}
<h2>変更前・変更後</h2>
${
  change.changes.length === 0
    ? emptyState('内容は消去されています。')
    : dataTable(
        { text: '変更前・変更後', columns: 'changes' },
        ['項目', '変更前', '変更後'],
        change.changes.map(({ label, before, after }) => [
          label,
          multiline(before || '（なし）'),
          multiline(after || '（なし）'),
        ]),
      )
}`;

const answers = ({ answers: given }: ChangeView): Content =>
  given.length > 0 &&
  html`<h2>市の確認・承認</h2>${given.map(({ stage, choice, by, at, opinion, reason }) =>
    definitionList([
      ['段階', stageLabel(stage)],
      ['判断', choice],
      ['判断した者', by],
      ['日時', jstTime(at)],
      ['意見', opinion && multiline(opinion)],
      ['理由', reason && multiline(reason)],
    ]),
  )}`;

/** One 変更届, for the vendor and the city. */
export const changePage = (
  context: PageContext,
  permit: AnyPermitView,
  change: ChangeView,
  problems: readonly Problem[] = [],
): Html =>
  page(
    context,
    `変更届 ${permit.permitNo}`,
    html`<h1>変更届<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
${errorSummary(problems)}
<p class="status-line">${changeTag(change)} ${nextOf(change)}</p>
${
  change.can.answer &&
  change.request &&
  buttonRow(
    linkButton(
      `/permits/${permit.caseId}/changes/${change.changeId}/${change.request.stage === 'change' ? 'answer' : 'approval'}`,
      stageLabel(change.request.stage),
      'primary',
    ),
  )
}
${facts(change)}
${answers(change)}
<p class="button-row">${change.notice && linkButton(`/permits/${permit.caseId}/changes/${change.changeId}/notice`, '許可事項変更通知書を見る・印刷する')}${linkButton(`/permits/${permit.caseId}/changes/${change.changeId}/paper`, '変更届を印刷する')}</p>
${
  change.can.withdraw &&
  html`<section class="part" aria-labelledby="withdraw"><h2 id="withdraw">変更届の取下げ</h2>
<details${problems.length > 0 ? html` open` : ''}><summary>この変更届を取り下げる</summary>
<div class="narrow"><p>取り下げると、許可の範囲は変わりません。もう一度届け出ることができます。</p>
${postForm(context, { action: `/permits/${permit.caseId}/changes/${change.changeId}/withdraw` }, [
  checkBox(
    { content: {}, problems },
    { path: 'confirmed', type: 'boolean', label: 'この変更届を取り下げます', required: true },
  ),
  buttonRow(button('取り下げる', { kind: 'danger' })),
])}</div></details></section>`
}`,
    { here: '/permits', invalid: problems.length > 0 },
  );

const nextOf = ({ status, effectiveOn, request }: ChangeView): string => {
  const due = request ? `期限は${wareki(request.dueOn)}です。` : '';
  switch (status) {
    case 'filed':
      return `情報セキュリティ管理者が確認しています。${due}`;
    case 'confirmed':
      return `統括情報セキュリティ管理者の承認を待っています。${due}`;
    case 'effective':
      return `${effectiveOn === undefined ? '' : `${wareki(effectiveOn)}から`}変更後の内容です。`;
    case 'declined':
      return '許可の範囲は変わりません。';
    default:
      return '取り下げられました。許可の範囲は変わりません。';
  }
};

const field = fieldsOf(changeAnswerSchema);

/** The manager's confirmation, the chief's approval. */
export const changeAnswerPage = (
  context: PageContext,
  view: FormState & {
    readonly permit: AnyPermitView;
    readonly change: ChangeView;
    readonly stage: 'change' | 'change-approval';
    /** Undefined: it was answered while the page was open. */
    readonly question: AskedOfMe | undefined;
  },
): Html => {
  const { permit, change, stage, content, problems } = view;
  const path = `/permits/${permit.caseId}/changes/${change.changeId}`;
  return questionPage(context, {
    ...asAsked(view.question),
    ...{ content, problems },
    title: `${stageLabel(stage)} ${permit.permitNo}`,
    heading: html`${stageLabel(stage)}<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span>`,
    back: { href: `/permits/${permit.caseId}`, label: `許可 ${permit.permitNo} の画面に戻る` },
    dossier: html`${change.request?.toChief && html`<p>「変更を認める」とすると、統括情報セキュリティ管理者に承認を求めます。承認されるまで、許可の範囲は変わりません。</p>`}
${facts(change)}
${answers(change)}`,
    action: `${path}/${stage === 'change' ? 'answer' : 'approval'}`,
    section: '判断',
    fields: (state) => [
      stage === 'change' &&
        field(state, 'conforming', {
          label: '変更後も、別表1のすべての要件に適合することを確認しました（第6条第7号）',
          hint: '「変更を認める」ときは必ず確認してください',
        }),
      field(state, 'choice'),
      field(state, 'opinion', { hint: '市の記録に残ります。保守事業者には伝わりません' }),
      field(state, 'reason', {
        hint: '「変更を認めない」ときは必ず入力してください。保守事業者に伝わります',
      }),
    ],
    submit: { label: '決定する', action: 'decide', recorded: '判断' },
    here: '/inbox',
  });
};
