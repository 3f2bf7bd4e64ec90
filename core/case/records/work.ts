import { Temporal } from 'temporal-polyfill';
import { dateOf, startOfDay } from '../../values/calendar.ts';
import { Fatal } from '../../values/errors.ts';
import { hashOf } from '../../values/hash.ts';
import { NOBODY, type RecordTransition, recordKind } from '../aggregate.ts';
import { PERMITTED, type Status } from '../permit-statuses.ts';
import { time } from '../words.ts';
import {
  NOTICE_FLAGS,
  REPORT_FLAGS,
  WORK_STATUSES,
  type WorkHead,
  type WorkStatus,
  workFactSchema,
  workHeadSchema,
} from './work-facts.ts';
import { answerLabel, WORK_KINDS } from './work-inputs.ts';

/**
 * A work under a permit (第6条第1号〜第5号, 別表1 5-1, 5-2): announced (F5), answered, done, reported (F6), reviewed. What
 * was written stands in papers; here are ids, instants and what follows from them. That a work is going on or awaits
 * its report is read from the clock (work/view-work.ts), not recorded.
 */

const row = <S extends WorkStatus>(
  from: readonly (WorkStatus | 'none')[],
  to: S | 'same' | readonly S[],
  label: string,
  who: RecordTransition<WorkStatus>['who'],
  article: string,
  within: readonly Status[] = PERMITTED,
) => ({ from, to, within, label, who, article, told: true });

/** A suspended permit allows no work (第8条); an upcoming one may announce what begins in its period. What has happened may always be told. */
const OPEN_TO_WORK: readonly Status[] = ['upcoming', 'active'];
/** Whether it took place is not known yet. */
export const UNREPORTED: readonly WorkStatus[] = [
  'submitted',
  'accepted',
  'returned',
  'emergency',
  'declined',
  'unannounced',
];
const ANSWERABLE: readonly WorkStatus[] = [
  ...(['submitted', 'emergency', 'reported', 'report-returned', 'confirmed'] as const),
];

