import { z } from 'zod';
import {
  sessionInputSchema,
  sessionReviewSchema,
  workAnswerSchema,
  workInputSchema,
  workWithdrawalSchema,
} from '../../core/case/records/work-inputs.ts';
import { announceWork, reviseWork } from '../../core/work/announce-work.ts';
import { answerWork } from '../../core/work/answer-work.ts';
import { reportSession } from '../../core/work/report-session.ts';
import { reviewSession } from '../../core/work/review-session.ts';
import { listWorks, viewWork } from '../../core/work/view-work.ts';
import {
  sessionReceiptSchema,
  workReceiptSchema,
  workSummarySchema,
  workViewSchema,
} from '../../core/work/views.ts';
import { withdrawWork } from '../../core/work/withdraw-work.ts';
import { type AppPorts, api, type Endpoint } from '../http/contract.ts';

const WORKS = '/v1/permits/{caseId}/works';
const WORK = `${WORKS}/{workId}`;
const doneSchema = z.object({ workId: z.string() });

/** 作業申請・回答・報告・確認 (第6条第1号〜第5号, 別表1 5-1, 5-2). */
export const worksApi = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: { readonly params: Readonly<Record<string, string>> }) =>
    [params['caseId'] ?? '', params['workId'] ?? ''] as const;
  return [
    api(
      {
        method: 'GET',
        path: WORKS,
        who: 'anyone',
        summary: '作業の一覧（予定の新しい順）',
        status: 200,
        response: z.object({ works: z.array(workSummarySchema), canAnnounce: z.boolean() }),
      },
      ({ caller, params }) => listWorks(ports)(caller, params['caseId'] ?? ''),
    ),
    api(
      {
        method: 'POST',
        path: WORKS,
        who: 'vendor',
        summary: '作業申請書を提出する（第6条第1号、別表1 5-1）',
        body: workInputSchema,
        status: 201,
        response: workReceiptSchema,
        idempotent: true,
      },
      ({ caller, params, body, idempotencyKey }) =>
        announceWork(ports)(caller, params['caseId'] ?? '', { work: body, idempotencyKey }),
    ),
    api(
      {
        method: 'GET',
        path: WORK,
        who: 'anyone',
        summary: '作業の内容・状態・報告',
        status: 200,
        response: workViewSchema,
      },
      (call) => viewWork(ports)(call.caller, ...idsOf(call)),
    ),
    api(
      {
        method: 'PUT',
        path: WORK,
        who: 'vendor',
        summary: '差し戻された作業申請書を訂正して再提出する',
        body: workInputSchema,
        status: 200,
        response: workReceiptSchema,
      },
      (call) => reviseWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    api(
      {
        method: 'POST',
        path: `${WORK}/answer`,
        who: 'city',
        summary: '作業申請に回答する（承認・受理・差戻し、緊急の作業の事後承認）',
        body: workAnswerSchema,
        status: 200,
        response: doneSchema,
      },
      (call) => answerWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    api(
      {
        method: 'POST',
        path: `${WORK}/withdrawal`,
        who: 'vendor',
        summary: '行わなかった作業を取り下げる',
        body: workWithdrawalSchema,
        status: 200,
        response: doneSchema,
      },
      (call) => withdrawWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    api(
      {
        method: 'POST',
        path: `${WORK}/report`,
        who: 'vendor',
        summary: '接続記録・作業報告書を提出する（第6条第2号・第5号、別表1 5-2）',
        body: sessionInputSchema,
        status: 201,
        response: sessionReceiptSchema,
        idempotent: true,
      },
      (call) =>
        reportSession(ports)(call.caller, ...idsOf(call), {
          session: call.body,
          again: false,
          idempotencyKey: call.idempotencyKey,
        }),
    ),
    api(
      {
        method: 'PUT',
        path: `${WORK}/report`,
        who: 'vendor',
        summary: '差し戻された作業報告書を訂正して再提出する',
        body: sessionInputSchema,
        status: 200,
        response: sessionReceiptSchema,
      },
      (call) => reportSession(ports)(call.caller, ...idsOf(call), { session: call.body, again: true }),
    ),
    api(
      {
        method: 'POST',
        path: `${WORK}/review`,
        who: 'city',
        summary: '作業報告を確認する・差し戻す',
        body: sessionReviewSchema,
        status: 200,
        response: doneSchema,
      },
      (call) => reviewSession(ports)(call.caller, ...idsOf(call), call.body),
    ),
  ];
};
