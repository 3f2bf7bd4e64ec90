import { html } from 'hono/html';
import { stageLabel } from '../../core/case/decision-request.ts';
import type { Due } from '../../core/daily/list-dues.ts';
import type { AnyPermitView, CityPermitView } from '../../core/permit/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Problem } from '../../core/values/errors.ts';
import { applicantOf, heldPart, parkedBecause } from '../application/case-list.ts';
import { safeguardRows } from '../application/details.ts';
import { noticeTitle } from '../document/notice-paper.ts';
import { questionPath } from '../question/page.ts';
import {
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  multiline,
  printButton,
  recordLink,
  statusTag,
} from '../ui/components.ts';
import { jstDay, jstTime, monthText, periodText, versionText, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { glance, type Parts, partPath, partsNavigation } from '../ui/parts.ts';

export const PERMIT_PARTS = {
  overview: { label: '概要' },
  content: { label: '許可の内容・書類', anchors: ['scope'] },
  works: { label: '作業', anchors: ['works'] },
  reports: { label: '月次報告', anchors: ['reports'] },
  findings: { label: '指示・違反・命令', anchors: ['findings'] },
  changes: { label: '変更・継続・廃止', anchors: ['changes'] },
  all: { label: 'すべて（印刷用）' },
} as const satisfies Parts;
export type PermitPart = keyof typeof PERMIT_PARTS;

/**
 * Where a permit stands and what comes next, in one or two sentences.
 *
 * Longer than 300 lines: the parts of one page, one after the other.
 */
const nextOfPermit = (view: AnyPermitView): string => {
  const { period, status, suspension, revocation, overOn } = view;
  const isGivenUp = view.ending !== undefined && overOn === undefined;
  const sentences: Readonly<Record<string, string>> = {
    upcoming: `許可を通知しました。利用できるのは${wareki(period.from)}からです。`,
    active: `許可は有効です。${
      view.cutOffs > 0 ? '緊急接続停止の指示により、解除されるまで接続できません（第6条第6号）。' : ''
    }${view.partialStops.length > 0 ? '一部が停止されており、停止の範囲に当たる接続はできません（第8条）。' : ''}${isGivenUp ? '' : `${wareki(period.to)}に期間が満了します。引き続き利用するときは、満了前に継続の申請が必要です。`}`,
    suspended: `許可は停止中です（第8条）。${suspendedUntil(suspension)}接続できません。`,
    revoked: `許可は取り消されました（第8条${revocation ? `、${revocation.documentNo}` : ''}）。接続できません。`,
    ended: `廃止の届出により、${overOn === undefined ? '' : `${wareki(overOn)}から`}許可は終了しています。接続できません。`,
    expired:
      overOn !== undefined && overOn <= period.to
        ? '保守事業者の許可が終わったことに伴い、許可は効力を失っています（第11条、第12条）。接続できません。'
        : `利用期間が満了し（${wareki(period.to)}）、許可は失効しています。接続できません。`,
  };
  const ending =
    view.ending !== undefined && isGivenUp
      ? `廃止届により、${wareki(view.ending.lastDay)}の翌日0時に終了します。`
      : '';
  return `${sentences[status] ?? ''}${ending}`;
};

const suspendedUntil = (suspension: AnyPermitView['suspension']): string => {
  if (suspension?.until === undefined) return '解除の通知があるまで、停止は続き、';
  return suspension.ends
    ? `停止は${wareki(suspension.until)}までです。同日の終わりまで、又は解除の通知があるまで、`
    : `停止の予定最終日は${wareki(suspension.until)}です。同日を過ぎても、解除の通知があるまで、停止は続き、`;
};

/** Where an order stands (第7条, 第8条). */
const orderStages = (chief: string): Readonly<Record<AnyPermitView['orders'][number]['stage'], string>> => ({
  ordered: '履行期限まで是正を待っています',
  due: '履行したかどうかを判断します',
  disobeyed: `未履行と判断され、${chief}に報告しました`,
  reported: `${chief}が報告を受領しました`,
  sanctioned: '取消・停止の手続をしています',
  notified: '取消・停止を通知しました。効力の生ずる日から、通知書のとおりとなります',
});

const suspendedSince = (view: AnyPermitView): string | undefined =>
  view.suspension &&
  `${
    view.suspension.effectiveOn === undefined
      ? jstDay(view.suspension.at)
      : wareki(view.suspension.effectiveOn)
  }から`;

/** 一部の停止 (第8条, docs/adr/0039): what, from when until when, by which notice. */
export const partialStopText = ({
  kindLabel,
  value,
  documentNo,
  from,
  until,
  ofParent,
}: AnyPermitView['partialStops'][number]): string =>
  `${kindLabel}　${value}　${jstTime(from)}から${until === undefined ? '解除されるまで' : `${wareki(until)}まで`}（${ofParent ? '保守事業者の許可の停止 ' : ''}${documentNo}）`;

export type ShownPart = {
  readonly part: PermitPart;
  /** Of the records that belong there, in their order on the page (permit-section.ts of their rooms). */
  readonly sections: readonly Content[];
  /** What the vendor owes, the most urgent first. */
  readonly dues: readonly Pick<Due, 'what' | 'by' | 'at'>[];
};

/**
 * One permit, for the vendor or for the city: where it stands, what is next, by when and who; then one of its parts: what it
 * allows, what is open, and what has happened under it.
 *
 * @param regulation the version the permit was judged by (G15)
 * @param problems of what was sent from the part
 */
export const permitPage = (
  context: PageContext,
  view: AnyPermitView,
  regulation: Regulation,
  { part, sections, dues }: ShownPart,
  problems: readonly Problem[] = [],
): Html => {
  const isIn = (name: PermitPart): boolean => part === name || part === 'all';
  return page(
    context,
    `${view.permitNo} ${view.systemName}`,
    html`<h1>${view.systemName}<span class="subtitle">リモート接続許可 ${view.permitNo}</span></h1>
${errorSummary(problems)}
<p class="status-line">${statusTag(view.status, view.statusLabel)} ${nextOfPermit(view)}</p>
${nextInLine(view, dues, part === 'all')}
${view.audience === 'city' && [heldPart(view.held, view.status), parked(view)]}
${openOrders(view, regulation.roles.chief.title)}
${closingPart(view)}
${partsNavigation(PERMIT_PARTS, { path: `/permits/${view.caseId}`, label: '許可の画面', here: part })}
${part === 'all' && printButton}
${isIn('overview') && [view.audience === 'city' && questions(view), html`<h2>許可の概要</h2>`, overview(view, regulation), relatives(view)]}
${
  isIn('content') &&
  html`<p class="button-row">${linkButton(`/applications/${view.caseId}`, '申請と決定の経過を見る')}${linkButton(
    `/applications/${view.caseId}/notice`,
    `${noticeTitle(view.conditions === undefined ? '承認' : '条件付承認')}を見る・印刷する`,
  )}${linkButton(`/permits/${view.caseId}/documents`, '文書の一覧')}${linkButton(`/permits/${view.caseId}/terms`, '現在の許可事項を印刷する')}${view.audience === 'city' && linkButton(`/permits/${view.caseId}/events`, '監査証跡を見る')}</p>
<h2 id="scope">許可の範囲（第6条第3号）</h2>
${scope(view)}`
}
${sections}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

const NOTHING = {
  vendor: '提出・報告していただくものはありません。',
  city: '提出・回答を待っているものはありません。',
} as const;

/** Nothing is owed now; what will be, where the permit comes to its end: its last month (第10条). */
const nothingYet = ({ audience, nextReport, overOn, ending }: AnyPermitView): string => {
  const last = overOn ?? ending?.lastDay;
  const isStillDue =
    audience === 'vendor' && nextReport !== undefined && last !== undefined && nextReport <= last.slice(0, 7);
  return isStillDue
    ? `現在、${NOTHING.vendor}${monthText(nextReport)}分の月次利用状況報告は、月が終わった後に提出していただきます（第10条）。`
    : NOTHING[audience];
};

type Next = { readonly what: Content; readonly by: string | undefined; readonly who: string };

/**
 * What is next, by when, and who: the most urgent of what the city is asked and the vendor owes.
 *
 * @param isWhole its link stands further down on the same page
 */
const nextInLine = (view: AnyPermitView, dues: ShownPart['dues'], isWhole: boolean): Html => {
  const { caseId } = view;
  const asked: readonly Next[] =
    view.audience === 'city'
      ? view.questions.map((question) => ({
          what:
            question.mine && !isWhole
              ? html`<a href="${questionPath(caseId, question)}">${stageLabel(question.stage)}</a>`
              : stageLabel(question.stage),
          by: question.dueOn,
          who: question.holders.join('、') || '決定・回答する職員がいません',
        }))
      : [];
  const owed: readonly Next[] = dues.map(({ what, by, at }) => ({
    what: isWhole
      ? what
      : at.kind === 'record'
        ? recordLink(caseId, { ...at.record, label: what })
        : html`<a href="${partPath(`/permits/${caseId}`, 'changes')}">${what}</a>`,
    by,
    who: '保守事業者',
  }));
  const [next, ...more] = [...asked, ...owed].sort((a, b) => (a.by ?? '9999').localeCompare(b.by ?? '9999'));
  const others = more.length > 0 ? `　ほか${more.length}件` : '';
  return glance(next && { ...next, what: [next.what, others] }, nothingYet(view));
};

/** The record is whole, but nothing goes on by itself until the chief's office resumes it. */
const parked = ({ caseId, parked: error }: CityPermitView): Content =>
  error !== undefined &&
  callout(
    'attention',
    '処理が中断しています',
    html`<p>原因：${parkedBecause(error)}</p>
<p>許可の内容と、これまでの記録は失われていません。統括部門が<a href="/applications/${caseId}">申請と決定の経過の画面</a>で原因を確認し、再開するまで、是正命令の手続、取消・停止の実施などの自動の処理は行われません。</p>`,
  );

const openOrders = ({ orders }: AnyPermitView, chief: string): Content =>
  orders.length > 0 &&
  callout(
    'attention',
    '是正命令が出ています（第7条）',
    html`<ul>${orders.map(
      ({ orderNo, dueOn, stage }) =>
        html`<li><strong>${orderNo}</strong>　履行期限 ${wareki(dueOn)}<br>${orderStages(chief)[stage]}</li>`,
    )}</ul>`,
  );

/** 終了時の措置 of a permit that is over: a request, told with its last report (docs/adr/0064). */
const closingPart = ({ audience, caseId, closingMonth, nextReport }: AnyPermitView): Content => {
  if (closingMonth === undefined) return undefined;
  const name = `${monthText(closingMonth)}分の月次利用状況報告`;
  const isOpen = nextReport === undefined || closingMonth < nextReport;
  const report = isOpen ? html`<a href="/permits/${caseId}/reports/${closingMonth}">${name}</a>` : name;
  return callout(
    'info',
    '終了時の措置（お願い）',
    audience === 'vendor'
      ? html`<p>アカウントの停止、専用端末の返却又は処分、データの消去を終え、${report}で知らせてください。</p>`
      : html`<p>アカウントの停止、専用端末の返却又は処分、データの消去を終えたことを、${report}で知らせるよう、保守事業者に求めています。まだ報告されていません。</p>`,
  );
};

const questions = (view: CityPermitView): Html => html`<h2 id="questions">回答を待っている依頼</h2>
${
  view.questions.length === 0
    ? emptyState('現在、回答を待っている依頼はありません。')
    : dataTable(
        { text: '回答を待っている依頼' },
        ['依頼の内容', '担当', '期限'],
        view.questions.map((question) => [
          question.mine
            ? html`<a href="${questionPath(view.caseId, question)}">${stageLabel(question.stage)}</a>`
            : stageLabel(question.stage),
          question.holders.length === 0
            ? html`<span class="tag attention">担当者がいません</span>`
            : question.holders.join('、'),
          wareki(question.dueOn),
        ]),
      )
}`;

const overview = (view: AnyPermitView, regulation: Regulation): Html =>
  definitionList([
    ['許可番号', view.permitNo],
    ['許可の期間', periodText(view.period)],
    ['停止', suspendedSince(view)],
    [
      '一部の停止',
      view.partialStops.length === 0 ? undefined : lines(view.partialStops.map(partialStopText)),
    ],
    ['保守事業者', applicantOf(view)],
    ['所管', view.sectionName],
    [
      '通知',
      `${view.notice.documentNo}（${wareki(view.notice.issuedOn)}）${view.notice.correctedBy === undefined ? '' : `　訂正済（${view.notice.correctedBy}）`}`,
    ],
    [
      '契約',
      `${view.contract.name}（${view.contract.number}）${wareki(view.contract.from)}から${wareki(view.contract.to)}まで`,
    ],
    ['条件', view.conditions === undefined ? '付されていません' : multiline(view.conditions)],
    [
      '例外とする要件',
      view.exceptions.length === 0
        ? 'なし'
        : html`<ul>${view.exceptions.map(
            ({ item, reason, reviewOn }) =>
              html`<li>${regulation.checklistName} ${item}　${reason}${reviewOn && html`（見直し ${wareki(reviewOn)}）`}</li>`,
          )}</ul>`,
    ],
    ...safeguardRows(view.safeguards).map(([label, text]) => [label, text && multiline(text)] as const),
    ['次回の再確認', view.nextReviewOn && wareki(view.nextReviewOn)],
    ['再確認した要領の版', view.reconfirmedUnder],
    ['適用した要領の版', versionText(regulation)],
  ]);

const scope = ({ scope: allowed }: AnyPermitView): Html =>
  html`<details class="block" open><summary>作業者・端末・接続元・接続先を表示する</summary>${definitionList([
    ['作業場所', lines(allowed.originSites)],
    ['接続元IPアドレス', lines(allowed.originIps)],
    ['専用端末', lines(allowed.terminals)],
    ['接続先', lines(allowed.targetHosts)],
    ['接続方法', multiline(allowed.connectionMethod)],
    [
      '作業者',
      html`<ul>${allowed.workers.map(
        ({ name, company, role, from, to }) =>
          html`<li>${name}（${company}　${role}）${wareki(from)}から${to === undefined ? '' : `${wareki(to)}まで`}</li>`,
      )}</ul>`,
    ],
  ])}</details>`;
const lines = (texts: readonly string[]): Html =>
  html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

const relatives = ({ parent, children }: AnyPermitView): Content =>
  (parent !== undefined || children.length > 0) &&
  html`<section class="part" aria-labelledby="relatives">
<h2 id="relatives">再委託（第11条）</h2>
${dataTable(
  { text: '再委託に関わる許可' },
  ['許可番号', '関係', '状態'],
  [...(parent ? [{ ...parent, relation: '保守事業者の許可' }] : []), ...children.map(childRow)].map(
    ({ caseId, permitNo, relation, status, statusLabel }) => [
      html`<a href="/permits/${caseId}">${permitNo}</a>`,
      relation,
      statusTag(status, statusLabel),
    ],
  ),
)}</section>`;
const childRow = (child: AnyPermitView['children'][number]) => ({
  ...child,
  relation: `再委託者 ${child.subcontractor ?? ''} の許可`,
});
