import { html } from 'hono/html';
import {
  acknowledgeInputSchema,
  followInputSchema,
  instructInputSchema,
  instructionAnswerSchema,
  liftInstructionInputSchema,
} from '../../core/instruction/papers.ts';
import type { InstructionView } from '../../core/instruction/views.ts';
import { subjectOf } from '../finding/page.ts';
import { paperSection } from '../finding/permit-section.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  emptyState,
  errorSummary,
  linkButton,
  postForm,
} from '../ui/components.ts';
import { monthText, wareki } from '../ui/dates.ts';
import { type FormState, fieldGroup, wholeFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { instructionLines } from './lines.ts';

/** One instruction (第6条第6号), and the fields of what is answered about it. */

type Audience = 'vendor' | 'city';

export const instructionPath = ({
  caseId,
  instructionId,
}: Pick<InstructionView, 'caseId' | 'instructionId'>): string =>
  `/permits/${caseId}/instructions/${instructionId}`;

const PRINTED: ReadonlySet<string> = new Set(['instruction-issued', 'instruction-lifted']);

export const instructionDossier = (view: InstructionView, audience: Audience): Html =>
  html`<h2 id="papers">これまでの経過</h2>
${
  view.papers.length === 0
    ? emptyState('まだ書面はありません。')
    : view.papers.map(({ seq, paper }) =>
        paperSection(
          instructionLines(paper, audience),
          PRINTED.has(paper.type) ? `${instructionPath(view)}/papers/${seq}` : undefined,
        ),
      )
}`;

/** @param receipt what was typed of a 受領 that was refused */
export const instructionPage = (
  context: PageContext,
  view: InstructionView,
  audience: Audience,
  receipt: FormState = { content: {}, problems: [] },
): Html => {
  const title = view.documentNo === undefined ? '指示の案' : `${view.kindLabel} ${view.documentNo}`;
  const path = instructionPath(view);
  return page(
    context,
    `${view.permitNo} ${title}`,
    html`<h1>${title}<span class="subtitle">第6条第6号　${view.permitNo}　${view.systemName}</span></h1>
${errorSummary(receipt.problems)}
<p class="status-line"><span class="tag working">${view.statusLabel}</span>${
      view.overdue && view.status !== 'followed' ? html` <span class="tag attention">期限超過</span>` : ''
    }</p>
${audience === 'vendor' ? vendorActions(context, view, receipt) : cityActions(view)}
${view.can.lift && buttonRow(linkButton(`${path}/lifting`, '指示を解除する'))}
${definitionList([
  ...subjectOf(view),
  ['種類', view.kindLabel],
  ['報告を求める月', view.kind === 'report' && view.about ? monthLink(view.caseId, view.about) : undefined],
  // Of a draft none: the vendor's time begins when it is issued.
  ['期限', view.documentNo && view.dueOn && wareki(view.dueOn)],
])}
${instructionDossier(view, audience)}`,
    { here: '/permits', invalid: receipt.problems.length > 0 },
  );
};

const monthLink = (caseId: string, month: string): Html =>
  html`<a href="/permits/${caseId}/reports/${month}">${monthText(month)}分の月次利用状況報告</a>`;

const cityActions = (view: InstructionView): Content => {
  const [question] = view.questions;
  const path = instructionPath(view);
  if (!question)
    return view.can.judge
      ? callout(
          'attention',
          '期限までに、履行の報告がありません',
          html`<p>電話などで履行を確かめたときも、その理由を付けて記録してください。</p>
${buttonRow(linkButton(`${path}/follow`, '履行を確認する', 'primary'))}`,
        )
      : undefined;
  const draft = question.stage === 'instruct';
  return callout(
    'attention',
    draft ? '指示の案です' : '履行の確認を待っています',
    question.mine
      ? buttonRow(
          linkButton(
            draft ? `${path}/answer` : `${path}/follow`,
            draft ? '案を確認して指示する' : '履行を確認する',
            'primary',
          ),
        )
      : html`<p>回答を待っています（期限 ${wareki(question.dueOn)}）。</p>`,
  );
};

const vendorActions = (context: PageContext, view: InstructionView, receipt: FormState): Content => {
  const { acknowledge, answer } = view.can;
  if (!answer) return undefined;
  const path = instructionPath(view);
  return callout(
    'attention',
    view.kind === 'cut-off' ? '直ちに接続を止めてください' : '指示に従い、行ったことを報告してください',
    html`${
      acknowledge &&
      postForm(context, { action: `${path}/acknowledgement` }, [
        html`<p>内容を確認したら、受領してください。</p>`,
        fieldsOf(acknowledgeInputSchema)(receipt, 'note', { rows: 2 }),
        buttonRow(button('指示を受領する')),
      ])
    }
${buttonRow(linkButton(`${path}/report`, '行ったことを報告する'))}`,
  );
};

const field = fieldsOf(instructInputSchema);

/** Of an instruction, and of a draft of one. */
export const instructionFields = (state: FormState): Content => [
  field(state, 'kind', { as: 'select' }),
  field(state, 'title'),
  field(state, 'text', { rows: 4 }),
  field(state, 'ground'),
  wholeFor('dated', [field(state, 'dueOn'), field(state, 'dayOff')]),
];

export const draftFields = (state: FormState): Content => [
  field(state, 'choice', {
    label: '判断',
    options: { issue: '次の内容で指示する（変更してもかまいません）', drop: '指示を見送る' },
  }),
  wholeFor('issue', fieldGroup(state, { path: 'issued', legend: '指示するとき' }, instructionFields(state))),
  wholeFor(
    'drop',
    fieldGroup(state, { path: 'dropped', legend: '見送るとき' }, field(state, 'reason', { required: false })),
  ),
];

const followField = fieldsOf(followInputSchema);
export const followFields = (state: FormState): Content => [
  followField(state, 'result'),
  followField(state, 'reason'),
];

const answerField = fieldsOf(instructionAnswerSchema);
export const instructionAnswerFields = (state: FormState): Content => [
  answerField(state, 'done', { rows: 4 }),
  answerField(state, 'doneOn'),
];

export const liftingFields = (state: FormState): Content =>
  fieldsOf(liftInstructionInputSchema)(state, 'reason');
