import { html } from 'hono/html';
import { applicationSchema } from '../../core/application/inputs.ts';
import { type Content, definitionList, multiline } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { textAt } from '../ui/form.ts';
import { columns, type FormState, fieldGroup, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { Html } from '../ui/layout.ts';
import { type RowsView, subcontractingFields } from './form-grounds.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on who applies, for what, and under which contract. */

const field = fieldsOf(applicationSchema);

export const basicsSection = (view: ApplicationFormView): Content => [
  field(view, 'applicationType', { inline: true }),
  html`<div class="where-renewal">${previousPermitField(view)}</div>`,
  field(view, 'appliedOn'),
  html`<div class="field"><h3>事前協議（第4条第1項）</h3>
${
  view.consultation &&
  definitionList([
    ['協議日', wareki(view.consultation.heldOn)],
    ['市の担当者', view.consultation.cityStaff],
    ['協議の概要', multiline(view.consultation.summary)],
  ])
}${hiddenField(view, { path: 'consultationId' })}</div>`,
];

/** Chosen among the permits that may be continued; ticked already where there is only one. */
const previousPermitField = (view: ApplicationFormView): Html => {
  const typed = textAt(view.content, 'previousPermitNo');
  const known = view.renewable ?? [];
  const [only, ...others] = known;
  const chosen = typed === '' && only && others.length === 0 ? only.permitNo : typed;
  return known.length > 0 && (typed === '' || known.some(({ permitNo }) => permitNo === typed))
    ? field({ ...view, content: { previousPermitNo: chosen } }, 'previousPermitNo', {
        ...{ required: true, as: 'radio', hint: '継続する許可を選択してください。' },
        options: Object.fromEntries(known.map(({ permitNo, label }) => [permitNo, label])),
      })
    : field(view, 'previousPermitNo', {
        required: true,
        hint: '継続する許可の番号',
        width: 'medium',
      });
};

export const applicantSection = (view: ApplicationFormView): Content => [
  fieldGroup(
    view,
    {
      path: 'vendor',
      legend: '保守事業者',
      hint: '登録されている内容と異なるときは、市の担当者に連絡してください。',
    },
    [
      field(view, 'vendor.name', { autocomplete: 'organization' }),
      field(view, 'vendor.kana'),
      field(view, 'vendor.corporateNumber', { width: 'medium' }),
      field(view, 'vendor.postalCode', { width: 'short', autocomplete: 'postal-code' }),
      field(view, 'vendor.address', { autocomplete: 'street-address' }),
      fieldGroup(
        view,
        { path: 'vendor.representative', legend: '代表者', plain: true },
        columns(field(view, 'vendor.representative.title'), field(view, 'vendor.representative.name')),
      ),
    ],
  ),
  subcontractingFields(view),
];

export const contactsSection = (view: RowsView): Content => [
  person(view, 'responsiblePerson', '保守責任者', 'リモートメンテナンスに責任を持つ方'),
  person(view, 'contactPerson', '連絡担当者', '申請について市から連絡を受ける方'),
  fieldGroup(
    view,
    { path: 'emergencyContact', legend: '緊急連絡先', hint: '夜間・休日を含め、すぐに連絡がつく窓口' },
    columns(field(view, 'emergencyContact.name'), field(view, 'emergencyContact.tel')),
  ),
];

const person = (
  view: RowsView,
  path: 'responsiblePerson' | 'contactPerson',
  legend: string,
  hint: string,
): Html => {
  /** Only the contact is likely to be the person who types. */
  const own = (token: string) => (path === 'contactPerson' ? { autocomplete: token } : {});
  return fieldGroup(view, { path, legend, hint }, [
    columns(
      field(view, `${path}.name`, own('name')),
      field(view, `${path}.department`),
      field(view, `${path}.title`, own('organization-title')),
    ),
    columns(field(view, `${path}.tel`, own('tel')), field(view, `${path}.email`, own('email'))),
  ]);
};

export const contractSection = (view: ApplicationFormView): Content => [
  systemField(view),
  field(view, 'personalDataHandled', { inline: true }),
  contractFields(view),
  periodFields(view, 'リモートメンテナンスの利用期間'),
];

/** Of 様式1, and of a renewal. */
export const contractFields = (state: FormState): Html =>
  fieldGroup(state, { path: 'contract', legend: '契約' }, [
    field(state, 'contract.name'),
    field(state, 'contract.number', { width: 'medium' }),
    columns(
      field(state, 'contract.from', { label: '契約期間の開始日' }),
      field(state, 'contract.to', { label: '契約期間の終了日' }),
    ),
    field(state, 'contract.kind'),
    field(state, 'contract.confidentialityClause', { label: '契約に秘密保持の条項がありますか' }),
  ]);
export const periodFields = (state: FormState, legend: string): Html =>
  fieldGroup(
    state,
    { path: 'period', legend, hint: '契約期間の中で定めてください（第4条第3項）。' },
    columns(
      field(state, 'period.from', { label: '利用開始日' }),
      field(state, 'period.to', { label: '利用終了日' }),
    ),
  );

/** Nothing to choose when there is only one: it is named, and sent as it is. */
const systemField = (view: ApplicationFormView): Html => {
  const [first, ...others] = view.systems;
  const chosen = textAt(view.content, 'systemId');
  return first && others.length === 0 && (chosen === '' || chosen === first.systemId)
    ? html`<div class="field"><p class="label">対象システム</p><p>${first.name}</p>${hiddenField(view, { path: 'systemId', value: first.systemId })}</div>`
    : field(view, 'systemId', {
        as: 'select',
        options: Object.fromEntries(view.systems.map(({ systemId, name }) => [systemId, name])),
      });
};
