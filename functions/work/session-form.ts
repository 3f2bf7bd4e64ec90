import { html } from 'hono/html';
import { type SessionInput, sessionInputSchema } from '../../core/case/records/work-inputs.ts';
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
import { atLists, choiceBoxes, columns, type FormState, fieldGroup, onlyFor } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { remarksBox, submitAction } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Saving, saveButton, savedNote, saveHere } from '../ui/saved-form.ts';
import { completedNote, knownAccounts } from './form.ts';

export type SessionFormView = FormState & {
  readonly choices: WorkChoices;
  readonly work: WorkView;
  /** What is pointed out before it is sent. */
  readonly remarks: readonly Problem[];
  readonly saving?: Saving | undefined;
  readonly isCompleted?: boolean | undefined;
};

const LISTS = ['workers', 'targets'];

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
    html`<h1>${title}<span class="subtitle">${choices.permitNo} ${choices.systemName}（第6条第2号・第5号、別表1 5-2）</span></h1>
${errorSummary(view.problems)}
${completedNote(view.isCompleted, submit)}
${remarksBox(view.remarks, submit)}
${savedNote(context, view.saving)}
${
  work.review?.choice === 'return' &&
  callout('attention', '差戻しの理由', html`<p>${multiline(work.review.reason ?? '')}</p>`)
}
<p class="lead">実際に行ったとおりに報告してください。申請と異なるところがあっても、提出できます。</p>
${definitionList([['予定の日時', spanText(work.plannedStart, work.plannedEnd)]])}
${postForm(
  context,
  { action: `${back}/report`, saved: view.saving?.version, enter: SHOW_AGAIN },
  html`<input type="hidden" name="detail:group" value="">${whenSection(view)}${withSection(view)}${whatSection(view)}${logSection(view)}
${buttonRow(button(submit, { action: submitAction(view.remarks) }), saveButton(view.saving), linkButton(back, '報告しないで戻る', 'quiet'))}`,
)}`,
    { here: '/permits', invalid: view.problems.length > 0 },
  );
};

const section = ({ saving }: SessionFormView, id: string, title: string, body: Content): Html =>
  html`<section class="form-section" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}${saveHere(saving, id)}</section>`;

const field = fieldsOf(sessionInputSchema);

const whenSection = (view: SessionFormView): Html =>
  section(view, 's-when', '接続の日時と理由', [
    columns(field(view, 'connectedAt'), field(view, 'disconnectedAt')),
    field(view, 'varianceReason', { rows: 2 }),
    field(view, 'reasonCode'),
    onlyFor('other-reason', field(view, 'reasonText', { watched: true })),
  ]);

const withSection = (view: SessionFormView): Html => {
  const { workers, targets, terminals, originSites, originIps } = view.choices;
  return section(view, 's-with', '作業者・端末・接続元・接続先', [
    choiceBoxes(view, {
      path: 'workers',
      required: true,
      legend: '作業者',
      options: workers.map(({ name }) => ({ value: name })),
      others: 1,
      otherLabel: 'ほかの作業者',
    }),
    columns(
      field(view, 'account', { hint: knownAccounts(workers) }),
      field(view, 'terminal', {
        label: '使用した端末（管理番号）',
        hint: `許可された端末：${terminals.join('、')}`,
      }),
    ),
    columns(
      field(view, 'origin', { hint: `許可された作業場所：${originSites.join('、')}` }),
      field(view, 'originIp', { hint: `許可された範囲：${originIps.join('、')}` }),
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
  section(view, 's-what', '作業の内容と結果', [
    fieldGroup(view, { path: 'detail', legend: '作業の内容', plain: true }, [
      field(view, 'detail.request'),
      field(view, 'detail.symptom'),
      field(view, 'detail.action', { rows: 5 }),
    ]),
    field(view, 'result', { inline: true }),
    field(view, 'personalDataAccessed', { label: '個人情報を閲覧・操作しましたか' }),
    onlyFor('personal-data', field(view, 'personalDataDetail', { rows: 2, watched: true })),
    field(view, 'dataErasedOn'),
  ]);

/** Asked for only where there is a log: then all of it. */
const logField = (view: SessionFormView, name: keyof NonNullable<SessionInput['log']>): Html =>
  field(view, `log.${name}`, { required: false });

const logSection = (view: SessionFormView): Html =>
  section(
    view,
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
        columns(logField(view, 'place'), logField(view, 'name')),
        columns(logField(view, 'from'), logField(view, 'to')),
        logField(view, 'sha256'),
      ],
    ),
  );
