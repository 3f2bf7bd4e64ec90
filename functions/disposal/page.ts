import { html } from 'hono/html';
import { z } from 'zod';
import {
  DISPOSAL_STATUSES,
  type Disposal,
  disposalApprovalInputSchema,
  exclusionInputSchema,
} from '../../core/disposal/disposal.ts';
import type { DisposalLine, DisposalView } from '../../core/disposal/prepare-disposal.ts';
import type { Problem } from '../../core/values/errors.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  multiline,
  postForm,
  SHOW_AGAIN,
} from '../ui/components.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import { type FormState, hiddenField, sinceShown } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { LastLook } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** What each form of the page sends, under a name of its own. */
export const excludingSchema = z.object({ exclusion: exclusionInputSchema });
export const approvingSchema = z.object({
  approval: disposalApprovalInputSchema,
  confirmed: z.literal(true, '元に戻せないことを確認し、確認の欄にチェックを入れてください'),
});
const approving = fieldsOf(approvingSchema);

/** One 廃棄リスト: its cases, exclusions with reasons, and the chief's approval. */
export const disposalPage = (
  context: PageContext,
  state: FormState & { readonly view: DisposalView },
): Html => {
  const { view } = state;
  const problems = sinceShown(state.content, state.problems, view.hash, 'approval.hash');
  const title = `廃棄リスト ${view.disposalNo}`;
  const kept = view.entries.filter(({ excluded }) => excluded !== undefined);
  const going = view.entries.filter(({ excluded }) => excluded === undefined);
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">${DISPOSAL_STATUSES[view.status]}</span></h1>
${errorSummary(problems)}
${definitionList([
  ['作成日', jstDay(view.preparedAt)],
  ['保存年数', `${view.retentionYears}年（終了した日の属する年度の翌年度の4月1日から）`],
  ['件数', `${going.length}件（除外 ${kept.length}件）`],
  ['承認', view.approval && approvalText(view.approval)],
  ['承認の理由', view.approval && multiline(view.approval.reason)],
  ['廃棄した日時', view.executedAt && jstTime(view.executedAt)],
])}
<section><h2>廃棄する案件（${going.length}件）</h2>
${casesTable('廃棄する案件', going)}</section>
${
  kept.length > 0 &&
  html`<section><h2>除外した案件（${kept.length}件）</h2>
<p class="lead">除外した案件は、次のリストに再び載ります。</p>
${postForm(
  context,
  { action: `/disposals/${view.disposalId}` },
  dataTable(
    { text: '除外した案件' },
    ['受付番号', '理由', '除外した日', ...(view.can.change ? ['操作'] : [])],
    kept.map(({ caseId, caseNo, excluded }) => [
      caseNo,
      multiline(excluded?.reason ?? ''),
      excluded ? jstDay(excluded.at) : '',
      ...(view.can.change
        ? [button('除外を取り消す', { action: `include:${caseId}`, kind: 'quiet', hidden: `（${caseNo}）` })]
        : []),
    ]),
  ),
)}</section>`
}
${view.can.change && going.length > 0 && exclusionForm(context, view, state)}
${view.can.approve && approvalForm(context, view, state)}
${view.can.change && !view.can.approve && callout('info', '承認を待っています', html`<p>除外する案件がなければ、統括情報セキュリティ管理者の承認をお待ちください。</p>`)}`,
    { here: '/disposals', invalid: problems.length > 0 },
  );
};

const approvalText = ({ decidedBy, principal, decidedAt }: NonNullable<DisposalView['approval']>): string =>
  `${jstTime(decidedAt)}　${decidedBy.title} ${decidedBy.name}${
    principal ? `（${principal.title} ${principal.name} の代決）` : ''
  }`;

const casesTable = (text: string, entries: readonly DisposalLine[]): Content =>
  entries.length === 0
    ? html`<p>ありません。</p>`
    : dataTable(
        { text },
        ['受付番号', '許可番号', '終わり方', '保守事業者', '対象システム', '終了した日', '保存期限', '廃棄'],
        entries.map((entry) => [
          html`<a href="/applications/${entry.caseId}">${entry.caseNo}</a>`,
          entry.permitNo ?? '―',
          entry.unanswered > 0
            ? html`${entry.statusLabel}<br><span class="tag attention">未回答の依頼 ${entry.unanswered}件</span>`
            : entry.statusLabel,
          entry.vendorName,
          `${entry.systemName}（${entry.sectionName}）`,
          wareki(entry.endedOn),
          wareki(entry.keptUntil),
          entry.erasedAt
            ? jstDay(entry.erasedAt)
            : entry.spared
              ? '手続又は保存期間が残っているため行わず'
              : '―',
        ]),
      );

const exclusionForm = (context: PageContext, view: DisposalView, state: FormState): Html =>
  html`<section><h2>案件を廃棄から除外する</h2>
<p class="lead">訴訟や監査などのため、記録を引き続き保存する案件を除外します。</p>
${postForm(
  context,
  { action: `/disposals/${view.disposalId}` },
  html`${fieldsOf(excludingSchema)(state, 'exclusion.caseId', {
    as: 'select',
    label: '除外する案件',
    options: Object.fromEntries(
      view.entries
        .filter(({ excluded }) => excluded === undefined)
        .map(({ caseId, caseNo, vendorName, systemName }) => [
          caseId,
          `${caseNo} ${vendorName} ${systemName}`,
        ]),
    ),
  })}
${fieldsOf(excludingSchema)(state, 'exclusion.reason', { hint: '例 令和13年（ワ）第123号の訴訟が係属しているため。個人の氏名は書かないでください' })}
${buttonRow(button('除外する', { action: 'exclude', kind: 'secondary' }))}`,
)}</section>`;

const approvalForm = (context: PageContext, view: DisposalView, state: FormState): Html =>
  html`<section><h2>廃棄を承認する</h2>
${callout(
  'attention',
  '承認すると消去が始まり、元に戻すことはできません',
  html`<p>申請書、決定、作業と月次の報告、違反に関する書類、添付資料、送信したメールを消去します。監査証跡と、このリストは残ります。</p>`,
)}
${postForm(
  context,
  { action: `/disposals/${view.disposalId}`, enter: SHOW_AGAIN },
  html`${hiddenField(state, { path: 'approval.hash', value: view.hash })}
${approving(state, 'approval.reason', { hint: '例 保存期間の満了を確認したため' })}
${approving(state, 'confirmed', { label: '廃棄する案件を確認しました。元に戻せないことを理解しています' })}
${buttonRow(button('廃棄を承認する', { action: 'approve', kind: 'danger' }))}`,
)}</section>`;

/** What goes, and of whom, before it is gone. */
export const disposalLook = (view: DisposalView, reason: string): LastLook => {
  const going = view.entries.filter(({ excluded }) => excluded === undefined);
  return {
    title: `廃棄リスト ${view.disposalNo} の承認`,
    submit: '廃棄を承認する',
    warning: '承認すると消去が始まり、元に戻すことはできません。',
    rows: [
      ['保守事業者', [...new Set(going.map(({ vendorName }) => vendorName))].join('、')],
      ['廃棄する案件', `${going.length}件（${going.map(({ caseNo }) => caseNo).join('、')}）`],
      ['除外した案件', `${view.entries.length - going.length}件`],
      ['承認の理由', multiline(reason)],
    ],
    action: `/disposals/${view.disposalId}`,
  };
};

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
