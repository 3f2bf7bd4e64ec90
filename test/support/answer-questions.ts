import { openQuestions } from '../../core/case/case-state.ts';
import { loadCase } from '../../core/case/case-store.ts';
import type { Question, QuestionStage, Stage } from '../../core/case/decision-request.ts';
import { createOrders } from './orders.ts';
import { CHIEF, type Story, TAX } from './story.ts';
import type { Answer } from './world.ts';

/** Whoever is asked answers what is asked, in the way that lets the case go on. */

type Asked = { readonly caseId: string; readonly question: Question };

/** Questions that nobody has answered yet, of these cases. */
export const openQuestionsOf = async (story: Story, cases: Iterable<string>): Promise<Asked[]> => {
  const asked: Asked[] = [];
  for (const caseId of cases) {
    const state = await loadCase(story.store, caseId);
    for (const question of state ? openQuestions(state) : []) asked.push({ caseId, question });
  }
  return asked;
};

const ADDRESSES: Readonly<Record<string, string>> = {
  chief: CHIEF,
  'manager:tax': TAX,
  'manager:ict': CHIEF,
};

export const createAnswers = (story: Story) => {
  const orders = createOrders(story);
  let keys = 0;
  /** Answers on the record's page what is shown there now. */
  const answer = async (by: string, record: string, verb: string, stage: string, body: object) => {
    const client = await story.as(by);
    const view = (await client('GET', record)).json;
    const shown = [...(view.questions ?? []), view.question, view.request].find(
      (one: { stage?: string } | undefined) => one !== undefined && (one.stage ?? stage) === stage,
    );
    keys += 1;
    const key = { 'idempotency-key': `answer-${keys}` };
    const answered = await client('POST', `${record}/${verb}`, { hash: shown?.hash ?? 'none', ...body }, key);
    await story.settle();
    return answered;
  };
  const on =
    (records: string, verb: string, body: object) =>
    ({ caseId, question: { stage, about, role } }: Asked): Promise<Answer> =>
      answer(ADDRESSES[role] ?? '', `/v1/permits/${caseId}/${records}/${about}`, verb, stage, body);
  const reconfirm = async ({ caseId, question }: Asked): Promise<Answer> => {
    const base = `/v1/permits/${caseId}/reconfirmations`;
    const client = await story.as(ADDRESSES[question.role] ?? '');
    const asked = (await client('GET', base)).json.reconfirmations.find(
      (one: { reconfirmationId: string }) => one.reconfirmationId === question.about,
    );
    const body = { hash: asked.request.hash, checklist: story.checklist() };
    const answered = await client('POST', `${base}/${question.about}/answer`, body);
    await story.settle();
    return answered;
  };
  const ANSWERS: Readonly<Record<Stage | QuestionStage, (asked: Asked) => Promise<Answer>>> = {
    confirm: ({ caseId, question }) => story.confirm(caseId, ADDRESSES[question.role]),
    approve: ({ caseId }) => story.approve(caseId),
    correction: ({ caseId, question }) =>
      story.decide(ADDRESSES[question.role] ?? '', caseId, { stage: 'correction', choice: 'extend' }),
    work: on('works', 'answer', { choice: 'accept' }),
    review: on('works', 'review', { choice: 'confirm' }),
    monthly: on('reports', 'answer', { choice: 'accept' }),
    instruct: on('instructions', 'answer', { choice: 'drop', reason: '近く提出されるため' }),
    follow: on('instructions', 'judgement', { result: 'followed', reason: '確認した。' }),
    candidate: on('findings', 'judgement', { choice: 'dismiss', reason: '事実の誤認であった。' }),
    receipt: on('findings', 'receipt', {}),
    order: ({ caseId, question }) => orders.order(caseId, question.about ?? ''),
    judge: on('findings', 'compliance', { result: 'fulfilled', reason: '確認した。' }),
    noncompliance: on('findings', 'noncompliance-receipt', {}),
    sanction: ({ caseId, question }) =>
      orders.sanction(caseId, question.about ?? '', {
        ...{ sanction: 'none', reason: '遅れて措置がとられた。', weighing: undefined },
      }),
    lift: ({ caseId, question }) => orders.lift(caseId, question.about ?? ''),
    closing: on('findings', 'closing', { reason: '接続が終わり、措置の対象がなくなった。' }),
    change: on('changes', 'answer', { choice: 'accept', conforming: true, opinion: '支障なし' }),
    'change-approval': on('changes', 'approval', { choice: 'accept' }),
    shortening: on('shortenings', 'answer', {
      choice: 'shorten',
      reason: '契約が終わるため。',
      consideration: '事情は変わらない。',
    }),
    'shortening-approval': on('shortenings', 'approval', { choice: 'approve' }),
    reconfirm,
  };
  return (asked: Asked): Promise<Answer> => ANSWERS[asked.question.stage](asked);
};
