import { html } from 'hono/html';
import type { Section } from '../../core/directory.ts';
import { CANDIDATE_KINDS } from '../../core/finding.ts';
import {
  CHANGE_APPROVAL,
  DEFAULT_SETTINGS,
  SELF_APPROVAL,
  type Settings,
  type SettingsVersion,
} from '../../core/settings.ts';
import { rowsAt } from '../form.ts';
import { button, buttonRow, dataTable, emptyState, errorSummary, postForm } from './components.ts';
import { jstTime } from './dates.ts';
import { type FormState, fieldGroup, radioGroup, selectField, textField, yesNo } from './form-controls.ts';
import { type Html, type PageContext, page } from './layout.ts';

export type SettingsPage = FormState & {
  /** `content` is `{ settings, reason }`: what is in force, or what was typed. */
  readonly sections: readonly Section[];
  /** The version that was shown, sent back with the change. */
  readonly version: number;
  /** Newest first. */
  readonly versions: readonly { readonly version: SettingsVersion; readonly changedByName: string }[];
};

type NumberSetting = Exclude<
  keyof Settings,
  'selfApproval' | 'changeApproval' | 'sealOmitted' | 'officeSectionId' | 'extraHolidays' | 'candidates'
>;

const NUMBERS: Readonly<Record<NumberSetting, { readonly label: string; readonly hint: string }>> = {
  decisionTargetDays: {
    label: '決定の目標日数（開庁日）',
    hint: '確認・承認それぞれの段階の期限です。1〜60日',
  },
  remindBeforeDays: { label: '催促する日（期限の何開庁日前）', hint: '0〜10日。0は期限の当日' },
  escalateToDeputyAfterDays: {
    label: '代決者に回付する日（期限の何開庁日後）',
    hint: '期限を過ぎても決定されないとき、代決者にも依頼を送ります。0〜30日',
  },
  escalateToOfficeAfterDays: {
    label: '統括部門に連絡する日（期限の何開庁日後）',
    hint: '期限を過ぎても決定されないとき、統括部門に連絡します。0〜60日',
  },
  linkValidDays: {
    label: 'メールのリンクの有効期間（日）',
    hint: '過ぎると、新しいリンクを自動で送り直します。1〜60日',
  },
  correctionReminderDays: {
    label: '補正を再度お願いするまでの日数（開庁日）',
    hint: '補正をお願いしてから提出がないときに、申請者に改めてお知らせします。1〜60日',
  },
  renewalFirstDays: {
    label: '期間満了の予告・1回目（満了の何開庁日前）',
    hint: '保守事業者に、継続の手続をお知らせします。0〜80日。0は送らない',
  },
  renewalSecondDays: { label: '期間満了の予告・2回目（満了の何開庁日前）', hint: '0〜80日。0は送らない' },
  renewalLastDays: { label: '期間満了の予告・3回目（満了の何開庁日前）', hint: '0〜80日。0は送らない' },
  reconfirmMonths: {
    label: '別表1を再確認するまでの月数',
    hint: '許可の期間中、要件への適合が続いていることを確認します（第6条第7号）。1〜60か月',
  },
  reconciliationTolerance: {
    label: '接続ログとの照合で、違いとしない時間（分）',
    hint: '作業申請・作業報告・ログの時刻の差がこの時間以内なら、一致とします（第6条）。0〜120分',
  },
  instructionDays: {
    label: '指示の期限（開庁日）',
    hint: '指示に従う期限を別に定めないときの日数です（第6条第6号）。1〜60日',
  },
  orderDays: {
    label: '是正命令の履行期限（開庁日）',
    hint: '是正命令の画面に、はじめに示す期限です（第7条）。1〜120日',
  },
  statementDays: {
    label: '弁明の期限（開庁日）',
    hint: '命令を未履行と判断したとき、取消・停止等を決める前に、保守事業者の弁明を待つ日数です（第8条）。1〜60日',
  },
  reportDueDays: {
    label: '月次利用状況報告の期限（翌月の第何開庁日）',
    hint: '1〜20（第10条）',
  },
  reportLeastDays: {
    label: '報告の依頼が遅れたときの最短の提出日数（開庁日）',
    hint: '障害などで依頼が遅れた月も、依頼の日からこの日数は待ちます。0〜20日',
  },
  reportFirstDunDays: { label: '報告の1回目の督促（期限の何開庁日後）', hint: '1〜30日' },
  reportSecondDunDays: { label: '報告の2回目の督促（期限の何開庁日後）', hint: '1〜30日' },
  reportInstructDays: {
    label: '報告の指示を準備する日（期限の何開庁日後）',
    hint: '督促しても提出されないとき、情報セキュリティ管理者に指示の発出を求めます（第6条第6号）。1〜60日',
  },
  reportResubmitDays: {
    label: '差し戻した報告の再提出の期限（開庁日）',
    hint: '差戻しの日から数えます。1〜30日',
  },
  workLeadDays: {
    label: '作業申請の期限（作業開始の何開庁日前）',
    hint: '過ぎた申請も受け付け、期限後の申請であることを管理者に示します。0〜30日。0は期限を設けません',
  },
  workAnswerDays: {
    label: '作業申請への回答の期限（作業開始の何開庁日前）',
    hint: '決定の目標日数による期限のほうが早いときは、その日が期限です。1〜10日',
  },
  emergencyApprovalDays: {
    label: '緊急作業の事後承認の期限（申請の何開庁日後）',
    hint: '0〜10日。1は翌開庁日',
  },
  emergencyNoticeHours: {
    label: '緊急作業を事後に申請できる時間',
    hint: '申請の時点から、作業開始をこの時間までさかのぼることができます。0〜72時間',
  },
  workReportDays: {
    label: '作業報告を催促する日（予定終了の何開庁日後）',
    hint: '作業の報告がないときに、事業者に催促します。その後も同じ間隔で催促します。1〜30日',
  },
  workReportReminders: {
    label: '作業報告を催促する回数',
    hint: '0〜10回。0は催促しません。なお報告がないときは、違反の候補として管理者に知らせます',
  },
  officeOpensHour: {
    label: 'メールを送り始める時刻（時）',
    hint: 'これより早い時刻の自動の処理では、職員にも保守事業者にもメールを送りません。毎日の処理は0時と8時30分に行います。0〜8時',
  },
  retentionYears: {
    label: '文書の保存年数',
    hint: '手続が終わった後の最初の4月1日から数えます。1〜50年',
  },
};
const BLANK_ROWS = 5;
// The keys of a table that is written in core/settings.ts.
const candidateKinds = Object.keys(DEFAULT_SETTINGS.candidates) as (keyof Settings['candidates'])[];

