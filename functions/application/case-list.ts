import { html } from 'hono/html';
import type { CaseSummary } from '../../core/application/views.ts';
import { type Content, dataTable, emptyState, linkButton, statusTag, unbroken } from '../ui/components.ts';
import { jstDay, jstTime, wareki } from '../ui/dates.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { applicantOf } from './case-progress.ts';

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
  /** Address of the next page, when there are more. */
  next?: string | undefined,
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
        latestFirst(cases).map((entry) => [
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
${next && html`<p>${linkButton(next, '次のページ')}</p>`}`,
    { here: '/applications' },
  );

/** 申請一覧 for the city: the cases that the reader may see, the latest change first. */
export const cityCaseListPage = (
  context: PageContext,
  cases: readonly CaseSummary[],
  /** Address of the next page, when there are more. */
  next?: string | undefined,
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
        latestFirst(cases).map((entry) => [
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
${next && html`<p>${linkButton(next, '次のページ')}</p>`}`,
    { here: '/applications' },
  );

const numberLink = ({ caseId, caseNo, applicationType }: CaseSummary): Content =>
  html`<a href="/applications/${caseId}">${caseNo}</a>（${applicationType}）`;

const latestFirst = (cases: readonly CaseSummary[]): readonly CaseSummary[] =>
  cases.toSorted((a, b) => b.changedAt.localeCompare(a.changedAt));
