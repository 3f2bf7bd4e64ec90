import { html } from 'hono/html';
import { changedWord } from '../../core/application/corrected-items.ts';
import type { Decision } from '../../core/application/decision.ts';
import {
  ANSWERS,
  APPLICATION_TYPES,
  GROUNDS,
  LINE_TYPES,
  PERSONAL_DATA,
  PROTOCOLS,
} from '../../core/application/inputs.ts';
import type { Change, CityCaseView } from '../../core/application/views.ts';
import { ATTACHMENT_KINDS, sizeText } from '../../core/attachment/attachments.ts';
import { CONTRACT_KINDS } from '../../core/directory/contract-fields.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { safeguardRows } from '../application/details.ts';
import { fileLink, shortHash } from '../attachment/page.ts';
import { type Content, dataTable, definitionList, multiline, unbroken } from '../ui/components.ts';
import { periodText, wareki } from '../ui/dates.ts';
import type { Html } from '../ui/layout.ts';

/** What there is to know before deciding, the most telling first. */

/** 理由・条件 of a decision, with the items that the vendor was to correct and whether they have changed since. */
export const decidedBecause = (
  { reason, conditions, necessity, choice, checklist, rev }: Decision,
  corrections: CityCaseView['corrections'] = [],
): string => {
  const since = (item?: string): string => {
    const made = corrections.find((one) => choice === 'return' && one.rev === rev && one.item === item);
    return made ? `（${changedWord(made)}）` : '';
  };
  return [
    reason && `${reason}${since()}`,
    conditions,
    necessity,
    ...(choice === 'return'
      ? checklist
          .filter(({ result }) => result === 'fail')
          .map(({ item, note }) => `別表1 ${item}：${note ?? ''}${since(item)}`)
      : []),
  ]
    .filter(Boolean)
    .join('\n');
};

export const factsSection = (view: CityCaseView, regulation: Regulation): Html => {
  const { application: a, conformity } = view;
  return html`<section><h2>申請の概要</h2>
${definitionList([
  [
    '申請者',
    view.subcontractor === undefined
      ? view.vendorName
      : `${view.vendorName}（再委託者 ${view.subcontractor}）`,
  ],
  ['対象システム', `${view.systemName}（${view.sectionName}）`],
  [
    '利用期間',
    html`${periodText(view.period)}<br><span class="soft">契約期間　${periodText(a.contract)}（${a.contract.name}）</span>`,
  ],
  ['利用目的', multiline(a.purpose)],
  ['個人情報の取扱い', PERSONAL_DATA[a.personalDataHandled]],
  [
    '作業場所',
    multiline(
      a.originSites
        .map((site) => `${site.name}（${site.address}・${site.outsideCity ? '市外' : '市内'}）`)
        .join('\n'),
    ),
  ],
  [
    '接続の方法',
    `${LINE_TYPES[a.lineType]}、接続先 ${a.targetHosts.length}台、専用端末 ${a.terminals.length}台、作業者 ${a.workers.length}名`,
  ],
  [
    '添付資料',
    a.attachments?.length
      ? a.attachments.map(
          (attachment) =>
            html`<p>${ATTACHMENT_KINDS[attachment.kind]}　${fileLink(view.caseId, attachment)}<br><span class="soft">${sizeText(attachment.size)}　SHA-256 ${shortHash(attachment.sha256)}…</span></p>`,
        )
      : 'なし',
  ],
  [
    `${regulation.checklistName}（申請者の回答）`,
    `適 ${conformity.conforming}/${regulation.checklist.length}、例外 ${conformity.exceptions.length}${
      conformity.exceptions.length > 0 ? `（${conformity.exceptions.join('、')}）` : ''
    }`,
  ],
])}
<details><summary>申請の根拠、効果、緊急時・終了時の措置、事前協議の内容を表示する</summary>
${definitionList([
  ['申請の根拠', GROUNDS[a.ground]],
  ['見込まれる効果', multiline([a.expectedEffect.speed, a.expectedEffect.cost].filter(Boolean).join('\n'))],
  ...safeguardRows(a)
    .filter(([, text]) => text !== undefined)
    .map(([label, text]) => [label, multiline(text ?? '')] as const),
  [
    '事前協議',
    multiline(
      `${wareki(view.consultation.heldOn)}　${view.consultation.cityStaff}\n${view.consultation.summary}`,
    ),
  ],
])}</details>
${exceptions(view, regulation)}</section>
${changesSection(view)}`;
};

/** The way to all that stands in the application, and to the paper: in another window, for what is typed here stays. */
export const fullApplication = ({ caseId }: CityCaseView): Html =>
  html`<p>申請書の全文（別のタブで開きます）　<a href="/applications/${caseId}?part=content" target="_blank">項目ごとに見る</a>　<a href="/applications/${caseId}/form" target="_blank">様式1（A4）</a></p>`;

const exceptions = ({ application }: CityCaseView, regulation: Regulation): Content => {
  const answers = application.checklist.filter(({ answer }) => answer === 'exception');
  if (answers.length === 0) return undefined;
  return html`<h3>例外として申請された要件</h3>
${dataTable(
  { text: '例外として申請された要件', columns: 'exceptions' },
  ['項目', '例外の理由', '見直し日'],
  answers.map((entry) => [
    `${entry.item} ${regulation.checklist.find(({ id }) => id === entry.item)?.text ?? ''}`,
    multiline(entry.exceptionReason ?? ''),
    unbroken(wareki(entry.exceptionReviewOn ?? '')),
  ]),
)}`;
};

const changesSection = ({ changes, rev }: CityCaseView): Content =>
  changes.length === 0
    ? undefined
    : html`<section class="changes"><h2>前回からの変更（${changes.length}か所）</h2>
<p>補正前（第${rev - 1}版）と補正後（第${rev}版）で異なる項目です。</p>
${dataTable(
  { text: '前回からの変更', columns: 'changes' },
  ['項目', '変更前', '変更後'],
  changes.map((change) => [
    change.label,
    html`<del>${multiline(shownValue(change, 'before'))}</del>`,
    html`<ins>${multiline(shownValue(change, 'after'))}</ins>`,
  ]),
)}</section>`;

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  applicationType: APPLICATION_TYPES,
  personalDataHandled: PERSONAL_DATA,
  lineType: LINE_TYPES,
  ground: GROUNDS,
  kind: CONTRACT_KINDS,
  answer: ANSWERS,
  protocol: PROTOCOLS,
};
const BOOLEANS: Readonly<Record<string, string>> = { true: 'はい', false: 'いいえ' };

/** A stored value in the words of the form. */
export const shownValue = (change: Change, side: 'before' | 'after'): string => {
  const value = change[side];
  if (value === '') return '（なし）';
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return wareki(value);
  const field = change.pointer.slice(change.pointer.lastIndexOf('/') + 1);
  return WORDS[field]?.[value] ?? BOOLEANS[value] ?? value;
};
