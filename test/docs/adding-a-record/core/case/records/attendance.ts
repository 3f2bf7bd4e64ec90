import { z } from 'zod';
import { Fatal } from '../../values/errors.ts';
import { COPIES, NOBODY, recordKind } from '../aggregate.ts';
import { questionSchema } from '../decision-request.ts';
import { IN_FORCE } from '../permit-statuses.ts';
import { dated } from '../words.ts';

/** 立会い記録: what the vendor wrote down of a work at which the city's people were present; asked for and accepted. */

const of = { attendanceId: z.string() };
const attendanceFactSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('attendance-asked'), ...of, dueOn: z.string() }),
  z.object({ type: z.literal('attendance-answered'), ...of, request: questionSchema }),
  z.object({ type: z.literal('attendance-accepted'), ...of, answers: z.string() }),
]);

export const ATTENDANCE_STATUSES = { asked: '依頼済', answered: '提出済', accepted: '確認済' } as const;

const attendanceHeadSchema = z.object({
  ...of,
  status: z.enum(['asked', 'answered', 'accepted']),
  dueOn: z.string(),
  askedAt: z.string(),
  /** Numbers of the events whose papers belong here, by the type of event. */
  papers: z.record(z.string(), z.int()),
});
export type AttendanceHead = z.infer<typeof attendanceHeadSchema>;

const always = { within: IN_FORCE, article: '第6条第2号', told: true } as const;

export const ATTENDANCES = recordKind({
  kind: 'attendance',
  noun: '立会い記録',
  prefix: 'ATTENDANCE',
  page: 'attendances',
  statuses: ATTENDANCE_STATUSES,
  transitions: {
    'attendance-asked': {
      ...always,
      from: ['none'],
      to: 'asked',
      label: '立会い記録の依頼',
      who: 'manager',
    },
    'attendance-answered': {
      ...always,
      from: ['asked'],
      to: 'answered',
      label: '立会い記録の提出',
      who: 'vendor',
    },
    'attendance-accepted': {
      ...always,
      from: ['answered'],
      to: 'accepted',
      label: '立会い記録の確認',
      who: 'manager',
    },
  },
  head: attendanceHeadSchema,
  fact: attendanceFactSchema,
  idOf: ({ attendanceId }) => attendanceId,
  evolve: (head, fact, { seq, at, paper }): AttendanceHead => {
    const papers = { ...head?.papers, ...(paper === undefined ? {} : { [fact.type]: seq }) };
    if (fact.type === 'attendance-asked') {
      const { attendanceId, dueOn } = fact;
      return { attendanceId, status: 'asked', dueOn, askedAt: at, papers };
    }
    if (!head) throw new Fatal(`${fact.type} without an attendance`);
    return { ...head, status: fact.type === 'attendance-answered' ? 'answered' : 'accepted', papers };
  },
  dueAt: () => undefined,
  news: { 'attendance-wanted': COPIES, 'attendance-accepted': NOBODY },
  cityNews: [],
  askedAbout: undefined,
  labelOf: () => '立会い記録',
  detailsOf: (fact) => (fact.type === 'attendance-asked' ? dated('提出期限', fact.dueOn) : []),
});
