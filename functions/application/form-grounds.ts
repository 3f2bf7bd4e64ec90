import { html } from 'hono/html';
import { ANSWERS, applicationSchema } from '../../core/application/inputs.ts';
import { PASTED_COLUMNS, type PastedList } from '../../core/application/pasted-rows.ts';
import { ATTACHMENT_KINDS, MAX_ATTACHMENTS, sizeText } from '../../core/attachment/attachments.ts';
import type { ChecklistItem, Regulation } from '../../core/regulation/regulation.ts';
import { button, type Content, emptyState, multiline } from '../ui/components.ts';
import { rowsAt, textAt } from '../ui/form.ts';
import {
  columns,
  type FormState,
  fieldGroup,
  hiddenField,
  mistakesAt,
  selectField,
  textArea,
  yesNo,
} from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { Html } from '../ui/layout.ts';
import type { ApplicationFormView } from './form-view.ts';

/** A form with lists, as typed so far. */
export type RowsView = FormState & {
  /** List to which 追加 was pressed: it is shown with one blank row more. */
  readonly adding?: string | undefined;
};

type List = { readonly path: string; readonly legend: Content; readonly row: string; readonly hint?: string };

/**
 * A list that grows and shrinks without script: every row with its 削除 button, 追加 below, at least one row.
 * The buttons save the draft on the way (`add:<list>`, `remove:<list>.<index>`).
 */
export const repeated = (
  view: RowsView,
  list: List & { readonly simple?: boolean },
  fields: (path: string, label: string) => Content,
): Html => {
  const { path, row } = list;
  const count = Math.max(1, rowsAt(view.content, path) + (view.adding === path ? 1 : 0));
  const rows = Array.from({ length: count }, (_, index) => {
    const label = `${row} ${index + 1}`;
    const remove = html`<p class="row-end">${button('削除', { action: `remove:${path}.${index}`, kind: 'quiet', hidden: `：${label}` })}</p>`;
    const body = [fields(`${path}.${index}`, label), remove];
    return list.simple
      ? html`<div class="simple-row">${body}</div>`
      : fieldGroup(view, { path: `${path}.${index}`, legend: label }, body);
  });
  return fieldGroup(view, { ...list, plain: true }, [
    rows,
    html`<p class="list-end">${button(`${row}を追加`, { action: `add:${path}`, kind: 'secondary' })}</p>`,
  ]);
};

/** Rows out of a spreadsheet for a list of 様式1; each button of the page adds what stands in it. */
export const pasteBox = (view: FormState, list: PastedList): Html => {
  const labels = PASTED_COLUMNS[list].map(({ label }) => label).join('、');
  const isOpen = mistakesAt(view, `pasted.${list}`).length > 0;
  return html`<details${isOpen ? html` open` : ''}><summary>Excelなどの表から貼り付ける</summary>
${textArea(view, {
  path: `pasted.${list}`,
  label: '表の貼り付け',
  hint: `左の列から順に、${labels}。1行が1件になり、下の欄に加わります。見出しの行はあってもかまいません。`,
})}
<p class="list-end">${button('貼り付けた表を欄に加える', { action: 'paste', kind: 'secondary' })}</p></details>`;
};

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

export const attachmentsSection = (view: ApplicationFormView): Content => [
  attachmentFields(view),
  textArea(view, {
    path: 'remarks',
    label: '備考',
    hint: '市に伝えておくことがあれば記入してください。',
  }),
];

/** 添付資料: what has been attached so far; the way to more of it saves the draft first. */
const attachmentFields = (view: ApplicationFormView): Content => {
  const count = rowsAt(view.content, 'attachments');
  const rows = Array.from({ length: count }, (_, index) => attached(view, `attachments.${index}`, index));
  return fieldGroup(
    view,
    {
      path: 'attachments',
      legend: '添付した資料',
      hint: `構成図、カメラの配置図、端末の写真など、別表1の確認に必要な資料を${MAX_ATTACHMENTS}件まで添付できます。`,
      plain: true,
    },
    [
      count === 0 ? emptyState('添付した資料はまだありません。') : rows,
      count < MAX_ATTACHMENTS &&
        html`<p class="list-end">${button('資料を添付する', { action: 'attach', kind: 'secondary' })}</p>
<p class="soft">ボタンを押すと、入力中の内容を保存してから、資料を選ぶ画面に移ります。</p>`,
    ],
  );
};

const attached = (view: ApplicationFormView, path: string, index: number): Html => {
  const fileId = textAt(view.content, `${path}.fileId`);
  const file = view.files?.find((candidate) => candidate.fileId === fileId);
  const label = `資料 ${index + 1}`;
  return fieldGroup(view, { path, legend: label }, [
    html`<p>${file ? html`<strong>${file.name}</strong> <span class="soft">${sizeText(file.size)}</span>` : 'ファイルが見つかりません。削除して、もう一度添付してください。'}</p>`,
    hiddenField(view, { path: `${path}.fileId` }),
    selectField(view, {
      path: `${path}.kind`,
      label: '資料の種類',
      required: true,
      options: ATTACHMENT_KINDS,
    }),
    html`<p class="row-end">${button('削除', { action: `remove:attachments.${index}`, kind: 'quiet', hidden: `：${label}` })}</p>`,
  ]);
};

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
      html`<div class="returned"><p><strong>補正のお願い</strong></p><p>${multiline(returned.note)}</p>${button('保存して添付資料を追加する', { action: 'attach', kind: 'quiet', hidden: `：${item.id}` })}</div>`,
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
    field(view, `${path}.evidence`, { label: '添付資料等' }),
    item.exceptionAllowed &&
      html`<div class="exception">
${field(view, `${path}.exceptionReason`, { label: '例外とする理由', rows: 2 })}
${field(view, `${path}.exceptionReviewOn`, { label: '例外を見直す日' })}
</div>`,
  ]);
};
