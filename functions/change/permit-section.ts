import { html } from 'hono/html';
import type { ChangeView } from '../../core/change/list-changes.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  emptyState,
  linkButton,
  postForm,
  statusTag,
} from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { checkBox } from '../ui/form-controls.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { aspectsText, changeTag } from './page.ts';

/** 変更・廃止・継続, on the page of a permit (F10, G11). */
export const changesSection = (
  context: PageContext,
  {
    permit,
    changes,
    problems,
  }: {
    readonly permit: AnyPermitView;
    readonly changes: readonly ChangeView[];
    /** Of a withdrawal of the 廃止届. */
    readonly problems: readonly Problem[];
  },
): Html =>
  html`<section class="part" aria-labelledby="changes">
<h2 id="changes">変更・廃止・継続</h2>
${ending(context, permit, problems)}
${actions(permit)}
${
  changes.length === 0
    ? emptyState('変更の届出はありません。')
    : dataTable(
        { text: '変更届' },
        ['届出', '変更する事項', '変更日', '状態'],
        changes.map((change) => [
          html`<a href="/permits/${permit.caseId}/changes/${change.changeId}">${jstDay(change.filedAt)}</a>`,
          aspectsText(change),
          wareki(change.effectiveOn ?? change.changedOn),
          changeTag(change),
        ]),
      )
}
${continuation(permit)}
</section>`;

const actions = ({ caseId, can }: AnyPermitView): Content =>
  (can.change || can.renew || can.end) &&
  buttonRow(
    can.renew && linkButton(`/permits/${caseId}/renewal`, '同じ内容で継続を申請する'),
    can.change && linkButton(`/permits/${caseId}/changes/new`, '変更を届け出る'),
    can.end && linkButton(`/permits/${caseId}/ending`, '廃止を届け出る'),
  );

const ending = (context: PageContext, permit: AnyPermitView, problems: readonly Problem[]): Content =>
  permit.ending &&
  html`<div id="ending">${callout(
    'attention',
    '廃止届が出ています',
    html`<p>利用の最終日は${wareki(permit.ending.lastDay)}です。${
      permit.overOn === undefined ? 'その翌日0時に、許可は終了します。' : ''
    }</p>
<p>${linkButton(`/permits/${permit.caseId}/ending/paper`, '廃止届を見る・印刷する')}</p>
${
  permit.can.withdrawEnding &&
  html`<details${problems.length > 0 ? html` open` : ''}><summary>廃止届を取り下げる</summary>${postForm(
    context,
    { action: `/permits/${permit.caseId}/ending/withdraw` },
    [
      checkBox(
        { content: {}, problems },
        { path: 'confirmed', type: 'boolean', label: '廃止届を取り下げます', required: true },
      ),
      buttonRow(button('取り下げる', { kind: 'danger' })),
    ],
  )}</details>`
}`,
  )}</div>`;

const continuation = ({ continues, renewals }: AnyPermitView): Content =>
  (continues !== undefined || renewals.length > 0) &&
  dataTable(
    { text: '継続' },
    ['番号', '関係', '状態'],
    [
      ...(continues
        ? [
            [
              html`<a href="/permits/${continues.caseId}">${continues.permitNo}</a>`,
              '従前の許可',
              statusTag(continues.status, continues.statusLabel),
            ],
          ]
        : []),
      ...renewals.map(({ caseId, caseNo, status, statusLabel }) => [
        html`<a href="/applications/${caseId}">${caseNo}</a>`,
        '継続の申請',
        statusTag(status, statusLabel),
      ]),
    ],
  );
