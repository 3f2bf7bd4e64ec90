import { html } from 'hono/html';
import type { Section } from '../../core/directory/directory.ts';
import {
  DEFAULT_SETTINGS,
  READINGS,
  type Settings,
  type SettingsVersion,
} from '../../core/directory/settings.ts';
import {
  candidateKinds,
  paperKinds,
  readingKinds,
  settingLabel,
  settingsDifferences,
  settingText,
} from '../../core/directory/settings-words.ts';
import { DAYS_MARK, doubtSentence } from '../../core/document/view-notice.ts';
import {
  button,
  buttonRow,
  dataTable,
  definitionList,
  emptyState,
  errorSummary,
  hiddenText,
  linkButton,
  multiline,
  postForm,
} from '../ui/components.ts';
import { jstTime } from '../ui/dates.ts';
import { rowsAt } from '../ui/form.ts';
import { type FormState, fieldGroup, textField } from '../ui/form-controls.ts';
import { fieldsOf } from '../ui/form-fields.ts';
import { type Html, type PageContext, page } from '../ui/layout.ts';
import { partNamed, partPath, partsNavigation } from '../ui/parts.ts';
import { type Saving, saveButton, savedNote } from '../ui/saved-form.ts';
import { settingsInputSchema } from './bodies.ts';
import { waitsForConfirmation } from './proposals-page.ts';
import { PARTS, SETTING_PARTS, type SettingName, type SettingPart } from './setting-parts.ts';

export type SettingsPage = FormState & {
  /** As in the address. */
  readonly part?: string | undefined;
  readonly current: Settings;
  /** `content` is `{ settings, reason }`: what is in force, or what was typed. */
  readonly sections: readonly Section[];
  /** The version that was shown, sent back with the change. */
  readonly version: number;
  readonly saving?: Saving;
  /** Newest first. */
  readonly versions: readonly {
    readonly version: SettingsVersion;
    readonly changedByName: string;
    readonly confirmedByName: string;
  }[];
};

const BLANK_ROWS = 5;

const field = fieldsOf(settingsInputSchema);

const TITLE = '設定';

/** What 第12条 leaves to the chief: every change says why, and stays in the history. */
export const settingsPage = (context: PageContext, view: SettingsPage): Html => {
  const here = partNamed(PARTS, view.part);
  // What was saved of the form when it was one, or sent without its part.
  const isWhole = here === 'overview' && (view.saving?.savedAt !== undefined || view.problems.length > 0);
  return page(
    context,
    TITLE,
    html`<h1>${TITLE}<span class="subtitle">${PARTS[here]?.label}</span></h1>
${errorSummary(view.problems)}
${partsNavigation(PARTS, { path: '/settings', label: '設定の分類', here })}
${here === 'history' ? history(view) : here === 'overview' && !isWhole ? overview(context, view) : settingsForm(context, view, here === 'overview' ? undefined : here)}`,
    { here: '/settings', invalid: view.problems.length > 0 },
  );
};

const settingsForm = (context: PageContext, view: SettingsPage, part: SettingPart | undefined): Html => {
  const path = part === undefined ? '/settings' : partPath('/settings', part);
  const parts = part === undefined ? Object.values(SETTING_PARTS) : [SETTING_PARTS[part]];
  return html`${waitsForConfirmation('設定の変更は、すべて')}
${savedNote(context, view.saving)}
${postForm(context, { action: path, version: view.version, saved: view.saving?.version }, [
  parts.flatMap(({ names }) => names.map((name) => control(view, name))),
  field(view, 'reason'),
  buttonRow(
    button('設定の登録伺いを作成する'),
    saveButton(view.saving),
    linkButton('/settings', '変更しないで戻る', 'quiet'),
  ),
])}`;
};

