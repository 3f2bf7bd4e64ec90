import { html } from 'hono/html';
import { applicationSchema } from '../../core/application/inputs.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  errorSummary,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstTimeShort } from '../ui/dates.ts';
import { valueAt } from '../ui/form.ts';
import { textArea } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { remarksBox, submitAction } from '../ui/remarks.ts';
import { attachmentsSection } from './form-attachments.ts';
import { checklistSection } from './form-checklist.ts';
import { connectionSection, workSection } from './form-connection.ts';
import { groundSection, pledgeSection, subcontractingSection } from './form-grounds.ts';
import { applicantSection, basicsSection, contactsSection, contractSection } from './form-sections.ts';
import type { ApplicationFormView } from './form-view.ts';

type Section = { readonly id: string; readonly title: string; readonly body: Content };

/** Groups that are sent even when all their fields are blank, so that each field gets its own message. */
const GROUPS = [
  'vendor',
  'vendor.representative',
  'responsiblePerson',
  'contactPerson',
  'emergencyContact',
  'plannedWork',
  'expectedEffect',
  'period',
  'contract',
];

export const applicationFormPage = (context: PageContext, given: ApplicationFormView): Html => {
  const view = { ...given, content: inOrder(given), problems: placed(given) };
  const sections = sectionsOf(view);
  const submit = view.correction ? '補正して再提出する' : '申請する';
  const title = view.correction ? 'リモート接続申請書の補正' : 'リモート接続申請書';
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">様式1（第4条第1項）</span></h1>
${errorSummary(view.problems)}
${remarksBox(view.remarks ?? [], submit)}
${view.correction && correctionBox(view, view.correction)}
<p class="lead">「必須」の項目は、申請するときまでに入力してください。途中で一時保存し、後から続けることができます。</p>
${postForm(
  context,
  { action: `/drafts/${view.draftId}`, version: view.version, enter: { action: 'save', label: '一時保存' } },
  html`${GROUPS.map((path) => html`<input type="hidden" name="${path}:group" value="">`)}
<div class="with-contents">
${contents(sections, view.savedAt)}
<div>
${sections.map(
  (
    { id, title, body },
    index,
  ) => html`<section class="form-section" id="${id}" aria-labelledby="${id}-title" tabindex="-1">
<h2 id="${id}-title">${index + 1}. ${title}</h2>
${body}
</section>`,
)}
${buttonRow(
  button(submit, { action: submitAction(view.remarks ?? []) }),
  button('一時保存', { action: 'save', kind: 'secondary' }),
)}
</div>
</div>`,
)}
<p class="draft-end"><a href="/drafts/${view.draftId}/delete">この下書きを削除する</a></p>`,
    { here: view.correction ? '/applications' : '/applications/new', invalid: view.problems.length > 0 },
  );
};

const sectionsOf = (view: ApplicationFormView): readonly Section[] => [
  { id: 's-basics', title: '申請の区分', body: basicsSection(view) },
  { id: 's-applicant', title: '申請者', body: applicantSection(view) },
  { id: 's-contacts', title: '責任者・連絡先', body: contactsSection(view) },
  { id: 's-contract', title: '対象システム・契約・利用期間', body: contractSection(view) },
  { id: 's-connection', title: '接続先・接続元・端末', body: connectionSection(view) },
  { id: 's-work', title: '作業者・予定する作業', body: workSection(view) },
  { id: 's-ground', title: '申請の根拠・効果・実績', body: groundSection(view) },
  { id: 's-checklist', title: `${view.regulation.checklistName}（適合状況）`, body: checklistSection(view) },
  { id: 's-subcontracting', title: '再委託（該当する場合）', body: subcontractingSection(view) },
  { id: 's-attachments', title: '添付資料', body: attachmentsSection(view) },
  { id: 's-pledge', title: '誓約', body: pledgeSection(view) },
  {
    id: 's-remarks',
    title: '備考',
    body: textArea(view, {
      path: 'remarks',
      label: '備考',
      hint: '市に伝えておくことがあれば記入してください。',
    }),
  },
];

const contents = (
  sections: readonly Section[],
  savedAt: string | undefined,
): Html => html`<div class="contents">
<nav aria-labelledby="contents-title">
<h2 id="contents-title">目次</h2>
<ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol>
</nav>
<p>${button('一時保存', { action: 'save', kind: 'secondary' })}</p>
${savedAt && html`<p class="soft">最終保存 ${jstTimeShort(savedAt)}</p>`}
</div>`;

const correctionBox = (
  { regulation }: ApplicationFormView,
  { caseNo, items, reason }: NonNullable<ApplicationFormView['correction']>,
): Html => {
  const place = (item: string) => regulation.checklist.findIndex(({ id }) => id === item);
  return callout(
    'attention',
    `${caseNo} 補正をお願いします`,
    html`${reason && html`<p>${multiline(reason)}</p>`}
${
  items.length > 0 &&
  html`<p>次の項目を直して、「補正して再提出する」を押してください。</p>
<ul>${items.map(
    ({ item, note }) =>
      html`<li>${
        place(item) < 0
          ? item
          : html`<a href="#f-checklist.${place(item)}">${regulation.checklistName} ${item} ${regulation.checklist[place(item)]?.text}</a>`
      }<br>${multiline(note)}</li>`,
  )}</ul>`
}`,
  );
};

/** The content with one answer per item of the rule, in its order: an API may have sent them in another. */
const inOrder = ({ content, regulation }: ApplicationFormView): unknown => {
  const sent = valueAt(content, 'checklist');
  const answers: readonly unknown[] = Array.isArray(sent) ? sent : [];
  return {
    ...(typeof content === 'object' ? content : {}),
    checklist: regulation.checklist.map(({ id }) => answers.find((answer) => valueAt(answer, 'item') === id)),
  };
};

const ROWS: Readonly<Record<string, string>> = {
  targetHosts: '接続先',
  originSites: '作業場所',
  originIps: 'IPアドレス',
  terminals: '専用端末',
  workers: '作業者',
  trackRecord: '実績',
  attachments: '資料',
};

const FIELDS = Object.keys(applicationSchema.shape);
const placeOf = ({ pointer }: Problem) => FIELDS.indexOf(pointer.split('/')[1] ?? '');

/** Mistakes in the order of the page. Those in rows say in which row: the schema names the field only. */
const placed = ({ problems, regulation }: ApplicationFormView): readonly Problem[] =>
  problems
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ pointer, message }) => {
      const [, list = '', index = ''] = /^\/(\w+)\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
      const row = Number(index);
      const item = list === 'checklist' && index !== '' ? regulation.checklist[row] : undefined;
      if (item) return { pointer, message: message.includes(item.id) ? message : `${item.id}：${message}` };
      return list in ROWS
        ? { pointer, message: `${ROWS[list]} ${row + 1}：${message}` }
        : { pointer, message };
    });
