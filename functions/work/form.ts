import { html } from 'hono/html';
import { ANSWER_WORDS, ATTENDANCE, WORK_KINDS } from '../../core/case/records/work-inputs.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkChoices } from '../../core/work/work-choices.ts';
import { partialStopText } from '../permit/permit-progress.ts';
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
import { periodText, wareki } from '../ui/dates.ts';
import { textAt } from '../ui/form.ts';
import { atLists, choiceBoxes } from '../ui/form-choices.ts';
import {
  columns,
  dateField,
  type FormState,
  radioGroup,
  selectField,
  textArea,
  textField,
  yesNo,
} from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { remarksBox, submitAction } from '../ui/remarks.ts';

export type WorkFormView = FormState & {
  readonly choices: WorkChoices;
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
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
${remarksBox(view.remarks, submit)}
${
  revision?.reason !== undefined &&
  callout('attention', '差戻しの理由', html`<p>${multiline(revision.reason)}</p>`)
}
<p class="lead">${told ? TOLD : `${procedureOf(choices)}許可の期間は、${periodText(choices.period)}です。`}</p>
${
  choices.partialStops.length > 0 &&
  callout(
    'attention',
    '停止されているもの（第8条）',
    html`<ul>${choices.partialStops.map((stop) => html`<li>${partialStopText(stop)}</li>`)}</ul><p>停止の期間の作業には、含めることができません。</p>`,
  )
}
${!told && !revision && html`<p><a href="${works}/new?kind=unannounced">事前に申請していない接続を届け出る</a></p>`}
${postForm(
  context,
  {
    action: revision ? `${works}/${revision.workId}/edit` : works,
    enter: SHOW_AGAIN,
  },
  html`${whenSection(view)}${whoSection(view)}${whatSection(view)}${effectSection(view)}
${buttonRow(button(submit, { action: submitAction(view.remarks) }), linkButton(back, '申請しないで戻る', 'quiet'))}`,
)}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

/** 第6条第1号: it is told at any time, and is never refused. */
const TOLD =
  '申請をしないまま接続したときは、許可の停止中や終了の後でも、ここから届け出てください（第6条第1号）。続けて、接続記録・作業報告書を提出します。違反に当たるかどうかは、情報セキュリティ管理者が判断します（第7条）。';
const isUnannounced = ({ content }: FormState): boolean => textAt(content, 'unannounced') === 'true';

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
  section('s-when', isUnannounced(view) ? '接続の日時' : '作業の日時', [
    isUnannounced(view)
      ? html`<input type="hidden" name="unannounced:boolean" value="true"><input type="hidden" name="emergency:boolean" value="false">`
      : emergencyFields(view),
    columns(
      textField(view, {
        path: 'plannedStart',
        label: isUnannounced(view) ? '接続の開始日時' : '作業開始予定日時',
        required: true,
        hint: MOMENT,
        width: 'medium',
      }),
      textField(view, {
        path: 'plannedEnd',
        label: isUnannounced(view) ? '接続の終了日時' : '作業終了予定日時',
        required: true,
        hint: '必要最低限の時間としてください（第6条第4号）',
        width: 'medium',
      }),
    ),
    isUnannounced(view) ? undefined : explainedFields(view),
  ]);

const emergencyFields = (view: WorkFormView): Content => [
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
];

const explainedFields = (view: WorkFormView): Content =>
  columns(
    dateField(view, {
      path: 'explainedOn',
      label: '事前説明の日',
      hint: '作業の内容を市に説明した日。緊急の作業では後でもかまいません',
    }),
    textField(view, { path: 'explainedTo', label: '事前説明の相手', hint: '例 税務課 担当 次郎' }),
  );

const whoSection = (view: WorkFormView): Html => {
  const { workers, terminals, targets } = view.choices;
  const names = workers.map(({ name }) => name);
  return section('s-who', '作業者・端末・接続先', [
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
      ? textField(view, { path: 'workLeader', label: '作業責任者', required: true, width: 'medium' })
      : selectField(view, {
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
      hint: '市のシステムに接続するときの利用者IDを、1件以上入力してください',
      options: [],
      others: ACCOUNT_LINES,
      otherLabel: 'アカウント',
    }),
  ]);
};
/** What happened outside the permit must be told as it was. */
const others = (view: FormState, otherLabel: string) =>
  isUnannounced(view) ? { others: 2, otherLabel } : {};
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
