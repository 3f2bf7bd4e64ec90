import type { z } from 'zod';
import { REVIEWS, sessionReviewSchema, workAnswerSchema } from '../../core/case/records/work-inputs.ts';
import type { Caller } from '../../core/directory/caller.ts';
import { type AskedOfMe, askedOf } from '../../core/question/open-question.ts';
import { accepted, type Outcome } from '../../core/values/errors.ts';
import { answerWork, reviewSession } from '../../core/work/answer-work.ts';
import { viewWork } from '../../core/work/view-work.ts';
import type { WorkView } from '../../core/work/views.ts';
import type { AppPorts, Endpoint, PageCall } from '../http/contract.ts';
import { formPages } from '../http/form-routes.ts';
import { togetherPages } from '../question/together.ts';
import { jstTimeShort } from '../ui/dates.ts';
import { flagsBox } from './page.ts';
import { sessionReviewFacts, sessionReviewPage, workAnswerPage } from './question-page.ts';

const WORK = '/permits/{caseId}/works/{workId}';

type Shown = { readonly work: WorkView; readonly question: AskedOfMe | undefined };

const load =
  (ports: AppPorts) =>
  async (
    caller: Caller,
    caseId: string,
    workId: string,
    stage: 'work' | 'review',
  ): Promise<Outcome<Shown>> => {
    const work = await viewWork(ports)(caller, caseId, workId);
    if (!work.ok) return work;
    const asked = await askedOf(ports)(caller, caseId, stage, workId);
    // With the report that is shown beside the notice.
    const hash = work.value.questions.find((open) => open.stage === stage)?.hash;
    return accepted({ work: work.value, question: asked && { ...asked, hash: hash ?? asked.hash } });
  };

/** The manager's questions about works as pages: a GET answers nothing, a POST does (docs/adr/0003). */
export const workQuestionPages = (ports: AppPorts): readonly Endpoint[] => {
  const idsOf = ({ params }: PageCall) => [params['caseId'] ?? '', params['workId'] ?? ''] as const;

  const question = <S extends z.ZodType>(
    stage: 'work' | 'review',
    form: Pick<Parameters<typeof formPages<Shown, S>>[1], 'path' | 'summary' | 'schema' | 'run' | 'done'>,
  ): readonly Endpoint[] =>
    formPages<Shown, S>(ports, {
      ...form,
      who: 'city',
      load: (caller, call) => load(ports)(caller, ...idsOf(call), stage),
      closed: ({ work, question }) => (question ? undefined : notYours(work, stage)),
      show: (context, view, { content, problems }) => {
        const shown = { ...view, content, problems };
        return stage === 'work' ? workAnswerPage(context, shown) : sessionReviewPage(context, shown);
      },
      back: ({ work }) => ({
        href: `/permits/${work.permit.caseId}/works/${work.workId}`,
        label: `作業 ${work.noticeNo} の画面に戻る`,
      }),
    });

  return [
    ...question('work', {
      path: `${WORK}/answer`,
      summary: '作業申請への回答',
      schema: workAnswerSchema,
      run: (caller, call, body, _, ports) => answerWork(ports)(caller, ...idsOf(call), body),
      done: 'work-answered',
    }),
    ...question('review', {
      path: `${WORK}/review`,
      summary: '作業報告の確認',
      schema: sessionReviewSchema,
      run: (caller, call, body, _, ports) => reviewSession(ports)(caller, ...idsOf(call), body),
      done: 'session-reviewed',
    }),
    ...togetherPages(ports, {
      stage: 'review',
      title: '作業報告の確認',
      accept: REVIEWS.confirm,
      load: (ports) => async (caller, caseId, workId) => {
        const shown = await load(ports)(caller, caseId, workId, 'review');
        if (!shown.ok || !shown.value.question) return undefined;
        const { work, question } = shown.value;
        const { facts, extra } = sessionReviewFacts(work);
        return { question, dossier: [flagsBox(work), facts, extra] };
      },
      answer: (ports) => (caller, caseId, workId, hash) =>
        reviewSession(ports)(caller, caseId, workId, { choice: 'confirm', hash }),
    }),
  ];
};

/** Answered by somebody, withdrawn, or a question to somebody else. */
const notYours = (work: WorkView, stage: 'work' | 'review'): string => {
  const made = stage === 'work' ? work.answer : work.review;
  if (work.questions.some((open) => open.stage === stage))
    return 'この回答は、対象システムを所管する情報セキュリティ管理者が行います。';
  return made
    ? `すでに回答済みです（${made.label}・${made.by}・${jstTimeShort(made.at)}）。今回の操作では、何も変更されていません。`
    : `この作業は「${work.statusLabel}」です。現在、求められている回答はありません。`;
};
