import { html } from 'hono/html';
import type { Application } from '../../core/application/inputs.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { type Content, callout, multiline } from '../ui/components.ts';
import type { Html } from '../ui/layout.ts';
import type { Correction } from './form-view.ts';

/** 様式1 in sections: what stands on which page, in which order. Their fields: form.ts; to read: details.ts. */

type PlainId =
  | 'basics'
  | 'applicant'
  | 'contacts'
  | 'contract'
  | 'targets'
  | 'origin'
  | 'terminals'
  | 'work'
  | 'ground'
  | 'attachments'
  | 'pledge';
export type Section = {
  /** What it belongs to in the list of sections. */
  readonly part: string;
  readonly title: string;
  /** Fields of the application, and `subcontracted` (core/application/judge-draft.ts). */
  readonly fields: readonly (keyof Application | 'subcontracted')[];
} & (
  | { readonly id: PlainId; readonly items?: never }
  /** 別表1, a page per group of its items. */
  | { readonly id: `checklist-${number}`; readonly items: readonly string[] }
);

export const sectionsOf = ({ checklist, checklistName, provisions }: Regulation): readonly Section[] => {
  const groups = [...new Map(checklist.map(({ group }) => [group.number, group.title])).entries()];
  const applicant = { part: '申請者・契約' } as const;
  const connection = { part: '接続と作業' } as const;
  const end = { part: '添付資料・誓約' } as const;
  return [
    {
      ...{ ...applicant, id: 'basics', title: '申請の区分' },
      fields: ['applicationType', 'previousPermitNo', 'appliedOn', 'consultationId'],
    },
    { ...applicant, id: 'applicant', title: '申請者', fields: ['vendor', 'subcontracted', 'subcontracting'] },
    {
      ...{ ...applicant, id: 'contacts', title: '責任者・連絡先' },
      fields: ['responsiblePerson', 'contactPerson', 'emergencyContact'],
    },
    {
      ...{ ...applicant, id: 'contract', title: '対象システム・契約・利用期間' },
      fields: ['systemId', 'personalDataHandled', 'contract', 'period'],
    },
    {
      ...{ ...connection, id: 'targets', title: '接続先・接続の方法・緊急時と終了時の措置' },
      fields: ['targetHosts', 'connectionMethod', 'authMethod', 'emergencyCutOff', 'atEnd'],
    },
    {
      ...{ ...connection, id: 'origin', title: '接続元・回線' },
      fields: ['originSites', 'originIps', 'lineType'],
    },
    { ...connection, id: 'terminals', title: '専用端末', fields: ['terminals'] },
    { ...connection, id: 'work', title: '作業者・予定する作業', fields: ['workers', 'plannedWork'] },
    {
      ...{ ...connection, id: 'ground', title: '申請の根拠・効果・実績' },
      fields: ['ground', 'purpose', 'expectedEffect', 'trackRecord'],
    },
    ...groups.map(
      ([number, title]): Section => ({
        ...{ part: `${checklistName}（適合状況）`, id: `checklist-${number}`, title: `${number} ${title}` },
        fields: ['checklist'],
        items: checklist.filter(({ group }) => group.number === number).map(({ id }) => id),
      }),
    ),
    {
      ...{ ...end, id: 'attachments', title: '添付資料・備考' },
      fields: ['attachments', 'remarks'],
    },
    {
      ...{ ...end, id: 'pledge', title: `遵守事項の誓約（第${provisions.obligations}条）` },
      fields: ['pledge'],
    },
  ];
};

/** The section in which the field of a mistake or remark stands; undefined for what concerns none. */
export const sectionAt = (
  { pointer }: Pick<Problem, 'pointer'>,
  regulation: Regulation,
): Section | undefined => {
  const [, field = '', index = ''] = pointer.split('/');
  const item = field === 'checklist' ? regulation.checklist[Number(index || '0')]?.id : undefined;
  return sectionsOf(regulation).find(({ fields, items }) =>
    items ? item !== undefined && items.includes(item) : fields.some((name) => name === field),
  );
};

export const sectionPath = (draftId: string, { id }: Section): string => `/drafts/${draftId}/sections/${id}`;

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
<ul>${shown.map(({ item, note }) => html`<li>${linked(item)}<br>${multiline(note)}</li>`)}</ul>
${!section && html`<p>図面などの資料は、<a href="/drafts/${draftId}/sections/attachments">添付資料のページ</a>で追加してください。</p>`}`
}`,
  );
};
