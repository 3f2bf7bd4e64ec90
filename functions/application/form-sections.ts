import { html } from 'hono/html';
import { APPLICATION_TYPES, PERSONAL_DATA } from '../../core/application/inputs.ts';
import { CONTRACT_KINDS } from '../../core/directory/contract-fields.ts';
import { type Content, definitionList, multiline } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { textAt } from '../ui/form.ts';
import {
  columns,
  dateField,
  fieldGroup,
  hiddenField,
  radioGroup,
  selectField,
  textField,
  yesNo,
} from '../ui/form-controls.ts';
import type { Html } from '../ui/layout.ts';
import { subcontractingFields } from './form-grounds.ts';
import type { RowsView } from './form-lists.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on who applies, for what, and under which contract. */

export const basicsSection = (view: ApplicationFormView): Content => [
  radioGroup(view, {
    path: 'applicationType',
    label: '申請区分',
    options: APPLICATION_TYPES,
    required: true,
    inline: true,
  }),
  html`<div class="where-renewal">${previousPermitField(view)}</div>`,
  dateField(view, { path: 'appliedOn', label: '申請日', required: true }),
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
  const field = { path: 'previousPermitNo', label: '従前の許可番号', required: true };
  return known.length > 0 && (typed === '' || known.some(({ permitNo }) => permitNo === typed))
    ? radioGroup(
        { ...view, content: { previousPermitNo: chosen } },
        {
          ...field,
          hint: '継続する許可を選択してください。',
          options: Object.fromEntries(known.map(({ permitNo, label }) => [permitNo, label])),
        },
      )
    : textField(view, { ...field, hint: '継続する許可の番号', width: 'medium' });
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
      textField(view, { path: 'vendor.name', label: '名称', required: true, autocomplete: 'organization' }),
      textField(view, { path: 'vendor.kana', label: 'フリガナ', required: true, hint: '全角カタカナ' }),
      textField(view, {
        path: 'vendor.corporateNumber',
        label: '法人番号',
        required: true,
        hint: '13桁の数字',
        inputMode: 'numeric',
        width: 'medium',
      }),
      textField(view, {
        path: 'vendor.postalCode',
        label: '郵便番号',
        required: true,
        hint: '例 053-8722',
        inputMode: 'numeric',
        autocomplete: 'postal-code',
        width: 'short',
      }),
      textField(view, {
        path: 'vendor.address',
        label: '所在地',
        required: true,
        autocomplete: 'street-address',
      }),
      fieldGroup(
        view,
        { path: 'vendor.representative', legend: '代表者', plain: true },
        columns(
          textField(view, {
            path: 'vendor.representative.title',
            label: '職名',
            required: true,
          }),
          textField(view, { path: 'vendor.representative.name', label: '氏名', required: true }),
        ),
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
    columns(
      textField(view, { path: 'emergencyContact.name', label: '氏名・窓口', required: true }),
      textField(view, { path: 'emergencyContact.tel', label: '電話番号', required: true, inputMode: 'tel' }),
    ),
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
      textField(view, { path: `${path}.name`, label: '氏名', required: true, ...own('name') }),
      textField(view, { path: `${path}.department`, label: '部署', required: true }),
      textField(view, { path: `${path}.title`, label: '役職', ...own('organization-title') }),
    ),
    columns(
      textField(view, {
        path: `${path}.tel`,
        label: '電話番号',
        required: true,
        inputMode: 'tel',
        ...own('tel'),
      }),
      textField(view, {
        path: `${path}.email`,
        label: 'メールアドレス',
        required: true,
        inputMode: 'email',
        ...own('email'),
      }),
    ),
  ]);
};

export const contractSection = (view: ApplicationFormView): Content => [
  systemField(view),
  radioGroup(view, {
    path: 'personalDataHandled',
    label: '個人情報の取扱い',
    required: true,
    hint: '作業で取り扱う情報のうち、最も重要なもの',
    options: PERSONAL_DATA,
    inline: true,
  }),
  fieldGroup(view, { path: 'contract', legend: '契約' }, [
    textField(view, { path: 'contract.name', label: '契約名', required: true }),
    textField(view, { path: 'contract.number', label: '契約番号', required: true, width: 'medium' }),
    columns(
      dateField(view, { path: 'contract.from', label: '契約期間の開始日', required: true }),
      dateField(view, { path: 'contract.to', label: '契約期間の終了日', required: true }),
    ),
    radioGroup(view, { path: 'contract.kind', label: '契約の種類', required: true, options: CONTRACT_KINDS }),
    yesNo(view, {
      path: 'contract.confidentialityClause',
      label: '契約に秘密保持の条項がありますか',
      required: true,
    }),
  ]),
  fieldGroup(
    view,
    {
      path: 'period',
      legend: 'リモートメンテナンスの利用期間',
      hint: '契約期間の中で定めてください（第4条第3項）。',
    },
    columns(
      dateField(view, { path: 'period.from', label: '利用開始日', required: true }),
      dateField(view, { path: 'period.to', label: '利用終了日', required: true }),
    ),
  ),
];

/** Nothing to choose when there is only one: it is named, and sent as it is. */
const systemField = (view: ApplicationFormView): Html => {
  const [first, ...others] = view.systems;
  const chosen = textAt(view.content, 'systemId');
  return first && others.length === 0 && (chosen === '' || chosen === first.systemId)
    ? html`<div class="field"><p class="label">対象システム</p><p>${first.name}</p>${hiddenField(view, { path: 'systemId', value: first.systemId })}</div>`
    : selectField(view, {
        path: 'systemId',
        label: '対象システム',
        required: true,
        options: Object.fromEntries(view.systems.map(({ systemId, name }) => [systemId, name])),
      });
};
