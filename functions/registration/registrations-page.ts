import { html } from 'hono/html';
import { type Consultation, consultationInputSchema } from '../../core/directory/consultation.ts';
import {
  type Person,
  PRIOR_WORK_MODES,
  type Section,
  type System,
  type Vendor,
} from '../../core/directory/directory.ts';
import type { contactsToChoose } from '../../core/registration/view-contacts.ts';
import { optionalLine } from '../../core/values/text.ts';
import {
  button,
  buttonRow,
  type Content,
  dataTable,
  emptyState,
  errorSummary,
  hiddenText,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import { valueAt } from '../ui/form.ts';
import { checkBox, columns, type FormState, fieldGroup, selectField, wholeFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';

export type Registrations = {
  readonly sections: readonly Section[];
  readonly systems: readonly System[];
  readonly vendors: readonly Vendor[];
  readonly staff: readonly Person[];
};

/** What the chief's office keeps (第2条): sections, systems, vendors, staff. A new city begins here. */
export const registrationsPage = (context: PageContext, view: Registrations): Html => {
  const sectionName = (id: string) => view.sections.find(({ sectionId }) => sectionId === id)?.name ?? '';
  return page(
    context,
    '登録',
    html`<h1>登録<span class="subtitle">課・システム・職員・保守事業者の名簿</span></h1>
<p class="lead">課、システム、職員、保守事業者を登録します。職員は、<a href="/directory">役職・システム</a>の画面で役職に就けると、確認・承認などを行えるようになります。確認を待っている変更は、<a href="/proposals">登録伺い</a>にあります。</p>
${part('sections', '課', {
  hint: 'システムを所管し、結果を通知する課です。',
  head: ['課', '課の長の職名', '文書記号', '電話・メール', '操作'],
  rows: view.sections.map((section) => [
    section.name,
    section.headTitle,
    section.documentPrefix,
    html`${section.tel}<br>${section.email}`,
    change('section', section.sectionId, section.name),
  ]),
})}
${part('systems', 'システム', {
  hint: 'リモートメンテナンスの対象となるシステムです。課を先に登録してください。',
  head: ['システム', '所管課', '作業ごとの事前手続', '登録日', '廃止日', '操作'],
  rows: view.systems.map((system) => [
    system.name,
    sectionName(system.sectionId),
    PRIOR_WORK_MODES[system.priorWorkMode],
    wareki(system.from),
    system.to === undefined ? '―' : wareki(system.to),
    change('system', system.systemId, system.name),
  ]),
})}
${part('staff', '職員', {
  hint: 'メールアドレスを変更すると、その職員のサインインは終わり、以後のメールは新しいアドレスに届きます。',
  head: ['氏名', '所属', 'メールアドレス', '操作'],
  rows: view.staff.map((person) => [
    person.name,
    person.affiliation.kind === 'city' ? sectionName(person.affiliation.sectionId) : '',
    person.email,
    change('person', person.personId, person.name),
  ]),
})}
${part('vendors', '保守事業者', {
  hint: '事業者の担当者は、事前協議を記録したときに登録され、案内のメールが届きます。担当者の一覧・変更・終了は、商号・名称から開く画面で行います。',
  head: ['商号・名称', '法人番号', '所在地', '代表者', '操作'],
  rows: view.vendors.map((vendor) => [
    html`<a href="/vendors/${encodeURIComponent(vendor.vendorId)}">${vendor.name}</a>`,
    vendor.corporateNumber,
    html`〒${vendor.postalCode}<br>${vendor.address}`,
    `${vendor.representative.title} ${vendor.representative.name}`,
    change('vendor', vendor.vendorId, vendor.name),
  ]),
})}`,
    { here: '/registrations' },
  );
};

const FORMS = { sections: 'section', systems: 'system', staff: 'person', vendors: 'vendor' } as const;

const part = (
  id: keyof typeof FORMS,
  title: string,
  list: {
    readonly hint: string;
    readonly head: readonly string[];
    readonly rows: readonly (readonly Content[])[];
  },
): Html => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${list.hint && html`<p class="lead">${list.hint}</p>`}
${list.rows.length === 0 ? emptyState(`${title}はまだ登録されていません。`) : dataTable({ text: `${title}の一覧` }, list.head, list.rows)}
<p>${linkButton(`/registrations/${FORMS[id]}`, `${title}を登録する`)}</p></section>`;

const change = (form: string, id: string, name: string): Html =>
  html`<a href="/registrations/${form}?id=${encodeURIComponent(id)}">変更${hiddenText(`（${name}）`)}</a>`;

export type ConsultationEntry = {
  readonly consultation: Consultation;
  readonly vendorName: string;
  readonly systemNames: readonly string[];
};

/** 事前協議 (第4条第1項), for the clerks who record them; newest first. */
export const consultationsPage = (context: PageContext, entries: readonly ConsultationEntry[]): Html =>
  page(
    context,
    '事前協議',
    html`<h1>事前協議</h1>
<p class="lead">申請の前に行った協議の記録です。協議を記録すると、事業者の担当者が登録され、申請の案内メールが届きます。</p>
${buttonRow(linkButton('/consultations/new', '協議を記録する', 'primary'))}
${
  entries.length === 0
    ? emptyState('協議の記録はまだありません。')
    : dataTable(
        { text: '事前協議の一覧' },
        ['協議日', '保守事業者', '対象システム', '契約', '市の担当者', '概要', '事業者の担当者'],
        entries.map(({ consultation, vendorName, systemNames }) => [
          html`<span id="${consultation.consultationId}">${wareki(consultation.heldOn)}</span>`,
          vendorName,
          systemNames.join('、'),
          html`${consultation.contract.name}<br>${periodText(consultation.contract)}`,
          consultation.cityStaff,
          multiline(consultation.summary),
          html`${consultation.contact.name}<br>${consultation.contact.email}`,
        ]),
      )
}`,
    { here: '/consultations' },
  );

export type ConsultationForm = FormState & {
  readonly vendors: readonly Vendor[];
  /** Those that the clerk may choose: of the own section, or all for the office. */
  readonly systems: readonly System[];
  /** Whom the vendors have already, and the clerk may know of. */
  readonly contacts: Awaited<ReturnType<ReturnType<typeof contactsToChoose>>>;
  readonly saving?: Saving;
};

/** The form's body: a contact who is registered is chosen, and not typed again. */
export const consultationFormSchema = consultationInputSchema
  .extend({ registered: optionalLine('登録済みの担当者', 200) })
  .refine(({ registered, vendorId }) => registered === undefined || registered.startsWith(`${vendorId}/`), {
    path: ['registered'],
    message: '「登録済みの担当者」は、選択した保守事業者の担当者を選択してください',
  });

/** @returns what was posted, with the contact who was chosen */
export const withContact = (
  fields: Readonly<Record<string, unknown>>,
  contacts: ConsultationForm['contacts'],
): Readonly<Record<string, unknown>> => {
  const chosen = contacts.find(({ id }) => id === fields['registered']);
  return chosen ? { ...fields, contact: { name: chosen.name, email: chosen.email } } : fields;
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
${field(state, 'vendorId', { as: 'select', hint: context.reader?.isOffice ? '一覧にないときは、先に「登録」で登録してください' : '一覧にないときは、統括部門に登録を依頼してください', options: Object.fromEntries(form.vendors.map(({ vendorId, name }) => [vendorId, name])) })}
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
${
  form.contacts.length > 0 &&
  selectField(state, {
    path: 'registered',
    label: '登録済みの担当者',
    hint: '案内を受ける担当者が登録されているときは、選択してください',
    blank: '登録されていない担当者（氏名とメールアドレスを入力する）',
    options: Object.fromEntries(form.contacts.map(({ id, label }) => [id, label])),
  })
}
${wholeFor('new-contact', [field(state, 'contact.name', { width: 'medium' }), field(state, 'contact.email')])}
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
