import { html } from 'hono/html';
import type { ChangeView } from '../../core/change/list-changes.ts';
import type { AnyPermitView } from '../../core/permit/views.ts';
import { addressed, ofPermit } from '../permit/ending-sheet.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { factsTable, paperPage, rowsTable } from '../ui/sheet.ts';
import { aspectsText } from './page.ts';

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
