import { html } from 'hono/html';
import { REASON_CODES, WORK_RESULTS } from '../../core/case/records/work-inputs.ts';
import type { Problem } from '../../core/values/errors.ts';
import type { WorkView } from '../../core/work/views.ts';
import type { WorkChoices } from '../../core/work/work-choices.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  definitionList,
  errorSummary,
  linkButton,
  multiline,
  postForm,
  SHOW_AGAIN,
} from '../ui/components.ts';
import { spanText } from '../ui/dates.ts';
import { atLists, choiceBoxes } from '../ui/form-choices.ts';
import {
  columns,
  dateField,
  type FormState,
  fieldGroup,
  radioGroup,
  selectField,
  textArea,
  textField,
  yesNo,
} from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { remarksBox, submitAction } from '../ui/remarks.ts';

export type SessionFormView = FormState & {
  readonly choices: WorkChoices;
  readonly work: WorkView;
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
};

const LISTS = ['workers', 'targets'];
const MOMENT = '例 2026-05-11 10:05、令和8年5月11日 10時05分';

/** F6 接続記録・作業報告書 (第6条第2号・第5号, 別表1 5-2) as a form, new or after a 差戻し. Enter only shows the page again. */
export const sessionFormPage = (context: PageContext, given: SessionFormView): Html => {
  const view = { ...given, problems: atLists(given.problems, LISTS) };
  const { work, choices } = view;
  const back = `/permits/${choices.caseId}/works/${work.workId}`;
  const again = work.can.correct;
  const submit = again ? '訂正して再提出する' : '報告する';
  const title = `${work.noticeNo} ${again ? '作業報告書の訂正' : '接続記録・作業報告書'}`;
  return page(
    context,
    title,
    html`<p><a href="${back}">作業の画面に戻る</a></p>
<h1>${title}<span class="subtitle">${choices.permitNo} ${choices.systemName}（第6条第2号・第5号、別表1 5-2）</span></h1>
${errorSummary(view.problems)}
${remarksBox(view.remarks, submit)}
${
  work.review?.choice === 'return' &&
  callout('attention', '差戻しの理由', html`<p>${multiline(work.review.reason ?? '')}</p>`)
}
<p class="lead">実際に行ったとおりに報告してください。申請と異なるところがあっても、提出できます。</p>
${definitionList([['予定の日時', spanText(work.plannedStart, work.plannedEnd)]])}
${postForm(
  context,
  { action: `${back}/report`, enter: SHOW_AGAIN },
  html`<input type="hidden" name="detail:group" value="">${whenSection(view)}${withSection(view)}${whatSection(view)}${logSection(view)}
${buttonRow(button(submit, { action: submitAction(view.remarks) }), linkButton(back, '報告しないで戻る', 'quiet'))}`,
)}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

const section = (id: string, title: string, body: Content): Html =>
  html`<section class="form-section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;

const whenSection = (view: SessionFormView): Html =>
  section('s-when', '接続の日時と理由', [
    columns(
      textField(view, {
        path: 'connectedAt',
        label: '接続日時',
        required: true,
        hint: MOMENT,
        width: 'medium',
      }),
      textField(view, {
        path: 'disconnectedAt',
        label: '切断日時',
        required: true,
        hint: MOMENT,
        width: 'medium',
      }),
    ),
    textArea(view, {
      path: 'varianceReason',
      label: '予定と異なった理由',
      hint: '予定の終了日時を過ぎたときは必ず入力してください（第6条第4号）',
      rows: 2,
    }),
    selectField(view, { path: 'reasonCode', label: '接続の理由', required: true, options: REASON_CODES }),
    textField(view, {
      path: 'reasonText',
      label: '接続の理由の内容',
      hint: '「その他」のときは必ず入力してください',
    }),
  ]);

const withSection = (view: SessionFormView): Html => {
  const { workers, targets, terminals, originSites, originIps } = view.choices;
  return section('s-with', '作業者・端末・接続元・接続先', [
    choiceBoxes(view, {
      path: 'workers',
      required: true,
      legend: '作業者',
      options: workers.map(({ name }) => ({ value: name })),
      others: 1,
      otherLabel: 'ほかの作業者',
    }),
    columns(
      textField(view, { path: 'account', label: '使用したアカウント', required: true }),
      textField(view, {
        path: 'terminal',
        label: '使用した端末（管理番号）',
        required: true,
        hint: `許可された端末：${terminals.join('、')}`,
      }),
    ),
    columns(
      textField(view, {
        path: 'origin',
        label: '接続元の作業場所',
        required: true,
        hint: `許可された作業場所：${originSites.join('、')}`,
      }),
      textField(view, {
        path: 'originIp',
        label: '接続元のIPアドレス',
        required: true,
        hint: `許可された範囲：${originIps.join('、')}`,
      }),
    ),
    choiceBoxes(view, {
      path: 'targets',
      required: true,
      legend: '接続先',
      options: targets.map((value) => ({ value })),
      others: 1,
      otherLabel: 'ほかの接続先',
    }),
  ]);
};

const whatSection = (view: SessionFormView): Html =>
  section('s-what', '作業の内容と結果', [
    fieldGroup(view, { path: 'detail', legend: '作業の内容', plain: true }, [
      textArea(view, { path: 'detail.request', label: '依頼・障害の内容', required: true }),
      textArea(view, { path: 'detail.symptom', label: '事象・原因', hint: '障害や調査のとき' }),
      textArea(view, { path: 'detail.action', label: '実施した作業', required: true, rows: 5 }),
    ]),
    radioGroup(view, {
      path: 'result',
      label: '作業の結果',
      required: true,
      options: WORK_RESULTS,
      inline: true,
    }),
    yesNo(view, {
      path: 'personalDataAccessed',
      label: '個人情報を閲覧・操作しましたか',
      required: true,
    }),
    textArea(view, {
      path: 'personalDataDetail',
      label: '閲覧・操作した個人情報の内容',
      hint: '閲覧・操作したときは必ず入力してください。個人の氏名などは書かないでください',
      rows: 2,
    }),
    dateField(view, {
      path: 'dataErasedOn',
      label: 'データを消去した日',
      hint: '作業で生じたデータを消去したとき。例 令和8年5月11日',
    }),
  ]);

const logSection = (view: SessionFormView): Html =>
  section(
    's-log',
    '操作ログ',
    fieldGroup(
      view,
      {
        path: 'log',
        legend: '操作ログの所在（第6条第5号）',
        hint: 'ログそのものは送らず、保管場所・名称・期間とSHA-256を報告します（別表1 3-4）。ログがないときは、5つの欄をすべて空欄にしてください。ログのない接続は、違反の候補として管理者に示されます',
      },
      [
        columns(
          textField(view, { path: 'log.place', label: '保管場所', hint: '例 踏み台サーバ bastion01' }),
          textField(view, { path: 'log.name', label: '名称', hint: '例 session-20260511.log' }),
        ),
        columns(
          textField(view, { path: 'log.from', label: '記録の始まり', hint: MOMENT, width: 'medium' }),
          textField(view, { path: 'log.to', label: '記録の終わり', hint: MOMENT, width: 'medium' }),
        ),
        textField(view, {
          path: 'log.sha256',
          label: 'SHA-256',
          hint: '16進数64桁。Windowsでは certutil -hashfile、Linuxでは sha256sum で求められます',
        }),
      ],
    ),
  );
