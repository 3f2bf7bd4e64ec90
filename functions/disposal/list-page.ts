import { html } from 'hono/html';
import { DISPOSAL_STATUSES, type Disposal } from '../../core/disposal/disposal.ts';
import type { Problem } from '../../core/values/errors.ts';
import { button, buttonRow, dataTable, emptyState, errorSummary, postForm } from '../ui/components.ts';
import { jstDay } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** 廃棄リストの一覧, with the button that looks for cases whose retention is over. */
export const disposalsPage = (
  context: PageContext,
  view: {
    readonly disposals: readonly Disposal[];
    readonly retentionYears: number;
    readonly problems: readonly Problem[];
  },
): Html =>
  page(
    context,
    '廃棄リスト',
    html`<h1>廃棄リスト</h1>
${errorSummary(view.problems)}
<p class="lead">終了した案件の記録は、終了した日の属する年度の翌年度の4月1日から${view.retentionYears}年間保存します（<a href="/settings">設定</a>「文書の保存年数」）。保存期間が満了した案件は、毎年度の最初の開庁日に廃棄リストにまとめます。統括情報セキュリティ管理者が承認すると、個人情報を含む記録を消去します。監査証跡（日時・決定・照合値）は残ります。</p>
${
  view.disposals.length === 0
    ? emptyState('廃棄リストはまだありません。')
    : dataTable(
        { text: '廃棄リストの一覧' },
        ['番号', '状態', '作成日', '承認', '廃棄した日'],
        view.disposals.map(({ disposalId, disposalNo, status, preparedAt, approval, executedAt }) => [
          html`<a href="/disposals/${disposalId}">${disposalNo}</a>`,
          DISPOSAL_STATUSES[status],
          jstDay(preparedAt),
          approval
            ? html`${approval.count}件（除外 ${approval.excluded}件）<br>${approval.decidedBy.title} ${approval.decidedBy.name}`
            : '―',
          executedAt === undefined ? '―' : jstDay(executedAt),
        ]),
      )
}
<section><h2>年度の途中で作成する</h2>
<p class="lead">保存年数を変更したときや、除外した案件を改めて廃棄するときに使います。承認待ちのリストがあれば、それに加えます。作成しただけでは何も消去されません。</p>
${postForm(context, { action: '/disposals' }, buttonRow(button('保存期間が満了した案件を探す', { kind: 'secondary' })))}</section>`,
    { here: '/disposals', invalid: view.problems.length > 0 },
  );
