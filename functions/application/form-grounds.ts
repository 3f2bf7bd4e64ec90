import { html } from 'hono/html';
import { applicationSchema } from '../../core/application/inputs.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Content } from '../ui/components.ts';
import { columns, type FormState, fieldGroup, hiddenField, yesNo } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { repeated } from './form-lists.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on why (第3条), through whom (第11条) and on what promise (第6条). */

const field = fieldsOf(applicationSchema);

export const groundSection = (view: ApplicationFormView): Content => [
  field(view, 'ground'),
  field(view, 'purpose'),
  fieldGroup(
    view,
    {
      path: 'expectedEffect',
      legend: '見込まれる効果',
      hint: '第3条第1号による申請では、どちらかを必ず入力してください。',
    },
    [field(view, 'expectedEffect.speed'), field(view, 'expectedEffect.cost')],
  ),
  repeated(
    view,
    {
      path: 'trackRecord',
      legend: '他自治体等での実績（別表1 1-4）',
      row: '実績',
      hint: '実績がないときは、空欄のままにしてください。',
    },
    (path) =>
      columns(
        field(view, `${path}.body`, { required: false }),
        field(view, `${path}.year`, { label: '開始した年（西暦）', required: false, width: 'short' }),
        field(view, `${path}.system`, { label: 'システム名', required: false }),
      ),
  ),
];

/** Asked first is whether there is one; the rest is shown when there is. */
export const subcontractingFields = (view: ApplicationFormView): Content => [
  yesNo(view, {
    path: 'subcontracted',
    label: '再委託者がリモートメンテナンスを行いますか（第11条）',
    required: true,
    hint: '再委託者に接続させるときは、再委託者についても、保守事業者を通じて申請してください。',
  }),
  html`<div class="where-subcontracted">${fieldGroup(
    view,
    { path: 'subcontracting', legend: '再委託者の利用（第11条）' },
    [
      field(view, 'subcontracting.parentPermitNo', { width: 'medium' }),
      field(view, 'subcontracting.company', { label: '再委託者の名称' }),
      field(view, 'subcontracting.cityConsentNo', {
        label: '再委託を承諾した文書の番号',
        width: 'medium',
      }),
    ],
  )}</div>`,
];

export const pledgeSection = (view: ApplicationFormView): Content => pledgeFields(view, view.regulation);

export const pledgeFields = (view: FormState, regulation: Regulation): Content => {
  const number = regulation.provisions.obligations;
  const duties = regulation.articles.find((article) => article.number === number)?.paragraphs[0]?.items ?? [];
  const notes = regulation.notes.filter((note) => note.article === number);
  return fieldGroup(view, { path: 'pledge', legend: `遵守事項（第${number}条）` }, [
    html`<div class="provision"><p>${regulation.title}　第${number}条</p>
<ol class="duties">${duties.map(({ text }) => html`<li>${text}</li>`)}</ol>
${notes.map(({ text }) => html`<p class="soft">（注）${text}</p>`)}</div>`,
    field(view, 'pledge.accepted', { label: '上の遵守事項をすべて守ることを誓約します' }),
    hiddenField(view, { path: 'pledge.ruleVersion', value: regulation.id }),
  ]);
};
