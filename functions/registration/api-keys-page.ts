import { html } from 'hono/html';
import { VENDOR_ADMINISTRATOR } from '../../core/directory/directory.ts';
import { type ApiKeyView, apiKeyInputSchema } from '../../core/registration/api-keys.ts';
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
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { contactFormPath, contactsTable } from './contact-form-page.ts';

export type ApiKeysPage = FormState & {
  readonly vendorId: string;
  readonly contacts: readonly ContactView[];
  /** The reader is the vendor's administrator. */
  readonly manages: boolean;
  readonly keys: readonly ApiKeyView[];
  /** A key that has just been made: its secret is shown on this page and never again; undefined where it was shown before. */
  readonly created?: { readonly label: string; readonly secret: string | undefined } | undefined;
};

const field = fieldsOf(apiKeyInputSchema);

/** A vendor's own people, and the keys of its systems. */
export const apiKeysPage = (context: PageContext, view: ApiKeysPage): Html =>
  page(
    context,
    '担当者とAPIキー',
    html`<h1>担当者とAPIキー</h1>
${errorSummary(view.problems)}
${
  view.created &&
  callout(
    'attention',
    `APIキー「${view.created.label}」を作成しました`,
    view.created.secret === undefined
      ? html`<p>値は、作成したときの画面でだけ表示します。控えていないときは、このキーを無効にして、新しいキーを作成してください。</p>`
      : html`<p>次の値は、この画面でだけ表示します。いま控えてください。</p><p><code>${view.created.secret}</code></p>`,
  )
}
<section aria-labelledby="contacts"><h2 id="contacts">担当者</h2>
<p class="lead">${
      view.manages
        ? `あなたは${VENDOR_ADMINISTRATOR}です。退職・異動した人の登録は、速やかに終了してください。`
        : `担当者の登録・変更・終了は、貴社の${VENDOR_ADMINISTRATOR}が行います。いないときは、市の統括部門に連絡してください。`
    }</p>
${contactsTable(view.vendorId, view.contacts, { manage: view.manages })}
${view.manages && buttonRow(linkButton(contactFormPath(view.vendorId), '担当者を登録する'))}</section>
<section aria-labelledby="keys"><h2 id="keys">APIキー</h2>
<p class="lead">貴社のシステムから申請や照会を行うためのキーです。キーを知っている人は、貴社として申請できます。第三者に知られないように管理してください。${
      view.manages ? '貴社のすべてのキーを表示しています。' : 'あなたが作成したキーを表示しています。'
    }最終利用日は、キーで申請・報告などを行った最後の日です（照会を除きます）。</p>
${
  view.keys.length === 0
    ? emptyState('APIキーはまだありません。')
    : dataTable(
        { text: '作成したキー' },
        ['名称', '作成', '有効期限', '最終利用日', '状態', '操作'],
        view.keys.map(row),
      )
}</section>
<section aria-labelledby="new-key"><h2 id="new-key">新しいキーを作る</h2>
<p class="lead">あなたの名前で使われるキーです。あなたの担当者としての登録が終了すると、使用できなくなります。期限の30日前に、メールでお知らせします。</p>
${postForm(
  context,
  { action: '/api-keys' },
  html`${field(view, 'label', { hint: '使用するシステムがわかる名前。例 社内ワークフロー', width: 'medium' })}
${field(view, 'lastDay', { required: true, hint: 'この日まで使用できます。2年以内の日付としてください' })}
${buttonRow(button('作成する'))}`,
)}</section>`,
    { here: '/api-keys', invalid: view.problems.length > 0 },
  );

const row = (key: ApiKeyView): readonly Content[] => [
  key.label,
  html`${jstDay(key.createdAt)}<br>${key.ownerName}`,
  key.lastDay === undefined ? '期限なし' : wareki(key.lastDay),
  key.lastUsedOn === undefined ? 'なし' : wareki(key.lastUsedOn),
  key.revokedAt === undefined ? (key.valid ? '使用中' : '期限切れ') : `無効（${jstTime(key.revokedAt)}）`,
  key.revokedAt === undefined && key.valid
    ? html`<a href="/api-keys/${key.keyId}/revoke">無効にする${hiddenText(`（${key.label}）`)}</a>`
    : '―',
];

/** Asks before a key stops. The page has nothing to type in, so that Enter ends nothing. */
export const revokeKeyPage = (context: PageContext, { keyId, label, createdAt }: ApiKeyView): Html =>
  page(
    context,
    'APIキーの無効化',
    html`<h1>APIキーの無効化</h1>
<div class="narrow"><p>次のAPIキーを無効にします。このキーを使っている貴社のシステムからは、申請・報告・照会ができなくなります。無効にしたキーは元に戻せません。</p>
${definitionList([
  ['名称', label],
  ['作成日時', jstTime(createdAt)],
])}
${postForm(
  context,
  { action: `/api-keys/${keyId}/revoke` },
  buttonRow(button('キーを無効にする', { kind: 'danger' }), linkButton('/api-keys', '無効にしないで戻る')),
)}</div>`,
    { here: '/api-keys' },
  );
