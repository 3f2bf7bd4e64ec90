import { html } from 'hono/html';
import { TRANSFER_COLUMNS } from '../../core/registration/transfer-list.ts';
import { button, buttonRow, errorSummary, linkButton, postForm, SHOW_AGAIN } from '../ui/components.ts';
import { type FormState, textArea, textField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { waitsForConfirmation } from './proposals-page.ts';

/** 人事異動の一覧: many appointments at once, copied from a spreadsheet, for one confirmation. */
export const transferListPage = (
  context: PageContext,
  view: FormState & { readonly roles: readonly string[] },
): Html =>
  page(
    context,
    '人事異動をまとめて登録する',
    html`<p><a href="/proposals">登録伺いの一覧に戻る</a></p>
<h1>人事異動をまとめて登録する</h1>
${errorSummary(view.problems)}
<p class="lead">表計算ソフトで作成した一覧を、そのまま貼り付けられます。区分が「本人」のときは、いま在任中の本人は、新しい就任日に退任となります。職員は、先に<a href="/registrations">登録</a>してください。</p>
${waitsForConfirmation('一覧の就任は、すべて一件の')}
${postForm(
  context,
  { action: '/proposals', enter: SHOW_AGAIN },
  html`${textArea(view, {
    path: 'list',
    label: '就任の一覧',
    required: true,
    rows: 12,
    hint: html`1行に1件。列は${TRANSFER_COLUMNS.join('、')}の順で、タブで区切ります（表計算ソフトから貼り付けるとタブになります）。職員はメールアドレス又は氏名、区分は「本人」か「代決」です`,
  })}
${textField(view, { path: 'reason', label: '理由', required: true, hint: '例 令和9年4月1日付け人事異動' })}
${buttonRow(button('登録伺いを作成する', { action: 'propose' }), linkButton('/proposals', '登録伺いの一覧に戻る', 'quiet'))}`,
)}
<section><h2>役職の書き方</h2>
<p class="lead">一覧の「役職」の列には、次のとおり書いてください。</p>
<ul>${view.roles.map((role) => html`<li>${role}</li>`)}</ul></section>`,
    { here: '/proposals', invalid: view.problems.length > 0 },
  );
