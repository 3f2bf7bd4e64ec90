import { html } from 'hono/html';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  linkButton,
  multiline,
  postForm,
} from './components.ts';
import { jstTime } from './dates.ts';
import type { PageContext } from './layout.ts';

/** 一時保存 on the page of a form (docs/adr/0051). */
export type Saving = {
  /** Address of the form. */
  readonly path: string;
  /** Of what was saved, as far as the page is about it; 0: nothing. */
  readonly version: number;
  /** Version of what the page showed when it was saved, where it has one (`_version`). */
  readonly shown?: number | undefined;
  /** When what the page shows was saved. */
  readonly savedAt?: string | undefined;
  /** When what can be gone on with was saved. */
  readonly offered?:
    | { readonly savedAt: string; readonly version: number; readonly sentSince?: string | undefined }
    | undefined;
  /** When the reader has sent the same form since. */
  readonly sentSince?: string | undefined;
  /** What somebody else, or another window, has saved meanwhile, against what was typed here. */
  readonly differs?: Differing | undefined;
  /** When something was saved over what is no longer what the page shows. */
  readonly outdated?: string | undefined;
};

export type Differing = readonly (readonly [label: string, stored: string, typed: string])[];

/** Of a form that was saved elsewhere meanwhile: the second one who saves sees over what. */
export const differsBox = (rows: Differing | undefined): Content =>
  rows !== undefined &&
  rows.length > 0 &&
  callout(
    'attention',
    `保存されている内容と、この画面の入力の違い（${rows.length}項目）`,
    html`${dataTable(
      { text: '保存されている内容と、この画面の入力の違い', columns: 'changes' },
      ['項目', '保存されている内容', 'この画面の入力'],
      rows.map(([label, stored, typed]) => [
        label,
        multiline(stored || '（空欄）'),
        multiline(typed || '（空欄）'),
      ]),
    )}
<p>この画面の入力を、必要に応じて直してから保存してください。もう一度保存すると、この画面の入力に置き換わります。</p>`,
  );

/** Where a form is opened with what was saved. */
export const savedPath = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}saved=1`;

/** It may be what was sent, typed anew: the reader knows. */
export const sentNote = (sentSince: string | undefined): string =>
  sentSince === undefined
    ? ''
    : `その後、${jstTime(sentSince)}に、同じ様式を提出しています。提出したものの書きかけであるときは、削除してください。`;

/** On top of the form: what was saved before, to be gone on with or thrown away. */
export const savedNote = (context: PageContext, saving: Saving | undefined): Content => {
  if (saving?.differs !== undefined && saving.differs.length > 0) return differsBox(saving.differs);
  if (saving?.offered !== undefined)
    return callout('info', '一時保存した入力があります', [
      html`<p>${jstTime(saving.offered.savedAt)}に一時保存した入力があります。${sentNote(saving.offered.sentSince)}</p>`,
      buttonRow(
        linkButton(savedPath(saving.path), '続きから入力する', 'primary'),
        discardForm(context, { ...saving.offered, path: saving.path }, '削除する'),
      ),
    ]);
  if (saving?.outdated !== undefined)
    return callout(
      'attention',
      '一時保存した入力は使えません',
      html`<p>${jstTime(saving.outdated)}に一時保存した後に内容が変わったため、保存した入力は使えません。現在の内容を確認して、改めて入力してください。「一時保存」を押すと、この画面の入力に置き換わります。</p>`,
    );
  return (
    saving?.savedAt !== undefined &&
    html`<p class="hint">${jstTime(saving.savedAt)}に一時保存した内容です。まだ提出していません。${sentNote(saving.sentSince)}</p>`
  );
};

/** @param list the list of what was saved is where it leads to, not the form */
export const discardForm = (
  context: PageContext,
  { path, version }: Pick<Saving, 'path' | 'version'>,
  label: string,
  list = false,
): Content =>
  postForm(context, { action: '/saved-forms', saved: version }, [
    html`<input type="hidden" name="path" value="${path}">${list && html`<input type="hidden" name="list" value="1">`}`,
    button(label, { kind: 'secondary', hidden: '（一時保存した入力）' }),
  ]);

/** Enter on a form that can be saved. */
export const SAVE = { action: 'save', label: '一時保存' } as const;

/**
 * The button that keeps what was typed as it is: nothing is judged, nothing is sent.
 *
 * @param section id of the part of the page that it ends
 */
export const saveButton = (
  saving: Saving | undefined,
  section?: string,
  kind: 'secondary' | 'quiet' = section === undefined ? 'secondary' : 'quiet',
): Content =>
  saving && button(SAVE.label, { action: section === undefined ? SAVE.action : `save-${section}`, kind });

/** {@link saveButton} at the end of a part of the page, to which it leads back: it says there that it was saved. */
export const saveHere = (saving: Saving | undefined, section: string): Content =>
  saving &&
  html`<p class="save-here" id="saved-${section}">${saveButton(saving, section)}${savedAt(saving)}</p>`;

/** Where the button of that name leads back to, in front of a row of buttons that has it. */
export const savedHere = (saving: Saving | undefined, section: string): Content =>
  saving && html`<p class="save-here" id="saved-${section}">${savedAt(saving)}</p>`;

const savedAt = (saving: Saving): Content =>
  saving.savedAt !== undefined &&
  html`<span class="hint">${jstTime(saving.savedAt)}に一時保存しました</span>`;
