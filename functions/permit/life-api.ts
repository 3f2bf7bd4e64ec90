import { z } from 'zod';
import { changeAnswerSchema, changeInputSchema } from '../../core/application/change-form.ts';
import { receiptSchema } from '../../core/application/submit-application.ts';
import { answerChange } from '../../core/change/answer-change.ts';
import { changeReceiptSchema, fileChange, withdrawChange } from '../../core/change/file-change.ts';
import { changeViewSchema, listChanges, viewChange } from '../../core/change/list-changes.ts';
import { endingInputSchema } from '../../core/permit/ending.ts';
import { endingReceiptSchema, fileEnding, withdrawEnding } from '../../core/permit/file-ending.ts';
import { renewalInputSchema, renewPermit } from '../../core/permit/renew-permit.ts';
import {
  listReconfirmations,
  reconfirmationViewSchema,
} from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirm, reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import {
  renewRule,
  renewRuleInputSchema,
  renewRuleResultSchema,
} from '../../core/reconfirmation/renew-rule.ts';
import { accepted } from '../../core/values/errors.ts';
import { type AppPorts, api, type Endpoint } from '../http/contract.ts';

/** 変更届, 廃止届, 継続申請, 別表1の再確認: everything else that happens to a permit (F10, G11, G15). */
export const permitLifeApi = (ports: AppPorts): readonly Endpoint[] => [
  api(
    {
      method: 'GET',
      path: '/v1/permits/{caseId}/changes',
      who: 'anyone',
      summary: '変更届の一覧（新しい順）',
      status: 200,
      response: z.object({ changes: z.array(changeViewSchema) }),
    },
    async ({ caller, params }) => {
      const listed = await listChanges(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ changes: listed.value }) : listed;
    },
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/changes',
      who: 'vendor',
      summary: '変更届を提出する',
      body: changeInputSchema,
      status: 201,
      response: changeReceiptSchema,
      idempotent: true,
    },
    ({ caller, params, body, idempotencyKey }) =>
      fileChange(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  api(
    {
      method: 'GET',
      path: '/v1/permits/{caseId}/changes/{changeId}',
      who: 'anyone',
      summary: '変更届の内容・状態',
      status: 200,
      response: changeViewSchema,
    },
    ({ caller, params }) => viewChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? ''),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/changes/{changeId}/withdrawal',
      who: 'vendor',
      summary: '変更届を取り下げる',
      status: 204,
    },
    ({ caller, params }) => withdrawChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? ''),
  ),
  ...(['change', 'change-approval'] as const).map((stage) =>
    api(
      {
        method: 'POST',
        path: `/v1/permits/{caseId}/changes/{changeId}/${stage === 'change' ? 'answer' : 'approval'}`,
        who: 'city',
        summary:
          stage === 'change'
            ? '変更届を確認する（情報セキュリティ管理者）'
            : '変更を承認する（統括情報セキュリティ管理者）',
        body: changeAnswerSchema,
        status: 200,
        response: z.object({ status: z.string() }),
      },
      ({ caller, params, body }) =>
        answerChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? '', stage, body),
    ),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/ending',
      who: 'vendor',
      summary: '廃止届を提出する',
      body: endingInputSchema,
      status: 201,
      response: endingReceiptSchema,
      idempotent: true,
    },
    ({ caller, params, body, idempotencyKey }) =>
      fileEnding(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/ending/withdrawal',
      who: 'vendor',
      summary: '廃止届を取り下げる',
      status: 200,
      response: z.object({ caseId: z.string() }),
    },
    ({ caller, params }) => withdrawEnding(ports)(caller, params['caseId'] ?? ''),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/renewal',
      who: 'vendor',
      summary: '同じ内容で継続を申請する',
      body: renewalInputSchema,
      status: 201,
      response: receiptSchema,
      idempotent: true,
    },
    ({ caller, params, body, idempotencyKey }) =>
      renewPermit(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  api(
    {
      method: 'GET',
      path: '/v1/permits/{caseId}/reconfirmations',
      who: 'anyone',
      summary: '別表1の再確認の一覧（第6条第7号）',
      status: 200,
      response: z.object({ reconfirmations: z.array(reconfirmationViewSchema) }),
    },
    async ({ caller, params }) => {
      const listed = await listReconfirmations(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ reconfirmations: listed.value }) : listed;
    },
  ),
  api(
    {
      method: 'POST',
      path: '/v1/permits/{caseId}/reconfirmations/{reconfirmationId}/answer',
      who: 'city',
      summary: '別表1を再確認する（第6条第7号）',
      body: reconfirmInputSchema,
      status: 200,
      response: z.object({ nonconforming: z.array(z.string()) }),
    },
    ({ caller, params, body }) =>
      reconfirm(ports)(caller, params['caseId'] ?? '', params['reconfirmationId'] ?? '', body),
  ),
  api(
    {
      method: 'POST',
      path: '/v1/rule-renewal',
      who: 'office',
      summary: '改正後の要領による再確認を依頼する（統括情報セキュリティ管理者）',
      body: renewRuleInputSchema,
      status: 200,
      response: renewRuleResultSchema,
    },
    ({ caller, body }) => renewRule(ports)(caller, body),
  ),
];
