import { html } from 'hono/html';
import { type Remark, remarksOn } from '../../core/application/application-remarks.ts';
import { type ItemConfirmation, METHODS, RESULTS } from '../../core/application/decision.ts';
import { ANSWERS, type ChecklistAnswer } from '../../core/application/inputs.ts';
import type { LastResults } from '../../core/application/last-results.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationById } from '../../core/regulation/regulations.ts';
import { definitionList, multiline } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { textAt, valueAt } from '../ui/form.ts';
import {
  dateField,
  type FormState,
  fieldGroup,
  hiddenField,
  radioGroup,
  selectField,
  textArea,
  textField,
} from '../ui/form-controls.ts';
import type { Html } from '../ui/layout.ts';

/** What the items are judged by: the vendor's answers and, where there are any, the last results. */
export type Judged = {
  readonly answers: readonly ChecklistAnswer[];
  readonly last?: readonly ItemConfirmation[] | undefined;
  /** What the form itself gives reason to look at. */
  readonly remarks?: readonly Remark[];
};

export const judgedOf = ({ application, renewal, regulationId }: CityCaseView): Judged => ({
  remarks: remarksOn(application, regulationById(regulationId)),
  answers: application.checklist,
  last: renewal?.last?.checklist,
});

/** The manager's confirmation of the checklist, item by item (第4条第2項). There is no button for all at once. */

/**
 * What is saved or posted, brought into the order of the rule: row n is item n, as the page posts it. An item
 * that nobody has touched is 保留, of today.
 */
export const alignedChecklist = (
  content: unknown,
  regulation: Regulation,
  today: string,
): readonly unknown[] => {
  const rows = valueAt(content, 'checklist');
  const found: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return regulation.checklist.map(
    ({ id }) =>
      found.find((row) => textAt(row, 'item') === id) ?? { item: id, result: 'hold', confirmedOn: today },
  );
};

export const checklistSection = (state: FormState, judged: Judged, regulation: Regulation): Html => {
  const open = regulation.checklist.filter((_, index) => !isConfirmed(state, index));
  const total = regulation.checklist.length;
  return html`<section><h2>${regulation.checklistName}の確認</h2>
<p class="lead">${total}項目を1項目ずつ確認してください。すべて「適」のときに限り、承認を求めることができます。一時保存すると、途中から続けられます。</p>
<div class="progress"><p><strong>確認済み ${total - open.length}/${total}</strong>（保存した時点）</p>
${
  open.length > 0
    ? html`<p>保留：${open.map(
        ({ id }) =>
          html`<a href="#f-checklist.${regulation.checklist.findIndex((item) => item.id === id)}">${id}</a> `,
      )}</p>`
    : ''
}</div>
${checklistFields(state, judged, regulation)}</section>`;
};

/** The items alone: the vendor's answer and the manager's result, one group each. */
export const checklistFields = (state: FormState, judged: Judged, regulation: Regulation): Html =>
  fieldGroup(
    state,
    { path: 'checklist', legend: `${regulation.checklistName}（${regulation.checklist.length}項目）` },
    regulation.checklist.map((item, index) => [
      index === 0 || regulation.checklist[index - 1]?.group.number !== item.group.number
        ? html`<h3>${item.group.number} ${item.group.title}</h3>`
        : undefined,
      itemFields(state, judged, item, index),
    ]),
  );

const isConfirmed = (state: FormState, index: number): boolean =>
  ['pass', 'fail'].includes(textAt(state.content, `checklist.${index}.result`));

const itemFields = (
  state: FormState,
  judged: Judged,
  item: Regulation['checklist'][number],
  index: number,
): Html => {
  const at = (field: string) => `checklist.${index}.${field}`;
  const answer = judged.answers.find((entry) => entry.item === item.id);
  const last = judged.last?.find((entry) => entry.item === item.id);
  return fieldGroup(
    state,
    {
      path: `checklist.${index}`,
      legend: `${item.id}　${item.text}${item.remark === undefined ? '' : `（${item.remark}）`}`,
    },
    html`${hiddenField(state, { path: at('item') })}
<div class="check-item"><div class="check-claim">
<p class="check-title">申請者の回答</p>
${(judged.remarks ?? [])
  .filter((remark) => remark.item === item.id)
  .map(({ message }) => html`<p><span class="tag attention">確認を要する点</span> ${message}</p>`)}
${definitionList([
  ['適否', answer && html`<strong>${ANSWERS[answer.answer]}</strong>`],
  ['説明', answer?.statement && multiline(answer.statement)],
  ['確認資料', answer?.evidence],
  ['例外の理由', answer?.exceptionReason && multiline(answer.exceptionReason)],
  ['例外の見直し日', answer?.exceptionReviewOn && wareki(answer.exceptionReviewOn)],
])}
${
  last &&
  html`<p class="check-title">前回の確認</p>${definitionList([
    ['結果', html`<strong>${RESULTS[last.result]}</strong>`],
    ['方法', last.method && METHODS[last.method]],
    ['確認日', last.confirmedOn && wareki(last.confirmedOn)],
    ['資料', last.evidence],
    ['所見', last.note && multiline(last.note)],
  ])}`
}</div>
<div class="check-form">
${radioGroup(state, { path: at('result'), label: '確認結果', options: RESULTS, inline: true, required: true })}
<div class="columns">${selectField(state, { path: at('method'), label: '確認方法', options: METHODS })}
${dateField(state, { path: at('confirmedOn'), label: '確認日', hint: '例 令和8年4月1日' })}</div>
<div class="columns">${textField(state, { path: at('evidence'), label: '確認した資料' })}
${dateField(state, { path: at('reviewOn'), label: '次回の確認日', hint: '決まっている場合' })}</div>
${textArea(state, { path: at('note'), label: '所見・補正を求める理由', hint: '「不適」のときは必ず入力してください（申請者に伝わります）', rows: 2 })}
</div></div>`,
  );
};

/** The last results as evidence for the new confirmation; the result itself is left to the manager, item by item. */
export const fromLast = (last: LastResults): readonly unknown[] =>
  last.checklist.map(({ item, result, method, evidence }) => ({
    item,
    result: 'hold',
    ...(method === undefined ? {} : { method }),
    evidence: [evidence, `前回の確認（${jstDay(last.at)} ${RESULTS[result]}）`].filter(Boolean).join('、'),
  }));
