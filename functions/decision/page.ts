import { html } from 'hono/html';
import {
  approveInputSchema,
  choiceLabel,
  confirmInputSchema,
  correctionInputSchema,
  type Decision,
  type DecisionInput,
  METHODS,
  RESULTS,
} from '../../core/application/decision.ts';
import { ANSWERS } from '../../core/application/inputs.ts';
import type { CityCaseView } from '../../core/application/views.ts';
import { STAGES } from '../../core/case/decision-request.ts';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { formatWareki } from '../../core/values/wareki.ts';
import { consultedSection } from '../application/check-page.ts';
import { checklistSection, confirmationContent, judgedOf } from '../application/checklist.ts';
import { gatheredMistakes, withUnjudged } from '../application/confirmed-items.ts';
import { earlierSection } from '../application/earlier-permits.ts';
import { asAsked, dueText, questionPage } from '../question/page.ts';
import {
  buttonRow,
  type Content,
  callout,
  dataTable,
  definitionList,
  linkButton,
  multiline,
  type SummaryEntry,
  unbroken,
} from '../ui/components.ts';
import { decidedWhen, jstDay, jstTimeShort, periodText, wareki } from '../ui/dates.ts';
import { valueAt } from '../ui/form.ts';
import { type FormState, hiddenField, onlyFor, wholeFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import type { LastLook } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import type { Saving } from '../ui/saved-form.ts';
import { decidedBecause, factsSection, fullApplication } from './facts.ts';

/**
 * 継続 (G11): what the manager and the chief are told of the permit that is continued.
 * Longer than 300 lines: the page of a decision, and what it says of each answer before it is recorded.
 */
const renewalSection = ({ renewal }: CityCaseView): Content =>
  renewal &&
  callout(
    renewal.identical ? 'good' : 'attention',
    renewal.identical
      ? '継続：従前の許可と同じ内容です'
      : `継続：従前の許可と異なるところがあります（${renewal.differences.length}項目）`,
    html`<p><a href="/permits/${renewal.caseId}">${renewal.permitNo}</a>（${periodText(renewal.period)}）の継続です。${
      renewal.identical ? '期間・契約・協議・誓約のほかに、変わったところはありません。' : ''
    }${renewal.last && html`前回の確認は${jstDay(renewal.last.at)}、${renewal.last.by}です。`}</p>
${
  !renewal.identical &&
  dataTable(
    { text: '従前の許可との違い', columns: 'changes' },
    ['項目', '従前の許可', 'この申請'],
    renewal.differences.map(({ label, before, after }) => [
      label,
      multiline(before || '（なし）'),
      multiline(after || '（なし）'),
    ]),
  )
}`,
  );

export type DecisionPage = FormState & {
  readonly view: CityCaseView & { readonly request: NonNullable<CityCaseView['request']> };
  readonly regulation: Regulation;
  readonly saving: Saving;
  /** With 代決: the holder on whose behalf. */
  readonly asDeputyFor?: string | undefined;
};

/** The page of a decision: everything that counts, then the choices. Enter saves what was typed. */
export const decisionPage = (context: PageContext, options: DecisionPage): Html => {
  const { view, regulation } = options;
  const { request } = view;
  const { state, summary } = decisionFormState(options, formatWareki(context.today));
  const title = `${view.caseNo} ${STAGES[request.stage]}`;
  // Whoever holds both offices is led to what this question asks of him.
  const asked = request.stage === 'approve' ? 'chief' : 'manager';
  const reading = { ...context, help: (context.help ?? []).filter(({ book }) => book === asked) };
  return questionPage(reading, {
    ...asAsked({ ...request, asDeputyFor: options.asDeputyFor }),
    ...state,
    summary,
    title,
    heading: html`${title}<span class="subtitle">${view.systemName}（${view.sectionName}）　${view.vendorName}</span>`,
    verb: '決定',
    dossier: html`${request.stage === 'correction' ? uncorrectedSection(context, view, regulation) : ''}
${earlierSection(view.earlier)}
${consultedSection(view.differences, 'city')}
${renewalSection(view)}
${factsSection(view, regulation)}
${request.stage === 'approve' ? confirmationSection(view, regulation) : ''}
${history(view)}
${fullApplication(view)}`,
    action: `/applications/${view.caseId}/decision`,
    before: html`${hiddenField(state, { path: 'stage', value: request.stage })}
${request.stage === 'confirm' ? checklistSection(state, judgedOf(view, context.today.toString()), options.saving) : ''}`,
    section: '判断',
    fields: () => decisionChoices(state, view),
    saving: options.saving,
    submit: { label: '決定する', action: 'decide', recorded: '決定' },
    here: '/inbox',
  });
};

/** What was typed, with the checklist in the order of the rule, and what is wrong with it: at its fields, and on top. */
export const decisionFormState = (
  { view, regulation, content, problems }: Pick<DecisionPage, 'view' | 'regulation' | 'content' | 'problems'>,
  today: string,
): { readonly state: FormState; readonly summary: readonly SummaryEntry[] } => {
  const typed = { ...(typeof content === 'object' ? content : {}), choice: valueAt(content, 'choice') };
  if (view.request.stage !== 'confirm') return { state: { content: typed, problems }, summary: problems };
  const aligned = { ...typed, ...confirmationContent(content, regulation, today) };
  const gathered = gatheredMistakes(withUnjudged(problems, aligned), aligned, regulation);
  return { state: { content: aligned, problems: gathered.problems }, summary: gathered.summary };
};

const confirming = fieldsOf(confirmInputSchema);
const approving = fieldsOf(approveInputSchema);
const correcting = fieldsOf(correctionInputSchema);

/** What is answered at the stage that is asked about. */
export const decisionChoices = (state: FormState, view: DecisionPage['view']): Html => {
  const { stage, usualCorrectBy } = view.request;
  if (stage === 'approve')
    return html`${approveChoices(state, view)}
${approvalTold(view)}
${wholeFor('send-back', html`<p>情報セキュリティ管理者に理由を伝え、改めて確認を求めます。申請者には、通知しません。</p>`)}`;
  const wished = `利用開始希望日は、${wareki(view.application.period.from)}です${
    usualCorrectBy !== undefined && usualCorrectBy > view.application.period.from
      ? '（空欄のときの期限は、これより後です）'
      : ''
  }。`;
  const blank = `${usualCorrectBy === undefined ? '' : `空欄のときは、${wareki(usualCorrectBy)}とします。`}${wished}`;
  return stage === 'confirm'
    ? html`${confirmChoices(state)}
${onlyFor('return', confirming(state, 'correctBy', { watched: true, hint: `開庁日を入力してください。${blank}申請者に伝わります` }))}`
    : html`${correcting(state, 'choice')}
${onlyFor('extend', correcting(state, 'correctBy', { watched: true, hint: `本日より後の開庁日を入力してください。${blank}申請者に伝わります` }))}
${wholeFor('extend', html`<p>${addressee(view)}に、新しい期限をメールでお知らせします。</p>`)}
${onlyFor('reason', correcting(state, 'reason', { watched: true, hint: '不承認とするときは必ず入力してください。結果通知書に記載します' }))}`;
};

/** What the vendor was asked to correct, and has not. */
const uncorrectedSection = (
  context: PageContext,
  { returned }: CityCaseView,
  { checklist, checklistName }: Regulation,
): Content =>
  returned &&
  callout(
    'attention',
    '補正の期限を過ぎても、補正されていません',
    html`${definitionList([
      ['補正を求めた日', jstDay(returned.at)],
      ['補正の期限', returned.correctBy && dueText(context, returned.correctBy)],
      ['補正を求めた理由', returned.reason && multiline(returned.reason)],
      ...returned.items.map(({ item, note }): readonly [string, Content] => [
        `${checklistName} ${item}`,
        html`${checklist.find(({ id }) => id === item)?.text}<br>${multiline(note)}`,
      ]),
    ])}
<p>期限を延ばすか、不承認とするかを判断してください。申請を取り下げたものとみなすことはできません。判断するまでは、申請者が補正し、又は取り下げることができます。</p>`,
  );

const confirmChoices = (state: FormState): Html =>
  html`${confirming(state, 'choice')}
${onlyFor('ask-chief', confirming(state, 'opinion', { watched: true, hint: '統括情報セキュリティ管理者に伝える意見。例外の項目があるときは、例外を適当と認める意見を入力してください' }))}
${onlyFor('reason', confirming(state, 'reason', { watched: true, hint: '補正（「不適」の項目がないとき）と不承認では、必ず入力してください。申請者に伝わります' }))}`;

/** 第3条第2号 is the chief's own ground: the reason for it is asked for where the application stands on it. */
const approveChoices = (state: FormState, { application }: CityCaseView): Html =>
  html`${approving(state, 'choice')}
${onlyFor('conditions', approving(state, 'conditions', { watched: true, hint: '条件付承認のときは必ず入力してください。通知書に記載します' }))}
${application.ground === 'chief' && onlyFor('permit', approving(state, 'necessity', { watched: true, label: '必要と認める理由（第3条第2号）', hint: '承認・条件付承認のときは必ず入力してください。通知書に記載します' }))}
${onlyFor('reason', approving(state, 'reason', { watched: true, hint: '承認以外のときは必ず入力してください。条件付承認・不承認の理由は通知書に記載します。差戻しの理由は情報セキュリティ管理者に伝わります' }))}`;

const confirmationSection = (view: CityCaseView, regulation: Regulation): Content => {
  const confirmation = presentConfirmation(view);
  if (confirmation === undefined) return undefined;
  const total = regulation.checklist.length;
  const passed = confirmation.checklist.filter(({ result }) => result === 'pass').length;
  const exceptions = view.conformity.exceptions.length;
  const done = passed === total ? `${total}項目すべて確認済み` : `確認済み ${passed}/${total}`;
  return html`<section><h2>情報セキュリティ管理者の確認</h2>
${definitionList([
  ['確認結果', html`<strong>${done}（例外 ${exceptions}件）</strong>`],
  ['意見', multiline(confirmation.opinion ?? '特になし')],
  ['確認者', signatories(confirmation)],
  ['確認日時', decidedWhen(confirmation)],
])}
<details class="block"><summary>${regulation.checklistName}の確認結果を1項目ずつ表示する</summary>
${dataTable(
  { text: `${regulation.checklistName}の確認結果`, columns: 'compared' },
  ['項目', '回答', '確認', '方法', '確認日', '資料・所見'],
  regulation.checklist.map((item) => {
    const answer = view.application.checklist.find((entry) => entry.item === item.id);
    const confirmed = confirmation.checklist.find((entry) => entry.item === item.id);
    return [
      `${item.id} ${item.text}`,
      answer && ANSWERS[answer.answer],
      confirmed && RESULTS[confirmed.result],
      confirmed?.method && unbroken(METHODS[confirmed.method]),
      confirmed?.confirmedOn && unbroken(wareki(confirmed.confirmedOn)),
      multiline([confirmed?.evidence, confirmed?.note].filter(Boolean).join('\n')),
    ];
  }),
)}</details></section>`;
};

/** Earlier revisions and rounds: what the chief sent back, what the vendor corrected. */
const history = (
  view: CityCaseView & { readonly request: NonNullable<CityCaseView['request']> },
): Content => {
  const shown = view.request.stage === 'approve' ? presentConfirmation(view) : undefined;
  const earlier = view.decisions.filter((decision) => decision !== shown);
  if (earlier.length === 0) return undefined;
  return html`<section><h2>これまでの判断</h2>
${dataTable(
  { text: 'これまでの判断' },
  ['日時', '段階', '判断', '判断した者', '理由・条件'],
  earlier.map((decision) => [
    decidedWhen(decision),
    `${STAGES[decision.stage]}（第${decision.rev}版）`,
    choiceLabel(decision),
    signatories(decision),
    multiline(decidedBecause(decision, view.corrections)),
  ]),
)}</section>`;
};

const presentConfirmation = (view: CityCaseView): Decision | undefined =>
  view.decisions.findLast(({ stage, rev }) => stage === 'confirm' && rev === view.rev);

const signatories = ({ decidedBy, principal }: Decision): string =>
  principal === undefined
    ? `${decidedBy.title} ${decidedBy.name}`
    : `${decidedBy.title} ${decidedBy.name}（${principal.title} ${principal.name}の代決）`;

/** For whoever comes second: what was decided, by whom, when. */
export const alreadyDecidedPage = (context: PageContext, view: CityCaseView): Html => {
  const decision = view.decisions.findLast(({ rev }) => rev === view.rev);
  return page(
    context,
    'すでに決定済みです',
    html`<h1>${view.caseNo} すでに決定済みです</h1>
<div class="narrow"><p>すでに決定済みです${
      decision &&
      `（${choiceLabel(decision)}・${decision.decidedBy.name}・${jstTimeShort(decision.decidedAt)}）`
    }。</p>
<p>今回の操作では、何も変更されていません。</p>
${buttonRow(linkButton(`/applications/${view.caseId}`, 'この申請を見る'), linkButton('/inbox', '決裁待ちに戻る'))}</div>`,
    { here: '/inbox' },
  );
};

const addressee = ({ vendorName, caseNo, systemName }: CityCaseView): string =>
  `${vendorName}（受付番号 ${caseNo}、${systemName}）`;

/** What an approval brings about (第4条第2項, 第5条), where it is decided: whom it reaches, with what, for how long. */
const approvalTold = (view: CityCaseView): Html =>
  wholeFor(
    'permit',
    callout(
      'info',
      '承認・条件付承認とすると',
      definitionList([
        ['相手方', addressee(view)],
        ['許可の期間', periodText(view.application.period)],
        ['例外とする項目', view.conformity.exceptions.join('、') || 'なし'],
        [
          '送るもの',
          '結果通知書を情報セキュリティ管理者の名で発行し、申請した担当者1名にメールでお知らせします（第5条）。ほかの方への写しはありません。',
        ],
        ['番号', '許可番号と文書番号は、通知のときに付けます。'],
      ]),
    ),
  );

/**
 * What is shown once more before it is recorded: 不承認, which ends the case (第5条), and 補正, which the applicant reads as it was
 * typed, item by item. An approval is decided in sight of everything that counts (docs/adr/0049).
 */
export const decisionLook = (
  view: CityCaseView,
  input: DecisionInput,
  { checklist, checklistName }: Regulation,
  page: 'decision' | 'paper-decision',
): LastLook | undefined => {
  const action = `/applications/${view.caseId}/${page}`;
  if (input.choice === 'refuse')
    return {
      title: '不承認',
      submit: '不承認とする',
      to: addressee(view),
      sends: '結果通知書（不承認。文書番号を付けて通知します）',
      warning: 'この申請の手続は終わります（第5条）。許可を受けるには、新たな申請が必要です。',
      rows: [['通知書に記載する理由', multiline(input.reason ?? '')]],
      action,
    };
  if (input.stage !== 'confirm' || input.choice !== 'return') return undefined;
  const items = input.checklist.filter(({ result }) => result === 'fail');
  const correctBy = input.correctBy ?? view.request?.usualCorrectBy;
  return {
    title: '補正の依頼',
    submit: '補正を求める',
    harmless: true,
    to: addressee(view),
    sends: 'メール「補正のお願い」（申請した担当者へ。次の内容がそのまま伝わります）',
    warning: '申請者が補正して再び提出すると、改めて確認をお願いします。',
    rows: [
      ['補正の期限', correctBy && wareki(correctBy)],
      ...items.map(({ item, note }): readonly [string, Content] => [
        `${checklistName} ${item}`,
        [checklist.find(({ id }) => id === item)?.text, note !== undefined && html`<br>${multiline(note)}`],
      ]),
      ['理由', multiline(input.reason ?? (items.length === 0 ? '' : '（各項目のとおり）'))],
    ],
    action,
  };
};
