import { html } from 'hono/html';
import { CHANNELS, choiceLabel, type Decision, METHODS, RESULTS } from '../../core/application/decision.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { STAGES } from '../../core/case/decision-request.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { heldPart, parkedBecause } from '../application/case-list.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  emptyState,
  linkButton,
  multiline,
  postForm,
  unbroken,
} from '../ui/components.ts';
import { jstTime, paperChannel, wareki } from '../ui/dates.ts';
import type { Html, PageContext } from '../ui/layout.ts';
import { paged } from '../ui/parts.ts';
import { shownValue } from './facts.ts';

const TO_DECIDE = {
  confirm: '別表1を確認する',
  approve: '承認するかどうかを決定する',
  correction: '補正の期限を過ぎた申請について判断する',
} as const;

/** What of a long list is asked for, as it stands in the address. */
export type CaseQuery = { readonly page?: string | undefined; readonly mail?: string | undefined };

/** What only the city sees of a case: its own deliberation, changes, and the mails that were sent. */

export const cityActions = (context: PageContext, { caseId, can, parked, held }: CityCaseView): Content => [
  heldPart(held),
  parked !== undefined &&
    callout('attention', '処理が中断しています', [
      html`<p>原因：${parkedBecause(parked)}</p>
<p>申請の内容と、これまでの決定は失われていません。${
        can.resume
          ? '原因を取り除いてから、処理を再開してください。'
          : '統括部門が原因を確認し、処理を再開します。'
      }</p>`,
      can.resume &&
        postForm(context, { action: `/applications/${caseId}/resume` }, buttonRow(button('処理を再開する'))),
    ]),
  (can.decide ?? can.recordOnPaper) &&
    buttonRow(
      can.decide && linkButton(`/applications/${caseId}/decision`, TO_DECIDE[can.decide], 'primary'),
      can.recordOnPaper && linkButton(`/applications/${caseId}/paper-decision`, '紙による決定を記録する'),
    ),
];

export const decisionsSection = ({ decisions }: CityCaseView, regulation: Regulation): Html =>
  html`<h2 id="decisions">確認・決定の記録</h2>
${decisions.length === 0 ? emptyState('まだ決定はありません。') : decisions.map((decision) => decisionPart(decision, regulation))}`;

export const consultationSection = (view: CityCaseView): Content => [
  view.rev > 1 && changes(view),
  html`<h2>事前協議（第4条第1項）</h2>
${definitionList([
  ['協議日', view.consultation.heldOn && wareki(view.consultation.heldOn)],
  ['市の担当者', view.consultation.cityStaff],
  ['協議の概要', view.consultation.summary && multiline(view.consultation.summary)],
])}`,
];

/** The mails that did not arrive: in sight on every part. */
export const lostMails = ({ mails }: CityCaseView): Content => {
  const lost = mails.filter(({ result }) => result === 'undeliverable');
  return (
    lost.length > 0 &&
    callout(
      'attention',
      'メールが届いていません',
      html`<ul>${lost.map(({ to, subject }) => html`<li>${to}「${subject}」</li>`)}</ul>
<p>メールアドレスを確認し、電話などで相手に連絡してください。</p>`,
    )
  );
};

/** What was sent in this case, the newest first; the text of the one that is asked for. */
export const cityMails = ({ caseId, mails }: CityCaseView, asked: CaseQuery): Html => {
  const pathOf = (rest: string) => `/applications/${caseId}?part=mails${rest}`;
  const numbered = mails.map((mail, index) => ({ ...mail, no: `${index + 1}` })).toReversed();
  const { shown, numbers } = paged(numbered, asked.page, 'メール', (page) => pathOf(`&page=${page}`));
  const open = numbered.find(({ no }) => no === asked.mail);
  return html`<h2 id="mails">送信したメール</h2>
${
  open &&
  html`<section class="box" aria-labelledby="mail"><h3 id="mail">${open.subject}</h3>${definitionList([
    ['宛先', open.to],
    ['送信日時', jstTime(open.sentAt)],
    ['送信結果', RESULT_WORDS[open.result] ?? open.result],
  ])}
<pre>${open.text}</pre></section>`
}
${
  mails.length === 0
    ? emptyState('まだ送信したメールはありません。')
    : dataTable(
        { text: '送信したメール' },
        ['件名', '宛先', '送信日時', '送信結果'],
        shown.map(({ no, subject, to, sentAt, result }) => [
          html`<a href="${pathOf(`${asked.page === undefined ? '' : `&page=${asked.page}`}&mail=${no}`)}">${subject}</a>`,
          to,
          jstTime(sentAt),
          RESULT_WORDS[result] ?? result,
        ]),
      )
}${numbers}`;
};

