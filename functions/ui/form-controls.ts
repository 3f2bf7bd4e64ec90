import { html } from 'hono/html';
import { CHANGED_SINCE_SHOWN, type Problem } from '../../core/values/errors.ts';
import { formatWareki, parseDate } from '../../core/values/wareki.ts';
import type { Content } from './components.ts';
import { pathOf, textAt, valueAt } from './form.ts';
import type { Html } from './layout.ts';
import type { OnlyFor } from './style-parts.ts';

/**
 * Controls of forms. Each finds its value and its mistakes by the dotted path of its field, so that a form is
 * shown the same way when it is new, saved or refused. Ids: `f-<path>`, `f-<path>-hint`, `f-<path>-error`.
 */

/** What has been typed so far (raw, unjudged) and what is wrong with it. */
export type FormState = { readonly content: unknown; readonly problems: readonly Problem[] };

/**
 * What is wrong, and first that what is shown is not what it was typed over: however the form came back (Enter, a mistake),
 * it bears the hash of what is shown now (INV-4).
 *
 * @param hash of what is shown; undefined where nothing is bound to it
 */
export const sinceShown = <P extends Problem>(
  content: unknown,
  problems: readonly P[],
  hash: string | undefined,
  path = 'hash',
): readonly (P | Problem)[] =>
  hash === undefined ||
  ['', hash].includes(textAt(content, path)) ||
  problems.some(({ pointer }) => pointer === '')
    ? problems
    : [{ pointer: '', message: CHANGED_SINCE_SHOWN.message }, ...problems];

type Field = {
  /** Dotted path in the JSON body, e.g. `workers.0.kana`. */
  readonly path: string;
  readonly label: string;
  /** Shown with the word 必須. */
  readonly required?: boolean;
  /** One sentence under the label. */
  readonly hint?: Content;
  /** Type of the JSON value where it is no string. */
  readonly type?: 'number' | 'boolean';
  /** The style sheet can tell whether something stands in it: what is typed is never out of sight (style.ts). */
  readonly watched?: boolean;
};

/** One line of text. */
export const textField = (
  state: FormState,
  field: Field & {
    readonly inputMode?: 'numeric' | 'tel' | 'email' | undefined;
    readonly autocomplete?: string;
    /** Of what is expected: short 10, medium 20 characters, otherwise the whole width. */
    readonly width?: 'short' | 'medium';
    /** How what was typed is shown; otherwise as it is. */
    readonly write?: (typed: string) => string;
  },
): Html =>
  wrapped(
    state,
    field,
    html`<label for="f-${field.path}">${field.label}${mark(field)}</label>`,
    html`<input type="text" ${common(state, field)} class="${field.width ?? 'full'}" value="${(field.write ?? String)(textAt(state.content, field.path))}"${
      field.inputMode ? html` inputmode="${field.inputMode}"` : ''
    }${html` autocomplete="${field.autocomplete ?? 'off'}"`}>`,
  );

/** A date as people write it: 令和8年4月1日, R8.4.1, 2026-04-01. One as it is kept (ISO) is shown as 令和8年4月1日, others as typed. */
export const dateField = (state: FormState, field: Field): Html =>
  textField(state, {
    ...field,
    hint: field.hint ?? '例 令和8年4月1日、2026-04-01',
    width: 'medium',
    write: (typed) => {
      const kept = /^\d{4}-\d\d-\d\d$/.test(typed) ? parseDate(typed) : undefined;
      return kept ? formatWareki(kept) : typed;
    },
  });

/** Several lines of text. */
export const textArea = (state: FormState, field: Field & { readonly rows?: number }): Html =>
  wrapped(
    state,
    field,
    html`<label for="f-${field.path}">${field.label}${mark(field)}</label>`,
    // The parser of HTML drops one line feed behind the tag: without ours it would be the author's.
    html`<textarea ${common(state, field)} rows="${field.rows ?? 3}">
${textAt(state.content, field.path)}</textarea>`,
  );

/**
 * One of several, from a drop-down list. For more than five choices.
 *
 * @param field.blank what choosing nothing means; without it the first line asks to choose
 */
