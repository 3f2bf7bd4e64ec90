import { z } from 'zod';
import {
  decisionInputSchema,
  decisionSchema,
  paperDecisionInputSchema,
} from '../../core/application/decision.ts';
import { applicationSchema } from '../../core/application/inputs.ts';
import { listCases, listInbox } from '../../core/application/list-cases.ts';
import {
  receiptSchema,
  resubmitApplication,
  submitApplication,
} from '../../core/application/submit-application.ts';
import {
  attentionEntrySchema,
  caseSummarySchema,
  caseViewSchema,
  cityCaseViewSchema,
  eventViewSchema,
  inboxEntrySchema,
  noticeViewSchema,
} from '../../core/application/views.ts';
import { withdrawApplication } from '../../core/application/withdraw-application.ts';
import { loadCase, loadEvents } from '../../core/case/case-store.ts';
import { resumeCase } from '../../core/daily/park-case.ts';
import { listAttention } from '../../core/decision/list-attention.ts';
import { recordDecision } from '../../core/decision/record-decision.ts';
import { recordPaperDecision } from '../../core/decision/record-paper-decision.ts';
import { viewCase, viewCityCase } from '../../core/decision/view-case.ts';
import { canSee } from '../../core/directory/caller.ts';
import { loadSettings } from '../../core/directory/directory-store.ts';
import { viewNotice } from '../../core/document/view-notice.ts';
import { cursor } from '../../core/permit/list-permits.ts';
import { accepted, refused } from '../../core/values/errors.ts';
import { type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';

const pagingSchema = z.strictObject({ cursor: cursor.optional() });
const stateSchema = z.object({
  caseId: z.string(),
  caseNo: z.string(),
  status: z.string(),
  version: z.int(),
});
const viewSchema = z.discriminatedUnion('audience', [cityCaseViewSchema, caseViewSchema]);

/** 申請から決定まで, for vendors' systems and for people (第4条, 第5条). */
export const applicationsApi = (ports: AppPorts): readonly Endpoint[] => {
  const view = async (caller: Parameters<ReturnType<typeof viewCase>>[0], caseId: string) =>
    caller.person.affiliation.kind === 'city'
      ? viewCityCase(ports)(caller, caseId)
      : viewCase(ports)(caller, caseId);
  return [
    post(
      '/v1/applications',
      'vendor',
      '様式1「リモート接続申請書」を提出する（第4条第1項）',
      { body: applicationSchema, status: 201, response: receiptSchema, idempotent: true },
      ({ caller, body, idempotencyKey }) =>
        submitApplication(ports)(caller, { application: body, idempotencyKey }),
    ),
    read(
      '/v1/applications',
      'anyone',
      '申請の一覧（新しい順）',
      {
        query: pagingSchema,
        response: z.object({ cases: z.array(caseSummarySchema), cursor: z.string().optional() }),
      },
      async ({ caller, query }) => accepted(await listCases(ports)(caller, { cursor: query['cursor'] })),
    ),
    read(
      '/v1/applications/{caseId}',
      'anyone',
      '申請の内容・状態・経過',
      { response: viewSchema },
      ({ caller, params }) => view(caller, params['caseId'] ?? ''),
    ),
    put(
      '/v1/applications/{caseId}',
      'vendor',
      '補正した申請書を再提出する',
      { body: applicationSchema, response: receiptSchema },
      ({ caller, params, body }) => resubmitApplication(ports)(caller, params['caseId'] ?? '', body),
    ),
    post(
      '/v1/applications/{caseId}/withdrawal',
      'vendor',
      '決定の前に申請を取り下げる',
      { response: stateSchema },
      ({ caller, params }) => withdrawApplication(ports)(caller, params['caseId'] ?? ''),
    ),
    post(
      '/v1/applications/{caseId}/decisions',
      'city',
      '確認・承認の決定を記録する（第4条第2項）',
      { body: decisionInputSchema, response: z.object({ state: stateSchema, decision: decisionSchema }) },
      ({ caller, params, body }) => recordDecision(ports)(caller, params['caseId'] ?? '', body),
    ),
    post(
      '/v1/applications/{caseId}/paper-decisions',
      'clerk',
      '紙による決定を、担当者が記録する',
      {
        body: paperDecisionInputSchema,
        response: z.object({ state: stateSchema, decision: decisionSchema }),
      },
      ({ caller, params, body }) => recordPaperDecision(ports)(caller, params['caseId'] ?? '', body),
    ),
    read(
      '/v1/applications/{caseId}/notice',
      'anyone',
      '結果通知書（第5条）',
      { mayAlso: [409], response: noticeViewSchema },
      ({ caller, params }) => viewNotice(ports)(caller, params['caseId'] ?? ''),
    ),
    read(
      '/v1/applications/{caseId}/events',
      'city',
      '監査証跡（ハッシュ連鎖つきの全事象）',
      { response: z.object({ events: z.array(eventViewSchema) }) },
      async ({ caller, params }) => {
        const caseId = params['caseId'] ?? '';
        const state = await loadCase(ports.store, caseId);
        if (!state || canSee(caller, state, await loadSettings(ports.store)) !== 'city')
          return refused('not-found', 'not-found', '見つかりません');
        return accepted({ events: await loadEvents(ports.store, caseId) });
      },
    ),
    post(
      '/v1/applications/{caseId}/resumption',
      'office',
      '中断した処理を再開する',
      { response: stateSchema },
      ({ caller, params }) => resumeCase(ports)(caller, params['caseId'] ?? ''),
    ),
    read(
      '/v1/inbox',
      'city',
      '決裁待ち',
      { response: z.object({ entries: z.array(inboxEntrySchema) }) },
      async ({ caller }) => accepted({ entries: await listInbox(ports)(caller) }),
    ),
    read(
      '/v1/attention',
      'office',
      '対応が必要な申請（処理の中断、担当者の不在、期限超過、届かないメール）',
      { response: z.object({ entries: z.array(attentionEntrySchema) }) },
      async ({ caller }) => accepted({ entries: await listAttention(ports)(caller) }),
    ),
  ];
};
