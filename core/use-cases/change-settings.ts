import type { Caller } from '../caller.ts';
import { commit } from '../commit.ts';
import { listSettings, loadSection, settingsWrite } from '../directory-store.ts';
import { openDirectoryTrail } from '../directory-trail.ts';
import { refused } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { Settings, SettingsVersion } from '../settings.ts';
import { actForOffice } from './office-act.ts';

export type SettingsChange = {
  readonly settings: Settings;
  readonly reason: string;
  /** The version that was shown, 0 for the defaults: with it, what was changed meanwhile is not undone. */
  readonly version?: number | undefined;
};

/** 第12条: what the rule leaves open, the chief decides. Every version says who, when and why. */
export const changeSettings = (ports: Ports) => (caller: Caller, change: SettingsChange) =>
  commit<SettingsVersion>(ports.store, async () => {
    const { store, clock, ids } = ports;
    const trail = await openDirectoryTrail(store);
    const { settings, reason } = change;
    const otherwise = '設定の変更は統括情報セキュリティ管理者が定めます（第12条）';
    const office = await actForOffice(ports, caller, otherwise);
    if (!office.ok) return office;
    const latest = (await listSettings(store))[0]?.version ?? 0;
    if (change.version !== undefined && change.version !== latest)
      return refused(
        'conflict',
        'changed-since-shown',
        '表示した後に、設定が変更されています。変更の履歴で確かめ、必要なところを直してから、もう一度変更してください',
      );
    if (!(await loadSection(store, settings.officeSectionId)))
      return refused('invalid', 'invalid-settings', '入力内容に誤りがあります', [
        { pointer: '/settings/officeSectionId', message: '統括部門の課が登録されていません' },
      ]);
    const version: SettingsVersion = {
      version: latest + 1,
      settings,
      changedBy: caller.person.personId,
      changedAt: clock().toString(),
      reason,
    };
    const act = {
      act: 'change-settings',
      subject: `${version.version}`,
      by: caller.person.personId,
      reason,
    } as const;
    const writes = trail.record({ ids, at: clock() }, act, [settingsWrite(version)]);
    return { ok: true, value: version, writes: [...writes, office.guard] };
  });
