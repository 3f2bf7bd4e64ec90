import { html } from 'hono/html';
import { remarksOn } from '../../core/application/application-remarks.ts';
import { changedWord } from '../../core/application/corrected-items.ts';
import { type ItemConfirmation, METHODS, RESULTS } from '../../core/application/decision.ts';
import { ANSWERS, type ChecklistAnswer } from '../../core/application/inputs.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { type Content, multiline } from '../ui/components.ts';
import { jstDay, wareki } from '../ui/dates.ts';
import { textAt, valueAt } from '../ui/form.ts';
import {
  columns,
  dateField,
  type FormState,
  fieldGroup,
  mistakesAt,
  radioGroup,
  selectField,
  textField,
} from '../ui/form-controls.ts';
import type { Html } from '../ui/layout.ts';
import { type Saving, saveHere } from '../ui/saved-form.ts';
import { JUDGEMENTS, type Known, knownOf, lastEvidence, lastPassed, mayShare } from './confirmed-items.ts';

/**
 * The manager's confirmation of the checklist, item by item (第4条第2項): what gives reason to look first, method, date and
 * evidence once for all, a judgement per item that nobody has made for the manager. There is no button for all at once.
 */

/** What gives reason to look at an item more closely than at the others. */
type Notable = { readonly item: string; readonly why: string; readonly text?: string };
export type Judged = Known & { readonly notable: readonly Notable[] };

const exceptionsOf = (answers: readonly ChecklistAnswer[], today: string): readonly Notable[] =>
  answers.flatMap(({ item, answer, exceptionReviewOn }) =>
    answer !== 'exception'
      ? []
      : [
          {
            item,
            why:
              exceptionReviewOn !== undefined && exceptionReviewOn <= today
                ? '例外の見直し日が来ています'
                : '例外',
          },
        ],
  );

/** @param today ISO date in Japan */
export const judgedOf = (view: CityCaseView, today: string): Judged => {
  const { application, renewal, changes, corrections, decisions } = view;
  const known = knownOf(view);
  const { regulation } = known;
  const changed = (among: CityCaseView['changes'], why: string): readonly Notable[] =>
    regulation.checklist.flatMap(({ id }) =>
      among.some(({ pointer }) => pointer.startsWith(`/checklist/${id}/`)) ? [{ item: id, why }] : [],
    );
  const returned = decisions
    .filter(({ choice }) => choice === 'return')
    .flatMap(({ rev, checklist }) =>
      checklist.flatMap(({ item, result, note }) => {
        if (result !== 'fail') return [];
        const made = corrections.find((one) => one.rev === rev && one.item === item);
        return [
          {
            item,
            why: made ? `補正を求めた項目（${changedWord(made)}）` : '補正を求めた項目',
            ...(note ? { text: note } : {}),
          },
        ];
      }),
    );
  return {
    ...known,
    notable: [
      ...remarksOn(application, regulation).map(({ item, message }) => ({
        item,
        why: '確認を要する点',
        text: message,
      })),
      ...exceptionsOf(application.checklist, today),
      ...returned,
      // Of what was asked for it has been said.
      ...changed(changes, '補正で変わった項目').filter(
        ({ item }) => !returned.some((one) => one.item === item),
      ),
      ...changed(renewal?.differences ?? [], '従前の許可と異なる項目'),
    ],
  };
};

/** The same of a re-confirmation: exceptions, and what was to be looked at again by now. */
export const judgedAgain = (known: Known, today: string): Judged => ({
  ...known,
  notable: [
    ...exceptionsOf(known.answers, today),
    ...(known.last?.checklist ?? []).flatMap(({ item, reviewOn, result }) => [
      ...(result === 'pass' ? [] : [{ item, why: `前回「${RESULTS[result]}」とした項目` }]),
      ...(reviewOn !== undefined && reviewOn <= today
        ? [{ item, why: `次回の確認日（${wareki(reviewOn)}）が来ています` }]
        : []),
    ]),
  ],
});

/**
 * What is saved or posted, brought into the order of the rule: row n is item n, as the page posts it. The day is today
 * unless another one stands there.
 *
 * @param today as it is written in the field
 */
