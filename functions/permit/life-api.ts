import { z } from 'zod';
import { changeAnswerSchema, changeInputSchema } from '../../core/application/change-form.ts';
import { receiptSchema } from '../../core/application/submit-application.ts';
import { answerChange } from '../../core/change/answer-change.ts';
import { answerShortening, approveShortening } from '../../core/change/answer-shortening.ts';
import { changeReceiptSchema, fileChange, withdrawChange } from '../../core/change/file-change.ts';
import { changeViewSchema, listChanges, viewChange } from '../../core/change/list-changes.ts';
import {
  proposeShortening,
  recordShorteningHearing,
  shorteningReceiptSchema,
  stateOnShortening,
} from '../../core/change/shorten-permit.ts';
import {
  shorteningAnswerSchema,
  shorteningApprovalSchema,
  shorteningHearingSchema,
  shorteningInputSchema,
  shorteningStatementSchema,
} from '../../core/change/shortening-papers.ts';
import { listShortenings, shorteningViewSchema, viewShortening } from '../../core/change/view-shortening.ts';
import { deliveryInputSchema, receiptInputSchema } from '../../core/permit/arrival.ts';
import {
  correctDocument,
  correctionInputSchema,
  documentReceiptSchema,
  documentViewSchema,
  listDocuments,
  reissueDocument,
  reissueInputSchema,
} from '../../core/permit/documents.ts';
import { endingInputSchema } from '../../core/permit/ending.ts';
import { endingReceiptSchema, fileEnding, withdrawEnding } from '../../core/permit/file-ending.ts';
import { receiveDocument, recordDelivery } from '../../core/permit/record-arrival.ts';
import { renewalInputSchema, renewPermit } from '../../core/permit/renew-permit.ts';
import {
  listReconfirmations,
  reconfirmationViewSchema,
  renewRule,
  renewRuleInputSchema,
  renewRuleResultSchema,
} from '../../core/reconfirmation/list-reconfirmations.ts';
import { reconfirm, reconfirmInputSchema } from '../../core/reconfirmation/reconfirm.ts';
import { accepted } from '../../core/values/errors.ts';
import { type AppPorts, type Endpoint, post, read } from '../http/contract.ts';

