import { html } from 'hono/html';
import { SAVED_FORM_DAYS } from '../../core/case/saved-form.ts';
import { buttonRow, emptyState, linkButton } from '../ui/components.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { discardForm } from '../ui/saved-form.ts';
import { type SavedForms, savedFormsTable } from './home-page.ts';

/** 作成中のもの: what the reader has saved and not sent, to be gone on with or deleted. */
export const savedFormsPage = (context: PageContext, saved: SavedForms): Html => {
  const title = '作成中のもの';
  return page(
    context,
    title,
    html`<h1>${title}</h1>
<p class="lead">一時保存して、まだ提出・記録していない入力です。あなただけが見ることができます。最後に保存した日から${SAVED_FORM_DAYS}日で削除されます。</p>
${
  saved.length === 0
    ? emptyState('一時保存した入力はありません。')
    : savedFormsTable(saved, (one) => discardForm(context, one, '削除する', true))
}
${buttonRow(linkButton('/', 'トップページに戻る'))}`,
  );
};