export const selectField = (
  state: FormState,
  field: Field & { readonly options: Readonly<Record<string, string>>; readonly blank?: string },
): Html => {
  const chosen = textAt(state.content, field.path);
  return wrapped(
    state,
    field,
    html`<label for="f-${field.path}">${field.label}${mark(field)}</label>`,
    html`<select ${common(state, field)}><option value="">${field.blank ?? '選択してください'}</option>${Object.entries(
      field.options,
    ).map(
      ([value, label]) =>
        html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
    )}</select>`,
  );
};

/** One of a few, all in sight. The first one carries the id that the error summary links to. */
export const radioGroup = (
  state: FormState,
  field: Field & { readonly options: Readonly<Record<string, string>>; readonly inline?: boolean },
): Html => {
  const chosen = textAt(state.content, field.path);
  const mistakes = mistakesAt(state, field.path);
  return html`<fieldset class="field${mistakes.length > 0 ? ' invalid' : ''}"${describedBy(field, mistakes)}>
<legend>${field.label}${mark(field)}</legend>
${above(field, mistakes)}
<div class="choices${field.inline ? ' inline' : ''}">${Object.entries(field.options).map(
    ([value, label], index) =>
      html`<label class="choice"><input type="radio" id="f-${field.path}${
        index === 0 ? '' : `-${value}`
      }" name="${nameOf(field)}" value="${value}"${value === chosen ? html` checked` : ''}${
        mistakes.length > 0 ? html` aria-invalid="true"` : ''
      }> <span>${label}</span></label>`,
  )}</div>
</fieldset>`;
};

/** はい or いいえ, as a JSON truth value. */
export const yesNo = (state: FormState, field: Field): Html =>
  radioGroup(state, { ...field, type: 'boolean', options: { true: 'はい', false: 'いいえ' }, inline: true });

/** A box to tick; ticked it sends `value` (default 'true'), otherwise nothing. */
export const checkBox = (state: FormState, field: Field & { readonly value?: string }): Html => {
  const value = field.value ?? 'true';
  return wrapped(
    state,
    field,
    undefined,
    html`<label class="choice"><input type="checkbox" ${common(state, field)} value="${value}"${
      textAt(state.content, field.path) === value ? html` checked` : ''
    }> <span>${field.label}${mark(field)}</span></label>`,
  );
};

/** Fields that belong together, under a legend; the anchor of mistakes that concern the whole group. */
export const fieldGroup = (
  state: FormState,
  group: {
    readonly path: string;
    readonly legend: Content;
    readonly hint?: Content;
    /** Without a frame: the legend is a heading over framed rows. */
    readonly plain?: boolean;
  },
  body: Content,
): Html => {
  const mistakes = mistakesAt(state, group.path);
  return html`<fieldset class="group${group.plain ? ' plain' : ''}${mistakes.length > 0 ? ' invalid' : ''}" id="f-${group.path}" tabindex="-1"${describedBy(group, mistakes)}>
<legend>${group.legend}</legend>
${above(group, mistakes)}${body}
</fieldset>`;
};

/**
 * A field that is shown when the choice is made that it belongs to (style-parts.ts, docs/adr/0061); where a browser cannot, always.
 * What has something in it (`watched`) or is wrong is never out of sight.
 */
export const onlyFor = (what: OnlyFor, field: Html): Html => html`<div class="for-${what}">${field}</div>`;

/**
 * What goes as a whole with a choice: the fields of that answer, also where they are filled in beforehand, or what it brings about.
 * Out of sight it is sent all the same, and stands there again with its choice; what is wrong in it shows it.
 */
export const wholeFor = (what: OnlyFor, whole: Content): Html =>
  html`<div class="whole for-${what}">${whole}</div>`;

/** Short fields side by side, where there is room. */
export const columns = (...fields: Html[]): Html => html`<div class="columns">${fields}</div>`;

/** A value that is sent back as it came; its mistakes are shown where it stands. */
export const hiddenField = (
  state: FormState,
  field: Pick<Field, 'path' | 'type'> & { readonly value?: string },
): Html => {
  const mistakes = mistakesAt(state, field.path);
  return html`<div id="f-${field.path}" class="bare${mistakes.length > 0 ? ' field invalid' : ''}" tabindex="-1">${above(field, mistakes)}<input type="hidden" name="${nameOf(field)}" value="${field.value ?? textAt(state.content, field.path)}"></div>`;
};

