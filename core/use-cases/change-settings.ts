import type { Caller } from '../caller.ts';
import { commit } from '../commit.ts';
import { listSettings, loadSection, settingsWrite } from '../directory-store.ts';
import { refused } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Settings, SettingsVersion } from '../settings.ts';
import { actForOffice } from './office-act.ts';

/** 第12条: what the rule leaves open, the chief decides. Every version says who, when and why. */
export const changeSettings = (ports: Ports) => (caller: Caller, settings: Settings, reason: string) =>
  commit<SettingsVersion>(ports.store, async () => {
    const { store, clock } = ports;
    const otherwise = '設定の変更は統括情報セキュリティ管理者が定めます（第12条）';
    const office = await actForOffice(ports, caller, otherwise);
    if (!office.ok) return office;
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
    return { ok: true, value: version, writes: [settingsWrite(version), office.guard] };
  });
