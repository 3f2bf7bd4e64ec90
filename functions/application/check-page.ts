import { html } from 'hono/html';
import type { RecordedApplication } from '../../core/application/inputs.ts';
import type { Difference } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { button, buttonRow, errorSummary, hiddenText, linkButton, postForm } from '../ui/components.ts';
import { pathOf } from '../ui/form.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { remarksBox } from '../ui/remarks.ts';
import { consultedSection } from './consulted-differences.ts';
import { sectionDetails } from './details.ts';
import { type Section, sectionAt, sectionPath, sectionsOf } from './sections.ts';

/**
 * 様式1 before it is sent: all of it as it will be sent, what is pointed out, and the only button that sends. As long as
 * something is wrong, what it is and where, and no such button. There is nothing to type in, so that Enter sends nothing.
 */
export const checkPage = (
  context: PageContext,
  view: {
    readonly draftId: string;
    readonly version: number;
    readonly regulation: Regulation;
    readonly systemName: string;
    readonly isCorrection: boolean;
    readonly problems: readonly Problem[];
    /** Sections in which nothing has been entered. */
    readonly untouched: readonly Section[];
    /** undefined: it cannot be sent yet. */
    readonly recorded: RecordedApplication | undefined;
    readonly remarks: readonly Problem[];
    readonly consulted: readonly Difference[];
  },
): Html => {
  const { draftId, regulation, problems, untouched, recorded } = view;
  const submit = view.isCorrection ? '補正して再提出する' : '申請する';
  const list = `/drafts/${draftId}`;
  const hrefOf = ({ pointer }: Pick<Problem, 'pointer'>): string => {
    const section = sectionAt({ pointer }, regulation);
    return section ? `${sectionPath(draftId, section)}?check=1#f-${pathOf(pointer)}` : list;
  };
  return page(
    context,
    '申請内容の確認',
    html`<p><a href="${list}">申請書の目次に戻る</a></p>
<h1>申請内容の確認<span class="subtitle">リモート接続申請書（様式1）</span></h1>
${errorSummary(problems, hrefOf)}
${
  untouched.length > 0 &&
  html`<section class="callout attention"><h2>まだ入力していないページ（${untouched.length}ページ）</h2>
<ul>${untouched.map((section) => html`<li><a href="${sectionPath(draftId, section)}">${section.items && `${regulation.checklistName}　`}${section.title}</a></li>`)}</ul></section>`
}
${
  recorded
    ? html`<p class="lead">次の内容で${view.isCorrection ? '再提出' : '申請'}します。確認して、いちばん下の「${submit}」を押してください。</p>
${remarksBox(view.remarks, submit, hrefOf)}
${consultedSection(view.consulted, 'applicant', hrefOf)}
${sectionsOf(regulation).map(
  (
    section,
  ) => html`<section class="part"><div class="part-head"><h2>${section.items && `${regulation.checklistName}　`}${section.title}</h2><a href="${sectionPath(draftId, section)}?check=1">変更${hiddenText(`：${section.title}`)}</a></div>
${sectionDetails(section, recorded, { regulation, systemName: view.systemName, caseId: undefined })}</section>`,
)}
${postForm(context, { action: list, version: view.version }, buttonRow(button(submit, { action: 'submit' }), linkButton(list, '目次に戻る')))}`
    : html`<p>すべてのページの入力が終わると、この画面で内容を確認し、${view.isCorrection ? '再提出' : '申請'}できます。</p>
${buttonRow(linkButton(list, '目次に戻る'))}`
}`,
    { here: view.isCorrection ? '/applications' : '/applications/new', invalid: problems.length > 0 },
  );
};
