import { html } from 'hono/html';
import { VENDOR_ADMINISTRATOR, type Vendor } from '../../core/directory/directory.ts';
import type { ContactView } from '../../core/registration/view-contacts.ts';
import { buttonRow, definitionList, linkButton } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { contactFormPath, contactsTable } from './contacts-table.ts';

/** A vendor with its people, for the chief's office. */
export const vendorPage = (
  context: PageContext,
  { vendor, contacts }: { readonly vendor: Vendor; readonly contacts: readonly ContactView[] },
): Html =>
  page(
    context,
    vendor.name,
    html`<p><a href="/registrations">登録の一覧に戻る</a></p>
<h1>${vendor.name}</h1>
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
