import { html } from 'hono/html';
import { VENDOR_ADMINISTRATOR, type Vendor } from '../../core/directory/directory.ts';
import {
  contactChangeSchema,
  contactEndSchema,
  contactInputSchema,
} from '../../core/registration/manage-contacts.ts';
import type { ContactView } from '../../core/registration/view-contacts.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  hiddenText,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { type FormState, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export const contactFormPath = (vendorId: string, personId?: string, end = false): string =>
  `/vendors/${encodeURIComponent(vendorId)}/contact${
    personId === undefined ? '' : `?id=${encodeURIComponent(personId)}${end ? '&end=1' : ''}`
  }`;

/** The people of a vendor, with what may be done to each by the reader. */
export const contactsTable = (
  vendorId: string,
  contacts: readonly ContactView[],
  may: { readonly manage: boolean },
): Html =>
  contacts.length === 0
    ? emptyState(
        '担当者はまだ登録されていません。事前協議を記録すると登録され、案内のメールが届きます（第4条第1項）。',
      )
    : dataTable(
        { text: '担当者の一覧' },
        ['氏名', 'メールアドレス', '登録', '役割', '状態', ...(may.manage ? ['操作'] : [])],
        contacts.map((contact) => [
          contact.name,
          contact.email,
          admission(contact),
          ROLES[contact.administrator],
          standing(contact),
          ...(may.manage ? [acts(vendorId, contact)] : []),
        ]),
      );

const ROLES = {
  no: '担当者',
  named: `${VENDOR_ADMINISTRATOR}（指名済み。次の許可の決定から）`,
  yes: VENDOR_ADMINISTRATOR,
} as const;

const admission = ({ admittedAt, admittedBy, consultation }: ContactView): Content => [
  admittedAt !== undefined && html`${jstDay(admittedAt)} ${admittedBy}<br>`,
  consultation && `協議（${wareki(consultation.heldOn)}）`,
];

const standing = ({ hasLeft, to }: ContactView): string =>
  to === undefined ? '登録中' : hasLeft ? `終了（${wareki(to)}）` : `登録中（${wareki(to)}に終了）`;

const acts = (vendorId: string, { personId, name, hasLeft }: ContactView): Content =>
  hasLeft
    ? '―'
    : html`<a href="${contactFormPath(vendorId, personId)}">変更${hiddenText(`（${name}）`)}</a><br><a href="${contactFormPath(vendorId, personId, true)}">登録を終了${hiddenText(`（${name}）`)}</a>`;

export type ContactForm = FormState & {
  readonly vendorId: string;
  readonly vendorName: string;
  /** Of the office; otherwise of the vendor's administrator. */
  readonly isOffice: boolean;
  /** Undefined: a new one. */
  readonly contact: ContactView | undefined;
  /** Of the entry as it was shown. */
  readonly hash: string | undefined;
  readonly act: 'add' | 'change' | 'end';
};

const TITLES = { add: '担当者の登録', change: '担当者の変更', end: '担当者の登録終了' } as const;
const BUTTONS = { add: '登録する', change: '変更する', end: '登録を終了する' } as const;
const REASONS = {
  add: '増員、後任',
  change: '改姓、メールアドレスの訂正',
  end: '退職、異動、誤登録',
} as const;

