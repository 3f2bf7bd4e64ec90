import { html } from 'hono/html';
import { stageLabel } from '../../core/case/decision-request.ts';
import { OPEN_SHORTENING } from '../../core/case/records/shortening.ts';
import {
  shorteningAnswerSchema,
  shorteningApprovalSchema,
  shorteningHearingSchema,
  shorteningInputSchema,
  shorteningStatementSchema,
} from '../../core/change/shortening-papers.ts';
import type { ShorteningView } from '../../core/change/view-shortening.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { cascadeTable, paperSection } from '../finding/permit-section.ts';
import { buttonRow, type Content, callout, dataTable, definitionList, linkButton } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { columns, type FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { isNumbered, shorteningLines } from './shortening-lines.ts';

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062), as pages. */

export const shorteningPath = ({ caseId }: AnyPermitView, { shorteningId }: ShorteningView): string =>
  `/permits/${caseId}/shortenings/${shorteningId}`;

const TONES: Readonly<Record<string, string>> = { dropped: 'over', shortened: 'bad' };
const shorteningTag = ({ status, statusLabel }: ShorteningView): Html =>
  html`<span class="tag ${TONES[status] ?? 'working'}">${statusLabel}</span>`;

/** On the page of a permit; nothing, as long as there is none and nobody could begin one. */
export const shorteningsSection = (
  permit: AnyPermitView,
  shortenings: readonly ShorteningView[],
): Content => {
  const mayPropose =
    permit.audience === 'city' &&
    permit.manages &&
    permit.overOn === undefined &&
    shortenings.every(({ status }) => status === 'shortened' || status === 'dropped');
  return (
    (mayPropose || shortenings.length > 0) &&
    html`<section class="part" aria-labelledby="shortenings"><h2 id="shortenings">許可の期間の短縮（第4条第3項）</h2>
${
  mayPropose &&
  html`<p>契約の解除などにより許可の期間が契約の期間を超えることになるとき、又は破産などにより契約が履行されないこととなるときに、弁明の機会を付与した上で、統括情報セキュリティ管理者の承認を得て短縮します。</p>
${buttonRow(linkButton(`/permits/${permit.caseId}/new-shortening`, '弁明の機会を付与する'))}`
}
${
  shortenings.length > 0 &&
  dataTable(
    { text: '許可の期間の短縮' },
    ['通知', '原因', '短縮後の末日', '状態'],
    shortenings.map((one) => [
      html`<a href="${shorteningPath(permit, one)}">${one.documentNo}</a>（${jstDay(one.proposedAt)}）`,
      one.groundLabel,
      wareki(one.lastDay),
      shorteningTag(one),
    ]),
  )
}</section>`
  );
};

/** On every part of a permit's page, while the vendor may speak; a permit that is over is shortened no more. */
export const shorteningNotice = (permit: AnyPermitView, shortenings: readonly ShorteningView[]): Content =>
  shortenings
    .filter(({ status }) => status === 'hearing' && permit.overOn === undefined)
    .map((one) =>
      callout(
        'attention',
        '許可の期間の短縮が予定されています',
        html`<p>許可の期間の末日を${wareki(one.lastDay)}に短縮することを予定し、弁明の機会を付与しています（期限 ${wareki(one.statementDueOn)}）。<a href="${shorteningPath(permit, one)}">通知を読む${one.can.state ? '・弁明する' : ''}</a></p>`,
      ),
    );

const nextOf = ({ overOn }: AnyPermitView, { status, lastDay, statementDueOn }: ShorteningView): string => {
  if (overOn !== undefined && OPEN_SHORTENING.some((open) => open === status))
    return '許可が終わったため、期間の短縮の手続は行われません。';
  switch (status) {
    case 'hearing':
      return `弁明の期限は${wareki(statementDueOn)}です。期限の日が終わるまで、又は「以上で弁明を終える」との申出があるまで、短縮は決定されません。`;
    case 'weighing':
      return '弁明の機会は終わりました。市が判断しています。';
    case 'approving':
      return '統括情報セキュリティ管理者の承認を待っています。';
    case 'shortened':
      return `許可の期間の末日は、${wareki(lastDay)}に短縮されました。その日の終わりに許可は終了します。`;
    default:
      return '短縮は取りやめられました。許可の期間は変わりません。';
  }
};

