import type { ATTENDANCES } from '../../core/case/records/attendance.ts';
import { attendancePapers } from '../../core/work/attendance.ts';
import type { RecordMails } from '../permit/mails.ts';
import { wareki } from '../ui/dates.ts';

/** What mails about a 立会い記録 say (第6条第2号). */
export const ATTENDANCE_MAILS: RecordMails<typeof ATTENDANCES> = {
  news: {
    'attendance-wanted': async ({ store, config }, { caseId }, attendanceId = '') => {
      const record = await attendancePapers(store, caseId, attendanceId);
      return (
        record?.asked && {
          subject: '立会い記録のお願い',
          sentences: ['市職員が立ち会った作業について、画面から記録を提出してください（第6条第2号）。'],
          facts: [
            ['記録を求める立会い', record.asked.what],
            ['提出期限', wareki(record.head.dueOn)],
          ],
          page: '立会い記録',
          permitUrl: `${config.baseUrl}/permits/${caseId}/attendances/${attendanceId}`,
        }
      );
    },
    'attendance-accepted': async () => ({
      subject: '立会い記録の確認',
      sentences: ['提出された立会い記録を確認しました。手続は終わりです。'],
      facts: [],
    }),
  },
  cityNews: {},
  questions: {
    attendance: async (store, { caseId }, { about = '' }) => {
      const answered = (await attendancePapers(store, caseId, about))?.answered;
      return answered
        ? [
            ['立ち会った市職員', answered.attendedBy],
            ['立会いの経過', answered.course],
          ]
        : [];
    },
  },
};