/** One contact of a vendor: new, to be corrected, or to be ended. What follows stands before the button. */
export const contactFormPage = (context: PageContext, form: ContactForm): Html => {
  const { act, contact, problems, isOffice, vendorId } = form;
  const back = isOffice ? `/vendors/${encodeURIComponent(vendorId)}` : '/api-keys';
  const title = TITLES[act];
  return page(
    context,
    title,
    html`<h1>${title}</h1>
${errorSummary(problems)}
${definitionList([
  ['保守事業者', form.vendorName],
  ['担当者', act === 'end' && contact ? `${contact.name}（${contact.email}）` : undefined],
])}
${postForm(context, { action: contactFormPath(vendorId, contact?.personId, act === 'end') }, [
  contact && hiddenField(form, { path: 'hash', value: form.hash ?? '' }),
  act === 'end' ? endFields(form) : personFields(form),
  fieldsOf(SCHEMAS[act])(form, 'reason', { hint: `例 ${REASONS[act]}` }),
  callout('info', 'この操作の後', followsOf(form)),
  buttonRow(
    button(BUTTONS[act], act === 'end' ? { kind: 'danger' } : {}),
    linkButton(back, act === 'end' ? '終了しないで戻る' : '担当者の一覧に戻る', 'quiet'),
  ),
])}`,
    { here: isOffice ? '/registrations' : '/api-keys', invalid: problems.length > 0 },
  );
};

const SCHEMAS = { add: contactInputSchema, change: contactChangeSchema, end: contactEndSchema } as const;
const field = fieldsOf(contactChangeSchema);

const personFields = (form: ContactForm): Content => [
  field(form, 'name', { width: 'medium' }),
  field(form, 'email'),
  form.act === 'change' &&
    form.isOffice &&
    field(form, 'administrator', { label: `${VENDOR_ADMINISTRATOR}とする`, required: true, as: 'yes-no' }),
  form.act === 'change' && field(form, 'revokeKeys'),
];

const endFields = (form: ContactForm): Content => fieldsOf(contactEndSchema)(form, 'on', { required: true });

const followsOf = ({ act, isOffice }: ContactForm): Content => {
  const sentences = {
    add: [
      '登録した人に、サインインの方法をメールでお知らせします。',
      isOffice
        ? '協議によらない登録は、もう一人が確認した時に有効になります。'
        : '市の統括部門に、登録をメールでお知らせします。',
    ],
    change: [
      '過去の書類・記録には、その時の氏名が残ります。',
      'メールアドレスを変更すると、この人のサインインは直ちに終わり、変更前のアドレスと変更後のアドレスにお知らせします。APIキーは、選ばない限り、引き続き有効です。',
      isOffice
        ? 'ただ一人の担当者のメールアドレスの変更と、許可を受けた事業者の利用管理者の指名は、もう一人が確認した時に有効になります。許可を受ける前の事業者の利用管理者の指名は、最初の許可が決定された時に有効になります。'
        : '市の統括部門に、メールアドレスの変更をメールでお知らせします。',
    ],
    end: [
      'サインインとAPIキーは使用できなくなり、この人にはメールが届かなくなります。元に戻すことはできません。',
      'この人が行った申請などについてのメールは、利用管理者（いないときは、ほかの担当者）に届きます。作成中の申請書は、同じ事業者のほかの担当者が引き続き作成できます。',
      '過去の書類・記録には、氏名が残ります。メールアドレスは、ほかの人の登録に使用できるようになります。',
    ],
  }[act];
  return html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
};

/** A vendor with its people, for the chief's office. */
export const vendorPage = (
  context: PageContext,
  { vendor, contacts }: { readonly vendor: Vendor; readonly contacts: readonly ContactView[] },
): Html =>
  page(
    context,
    vendor.name,
    html`<h1>${vendor.name}</h1>
${definitionList([
  ['法人番号', vendor.corporateNumber],
  ['所在地', `〒${vendor.postalCode} ${vendor.address}`],
  ['代表者', `${vendor.representative.title} ${vendor.representative.name}`],
])}
<section aria-labelledby="contacts"><h2 id="contacts">担当者</h2>
<p class="lead">サインインして、この事業者の申請・報告を行う人です。${VENDOR_ADMINISTRATOR}は、自社の担当者を登録・変更・終了し、自社のAPIキーを無効にすることができます。</p>
${contactsTable(vendor.vendorId, contacts, { manage: true })}
${buttonRow(linkButton(contactFormPath(vendor.vendorId), '担当者を登録する'))}</section>`,
    { here: '/registrations' },
  );
