import type { Caller } from '../../core/directory/caller.ts';
import { answerReport } from '../../core/monthly-report/attend-report.ts';
import { reportAnswerSchema, reportInputSchema } from '../../core/monthly-report/inputs.ts';
import { submitReport } from '../../core/monthly-report/submit-report.ts';
import { listReports, viewReport } from '../../core/monthly-report/view-report.ts';
import { reportListSchema, reportViewSchema } from '../../core/monthly-report/views.ts';
import { type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';

const PATH = '/v1/permits/{caseId}/reports/{yearMonth}';
type Params = Readonly<Record<string, string>>;

/** 月次利用状況報告 (第9条, 第10条), for vendors' systems and for people. */
export const reportsApi = (ports: AppPorts): readonly Endpoint[] => {
  const view = (caller: Caller, { caseId = '', yearMonth = '' }: Params) =>
    viewReport(ports)(caller, caseId, yearMonth);
  return [
    read(
      '/v1/permits/{caseId}/reports',
      'anyone',
      '月次利用状況報告の一覧と、次に求められる月',
      { response: reportListSchema },
      ({ caller, params }) => listReports(ports)(caller, params['caseId'] ?? ''),
    ),
    read(
      PATH,
      'anyone',
      '月次利用状況報告（提出前は、作業報告から自動で入力した内容）',
      { response: reportViewSchema },
      ({ caller, params }) => view(caller, params),
    ),
    put(
      PATH,
      'vendor',
      '月次利用状況報告を提出・再提出する（第10条）',
      { body: reportInputSchema, response: reportViewSchema },
      async ({ caller, params, body }) => {
        const { caseId = '', yearMonth = '' } = params;
        const outcome = await submitReport(ports)(caller, caseId, yearMonth, body);
        return outcome.ok ? view(caller, params) : outcome;
      },
    ),
    post(
      `${PATH}/answer`,
      'city',
      '月次利用状況報告を確認し、又は差し戻す（第10条）',
      { body: reportAnswerSchema, response: reportViewSchema },
      async ({ caller, params, body }) => {
        const { caseId = '', yearMonth = '' } = params;
        const outcome = await answerReport(ports)(caller, caseId, yearMonth, body);
        return outcome.ok ? view(caller, params) : outcome;
      },
    ),
  ];
};
