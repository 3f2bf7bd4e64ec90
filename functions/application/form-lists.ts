import { html } from 'hono/html';
import { button, type Content } from '../ui/components.ts';
import { rowsAt } from '../ui/form.ts';
import { type FormState, fieldGroup } from '../ui/form-controls.ts';
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
