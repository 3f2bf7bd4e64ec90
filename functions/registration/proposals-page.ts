import { html } from 'hono/html';
import { PROPOSAL_STATUSES } from '../../core/registration/proposal.ts';
import type { ProposalSummary } from '../../core/registration/view-proposal.ts';
import { type Content, callout, dataTable, emptyState, linkButton } from '../ui/components.ts';
import { jstTimeShort, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

export type ProposalsPage = {
  readonly open: readonly ProposalSummary[];
  readonly closed: readonly ProposalSummary[];
  /** Address of the next page of those that are over. */
  readonly next: string | undefined;
};

/** 登録伺いの一覧: what waits for a confirmation, and what has become of the others. */
export const proposalsPage = (context: PageContext, view: ProposalsPage): Html =>
  page(
    context,
    '登録伺い',
    html`<h1>登録伺い</h1>
<p class="lead">情報セキュリティ管理者などの役職、役職者の氏名・メールアドレス、設定などの変更は、統括部門が登録伺いとして準備し、統括情報セキュリティ管理者又は代決者が確認した後に反映されます（第12条）。</p>
${context.reader?.isOffice && html`<p>${linkButton('/proposals/new', '人事異動をまとめて登録する')}</p>`}
<section><h2>確認待ち</h2>
${
  view.open.length === 0
    ? emptyState('確認を待っている登録伺いはありません。')
    : dataTable(
        { text: '確認待ちの登録伺い' },
        ['番号', '件名', '作成', '確認の期限', '有効期間'],
        view.open.map((entry) => [
          ...common(entry),
          wareki(entry.dueOn),
          `${wareki(entry.lapsesOn)}の前日まで`,
        ]),
      )
}</section>
<section><h2>済んだもの</h2>
${
  view.closed.length === 0
    ? emptyState('済んだ登録伺いはありません。')
    : dataTable(
        { text: '済んだ登録伺い' },
        ['番号', '件名', '作成', '状態'],
        view.closed.map((entry) => [...common(entry), PROPOSAL_STATUSES[entry.status]]),
      )
}
${view.next !== undefined && html`<p><a href="${view.next}">続きを表示する</a></p>`}</section>`,
    { here: '/proposals' },
  );

const common = ({ proposalId, proposalNo, title, preparedBy, preparedAt }: ProposalSummary): Content[] => [
  html`<a href="/proposals/${proposalId}">${proposalNo}</a>`,
  title,
  html`${jstTimeShort(preparedAt)}<br>${preparedBy}`,
];

/** Above a form whose entries wait for a confirmation. */
export const waitsForConfirmation = (what: string): Html =>
  callout(
    'info',
    '確認の後に反映されます',
    html`<p>${what}登録伺いとなり、統括情報セキュリティ管理者又は代決者の確認の後に反映されます（第12条）。確認をお願いするメールを自動で送ります。</p>`,
  );
