import { html } from 'hono/html';
import { button, buttonRow, linkButton, postForm } from './components.ts';
import { type Html, type PageContext, page } from './layout.ts';

/** What was posted, in the order of the form; names that begin with `_` belong to the page. */
export type PostedPairs = readonly (readonly [name: string, value: string])[];

/** What every form has of its own: the token anew, the one-time value as it was sent. */
const isRenewed = (name: string): boolean => name === '_csrf' || name === '_once';

const typed = (pairs: PostedPairs): readonly string[] =>
  pairs.flatMap(([name, value]) => (name.startsWith('_') || value.trim() === '' ? [] : [value]));

/**
 * In place of a form that came when its session had ended, or with the token of an earlier one: everything that was typed,
 * in the page itself, to be sent again. The server keeps nothing of it (docs/adr/0038).
 *
 * @param view.action where the form was sent to
 */
export const keptFormPage = (
  context: PageContext,
  view: { readonly action: string; readonly pairs: PostedPairs },
): Html => {
  const { reader } = context;
  const title = reader ? 'もう一度送信してください' : 'サインインが切れました';
  const values = typed(view.pairs);
  return page(
    context,
    title,
    html`<h1>${title}</h1>
<div class="narrow">
${
  reader
    ? html`<p>画面を開いた後にサインインし直したため、操作はまだ行われていません。入力した内容は、すべて残っています。</p>
<p>${reader.name}としてサインインしています。</p>`
    : html`<p>送信する前にサインインの時間が切れたため、操作はまだ行われていません。入力した内容は、この画面にすべて残っています。<strong>この画面を閉じないでください。</strong></p>
<ol>
<li><a href="/sign-in" target="_blank" rel="noopener">新しいタブを開いて、サインインする</a></li>
<li>この画面に戻り、「続ける」を押す</li>
</ol>`
}
${postForm(
  context,
  { action: view.action },
  html`${view.pairs
    .filter(([name]) => !isRenewed(name))
    .map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
    )}${buttonRow(button(reader ? '入力した内容を送信する' : '続ける'), reader && linkButton('/', '送信せずにトップページへ'))}`,
)}
${
  values.length > 0 &&
  html`<details><summary>入力した内容を見る（${values.length}件）</summary>
<ul>${values.map((value) => html`<li class="multiline">${value}</li>`)}</ul>
</details>`
}
</div>`,
  );
};
