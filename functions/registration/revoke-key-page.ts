import { html } from 'hono/html';
import type { ApiKeyView } from '../../core/registration/api-keys.ts';
import { button, buttonRow, definitionList, linkButton, postForm } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

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
