import { html } from 'hono/html';
import type { Status } from '../../core/case/permit-statuses.ts';
import { clausesOf } from '../../core/case/records/finding-facts.ts';
import { RECORDS, type RecordRef } from '../../core/case/records.ts';
import type { Problem } from '../../core/values/errors.ts';
import { pathOf } from './form.ts';
import type { Html, PageContext } from './layout.ts';

/** Building blocks of pages. Controls of forms: form-controls.ts. Their looks: style.ts. */

/** What may stand in a page: text is escaped, finished HTML is taken as it is, undefined shows nothing. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/** One mistake; `among`: the places of one that is the same at several. */
export type SummaryEntry = Problem & {
  readonly among?: readonly { readonly pointer: string; readonly label: string }[];
};

/**
 * Box on top of a form that could not be accepted: the number of mistakes and a link to each field
 * (`#f-<dotted path>`). It has the focus when the page opens, so that it is read out. Shows nothing when there is none. Pass `{ invalid: true }` to `page` with it.
 *
 * @param hrefOf where the field stands, if it is not on this page
 */
export const errorSummary = (problems: readonly SummaryEntry[], hrefOf = onThisPage): Content =>
  problems.length === 0
    ? undefined
    : html`<section class="error-summary" role="alert" aria-labelledby="error-summary" tabindex="-1" autofocus>
<h2 id="error-summary">入力内容をご確認ください（${problems.length}件）</h2>
<ul>${problems.map(
        ({ pointer, message, among }) =>
          html`<li>${pointer === '' ? message : html`<a href="${hrefOf({ pointer })}">${message}</a>`}${among?.map(
            (one) => html` <a class="among" href="${hrefOf(one)}">${one.label}</a>`,
          )}</li>`,
      )}</ul>
</section>`;

export const onThisPage = ({ pointer }: Pick<Problem, 'pointer'>): string => `#f-${pathOf(pointer)}`;

/**
 * A form with the hidden fields of every form (`_csrf`, `_once`, and `_version` where given). Browsers do not check it
 * (`novalidate`): the server does, in words, and a draft may be saved unfinished.
 *
 * @param options.enter what the Enter key presses: a button of its own, or the first one of the form. Without it Enter does
 *   nothing: the default button of the form cannot be pressed (docs/adr/0049)
 */
export const postForm = (
  context: Pick<PageContext, 'csrf' | 'once'>,
  options: {
    readonly action: string;
    readonly version?: number | undefined;
    /** Of what was saved of the form (ui/saved-form.ts). */
    readonly saved?: number | undefined;
    readonly enter?: { readonly action: string; readonly label: string } | 'first' | undefined;
  },
  body: Content,
): Html => html`<form method="post" action="${options.action}" novalidate>
${
  options.enter === undefined
    ? html`<button type="submit" hidden disabled></button>`
    : options.enter !== 'first' &&
      html`<button type="submit" class="visually-hidden" name="_action" value="${options.enter.action}" tabindex="-1" aria-hidden="true">${options.enter.label}</button>`
}<input type="hidden" name="_csrf" value="${context.csrf}">
${context.once && html`<input type="hidden" name="_once" value="${context.once}" autocomplete="off">`}${options.version === undefined ? undefined : html`<input type="hidden" name="_version" value="${options.version}">`}${options.saved === undefined ? undefined : html`<input type="hidden" name="_saved" value="${options.saved}">`}${body}
</form>`;

/** Enter on a form on which something is decided: the page is shown again with what was typed (docs/adr/0003). */
export const SHOW_AGAIN = { action: 'show', label: '入力内容を保持して表示する' } as const;

type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet';

/** A submit button; `action` is the value of `_action`. `hidden` is read out after the label: which row, which case. */
export const button = (
  label: string,
  options: { readonly action?: string; readonly kind?: ButtonKind; readonly hidden?: string } = {},
): Html =>
  html`<button type="submit" class="button ${options.kind ?? 'primary'}"${
    options.action === undefined ? '' : html` name="_action" value="${options.action}"`
  }>${label}${hiddenText(options.hidden)}</button>`;

/** A link that looks like a button: goes somewhere, changes nothing. */
export const linkButton = (href: string, label: Content, kind: ButtonKind = 'secondary'): Html =>
  html`<a class="button ${kind}" href="${href}">${label}</a>`;

/** Prints the page that it stands on (keep-session.ts); out of sight where there is no script, and in print. */
export const printButton = html`<p class="print-bar"><button type="button" class="button secondary" data-print hidden>この画面を印刷する</button></p>`;

/** Buttons side by side, the main action first; stacked on small screens. */
export const buttonRow = (...buttons: Content[]): Html => html`<div class="button-row">${buttons}</div>`;

