import { html } from 'hono/html';
import { ANSWER_WORDS, REVIEWS, WORK_ANSWERS } from '../../core/case/records/work-inputs.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkView } from '../../core/work/views.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { periodText, spanText, wareki } from '../ui/dates.ts';
import { type FormState, hiddenField, radioGroup, textArea } from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { noticeFacts, sessionFacts } from './facts.ts';
import { flagsBox } from './page.ts';
import { factsList } from './parts.ts';

export type WorkQuestionView = {
  readonly work: WorkView;
  readonly question: WorkView['questions'][number];
  /** As posted, not yet judged. */
  readonly content: unknown;
  readonly problems: readonly Problem[];
};

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
  return questionPage(context, view, {
    heading: work.emergency ? '緊急の作業の事後承認' : `作業の${word}`,
    facts: work.notice && html`<section><h2>作業申請</h2>${factsList(noticeFacts(work.notice))}</section>`,
    extra:
      work.report && html`<section><h2>この作業の報告</h2>${factsList(sessionFacts(work.report))}</section>`,
    path: 'answer',
    form: (state) => [
      onlyReturn !== undefined &&
        callout('attention', `${word}することはできません`, html`<p>${onlyReturn}。</p>`),
      radioGroup(state, { path: 'choice', label: '回答', required: true, options: choices }),
      textArea(state, {
        path: 'reason',
        label: '理由・伝達事項',
        hint: work.emergency
          ? '事後承認しないときは必ず入力してください。保守事業者に伝わります'
          : '差し戻すときは必ず入力してください。保守事業者に伝わります',
      }),
    ],
    button: '回答する',
  });
};

/** 作業報告の確認 (第6条第2号・第5号, 別表1 5-2): planned against actual, then the report, then the choice. */
export const sessionReviewPage = (context: PageContext, view: WorkQuestionView): Html => {
  const { work } = view;
  return questionPage(context, view, {
    heading: '作業報告の確認',
    facts:
      work.report &&
      html`<section><h2>予定と実績</h2>${definitionList([
        ['予定', spanText(work.plannedStart, work.plannedEnd)],
        ['実績', spanText(work.report.connectedAt, work.report.disconnectedAt)],
      ])}</section>
<section><h2>作業報告</h2>${factsList(sessionFacts(work.report))}</section>`,
    extra:
      work.notice &&
      html`<details class="block"><summary>作業申請の内容を表示する</summary>${factsList(noticeFacts(work.notice))}</details>`,
    path: 'review',
    form: (state) => [
      radioGroup(state, { path: 'choice', label: '判断', required: true, options: REVIEWS }),
      textArea(state, {
        path: 'reason',
        label: '理由・所見',
        hint: '差し戻すときは必ず入力してください。保守事業者に伝わります。違反の候補は、この確認とは別に判断します（第7条）',
      }),
    ],
    button: '記録する',
  });
};

const questionPage = (
  context: PageContext,
  { work, question, content, problems }: WorkQuestionView,
  parts: {
    readonly heading: string;
    readonly facts: Content;
    readonly extra: Content;
    readonly path: 'answer' | 'review';
    readonly form: (state: FormState) => Content;
    readonly button: string;
  },
): Html => {
  const { permit } = work;
  const path = `/permits/${permit.caseId}/works/${work.workId}`;
  const state = { content, problems };
  const title = `${work.noticeNo} ${parts.heading}`;
  return page(
    context,
    title,
    html`<h1>${title}<span class="subtitle">${permit.systemName}（${permit.permitNo}）</span></h1>
${errorSummary(problems)}
<p class="lead">期限　<strong>${wareki(question.dueOn)}</strong>${
      question.dueOn < context.today.toString() ? html` <span class="tag attention">期限超過</span>` : ''
    }　<a href="#answer">判断の欄へ移動</a></p>
${
  question.asDeputyFor !== undefined &&
  callout(
    'attention',
    '代決として回答します',
    html`<p>${question.asDeputyFor}の代決者として回答します。記録には、両名の氏名が残ります。</p>`,
  )
}
${flagsBox(work)}
${definitionList([
  [
    '保守事業者',
    permit.subcontractor === undefined
      ? permit.vendorName
      : `${permit.vendorName}（再委託者 ${permit.subcontractor}）`,
  ],
  ['許可の期間', `${periodText(permit.period)}（${permit.statusLabel}）`],
])}
${parts.facts}${parts.extra}
${postForm(
  context,
  { action: `${path}/${parts.path}`, enter: { action: 'show', label: '入力内容を保持して表示する' } },
  html`${hiddenField(state, { path: 'hash', value: question.hash })}
<section id="answer" aria-labelledby="answer-title" tabindex="-1"><h2 id="answer-title">判断</h2>
${parts.form(state)}
<p>「${parts.button}」を押すと記録され、後から変更できません。</p>
${buttonRow(button(parts.button, { action: 'answer' }), linkButton(path, '記録しないで作業の画面を見る', 'quiet'))}
</section>`,
)}`,
    { here: '/inbox', invalid: problems.length > 0 },
  );
};
