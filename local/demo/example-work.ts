import type { z } from 'zod';
import type { sessionInputSchema, workInputSchema } from '../../core/case/records/work-inputs.ts';

/** F5 and F6 of the demo vendor, as they would be posted: times in Japan, without a zone. */

export type WorkPosted = z.input<typeof workInputSchema>;
export type SessionPosted = z.input<typeof sessionInputSchema>;

/** @param on the day of the work; 10:00 to 12:00 */
export const exampleWork = (on: string, overrides: Partial<WorkPosted> = {}): WorkPosted => ({
  emergency: false,
  plannedStart: `${on}T10:00`,
  plannedEnd: `${on}T12:00`,
  workers: ['作業 八郎'],
  workLeader: '作業 八郎',
  purpose: '定期点検',
  workContent: 'ログと容量を確認する。',
  workKind: 'read',
  targets: ['tax-db01'],
  terminals: ['HK-0001'],
  accounts: ['maint01'],
  impact: 'なし',
  serviceStop: false,
  personalData: false,
  fileTransfer: false,
  attendance: 'none',
  explainedOn: '2026-04-10',
  explainedTo: '税務課 担当 次郎',
  ...overrides,
});

/** A session within {@link exampleWork}. */
export const exampleSession = (on: string, overrides: Partial<SessionPosted> = {}): SessionPosted => ({
  connectedAt: `${on}T10:05`,
  disconnectedAt: `${on}T11:30`,
  reasonCode: 'maintenance',
  workers: ['作業 八郎'],
  account: 'maint01',
  terminal: 'HK-0001',
  origin: '札幌保守センター',
  originIp: '192.0.2.10',
  targets: ['tax-db01'],
  detail: { request: '月次の定期点検', action: 'ログと容量を確認した。異常なし。' },
  result: 'done',
  personalDataAccessed: false,
  log: {
    place: '踏み台サーバ bastion01',
    name: `session-${on}.log`,
    from: `${on}T10:05`,
    to: `${on}T11:30`,
    sha256: 'a'.repeat(64),
  },
  ...overrides,
});
