import { html } from 'hono/html';
import type { InstructionSummary } from '../../core/instruction/views.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { type Content, callout, dataTable, emptyState, linkButton } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';

/** 指示（第6条第6号）, on the page of a permit. */
export const instructionsSection = (
  _context: PageContext,
  view: {
    readonly permit: AnyPermitView;
    readonly instructions: readonly InstructionSummary[];
    /** Permit of the vendor with which this one is cut off (第11条). */
    readonly cutOffWith: string | undefined;
  },
): Html => {
  const { permit, instructions } = view;
  return html`<section class="part" aria-labelledby="instructions">
<h2 id="instructions">指示（第6条第6号）</h2>
${cutOff(permit, instructions)}
${cutOffWithBox(view.cutOffWith)}
${
  instructions.length === 0
    ? emptyState('指示はありません。')
    : dataTable(
        { text: '指示' },
        ['指示', '状態', '指示の日', '期限'],
        instructions.map((instruction) => [
          html`<a href="/permits/${permit.caseId}/instructions/${instruction.instructionId}">${instruction.kindLabel}${instruction.documentNo ? `　${instruction.documentNo}` : '（案）'}</a>`,
          html`${instruction.statusLabel}${instruction.overdue && instruction.status !== 'followed' ? html` <span class="tag attention">期限超過</span>` : ''}`,
          instruction.issuedAt && jstDay(instruction.issuedAt),
          instruction.dueOn ? wareki(instruction.dueOn) : '直ちに',
        ]),
      )
}
${permit.audience === 'city' && permit.manages && html`<p>${linkButton(`/permits/${permit.caseId}/new-instruction`, '指示する')}</p>`}
</section>`;
};

/** On the other parts of the page. */
export const cutOffBox = ({ caseId }: Pick<AnyPermitView, 'caseId'>): Html =>
  callout(
    'attention',
    '緊急接続停止中です（第6条第6号）',
    html`<p>解除されるまで、接続も作業の申請もできません。<a href="/permits/${caseId}?part=findings">指示を見る</a></p>`,
  );

/** @param permitNo of the vendor's permit with which this one is cut off */
export const cutOffWithBox = (permitNo: string | undefined): Content =>
  permitNo !== undefined &&
  callout(
    'attention',
    '保守事業者の許可が緊急接続停止中です（第6条第6号、第11条）',
    html`<p>許可番号 ${permitNo} に緊急接続停止指示が出ています。解除されるまで、この許可による接続も作業の申請もできません。</p>`,
  );

/** 緊急接続停止指示 that hold: nobody may overlook them (G9). */
const cutOff = ({ caseId }: AnyPermitView, instructions: readonly InstructionSummary[]): Content => {
  const holding = instructions.filter(
    ({ kind, status }) => kind === 'cut-off' && ['issued', 'acknowledged', 'not-followed'].includes(status),
  );
  return (
    holding.length > 0 &&
    callout(
      'attention',
      '緊急接続停止中です（第6条第6号）',
      html`<p>解除されるまで、接続も作業の申請もできません。</p><ul>${holding.map(
        ({ instructionId, documentNo }) =>
          html`<li><a href="/permits/${caseId}/instructions/${instructionId}">緊急接続停止指示 ${documentNo}</a></li>`,
      )}</ul>`,
    )
  );
};
