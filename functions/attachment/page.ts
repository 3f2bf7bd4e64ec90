import { html } from 'hono/html';
import {
  ATTACHMENT_KINDS,
  type Attachment,
  MAX_ATTACHMENTS,
  MAX_FILE_MEGABYTES,
  sizeText,
} from '../../core/attachment/attachments.ts';
import { ACCEPTED_FILES, FILE_TYPES } from '../../core/attachment/file-type.ts';
import type { UploadForm } from '../../core/store/ports.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { type FormState, mistakesAt, selectField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** Attaching a file to a draft: choose and send it (straight to the store), then say what it is and add it. */

const frame = (context: PageContext, problems: readonly Problem[], body: Html): Html =>
  page(
    context,
    '資料の添付',
    html`<h1>資料の添付<span class="subtitle">リモート接続申請書（様式1）</span></h1>
${errorSummary(problems)}
<div class="narrow">${body}</div>`,
    { here: '/applications/new', invalid: problems.length > 0 },
  );

const ACCEPT = Object.keys(FILE_TYPES)
  .map((extension) => `.${extension}`)
  .join(',');

/** @param problems what was wrong with the file that was sent before, at `/file` */
export const chooseFilePage = (
  context: PageContext,
  view: { readonly draftId: string; readonly upload: UploadForm; readonly problems: readonly Problem[] },
): Html => {
  const { draftId, upload, problems } = view;
  const mistakes = mistakesAt({ content: {}, problems }, 'file');
  return frame(
    context,
    problems,
    html`<p>入力中の申請書は保存してあります。資料を1件ずつ選んで送信してください。</p>
<form method="post" action="${upload.url}" enctype="multipart/form-data">
${Object.entries(upload.fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="field${mistakes.length > 0 ? ' invalid' : ''}">
<label for="f-file">添付する資料 <span class="required">必須</span></label>
<div class="hint" id="f-file-hint"><p>${ACCEPTED_FILES}、1件${MAX_FILE_MEGABYTES}MBまで、1つの申請書に${MAX_ATTACHMENTS}件まで</p>
<p>パスワードを付けたファイルとZIPファイルは受け付けていません。</p></div>
${mistakes.length > 0 && html`<div class="mistakes" id="f-file-error">${mistakes.map((message) => html`<p>${message}</p>`)}</div>`}
<input type="file" id="f-file" name="file" accept="${ACCEPT}" required aria-describedby="f-file-hint${mistakes.length > 0 ? ' f-file-error' : ''}"${mistakes.length > 0 ? html` aria-invalid="true"` : ''}>
</div>
${buttonRow(button('送信する'), linkButton(`/drafts/${draftId}/sections/attachments`, '添付しないで戻る'))}
</form>`,
  );
};

/** @param view.content what has been chosen so far */
export const fileReceivedPage = (
  context: PageContext,
  view: FormState & {
    readonly draftId: string;
    readonly fileId: string;
    readonly file: { readonly name: string; readonly size: number };
  },
): Html => {
  const { draftId, fileId, file, problems } = view;
  return frame(
    context,
    problems,
    html`<p>資料を受け取りました。まだ申請書には加えられていません。種類を選び、「この資料を申請書に加える」を押してください。</p>
${definitionList([
  ['ファイル名', file.name],
  ['大きさ', sizeText(file.size)],
])}
${postForm(context, { action: `/drafts/${draftId}/attachments/${fileId}` }, [
  selectField(view, { path: 'kind', label: '資料の種類', required: true, options: ATTACHMENT_KINDS }),
  buttonRow(
    button('この資料を申請書に加える'),
    linkButton(`/drafts/${draftId}/attachments`, '別の資料を選ぶ'),
  ),
])}`,
  );
};

/** The beginning of a file's hash: enough to see that two copies are the same. */
export const shortHash = (sha256: string): string => sha256.slice(0, 12);

/** A link to a file of a submitted application: it is saved, never shown. */
export const fileLink = (caseId: string, { fileId, name }: Attachment): Html =>
  html`<a href="/applications/${caseId}/attachments/${fileId}">${name}</a>`;

/** 添付資料 of an application, to read and, once it is submitted, to download. */
export const attachmentTable = (caseId: string | undefined, attachments: readonly Attachment[] = []): Html =>
  attachments.length === 0
    ? emptyState('添付資料はありません。')
    : dataTable(
        { text: '添付資料' },
        ['名称', '種類', '大きさ', 'SHA-256（先頭12桁）'],
        attachments.map((attachment) => [
          caseId === undefined ? attachment.name : fileLink(caseId, attachment),
          ATTACHMENT_KINDS[attachment.kind],
          sizeText(attachment.size),
          shortHash(attachment.sha256),
        ]),
      );
