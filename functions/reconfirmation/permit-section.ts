import { html } from 'hono/html';
import { RECONFIRM_REASONS } from '../../core/case/records/reconfirmation.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { ReconfirmationView } from '../../core/reconfirmation/list-reconfirmations.ts';
import { dataTable, emptyState } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';

/** 別表1の再確認（第6条第7号）, on the page of a permit. */
export const reconfirmationsSection = (
  _context: PageContext,
  {
    permit,
    reconfirmations,
  }: { readonly permit: AnyPermitView; readonly reconfirmations: readonly ReconfirmationView[] },
): Html =>
  html`<section class="part" aria-labelledby="reconfirmations">
<h2 id="reconfirmations">別表1の再確認（第6条第7号）</h2>
${
  permit.nextReviewOn !== undefined &&
  permit.overOn === undefined &&
  html`<p>次回の再確認は${wareki(permit.nextReviewOn)}です。</p>`
}
${
  reconfirmations.length === 0
    ? emptyState('再確認はまだ行われていません。')
    : dataTable(
        { text: '別表1の再確認' },
        ['依頼', '理由', '状態', '確認'],
        reconfirmations.map((one) => [
          html`<a href="/permits/${permit.caseId}/reconfirmations/${one.reconfirmationId}">${jstDay(one.requestedAt)}</a>`,
          RECONFIRM_REASONS[one.why],
          html`<span class="tag ${TONES[one.status] ?? 'working'}">${one.statusLabel}</span>${
            one.nonconforming.length > 0 ? `　${one.nonconforming.join('、')}` : ''
          }`,
          one.answeredAt === undefined ? '―' : jstDay(one.answeredAt),
        ]),
      )
}
</section>`;

const TONES: Readonly<Record<string, string>> = { conforming: 'good', nonconforming: 'attention' };
