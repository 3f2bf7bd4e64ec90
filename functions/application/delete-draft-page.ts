import { html } from 'hono/html';
import { button, buttonRow, definitionList, linkButton, postForm } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** Asks before a draft goes. The page has nothing to type in, so that Enter deletes nothing. */
export const deleteDraftPage = (
  context: PageContext,
  draft: {
    readonly draftId: string;
    readonly savedAt: string;
    readonly systemName: string | undefined;
    /** The case that was being corrected. */
    readonly caseNo: string | undefined;
  },
): Html =>
  page(
    context,
    '下書きの削除',
    html`<h1>下書きの削除</h1>
<div class="narrow"><p>次の下書きを削除します。削除した下書きは元に戻せません。</p>
${definitionList([
  ['種類', draft.caseNo === undefined ? '新しい申請' : `${draft.caseNo} の補正`],
  ['対象システム', draft.systemName ?? '（システム未選択）'],
  ['最終保存', jstTime(draft.savedAt)],
])}
${draft.caseNo !== undefined && html`<p>提出済みの申請 ${draft.caseNo} は、そのまま残ります。補正は、改めて始めることができます。</p>`}
${postForm(context, { action: `/drafts/${draft.draftId}` }, buttonRow(button('下書きを削除する', { action: 'delete', kind: 'danger' }), linkButton(`/drafts/${draft.draftId}`, '削除しないで戻る')))}</div>`,
    { here: '/applications' },
  );
