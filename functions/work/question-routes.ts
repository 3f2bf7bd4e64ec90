import { sessionReviewSchema, workAnswerSchema } from '../../core/case/records/work-inputs.ts';
import type { Problem, Refusal } from '../../core/values/errors.ts';
import { parseTyped } from '../../core/values/private-use.ts';
import { answerWork } from '../../core/work/answer-work.ts';
import { reviewSession } from '../../core/work/review-session.ts';
import { viewWork } from '../../core/work/view-work.ts';
import type { WorkView } from '../../core/work/views.ts';
import {
  type AppPorts,
  type Endpoint,
  type PageAnswer,
  type PageCall,
  pageAt,
  problemsOf,
} from '../http/contract.ts';
import { signedIn } from '../http/not-found.ts';
import { jstTimeShort } from '../ui/dates.ts';
import { messagePage } from '../ui/message-page.ts';
import { sessionReviewPage, workAnswerPage } from './question-page.ts';

const WORK = '/permits/{caseId}/works/{workId}';
type Typed = { readonly content: unknown; readonly problems: readonly Problem[]; readonly status: number };

/** The manager's questions about works as pages: a GET answers nothing, a POST does (docs/adr/0003). */
export const workQuestionPages = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['workId'] ?? ''] as const;

  const show = async (
    call: PageCall,
    stage: 'work' | 'review',
    typed: Typed = { content: {}, problems: [], status: 200 },
  ): Promise<PageAnswer> => {
    const found = await viewWork(ports)(signedIn(call), ...idsOf(call));
    if (!found.ok) return found;
    const work = found.value;
    const question = work.questions.find((open) => open.stage === stage);
    const mine = stage === 'work' ? work.can.answer : work.can.review;
    if (!question || !mine) return notYours(call, work, stage, question !== undefined);
    const { content, problems, status } = typed;
    const view = { work, question, content, problems };
    return {
      status,
      html: stage === 'work' ? workAnswerPage(call.context, view) : sessionReviewPage(call.context, view),
    };
  };

  const after = (
    call: PageCall,
    stage: 'work' | 'review',
    outcome: Refusal,
  ): Promise<PageAnswer> | Refusal => {
    const content = call.form.fields;
    if (outcome.kind === 'invalid')
      return show(call, stage, { content, problems: outcome.problems, status: 422 });
    // Somebody was faster, or the text has changed: what there is now, with what was typed.
    if (outcome.kind === 'conflict')
      return show(call, stage, {
        content,
        problems: [{ pointer: '', message: outcome.message }],
        status: 409,
      });
    return outcome;
  };

  const postAnswer = async (call: PageCall): Promise<PageAnswer> => {
    const { fields, meta } = call.form;
    if (meta.action !== 'answer') return show(call, 'work', { content: fields, problems: [], status: 200 });
    const parsed = parseTyped(workAnswerSchema, fields);
    if (!parsed.success)
      return show(call, 'work', { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await answerWork(ports)(signedIn(call), ...idsOf(call), parsed.data);
    return outcome.ok ? done(call, 'work-answered') : after(call, 'work', outcome);
  };

  const postReview = async (call: PageCall): Promise<PageAnswer> => {
    const { fields, meta } = call.form;
    if (meta.action !== 'answer') return show(call, 'review', { content: fields, problems: [], status: 200 });
    const parsed = parseTyped(sessionReviewSchema, fields);
    if (!parsed.success)
      return show(call, 'review', { content: fields, problems: problemsOf(parsed.error), status: 422 });
    const outcome = await reviewSession(ports)(signedIn(call), ...idsOf(call), parsed.data);
    return outcome.ok ? done(call, 'session-reviewed') : after(call, 'review', outcome);
  };

  const done = (call: PageCall, what: string): PageAnswer => {
    const [caseId, workId] = idsOf(call);
    return { redirect: `/permits/${caseId}/works/${workId}?done=${what}` };
  };

  return [
    pageAt('GET', `${WORK}/answer`, 'city', '作業申請への回答の画面（何も決定しない）', (call) =>
      show(call, 'work'),
    ),
    pageAt('POST', `${WORK}/answer`, 'city', '作業申請に回答する', postAnswer),
    pageAt('GET', `${WORK}/review`, 'city', '作業報告の確認の画面（何も決定しない）', (call) =>
      show(call, 'review'),
    ),
    pageAt('POST', `${WORK}/review`, 'city', '作業報告を確認する・差し戻す', postReview),
  ];
};

/** Answered by somebody, withdrawn, or a question to somebody else. */
const notYours = (call: PageCall, work: WorkView, stage: 'work' | 'review', open: boolean): PageAnswer => {
  const made = stage === 'work' ? work.answer : work.review;
  const sentence = open
    ? 'この回答は、対象システムを所管する情報セキュリティ管理者が行います。'
    : made
      ? `すでに回答済みです（${made.label}・${made.by}・${jstTimeShort(made.at)}）。今回の操作では、何も変更されていません。`
      : `この作業は「${work.statusLabel}」です。現在、求められている回答はありません。`;
  return {
    status: 409,
    html: messagePage(call.context, 409, {
      sentence,
      back: {
        href: `/permits/${work.permit.caseId}/works/${work.workId}`,
        label: `作業 ${work.noticeNo} の画面へ`,
      },
    }),
  };
};
