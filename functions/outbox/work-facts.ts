import type { CaseState } from '../../core/case/case-state.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import type { Question } from '../../core/case/decision-request.ts';
import { WORKS } from '../../core/case/records/work.ts';
import { NOTICE_FLAGS, REPORT_FLAGS, type WorkHead } from '../../core/case/records/work-facts.ts';
import { ANSWER_WORDS } from '../../core/case/records/work-inputs.ts';
import { loadWorkPapers } from '../../core/case/records/work-papers.ts';
import type { Store } from '../../core/store/ports.ts';
import { spanText } from '../ui/dates.ts';
import { type Facts, noticeFacts, sessionFacts } from '../work/facts.ts';

/** What the mails about works say (第6条第1号, 別表1 5-1, 5-2): all that is needed to answer, what is unusual first. */

type FactsOf = (store: Store, state: CaseState, question: Question) => Promise<Facts>;

/** A work with its papers as they are when the mail goes out. */
export const workOf = async (
  store: Store,
  { caseId }: CaseState,
  workId: string | undefined,
): Promise<
  { readonly head: WorkHead; readonly papers: Awaited<ReturnType<typeof loadWorkPapers>> } | undefined
> => {
  const record = workId === undefined ? undefined : await loadRecord(store, caseId, WORKS, workId);
  return record && { head: record.head, papers: await loadWorkPapers(store, caseId, record.head) };
};

const attention = (labels: readonly string[]): Facts =>
  labels.length === 0 ? [] : [['確認を要する点', labels.join('\n')]];

export const workQuestionFacts: FactsOf = async (store, state, { about }) => {
  const work = await workOf(store, state, about);
  const notice = work?.papers.notice;
  if (!work || !notice) return [];
  const { head } = work;
  return [
    ['作業申請', head.noticeNo],
    ['求める回答', head.emergency ? '緊急の作業の事後承認' : `作業の${ANSWER_WORDS[head.mode]}`],
    ...attention(head.flags.map((flag) => NOTICE_FLAGS[flag])),
    ...noticeFacts(notice),
  ];
};

export const reviewQuestionFacts: FactsOf = async (store, state, { about }) => {
  const work = await workOf(store, state, about);
  const session = work?.papers.session;
  if (!work || !session) return [];
  const { head } = work;
  return [
    ['作業申請', head.noticeNo],
    ...attention((head.session?.flags ?? []).map((flag) => REPORT_FLAGS[flag])),
    ['予定の日時', spanText(head.plannedStart, head.plannedEnd)],
    ...sessionFacts(session),
  ];
};
