import { html } from 'hono/html';
import type { WorkChoices } from '../../core/use-cases/work-choices.ts';
import { ATTENDANCE, WORK_KINDS } from '../../core/work-forms.ts';
import { ANSWER_WORDS } from '../../core/work-status.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  errorSummary,
  linkButton,
  multiline,
  postForm,
} from './components.ts';
import { periodText, wareki } from './dates.ts';
import { atLists, choiceBoxes } from './form-choices.ts';
import {
  columns,
  dateField,
  type FormState,
  radioGroup,
  selectField,
  textArea,
  textField,
  yesNo,
} from './form-controls.ts';
import { type Html, type PageContext, page } from './layout.ts';

export type WorkFormView = FormState & {
  readonly choices: WorkChoices;
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
const MOMENT = '例 2026-05-11 10:00、令和8年5月11日 10時00分';

/** F5 作業申請書 (第6条第1号) as a form, new or after a 差戻し. Enter only shows the page again. */
export const workFormPage = (context: PageContext, given: WorkFormView): Html => {
  const view = { ...given, problems: atLists(given.problems, LISTS) };
  const { choices, revision } = view;
  const works = `/permits/${choices.caseId}/works`;
  const title = revision ? `${revision.noticeNo} 作業申請書の訂正` : '作業申請書';
  const back = revision ? `${works}/${revision.workId}` : `/permits/${choices.caseId}`;
  return page(
    context,
    title,
    html`<p><a href="${back}">${revision ? '作業の画面に戻る' : '許可の画面に戻る'}</a></p>
<h1>${title}<span class="subtitle">${choices.permitNo} ${choices.systemName}（第6条第1号、別表1 5-1）</span></h1>
${errorSummary(view.problems)}
${
  revision?.reason !== undefined &&
  callout('attention', '差戻しの理由', html`<p>${multiline(revision.reason)}</p>`)
}
<p class="lead">${procedureOf(choices)}許可の期間は、${periodText(choices.period)}です。</p>
${postForm(
  context,
  {
    action: revision ? `${works}/${revision.workId}/edit` : works,
    enter: { action: 'show', label: '入力内容を保持して表示する' },
  },
  html`${whenSection(view)}${whoSection(view)}${whatSection(view)}${effectSection(view)}
${buttonRow(button(revision ? '訂正して再提出する' : '申請する', { action: 'submit' }), linkButton(back, '申請しないで戻る', 'quiet'))}`,
)}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

const procedureOf = ({ mode, leadDays, sectionName }: WorkChoices): string =>
  [
    mode === 'notice'
      ? `このシステムでは、作業の前に届け出ます（${sectionName}からの回答は不要です）。`
      : `このシステムでは、${sectionName}の${ANSWER_WORDS[mode]}を受けてから作業を行います。`,
    leadDays > 0 ? `作業開始の${leadDays}開庁日前までに申請してください。` : '',
  ].join('');

const section = (id: string, title: string, body: Content): Html =>
  html`<section class="form-section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;

const whenSection = (view: WorkFormView): Html =>
  section('s-when', '作業の日時', [
    yesNo(view, {
      path: 'emergency',
      label: '緊急の作業ですか',
      required: true,
      hint: '障害などで、あらかじめ申請できないときに限ります。申請すると直ちに有効となり、後から承認を受けます',
    }),
    textArea(view, {
      path: 'emergencyReason',
      label: '緊急とする理由',
      hint: '緊急の作業のときは必ず入力してください',
      rows: 2,
    }),
    columns(
      textField(view, {
        path: 'plannedStart',
        label: '作業開始予定日時',
        required: true,
        hint: MOMENT,
        width: 'medium',
      }),
      textField(view, {
        path: 'plannedEnd',
        label: '作業終了予定日時',
        required: true,
        hint: '必要最低限の時間としてください（第6条第4号）',
        width: 'medium',
      }),
    ),
    columns(
      dateField(view, {
        path: 'explainedOn',
        label: '事前説明の日',
        hint: '作業の内容を市に説明した日。緊急の作業では後でもかまいません',
      }),
      textField(view, { path: 'explainedTo', label: '事前説明の相手', hint: '例 税務課 担当 次郎' }),
    ),
  ]);

const whoSection = (view: WorkFormView): Html => {
  const { workers, terminals, targets } = view.choices;
  const names = workers.map(({ name }) => name);
  return section('s-who', '作業者・端末・接続先', [
    choiceBoxes(view, {
      path: 'workers',
      required: true,
      legend: '作業者',
      hint: '許可を受けた作業者から選びます。ほかの人が作業するときは、変更届を先に提出してください',
      options: workers.map(({ name, from, to }) => ({
        value: name,
        label: `${name}（${wareki(from)}から${to === undefined ? '' : `${wareki(to)}まで`}）`,
      })),
    }),
    selectField(view, {
      path: 'workLeader',
      label: '作業責任者',
      required: true,
      hint: 'この作業の作業者から選びます',
      options: Object.fromEntries(names.map((name) => [name, name])),
    }),
    choiceBoxes(view, {
      path: 'terminals',
      required: true,
      legend: '使用する端末',
      options: options(terminals),
    }),
    choiceBoxes(view, { path: 'targets', required: true, legend: '接続先', options: options(targets) }),
    choiceBoxes(view, {
      path: 'accounts',
      required: true,
      legend: '使用するアカウント',
      hint: '市のシステムに接続するときの利用者IDを、1件以上入力してください',
      options: [],
      others: ACCOUNT_LINES,
      otherLabel: 'アカウント',
    }),
  ]);
};
const options = (values: readonly string[]) => values.map((value) => ({ value }));

const whatSection = (view: WorkFormView): Html =>
  section('s-what', '作業の内容', [
    textArea(view, { path: 'purpose', label: '作業の目的', required: true, rows: 2 }),
    textArea(view, { path: 'workContent', label: '作業の内容', required: true, rows: 5 }),
    radioGroup(view, {
      path: 'workKind',
      label: '作業の種別',
      required: true,
      options: WORK_KINDS,
      inline: true,
      hint: '別表1 4-1は参照のみを原則とします。更新ありの作業は、4-1の例外が承認されていないときは、管理者に示されます',
    }),
    textArea(view, {
      path: 'rollback',
      label: '失敗したときの戻し方',
      hint: '更新ありの作業のときは必ず入力してください',
      rows: 2,
    }),
    yesNo(view, {
      path: 'fileTransfer',
      label: 'ファイルの送受信を行いますか',
      required: true,
      hint: '別表1 3-4はデータの入出力を認めていません。行うときは、管理者に示されます',
    }),
    textArea(view, {
      path: 'fileTransferDetail',
      label: '送受信するファイル',
      hint: '送受信するときは必ず入力してください',
      rows: 2,
    }),
  ]);

const effectSection = (view: WorkFormView): Html =>
  section('s-effect', '影響・立会い', [
    textArea(view, {
      path: 'impact',
      label: '業務への影響',
      required: true,
      hint: '影響がないときは「なし」と入力してください',
      rows: 2,
    }),
    yesNo(view, { path: 'serviceStop', label: 'サービスの停止を伴いますか', required: true }),
    yesNo(view, { path: 'personalData', label: '個人情報を取り扱いますか', required: true }),
    radioGroup(view, { path: 'attendance', label: '市職員の立会い', required: true, options: ATTENDANCE }),
    textArea(view, { path: 'remarks', label: '備考', rows: 2 }),
  ]);
