import { html } from 'hono/html';
import type { CaseSummary, CaseView, CityCaseView } from '../../core/application/views.ts';
import { IN_FORCE } from '../../core/case/permit-statuses.ts';
import {
  type Content,
  callout,
  dataTable,
  emptyState,
  linkButton,
  statusTag,
  unbroken,
} from '../ui/components.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';

/** Where a case stands, in steps and in words: what has happened, what comes next, who acts, by when. */

export const STEPS = ['申請', '確認', '承認', '通知', '有効'] as const;

/** Index of the step under way; undefined for a case that left the road (不承認, 取下げ). */
export const stepOf = (status: string): number | undefined => STEP_OF.get(status);
const STEP_OF: ReadonlyMap<string, number> = new Map([
  ['received', 0],
  ['returned', 0],
  ['confirming', 1],
  ['approving', 2],
  ['approved', 3],
  ['issued', 3],
  ['upcoming', 4],
  ['active', 4],
  ['suspended', 4],
  ['expired', STEPS.length],
  ['revoked', STEPS.length],
  ['ended', STEPS.length],
]);

/** One or two sentences on what comes next. */
export const nextOf = (view: CaseView | CityCaseView): string => {
  const city = view.audience === 'city';
  const mail = city ? '' : '結果が出るまでお待ちください。補正が必要なときは、メールでお知らせします。';
  const sentences: Readonly<Record<string, string>> = {
    received: `申請を受け付けました。まもなく情報セキュリティ管理者の確認に進みます。${mail}`,
    returned: city
      ? view.returned?.lapsed
        ? '補正の期限を過ぎました。期限を延ばすか、不承認とするかの判断を待っています。'
        : '申請者の補正を待っています。再提出されると、改めて確認を依頼します。'
      : view.returned?.lapsed
        ? '補正の期限を過ぎました。情報セキュリティ管理者が、期限を延ばすか、利用を許可しないこととするかを判断します。判断までは、補正して再提出し、又は取り下げることができます。'
        : view.returned?.correctBy === undefined
          ? '補正を求められた内容を確認し、再提出してください。'
          : '補正を求められた内容を確認し、補正の期限までに再提出してください。期限までに再提出されないときは、利用を許可しないことがあります。',
    confirming: `情報セキュリティ管理者が、別表1の要件への適合を確認しています（第4条第2項）。${mail}`,
    approving: `統括情報セキュリティ管理者が、承認するかどうかを判断しています（第4条第2項）。${mail}`,
    approved: '承認されました。許可番号を付けて、結果を通知します（第5条）。',
    issued: '許可番号が付きました。まもなく結果を通知します（第5条）。',
    refused: view.documentNo
      ? '不承認の結果を通知しました（第5条）。'
      : '不承認となりました。まもなく結果を通知します（第5条）。',
    withdrawn: '申請者が取り下げました。手続は終了しています。',
    upcoming: `許可を通知しました。利用できるのは${wareki(view.period.from)}からです。`,
    active: `許可は有効です。${wareki(view.period.to)}に期間が満了します。引き続き利用するときは、満了前に継続の申請が必要です。`,
    suspended: `許可は停止中です（第8条）。解除の通知があるまで、接続できません。`,
    revoked: '許可は取り消されました（第8条）。接続できません。',
    ended: '廃止の届出により、許可は終了しました。接続できません。',
    expired:
      view.subcontractor === undefined
        ? `利用期間が満了しました（${wareki(view.period.to)}）。許可は失効しています。`
        : '許可は失効しています（期間の満了、又は保守事業者の許可の終わりによる。）。接続できません。',
  };
  return sentences[view.status] ?? '';
};

/** 保守事業者, and the 再委託者 it applies for. */
export const applicantOf = ({
  vendorName,
  subcontractor,
}: Pick<CaseSummary, 'vendorName' | 'subcontractor'>): string =>
  subcontractor === undefined ? vendorName : `${vendorName}（再委託者 ${subcontractor}）`;

/**
 * Nobody is in office in whose name a notice goes out (第2条第2号): which one waits, and what holds meanwhile.
 *
 * @param since instant
 */
export const heldPart = (since: string | undefined, status?: string): Content =>
  since !== undefined &&
  callout(
    'attention',
    '通知を保留しています',
    html`<p>${heldNotice(status)}の発信者となる情報セキュリティ管理者（その代決者を含む。）が在任していないため、${jstDay(since)}から通知を保留しています。就任を「役職・システム」の画面で登録すると、自動で発信します。</p>
<p>${
      status === 'expired'
        ? '許可は、通知を待たず、すでに効力を失っています。'
        : '通知を発するまで、その効力は生じません。'
    }</p>`,
  );
