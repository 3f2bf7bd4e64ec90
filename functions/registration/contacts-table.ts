import { html } from 'hono/html';
import { VENDOR_ADMINISTRATOR } from '../../core/directory/directory.ts';
import type { ContactView } from '../../core/registration/view-contacts.ts';
import { type Content, dataTable, emptyState, hiddenText } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';

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
