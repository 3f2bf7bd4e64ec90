import { html } from 'hono/html';
import { PASTED_COLUMNS, type PastedList } from '../../core/application/pasted-rows.ts';
import { button, type Content } from '../ui/components.ts';
import { rowsAt } from '../ui/form.ts';
import { type FormState, fieldGroup, mistakesAt, textArea } from '../ui/form-controls.ts';
import type { Html } from '../ui/layout.ts';

/** A form with lists, as typed so far. */
export type RowsView = FormState & {
  /** List to which 追加 was pressed: it is shown with one blank row more. */
  readonly adding?: string | undefined;
};

type List = { readonly path: string; readonly legend: Content; readonly row: string; readonly hint?: string };

/**
 * A list that grows and shrinks without script: every row with its 削除 button, 追加 below, at least one row.
 * The buttons save the draft on the way (`add:<list>`, `remove:<list>.<index>`).
 */
export const repeated = (
  view: RowsView,
  list: List & { readonly simple?: boolean },
  fields: (path: string, label: string) => Content,
): Html => {
  const { path, row } = list;
  const count = Math.max(1, rowsAt(view.content, path) + (view.adding === path ? 1 : 0));
  const rows = Array.from({ length: count }, (_, index) => {
    const label = `${row} ${index + 1}`;
    const remove = html`<p class="row-end">${button('削除', { action: `remove:${path}.${index}`, kind: 'quiet', hidden: `：${label}` })}</p>`;
    const body = [fields(`${path}.${index}`, label), remove];
    return list.simple
      ? html`<div class="simple-row">${body}</div>`
      : fieldGroup(view, { path: `${path}.${index}`, legend: label }, body);
  });
  return fieldGroup(view, { ...list, plain: true }, [
    rows,
    html`<p class="list-end">${button(`${row}を追加`, { action: `add:${path}`, kind: 'secondary' })}</p>`,
  ]);
};

/** Rows out of a spreadsheet for a list of 様式1; each button of the page adds what stands in it. */
export const pasteBox = (view: FormState, list: PastedList): Html => {
  const labels = PASTED_COLUMNS[list].map(({ label }) => label).join('、');
  const isOpen = mistakesAt(view, `pasted.${list}`).length > 0;
  return html`<details${isOpen ? html` open` : ''}><summary>Excelなどの表から貼り付ける</summary>
${textArea(view, {
  path: `pasted.${list}`,
  label: '表の貼り付け',
  hint: `左の列から順に、${labels}。1行が1件になり、下の欄に加わります。見出しの行はあってもかまいません。`,
})}
<p class="list-end">${button('貼り付けた表を欄に加える', { action: 'paste', kind: 'secondary' })}</p></details>`;
};
