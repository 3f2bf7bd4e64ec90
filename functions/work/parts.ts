import { html } from 'hono/html';
import type { WorkSummary } from '../../core/work/views.ts';
import { type Content, dataTable, definitionList, multiline, statusTag } from '../ui/components.ts';
import { spanText } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';
import type { Facts } from './facts.ts';

/** What several pages about works show alike. */

/** The words of the colours that statusTag knows. */
const TONES: Readonly<Record<WorkSummary['status'], string>> = {
  submitted: 'confirming',
  accepted: 'active',
  returned: 'returned',
  emergency: 'returned',
  declined: 'revoked',
  withdrawn: 'withdrawn',
  unannounced: 'returned',
  lapsed: 'withdrawn',
  reported: 'confirming',
  'report-returned': 'returned',
  confirmed: 'ended',
};
export const workTag = ({ status, statusLabel }: Pick<WorkSummary, 'status' | 'statusLabel'>): Html =>
  statusTag(TONES[status], statusLabel);

export const factsList = (facts: Facts): Html =>
  definitionList(facts.map(([label, value]) => [label, multiline(value)]));

const flagTags = (flags: WorkSummary['flags']): Content =>
  flags.length > 0 && flags.map(({ label }) => html`<span class="tag attention">${label}</span> `);

export const worksTable = (caseId: string, works: readonly WorkSummary[]): Html =>
  dataTable(
    { text: '作業' },
    ['番号', '状態', '予定の日時', '確認を要する点'],
    works.map((work) => [
      html`<a href="/permits/${caseId}/works/${work.workId}">${work.noticeNo}</a>${work.emergency ? html` <span class="tag attention">緊急</span>` : ''}`,
      workTag(work),
      spanText(work.plannedStart, work.plannedEnd),
      work.flags.length === 0 ? 'なし' : flagTags(work.flags),
    ]),
  );
