import { html } from 'hono/html';
import { ANSWERS, applicationSchema } from '../../core/application/inputs.ts';
import type { ChecklistItem } from '../../core/regulation/regulation.ts';
import { type Content, multiline } from '../ui/components.ts';
import { fieldGroup, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { Html } from '../ui/layout.ts';
import type { ApplicationFormView } from './form-view.ts';

const field = fieldsOf(applicationSchema);

/** 別表1: items of one group in the words of the rule, each with the vendor's answer (第4条第2項). */
export const checklistSection = (view: ApplicationFormView, ids: readonly string[]): Content =>
  fieldGroup(
    view,
    {
      path: 'checklist',
      legend: '要件への適合',
      hint: `${ids.length}項目すべてに回答してください（第4条第2項）。不適の項目があるときは、市から補正をお願いします。`,
      plain: true,
    },
    [...view.regulation.checklist.entries()]
      .filter(([, { id }]) => ids.includes(id))
      .map(([index, item]) => itemFields(view, item, index)),
  );

const itemFields = (view: ApplicationFormView, item: ChecklistItem, index: number): Html => {
  const path = `checklist.${index}`;
  const { exception, ...plainAnswers } = ANSWERS;
  const effect = item.answerKind === 'statement';
  const returned = view.correction?.items.find((entry) => entry.item === item.id);
  return fieldGroup(view, { path, legend: `${item.id} ${item.text}` }, [
    item.remark && html`<p class="remark">備考　${item.remark}</p>`,
    returned &&
      html`<div class="returned"><p><strong>補正のお願い</strong></p><p>${multiline(returned.note)}</p></div>`,
    html`<details><summary>${item.id}の記入のしかた</summary><p>${item.help}</p></details>`,
    hiddenField(view, { path: `${path}.item`, value: item.id }),
    field(view, `${path}.answer`, {
      label: '適否',
      options: item.exceptionAllowed ? { ...plainAnswers, exception } : plainAnswers,
      inline: true,
    }),
    field(view, `${path}.statement`, {
      label: effect ? '具体的な内容' : '説明',
      ...(effect ? { hint: '適とする場合は、数値や団体名などを必ず入力してください。' } : {}),
      rows: 2,
    }),
    field(view, `${path}.evidence`, { label: '確認資料' }),
    item.exceptionAllowed &&
      html`<div class="exception">
${field(view, `${path}.exceptionReason`, { label: '例外とする理由', rows: 2 })}
${field(view, `${path}.exceptionReviewOn`, { label: '例外を見直す日' })}
</div>`,
  ]);
};
