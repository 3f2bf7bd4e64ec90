import { html } from 'hono/html';
import { SAVED_FORM_DAYS } from '../../core/case/saved-form.ts';
import { button, buttonRow, linkButton, postForm } from './components.ts';
import { jstTime } from './dates.ts';
import { type Html, type PageContext, page } from './layout.ts';
import { discardForm, type Saving } from './saved-form.ts';

/** What was posted, in the order of the form; names that begin with `_` belong to the page. */
export type PostedPairs = readonly (readonly [name: string, value: string])[];

/** What every form has of its own: the token anew, the one-time value as it was sent. */
const isRenewed = (name: string): boolean => name === '_csrf' || name === '_once';

const typed = (pairs: PostedPairs): readonly string[] =>
  pairs.flatMap(([name, value]) => (name.startsWith('_') || value.trim() === '' ? [] : [value]));

/**
 * In place of a form that came when its session had ended, or with the token of an earlier one: everything that was typed,
 * in the page itself, to be sent again; where it is known whose session it was, it is kept for him, too (docs/adr/0038).
 *
 * @param view.action where the form was sent to
 * @param view.at where what was kept stands again after the sign-in
 * @param view.kept it is shown there: when it was sent, and what deletes it
 */
export const keptFormPage = (
  context: PageContext,
  view: {
    readonly action: string;
    readonly pairs: PostedPairs;
    readonly at?: string | undefined;
    readonly kept?: Pick<Saving, 'path' | 'version'> & { readonly savedAt: string; readonly title: string };
  },
): Html => {
  const { reader } = context;
  const { at, kept } = view;
  const title = reader ? '入力した内容を送信してください' : 'サインインが切れました';
  const values = typed(view.pairs);
  return page(
    context,
    title,
    html`<h1>${title}${kept && html`<span class="subtitle">${kept.title}</span>`}</h1>
<div class="narrow">
<p><strong>サインインが切れました。${kept || at ? '入力は保管しています。' : '入力は、この画面に残っています。'}</strong>操作はまだ行われていません。${kept && `${jstTime(kept.savedAt)}に送信された内容です。保管は、送信の日から${SAVED_FORM_DAYS}日間です。`}</p>
${
  reader
    ? html`<p>${reader.name}としてサインインしています。「入力した内容を送信する」を押すと、続きの画面に進みます。${kept && '確認の欄のチェックは、改めて入れてください。'}</p>`
    : at
      ? html`<p>サインインし直すと、入力した内容が表示されます。</p>
<p>${linkButton(`/sign-in?next=${encodeURIComponent(at)}`, 'サインインし直す', 'primary')}</p>
<p class="soft">別のタブでサインインしたときは、この画面で「続ける」を押してください。</p>`
      : html`<p><strong>この画面を閉じないでください。</strong></p>
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
  html`<section><h2>入力した内容（${values.length}件）</h2>
<ul>${values.map((value) => html`<li class="multiline">${value}</li>`)}</ul></section>`
}${kept && discardForm(context, kept, '保管している入力を削除する', true)}
</div>`,
  );
};