const control = (view: SettingsPage, name: SettingName): Html => {
  switch (name) {
    case 'candidates':
      return candidates(view);
    case 'readings':
      return readings(view);
    case 'sealedPapers':
      return sealedPapers(view);
    case 'staffDomains':
      return staffDomains(view);
    case 'extraHolidays':
      return holidays(view);
    case 'selfApproval':
    case 'changeApproval':
    case 'sealOmitted':
      return field(view, `settings.${name}`);
    case 'officeSectionId':
      return field(view, 'settings.officeSectionId', {
        as: 'select',
        label: '統括部門の課',
        required: true,
        hint: 'この課の担当者が、設定・役職の登録と、滞った手続の対応を行います',
        options: sectionNames(view),
      });
    case 'doubtText':
      return field(view, 'settings.doubtText', {
        hint: `結果通知書などの末尾に記す文です。空欄にすると、標準の文言「${STANDARD_DOUBT}」を用います。${DAYS_MARK}は、上で定めた日数になります`,
        rows: 2,
      });
    default:
      return field(view, `settings.${name}`, { width: 'short' });
  }
};
const STANDARD_DOUBT = doubtSentence(DEFAULT_SETTINGS)?.replace('30日', DAYS_MARK.concat('日')) ?? '';

const sectionNames = ({ sections }: SettingsPage) =>
  Object.fromEntries(sections.map(({ sectionId, name }) => [sectionId, name]));

/** What is set, by group, with what it was at first where it is another. */
const overview = (context: PageContext, view: SettingsPage): Html => {
  const names = sectionNames(view);
  return html`<p class="lead">要領に定めのない事項を、統括情報セキュリティ管理者が定めるものです（第12条）。統括部門が準備し、統括情報セキュリティ管理者又は代決者が確認します。変更すると、理由とともに履歴に残ります。</p>
${savedNote(context, view.saving)}
${Object.entries(SETTING_PARTS).map(
  ([part, { label, names: own }]) =>
    html`<section class="compact"><div class="part-head"><h2 id="${part}">${label}</h2><a href="${partPath('/settings', part)}">変更する${hiddenText(`（${label}）`)}</a></div>
${definitionList(
  own.map((name) => {
    const text = settingText(view.current, name, names);
    const first = settingText(DEFAULT_SETTINGS, name, names);
    const isAsFirst = text === first || name === 'officeSectionId';
    return [
      settingLabel(name),
      isAsFirst
        ? multiline(text)
        : html`<strong>${multiline(text)}</strong> <span class="soft">（最初の設定 ${first}）</span>`,
    ];
  }),
)}</section>`,
)}`;
};

const history = ({ versions }: SettingsPage): Html =>
  versions.length === 0
    ? emptyState('変更はまだありません。最初の設定のまま使用しています。')
    : dataTable(
        { text: '変更の履歴' },
        ['版', '変更した日時', '準備した者', '確認した者', '理由', '変更した内容'],
        versions.map(({ version, changedByName, confirmedByName }, index) => [
          `第${version.version}版`,
          jstTime(version.changedAt),
          changedByName,
          confirmedByName,
          version.reason,
          differences(
            settingsDifferences(version.settings, versions[index + 1]?.version.settings ?? DEFAULT_SETTINGS),
          ),
        ]),
      );

const candidates = (view: SettingsPage): Html =>
  fieldGroup(
    view,
    {
      path: 'settings.candidates',
      legend: '違反の候補とすること',
      hint: '「はい」とした違いが見つかると、情報セキュリティ管理者に判断をお願いします（第7条）。候補は、それだけでは違反になりません',
    },
    html`<div class="columns">${candidateKinds.map((kind) =>
      field(view, `settings.candidates.${kind}`),
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
      field(view, `settings.sealedPapers.${kind}`),
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
        field(view, `settings.readings.${kind}.text`, { label: '解釈の文言', required: false, rows: 2 }),
        field(view, `settings.readings.${kind}.decidedOn`, { label: '定めた日', required: false }),
        field(view, `settings.readings.${kind}.decidedBy`, {
          label: '定めた者',
          required: false,
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