/** What 第12条 leaves to the chief: every change says why, and stays in the history. */
export const settingsPage = (context: PageContext, view: SettingsPage): Html =>
  page(
    context,
    '設定',
    html`<h1>設定</h1>
${errorSummary(view.problems)}
<p class="lead">要領に定めのない事項を、統括情報セキュリティ管理者が定めるものです（第12条）。変更すると、理由とともに履歴に残ります。</p>
${postForm(
  context,
  { action: '/settings', version: view.version },
  html`${numbers(view)}
<h2>決定のしかた</h2>
${radioGroup(view, { path: 'settings.selfApproval', label: '確認した者が承認もすること', required: true, options: SELF_APPROVAL, hint: '統括部門が所管するシステムでは、情報セキュリティ管理者と統括情報セキュリティ管理者が同じ人になることがあります' })}
${radioGroup(view, { path: 'settings.changeApproval', label: '変更届の承認', required: true, options: CHANGE_APPROVAL, hint: '許可の範囲に関わる変更は、情報セキュリティ管理者の確認の後、統括情報セキュリティ管理者が承認します' })}
${yesNo(view, { path: 'settings.sealOmitted', label: '公印を省略すること', required: true, hint: '結果通知書、指示書、是正命令書、取消・停止通知書などに「（公印省略）」と記します。「いいえ」とすると、公印を押す場所を空けて印刷します' })}
${selectField(view, { path: 'settings.officeSectionId', label: '統括部門の課', required: true, hint: 'この課の担当者が、設定・役職の登録と、滞った手続の対応を行います', options: Object.fromEntries(view.sections.map(({ sectionId, name }) => [sectionId, name])) })}
${candidates(view)}
${holidays(view)}
${textField(view, { path: 'reason', label: '変更の理由', required: true })}
${buttonRow(button('設定を変更する'))}`,
)}
<section><h2>変更の履歴</h2>
${
  view.versions.length === 0
    ? emptyState('変更はまだありません。最初の設定のまま使用しています。')
    : dataTable(
        { text: '変更の履歴' },
        ['版', '変更した日時', '変更した者', '理由', '変更した内容'],
        view.versions.map(({ version, changedByName }, index) => [
          `第${version.version}版`,
          jstTime(version.changedAt),
          changedByName,
          version.reason,
          differences(version.settings, view.versions[index + 1]?.version.settings ?? DEFAULT_SETTINGS),
        ]),
      )
}</section>`,
    { here: '/settings', invalid: view.problems.length > 0 },
  );

