import { z } from 'zod';
import {
  sessionInputSchema,
  sessionReviewSchema,
  workAnswerSchema,
  workInputSchema,
  workWithdrawalSchema,
} from '../../core/case/records/work-inputs.ts';
import { announceWork, reviseWork, withdrawWork } from '../../core/work/announce-work.ts';
import { answerWork, reviewSession } from '../../core/work/answer-work.ts';
import { reportSession } from '../../core/work/report-session.ts';
import { listWorks, viewWork } from '../../core/work/view-work.ts';
import {
  sessionReceiptSchema,
  workReceiptSchema,
  workSummarySchema,
  workViewSchema,
} from '../../core/work/views.ts';
import { type AppPorts, type Endpoint, post, put, read } from '../http/contract.ts';

const WORKS = '/v1/permits/{caseId}/works';
const WORK = `${WORKS}/{workId}`;
const doneSchema = z.object({ workId: z.string() });

/** 作業申請・回答・報告・確認 (第6条第1号〜第5号, 別表1 5-1, 5-2). */
export const worksApi = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: { readonly params: Readonly<Record<string, string>> }) =>
    [params['caseId'] ?? '', params['workId'] ?? ''] as const;
  return [
    read(
      WORKS,
      'anyone',
      '作業の一覧（予定の新しい順）',
      { response: z.object({ works: z.array(workSummarySchema), canAnnounce: z.boolean() }) },
      ({ caller, params }) => listWorks(ports)(caller, params['caseId'] ?? ''),
    ),
    post(
      WORKS,
      'vendor',
      '作業申請書を提出する（第6条第1号、別表1 5-1）',
      { body: workInputSchema, status: 201, response: workReceiptSchema, idempotent: true },
      ({ caller, params, body, idempotencyKey }) =>
        announceWork(ports)(caller, params['caseId'] ?? '', { work: body, idempotencyKey }),
    ),
    read(WORK, 'anyone', '作業の内容・状態・報告', { response: workViewSchema }, (call) =>
      viewWork(ports)(call.caller, ...idsOf(call)),
    ),
    put(
      WORK,
      'vendor',
      '差し戻された作業申請書を訂正して再提出する',
      { body: workInputSchema, response: workReceiptSchema },
      (call) => reviseWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    post(
      `${WORK}/answer`,
      'city',
      '作業申請に回答する（承認・受理・差戻し、緊急の作業の事後承認）',
      { body: workAnswerSchema, response: doneSchema },
      (call) => answerWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    post(
      `${WORK}/withdrawal`,
      'vendor',
      '行わなかった作業を取り下げる',
      { body: workWithdrawalSchema, response: doneSchema },
      (call) => withdrawWork(ports)(call.caller, ...idsOf(call), call.body),
    ),
    post(
      `${WORK}/report`,
      'vendor',
      '接続記録・作業報告書を提出する（第6条第2号・第5号、別表1 5-2）',
      { body: sessionInputSchema, status: 201, response: sessionReceiptSchema, idempotent: true },
      (call) =>
        reportSession(ports)(call.caller, ...idsOf(call), {
          session: call.body,
          again: false,
          idempotencyKey: call.idempotencyKey,
        }),
    ),
    put(
      `${WORK}/report`,
      'vendor',
      '差し戻された作業報告書を訂正して再提出する',
      { body: sessionInputSchema, response: sessionReceiptSchema },
      (call) => reportSession(ports)(call.caller, ...idsOf(call), { session: call.body, again: true }),
    ),
    post(
      `${WORK}/review`,
      'city',
      '作業報告を確認する・差し戻す',
      { body: sessionReviewSchema, response: doneSchema },
      (call) => reviewSession(ports)(call.caller, ...idsOf(call), call.body),
    ),
  ];
};