export const WORKS = recordKind({
  kind: 'work',
  noun: '作業',
  prefix: 'WORK',
  page: 'works',
  statuses: WORK_STATUSES,
  transitions: {
    'work-announced': row(
      ['none'],
      ['submitted', 'accepted', 'emergency', 'unannounced'],
      '作業申請',
      'vendor',
      '第6条第1号',
    ),
    'work-revised': row(
      ['returned'],
      ['submitted', 'accepted'],
      '作業申請の訂正',
      'vendor',
      '第6条第1号',
      OPEN_TO_WORK,
    ),
    'work-answered': row(
      ANSWERABLE,
      ['accepted', 'returned', 'declined', 'reported', 'report-returned', 'confirmed'],
      '作業申請への回答',
      'manager',
      '第6条第1号・別表1 5-1',
    ),
    'work-withdrawn': row(UNREPORTED, 'withdrawn', '作業の取下げ', 'vendor', '第6条第1号'),
    'work-lapsed': row(
      ['submitted', 'accepted', 'returned', 'emergency'],
      'lapsed',
      '作業申請の効力の喪失',
      'system',
      '第6条第3号・第8条',
    ),
    'session-reported': row(
      [...UNREPORTED, 'lapsed', 'report-returned'],
      'reported',
      '作業報告',
      'vendor',
      '第6条第2号・別表1 5-2',
    ),
    'session-reviewed': row(
      ['reported'],
      ['confirmed', 'report-returned'],
      '作業報告の確認',
      'manager',
      '第6条第2号・別表1 5-2',
    ),
    'session-reminded': row(
      [...UNREPORTED, 'report-returned'],
      'same',
      '作業報告の催促',
      'system',
      '第6条第1号',
    ),
  },
  head: workHeadSchema,
  fact: workFactSchema,
  idOf: ({ workId }) => workId,
  evolve: (head, fact, { seq, at, by, paper }) => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    const mark = { changedAt: at, papers };
    if (fact.type === 'work-announced') {
      const { type: _, request, ...announced } = fact;
      const announcedBy = by.kind === 'person' ? by.personId : by.name;
      return {
        ...announced,
        status: announced.unannounced
          ? 'unannounced'
          : announced.emergency
            ? 'emergency'
            : request
              ? 'submitted'
              : 'accepted',
        announcedAt: at,
        announcedBy,
        ...mark,
      };
    }
    if (!head) throw new Fatal(`${fact.type} without a work`);
    const same = { ...head, ...mark };
    switch (fact.type) {
      case 'work-revised': {
        const { type: _, request, ...revised } = fact;
        const status = request ? 'submitted' : 'accepted';
        return { ...same, ...revised, status, answer: undefined, reminders: undefined };
      }
      case 'work-answered':
        return {
          ...same,
          answer: { choice: fact.choice, at },
          // An emergency work may have been reported before it was approved.
          status: head.session === undefined ? ANSWERED[fact.choice] : head.status,
        };
      case 'work-withdrawn':
        return { ...same, status: 'withdrawn' };
      case 'work-lapsed':
        return { ...same, status: 'lapsed', lapsedAt: fact.since, reminders: undefined };
      case 'session-reported': {
        const { connectedAt, disconnectedAt, personalDataAccessed, flags } = fact;
        const session = { connectedAt, disconnectedAt, personalDataAccessed, flags, reportedAt: at };
        return { ...same, status: 'reported', session, reminders: undefined };
      }
      case 'session-reviewed':
        return {
          ...same,
          status: fact.choice === 'confirm' ? 'confirmed' : 'report-returned',
          reviewedAt: at,
        };
      case 'session-reminded':
        return { ...same, reminders: { sent: (head.reminders?.sent ?? 0) + 1, at, last: fact.last } };
    }
  },
  /** The day after the planned end, and each day after a reminder, until the report is there or the manager is told. */
  dueAt: ({ status, plannedEnd, changedAt, reminders }) => {
    if (!(status === 'report-returned' || UNREPORTED.includes(status))) return undefined;
    const since = status === 'report-returned' ? changedAt : plannedEnd;
    return startOfDay(dateOf(Temporal.Instant.from(reminders?.at ?? since)).add({ days: 1 })).toString();
  },
  news: {
    'work-answered': NOBODY,
    'session-returned': NOBODY,
    'session-overdue': NOBODY,
  },
  cityNews: ['work-announced', 'work-withdrawn'],
  askedAbout: ({ noticeNo }) => noticeNo,
  labelOf: (_id, of) => `作業 ${of.find((fact) => fact.type === 'work-announced')?.noticeNo ?? ''}`,
  detailsOf: (fact, of) => {
    switch (fact.type) {
      case 'work-announced':
      case 'work-revised':
        return [
          ...('emergency' in fact && fact.emergency ? ['緊急'] : []),
          WORK_KINDS[fact.workKind],
          `予定 ${time(fact.plannedStart)}から${time(fact.plannedEnd)}まで`,
          ...fact.flags.map((flag) => NOTICE_FLAGS[flag]),
        ];
      case 'work-answered': {
        const announced = of.find(({ type }) => type === 'work-announced');
        const planned = of.findLast(({ type }) => type === 'work-announced' || type === 'work-revised');
        return announced?.type === 'work-announced' && planned && 'mode' in planned
          ? [answerLabel(fact.choice, { emergency: announced.emergency, mode: planned.mode })]
          : [];
      }
      case 'session-reported':
        return [
          `接続 ${time(fact.connectedAt)}から${time(fact.disconnectedAt)}まで`,
          ...(fact.personalDataAccessed ? ['個人情報の閲覧・操作あり'] : []),
          ...fact.flags.map((flag) => REPORT_FLAGS[flag]),
        ];
      case 'session-reviewed':
        return [fact.choice === 'confirm' ? '確認' : '差戻し'];
      default:
        return [];
    }
  },
});
const ANSWERED = { accept: 'accepted', return: 'returned', decline: 'declined' } as const;

/** What is shown for an answer: the notice, and for an emergency that is over the report too (INV-4). */
export const hashWithReport = (notice: string, { papers }: Pick<WorkHead, 'papers'>): string => {
  const report = papers['session-reported'];
  return report === undefined ? notice : hashOf({ notice, report });
};

/** The manager's question whether the work may be done. */
export const openQuestionAbout = (
  {
    questions,
  }: { readonly questions: readonly { stage: string; about?: string | undefined; requestId: string }[] },
  workId: string,
): string | undefined =>
  questions.find(({ stage, about }) => stage === 'work' && about === workId)?.requestId;