const changes = (
  view: CityCaseView,
): Html => html`<h2>前の版からの変更（第${view.rev - 1}版 → 第${view.rev}版）</h2>
${
  view.changes.length === 0
    ? emptyState('記載内容の変更はありません。')
    : dataTable(
        { text: '前の版からの変更', columns: 'changes' },
        ['項目', '変更前', '変更後'],
        view.changes.map((change) => [
          change.label,
          multiline(shownValue(change, 'before')),
          multiline(shownValue(change, 'after')),
        ]),
      )
}`;

const decisionPart = (decision: Decision, regulation: Regulation): Html => html`<section class="part">
<h3>${STAGES[decision.stage]}：${choiceLabel(decision)}</h3>
${definitionList([
  ['決定者', signatories(decision)],
  ...whenAndHow(decision),
  ['対象', `第${decision.rev}版${decision.round > 1 ? `（${decision.round}回目の伺い）` : ''}`],
  ['意見', decision.opinion && multiline(decision.opinion)],
  ['条件', decision.conditions && multiline(decision.conditions)],
  ['必要と認める理由（第3条第2号）', decision.necessity && multiline(decision.necessity)],
  ['理由', decision.reason && multiline(decision.reason)],
  ['補正の期限', decision.correctBy && wareki(decision.correctBy)],
])}
${decision.checklist.length > 0 && results(decision, regulation)}
</section>`;

/** With 代決 both names stand on the record. */
const signatories = ({ decidedBy, decidedAs, principal }: Decision): Html =>
  decidedAs === 'deputy'
    ? html`<span class="tag attention">代決</span> ${decidedBy.title} ${decidedBy.name}${
        principal && html`（${principal.title} ${principal.name} に代わって決定）`
      }`
    : html`${decidedBy.title} ${decidedBy.name}`;

const whenAndHow = ({ decidedAt, channel, paper }: Decision): readonly (readonly [string, Content])[] =>
  paper
    ? [
        ['決定日', wareki(paper.decidedOn)],
        ['方法', paperChannel(paper)],
        ['原本', paper.original],
        ['記録の日時', jstTime(decidedAt)],
      ]
    : [
        ['決定の日時', jstTime(decidedAt)],
        ['方法', CHANNELS[channel]],
      ];

const TONES = { pass: 'good', fail: 'bad', hold: 'attention' } as const;

const results = ({ checklist }: Decision, regulation: Regulation): Html =>
  html`<details><summary>${regulation.checklistName}の確認結果（${checklist.length}項目）</summary>
${dataTable(
  { text: `${regulation.checklistName}の確認結果`, columns: 'results' },
  ['項目', '結果', '方法・確認日', '所見・資料'],
  checklist.map((entry) => [
    `${entry.item} ${regulation.checklist.find(({ id }) => id === entry.item)?.text ?? ''}`,
    html`<span class="tag ${TONES[entry.result]}">${RESULTS[entry.result]}</span>`,
    unbroken(entry.method ? METHODS[entry.method] : '', entry.confirmedOn ? wareki(entry.confirmedOn) : ''),
    [
      entry.note && html`<p>${multiline(entry.note)}</p>`,
      entry.evidence && html`<p>資料：${entry.evidence}</p>`,
      entry.reviewOn && html`<p>次回の確認日：${wareki(entry.reviewOn)}</p>`,
    ],
  ]),
)}</details>`;

const RESULT_WORDS: Readonly<Record<string, string>> = {
  sent: '送信済み',
  delivered: '到達',
  undeliverable: '不達',
};
