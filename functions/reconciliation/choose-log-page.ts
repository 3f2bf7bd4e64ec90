import { html } from 'hono/html';
import { MAX_LOG_MEGABYTES } from '../../core/reconciliation/upload-connection-log.ts';
import type { ReconciliationView } from '../../core/reconciliation/view-reconciliation.ts';
import type { UploadForm } from '../../core/store/ports.ts';
import type { Problem } from '../../core/values/errors.ts';
import { button, buttonRow, type Content, callout, errorSummary, postForm } from '../ui/components.ts';
import { monthText } from '../ui/dates.ts';
import { type FormState, mistakesAt, textArea } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** 照合, first step: choose or paste the log. Second step: map-log-page.ts. */

export type About = Pick<ReconciliationView, 'permit' | 'yearMonth' | 'mayAct'>;
export const pathOf = ({ permit, yearMonth }: About): string =>
  `/permits/${permit.caseId}/reconciliations/${yearMonth}`;

export const frame = (
  context: PageContext,
  about: About,
  problems: readonly Problem[],
  body: Content,
): Html =>
  page(
    context,
    `接続ログとの照合 ${monthText(about.yearMonth)}`,
    html`<p><a href="${pathOf(about)}">照合の画面に戻る</a></p>
<h1>接続ログとの照合（${monthText(about.yearMonth)}）<span class="subtitle">${about.permit.systemName}　${about.permit.permitNo}</span></h1>
${errorSummary(problems)}
${
  about.mayAct
    ? body
    : callout(
        'info',
        '照合は所管課が行います',
        html`<p>所管課の情報セキュリティ管理者又は担当者が行います。結果は、照合の画面で確認できます。</p>`,
      )
}`,
    { here: '/permits', invalid: problems.length > 0 },
  );

const SAMPLE = `利用者ID,接続日時,切断日時,接続元IP,端末名,接続先
hokko01,2026/04/03 10:02:11,2026/04/03 11:05:40,192.0.2.10,HK-001,10.1.2.3
hokko02,2026/04/10 13:00:05,2026/04/10 13:48:22,192.0.2.11,HK-002,10.1.2.3`;

/** @param view.problems what was wrong with the log that was sent before, at `/file` or `/text` */
export const chooseLogPage = (
  context: PageContext,
  about: About,
  view: FormState & { readonly upload: UploadForm },
): Html => {
  const mistakes = mistakesAt(view, 'file');
  return frame(context, about, view.problems, [
    html`<p class="lead">${monthText(about.yearMonth)}の接続ログを、作業申請・作業報告と照合します。ファイルを送信するか、内容を貼り付けてください。接続ログそのものは保存しません。名称とハッシュ値（SHA-256）、照合の結果だけを記録します。</p>
<section class="box"><h2>ファイルを送信する</h2>
<form method="post" action="${view.upload.url}" enctype="multipart/form-data">
${Object.entries(view.upload.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="field${mistakes.length > 0 ? ' invalid' : ''}">
<label for="f-file">接続ログ</label>
<p class="hint" id="f-file-hint">CSV又はタブ区切りのテキスト（UTF-8、Shift_JIS、UTF-16）、${MAX_LOG_MEGABYTES}MB、2万行まで</p>
${mistakes.length > 0 && html`<div class="mistakes" id="f-file-error">${mistakes.map((message) => html`<p>${message}</p>`)}</div>`}
<input type="file" id="f-file" name="file" accept=".csv,.txt,.tsv,.log" required aria-describedby="f-file-hint${mistakes.length > 0 ? ' f-file-error' : ''}"${mistakes.length > 0 ? html` aria-invalid="true"` : ''}>
</div>
${buttonRow(button('送信する'))}
</form></section>`,
    html`<section class="box"><h2>貼り付ける</h2>
${postForm(context, { action: `${pathOf(about)}/log` }, [
  textArea(view, {
    path: 'text',
    label: '接続ログの内容',
    rows: 6,
    hint: '数十行までの短いログは、見出しの行を含めて、ここに貼り付けることもできます',
  }),
  buttonRow(button('列の対応を確かめる', { action: 'preview', kind: 'secondary' })),
])}</section>
<details><summary>接続ログの例</summary>
<pre>${SAMPLE}</pre>
<p>見出しの言葉と列の並びは、装置によって異なっていてかまいません。次の画面で、どの列が何かを確かめます。日時は「2026/04/03 10:02:11」「2026-04-03T10:02:11+09:00」「令和8年4月3日 10時2分」などの形を読み取ります。切断日時の代わりに、接続時間の長さ（秒、分、1:02:11 など）も使えます。</p></details>`,
  ]);
};
