import { describe, expect, test } from 'vitest';
import { sessionInputSchema, workInputSchema } from '../../core/case/records/work-inputs.ts';
import type { WorkView } from '../../core/work/views.ts';
import type { WorkChoices } from '../../core/work/work-choices.ts';
import { spanText } from '../../functions/ui/dates.ts';
import type { Html } from '../../functions/ui/layout.ts';
import { workFormPage } from '../../functions/work/form.ts';
import { workListPage, workPage } from '../../functions/work/page.ts';
import { sessionReviewPage, workAnswerPage } from '../../functions/work/question-page.ts';
import { sessionFormPage } from '../../functions/work/session-form.ts';
import { sessionPaper, workNoticePaper } from '../../functions/work/sheet.ts';
import { exampleSession, exampleWork } from '../../local/demo/example-work.ts';
import { context, hostile } from '../ui/examples.ts';

/** What people typed is shown as text, and every page of a work has its one heading. */

const notice = {
  kind: 'work-notice' as const,
  noticeNo: 'R8-W0001',
  submittedBy: hostile,
  ...workInputSchema.parse(
    exampleWork('2026-05-11', {
      workers: [hostile],
      workLeader: hostile,
      purpose: hostile,
      workContent: hostile,
      accounts: [hostile],
      impact: hostile,
      explainedTo: hostile,
      remarks: hostile,
    }),
  ),
};
const report = {
  kind: 'session-report' as const,
  submittedBy: hostile,
  ...sessionInputSchema.parse(
    exampleSession('2026-05-11', {
      workers: [hostile],
      account: hostile,
      terminal: hostile,
      origin: hostile,
      detail: { request: hostile, symptom: hostile, action: hostile },
      varianceReason: hostile,
    }),
  ),
};
const said = { reason: hostile, at: '2026-04-22T00:00:00Z', by: hostile };
const view: WorkView = {
  audience: 'city',
  workId: '01K9WORK',
  noticeNo: 'R8-W0001',
  status: 'reported',
  statusLabel: '報告済',
  emergency: false,
  mode: 'approve',
  workKind: 'read',
  plannedStart: notice.plannedStart,
  plannedEnd: notice.plannedEnd,
  leadTimeOk: false,
  announcedAt: '2026-04-21T00:00:00Z',
  session: {
    connectedAt: report.connectedAt,
    disconnectedAt: report.disconnectedAt,
    reportedAt: '2026-05-11T05:00:00Z',
  },
  flags: [{ key: 'late', label: '申請期限後の申請' }],
  permit: {
    caseId: '01K9CASE',
    permitNo: 'R8-P0001',
    statusLabel: '有効',
    vendorName: hostile,
    subcontractor: hostile,
    systemName: hostile,
    sectionName: hostile,
    period: { from: '2026-04-20', to: '2027-03-31' },
  },
  notice,
  answer: { choice: 'accept', label: '承認', ...said },
  report,
  review: { choice: 'return', label: '差戻し', ...said },
  differences: [hostile],
  timeline: [{ at: said.at, label: '作業申請', by: hostile }],
  can: { revise: true, withdraw: true, report: true, correct: true, answer: true, review: true },
  questions: [{ stage: 'review', hash: 'h', dueOn: '2026-04-01', asDeputyFor: hostile }],
};
const choices: WorkChoices = {
  caseId: '01K9CASE',
  permitNo: 'R8-P0001',
  systemName: hostile,
  sectionName: hostile,
  period: view.permit.period,
  mode: 'acknowledge',
  leadDays: 5,
  inTimeFrom: '2026-04-27',
  earlier: [{ workId: 'w', noticeNo: hostile, plannedStart: '2026-05-11T01:00:00Z', purpose: hostile }],
  overOn: undefined,
  workers: [{ name: hostile, from: '2026-04-20' }],
  terminals: [hostile],
  targets: [hostile],
  originSites: [hostile],
  originIps: ['192.0.2.10'],
  partialStops: [],
};
const typed = {
  content: { purpose: hostile, workers: [hostile, 'ほかの人'], accounts: [hostile], reason: hostile },
  problems: [{ pointer: '/workers/1', message: '「ほかの人」は届け出られていません' }],
};
const [question] = view.questions;
if (!question) throw new Error('no question');
const pages: Readonly<Record<string, Html>> = {
  作業申請書: workFormPage(context, {
    ...typed,
    choices,
    remarks: [{ pointer: '/plannedEnd', message: hostile }],
    revision: { workId: 'w', noticeNo: 'R8-W0001', reason: hostile },
  }),
  作業報告書: sessionFormPage(context, { ...typed, choices, work: view, remarks: [] }),
  作業: workPage(context, view, typed),
  作業の一覧: workListPage(context, {
    caseId: 'c',
    works: [{ ...view, noticeNo: hostile }],
    canAnnounce: true,
  }),
  回答: workAnswerPage(context, { work: view, question, ...typed }),
  確認: sessionReviewPage(context, { work: view, question, ...typed }),
  作業申請書の書面: workNoticePaper(context, view),
  作業報告書の書面: sessionPaper(context, view),
};

describe.each(Object.entries(pages))('%s', (_, html) => {
  test('入力された文字は文字のまま示し、見出しは一つ', () => {
    const text = String(html);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;');
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
  });
});

test('一覧にない値も、誤りも、入力した欄に残る', () => {
  const text = String(pages['作業申請書']);
  expect(text).toContain('value="ほかの人"');
  expect(text).toContain('href="#f-workers"');
});

test('期限を過ぎた問いはそう示し、代決者には誰の代わりかを示す', () => {
  expect(String(pages['確認'])).toContain('期限超過');
  expect(String(pages['確認'])).toContain('代決として回答します');
});

test('同じ日の日時は日付を一度だけ書く', () => {
  expect(spanText('2026-05-11T01:00:00Z', '2026-05-11T03:00:00Z')).toBe(
    '令和8年5月11日 10時00分から12時00分まで',
  );
  expect(spanText('2026-05-11T13:00:00Z', '2026-05-11T16:00:00Z')).toBe(
    '令和8年5月11日 22時00分から令和8年5月12日 1時00分まで',
  );
});
