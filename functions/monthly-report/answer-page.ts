import { html } from 'hono/html';
import { reportAnswerSchema } from '../../core/monthly-report/inputs.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import { asAsked, questionPage } from '../question/page.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { courseSection, declaredSection, reportTag, reportTitle, usageSection } from './parts.ts';

export type ReportAnswerPage = FormState & {
  readonly view: ReportView;
  /** Undefined: it was answered while the page was open. */
  readonly question: AskedOfMe | undefined;
};

const field = fieldsOf(reportAnswerSchema);

/** The manager's answer to a monthly report: everything that counts, then the choice. */
export const reportAnswerPage = (
  context: PageContext,
  { view, question, content, problems }: ReportAnswerPage,
): Html => {
  const { due, ...asked } = asAsked(question);
  return questionPage(context, {
    ...asked,
    ...(due ? { due: { ...due, before: html`${reportTag(view)}　確認の期限` } } : {}),
    ...{ content, problems },
    title: `${view.permitNo} 月次利用状況報告の確認`,
    heading: reportTitle(view),
    back: { href: `/permits/${view.caseId}?part=reports`, label: `許可 ${view.permitNo} の画面に戻る` },
    dossier: html`${declaredSection(view)}
${usageSection(view)}
${courseSection(view)}`,
    action: `/permits/${view.caseId}/reports/${view.yearMonth}/answer`,
    section: '判断',
    fields: (state) => [field(state, 'choice'), field(state, 'reason')],
    submit: { label: '判断を記録する', action: 'answer', recorded: '判断' },
    here: '/inbox',
  });
};
