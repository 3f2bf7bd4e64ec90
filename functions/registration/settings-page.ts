import { html } from 'hono/html';
import type { Section } from '../../core/directory/directory.ts';
import {
  CHANGE_APPROVAL,
  DEFAULT_SETTINGS,
  PAPER_KINDS,
  READINGS,
  SELF_APPROVAL,
  type SettingsVersion,
} from '../../core/directory/settings.ts';
import {
  candidateKinds,
  NUMBER_SETTINGS,
  type NumberSetting,
  paperKinds,
  readingKinds,
  settingsDifferences,
} from '../../core/directory/settings-words.ts';
import { DAYS_MARK, doubtSentence } from '../../core/document/doubt-sentence.ts';
import { CANDIDATE_KINDS } from '../../core/regulation/candidate-kinds.ts';
import { button, buttonRow, dataTable, emptyState, errorSummary, postForm } from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { rowsAt } from '../ui/form.ts';
import {
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
import { waitsForConfirmation } from './proposals-page.ts';

export type SettingsPage = FormState & {
  /** `content` is `{ settings, reason }`: what is in force, or what was typed. */
  readonly sections: readonly Section[];
  /** The version that was shown, sent back with the change. */
  readonly version: number;
  /** Newest first. */
  readonly versions: readonly {
    readonly version: SettingsVersion;
    readonly changedByName: string;
    readonly confirmedByName: string;
  }[];
};

const BLANK_ROWS = 5;

/** What 第12条 leaves to the chief: every change says why, and stays in the history. */
export const settingsPage = (context: PageContext, view: SettingsPage): Html =>
  page(
    context,
    '設定',
    html`<h1>設定</h1>
${errorSummary(view.problems)}
<p class="lead">要領に定めのない事項を、統括情報セキュリティ管理者が定めるものです（第12条）。統括部門が準備し、統括情報セキュリティ管理者又は代決者が確認します。変更すると、理由とともに履歴に残ります。</p>
${waitsForConfirmation('設定の変更は、すべて')}
${postForm(
  context,
  { action: '/settings', version: view.version },
  html`${numbers(view)}
<h2>決定のしかた</h2>
${radioGroup(view, { path: 'settings.selfApproval', label: '確認した者が承認もすること', required: true, options: SELF_APPROVAL, hint: '統括部門が所管するシステムでは、情報セキュリティ管理者と統括情報セキュリティ管理者が同じ人になることがあります' })}
${radioGroup(view, { path: 'settings.changeApproval', label: '変更届の承認', required: true, options: CHANGE_APPROVAL, hint: '許可の範囲に関わる変更は、情報セキュリティ管理者の確認の後、統括情報セキュリティ管理者が承認します' })}
${yesNo(view, { path: 'settings.sealOmitted', label: '公印を省略すること', required: true, hint: '結果通知書、指示書、是正命令書、取消・停止通知書などに「（公印省略）」と記します。「いいえ」とすると、公印を押す場所を空けて印刷します' })}
${sealedPapers(view)}
${selectField(view, { path: 'settings.officeSectionId', label: '統括部門の課', required: true, hint: 'この課の担当者が、設定・役職の登録と、滞った手続の対応を行います', options: Object.fromEntries(view.sections.map(({ sectionId, name }) => [sectionId, name])) })}
${candidates(view)}
${readings(view)}
${textArea(view, { path: 'settings.doubtText', label: '疑義の申出の文言', hint: `結果通知書などの末尾に記す文です。空欄にすると、標準の文言「${doubtSentence(DEFAULT_SETTINGS)?.replace('30日', DAYS_MARK.concat('日')) ?? ''}」を用います。${DAYS_MARK}は、上で定めた日数になります`, rows: 2 })}
${staffDomains(view)}
${holidays(view)}
${textField(view, { path: 'reason', label: '変更の理由', required: true })}
${buttonRow(button('設定の登録伺いを作成する'))}`,
)}
<section><h2>変更の履歴</h2>
${
  view.versions.length === 0
    ? emptyState('変更はまだありません。最初の設定のまま使用しています。')
    : dataTable(
        { text: '変更の履歴' },
        ['版', '変更した日時', '準備した者', '確認した者', '理由', '変更した内容'],
        view.versions.map(({ version, changedByName, confirmedByName }, index) => [
          `第${version.version}版`,
          jstTime(version.changedAt),
          changedByName,
          confirmedByName,
          version.reason,
          differences(
            settingsDifferences(
              version.settings,
              view.versions[index + 1]?.version.settings ?? DEFAULT_SETTINGS,
            ),
          ),
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
  doubtDays: '通知書',
  proposalValidDays: '登録伺い',
  officeOpensHour: '自動の処理',
  retentionYears: '文書の保存',
};

const numbers = (view: SettingsPage): readonly Html[] =>
  (Object.keys(NUMBER_SETTINGS) as NumberSetting[]).map((name) => {
    const heading = HEADINGS[name];
    const field = textField(view, {
      ...NUMBER_SETTINGS[name],
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

/** 公印省略, kind by kind. */
const sealedPapers = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.sealedPapers',
      legend: '公印を押す文書',
      hint: '上で公印を省略するとしたときも、「はい」とした文書には、公印を押す場所を空けて印刷します',
    },
    html`<div class="columns">${paperKinds.map((kind) =>
      yesNo(view, { path: `settings.sealedPapers.${kind}`, label: PAPER_KINDS[kind], required: true }),
    )}</div>`,
  );

/** What the chief has read the rule to mean (第12条). Blank: it is not read so. */
const readings = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.readings',
      legend: '要領の解釈',
      hint: '統括情報セキュリティ管理者が書面で定めたものを、その文言のまま入力します。空欄のときは、届出だけの作業は承認を求め、許可の後に欠いた要件はまず指示（第6条第6号）によります',
    },
    html`<input type="hidden" name="settings.readings:group" value="">${readingKinds.map((kind) =>
      fieldGroup(view, { path: `settings.readings.${kind}`, legend: READINGS[kind] }, [
        textArea(view, { path: `settings.readings.${kind}.text`, label: '解釈の文言', rows: 2 }),
        dateField(view, { path: `settings.readings.${kind}.decidedOn`, label: '定めた日' }),
        textField(view, {
          path: `settings.readings.${kind}.decidedBy`,
          label: '定めた者',
          hint: '例 総務部ICT推進室長　統括 太郎',
          width: 'medium',
        }),
      ]),
    )}`,
  );

const staffDomains = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.staffDomains',
      legend: '職員のメールアドレスのドメイン',
      hint:
        rowsAt(view.content, 'settings.staffDomains') === 0
          ? '職員として登録できるメールアドレスのドメイン。現在は制限していません。庁外のアドレスで役職に就くことを防ぐため、登録してください。サブドメインは、登録したものだけが使えます'
          : '職員として登録できるメールアドレスのドメイン。サブドメインは、登録したものだけが使えます。空欄にした行は削除されます。すべて空欄にすると、制限しません',
    },
    html`<div class="columns">${Array.from(
      { length: rowsAt(view.content, 'settings.staffDomains') + 2 },
      (_, index) =>
        textField(view, {
          path: `settings.staffDomains.${index}`,
          label: `ドメイン ${index + 1}`,
          hint: '例 city.example.jp',
          width: 'medium',
        }),
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

const differences = (lines: readonly string[]): Html =>
  html`${lines.length === 0 ? '変更なし' : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}`;
