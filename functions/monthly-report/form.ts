import { html } from 'hono/html';
import { KEPT, UPDATES } from '../../core/monthly-report/inputs.ts';
import type { ReportView } from '../../core/monthly-report/views.ts';
import {
  button,
  buttonRow,
  type Content,
  callout,
  errorSummary,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstTime, wareki } from '../ui/dates.ts';
import {
  columns,
  dateField,
  type FormState,
  fieldGroup,
  hiddenField,
  radioGroup,
  textArea,
} from '../ui/form-controls.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { courseSection, reportHeading, reportTag, usageSection } from './parts.ts';

export type ReportFormPage = FormState & {
  readonly view: ReportView;
  /** Of the draft; 0 when there is none. */
  readonly version: number;
  readonly savedAt: string | undefined;
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
<p class="status-line">${reportTag(view)} 提出期限　<strong>${wareki(view.awaitedOn)}</strong></p>
${returned(view)}
${usageSection(view)}
${view.usage.sessions.length === 0 && nil(context, view, action)}
<section class="part" aria-labelledby="report"><h2 id="report">報告の内容（第10条）</h2>
${savedAt !== undefined && html`<p class="hint">${jstTime(savedAt)}に一時保存した内容です。</p>`}
${postForm(
  context,
  { action, version, enter: 'first' },
  html`${usageHash}
${fields(options)}
<p>提出すると、情報セキュリティ管理者に確認を依頼します。差戻しを受けるまで、内容は変更できません。</p>
${buttonRow(button('一時保存', { action: 'save', kind: 'secondary' }), button('提出する', { action: 'submit' }))}`,
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

const nil = (context: PageContext, view: ReportView, action: string): Html =>
  html`<section class="box" aria-labelledby="nil"><h2 id="nil">利用がなかったとき</h2>
<p>この月に一度も接続しなかったときは、次のボタンだけで提出できます。ほかの入力はいりません。</p>
${postForm(
  context,
  { action },
  html`<input type="hidden" name="usageHash" value="${view.usageHash}">${buttonRow(
    button('利用なしで提出する', { action: 'nil' }),
  )}`,
)}</section>`;

const NONE = 'なければ空欄のままにしてください';

const fields = (state: ReportFormPage): Html =>
  html`${radioGroup(state, {
    path: 'used',
    label: '利用の有無',
    type: 'boolean',
    required: true,
    inline: true,
    options: { true: '有', false: '無' },
  })}
${fieldGroup(
  state,
  {
    path: 'changes',
    legend: 'この月の変更',
    hint: `${NONE}。許可の内容に関わる変更は、別に変更届が必要です。`,
  },
  [
    textArea(state, { path: 'workerChanges', label: '作業者の変更', rows: 2 }),
    textArea(state, { path: 'terminalChanges', label: '端末の変更', rows: 2 }),
    textArea(state, { path: 'subcontractorChanges', label: '再委託者の変更', rows: 2 }),
  ],
)}
${fieldGroup(state, { path: 'updating', legend: '更新プログラム等の適用（別表1 3-3）' }, [
  radioGroup(state, {
    path: 'updates',
    label: '更新プログラム・パターンファイルの適用（別表1 3-3）',
    hint: '利用ありのときは必ず選択してください',
    inline: true,
    options: UPDATES,
  }),
  textArea(state, {
    path: 'updatesReason',
    label: '検証中とする理由',
    hint: '検証中のときは必ず入力してください',
    rows: 2,
  }),
  dateField(state, {
    path: 'updatesPlannedOn',
    label: '適用予定日',
    hint: '検証中のときは必ず入力してください。例 令和8年4月1日',
  }),
])}
${fieldGroup(state, { path: 'records', legend: '作業場所の記録（別表1 2-1、2-2）' }, [
  columns(
    radioGroup(state, {
      path: 'cameraRecords',
      label: '監視の記録（別表1 2-1）',
      hint: '監視カメラなど',
      inline: true,
      options: KEPT,
    }),
    radioGroup(state, {
      path: 'entryRecords',
      label: '入退室の記録（別表1 2-2）',
      hint: 'ICカードや台帳など',
      inline: true,
      options: KEPT,
    }),
  ),
  textArea(state, {
    path: 'recordsReason',
    label: '記録がない理由と対応',
    hint: '「無」があるときは必ず入力してください',
    rows: 2,
  }),
])}
${textArea(state, { path: 'incidents', label: '事故・障害等', hint: `情報の漏えい、端末の紛失、不正な接続など。${NONE}` })}
${textArea(state, { path: 'improvements', label: '改善した点・改善する点', hint: NONE })}
${textArea(state, { path: 'remarks', label: '備考', hint: '作業報告がないのに利用ありとするときは、その理由を必ず入力してください' })}`;
