import { html } from 'hono/html';
import type { Temporal } from 'temporal-polyfill';
import type { InboxEntry } from '../../core/application/views.ts';
import { stageLabel } from '../../core/case/decision-request.ts';
import type { ProposalSummary } from '../../core/registration/view-proposal.ts';
import { dueText, questionPath } from '../question/page.ts';
import { togetherPath } from '../question/together.ts';
import { type Content, dataTable, emptyState, linkButton } from '../ui/components.ts';
import { jstDay, periodText } from '../ui/dates.ts';
import { selectField } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

type Conditions = Readonly<Record<string, string>>;

const FIRST = '期限の近い順';
const SORTS = { asked: '依頼の古い順', system: '対象システム順', vendor: '保守事業者順' };
const BY: Readonly<Record<string, (entry: InboxEntry) => string>> = {
  asked: ({ askedAt }) => askedAt,
  system: ({ systemName }) => systemName,
  vendor: ({ vendorName }) => vendorName,
};

/** The entries that are asked for, in the order that is asked for; of what is alike the most urgent first. */
export const chosenEntries = (
  entries: readonly InboxEntry[],
  { stage = '', system = '', late = '', sort = '' }: Conditions,
): readonly InboxEntry[] => {
  const key = BY[sort] ?? (({ dueOn }) => dueOn);
  return entries
    .filter(
      (entry) =>
        (stage === '' || entry.stage === stage) &&
        (system === '' || entry.systemName === system) &&
        (late === '' || entry.overdue),
    )
    .toSorted(
      (a, b) =>
        key(a).localeCompare(key(b), 'ja') ||
        a.dueOn.localeCompare(b.dueOn) ||
        a.askedAt.localeCompare(b.askedAt),
    );
};

/** 決裁待ち: every open question that the reader may answer today, the most urgent first unless asked otherwise. */
export const inboxPage = (
  context: PageContext,
  entries: readonly InboxEntry[],
  proposals: readonly ProposalSummary[] = [],
  conditions: Conditions = {},
): Html => {
  const overdue = entries.filter((entry) => entry.overdue).length;
  const chosen = chosenEntries(entries, conditions);
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
    dueText(context, dueOn),
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
${together(entries)}
${entries.length > 1 && conditionsForm(entries, conditions)}
${
  chosen.length < entries.length &&
  html`<p>条件に合う${chosen.length}件を表示しています。<a href="/inbox">すべてを表示する</a></p>`
}
${chosen.length > 0 && inboxTable(context.today, chosen)}`
}`,
    { here: '/inbox', waiting: entries.length + proposals.length },
  );
};

/** Of what may be answered together, where there are several. */
const together = (entries: readonly InboxEntry[]): Content => {
  const links = (['monthly', 'review'] as const).flatMap((stage) => {
    const count = entries.filter((entry) => entry.stage === stage).length;
    return count > 1
      ? [linkButton(togetherPath(stage), `${stageLabel(stage)}（${count}件）をまとめて行う`)]
      : [];
  });
  return links.length > 0 && html`<p class="button-row">${links}</p>`;
};

const conditionsForm = (entries: readonly InboxEntry[], conditions: Conditions): Html => {
  const state = { content: conditions, problems: [] };
  const stages = Object.fromEntries(entries.map(({ stage }) => [stage, stageLabel(stage)]));
  const systems = Object.fromEntries(entries.map(({ systemName }) => [systemName, systemName]));
  return html`<form method="get" action="/inbox" class="conditions">
${selectField(state, { path: 'stage', label: '依頼の内容', options: stages, blank: 'すべて' })}
${selectField(state, { path: 'system', label: '対象システム', options: systems, blank: 'すべて' })}
${selectField(state, { path: 'late', label: '期限', options: { yes: '期限超過だけ' }, blank: 'すべて' })}
${selectField(state, { path: 'sort', label: '並べ方', options: SORTS, blank: FIRST })}
<button type="submit" class="button secondary">表示する</button>
</form>`;
};

/** Open questions of the reader, in this order: what is to be done and by when, then what it is about. */
export const inboxTable = (
  today: Temporal.PlainDate,
  entries: readonly InboxEntry[],
  limit = entries.length,
): Content =>
  dataTable(
    { text: '決裁待ちの依頼' },
    ['依頼', '期限', '対象システム', '保守事業者', '利用期間', '依頼した日'],
    entries.slice(0, limit).map((entry) => row(today, entry)),
  );

const row = (today: Temporal.PlainDate, entry: InboxEntry): readonly Content[] => [
  html`<a href="${questionPath(entry.caseId, entry)}">${stageLabel(entry.stage)} <span class="nowrap">${entry.permitNo ?? entry.caseNo}</span></a>${entry.permitNo === undefined && `（${entry.applicationType}）`}${entry.aboutNo !== undefined && html`<br>${entry.aboutNo}`}${entry.asDeputy ? html` <span class="tag attention">代決</span>` : ''}`,
  dueText({ today }, entry.dueOn),
  `${entry.systemName}（${entry.sectionName}）`,
  entry.subcontractor === undefined
    ? entry.vendorName
    : `${entry.vendorName}（再委託者 ${entry.subcontractor}）`,
  periodText(entry.period),
  jstDay(entry.askedAt),
];
