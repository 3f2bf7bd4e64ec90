import { html } from 'hono/html';
import { REPORT_ANSWERS } from '../../core/monthly-report/inputs.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import { button, buttonRow, errorSummary, postForm } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { type FormState, hiddenField, radioGroup, textArea } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { courseSection, declaredSection, reportHeading, reportTag, usageSection } from './parts.ts';

export type ReportAnswerPage = FormState & {
  readonly view: ReportView & { readonly question: NonNullable<ReportView['question']> };
};

/** The manager's answer to a monthly report: everything that counts, then the choice. Enter decides nothing. */
export const reportAnswerPage = (context: PageContext, options: ReportAnswerPage): Html => {
  const { view, problems } = options;
  const { question } = view;
  return page(
    context,
    `${view.permitNo} 月次利用状況報告の確認`,
    html`${reportHeading(view)}
${errorSummary(problems)}
<p class="lead">${reportTag(view)}　確認の期限　<strong>${wareki(question.dueOn)}</strong>${
      question.dueOn < context.today.toString() ? html` <span class="tag attention">期限超過</span>` : ''
    }　<a href="#answer">判断の欄へ移動</a></p>
${declaredSection(view)}
${usageSection(view)}
${courseSection(view)}
${postForm(
  context,
  {
    action: `/permits/${view.caseId}/reports/${view.yearMonth}/answer`,
    enter: { action: 'show', label: '画面を表示し直す' },
  },
  html`${hiddenField(options, { path: 'hash', value: question.hash })}
<section id="answer" aria-labelledby="answer-title" tabindex="-1"><h2 id="answer-title">判断</h2>
${radioGroup(options, { path: 'choice', label: '判断', options: REPORT_ANSWERS, required: true })}
${textArea(options, {
  path: 'reason',
  label: '差戻しの理由・所見',
  hint: '差し戻すときは必ず入力してください。保守事業者に伝わります',
})}
<p>「判断を記録する」を押すと、判断が記録され、後から変更できません。</p>
${buttonRow(button('判断を記録する', { action: 'answer' }))}
</section>`,
)}`,
    { here: '/inbox', invalid: problems.length > 0 },
  );
};
