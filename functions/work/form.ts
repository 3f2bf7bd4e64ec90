import { html } from 'hono/html';
import { ANSWER_WORDS, workInputSchema } from '../../core/case/records/work-inputs.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkChoices } from '../../core/work/work-choices.ts';
import { partialStopText } from '../permit/page.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  errorSummary,
  linkButton,
  multiline,
  postForm,
  SHOW_AGAIN,
} from '../ui/components.ts';
import { jstDay, periodText, wareki } from '../ui/dates.ts';
import { textAt } from '../ui/form.ts';
import { atLists, choiceBoxes, columns, type FormState, onlyFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { remarksBox, submitAction } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote, saveHere } from '../ui/saved-form.ts';

export type WorkFormView = FormState & {
  readonly choices: WorkChoices;
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
  readonly saving?: Saving | undefined;
  readonly isCompleted?: boolean | undefined;
  /** The work that was returned, when it is revised. */
  readonly revision?: {
    readonly workId: string;
    readonly noticeNo: string;
    readonly reason: string | undefined;
  };
};

/** Lists whose mistakes are shown at the list. */
const LISTS = ['workers', 'terminals', 'targets', 'accounts'];
const ACCOUNT_LINES = 3;

/** F5 作業申請書 (第6条第1号) as a form, new or after a 差戻し. Enter only shows the page again. */
export const workFormPage = (context: PageContext, given: WorkFormView): Html => {
  const view = { ...given, problems: atLists(given.problems, LISTS) };
  const { choices, revision } = view;
  const works = `/permits/${choices.caseId}/works`;
  const told = isUnannounced(view);
  const title = revision
    ? `${revision.noticeNo} 作業申請書の訂正`
    : told
      ? '事前に申請していない接続の届出'
      : '作業申請書';
  const submit = revision ? '訂正して再提出する' : told ? '届け出る' : '申請する';
  const back = revision ? `${works}/${revision.workId}` : `/permits/${choices.caseId}`;
  return page(
    context,
    title,
    html`<p><a href="${back}">${revision ? '作業の画面に戻る' : '許可の画面に戻る'}</a></p>
<h1>${title}<span class="subtitle">${choices.permitNo} ${choices.systemName}（第6条第1号、別表1 5-1）</span></h1>
${errorSummary(view.problems)}
${completedNote(view.isCompleted, submit)}
${remarksBox(view.remarks, submit)}
${savedNote(context, view.saving)}
${
  revision?.reason !== undefined &&
  callout('attention', '差戻しの理由', html`<p>${multiline(revision.reason)}</p>`)
}
<p class="lead">${told ? `${overText(choices)}${TOLD}` : `${procedureOf(choices)}許可の期間は、${periodText(choices.period)}です。`}</p>
${
  choices.partialStops.length > 0 &&
  callout(
    'attention',
    '停止されているもの（第8条）',
    html`<ul>${choices.partialStops.map((stop) => html`<li>${partialStopText(stop)}</li>`)}</ul><p>停止の期間の作業には、含めることができません。</p>`,
  )
}
${!told && !revision && earlierPart(choices)}
${!told && !revision && html`<p><a href="${works}/new?kind=unannounced">事前に申請していない接続を届け出る</a></p>`}
${postForm(
  context,
  {
    action: revision ? `${works}/${revision.workId}/edit` : works,
    saved: view.saving?.version,
    enter: SHOW_AGAIN,
  },
  html`${whenSection(view)}${whoSection(view)}${whatSection(view)}${effectSection(view)}
${buttonRow(button(submit, { action: submitAction(view.remarks) }), saveButton(view.saving), linkButton(back, '申請しないで戻る', 'quiet'))}`,
)}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

/** Of times without a year: which was added stands in their fields. */
export const completedNote = (isCompleted: boolean | undefined, submit: string): Content =>
  isCompleted === true &&
  callout(
    'info',
    '入力されていない年を補いました',
    html`<p>日時の欄を確かめ、よければもう一度「${submit}」を押してください。</p>`,
  );

const earlierPart = ({ caseId, earlier }: WorkChoices): Content =>
  earlier.length > 0 &&
  html`<details class="block"><summary>前回までの作業の申請を写す</summary>
<p>日時と事前説明の日のほかを、この画面に写します。入力の途中のときは、先に一時保存してください。</p>
<ul>${earlier.map(
    ({ workId, noticeNo, plannedStart, purpose }) =>
      html`<li><a href="/permits/${caseId}/works/new?from=${workId}">${noticeNo}（${jstDay(plannedStart)}）を写す</a>　${purpose}</li>`,
  )}</ul></details>`;

/** 第6条第1号: it is told at any time, and is never refused. */
const TOLD =
  '申請をしないまま接続したときは、許可の停止中や終了の後でも、ここから届け出てください（第6条第1号）。続けて、接続記録・作業報告書を提出します。違反に当たるかどうかは、情報セキュリティ管理者が判断します（第7条）。';
/** Nothing more can be applied for: what the page offers is to tell what was done. */
const overText = ({ overOn }: WorkChoices): string =>
  overOn === undefined
    ? ''
    : `この許可は終了しています（${wareki(overOn)}から）。作業の申請はできません。届け出ることができるのは、すでに行った接続だけです。`;
const isUnannounced = ({ content }: FormState): boolean => textAt(content, 'unannounced') === 'true';

const procedureOf = ({ mode, leadDays, inTimeFrom, sectionName }: WorkChoices): string =>
  [
    mode === 'notice'
      ? `このシステムでは、作業の前に届け出ます（${sectionName}からの回答は不要です）。`
      : `このシステムでは、${sectionName}の${ANSWER_WORDS[mode]}を受けてから作業を行います。`,
    inTimeFrom === undefined
      ? ''
      : `作業開始の${leadDays}開庁日前までに申請してください。本日申請するときは、${wareki(inTimeFrom)}以後の作業なら期限内です。`,
  ].join('');

const section = ({ saving }: WorkFormView, id: string, title: string, body: Content): Html =>
  html`<section class="form-section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}${saveHere(saving, id)}</section>`;

const field = fieldsOf(workInputSchema);

const whenSection = (view: WorkFormView): Html =>
  section(view, 's-when', isUnannounced(view) ? '接続の日時' : '作業の日時', [
    isUnannounced(view)
      ? html`<input type="hidden" name="unannounced:boolean" value="true"><input type="hidden" name="emergency:boolean" value="false">`
      : [
          field(view, 'emergency', { label: '緊急の作業ですか' }),
          onlyFor('emergency', field(view, 'emergencyReason', { rows: 2, watched: true })),
        ],
    columns(
      field(view, 'plannedStart', isUnannounced(view) ? { label: '接続の開始日時' } : {}),
      field(view, 'plannedEnd', isUnannounced(view) ? { label: '接続の終了日時' } : {}),
    ),
    isUnannounced(view) ? undefined : columns(field(view, 'explainedOn'), field(view, 'explainedTo')),
  ]);

const whoSection = (view: WorkFormView): Html => {
  const { workers, terminals, targets } = view.choices;
  const names = workers.map(({ name }) => name);
  return section(view, 's-who', '作業者・端末・接続先', [
    choiceBoxes(view, {
      path: 'workers',
      required: true,
      legend: '作業者',
      hint: isUnannounced(view)
        ? '届け出ていない人が作業したときは、下の欄に入力してください'
        : '許可を受けた作業者から選びます。ほかの人が作業するときは、変更届を先に提出してください',
      ...others(view, 'ほかの作業者'),
      options: workers.map(({ name, from, to }) => ({
        value: name,
        label: `${name}（${wareki(from)}から${to === undefined ? '' : `${wareki(to)}まで`}）`,
      })),
    }),
    isUnannounced(view)
      ? field(view, 'workLeader', { width: 'medium' })
      : field(view, 'workLeader', {
          hint: 'この作業の作業者から選びます',
          options: Object.fromEntries(names.map((name) => [name, name])),
          as: 'select',
        }),
    choiceBoxes(view, {
      path: 'terminals',
      required: true,
      legend: '使用する端末',
      options: options(terminals),
      ...others(view, 'ほかの端末'),
    }),
    choiceBoxes(view, {
      path: 'targets',
      required: true,
      legend: '接続先',
      options: options(targets),
      ...others(view, 'ほかの接続先'),
    }),
    choiceBoxes(view, {
      path: 'accounts',
      required: true,
      legend: '使用するアカウント',
      hint: '市のシステムに接続するときの利用者IDを、1件以上選択し、又は入力してください',
      options: accountOptions(workers),
      others: workers.some(({ account }) => account !== undefined) ? 1 : ACCOUNT_LINES,
      otherLabel: 'アカウント',
    }),
  ]);
};
/** Those that the permit names, to be typed as they are. */
export const knownAccounts = (workers: WorkChoices['workers']): string => {
  const known = workers.flatMap(({ name, account }) =>
    account === undefined ? [] : [`${account}（${name}）`],
  );
  return known.length === 0 ? '' : `許可された作業者のアカウント：${known.join('、')}`;
};

/** Each account that 様式1 (version 2) names, with whose it is. */
const accountOptions = (workers: WorkChoices['workers']) =>
  [...new Set(workers.flatMap(({ account = [] }) => account))].map((value) => ({
    value,
    label: `${value}（${workers.flatMap(({ name, account }) => (account === value ? [name] : [])).join('、')}）`,
  }));
/** What happened outside the permit must be told as it was. */
const others = (view: FormState, otherLabel: string) =>
  isUnannounced(view) ? { others: 2, otherLabel } : {};
const options = (values: readonly string[]) => values.map((value) => ({ value }));

const whatSection = (view: WorkFormView): Html =>
  section(view, 's-what', '作業の内容', [
    field(view, 'purpose', { rows: 2 }),
    field(view, 'workContent', { rows: 5 }),
    field(view, 'workKind', { inline: true }),
    onlyFor('update', field(view, 'rollback', { rows: 2, watched: true })),
    field(view, 'fileTransfer', { label: 'ファイルの送受信を行いますか' }),
    onlyFor('transfer', field(view, 'fileTransferDetail', { rows: 2, watched: true })),
  ]);

const effectSection = (view: WorkFormView): Html =>
  section(view, 's-effect', '影響・立会い', [
    field(view, 'impact', { rows: 2 }),
    field(view, 'serviceStop', { label: 'サービスの停止を伴いますか' }),
    field(view, 'personalData', { label: '個人情報を取り扱いますか' }),
    field(view, 'attendance'),
    field(view, 'remarks', { rows: 2 }),
  ]);