const heldNotice = (status: string | undefined): string => {
  if (status === 'expired') return '利用許可失効通知書';
  return IN_FORCE.some((one) => one === status) ? '取消し又は停止の通知書' : '結果の通知書';
};

/** In words, by the name of the error that stopped the workflow. */
const PARKED: Readonly<Record<string, string>> = {
  Fatal: 'システム又はデータの不具合',
  Retryable: '一時的な障害が続いたため、自動の再試行を打ち切りました',
  Rejected: '記録の状態と処理の内容が合いません',
  'States.Timeout': '処理が時間内に終わりませんでした',
};
export const parkedBecause = (error: string): string =>
  `${PARKED[error] ?? PARKED['Fatal'] ?? ''}（${error}）`;

export type DraftSummary = {
  readonly draftId: string;
  /** 対象システム; undefined while none has been chosen. */
  readonly systemName: string | undefined;
  readonly savedAt: string;
  /** The case that is being corrected. */
  readonly caseNo?: string | undefined;
};

/** 申請一覧 for a vendor: its drafts, then its applications, the latest change first. */
export const vendorCaseListPage = (
  context: PageContext,
  cases: readonly CaseSummary[],
  drafts: readonly DraftSummary[],
  /** Of the pages, when there are several. */
  numbers?: Content,
): Html =>
  page(
    context,
    '申請一覧',
    html`<h1>申請一覧</h1>
<p>${linkButton('/applications/new', '新しい申請をする', 'primary')}</p>
${
  drafts.length > 0 &&
  html`<h2>下書き</h2>
${dataTable(
  { text: '下書き' },
  ['対象システム', '種類', '最終保存'],
  drafts.map(({ draftId, systemName, savedAt, caseNo }) => [
    html`<a href="/drafts/${draftId}">${systemName ?? '（システム未選択）'}</a>`,
    caseNo === undefined ? '新しい申請' : `${caseNo} の補正`,
    jstTime(savedAt),
  ]),
)}`
}
<h2>提出した申請</h2>
${
  cases.length === 0
    ? emptyState(
        '提出した申請はまだありません。市と事前に協議したうえで（第4条第1項）、「新しい申請」から申請書を作成してください。',
      )
    : dataTable(
        { text: '提出した申請' },
        ['受付番号', '状態', '対象システム', '利用期間', '許可番号', '最終更新'],
        cases.map((entry) => [
          numberLink(entry),
          statusTag(entry.status, entry.statusLabel),
          entry.subcontractor === undefined
            ? entry.systemName
            : `${entry.systemName}（再委託者 ${entry.subcontractor}）`,
          unbroken(`${wareki(entry.period.from)}から`, `${wareki(entry.period.to)}まで`),
          unbroken(entry.permitNo ?? '―'),
          unbroken(jstDay(entry.changedAt)),
        ]),
      )
}
${numbers}`,
    { here: '/applications' },
  );

/** 申請一覧 for the city: the cases that the reader may see, the latest change first. */
export const cityCaseListPage = (
  context: PageContext,
  cases: readonly CaseSummary[],
  /** Of the pages, when there are several. */
  numbers?: Content,
): Html =>
  page(
    context,
    '申請一覧',
    html`<h1>申請一覧</h1>
${
  cases.length === 0
    ? emptyState(
        '申請はまだありません。事業者と協議したら、事前協議を記録してください。事業者の担当者に、申請の案内がメールで届きます（第4条第1項）。',
        context.reader?.isClerk && html`<p>${linkButton('/consultations', '事前協議へ')}</p>`,
      )
    : dataTable(
        { text: '申請' },
        ['受付番号', '状態', '申請者', '対象システム', '利用期間', '許可番号', '最終更新'],
        cases.map((entry) => [
          numberLink(entry),
          statusTag(entry.status, entry.statusLabel),
          applicantOf(entry),
          `${entry.systemName}（${entry.sectionName}）`,
          unbroken(`${wareki(entry.period.from)}から`, `${wareki(entry.period.to)}まで`),
          unbroken(entry.permitNo ?? '―'),
          unbroken(jstDay(entry.changedAt)),
        ]),
      )
}
${numbers}`,
    { here: '/applications' },
  );

const numberLink = ({ caseId, caseNo, applicationType }: CaseSummary): Content =>
  html`<a href="/applications/${caseId}">${caseNo}</a>（${applicationType}）`;