/** The messages at a path. */
export const mistakesAt = (state: FormState, path: string): readonly string[] =>
  state.problems.filter((problem) => pathOf(problem.pointer) === path).map(({ message }) => message);

const wrapped = (state: FormState, field: Field, label: Content, control: Html): Html => {
  const mistakes = mistakesAt(state, field.path);
  return html`<div class="field${mistakes.length > 0 ? ' invalid' : ''}">${label}${above(field, mistakes)}${control}</div>`;
};

const nameOf = ({ path, type }: Pick<Field, 'path' | 'type'>): string =>
  type === undefined ? path : `${path}:${type}`;

const mark = ({ required }: Field): Content =>
  required ? html` <span class="required">必須</span>` : undefined;

const common = (state: FormState, field: Field): Html => {
  const mistakes = mistakesAt(state, field.path);
  return html`id="f-${field.path}" name="${nameOf(field)}"${field.required ? html` required` : ''}${field.watched ? html` placeholder=" "` : ''}${
    mistakes.length > 0 ? html` aria-invalid="true"` : ''
  }${describedBy(field, mistakes)}`;
};

type Described = { readonly path: string; readonly hint?: Content };

const describedBy = ({ path, hint }: Described, mistakes: readonly string[]): Content => {
  const ids = [
    ...(hint === undefined ? [] : [`f-${path}-hint`]),
    ...(mistakes.length === 0 ? [] : [`f-${path}-error`]),
  ];
  return ids.length === 0 ? undefined : html` aria-describedby="${ids.join(' ')}"`;
};

const above = ({ path, hint }: Described, mistakes: readonly string[]): Content => [
  hint === undefined ? undefined : html`<p class="hint" id="f-${path}-hint">${hint}</p>`,
  mistakes.length === 0
    ? undefined
    : html`<div class="mistakes" id="f-${path}-error">${mistakes.map((message) => html`<p>${message}</p>`)}</div>`,
];

/**
 * Several of a list: a box for each, and lines for what the list does not have. Sent as `<path>.<n>`; what is not
 * ticked is not sent, and the list closes up.
 *
 * @param group.others number of blank lines for further values; none by default
 */
export const choiceBoxes = (
  state: FormState,
  group: {
    readonly path: string;
    readonly legend: string;
    readonly required?: boolean;
    readonly hint?: Content;
    readonly options: readonly { readonly value: string; readonly label?: string }[];
    readonly others?: number;
    /** What the lines are for, e.g. その他の作業者. */
    readonly otherLabel?: string;
  },
): Html => {
  const { path, options } = group;
  const sent = valueAt(state.content, path);
  const chosen = (Array.isArray(sent) ? sent : []).filter((value) => typeof value === 'string');
  const further = chosen.filter((value) => options.every((option) => option.value !== value));
  const lines = group.others === undefined ? further.length : Math.max(group.others, further.length);
  const legend = group.required ? html`${group.legend} <span class="required">必須</span>` : group.legend;
  return fieldGroup(state, { ...group, legend }, [
    html`<div class="choices">${options.map(
      ({ value, label }, index) =>
        html`<label class="choice"><input type="checkbox" name="${path}.${index}" value="${value}"${
          chosen.includes(value) ? html` checked` : ''
        }> <span>${label ?? value}</span></label>`,
    )}</div>`,
    ...Array.from({ length: lines }, (_, index) => {
      const name = `${path}.${options.length + index}`;
      return html`<div class="field"><label for="f-${name}">${group.otherLabel ?? 'その他'} ${index + 1}</label><input type="text" id="f-${name}" name="${name}" class="medium" value="${further[index] ?? ''}" autocomplete="off"></div>`;
    }),
  ]);
};

/** Mistakes in a row of such a list are shown at the list: rows have no place of their own. */
export const atLists = (problems: FormState['problems'], paths: readonly string[]): FormState['problems'] =>
  problems.map((problem) => {
    const [, path = ''] = /^\/(\w+)\/\d+$/.exec(problem.pointer) ?? [];
    return paths.includes(path) ? { ...problem, pointer: `/${path}` } : problem;
  });
