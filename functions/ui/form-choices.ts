import { html } from 'hono/html';
import type { Content } from './components.ts';
import { valueAt } from './form.ts';
import { type FormState, fieldGroup } from './form-controls.ts';
import type { Html } from './layout.ts';

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
