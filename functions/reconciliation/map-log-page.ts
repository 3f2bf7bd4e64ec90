import { html } from 'hono/html';
import { COLUMN_NAMES, type LogColumn } from '../../core/reconciliation/connection-log-mapping.ts';
import type { LogLook } from '../../core/reconciliation/judge-log.ts';
import { MAX_LOG_MEGABYTES } from '../../core/reconciliation/upload-connection-log.ts';
import type { ReconciliationView } from '../../core/reconciliation/view-reconciliation.ts';
import type { UploadForm } from '../../core/store/ports.ts';
import type { Problem } from '../../core/values/errors.ts';
import { shortText } from '../../core/values/text.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { monthText } from '../ui/dates.ts';
import { textAt, valueAt } from '../ui/form.ts';
import { checkBox, columns, type FormState, fieldGroup, mistakesAt, textArea } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { logTermsSchema } from './parts.ts';

/** 照合, first step: choose or paste the log. Second step: map-log-page.ts. */

export type About = Pick<ReconciliationView, 'permit' | 'yearMonth' | 'mayAct'>;
const pathOf = ({ permit, yearMonth }: About): string =>
  `/permits/${permit.caseId}/reconciliations/${yearMonth}`;

const frame = (context: PageContext, about: About, problems: readonly Problem[], body: Content): Html =>
  page(
    context,
    `接続ログとの照合 ${monthText(about.yearMonth)}`,
    html`<h1>接続ログとの照合（${monthText(about.yearMonth)}）<span class="subtitle">${about.permit.systemName}　${about.permit.permitNo}</span></h1>
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

const field = fieldsOf(logTermsSchema);

/** 照合, second step: which column of the log is what, and what else is to be known of it. */

/** @param view.content what has been typed so far: `mapping`, `mixedLog`, `takenOn`, `acceptUnreadable`, `text` */
export const mapLogPage = (
  context: PageContext,
  about: About,
  view: FormState & {
    readonly preview: LogLook;
    readonly name: string | undefined;
    /** Of a file; a text is sent along. */
    readonly fileId: string | undefined;
  },
): Html => {
  const { preview, name, fileId } = view;
  return frame(context, about, view.problems, [
    html`<p>${name ?? '貼り付けた内容'}（${preview.encoding}、${preview.lines.toLocaleString('ja-JP')}行）を受け取りました。まだ照合していません。${
      preview.saved
        ? '列の対応は、このシステムで前に使用したものです。'
        : `列の対応は、見出しから推測したものです。${preview.withoutKinds ? 'このシステムで前に使用した対応には、「種別（接続・切断の別）」の列の指定がありませんでした。' : ''}`
    }確かめて、「照合する」を押してください。</p>`,
    firstLines(preview),
    postForm(context, { action: `${pathOf(about)}/log${fileId === undefined ? '' : `/${fileId}`}` }, [
      mappingFields(view, preview),
      termsFields(view),
      fileId === undefined &&
        textArea(view, { path: 'text', label: '接続ログの内容', required: true, rows: 6 }),
      buttonRow(
        button('照合する', { action: 'reconcile' }),
        linkButton(`${pathOf(about)}/log`, '別のログを選ぶ'),
      ),
    ]),
  ]);
};

const firstLines = ({ first }: LogLook): Content => {
  const width = Math.min(12, Math.max(0, ...first.map(({ fields }) => fields.length)));
  return html`<details open><summary>接続ログの初めの${first.length}行</summary>
<div>${dataTable(
    { text: '接続ログの初めの行' },
    ['行', ...Array.from({ length: width }, (_, index) => `${index + 1}列目`)],
    first.map(({ line, fields }) => [
      `${line}`,
      ...Array.from({ length: width }, (_, index) => shown(fields[index] ?? '')),
    ]),
  )}</div></details>`;
};

const shown = (text: string): string => shortText(text, 50);

const HINTS: Partial<Record<LogColumn, string>> = {
  account: '利用者、端末、接続元のうち、少なくとも一つを指定してください',
  connectedAt: '終了のときに1行が書かれるログは空欄とし、切断日時と接続時間（長さ）を指定してください',
  connectedTime: '接続日時が「日付」と「時刻」の2列に分かれているときだけ',
  disconnectedAt: '切断日時がなければ、接続時間（長さ）又は種別を指定してください',
  disconnectedTime: '切断日時が「日付」と「時刻」の2列に分かれているときだけ',
  originIp: 'インターネット側又は専用線側のIPアドレス',
  event: '接続と切断が別の行に書かれるログだけ。セッションID（なければ利用者と接続元）で一つの接続にします',
  result: '失敗・拒否などの行は、接続でない行として別に数えます',
};

const mappingFields = (view: FormState, preview: LogLook): Content => {
  const options = columnOptions(view, preview);
  return fieldGroup(view, { path: 'mapping', legend: '列の対応' }, [
    field(view, 'mapping.headerLine', {
      width: 'short',
      hint: '見出しのある行の番号。見出しがなければ0とし、列は番号で選びます',
    }),
    columns(
      ...COLUMN_NAMES.map((name) =>
        field(view, `mapping.columns.${name}`, { as: 'select', options: options(name), hint: HINTS[name] }),
      ),
    ),
    field(view, 'mapping.zone', {
      inline: true,
      hint: '時刻に「Z」や「+09:00」が付いているときは、それに従います',
    }),
    field(view, 'mapping.durationUnit', {
      inline: true,
      hint: '接続時間（長さ）の列を使うとき、数字だけの値の単位',
    }),
  ]);
};

/** Headings where there are any, else numbers; and whatever is chosen now. */
const columnOptions = (view: FormState, { first }: LogLook) => {
  const typed = valueAt(view.content, 'mapping.headerLine');
  const header = first.find(({ line }) => line === typed)?.fields ?? [];
  const width = Math.max(0, ...first.map(({ fields }) => fields.length));
  const options = Array.from({ length: Math.min(width, 60) }, (_, index): [string, string] => {
    const heading = header[index]?.trim() ?? '';
    const unique = heading !== '' && header.filter((other) => other.trim() === heading).length === 1;
    return unique ? [heading, `${index + 1}列目「${shown(heading)}」`] : [`${index + 1}`, `${index + 1}列目`];
  });
  return (name: LogColumn): Readonly<Record<string, string>> => {
    const chosen = textAt(view.content, `mapping.columns.${name}`);
    const known = options.some(([value]) => value === chosen);
    // Object.fromEntries puts keys that are numbers first: both kinds stay in the order of the columns among themselves.
    return Object.fromEntries([
      ...options,
      ...(chosen !== '' && !known ? [[chosen, `${shown(chosen)}（このログにはない列）`] as const] : []),
    ]);
  };
};

const termsFields = (view: FormState): Content => [
  checkBox(view, {
    path: 'mixedLog',
    type: 'boolean',
    label: 'ほかの許可の接続も含まれている',
    hint: '選ぶと、この許可の作業者・アカウント・端末・接続元のいずれにも当たらない行と、接続先がこの許可にない行を除きます。除いた行の番号は結果に残ります',
  }),
  checkBox(view, {
    path: 'partial',
    type: 'boolean',
    label: 'この月の接続ログは、ほかにもある',
    hint: '機器ごとにログがあるときに選ぶと、このログにない接続を「ログなし」「通知のみ」とせず、ほかのログで挙げた候補を取り下げません',
  }),
  (mistakesAt(view, 'replaces').length > 0 || valueAt(view.content, 'replaces') === true) &&
    checkBox(view, {
      path: 'replaces',
      type: 'boolean',
      label: '前に照合した接続ログに代わるものである（前のログだけが示した候補は取り下げる）',
    }),
  field(view, 'takenOn', {
    hint: '月の途中で出力したときだけ。その日より後の接続は「ログなし」としません。例 令和8年4月20日、2026-04-20',
  }),
  (mistakesAt(view, 'acceptUnreadable').length > 0 || valueAt(view.content, 'acceptUnreadable') === true) &&
    unreadable(view),
  (mistakesAt(view, 'acceptTimes').length > 0 || valueAt(view.content, 'acceptTimes') === true) &&
    checkBox(view, {
      path: 'acceptTimes',
      type: 'boolean',
      label: '時刻に誤りがないことを確認した（このまま照合する）',
    }),
];

const unreadable = (view: FormState): Content => [
  html`<ul>${view.problems
    .filter(({ pointer }) => pointer.startsWith('/lines/'))
    .map(({ message }) => html`<li>${message}</li>`)}</ul>`,
  checkBox(view, {
    path: 'acceptUnreadable',
    type: 'boolean',
    label: '読み取れない行を除いて照合する（行番号は結果に残ります）',
  }),
];
