import { Temporal } from 'temporal-polyfill';
import type { CaseState } from '../../core/case/case-state.ts';
import { loadRecord } from '../../core/case/case-store.ts';
import { WORKS } from '../../core/case/records/work.ts';
import { NOTICE_FLAGS, REPORT_FLAGS, type WorkHead } from '../../core/case/records/work-facts.ts';
import { ANSWER_WORDS, answerLabel } from '../../core/case/records/work-inputs.ts';
import { loadWorkPapers } from '../../core/case/records/work-papers.ts';
import { reportDates } from '../../core/case/report-dates.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import type { Store } from '../../core/store/ports.ts';
import { addBusinessDays, dateOf, yearMonthOf } from '../../core/values/calendar.ts';
import type { AppPorts } from '../http/contract.ts';
import type { FactsOf, RecordMails, Tell } from '../permit/mails.ts';
import { monthText, spanText, wareki } from '../ui/dates.ts';
import { type Facts, noticeFacts, sessionFacts } from './facts.ts';

/**
 * What mails about works say (第6条第1号, 別表1 5-1, 5-2): to the vendor answers, returns, reminders; to the manager, all that is
 * needed to answer, what is unusual first.
 */

/** A work with its papers as they are when the mail goes out. */
const workOf = async (
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

const workQuestionFacts: FactsOf = async (store, state, { about }) => {
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

const reviewQuestionFacts: FactsOf = async (store, state, { about }) => {
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

const pageOf = ({ config }: AppPorts, { caseId }: CaseState, workId: string) => ({
  page: '作業',
  permitUrl: `${config.baseUrl}/permits/${caseId}/works/${workId}`,
});

/** The last day on which nobody has to be reminded of a report. */
const reportDueOn = async ({ store }: AppPorts, since: string): Promise<string> => {
  const settings = await loadSettings(store);
  return addBusinessDays(dateOf(Temporal.Instant.from(since)), settings.workReportDays, settings).toString();
};

/** Of the month of the work (第10条): then it is not asked for on the 1st, but only reminded of (docs/adr/0053). */
const monthDue = async ({ store }: AppPorts, at: string): Promise<string> => {
  const month = yearMonthOf(Temporal.Instant.from(at));
  const opens = month.add({ months: 1 }).toPlainDate({ day: 1 });
  const { dueOn } = reportDates(month, opens, await loadSettings(store));
  return `${monthText(month.toString())}分　期限 ${wareki(dueOn)}`;
};

const workAnswered: Tell = async (ports, state, about) => {
  const work = await workOf(ports.store, state, about);
  const answer = work?.papers.answer;
  if (!work || !answer) return undefined;
  const { head } = work;
  const label = answerLabel(answer.choice, head);
  const sentences = {
    accept:
      '作業申請に対し、次のとおり回答します。作業を終えたら、接続記録・作業報告書を提出してください（第6条）。',
    return:
      '作業申請を差し戻します。この申請では作業を行わないでください。内容を訂正して再提出するか、取り下げてください（第6条第1号）。',
    decline:
      '緊急の作業について、事後承認しないこととしました。接続しているときは直ちに切断し、行った作業を報告してください（第6条第1号・第6号）。',
  };
  const reportBy = await reportDueOn(ports, head.plannedEnd);
  return {
    ...pageOf(ports, state, head.workId),
    subject: `作業申請・${label} ${head.noticeNo}`,
    ...(answer.choice === 'accept' ? { dueOn: reportBy } : {}),
    sentences: [sentences[answer.choice]],
    facts: [
      ['作業申請', head.noticeNo],
      ['回答', label],
      [answer.choice === 'accept' ? '伝達事項' : '理由', answer.reason ?? ''],
      ['予定の日時', spanText(head.plannedStart, head.plannedEnd)],
      ['作業報告の期限', answer.choice === 'accept' ? wareki(reportBy) : ''],
      ['月次利用状況報告', answer.choice === 'accept' ? await monthDue(ports, head.plannedStart) : ''],
    ],
  };
};

const sessionReturned: Tell = async (ports, state, about) => {
  const work = await workOf(ports.store, state, about);
  if (work?.head.status !== 'report-returned') return undefined;
  const { head, papers } = work;
  return {
    ...pageOf(ports, state, head.workId),
    subject: `作業報告の差戻し ${head.noticeNo}`,
    dueOn: await reportDueOn(ports, head.changedAt),
    sentences: ['作業報告を差し戻します。内容を訂正して、再提出してください（第6条第1号、別表1 5-2）。'],
    facts: [
      ['作業申請', head.noticeNo],
      ['理由', papers.review?.reason ?? ''],
    ],
  };
};

const sessionOverdue: Tell = async (ports, state, about) => {
  const work = await workOf(ports.store, state, about);
  const sent = work?.head.reminders?.sent;
  if (!work || sent === undefined) return undefined;
  const { head } = work;
  return {
    ...pageOf(ports, state, head.workId),
    subject: `作業報告のお願い ${head.noticeNo}`,
    dueOn: await reportDueOn(ports, head.status === 'report-returned' ? head.changedAt : head.plannedEnd),
    sentences: [
      head.status === 'report-returned'
        ? '差し戻した作業報告が、まだ再提出されていません。訂正して提出してください（第6条第1号、別表1 5-2）。'
        : '予定の日時を過ぎた作業の報告が、まだ提出されていません。接続記録・作業報告書を提出してください。作業を行わなかったときは、取り下げてください（第6条第1号、別表1 5-2）。',
    ],
    facts: [
      ['作業申請', head.noticeNo],
      ['予定の日時', spanText(head.plannedStart, head.plannedEnd)],
      ['督促', `${sent}回目`],
    ],
  };
};

/** 届出: the manager is told; nothing has to be answered. */
const workAnnounced: Tell = async (ports, state, about) => {
  const work = await workOf(ports.store, state, about);
  const notice = work?.papers.notice;
  if (!work || !notice) return undefined;
  const { head } = work;
  return {
    ...pageOf(ports, state, head.workId),
    subject: `${head.unannounced ? '申請のない接続の届出' : '作業の届出'} ${head.noticeNo}`,
    sentences: [
      head.unannounced
        ? '保守事業者が、事前に申請していない接続を届け出ました（第6条第1号）。回答は不要です。接続記録・作業報告書が提出されると、違反の候補として判断をお願いします（第7条）。'
        : '保守事業者から作業の届出がありました（第6条第1号）。回答は不要です。差し支えがあるときは、指示を出してください（第6条第6号）。',
    ],
    facts: [
      ['作業申請', head.noticeNo],
      ['確認を要する点', head.flags.map((flag) => NOTICE_FLAGS[flag]).join('\n')],
      ...noticeFacts(notice),
    ],
  };
};

const workWithdrawn: Tell = async (ports, state, about) => {
  const work = await workOf(ports.store, state, about);
  if (work?.head.status !== 'withdrawn') return undefined;
  const { head, papers } = work;
  return {
    ...pageOf(ports, state, head.workId),
    subject: `作業の取下げ ${head.noticeNo}`,
    sentences: ['保守事業者が作業を取り下げました。この作業は行われません。回答は不要です。'],
    facts: [
      ['作業申請', head.noticeNo],
      ['取下げの理由', papers.withdrawal?.reason ?? ''],
      ['予定の日時', spanText(head.plannedStart, head.plannedEnd)],
    ],
  };
};

export const WORK_MAILS: RecordMails<typeof WORKS> = {
  news: {
    'work-answered': workAnswered,
    'session-returned': sessionReturned,
    'session-overdue': sessionOverdue,
  },
  cityNews: { 'work-announced': workAnnounced, 'work-withdrawn': workWithdrawn },
  questions: { work: workQuestionFacts, review: reviewQuestionFacts },
};
