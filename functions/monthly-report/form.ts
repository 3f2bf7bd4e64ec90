import { html } from 'hono/html';
import { NOTHING_TO_SAY, reportInputSchema } from '../../core/monthly-report/inputs.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import type { Problem } from '../../core/values/errors.ts';
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
} from '../ui/components.ts';
import { jstTime, wareki } from '../ui/dates.ts';
import { columns, type FormState, fieldGroup, hiddenField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { remarksBox, submitAction } from '../ui/last-look.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { type Differing, differsBox } from '../ui/saved-form.ts';
import { courseSection, reportHeading, reportTag, usageSection } from './parts.ts';

export type ReportFormPage = FormState & {
  readonly view: ReportView;
  /** Of the draft; 0 when there is none. */
  readonly version: number;
  readonly savedAt: string | undefined;
  /** What is pointed out before it is sent, and before 利用なし is. */
  readonly remarks: readonly Problem[];
  readonly nil: readonly Problem[];
  readonly differs: Differing | undefined;
};

/** F7 for the vendor: the session records filled in; a month without use takes one button (G7). */
export const reportFormPage = (context: PageContext, options: ReportFormPage): Html => {
  const { view, problems, version, savedAt } = options;
  const action = `/permits/${view.caseId}/reports/${view.yearMonth}`;
  const usageHash = hiddenField(options, { path: 'usageHash', value: view.usageHash });
  return page(
    context,
    `${view.permitNo} ${view.yearMonth} 利用状況報告`,
    html`${reportHeading(view)}
${errorSummary(problems)}
${differsBox(options.differs)}
${remarksBox(options.remarks, '提出する')}
<p class="status-line">${reportTag(view)} 提出期限　<strong>${wareki(view.awaitedOn)}</strong></p>
${returned(view)}
${usageSection(view)}
${view.usage.sessions.length === 0 && nil(context, options, action)}
<section class="part" aria-labelledby="report"><h2 id="report">報告の内容（第10条）</h2>
${savedAt !== undefined && html`<p class="hint">${jstTime(savedAt)}に一時保存した内容です。</p>`}
${postForm(
  context,
  { action, version, enter: 'first' },
  html`${usageHash}
${fields(options)}
<p>提出すると、情報セキュリティ管理者に確認を依頼します。差戻しを受けるまで、内容は変更できません。</p>
${buttonRow(button('一時保存', { action: 'save', kind: 'secondary' }), button('提出する', { action: submitAction(options.remarks) }))}`,
)}</section>
${courseSection(view)}
${view.content && buttonRow(linkButton(`${action}/paper`, '前回提出した報告書を見る'))}`,
    { here: '/permits', invalid: problems.length > 0 },
  );
};

const returned = ({ status, answer }: ReportView): Content =>
  status === 'returned' &&
  answer &&
  callout(
    'attention',
    '差し戻されました。次の点を改めて、再提出してください',
    html`<p>${multiline(answer.reason ?? '')}</p><p>${answer.by.title}　${jstTime(answer.at)}</p>`,
  );

const nil = (context: PageContext, { view, nil: remarks }: ReportFormPage, action: string): Html =>
  html`<section class="box" aria-labelledby="nil"><h2 id="nil">利用がなかったとき</h2>
${remarksBox(remarks, '利用なしで提出する')}
<p>この月に一度も接続しなかったときは、次のボタンだけで提出できます。${
    view.closing
      ? '終了時の措置を知らせるときは、下の「報告の内容」に入力して提出してください。'
      : 'ほかの入力はいりません。'
  }</p>
${postForm(
  context,
  { action },
  html`<input type="hidden" name="usageHash" value="${view.usageHash}">${buttonRow(
    button('利用なしで提出する', { action: submitAction(remarks, 'nil') }),
  )}`,
)}</section>`;

const field = fieldsOf(reportInputSchema);

const fields = (state: ReportFormPage): Content => [
  field(state, 'used', { as: 'radio', inline: true, options: { true: '有', false: '無' } }),
  fieldGroup(
    state,
    {
      path: 'changes',
      legend: 'この月の変更',
      hint: `${NOTHING_TO_SAY}。許可の内容に関わる変更は、別に変更届が必要です。`,
    },
    [
      field(state, 'workerChanges', { rows: 2 }),
      field(state, 'terminalChanges', { rows: 2 }),
      field(state, 'subcontractorChanges', { rows: 2 }),
    ],
  ),
  fieldGroup(state, { path: 'updating', legend: '更新プログラム等の適用（別表1 3-3）' }, [
    field(state, 'updates', { inline: true }),
    field(state, 'updatesReason', { rows: 2 }),
    field(state, 'updatesPlannedOn'),
  ]),
  fieldGroup(state, { path: 'records', legend: '作業場所の記録（別表1 2-1、2-2）' }, [
    columns(field(state, 'cameraRecords', { inline: true }), field(state, 'entryRecords', { inline: true })),
    field(state, 'recordsReason', { rows: 2 }),
  ]),
  state.view.closing &&
    fieldGroup(
      state,
      {
        path: 'closing',
        legend: '終了時の措置（お願い）',
        hint: 'この許可の最後の報告です。アカウントの停止、端末の返却又は処分、データの消去を終えたことを知らせてください。',
      },
      [
        state.view.closing.planned !== undefined &&
          definitionList([['申請書に記載した終了時の措置', multiline(state.view.closing.planned)]]),
        columns(field(state, 'accountsStoppedOn'), field(state, 'dataErasedOn')),
        field(state, 'closingNote', { rows: 2 }),
      ],
    ),
  field(state, 'incidents'),
  field(state, 'improvements'),
  field(state, 'remarks'),
];
