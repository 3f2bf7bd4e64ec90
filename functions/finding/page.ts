import { html } from 'hono/html';
import { stageLabel } from '../../core/case/decision-request.ts';
import { sanctionName } from '../../core/case/records/finding-facts.ts';
import type { FindingPaper } from '../../core/case/records/finding-papers.ts';
import { aboutOrder } from '../../core/finding/finding-papers-of.ts';
import type { FindingView, NoticeEntry } from '../../core/finding/views.ts';
import { orderName } from '../../core/finding/views.ts';
import { arrivalWords } from '../permit/documents-page.ts';
import { questionPath } from '../question/page.ts';
import {
  buttonRow,
  type Content,
  callout,
  clauseText,
  dataTable,
  definitionList,
  emptyState,
  linkButton,
  multiline,
  recordLink,
} from '../ui/components.ts';
import { jstTime, monthText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { findingLines, type Lines, reasonLabel } from './lines.ts';
import {
  cascadeSection,
  NO_LONGER,
  NOTICES,
  noticeList,
  paperSection,
  worksAheadSection,
} from './permit-section.ts';

/**
 * One violation, from what was noticed to what became of it: for the city all of it, for the vendor its part.
 * Longer than 300 lines: one page, part by part.
 */

type Audience = 'vendor' | 'city';

/** Papers that have an A4 form. */
const PRINTED: ReadonlySet<string> = new Set([
  'violation-found',
  'order-issued',
  'order-withdrawn',
  'due-extended',
  'order-replied',
  'compliance-judged',
  'statement-invited',
  'statement-made',
  'statement-heard',
]);

export const findingPath = ({ caseId, findingId }: Pick<FindingView, 'caseId' | 'findingId'>): string =>
  `/permits/${caseId}/findings/${findingId}`;

export const subjectOf = (
  view: Pick<FindingView, 'permitNo' | 'systemName' | 'vendorName'> & {
    readonly subcontractor?: string | undefined;
  },
): readonly (readonly [string, string])[] => [
  ['許可番号', view.permitNo],
  ['対象システム', view.systemName],
  ...(view.subcontractor === undefined ? [] : [['利用する者', `${view.subcontractor}（再委託者）`] as const]),
  ['保守事業者', view.vendorName],
];

/** Everything that has been written, in order. */
export const findingDossier = (view: FindingView, audience: Audience): Html =>
  html`<h2 id="papers">これまでの経過</h2>
${
  view.papers.length === 0
    ? emptyState('まだ書面はありません。')
    : view.papers.map(({ seq, paper, caseId = view.caseId }) =>
        paperSection(
          withArrival(
            findingLines(paper, audience),
            view.arrivals.find(({ of }) => of === seq && caseId === view.caseId),
          ),
          PRINTED.has(paper.type) || ('issued' in paper && paper.issued !== undefined)
            ? `${findingPath({ caseId, findingId: view.findingId })}/papers/${seq}`
            : undefined,
          audience === 'city' && paper.type === 'compliance-judged' && paper.result === 'disobeyed'
            ? html`<p><a href="${noncomplianceReport(view, { seq, caseId })}">未履行報告をA4で表示・印刷する</a></p>`
            : undefined,
        ),
      )
}`;

const withArrival = (lines: Lines, arrival: FindingView['arrivals'][number] | undefined): Lines =>
  arrival === undefined
    ? lines
    : {
        ...lines,
        rows: [...lines.rows, ['受領・到達', arrivalWords(arrival).join('\n') || '記録はありません']],
      };

/** The report that was made with a judgement: under the permit of then, and the last one of it unless another is named. */
const noncomplianceReport = (
  { findingId, papers, caseId: own }: FindingView,
  { seq, caseId }: { readonly seq: number; readonly caseId: string },
): string => {
  const last = papers.findLast(
    ({ paper, caseId: kept = own }) => paper.type === 'compliance-judged' && kept === caseId,
  );
  return `${findingPath({ caseId, findingId })}/noncompliance-report${last?.seq === seq ? '' : `?judged=${seq}`}`;
};

/** 疑いのある接続・作業, as they stand now: each once, with what is in question of it and the item of 第6条. */
const mattersSection = (view: FindingView): Content => {
  if (view.matters.length === 0) return undefined;
  const subjects = [...Map.groupBy(view.matters, ({ subject }) => subject)];
  return html`<section class="part" aria-labelledby="matters"><h2 id="matters">疑いのある接続・作業</h2>
${dataTable(
  { text: '疑いのある接続・作業' },
  ['接続・作業', '疑いのあること'],
  subjects.map(([subject, matters]) => [
    html`${subject}${workLink(view.caseId, matters)}`,
    matters.map(
      ({ text, clause, state }) =>
        html`<p>${text}（${clauseText({ clause })}）${
          state === 'open' ? '' : html` <span class="tag over">${MATTER_STATES[state]}</span>`
        }</p>`,
    ),
  ]),
)}</section>`;
};
const MATTER_STATES = { withdrawn: '取下げ', outdated: NO_LONGER } as const;

/** What the vendor has said of it in its reports: whoever judges reads it beside what was noticed. */
const reasonsSection = ({ reasons = [] }: FindingView): Content =>
  reasons.length > 0 &&
  html`<section class="part" aria-labelledby="reasons"><h2 id="reasons">保守事業者が報告した理由</h2>
${definitionList(reasons.map((one) => [reasonLabel(one), multiline(one.reason)]))}</section>`;

const workLink = (caseId: string, matters: FindingView['matters']): Content => {
  const workId = matters.find((matter) => matter.workId !== undefined)?.workId;
  return (
    workId !== undefined && html`<br>${recordLink(caseId, { kind: 'work', id: workId, label: '作業の画面' })}`
  );
};

/** Whoever decides must see that the ground has gone, or part of it. */
const outdatedNote = (view: FindingView): Content => {
  if (view.status === 'cleared')
    return callout(
      'info',
      '候補は取り下げられました',
      html`<p>照合・報告の訂正により、該当する接続・作業がなくなりました。判断は不要です。</p>`,
    );
  const outdated = view.matters.filter(({ state }) => state === 'outdated');
  if (view.outdated)
    return callout(
      'attention',
      NO_LONGER,
      html`<p>この記録のもとになった接続・作業は、最新の照合では、すべて該当しません。命令の撤回などを検討してください。</p>`,
    );
  return (
    outdated.length > 0 &&
    callout(
      'attention',
      `${NO_LONGER}（一部）`,
      html`<p>この記録のもとになった接続・作業のうち、一部は、最新の照合では該当しません。</p>`,
    )
  );
};

/** What the answer of the open question falls on, beside what was written. */
export const questionDossier = (view: FindingView, stage: string): Html =>
  html`${overdueNote(view)}${outdatedNote(view)}${mattersSection(view)}${reasonsSection(view)}${findingDossier(stage === 'receipt' ? asReported(view) : view, 'city')}
${stage === 'sanction' || stage === 'lift' ? cascadeSection(view.cascade, stage) : ''}${stage === 'sanction' ? worksAheadSection(view.worksAhead ?? []) : ''}`;

/** The chief receives the report as it was made; what has followed since is no part of it (INV-4). */
const asReported = (view: FindingView): FindingView => {
  const report = view.papers.findLastIndex(({ paper }) => paper.type === 'violation-found');
  return { ...view, papers: view.papers.slice(0, report + 1) };
};

const overdueNote = (view: FindingView): Content =>
  view.overdue &&
  view.status === 'ordered' &&
  callout(
    'attention',
    '履行期限を過ぎています',
    html`<p>履行期限（${wareki(view.dueOn ?? '')}）までに、是正報告が提出されていません。</p>`,
  );

/** The notices of what was decided after this order, and of the lifting of its suspension. */
const noticesAfter = ({ orderNo }: FindingView, all: readonly NoticeEntry[]): readonly NoticeEntry[] => {
  const given = all.filter(({ paper }) => paper.type === 'sanction-notice' && paper.orderNo === orderNo);
  const suspended = given.map(({ paper }) => paper.documentNo);
  return all.filter(
    (entry) =>
      given.includes(entry) ||
      ('suspensionNo' in entry.paper && suspended.includes(entry.paper.suspensionNo)),
  );
};

/** Permit and system stand in the heading, and a vendor knows who it is. */
const subjectBelow = (view: FindingView, audience: Audience): ReturnType<typeof subjectOf> =>
  subjectOf(view).filter(
    ([label]) => label === '利用する者' || (label === '保守事業者' && audience === 'city'),
  );

/** @param notices all of the permit */
export const findingPage = (
  context: PageContext,
  view: FindingView,
  notices: readonly NoticeEntry[],
  audience: Audience,
): Html => {
  const title = orderName(view) ?? '違反の記録';
  const after = noticesAfter(view, notices);
  return page(
    context,
    `${view.permitNo} ${title}`,
    html`<h1>${title}<span class="subtitle">${clauseText(view)}　${view.permitNo}　${view.systemName}</span></h1>
<p class="status-line"><span class="tag working">${view.statusLabel}</span></p>
${overdueNote(view)}
${outdatedNote(view)}
${audience === 'city' ? cityActions(view) : vendorActions(view)}
${definitionList([
  ...subjectBelow(view, audience),
  ['候補の種類', audience === 'city' ? view.kindLabel : undefined],
  ['対象の月', view.month && monthText(view.month)],
  ['候補の元の記録', view.source && recordLink(view.caseId, view.source)],
  ['引き継いだ許可', view.earlierPermit && permitLink(view.earlierPermit, view.findingId)],
  ['引き継がれた許可', view.laterPermit && permitLink(view.laterPermit, view.findingId)],
  // Whoever has to reply is told the day above.
  [
    '履行期限',
    audience === 'vendor' && view.can.reply && view.status === 'ordered'
      ? undefined
      : view.dueOn && wareki(view.dueOn),
  ],
  ['弁明の期限', view.statementDueOn && wareki(view.statementDueOn)],
  ['弁明', view.statementClosed ? '保守事業者は、以上で弁明を終えると申し出ています' : undefined],
  ['第8条による決定', view.sanction && sanctionName(view.sanction, view.only)],
  ['停止を解除する条件', view.conditions],
  ['記録の開始', audience === 'city' ? jstTime(view.openedAt) : undefined],
])}
${mattersSection(view)}${reasonsSection(view)}
${after.length > 0 && html`<h2>${NOTICES}</h2>${noticeList(view.caseId, after)}`}
${findingDossier(view, audience)}`,
    { here: '/permits' },
  );
};

const permitLink = (
  { caseId, permitNo }: NonNullable<FindingView['earlierPermit']>,
  findingId: string,
): Html => html`<a href="${findingPath({ caseId, findingId })}">${permitNo}</a>`;

const cityActions = (view: FindingView): Content => {
  const path = findingPath(view);
  const asked = view.questions.map((question) => ({
    ...question,
    href: questionPath(view.caseId, { stage: question.stage as 'order', about: view.findingId }),
    label: stageLabel(question.stage as 'order'),
  }));
  return html`${
    asked.length > 0 &&
    callout(
      'attention',
      '次に行うこと',
      html`<ul>${asked.map(
        ({ mine, href, label, dueOn }) =>
          html`<li>${mine ? html`<a href="${href}">${label}</a>` : `${label}（回答を待っています）`}　期限 ${wareki(dueOn)}</li>`,
      )}</ul>`,
    )
  }
${
  (view.can.withdrawOrder || view.can.lift) &&
  buttonRow(
    view.can.extend && linkButton(`${path}/extension`, '履行期限を変更する'),
    view.can.hear && linkButton(`${path}/hearing`, '口頭・書面の弁明を記録する'),
    view.can.judge && linkButton(`${path}/judge`, '履行を改めて判断する'),
    view.can.lift && linkButton(`${path}/lift`, '停止の解除を判断する'),
    view.can.withdrawOrder && linkButton(`${path}/withdrawal`, '命令を撤回する', 'quiet'),
  )
}`;
};

/** The vendor has sent this, about the order in force, since the city last answered. */
const hasSent = (
  papers: FindingView['papers'],
  sent: FindingPaper['type'],
  answer: FindingPaper['type'],
): boolean => {
  const about = aboutOrder(papers);
  const last = (type: FindingPaper['type']) => about.findLastIndex(({ paper }) => paper.type === type);
  return last(sent) > last(answer);
};

const vendorActions = (view: FindingView): Content => {
  const path = findingPath(view);
  const { reply, state, reportConditions } = view.can;
  if (reply && view.status !== 'ordered') return afterDisobeyed(view);
  if (reply) {
    const dueOn = wareki(view.dueOn ?? '');
    return hasSent(view.papers, 'order-replied', 'compliance-judged')
      ? callout(
          'good',
          '是正報告を提出しました',
          html`<p>情報セキュリティ管理者が履行を判断します。追加することがあるときは、履行期限（${dueOn}）までに、もう一度提出してください。</p>${buttonRow(linkButton(`${path}/reply`, '是正報告を追加する'))}`,
        )
      : callout(
          'attention',
          '是正報告を提出してください',
          html`<p>履行期限は${dueOn}です。</p>${buttonRow(linkButton(`${path}/reply`, '是正報告を作成する', 'primary'))}`,
        );
  }
  if (state) return afterDisobeyed(view);
  if (!reportConditions) return undefined;
  // What was reported under an earlier permit was about a suspension that ended with it.
  const own = view.papers.filter(({ caseId }) => caseId === undefined);
  return hasSent(own, 'conditions-reported', 'lifting-declined')
    ? callout(
        'good',
        '解除条件の充足を報告しました',
        html`<p>情報セキュリティ管理者が確認します。解除の通知があるまで、接続できません。</p>${buttonRow(linkButton(`${path}/conditions`, '報告を追加する'))}`,
      )
    : callout(
        'attention',
        '停止中です',
        html`<p>解除の条件を満たしたときは、報告してください。</p>${buttonRow(linkButton(`${path}/conditions`, '解除条件の充足を報告する', 'primary'))}`,
      );
};

/** 未履行, and nothing decided yet: what the vendor can still say and do. */
const afterDisobeyed = (view: FindingView): Content => {
  const path = findingPath(view);
  const dueOn = wareki(view.statementDueOn ?? '');
  const isStated = hasSent(view.papers, 'statement-made', 'compliance-judged');
  return html`${
    view.can.state &&
    (view.hearingRef !== undefined
      ? callout(
          'attention',
          '市が記録した弁明を確認してください',
          html`<p>口頭又は書面による弁明を、市が記録しました。記録のとおりであるか、訂正することがあるかを回答してください（第8条）。</p>${buttonRow(linkButton(`${path}/statement`, '弁明の記録を確認する', 'primary'))}`,
        )
      : isStated
        ? callout(
            'good',
            '弁明を提出しました',
            html`<p>取消・停止などの決定の前に確認します（第8条）。追加することがあるときは、${dueOn}までに提出してください。</p>${buttonRow(linkButton(`${path}/statement`, '弁明を追加する'))}`,
          )
        : callout(
            'attention',
            '弁明を提出できます',
            html`<p>取消・停止などの決定の前に、${dueOn}までに弁明を提出できます（第8条）。</p>${buttonRow(linkButton(`${path}/statement`, '弁明を作成する', 'primary'))}`,
          ))
  }${
    view.can.reply &&
    callout(
      'info',
      '措置を終えたとき',
      html`<p>履行期限を過ぎていますが、取消・停止などの決定の前に措置を終えたときは、是正報告を提出してください。履行を改めて判断します（第7条、第8条）。</p>${buttonRow(linkButton(`${path}/reply`, '是正報告を作成する'))}`,
    )
  }`;
};
