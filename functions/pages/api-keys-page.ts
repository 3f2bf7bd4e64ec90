import { html } from 'hono/html';
import type { ApiKey } from '../../core/use-cases/api-keys.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  emptyState,
  errorSummary,
  hiddenText,
  postForm,
} from './components.ts';
import { jstTime } from './dates.ts';
import { type FormState, textField } from './form-controls.ts';
import { type Html, type PageContext, page } from './layout.ts';

export type ApiKeysPage = FormState & {
  readonly keys: readonly ApiKey[];
  /** A key that has just been made: its secret is shown on this page and never again. */
  readonly created?: { readonly label: string; readonly secret: string } | undefined;
};

/** Keys of a vendor's own systems. */
export const apiKeysPage = (context: PageContext, view: ApiKeysPage): Html =>
  page(
    context,
    'APIキー',
    html`<h1>APIキー</h1>
${errorSummary(view.problems)}
<p class="lead">貴社のシステムから申請や照会を行うためのキーです。キーを知っている人は、貴社として申請できます。第三者に知られないように管理してください。</p>
${
  view.created &&
  callout(
    'attention',
    `APIキー「${view.created.label}」を作成しました`,
    html`<p>次の値は、この画面でだけ表示します。いま控えてください。</p><p><code>${view.created.secret}</code></p>`,
  )
}
<section><h2>作成したキー</h2>
${
  view.keys.length === 0
    ? emptyState('APIキーはまだありません。')
    : dataTable({ text: '作成したキー' }, ['名称', '作成日時', '状態', '操作'], view.keys.map(row))
}</section>
<section><h2>新しいキーを作る</h2>
${postForm(
  context,
  { action: '/api-keys' },
  html`${textField(view, { path: 'label', label: '名称', required: true, hint: '使用するシステムがわかる名前。例 社内ワークフロー', width: 'medium' })}
${buttonRow(button('作成する'))}`,
)}</section>`,
    { here: '/api-keys', invalid: view.problems.length > 0 },
  );

const row = (key: ApiKey): readonly Content[] => [
  key.label,
  jstTime(key.createdAt),
  key.revokedAt === undefined ? '使用中' : `無効（${jstTime(key.revokedAt)}）`,
  key.revokedAt === undefined
    ? html`<a href="/api-keys/${key.keyId}/revoke">無効にする${hiddenText(`（${key.label}）`)}</a>`
    : '―',
];
