import type { Appointment } from '../../../core/directory/directory.ts';
import { DEFAULT_SETTINGS, type Settings, type SettingsVersion } from '../../../core/directory/settings.ts';
import type { Item } from '../../../core/store/ports.ts';
import type { MemoryStore } from '../../support/memory-store.ts';

/** What the judges stand on. */

export type Violate = (invariant: string, message: string, caseId?: string) => void;
export type Judged = {
  readonly store: MemoryStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly violate: Violate;
};
// Rows were written by the code under test through its own schemas: they are looked at as they are.
export const member = <T>(item: Item | undefined, name: string): T | undefined =>
  item?.[name] as T | undefined;

export const settingsIn = (store: MemoryStore): Settings =>
  member<SettingsVersion>(store.partition('SETTINGS').at(-1), 'settings')?.settings ?? DEFAULT_SETTINGS;

export const holdersIn = (store: MemoryStore, role: string, date: string): readonly Appointment[] =>
  store.partition(`ROLE#${role}`).flatMap((row) => {
    const held = member<Appointment>(row, 'appointment');
    return held && held.from <= date && (held.to === undefined || date < held.to) ? [held] : [];
  });
