import { z } from 'zod';
import { reconciliationHeadSchema } from '../../core/case/records/reconciliation.ts';
import { reconciliationReportSchema } from '../../core/reconciliation/papers.ts';
import { reconcileLog } from '../../core/reconciliation/reconcile-log.ts';
import {
  discardLog,
  MAX_LOG_MEGABYTES,
  offerLogUpload,
  pastedLog,
  receivedLog,
} from '../../core/reconciliation/upload-connection-log.ts';
import { listReconciliations, viewReconciliation } from '../../core/reconciliation/view-reconciliation.ts';
import { accepted, refused } from '../../core/values/errors.ts';
import { group, wholeNumber } from '../../core/values/fields.ts';
import { line } from '../../core/values/text.ts';
import { type Endpoint, type HttpPorts, post, read } from '../http/contract.ts';
import { reconciliationInputSchema } from './parts.ts';

const announcedSchema = group('接続ログ', {
  name: line('ファイル名', 100),
  size: wholeNumber('ファイルの大きさ（バイト）', 1, MAX_LOG_MEGABYTES * 1024 * 1024),
});
const offerSchema = z.object({
  fileId: z.string(),
  /** multipart/form-data: all fields, then `file`. */
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()), expiresAt: z.string() }),
});

/** 接続ログとの照合 (第6条), for the city's own programs and people. */
export const reconciliationsApi = (ports: HttpPorts): readonly Endpoint[] => [
  post(
    '/v1/permits/{caseId}/reconciliations/files',
    'city',
    '接続ログの送信先（フォーム）を受け取る',
    { body: announcedSchema, status: 201, response: offerSchema },
    ({ caller, params, body: { name, size } }) =>
      offerLogUpload(ports)(caller, params['caseId'] ?? '', { announced: { name, size, type: 'text/csv' } }),
  ),
  post(
    '/v1/permits/{caseId}/reconciliations',
    'city',
    '接続ログを、作業申請・作業報告と照合する',
    {
      body: reconciliationInputSchema,
      quotes: true,
      status: 201,
      response: reconciliationHeadSchema,
      idempotent: true,
    },
    async ({ caller, params, body, idempotencyKey }) => {
      const caseId = params['caseId'] ?? '';
      const { yearMonth, fileId, text = '', ...terms } = body;
      const outcome = await reconcileLog(ports)(caller, caseId, {
        yearMonth,
        terms,
        log: async () =>
          fileId === undefined ? accepted(pastedLog(text)) : receivedLog(ports)(caller, caseId, fileId),
        replay: { key: idempotencyKey, sent: fileId ?? pastedLog(text).sha256 },
      });
      if (outcome.ok && fileId !== undefined) await discardLog(ports)(caseId, fileId);
      return outcome;
    },
  ),
  read(
    '/v1/permits/{caseId}/reconciliations',
    'city',
    '月ごとの照合の結果（新しい月から）',
    { response: z.object({ reconciliations: z.array(reconciliationHeadSchema) }) },
    async ({ caller, params }) => {
      const list = await listReconciliations(ports)(caller, params['caseId'] ?? '');
      return list.ok
        ? accepted({ reconciliations: list.value.months.flatMap(({ head }) => head ?? []) })
        : list;
    },
  ),
  read(
    '/v1/permits/{caseId}/reconciliations/{yearMonth}',
    'city',
    '月の照合の最新の結果（接続ごと）',
    { response: reconciliationHeadSchema.extend({ report: reconciliationReportSchema.optional() }) },
    async ({ caller, params }) => {
      const view = await viewReconciliation(ports)(caller, params['caseId'] ?? '', params['yearMonth'] ?? '');
      if (!view.ok) return view;
      const { result } = view.value;
      return result
        ? accepted({ ...result.head, report: result.shown.report })
        : refused('conflict', 'not-reconciled', 'この月の接続ログは、まだ照合していません');
    },
  ),
];
