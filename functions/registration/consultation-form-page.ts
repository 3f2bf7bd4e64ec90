import { html } from 'hono/html';
import { consultationInputSchema } from '../../core/directory/consultation.ts';
import type { System, Vendor } from '../../core/directory/directory.ts';
import { button, buttonRow, errorSummary, linkButton, postForm } from '../ui/components.ts';
import { valueAt } from '../ui/form.ts';
import { checkBox, columns, type FormState, fieldGroup } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';

export type ConsultationForm = FormState & {
  readonly vendors: readonly Vendor[];
  /** Those that the clerk may choose: of the own section, or all for the office. */
  readonly systems: readonly System[];
  readonly saving?: Saving;
};

const field = fieldsOf(consultationInputSchema);

/** Records a 事前協議 (第4条第1項); it admits and invites the vendor's contact. */
export const consultationFormPage = (context: PageContext, form: ConsultationForm): Html => {
  const state = withBoxes(form);
  return page(
    context,
    '協議の記録',
    html`<h1>協議の記録</h1>
${errorSummary(state.problems)}
<p class="lead">記録すると、事業者の担当者にサインインの方法と申請の案内をメールで送ります。この協議をもとに、申請できるようになります。</p>
${savedNote(context, form.saving)}
${postForm(
  context,
  { action: '/consultations', saved: form.saving?.version },
  html`<h2>協議の内容</h2>
${field(state, 'heldOn')}
${field(state, 'cityStaff', { width: 'medium' })}
${field(state, 'summary', { rows: 5 })}
<h2>保守事業者・対象システム</h2>
${field(state, 'vendorId', { as: 'select', hint: '一覧にないときは、統括部門に登録を依頼してください', options: Object.fromEntries(form.vendors.map(({ vendorId, name }) => [vendorId, name])) })}
${fieldGroup(
  state,
  {
    path: 'systemIds',
    legend: '対象システム（必須）',
    hint: '申請の対象となるシステムをすべて選んでください',
  },
  form.systems.map(({ systemId, name }, index) =>
    checkBox(state, { path: `systemIds.${index}`, label: name, value: systemId }),
  ),
)}
<h2>契約</h2>
${field(state, 'contract.name')}
${field(state, 'contract.number', { width: 'medium' })}
${columns(
  field(state, 'contract.from', { label: '契約期間 開始日' }),
  field(state, 'contract.to', { label: '契約期間 終了日' }),
)}
${field(state, 'contract.kind')}
<h2>事業者の担当者</h2>
${field(state, 'contact.name', { width: 'medium' })}
${field(state, 'contact.email')}
<input type="hidden" name="contract:group"><input type="hidden" name="contact:group">
${buttonRow(button('記録して案内メールを送る'), saveButton(form.saving), linkButton('/consultations', '一覧に戻る', 'quiet'))}`,
)}`,
    { here: '/consultations', invalid: form.problems.length > 0 },
  );
};

/**
 * The list of chosen systems is closed up when it is decoded: each goes back to its own box, and a mistake in
 * the n-th of them to the box of that system.
 */
const withBoxes = ({ content, problems, systems }: ConsultationForm): FormState => {
  const posted = valueAt(content, 'systemIds');
  const chosen: readonly unknown[] = Array.isArray(posted) ? posted : [];
  return {
    content: {
      ...(typeof content === 'object' ? content : {}),
      systemIds: systems.map(({ systemId }) => (chosen.includes(systemId) ? systemId : '')),
    },
    problems: problems.map((problem) => {
      const [, place] = /^\/systemIds\/(\d+)$/.exec(problem.pointer) ?? [];
      if (place === undefined) return problem;
      const index = systems.findIndex(({ systemId }) => systemId === chosen[Number(place)]);
      return { ...problem, pointer: index < 0 ? '/systemIds' : `/systemIds/${index}` };
    }),
  };
};