const cascade = (view: ShorteningView): Content =>
  view.cascade.length > 0 &&
  view.status !== 'dropped' &&
  html`<section class="part"><h2>再委託者の許可への影響（第11条）</h2>
<p>許可が終わると、次の許可もともに効力を失います。</p>
${cascadeTable(view.cascade)}</section>`;

export const shorteningDossier = (permit: AnyPermitView, view: ShorteningView): Html =>
  html`${cascade(view)}
<h2 id="papers">これまでの経過</h2>
${view.papers.map(({ seq, paper }) =>
  paperSection(
    shorteningLines(paper, permit.audience),
    isNumbered(paper) ? `${shorteningPath(permit, view)}/papers/${seq}` : undefined,
  ),
)}`;

/** One of them, for the vendor and the city. */
export const shorteningPage = (context: PageContext, permit: AnyPermitView, view: ShorteningView): Html => {
  const path = shorteningPath(permit, view);
  return page(
    context,
    `許可の期間の短縮 ${permit.permitNo}`,
    html`<h1>許可の期間の短縮 ${view.documentNo}<span class="subtitle">リモート接続許可 ${permit.permitNo}　${permit.systemName}</span></h1>
<p class="status-line">${shorteningTag(view)} ${nextOf(permit, view)}</p>
${buttonRow(
  view.can.answer &&
    view.request &&
    linkButton(
      `${path}/${view.request.stage === 'shortening' ? 'answer' : 'approval'}`,
      stageLabel(view.request.stage),
      'primary',
    ),
  view.can.state && linkButton(`${path}/statement`, '弁明する', 'primary'),
  view.can.record && linkButton(`${path}/hearing`, '口頭・書面の弁明を記録する'),
)}
${definitionList([
  ['許可の期間', `${wareki(permit.period.from)}から${wareki(permit.period.to)}まで`],
  ['短縮の原因', view.groundLabel],
  ['短縮後の許可の期間の末日', wareki(view.lastDay)],
])}
${shorteningDossier(permit, view)}`,
    { here: '/permits' },
  );
};

const proposal = fieldsOf(shorteningInputSchema);
export const proposalFields = (state: FormState): Content => [
  proposal(state, 'ground'),
  proposal(state, 'facts', { rows: 4 }),
  proposal(state, 'evidence', { rows: 3 }),
  proposal(state, 'lastDay'),
  proposal(state, 'statementDueOn'),
  proposal(state, 'dayOff'),
];

const statement = fieldsOf(shorteningStatementSchema);
export const statementFields = (state: FormState, view: ShorteningView): Content => [
  statement(state, 'statement', { rows: 8, hint: 'いくつかに分けて提出することもできます' }),
  statement(state, 'closing', {
    hint: `選択すると、弁明の期限（${wareki(view.statementDueOn)}）を待たずに決定が行われることがあります`,
  }),
];

const hearing = fieldsOf(shorteningHearingSchema);
export const hearingFields = (state: FormState): Content => [
  hearing(state, 'how', { inline: true }),
  columns(hearing(state, 'heardOn'), hearing(state, 'heardBy')),
  hearing(state, 'speaker'),
  hearing(state, 'statement', { rows: 8 }),
];

const answer = fieldsOf(shorteningAnswerSchema);
export const answerFields = (state: FormState): Content => [
  answer(state, 'choice'),
  answer(state, 'lastDay'),
  answer(state, 'reason', { rows: 4 }),
  answer(state, 'consideration', { rows: 4 }),
  answer(state, 'returns', { rows: 3 }),
];

const approval = fieldsOf(shorteningApprovalSchema);
export const approvalFields = (state: FormState): Content => [
  approval(state, 'choice'),
  approval(state, 'reason'),
];