export const confirmationContent = (
  content: unknown,
  regulation: Regulation,
  today: string,
): { readonly common: unknown; readonly checklist: readonly unknown[] } => {
  const rows = valueAt(content, 'checklist');
  const found: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return {
    common: {
      method: textAt(content, 'common.method'),
      confirmedOn: textAt(content, 'common.confirmedOn') || today,
      evidence: textAt(content, 'common.evidence'),
    },
    checklist: regulation.checklist.map(
      ({ id }) => found.find((row) => textAt(row, 'item') === id) ?? { item: id },
    ),
  };
};

export const checklistSection = (state: FormState, judged: Judged, saving: Saving | undefined): Html => {
  const { checklist, checklistName } = judged.regulation;
  const done = checklist.filter((_, index) => isJudged(state, index)).length;
  return html`<section><h2>${checklistName}の確認</h2>
<p class="lead">${checklist.length}項目を1項目ずつ判断してください。すべて「適」のときに限り、承認を求めることができます。</p>
<p class="progress"><strong>確認済み ${done}/${checklist.length}</strong>（保存した時点）</p>
${checklistFields(state, judged, saving)}</section>`;
};

/** The items alone, what is notable first: the vendor's answer and the manager's judgement. */
export const checklistFields = (state: FormState, judged: Judged, saving: Saving | undefined): Html => {
  const { checklist, checklistName } = judged.regulation;
  const rows = checklist.map((item, index) => ({
    isNotable: judged.notable.some((one) => one.item === item.id),
    row: itemRow(state, judged, item, index),
  }));
  const first = rows.filter(({ isNotable }) => isNotable);
  const others = rows.filter(({ isNotable }) => !isNotable);
  return html`${commonFields(state)}
${fieldGroup(
  state,
  {
    path: 'checklist',
    legend: `${checklistName}（${checklist.length}項目）`,
    hint: howToJudge(judged),
    plain: true,
  },
  [
    first.length > 0 && html`<h3>先に確かめる項目（${first.length}項目）</h3>${first.map(({ row }) => row)}`,
    others.length > 0 && first.length > 0 && html`<h3>そのほかの項目（${others.length}項目）</h3>`,
    others.map(({ row }) => row),
    saveHere(saving, 'checklist'),
  ],
)}`;
};

/** Said once for all items. */
const howToJudge = ({ last }: Judged): string =>
  `「回答」は、申請者の回答です。「${JUDGEMENTS.shared}」は上の資料、「${JUDGEMENTS.pass}」はその項目の資料${
    last ? `、「${JUDGEMENTS.again}」は前回の資料` : ''
  }で確かめたものです。「${JUDGEMENTS.fail}」の理由は申請者に伝わります。一時保存すると、「${JUDGEMENTS.pass}」「${JUDGEMENTS.fail}」の項目に、方法・日付の欄が出ます。`;

const commonFields = (state: FormState): Html =>
  fieldGroup(
    state,
    {
      path: 'common',
      legend: '共通の確認方法・確認日・資料',
      hint: `方法と確認日は判断したすべての項目に、資料は「${JUDGEMENTS.shared}」とした項目だけに記録します。`,
    },
    [
      columns(
        radioGroup(state, { path: 'common.method', label: '確認方法', options: METHODS, inline: true }),
        dateField(state, { path: 'common.confirmedOn', label: '確認日' }),
      ),
      textField(state, {
        path: 'common.evidence',
        label: '確認した資料',
        hint: '例 様式1の別添資料（図面、入退室管理の規程）',
      }),
    ],
  );

const isJudged = (state: FormState, index: number): boolean =>
  !['', 'hold'].includes(textAt(state.content, `checklist.${index}.result`));

const BRIEF = ['evidence', 'note'];
const OWN = ['method', 'confirmedOn', 'reviewOn'];

/**
 * The judgement, and what is said of this item alone: the evidence and the note are shown by its judgement; method and dates
 * of its own only where it is judged by itself, for sixteen times three fields are seldom filled.
 */
