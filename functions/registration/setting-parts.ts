import type { Settings } from '../../core/directory/settings.ts';
import { NUMBER_SETTINGS } from '../../core/directory/settings-words.ts';
import { type Parts, partNamed } from '../ui/parts.ts';

/** The settings in groups, each with an address of its own: `?part=`. Only what stands in it is sent. */
export const SETTING_PARTS = {
  decision: {
    label: '申請の決定・補正',
    names: [...NUMBER_SETTINGS['申請の決定'], 'selfApproval', 'changeApproval'],
  },
  period: { label: '許可の期間・再確認', names: NUMBER_SETTINGS['許可の期間・再確認'] },
  works: {
    label: '作業申請・作業報告',
    names: [...NUMBER_SETTINGS['作業申請・作業報告（第6条）'], ...NUMBER_SETTINGS['接続ログとの照合']],
  },
  orders: {
    label: '指示・是正命令・取消',
    names: NUMBER_SETTINGS['指示・是正命令・取消（第6条〜第8条）'],
  },
  violations: { label: '違反の候補・要領の解釈', names: ['candidates', 'readings'] },
  reports: { label: '月次利用状況報告', names: NUMBER_SETTINGS['月次利用状況報告（第10条）'] },
  papers: {
    label: '通知書・公印',
    names: [...NUMBER_SETTINGS['通知書'], 'doubtText', 'sealOmitted', 'sealedPapers'],
  },
  office: {
    label: '統括部門・休日・保存',
    names: [
      'officeSectionId',
      'staffDomains',
      'extraHolidays',
      ...NUMBER_SETTINGS['登録伺い'],
      ...NUMBER_SETTINGS['自動の処理'],
      ...NUMBER_SETTINGS['文書の保存'],
    ],
  },
} as const satisfies Readonly<
  Record<string, { readonly label: string; readonly names: readonly (keyof Settings)[] }>
>;
export type SettingPart = keyof typeof SETTING_PARTS;
export type SettingName = (typeof SETTING_PARTS)[SettingPart]['names'][number];

export const PARTS: Parts<SettingPart | 'history'> = {
  overview: { label: '一覧' },
  ...SETTING_PARTS,
  history: { label: '変更の履歴' },
};

/** undefined: the overview, the history, or no part at all. */
export const settingPartOf = (part: string | undefined): SettingPart | undefined => {
  const found = partNamed(PARTS, part);
  return found === 'overview' || found === 'history' ? undefined : found;
};

/** The settings that a part leaves as they are, with what was sent of it. */
export const withPart = (current: Settings, part: SettingPart, sent: unknown): Record<string, unknown> => {
  const own: readonly string[] = SETTING_PARTS[part].names;
  const entries = (of: unknown, isOwn: boolean) =>
    Object.entries(typeof of === 'object' ? { ...of } : {}).filter(([name]) => own.includes(name) === isOwn);
  return Object.fromEntries([...entries(current, false), ...entries(sent, true)]);
};
