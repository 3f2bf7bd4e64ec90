import { html } from 'hono/html';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { type Content, callout, multiline } from '../ui/components.ts';
import type { Html } from '../ui/layout.ts';
import type { Correction } from './form-view.ts';
import { type Section, sectionAt, sectionPath } from './sections.ts';

/**
 * 補正: why the application came back, on top of each page; items of 別表1 with a link to their fields.
 *
 * @param section the page shows this one only; otherwise all
 */
export const correctionBox = (
  draftId: string,
  regulation: Regulation,
  { caseNo, items, reason }: Correction,
  section?: Section,
): Html => {
  const shown = section ? items.filter(({ item }) => section.items?.includes(item)) : items;
  const linked = (item: string): Content => {
    const place = regulation.checklist.findIndex(({ id }) => id === item);
    const pointer = `/checklist/${place}`;
    const on = place < 0 ? undefined : sectionAt({ pointer }, regulation);
    const href = section ? '' : on && sectionPath(draftId, on);
    return on
      ? html`<a href="${href}#f-checklist.${place}">${regulation.checklistName} ${item} ${regulation.checklist[place]?.text}</a>`
      : item;
  };
  return callout(
    'attention',
    `${caseNo} 補正をお願いします`,
    html`${reason && html`<p>${multiline(reason)}</p>`}
${
  shown.length > 0 &&
  html`<p>次の項目を直し、「申請内容の確認」の画面から再提出してください。</p>
<ul>${shown.map(({ item, note }) => html`<li>${linked(item)}<br>${multiline(note)}</li>`)}</ul>`
}`,
  );
};
