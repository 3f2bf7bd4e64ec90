import { z } from 'zod';
import { decideSanction } from '../../core/finding/decide-sanction.ts';
import { enterViolation, judgeCandidate } from '../../core/finding/find-violation.ts';
import { actedSchema } from '../../core/finding/finding-act.ts';
import {
  candidateInputSchema,
  closeInputSchema,
  conditionsInputSchema,
  extendInputSchema,
  findInputSchema,
  hearingInputSchema,
  judgeInputSchema,
  liftInputSchema,
  orderInputSchema,
  pointOutInputSchema,
  receiptInputSchema,
  replyInputSchema,
  sanctionInputSchema,
  statementInputSchema,
  withdrawOrderInputSchema,
} from '../../core/finding/inputs.ts';
import { extendOrder, issueOrder, replyToOrder, withdrawOrder } from '../../core/finding/issue-order.ts';
import { judgeCompliance } from '../../core/finding/judge-compliance.ts';
import { decideLifting, reportConditions } from '../../core/finding/lift-suspension.ts';
import { makeStatement, recordHearing } from '../../core/finding/make-statement.ts';
import { pointOut } from '../../core/finding/raise-candidate.ts';
import { receiveNoncompliance, receiveReport } from '../../core/finding/receive-report.ts';
import { closeFinding } from '../../core/finding/settle-ended.ts';
import { listFindings, viewFinding } from '../../core/finding/view-finding.ts';
import { findingSummarySchema, findingViewSchema, noticeEntrySchema } from '../../core/finding/views.ts';
import { type AppPorts, type Endpoint, post, read } from '../http/contract.ts';
import { recordActs } from '../http/record-acts.ts';

const PATH = '/v1/permits/{caseId}/findings';
const ONE = `${PATH}/{findingId}`;
const act = recordActs(ONE, 'findingId', actedSchema);

/**
 * 違反・是正命令・取消・停止 (第7条, 第8条). There is no route that revokes or suspends: only the answer to a question that an
 * order judged 未履行 has led to (INV-21).
 */
export const findingsApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    PATH,
    'anyone',
    '違反・是正命令の一覧と、取消・停止・解除の通知書（第7条、第8条）',
    {
      response: z.object({
        findings: z.array(findingSummarySchema),
        notices: z.array(noticeEntrySchema),
      }),
    },
    ({ caller, params }) => listFindings(ports)(caller, params['caseId'] ?? ''),
  ),
  post(
    PATH,
    'city',
    '違反を認知し、統括情報セキュリティ管理者に報告する（第7条）',
    { body: findInputSchema, status: 201, response: actedSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      enterViolation(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  post(
    '/v1/permits/{caseId}/candidates',
    'city',
    '違反の疑いを、情報セキュリティ管理者に伝える（第7条）',
    { body: pointOutInputSchema, status: 201, response: actedSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      pointOut(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  read(ONE, 'anyone', '違反・是正命令の内容と経過', { response: findingViewSchema }, ({ caller, params }) =>
    viewFinding(ports)(caller, params['caseId'] ?? '', params['findingId'] ?? ''),
  ),
  act(
    'judgement',
    'city',
    '違反の候補を、違反と認めるか、不問とする（第7条）',
    candidateInputSchema,
    judgeCandidate(ports),
  ),
  act('receipt', 'city', '違反報告を受領する（第7条）', receiptInputSchema, receiveReport(ports)),
  act('order', 'city', '是正命令を発する（第7条）', orderInputSchema, issueOrder(ports)),
  act('withdrawal', 'city', '是正命令を撤回する', withdrawOrderInputSchema, withdrawOrder(ports)),
  act('extension', 'city', '是正命令の履行期限を変更する（第7条）', extendInputSchema, extendOrder(ports)),
  act('reply', 'vendor', '是正報告を提出する（第7条）', replyInputSchema, replyToOrder(ports), {
    idempotent: true,
  }),
  act('compliance', 'city', '是正命令の履行を判断する（第7条）', judgeInputSchema, judgeCompliance(ports)),
  act(
    'statement',
    'vendor',
    '弁明を提出し、又は市が記録した弁明を確認する（第8条）',
    statementInputSchema,
    makeStatement(ports),
    { idempotent: true },
  ),
  act('hearing', 'city', '口頭・書面の弁明を記録する（第8条）', hearingInputSchema, recordHearing(ports)),
  act(
    'noncompliance-receipt',
    'city',
    '未履行報告を受領する（第8条）',
    receiptInputSchema,
    receiveNoncompliance(ports),
  ),
  act(
    'sanction',
    'city',
    '命令に応じない許可の取消・停止等を決定する（第8条）',
    sanctionInputSchema,
    decideSanction(ports),
  ),
  act(
    'conditions',
    'vendor',
    '停止の解除条件の充足を報告する（第8条）',
    conditionsInputSchema,
    reportConditions(ports),
    { idempotent: true },
  ),
  act(
    'closing',
    'city',
    '終わった許可に残る違反・命令を、許可の終了により終結とする（第7条、第8条）',
    closeInputSchema,
    closeFinding(ports),
  ),
  act('lifting', 'city', '停止を解除するか、続ける（第8条）', liftInputSchema, decideLifting(ports)),
];
