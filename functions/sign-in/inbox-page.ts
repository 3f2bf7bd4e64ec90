import { html } from 'hono/html';
import type { InboxEntry } from '../../core/application/views.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import type { ProposalSummary } from '../../core/registration/view-proposal.ts';
import { questionPath } from '../question/question-path.ts';
import { type Content, dataTable, emptyState } from '../ui/components.ts';
import { jstDay, periodText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** 決裁待ち: every open question that the reader may answer today, the most urgent first. */
export const inboxPage = (
  context: PageContext,
  entries: readonly InboxEntry[],
  proposals: readonly ProposalSummary[] = [],
): Html => {
  const overdue = entries.filter((entry) => entry.overdue).length;
  return page(
    context,
    '決裁待ち',
    html`<h1>決裁待ち</h1>
${
  proposals.length > 0 &&
  html`<section><h2>登録伺い</h2>
${dataTable(
  { text: '確認を待っている登録伺い' },
  ['番号', '件名', '作成した者', '確認の期限'],
  proposals.map(({ proposalId, proposalNo, title, preparedBy, dueOn }) => [
    html`<a class="nowrap" href="/proposals/${proposalId}">${proposalNo}</a>`,
    title,
    preparedBy,
    html`${wareki(dueOn)}${dueOn < context.today.toString() ? html` <span class="tag attention">期限超過</span>` : ''}`,
  ]),
)}</section>
${entries.length > 0 && html`<h2>申請・許可</h2>`}`
}
${
  entries.length === 0
    ? proposals.length === 0 &&
      emptyState(
        '現在、あなたの決定・回答を待っている依頼はありません。依頼があると、メールでお知らせします。',
        html`<p><a href="/applications">申請一覧を見る</a></p>`,
      )
    : html`<p class="lead">あなたの決定・回答を待っている依頼が${entries.length}件あります${
        overdue > 0 ? html`（うち<strong>期限超過 ${overdue}件</strong>）` : ''
      }。</p>
${inboxTable(entries)}`
}`,
    { here: '/inbox' },
  );
};

/** Open questions of the reader, the most urgent first. */
export const inboxTable = (entries: readonly InboxEntry[], limit = entries.length): Content =>
  dataTable(
    { text: '決裁待ちの依頼' },
    ['番号', '依頼の内容', '保守事業者', '対象システム', '利用期間', '依頼した日', '期限'],
    entries
      .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn))
      .slice(0, limit)
      .map(row),
  );

const row = (entry: InboxEntry): readonly Content[] => [
  html`<a class="nowrap" href="${questionPath(entry.caseId, entry)}">${entry.permitNo ?? entry.caseNo}</a>${entry.permitNo === undefined && `（${entry.applicationType}）`}`,
  html`${stageLabel(entry.stage)}${entry.aboutNo !== undefined && html`<br>${entry.aboutNo}`}${entry.asDeputy ? html` <span class="tag attention">代決</span>` : ''}`,
  entry.subcontractor === undefined
    ? entry.vendorName
    : `${entry.vendorName}（再委託者 ${entry.subcontractor}）`,
  `${entry.systemName}（${entry.sectionName}）`,
  periodText(entry.period),
  jstDay(entry.askedAt),
  html`${wareki(entry.dueOn)}${entry.overdue ? html` <span class="tag attention">期限超過</span>` : ''}`,
];
