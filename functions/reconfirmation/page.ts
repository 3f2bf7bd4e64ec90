import { html } from 'hono/html';
import { METHODS, RESULTS } from '../../core/application/decision.ts';
import type { ChecklistAnswer } from '../../core/application/inputs.ts';
import type { LastResults } from '../../core/application/last-results.ts';
import { RECONFIRM_REASONS } from '../../core/case/records/reconfirmation.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import {
  type ReconfirmationView,
  renewRuleInputSchema,
} from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { checklistFields, confirmationContent, judgedAgain } from '../application/checklist.ts';
import { gatheredMistakes } from '../application/confirmed-items.ts';
import { asAsked, questionPage } from '../question/page.ts';
import {
  button,
  buttonRow,
  type Content,
  dataTable,
  definitionList,
  errorSummary,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstDay, jstTime, versionText, wareki } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import type { Saving } from '../ui/saved-form.ts';

const titleOf = (permit: AnyPermitView): Html =>
  html`別表1の再確認<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span>`;
const backTo = (permit: AnyPermitView) => ({
  href: `/permits/${permit.caseId}`,
  label: `許可 ${permit.permitNo} の画面に戻る`,
});

/** The manager confirms all items again (第6条第7号), with the last results in sight. */
export const reconfirmationFormPage = (
  context: PageContext,
  view: FormState & {
    readonly permit: AnyPermitView;
    readonly reconfirmation: ReconfirmationView;
    /** Undefined: it was answered while the page was open. */
    readonly question: AskedOfMe | undefined;
    readonly regulation: Regulation;
    readonly answers: readonly ChecklistAnswer[];
    readonly last: LastResults | undefined;
    readonly saving?: Saving | undefined;
  },
): Html => {
  const { permit, reconfirmation, regulation, last } = view;
  const today = context.today.toString();
  const content = {
    ...(typeof view.content === 'object' ? view.content : {}),
    ...confirmationContent(view.content, regulation, wareki(today)),
  };
  const { problems, summary } = gatheredMistakes(view.problems, content, regulation);
  const state = { content, problems };
  return questionPage(context, {
    ...asAsked(view.question),
    ...state,
    summary,
    title: `別表1の再確認 ${permit.permitNo}`,
    heading: titleOf(permit),
    back: backTo(permit),
    lead: `${RECONFIRM_REASONS[reconfirmation.why]}です。許可の期間中も要件に適合していることを、${regulation.checklist.length}項目すべてについて確認してください（第6条第7号）。`,
    dossier: html`${definitionList([
      ['要領の版', versionText(regulation)],
      ['前回の確認', last && `${jstDay(last.at)}　${last.by}`],
    ])}
<p>「不適」の項目があると、適合を求める指示の案を用意します（第6条第6号）。指示に従わないときは、違反の候補となります（第7条）。統括情報セキュリティ管理者が第6条第7号の解釈を定めているときは、直ちに違反の候補となります（第12条）。</p>`,
    action: `/permits/${permit.caseId}/reconfirmations/${reconfirmation.reconfirmationId}/answer`,
    before: checklistFields(
      state,
      judgedAgain({ answers: view.answers, last, regulation }, today),
      view.saving,
    ),
    section: '判断',
    saving: view.saving,
    fields: (state) => fieldsOf(reconfirmInputSchema)(state, 'opinion'),
    submit: { label: '確認を記録する', action: 'decide', recorded: '結果' },
    here: '/inbox',
  });
};

/** A re-confirmation that was made, or is awaited. */
export const reconfirmationPage = (
  context: PageContext,
  permit: AnyPermitView,
  view: ReconfirmationView,
  regulation: Regulation,
): Html =>
  page(
    context,
    `別表1の再確認 ${permit.permitNo}`,
    html`<p><a href="${backTo(permit).href}">${backTo(permit).label}</a></p>
<h1>${titleOf(permit)}</h1>
${definitionList([
  ['状態', view.statusLabel],
  ['理由', RECONFIRM_REASONS[view.why]],
  ['要領の版', versionText(regulation)],
  ['依頼', jstTime(view.requestedAt)],
  ['確認', view.answeredAt && `${jstTime(view.answeredAt)}　${view.by ?? '情報セキュリティ管理者'}`],
  ['不適の項目', view.nonconforming.join('、')],
  ['意見', view.opinion && multiline(view.opinion)],
])}
${view.checklist && results(view.checklist, regulation)}`,
    { here: '/permits' },
  );

const results = (checklist: NonNullable<ReconfirmationView['checklist']>, regulation: Regulation): Content =>
  dataTable(
    { text: `${regulation.checklistName}の確認結果`, columns: 'results' },
    ['項目', '結果', '方法・確認日', '所見・資料'],
    checklist.map((entry) => [
      `${entry.item} ${regulation.checklist.find(({ id }) => id === entry.item)?.text ?? ''}`,
      RESULTS[entry.result],
      `${entry.method ? METHODS[entry.method] : ''} ${entry.confirmedOn ? wareki(entry.confirmedOn) : ''}`,
      [
        entry.note && html`<p>${multiline(entry.note)}</p>`,
        entry.evidence && html`<p>資料：${entry.evidence}</p>`,
      ],
    ]),
  );

const askRenewal = fieldsOf(renewRuleInputSchema);

/** 要領の改正 (G15): the chief asks for a re-confirmation of the permits under an older version. */
export const renewRulePage = (
  context: PageContext,
  view: FormState & {
    readonly current: Regulation;
    readonly older: readonly Regulation[];
    /** The reader is the chief, who decides on it (第12条). */
    readonly isChief: boolean;
  },
): Html =>
  page(
    context,
    '改正後の要領による再確認',
    html`<h1>改正後の要領による再確認</h1>
${errorSummary(view.problems)}
<p class="lead">許可は、審査したときの要領の版のまま続きます。改正後の要領（${view.current.title}、${wareki(view.current.effectiveFrom)}施行）への適合を確かめるときは、従前の版の許可について、情報セキュリティ管理者に再確認を依頼します（第6条第7号、第12条）。</p>
${
  view.older.length === 0
    ? html`<p>従前の版はありません。</p>`
    : !view.isChief
      ? html`<p>再確認の依頼は、統括情報セキュリティ管理者が行います（第12条）。</p>`
      : postForm(context, { action: '/rule-renewal' }, [
          askRenewal(view, 'from', {
            as: 'select',
            options: Object.fromEntries(
              view.older.map(({ id, effectiveFrom }) => [id, `${wareki(effectiveFrom)}施行`]),
            ),
          }),
          askRenewal(view, 'reason'),
          buttonRow(button('再確認を依頼する')),
        ])
}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
