import { html } from 'hono/html';
import type { Contact } from '../../core/values/signed.ts';
import { linkButton, printButton } from './components.ts';
import { type Html, type PageContext, page } from './layout.ts';

/** The frame of the A4 papers: on the screen a way back and a hint, in print nothing but the paper. */

export const paperPage = (
  context: PageContext,
  paper: {
    readonly title: string;
    readonly back: { readonly href: string; readonly label: string };
    readonly body: Html;
  },
): Html =>
  page(
    context,
    paper.title,
    html`<div class="paper-bar">
<p><a href="${paper.back.href}">${paper.back.label}</a></p>
<p>この画面は、A4用紙にそのまま印刷できます（印刷する：ブラウザーの「印刷」又はCtrl＋P）。紙に印刷されるのは、下の枠の中だけです。</p>
${printButton}
${arrivalLine(context)}
</div>
<article class="paper">${(context.marks ?? []).map((mark) => html`<p class="paper-mark">${mark}</p>`)}${paper.body}</article>`,
  );

const arrivalLine = ({ arrival }: PageContext): Html | '' =>
  arrival === undefined
    ? ''
    : typeof arrival === 'string'
      ? html`<p>${arrival}</p>`
      : html`<p>${linkButton(arrival.href, arrival.label)}</p>`;

/** 問合せ先, below the paper itself. */
export const contactBlock = ({ section, tel, email }: Contact): Html =>
  html`<section class="paper-contact"><h2>問合せ先</h2>
<p>${section}<br>電話　${tel}<br>メール　${email}</p></section>`;

/** 疑義の申出, at the end of a notice that decides something. */
export const doubtsLine = ({ doubts }: { readonly doubts?: string | undefined }): Html | '' =>
  doubts === undefined ? '' : html`<p class="paper-sentence">${doubts}</p>`;

/** 公印省略, or the place of the seal, as it was when the paper was issued. */
export const sealMark = ({ sealOmitted }: { readonly sealOmitted?: boolean | undefined }): Html =>
  sealOmitted === false ? html`<span class="paper-seal">印</span>` : html`<span>（公印省略）</span>`;

/** What a cell shows: text with its line breaks, or other HTML; nothing reads as なし. */
export type Cell = string | number | Html | undefined;
export const cell = (content: Cell): Html =>
  content === undefined || content === ''
    ? html`<span class="paper-none">なし</span>`
    : typeof content === 'string'
      ? html`<span class="paper-text">${content}</span>`
      : html`${content}`;

/** A ruled table of label and content. Rows that are undefined are left out. */
export const factsTable = (caption: string, rows: readonly (readonly [string, Cell] | undefined)[]): Html =>
  html`<table class="paper-facts"><caption>${caption}</caption><tbody>${rows
    .filter((row) => row !== undefined)
    .map(
      ([label, content]) => html`<tr><th scope="row">${label}</th><td>${cell(content)}</td></tr>`,
    )}</tbody></table>`;

/** A ruled table with a heading for each column. */
export const rowsTable = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Html =>
  rows.length === 0
    ? factsTable(caption, [[caption, 'なし']])
    : html`<table class="paper-rows"><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((content, index) => html`<td data-label="${columns[index] ?? ''}">${cell(content)}</td>`)}</tr>`)}</tbody></table>`;
