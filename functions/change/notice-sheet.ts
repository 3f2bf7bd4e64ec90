import { html } from 'hono/html';
import type { ChangeView } from '../../core/change/list-changes.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { numbered } from '../finding/lines.ts';
import { addressed, ofPermit } from '../permit/ending-page.ts';
import { jstDay, permitPeriodText, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { contactBlock, doubtsLine, factsTable, paperPage, rowsTable, sealMark } from '../ui/sheet.ts';
import { aspectsText } from './page.ts';

/** What a change makes of a permit, on A4: 許可事項変更通知書, and the permit as it stands (第12条, G11). */

type Noticed = ChangeView & { readonly notice: NonNullable<ChangeView['notice']> };
export const hasNotice = (change: ChangeView): change is Noticed => change.notice !== undefined;

export const changeNoticePaper = (
  context: PageContext,
  permit: AnyPermitView,
  change: Noticed,
  regulation: Regulation,
): Html => {
  const { notice } = change;
  const { issuer, addressee, contact } = notice;
  return paperPage(context, {
    title: '許可事項変更通知書',
    back: { href: `/permits/${permit.caseId}/changes/${change.changeId}`, label: '変更届の画面に戻る' },
    body: html`<p class="paper-right">${notice.documentNo}<br>${wareki(notice.issuedOn)}</p>
<p>${addressee.name}<br>${addressee.representative}　様</p>
<p class="paper-issuer"><span>${issuer.city}</span><span>${regulation.roles.manager.title}</span><span>${issuer.title}</span><span>${issuer.name}</span>${sealMark(notice)}</p>
<h1>リモートメンテナンス許可事項変更通知書</h1>
<p class="paper-sentence">${jstDay(change.filedAt)}に届出のあったリモートメンテナンスの許可事項の変更については、${notice.regulationTitle}第${regulation.provisions.delegation}条の定めによりこれを認めたので、下記のとおり通知します。</p>
<p class="paper-center" aria-hidden="true">記</p>
${factsTable('変更した許可', [
  ['許可番号', permit.permitNo],
  ['結果通知書', numbered(permit.notice)],
  ['対象システム', permit.systemName],
  permit.subcontractor === undefined ? undefined : ['再委託者', permit.subcontractor],
  ['変更した事項', aspectsText(change)],
  ['効力の生ずる日', wareki(change.effectiveOn ?? '')],
  change.lastDay === undefined
    ? undefined
    : [
        '許可の期間の末日',
        `${wareki(change.lastDay)}（契約の期間がこの許可の満了日より前に終わるため、${regulation.title}第${regulation.provisions.application}条第3項の規定により短縮する。）`,
      ],
  change.cascade === undefined
    ? undefined
    : ['この短縮により失効する再委託者の許可', change.cascade.join('、')],
])}
${rowsTable(
  '変更の内容',
  ['項目', '変更前', '変更後'],
  change.changes.map(({ label, before, after }) => [label, written(before), written(after)]),
)}
<p class="paper-sentence">上記のほかは、従前のとおりとします。効力の生ずる日より前に、変更後の内容で接続しないでください。</p>
<p class="paper-right">以上</p>
${doubtsLine(notice)}
${contact ? contactBlock(contact) : ''}`,
  });
};

/** Dates as a paper writes them. */
const written = (value: string): string =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) ? wareki(value) : value || 'なし';

/** The permit as it is today, with the numbers and dates of what it is made of. */
export const permitTermsPaper = (
  context: PageContext,
  permit: AnyPermitView,
  changes: readonly ChangeView[],
  regulation: Regulation,
): Html => {
  const { scope } = permit;
  const inForce = changes
    .filter(hasNotice)
    .filter(({ effectiveOn }) => (effectiveOn ?? '') <= context.today.toString())
    .toReversed();
  const title = `許可事項（${wareki(context.today.toString())}現在）`;
  return paperPage(context, {
    title,
    back: { href: `/permits/${permit.caseId}`, label: `許可 ${permit.permitNo} の画面に戻る` },
    body: html`<h1>リモートメンテナンス${title}</h1>
<p class="paper-sentence">${regulation.title}による許可の内容は、現在、次のとおりです。</p>
${factsTable('許可', [
  ['許可番号', permit.permitNo],
  ['状態', permit.statusLabel],
  ['結果通知書', numbered(permit.notice)],
  ['許可事項変更通知書', inForce.map(({ notice }) => numbered(notice)).join('\n') || 'なし'],
  ['保守事業者', permit.vendorName],
  permit.subcontractor === undefined ? undefined : ['再委託者', permit.subcontractor],
  ['対象システム', permit.systemName],
  ['許可の期間', permitPeriodText(permit)],
  ['条件', permit.conditions ?? 'なし'],
  [
    '例外とする要件',
    permit.exceptions
      .map(
        ({ item, reason, reviewOn }) =>
          `${regulation.checklistName} ${item}　${reason}（見直しの日　${wareki(reviewOn)}）`,
      )
      .join('\n') || 'なし',
  ],
])}
${factsTable('許可の範囲', [
  ['作業場所', scope.originSites.join('\n')],
  ['接続元IPアドレス', scope.originIps.join('\n')],
  ['専用端末', scope.terminals.join('\n')],
  ['接続先', scope.targetHosts.join('\n')],
  ['接続方法', scope.connectionMethod],
])}
${rowsTable(
  '作業者',
  ['氏名', '所属会社', '役割', '従事する期間'],
  scope.workers.map(({ name, company, role, from, to }) => [
    name,
    company,
    role,
    `${wareki(from)}から${to === undefined ? '' : `${wareki(to)}まで`}`,
  ]),
)}`,
  });
};

/** 変更届 (F10) on A4. */

export const changePaper = (context: PageContext, permit: AnyPermitView, change: ChangeView): Html =>
  paperPage(context, {
    title: 'リモートメンテナンス変更届',
    back: { href: `/permits/${permit.caseId}/changes/${change.changeId}`, label: '変更届の画面に戻る' },
    body: html`${addressed(context, permit, jstDay(change.filedAt), change.filedBy)}
<h1>リモートメンテナンス変更届</h1>
<p class="paper-sentence">リモートメンテナンスの利用許可について、次のとおり変更したいので、届け出ます。</p>
${factsTable('対象の許可', [
  ...ofPermit(permit),
  ['変更する事項', aspectsText(change)],
  ['変更日', wareki(change.changedOn)],
  ['変更の理由', change.reason],
])}
${rowsTable(
  '変更の内容',
  ['項目', '変更前', '変更後'],
  change.changes.map(({ label, before, after }) => [label, before || 'なし', after || 'なし']),
)}
${factsTable('市の処理', [
  ['結果', change.statusLabel],
  ['反映の日', change.effectiveOn && wareki(change.effectiveOn)],
  ...change.answers.map(
    ({ choice, by, at, reason }) =>
      [choice, html`${jstDay(at)}　${by}${reason === undefined ? '' : html`<br>理由：${reason}`}`] as const,
  ),
])}`,
  });