const itemRow = (
  state: FormState,
  judged: Judged,
  item: Regulation['checklist'][number],
  index: number,
): Html => {
  const at = (field: string) => `checklist.${index}.${field}`;
  const isShared = mayShare(item.id, judged);
  const has = (field: string) =>
    textAt(state.content, at(field)) !== '' || mistakesAt(state, at(field)).length > 0;
  const hasOwn = OWN.some(has) || ['pass', 'fail'].includes(textAt(state.content, at('result')));
  const isOpen = !isShared || hasOwn || BRIEF.some(has);
  const { shared, again, ...own } = JUDGEMENTS;
  const options = {
    ...(lastPassed(item.id, judged) ? { again } : {}),
    ...(isShared ? { shared } : {}),
    ...own,
  };
  const path = `checklist.${index}`;
  return html`<fieldset class="check-row${isOpen ? ' open' : ''}"${mistakesAt(state, path).length > 0 && html` id="f-${path}" tabindex="-1"`}><legend>${item.id}　${item.text}${item.remark === undefined ? '' : `（${item.remark}）`}</legend><input type="hidden" name="${path}.item" value="${item.id}">${mistakesBox(state, path)}${mistakesBox(state, at('item'))}<div class="claim">${claim(judged, item.id)}</div><div class="judge">${judgement(state, at('result'), options)}<div class="own">${evidenceField(state, at('evidence'))}${noteField(state, at('note'))}${
    hasOwn &&
    columns(
      selectField(state, { path: at('method'), label: '確認方法', options: METHODS, blank: '共通の方法' }),
      dateField(state, { path: at('confirmedOn'), label: '確認日', hint: '共通の確認日と異なるとき' }),
      dateField(state, { path: at('reviewOn'), label: '次回の確認日', hint: '決まっている場合' }),
    )
  }</div></div></fieldset>`;
};

const mistakesBox = (state: FormState, path: string): Content => {
  const mistakes = mistakesAt(state, path);
  return (
    mistakes.length > 0 &&
    html`<div class="mistakes" id="f-${path}-error">${mistakes.map((message) => html`<p>${message}</p>`)}</div>`
  );
};

/** Where something is wrong, the summary leads there; elsewhere nothing does, and sixteen times three ids are some weight. */
const invalidAt = (state: FormState, path: string, isFirst = true): Content =>
  mistakesAt(state, path).length > 0 && [
    isFirst && html` id="f-${path}"`,
    html` aria-invalid="true" aria-describedby="f-${path}-error"`,
  ];

/** The choices of an item: its fieldset names them. */
const judgement = (state: FormState, path: string, options: Readonly<Record<string, string>>): Html => {
  const chosen = textAt(state.content, path);
  return html`${mistakesBox(state, path)}<div class="judgement">${Object.entries(options).map(
    ([value, label], index) =>
      html`<label><input type="radio" name="${path}" value="${value}"${
        value === chosen && html` checked`
      }${invalidAt(state, path, index === 0)}>${label}</label>`,
  )}</div>`;
};

/** What is said of an item, with no more markup than it needs: there are sixteen of each. */
const evidenceField = (state: FormState, path: string): Html =>
  html`${mistakesBox(state, path)}<label>確認した資料<input type="text" name="${path}" value="${textAt(state.content, path)}"${invalidAt(state, path)}></label>`;
const noteField = (state: FormState, path: string): Html =>
  html`${mistakesBox(state, path)}<label>所見・不適の理由<textarea name="${path}"${invalidAt(state, path)}>
${textAt(state.content, path)}</textarea></label>`;

/** The vendor's answer, and how it was the last time. */
const claim = (judged: Judged, item: string): Content => {
  const answer = judged.answers.find((entry) => entry.item === item);
  const last = judged.last?.checklist.find((entry) => entry.item === item);
  return [
    judged.notable
      .filter((one) => one.item === item)
      .map(({ why, text }) => html`<p><span class="tag attention">${why}</span> ${text}</p>`),
    answer &&
      html`<p>回答 <b>${ANSWERS[answer.answer]}</b>${answer.statement && `　${answer.statement}`}${
        answer.evidence && `（資料：${answer.evidence}）`
      }</p>`,
    answer?.exceptionReason && html`<p>例外の理由　${multiline(answer.exceptionReason)}</p>`,
    answer?.exceptionReviewOn && html`<p>例外の見直し日　${wareki(answer.exceptionReviewOn)}</p>`,
    last && judged.last && html`<p>${lastText(last, judged.last.at)}</p>`,
  ];
};

const lastText = (last: ItemConfirmation, at: string): string =>
  [
    last.result === 'pass' ? lastEvidence(last, at) : `前回の確認（${jstDay(at)} ${RESULTS[last.result]}）`,
    last.method && METHODS[last.method],
    last.note,
  ]
    .filter(Boolean)
    .join('　');