/** 変更届, 廃止届, 継続申請, 別表1の再確認: everything else that happens to a permit (F10, G11, G15). */
export const permitLifeApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    '/v1/permits/{caseId}/changes',
    'anyone',
    '変更届の一覧（新しい順）',
    { response: z.object({ changes: z.array(changeViewSchema) }) },
    async ({ caller, params }) => {
      const listed = await listChanges(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ changes: listed.value }) : listed;
    },
  ),
  post(
    '/v1/permits/{caseId}/changes',
    'vendor',
    '変更届を提出する',
    { body: changeInputSchema, status: 201, response: changeReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      fileChange(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  read(
    '/v1/permits/{caseId}/changes/{changeId}',
    'anyone',
    '変更届の内容・状態',
    { response: changeViewSchema },
    ({ caller, params }) => viewChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? ''),
  ),
  post(
    '/v1/permits/{caseId}/changes/{changeId}/withdrawal',
    'vendor',
    '変更届を取り下げる',
    { status: 204 },
    ({ caller, params }) => withdrawChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? ''),
  ),
  ...(['change', 'change-approval'] as const).map((stage) =>
    post(
      `/v1/permits/{caseId}/changes/{changeId}/${stage === 'change' ? 'answer' : 'approval'}`,
      'city',
      stage === 'change'
        ? '変更届を確認する（情報セキュリティ管理者）'
        : '変更を承認する（統括情報セキュリティ管理者）',
      { body: changeAnswerSchema, response: z.object({ status: z.string() }) },
      ({ caller, params, body }) =>
        answerChange(ports)(caller, params['caseId'] ?? '', params['changeId'] ?? '', stage, body),
    ),
  ),
  ...shorteningApi(ports),
  ...documentsApi(ports),
  post(
    '/v1/permits/{caseId}/ending',
    'vendor',
    '廃止届を提出する',
    { body: endingInputSchema, status: 201, response: endingReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      fileEnding(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  post(
    '/v1/permits/{caseId}/ending/withdrawal',
    'vendor',
    '廃止届を取り下げる',
    { response: z.object({ caseId: z.string() }) },
    ({ caller, params }) => withdrawEnding(ports)(caller, params['caseId'] ?? ''),
  ),
  post(
    '/v1/permits/{caseId}/renewal',
    'vendor',
    '同じ内容で継続を申請する',
    { body: renewalInputSchema, status: 201, response: receiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      renewPermit(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  read(
    '/v1/permits/{caseId}/reconfirmations',
    'anyone',
    '別表1の再確認の一覧（第6条第7号）',
    { response: z.object({ reconfirmations: z.array(reconfirmationViewSchema) }) },
    async ({ caller, params }) => {
      const listed = await listReconfirmations(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ reconfirmations: listed.value }) : listed;
    },
  ),
  post(
    '/v1/permits/{caseId}/reconfirmations/{reconfirmationId}/answer',
    'city',
    '別表1を再確認する（第6条第7号）',
    { body: reconfirmInputSchema, response: z.object({ nonconforming: z.array(z.string()) }) },
    ({ caller, params, body }) =>
      reconfirm(ports)(caller, params['caseId'] ?? '', params['reconfirmationId'] ?? '', body),
  ),
  post(
    '/v1/rule-renewal',
    'office',
    '改正後の要領による再確認を依頼する（統括情報セキュリティ管理者）',
    { body: renewRuleInputSchema, response: renewRuleResultSchema },
    ({ caller, body }) => renewRule(ports)(caller, body),
  ),
];

const SHORTENING = '/v1/permits/{caseId}/shortenings/{shorteningId}';
type Params = Readonly<Record<string, string | undefined>>;
const idsOf = (params: Params) => [params['caseId'] ?? '', params['shorteningId'] ?? ''] as const;

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062). */
const shorteningApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    '/v1/permits/{caseId}/shortenings',
    'anyone',
    '許可の期間の短縮の一覧（新しい順）',
    { response: z.object({ shortenings: z.array(shorteningViewSchema) }) },
    async ({ caller, params }) => {
      const listed = await listShortenings(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ shortenings: listed.value }) : listed;
    },
  ),
  post(
    '/v1/permits/{caseId}/shortenings',
    'city',
    '許可の期間の短縮について弁明の機会を付与する（情報セキュリティ管理者）',
    { body: shorteningInputSchema, status: 201, response: shorteningReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      proposeShortening(ports)(caller, params['caseId'] ?? '', body, idempotencyKey),
  ),
  read(
    SHORTENING,
    'anyone',
    '許可の期間の短縮の内容・状態',
    { response: shorteningViewSchema },
    ({ caller, params }) => viewShortening(ports)(caller, ...idsOf(params)),
  ),
  post(
    `${SHORTENING}/statement`,
    'vendor',
    '許可の期間の短縮について弁明する',
    { body: shorteningStatementSchema, response: shorteningReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      stateOnShortening(ports)(caller, ...idsOf(params), body, idempotencyKey),
  ),
  post(
    `${SHORTENING}/hearing`,
    'city',
    '口頭・書面の弁明を記録する（情報セキュリティ管理者）',
    { body: shorteningHearingSchema, response: shorteningReceiptSchema },
    ({ caller, params, body }) => recordShorteningHearing(ports)(caller, ...idsOf(params), body),
  ),
  post(
    `${SHORTENING}/answer`,
    'city',
    '許可の期間の短縮を判断する（情報セキュリティ管理者）',
    { body: shorteningAnswerSchema, response: shorteningReceiptSchema },
    ({ caller, params, body }) => answerShortening(ports)(caller, ...idsOf(params), body),
  ),
  post(
    `${SHORTENING}/approval`,
    'city',
    '許可の期間の短縮を承認する（統括情報セキュリティ管理者）',
    { body: shorteningApprovalSchema, response: shorteningReceiptSchema },
    ({ caller, params, body }) => approveShortening(ports)(caller, ...idsOf(params), body),
  ),
];

/** 文書の一覧, 訂正, 再交付 and 到達 (docs/adr/0063, docs/adr/0065). */
const documentsApi = (ports: AppPorts): readonly Endpoint[] => [
  read(
    '/v1/permits/{caseId}/documents',
    'anyone',
    '文書番号を付けて通知した文書の一覧（新しい順）',
    { response: z.object({ documents: z.array(documentViewSchema) }) },
    async ({ caller, params }) => {
      const listed = await listDocuments(ports)(caller, params['caseId'] ?? '');
      return listed.ok ? accepted({ documents: listed.value }) : listed;
    },
  ),
  post(
    '/v1/permits/{caseId}/documents/{seq}/correction',
    'city',
    '文書を訂正する',
    { body: correctionInputSchema, status: 201, response: documentReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      correctDocument(ports)(caller, params['caseId'] ?? '', Number(params['seq']), body, idempotencyKey),
  ),
  post(
    '/v1/permits/{caseId}/documents/{seq}/reissue',
    'city',
    '文書を再交付する',
    { body: reissueInputSchema, status: 201, response: documentReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      reissueDocument(ports)(caller, params['caseId'] ?? '', Number(params['seq']), body, idempotencyKey),
  ),
  post(
    '/v1/permits/{caseId}/documents/{seq}/receipt',
    'vendor',
    '文書の受領を確認する',
    { body: receiptInputSchema, status: 201, response: documentReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      receiveDocument(ports)(caller, params['caseId'] ?? '', Number(params['seq']), body, idempotencyKey),
  ),
  post(
    '/v1/permits/{caseId}/documents/{seq}/delivery',
    'city',
    '文書の到達を記録する',
    { body: deliveryInputSchema, status: 201, response: documentReceiptSchema, idempotent: true },
    ({ caller, params, body, idempotencyKey }) =>
      recordDelivery(ports)(caller, params['caseId'] ?? '', Number(params['seq']), body, idempotencyKey),
  ),
];
