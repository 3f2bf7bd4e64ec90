import { HEARING_ANSWERS, HOW_HEARD } from '../../core/finding/inputs.ts';
import type { FindingView } from '../../core/finding/views.ts';
import type { Content } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import {
  checkBox,
  dateField,
  type FormState,
  fieldGroup,
  hiddenField,
  radioGroup,
  textArea,
  textField,
} from '../ui/form-controls.ts';
import { CLOSING } from './hearing-lines.ts';

/** The fields of 弁明 and of deadlines (第7条, 第8条); see finding/forms.ts. */

/** A deadline on a day off is pointed out, and stands when it is confirmed here. */
export const dayOffBox = (state: FormState): Content =>
  checkBox(state, {
    path: 'dayOff',
    type: 'boolean',
    label: '期限を市の休日とする',
    hint: '期限が土曜日、日曜日、祝日、年末年始などに当たるときだけ選択してください',
  });

const closingBox = (state: FormState, label: string, hint: string): Content =>
  checkBox(state, { path: 'closing', type: 'boolean', label, hint });

export const statementFields = (state: FormState, view: FindingView): Content => [
  view.hearing !== undefined &&
    fieldGroup(
      state,
      {
        path: 'record',
        legend: '市が記録した弁明の確認',
        hint: '上の「弁明の記録」のうち、確認していない最も古いものについて回答してください',
      },
      [
        hiddenField(state, { path: 'heard', type: 'number', value: `${view.hearing.seq}` }),
        view.hearing.caseId !== undefined &&
          hiddenField(state, { path: 'heardIn', value: view.hearing.caseId }),
        radioGroup(state, { path: 'answer', label: '確認の結果', options: HEARING_ANSWERS }),
      ],
    ),
  textArea(state, {
    path: 'statement',
    label: '弁明の内容',
    required: view.hearing === undefined,
    rows: 8,
    hint:
      view.hearing === undefined
        ? 'いくつかに分けて提出することもできます'
        : '訂正するとき、又は弁明を加えるときに入力してください',
  }),
  closingBox(
    state,
    CLOSING,
    `選択すると、弁明の期限（${wareki(view.statementDueOn ?? '')}）を待たずに決定が行われることがあります`,
  ),
];

export const hearingFields = (state: FormState): Content => [
  radioGroup(state, { path: 'how', label: '弁明の方法', required: true, options: HOW_HEARD, inline: true }),
  dateField(state, { path: 'heardOn', label: '弁明のあった日', required: true }),
  textField(state, {
    path: 'speaker',
    label: '弁明した者',
    required: true,
    hint: '代理人のときは、その旨も入力してください',
  }),
  textField(state, { path: 'heardBy', label: '聴取・受領した職員', required: true }),
  textArea(state, { path: 'statement', label: '弁明の要旨', required: true, rows: 8 }),
  closingBox(
    state,
    `「${CLOSING}」との申出があった`,
    '保守事業者がこの記録を確認したときに、弁明が終わったものとなります',
  ),
];

/** One field for each statement: none goes unanswered. */
export const statementAnswers = (state: FormState, view: FindingView): Content =>
  view.statements.length === 0
    ? undefined
    : fieldGroup(
        state,
        {
          path: 'answers',
          legend: '弁明に対する考え方',
          hint: '弁明のそれぞれについて、どのように考えたかを入力してください。通知書に記載されます',
        },
        view.statements.map((ref, index) => [
          hiddenField(state, { path: `answers.${index}.seq`, type: 'number', value: `${ref.seq}` }),
          ref.caseId !== undefined &&
            hiddenField(state, { path: `answers.${index}.caseId`, value: ref.caseId }),
          textArea(state, {
            path: `answers.${index}.answer`,
            label: `弁明${index + 1}（${whose(view, ref)}）に対する考え方`,
            hint: '取消・停止・その他の措置のときは必ず入力してください',
          }),
        ]),
      );

const whose = ({ papers }: FindingView, ref: FindingView['statements'][number]): string => {
  const filed = papers.find(({ seq, caseId }) => seq === ref.seq && caseId === ref.caseId);
  if (filed?.paper.type === 'statement-heard')
    return `${wareki(filed.paper.heardOn)}　${filed.paper.speaker}`;
  return filed?.paper.type === 'statement-made' ? `${jstDay(filed.paper.at)}　${filed.paper.by}` : '';
};
