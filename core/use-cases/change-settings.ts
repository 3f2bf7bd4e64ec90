import { type Caller, isOffice } from '../caller.ts';
import { commit } from '../commit.ts';
import { listSettings, loadSection, loadSettings, settingsWrite } from '../directory-store.ts';
import { refused } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Settings, SettingsVersion } from '../settings.ts';

/** 第12条: what the rule leaves open, the chief decides. Every version says who, when and why. */
export const changeSettings =
  ({ store, clock }: Ports) =>
  (caller: Caller, settings: Settings, reason: string) =>
    commit<SettingsVersion>(store, async () => {
      const current = await loadSettings(store);
      if (!isOffice(caller, current))
        return refused(
          'forbidden',
          'not-office',
          '設定の変更は統括情報セキュリティ管理者が定めます（第12条）',
        );
      if (!(await loadSection(store, settings.officeSectionId)))
        return refused('invalid', 'invalid-settings', '入力内容に誤りがあります', [
          { pointer: '/settings/officeSectionId', message: '統括部門の課が登録されていません' },
        ]);
      const version: SettingsVersion = {
        version: ((await listSettings(store))[0]?.version ?? 0) + 1,
        settings,
        changedBy: caller.person.personId,
        changedAt: clock().toString(),
        reason,
      };
      return { ok: true, value: version, writes: [settingsWrite(version)] };
    });
