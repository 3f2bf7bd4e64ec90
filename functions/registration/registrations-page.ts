import { html } from 'hono/html';
import {
  type Person,
  PRIOR_WORK_MODES,
  type Section,
  type System,
  type Vendor,
} from '../../core/directory/directory.ts';
import { type Content, dataTable, emptyState, hiddenText, linkButton } from '../ui/components.ts';
import { wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

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
    html`<h1>登録</h1>
<p class="lead">課、システム、職員、保守事業者を登録します。職員は、<a href="/directory">役職・システム</a>の画面で役職に就けると、確認・承認などを行えるようになります。</p>
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
