import type { CaseState } from '../../core/case/case-state.ts';
import { caseKey, loadRecord } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { loadPaper } from '../../core/case/papers.ts';
import { isLate, REPORTS } from '../../core/case/records/monthly-report.ts';
import { submittedPaperSchema } from '../../core/monthly-report/inputs.ts';
import type { Store } from '../../core/store/ports.ts';
import { declared, hours } from '../monthly-report/parts.ts';
import { jstTime, monthText } from '../ui/dates.ts';

/** What must stand in the mail that asks the manager to look at a monthly report (第10条). */
export const reportFacts = async (
  store: Store,
  { caseId }: CaseState,
  { about = '' }: Question,
): Promise<readonly (readonly [string, string])[]> => {
  const report = await loadRecord(store, caseId, REPORTS, about);
  const paper =
    report &&
    (await loadPaper(store, caseKey(caseId), report.head.papers['report-submitted'], submittedPaperSchema));
  if (!report || !paper) return [];
  const { usage } = paper;
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
  ];
};
