import { changeKind } from '../directory/directory-change.ts';
import { listSettings, loadSection, loadSettings, settingsWrite } from '../directory/directory-store.ts';
import { type SettingsVersion, settingsSchema } from '../directory/settings.ts';
import { settingsDifferences } from '../directory/settings-words.ts';
import { refused } from '../values/errors.ts';
import { group, wholeNumber } from '../values/fields.ts';
import { problemIf } from './office-act.ts';

/**
 * 第12条: what the rule leaves open, the chief decides: the office prepares, the chief or a deputy confirms. Every version
 * says who, when and why.
 */
export const settingsChange = changeKind({
  label: '設定の変更',
  schema: group('設定の変更', {
    settings: settingsSchema,
    /** The version that was shown, 0 for the defaults: with it, what was changed meanwhile is not undone. */
    version: wholeNumber('版', 0, 999_999).optional(),
  }),
  judge: async ({ store, clock }, { settings, version: shown }, { by, confirmedBy, reason }) => {
    const latest = (await listSettings(store))[0]?.version ?? 0;
    if (shown !== undefined && shown !== latest)
      return refused(
        'conflict',
        'changed-since-shown',
        '表示した後に、設定が変更されています。変更の履歴で確かめ、必要なところを直してから、もう一度変更してください',
      );
    const version: SettingsVersion = {
      version: latest + 1,
      settings,
      changedBy: by,
      ...(confirmedBy === undefined ? {} : { confirmedBy }),
      changedAt: clock().toString(),
      reason,
    };
    const differences = settingsDifferences(settings, await loadSettings(store));
    return {
      ok: true,
      problems: problemIf(
        !(await loadSection(store, settings.officeSectionId)),
        '/settings/officeSectionId',
        '統括部門の課が登録されていません',
      ),
      value: version,
      subject: `${version.version}`,
      writes: [settingsWrite(version)],
      beside: [],
      lines: [
        ['設定の版', `第${version.version}版`],
        ['変更する内容', differences.join('\n') || '変更なし'],
      ],
      power: { concerned: [], roles: ['chief'], basis: latest },
    };
  },
});