/** What the numbers are about: each begins with the setting named. */
const HEADINGS: Partial<Readonly<Record<NumberSetting, string>>> = {
  decisionTargetDays: '申請の決定',
  renewalFirstDays: '許可の期間・再確認',
  reconciliationTolerance: '接続ログとの照合',
  instructionDays: '指示・是正命令・取消（第6条〜第8条）',
  reportDueDays: '月次利用状況報告（第10条）',
  workLeadDays: '作業申請・作業報告（第6条）',
  officeOpensHour: '自動の処理',
  retentionYears: '文書の保存',
};

const numbers = (view: SettingsPage): readonly Html[] =>
  (Object.keys(NUMBERS) as NumberSetting[]).map((name) => {
    const heading = HEADINGS[name];
    const field = textField(view, {
      ...NUMBERS[name],
      path: `settings.${name}`,
      type: 'number',
      required: true,
      inputMode: 'numeric',
      width: 'short',
    });
    return heading === undefined ? field : html`<h2>${heading}</h2>${field}`;
  });

const candidates = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.candidates',
      legend: '違反の候補とすること',
      hint: '「はい」とした違いが見つかると、情報セキュリティ管理者に判断をお願いします（第7条）。候補は、それだけでは違反になりません',
    },
    html`<div class="columns">${candidateKinds.map((kind) =>
      yesNo(view, { path: `settings.candidates.${kind}`, label: CANDIDATE_KINDS[kind], required: true }),
    )}</div>`,
  );

const holidays = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.extraHolidays',
      legend: '市独自の休日',
      hint: '土曜・日曜、国民の祝日、12月29日から1月3日までのほかに、開庁しない日。空欄にした行は削除されます',
    },
    html`<div class="columns">${Array.from(
      { length: rowsAt(view.content, 'settings.extraHolidays') + BLANK_ROWS },
      (_, index) =>
        textField(view, {
          path: `settings.extraHolidays.${index}`,
          label: `休日 ${index + 1}`,
          hint: '例 2026-08-14',
          width: 'short',
        }),
    )}</div>`,
  );

/** What a version changed against the one before, in words. */
const differences = (after: Settings, before: Settings): Html => {
  const lines = [
    ...Object.entries(NUMBERS).flatMap(([name, { label }]) => {
      const key = name as NumberSetting;
      return before[key] === after[key] ? [] : [`${label}：${before[key]} → ${after[key]}`];
    }),
    ...(before.selfApproval === after.selfApproval
      ? []
      : [`確認した者が承認もすること：${SELF_APPROVAL[after.selfApproval]}`]),
    ...(before.changeApproval === after.changeApproval
      ? []
      : [`変更届の承認：${CHANGE_APPROVAL[after.changeApproval]}`]),
    ...candidateKinds.flatMap((kind) =>
      before.candidates[kind] === after.candidates[kind]
        ? []
        : [`違反の候補「${CANDIDATE_KINDS[kind]}」：${after.candidates[kind] ? 'とする' : 'としない'}`],
    ),
    ...(before.sealOmitted === after.sealOmitted
      ? []
      : [`公印を省略すること：${after.sealOmitted ? 'はい' : 'いいえ'}`]),
    ...(before.officeSectionId === after.officeSectionId ? [] : ['統括部門の課']),
    ...(before.extraHolidays.join() === after.extraHolidays.join() ? [] : ['市独自の休日']),
  ];
  return html`${lines.length === 0 ? '変更なし' : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}`;
};
