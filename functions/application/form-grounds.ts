import { html } from 'hono/html';
import { GROUNDS } from '../../core/application/inputs.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import type { Content } from '../ui/components.ts';
import {
  checkBox,
  columns,
  type FormState,
  fieldGroup,
  hiddenField,
  radioGroup,
  textArea,
  textField,
  yesNo,
} from '../ui/form-controls.ts';
import { repeated } from './form-lists.ts';
import type { ApplicationFormView } from './form-view.ts';

/** The sections of 様式1 on why (第3条), through whom (第11条) and on what promise (第6条). */

export const groundSection = (view: ApplicationFormView): Content => [
  radioGroup(view, { path: 'ground', label: '申請の根拠', required: true, options: GROUNDS }),
  textArea(view, {
    path: 'purpose',
    label: '利用目的',
    required: true,
    hint: 'リモートメンテナンスを行う理由と、対象とする業務',
  }),
  fieldGroup(
    view,
    {
      path: 'expectedEffect',
      legend: '見込まれる効果',
      hint: '第3条第1号による申請では、どちらかを必ず入力してください。',
    },
    [
      textArea(view, {
        path: 'expectedEffect.speed',
        label: '保守対応の迅速化（別表1 1-2）',
        hint: '例 現地対応 約4時間 → リモート 30分以内',
      }),
      textArea(view, {
        path: 'expectedEffect.cost',
        label: '保守経費の抑制（別表1 1-3）',
        hint: '例 出張費 年6回・約30万円の減',
      }),
    ],
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
        textField(view, { path: `${path}.body`, label: '団体名' }),
        textField(view, {
          path: `${path}.year`,
          label: '開始した年（西暦）',
          type: 'number',
          inputMode: 'numeric',
          width: 'short',
        }),
        textField(view, { path: `${path}.system`, label: 'システム名' }),
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
      textField(view, {
        path: 'subcontracting.parentPermitNo',
        label: '保守事業者の許可番号',
        hint: '保守事業者自身もこのシステムの許可を受けているときは、必ず入力してください。自ら接続しない保守事業者には、許可は要りません',
        width: 'medium',
      }),
      textField(view, { path: 'subcontracting.company', label: '再委託者の名称', required: true }),
      textField(view, {
        path: 'subcontracting.cityConsentNo',
        label: '再委託を承諾した文書の番号',
        required: true,
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
    checkBox(view, {
      path: 'pledge.accepted',
      type: 'boolean',
      label: '上の遵守事項をすべて守ることを誓約します',
      required: true,
    }),
    hiddenField(view, { path: 'pledge.ruleVersion', value: regulation.id }),
  ]);
};
