import { html } from 'hono/html';
import {
  ANSWER_WORDS,
  sessionReviewSchema,
  WORK_ANSWERS,
  workAnswerSchema,
} from '../../core/case/records/work-inputs.ts';
import type { AskedOfMe } from '../../core/question/open-question.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkView } from '../../core/work/views.ts';
import { asAsked, questionPage } from '../question/page.ts';
import { type Content, callout, definitionList } from '../ui/components.ts';
import { periodText, spanText } from '../ui/dates.ts';
import type { FormState } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { noticeFacts, sessionFacts } from './facts.ts';
import { flagsBox } from './page.ts';
import { factsList } from './permit-section.ts';

export type WorkQuestionView = {
  readonly work: WorkView;
  /** Undefined: it was answered while the page was open. */
  readonly question: AskedOfMe | undefined;
  /** As posted, not yet judged. */
  readonly content: unknown;
  readonly problems: readonly Problem[];
};

const answerField = fieldsOf(workAnswerSchema);
const reviewField = fieldsOf(sessionReviewSchema);

/** 作業申請への回答 (第6条第1号, 別表1 5-1): what is unusual first, then the notice, then the choice. Enter answers nothing. */
export const workAnswerPage = (context: PageContext, view: WorkQuestionView): Html => {
  const { work } = view;
  const word = work.emergency ? '事後承認' : ANSWER_WORDS[work.mode];
  const { onlyReturn } = work;
  const choices: Readonly<Record<string, string>> = work.emergency
    ? { accept: '事後承認する', decline: '事後承認しない（違反の候補として、別に判断します）' }
    : {
        ...(onlyReturn === undefined ? { accept: `${word}する` } : {}),
        return: WORK_ANSWERS.return,
      };
  return workQuestionPage(context, view, {
    heading: work.emergency ? '緊急の作業の事後承認' : `作業の${word}`,
    facts: work.notice && html`<section><h2>作業申請</h2>${factsList(noticeFacts(work.notice))}</section>`,
    extra:
      work.report && html`<section><h2>この作業の報告</h2>${factsList(sessionFacts(work.report))}</section>`,
    path: 'answer',
    fields: (state) => [
      onlyReturn !== undefined &&
        callout('attention', `${word}することはできません`, html`<p>${onlyReturn}。</p>`),
      answerField(state, 'choice', { options: choices }),
      answerField(state, 'reason', {
        hint: work.emergency
          ? '事後承認しないときは必ず入力してください。保守事業者に伝わります'
          : '差し戻すときは必ず入力してください。保守事業者に伝わります',
      }),
    ],
    button: '回答する',
  });
};

/** What a review is of: planned against actual, the report, and the notice. */
export const sessionReviewFacts = ({
  plannedStart,
  plannedEnd,
  report,
  notice,
}: WorkView): { readonly facts: Content; readonly extra: Content } => ({
  facts:
    report &&
    html`<section><h2>予定と実績</h2>${definitionList([
      ['予定', spanText(plannedStart, plannedEnd)],
      ['実績', spanText(report.connectedAt, report.disconnectedAt)],
    ])}</section>
<section><h2>作業報告</h2>${factsList(sessionFacts(report))}</section>`,
  extra:
    notice &&
    html`<details class="block"><summary>作業申請の内容を表示する</summary>${factsList(noticeFacts(notice))}</details>`,
});

/** 作業報告の確認 (第6条第2号・第5号, 別表1 5-2): planned against actual, then the report, then the choice. */
export const sessionReviewPage = (context: PageContext, view: WorkQuestionView): Html =>
  workQuestionPage(context, view, {
    heading: '作業報告の確認',
    ...sessionReviewFacts(view.work),
    path: 'review',
    fields: (state) => [reviewField(state, 'choice'), reviewField(state, 'reason')],
    button: '記録する',
  });

const workQuestionPage = (
  context: PageContext,
  { work, question, content, problems }: WorkQuestionView,
  parts: {
    readonly heading: string;
    readonly facts: Content;
    readonly extra: Content;
    readonly path: 'answer' | 'review';
    readonly fields: (state: FormState) => Content;
    readonly button: string;
  },
): Html => {
  const { permit } = work;
  const path = `/permits/${permit.caseId}/works/${work.workId}`;
  const title = `${work.noticeNo} ${parts.heading}`;
  const dossier = html`${flagsBox(work)}
${definitionList([
  [
    '保守事業者',
    permit.subcontractor === undefined
      ? permit.vendorName
      : `${permit.vendorName}（再委託者 ${permit.subcontractor}）`,
  ],
  ['許可の期間', `${periodText(permit.period)}（${permit.statusLabel}）`],
])}
${parts.facts}${parts.extra}`;
  return questionPage(context, {
    ...{ title, dossier, content, problems },
    ...asAsked(question),
    heading: html`${title}<span class="subtitle">${permit.systemName}（${permit.permitNo}）</span>`,
    action: `${path}/${parts.path}`,
    section: '判断',
    fields: parts.fields,
    submit: { label: parts.button, action: 'answer' },
    leave: { href: path, label: '記録しないで作業の画面を見る' },
    here: '/inbox',
  });
};
