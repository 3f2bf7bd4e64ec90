import { hearingInputSchema, sanctionInputSchema, statementInputSchema } from '../../core/finding/inputs.ts';
import type { FindingView } from '../../core/finding/views.ts';
import type { Content } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { type FormState, fieldGroup, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';

/** The fields of 弁明 (第8条); see finding/forms.ts. */

const statementField = fieldsOf(statementInputSchema);
const hearingField = fieldsOf(hearingInputSchema);
const sanctionField = fieldsOf(sanctionInputSchema);

export const statementFields = (state: FormState, view: FindingView): Content => [
  view.hearingRef !== undefined &&
    fieldGroup(
      state,
      {
        path: 'record',
        legend: '市が記録した弁明の確認',
        hint: '上の「弁明の記録」のうち、確認していない最も古いものについて回答してください',
      },
      [
        hiddenField(state, { path: 'heard', type: 'number', value: `${view.hearingRef.seq}` }),
        view.hearingRef.caseId !== undefined &&
          hiddenField(state, { path: 'heardIn', value: view.hearingRef.caseId }),
        statementField(state, 'answer', { label: '確認の結果' }),
      ],
    ),
  statementField(state, 'statement', {
    required: view.hearingRef === undefined,
    rows: 8,
    hint:
      view.hearingRef === undefined
        ? 'いくつかに分けて提出することもできます'
        : '訂正するとき、又は弁明を加えるときに入力してください',
  }),
  statementField(state, 'closing', {
    hint: `選択すると、弁明の期限（${wareki(view.statementDueOn ?? '')}）を待たずに決定が行われることがあります`,
  }),
];

export const hearingFields = (state: FormState): Content => [
  hearingField(state, 'how', { inline: true }),
  hearingField(state, 'heardOn'),
  hearingField(state, 'speaker'),
  hearingField(state, 'heardBy'),
  hearingField(state, 'statement', { rows: 8 }),
  hearingField(state, 'closing'),
];

/** One field for each statement: none goes unanswered. */
export const statementAnswers = (state: FormState, view: FindingView): Content =>
  view.statementRefs.length === 0
    ? undefined
    : fieldGroup(
        state,
        {
          path: 'answers',
          legend: '弁明に対する考え方',
          hint: '弁明のそれぞれについて、どのように考えたかを入力してください。通知書に記載されます',
        },
        view.statementRefs.map((ref, index) => [
          hiddenField(state, { path: `answers.${index}.seq`, type: 'number', value: `${ref.seq}` }),
          ref.caseId !== undefined &&
            hiddenField(state, { path: `answers.${index}.caseId`, value: ref.caseId }),
          sanctionField(state, `answers.${index}.answer`, {
            label: `弁明${index + 1}（${whose(view, ref)}）に対する考え方`,
            required: false,
          }),
        ]),
      );

const whose = ({ papers }: FindingView, ref: FindingView['statementRefs'][number]): string => {
  const filed = papers.find(({ seq, caseId }) => seq === ref.seq && caseId === ref.caseId);
  if (filed?.paper.type === 'statement-heard')
    return `${wareki(filed.paper.heardOn)}　${filed.paper.speaker}`;
  return filed?.paper.type === 'statement-made' ? `${jstDay(filed.paper.at)}　${filed.paper.by}` : '';
};
