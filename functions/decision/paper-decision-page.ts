import { html } from 'hono/html';
import { paperDecisionInputSchema } from '../../core/application/decision.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { STAGES } from '../../core/case/decision-request.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { formatWareki } from '../../core/values/wareki.ts';
import { consultedSection } from '../application/check-page.ts';
import { checklistFields, judgedOf } from '../application/checklist.ts';
import { earlierSection } from '../application/earlier-permits.ts';
import {
  button,
  buttonRow,
  callout,
  errorSummary,
  linkButton,
  postForm,
  SHOW_AGAIN,
} from '../ui/components.ts';
import { jstDay } from '../ui/dates.ts';
import { checkBox, type FormState, hiddenField, sinceShown } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';
import { factsSection, fullApplication } from './facts.ts';
import { decisionChoices, decisionFormState } from './page.ts';

export type PaperDecisionPage = FormState & {
  readonly view: CityCaseView & { readonly request: NonNullable<CityCaseView['request']> };
  readonly regulation: Regulation;
  readonly saving: Saving | undefined;
  /** Who held the role since it was asked. */
  readonly deciders: readonly { readonly personId: string; readonly label: string }[];
};

const field = fieldsOf(paperDecisionInputSchema);

/** A clerk enters what was decided on paper. Only the button records: Enter shows the page again. */
export const paperDecisionPage = (context: PageContext, options: PaperDecisionPage): Html => {
  const { view, regulation, problems, deciders } = options;
  const { request, caseId, caseNo } = view;
  const { state, summary } = decisionFormState(options, formatWareki(context.today));
  const title = `${caseNo} 紙による決定の記録`;
  const asked = jstDay(request.openedAt);
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">${STAGES[request.stage]}　${view.systemName}（${view.sectionName}）　${view.vendorName}</span></h1>
${errorSummary(sinceShown(options.content, summary, request.hash))}
<p class="lead">決定する職員が紙で決定したときに、担当者がその内容を記録します。原本を手元に置いて、そのとおりに入力してください。</p>
${callout(
  'attention',
  '決定した職員に、記録の内容をメールで通知します',
  html`<p>記録すると、画面での決定と同じように手続が進み、後から変更できません。記録した担当者の氏名も残ります。</p>`,
)}
${earlierSection(view.earlier)}
${consultedSection(view.differences, 'city')}
${savedNote(context, options.saving)}
${postForm(
  context,
  {
    action: `/applications/${caseId}/paper-decision`,
    saved: options.saving?.version,
    enter: SHOW_AGAIN,
  },
  html`${hiddenField(state, { path: 'stage', value: request.stage })}${hiddenField(state, { path: 'hash', value: request.hash })}
<section><h2>原本の記載</h2>
<input type="hidden" name="paper:group" value="">
${field(state, 'paper.decidedBy', {
  as: 'select',
  hint: '決定日に役職に就いていた職員です。代決のときは、代決した職員を選んでください',
  options: Object.fromEntries(deciders.map(({ personId, label }) => [personId, label])),
})}
${field(state, 'paper.decidedOn', { hint: `決定を依頼した日（${asked}）から本日までの日付。例 ${formatWareki(context.today)}` })}
${field(state, 'paper.original', { hint: '例 令和8年度 庶務文書つづり 第12号（税務課書庫）' })}</section>
<details class="block"><summary>申請の内容を確認する</summary>${factsSection(view, regulation)}${fullApplication(view)}</details>
${request.stage === 'confirm' ? html`<section><h2>${regulation.checklistName}の確認</h2>${checklistFields(state, judgedOf(view, context.today.toString()), options.saving)}</section>` : ''}
<section><h2>判断</h2>
${decisionChoices(state, view)}
${checkBox(state, { path: 'confirmed', type: 'boolean', label: '入力した内容を原本と照合しました', required: true })}
${buttonRow(button('紙による決定を記録する', { action: 'record' }), saveButton(options.saving), linkButton(`/applications/${caseId}`, '記録しないで戻る', 'quiet'))}
</section>`,
)}`,
    { here: '/applications', invalid: problems.length > 0 },
  );
};
