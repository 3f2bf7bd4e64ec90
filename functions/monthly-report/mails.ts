import { type CaseState, openQuestions } from '../../core/case/case-state.ts';
import { caseKey, loadRecord } from '../../core/case/case-store.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { AWAITED, isLate, REPORTS, type ReportHead } from '../../core/case/records/monthly-report.ts';
import { WORKS } from '../../core/case/records/work.ts';
import { answerPaperSchema, submittedPaperSchema } from '../../core/monthly-report/inputs.ts';
import type { Store } from '../../core/store/ports.ts';
import type { AppPorts } from '../http/contract.ts';
import type { FactsOf, RecordMails, Tell, Told } from '../permit/mails.ts';
import { jstTime, monthText, wareki } from '../ui/dates.ts';
import { declared, hours } from './parts.ts';

/** What mails about monthly reports say (第10条): to the vendor, and to the manager who is to look at one. */

/** @param tell undefined: no longer of use */
const ofMonth =
  (
    tell: (report: ReportHead, month: string, ports: AppPorts, state: CaseState) => Promise<Told | undefined>,
  ): Tell =>
  async (ports, state, yearMonth = '') => {
    const report = await loadRecord(ports.store, state.caseId, REPORTS, yearMonth);
    const told = report && (await tell(report.head, monthText(yearMonth), ports, state));
    return (
      told && {
        ...told,
        page: '報告',
        permitUrl: `${ports.config.baseUrl}/permits/${state.caseId}/reports/${yearMonth}`,
      }
    );
  };

const NIL = '作業の記録は画面に入力済みです。利用がなかった月は「利用なし」のボタンだけで提出できます。';

const reportRequested = ofMonth(async ({ status, awaitedOn }, month) =>
  AWAITED.includes(status)
    ? {
        subject: `月次報告のお願い ${month}分`,
        dueOn: awaitedOn,
        sentences: [`${month}のリモートメンテナンスの利用状況を報告してください（第10条）。${NIL}`],
        facts: [
          ['報告の対象', `${month}分`],
          ['提出期限', wareki(awaitedOn)],
        ],
      }
    : undefined,
);

const reportDunned = ofMonth(async ({ status, awaitedOn, dunned }, month) => {
  const isReturned = status === 'returned';
  return AWAITED.includes(status)
    ? {
        subject: `督促・月次報告 ${month}分`,
        dueOn: awaitedOn,
        sentences: [
          isReturned
            ? `差し戻した${month}分の利用状況報告（第10条）が、再提出の期限を過ぎても再提出されていません。至急、訂正して再提出してください。`
            : `${month}の利用状況報告（第10条）が、期限を過ぎても提出されていません。至急、提出してください。${NIL}`,
          '提出されないときは、情報セキュリティ管理者が報告を指示します（第6条第6号）。行き違いで提出済みのときは、ご容赦ください。',
        ],
        facts: [
          ['報告の対象', `${month}分`],
          [isReturned ? '再提出の期限' : '提出期限', wareki(awaitedOn)],
          ['督促', `${dunned}回目`],
        ],
      }
    : undefined;
});

const reportReturned = ofMonth(async (report, month, { store }, { caseId }) => {
  if (report.status !== 'returned') return undefined;
  const paper = await loadPaper(store, caseKey(caseId), report.papers['report-returned'], answerPaperSchema);
  return {
    subject: `月次報告の差戻し ${month}分`,
    dueOn: report.awaitedOn,
    sentences: [`${month}の利用状況報告を差し戻しました。次の点を改めて、再提出してください（第10条）。`],
    facts: [
      ['報告の対象', `${month}分`],
      ['再提出の期限', wareki(report.awaitedOn)],
      ['差戻しの理由', paper?.reason ?? ''],
    ],
  };
});

/** What must stand in the mail that asks the manager to look at a monthly report (第10条). */
const reportFacts: FactsOf = async (store, state, { about = '' }) => {
  const { caseId } = state;
  const report = await loadRecord(store, caseId, REPORTS, about);
  const paper =
    report &&
    (await loadPaper(store, caseKey(caseId), report.head.papers['report-submitted'], submittedPaperSchema));
  if (!report || !paper) return [];
  const { usage } = paper;
  const reviews = await waitingReviews(store, state);
  return [
    ['報告の対象', `${monthText(about)}分`],
    [
      '提出',
      `${jstTime(paper.submittedAt)}${isLate(report.head) ? '（期限後）' : ''}　${paper.submittedBy.name}`,
    ],
    ['接続', `${usage.sessions.length}回　${hours(usage.minutes)}`],
    ['承認を受けていない接続', `${usage.unmatched}回`],
    ['予定の時間外の接続', `${usage.overruns}回`],
    ['個人情報の閲覧・操作', `${usage.personalDataAccesses}回`],
    ['作業報告が未提出の作業', `${usage.unreported.length}件`],
    ...declared(paper.content),
    ...(reviews.length === 0
      ? []
      : [
          [
            '確認待ちの作業報告',
            `${reviews.length}件（${reviews.join('、')}）　指摘のないものは、「決裁待ち」の画面で、まとめて確認できます。`,
          ] as const,
        ]),
  ];
};

/** Of reports of works that show nothing unusual the manager hears here (docs/adr/0053). */
const waitingReviews = async (store: Store, state: CaseState): Promise<readonly string[]> => {
  const asked = openQuestions(state).filter(({ stage }) => stage === 'review');
  const works = await Promise.all(
    asked.map(({ about = '' }) => loadRecord(store, state.caseId, WORKS, about)),
  );
  return works.flatMap((work) => work?.head.noticeNo ?? []);
};

export const REPORT_MAILS: RecordMails<typeof REPORTS> = {
  news: {
    'report-requested': reportRequested,
    'report-dunned': reportDunned,
    'report-returned': reportReturned,
  },
  cityNews: {},
  questions: { monthly: reportFacts },
};