/** Text for screen readers only. */
export const hiddenText = (text: string | undefined): Content =>
  text === undefined ? undefined : html`<span class="visually-hidden">${text}</span>`;

/** Text with the line breaks that were typed. */
export const multiline = (text: string): Html => html`<span class="multiline">${text}</span>`;

/** Short pieces of text, each kept on one line: dates, numbers. */
export const unbroken = (...pieces: readonly string[]): Html =>
  html`${pieces.map((piece) => html`<span class="nowrap">${piece}</span><wbr>`)}`;

/** Terms and what they say. Rows without content (undefined, '') are left out. */
export const definitionList = (rows: readonly (readonly [term: string, detail: Content])[]): Html =>
  html`<dl class="definitions">${rows
    .filter(([, detail]) => detail !== undefined && detail !== '')
    .map(([term, detail]) => html`<div><dt>${term}</dt><dd>${detail}</dd></div>`)}</dl>`;

type Tone = 'working' | 'attention' | 'good' | 'bad' | 'over';
const TONES: ReadonlyMap<string, Tone> = new Map<Status, Tone>([
  ['received', 'working'],
  ['returned', 'attention'],
  ['confirming', 'working'],
  ['approving', 'working'],
  ['approved', 'good'],
  ['refused', 'bad'],
  ['issued', 'good'],
  ['upcoming', 'good'],
  ['active', 'good'],
  ['suspended', 'attention'],
  ['revoked', 'bad'],
]);

/** The state of a case: the word says it, the colour only repeats it. */
export const statusTag = (status: string, label: string): Html =>
  html`<span class="tag ${TONES.get(status) ?? 'over'}">${label}</span>`;

/** Where a procedure stands. `current` is the index of the step under way; `steps.length` when all are done. */
export const stepper = (steps: readonly string[], current: number): Html =>
  html`<ol class="stepper" aria-label="手続の進み具合">${steps.map((step, index) =>
    index < current
      ? html`<li class="done">${step}${hiddenText('（完了）')}</li>`
      : index === current
        ? html`<li class="current" aria-current="step">${step}${hiddenText('（現在）')}</li>`
        : html`<li>${step}${hiddenText('（これから）')}</li>`,
  )}</ol>`;

/** A framed remark. 'attention': the reader has to do something; 'info': good to know; 'good': it went well. */
export const callout = (tone: 'info' | 'attention' | 'good', heading: string, body: Content): Html =>
  html`<section class="callout ${tone}"><h2>${heading}</h2>${body}</section>`;

/** In place of an empty list: says so, and what to do next. */
export const emptyState = (text: string, next?: Content): Html =>
  html`<div class="empty"><p>${text}</p>${next}</div>`;

/**
 * A table; the first cell of each row is its header. On small screens each row becomes a card, so that nothing
 * scrolls sideways.
 *
 * @param caption says what the rows are; shown to screen readers only when a heading says it already. `columns`
 *   names a set of column widths in style-parts.ts, where the contents alone would not give good ones
 */
export const dataTable = (
  caption: {
    readonly text: string;
    readonly visible?: boolean;
    readonly columns?: 'answers' | 'results' | 'compared' | 'changes' | 'exceptions';
  },
  head: readonly string[],
  rows: readonly (readonly Content[])[],
): Html => html`<table class="cards${caption.columns === undefined ? '' : ` ${caption.columns}`}">
<caption${caption.visible ? '' : html` class="visually-hidden"`}>${caption.text}</caption>
<thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>${rows.map(
  (cells) =>
    html`<tr>${cells.map((cell, index) =>
      index === 0
        ? html`<th scope="row">${cell}</th>`
        : html`<td data-label="${head[index] ?? ''}">${cell}</td>`,
    )}</tr>`,
)}</tbody>
</table>`;

/** 第6条第1号; of several 第6条第1号及び第3号. */
export const clauseText = (cited: Parameters<typeof clausesOf>[0]): string => {
  const numbers = clausesOf(cited).map((clause) => `第${clause}号`);
  const last = numbers.at(-1) ?? '';
  return `第6条${numbers.length > 1 ? `${numbers.slice(0, -1).join('、')}及び${last}` : last}`;
};

/** Address of the page of a record of a permit. */
export const recordPath = (caseId: string, { kind, id }: Pick<RecordRef, 'kind' | 'id'>): string =>
  `/permits/${caseId}/${RECORDS.find((one) => one.kind === kind)?.page}/${id}`;

/** The way there. */
export const recordLink = (caseId: string, { kind, id, label }: RecordRef): Html =>
  html`<a href="${recordPath(caseId, { kind, id })}">${label}</a>`;
