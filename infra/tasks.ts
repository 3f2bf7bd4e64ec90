import type { TableUse } from './single-table.ts';

/** What the function of each Task state does with the table; test/aws/permissions.aws.test.ts compares with what it did. */
export const TASK_TABLE_USE = {
  CheckConformity: ['get', 'query', 'put', 'delete'],
  AwaitCorrection: ['get', 'put'],
  ConfirmByManager: ['get', 'query', 'put'],
  ApproveByChief: ['get', 'query', 'put'],
  IssuePermit: ['get', 'query', 'put'],
  NotifyResult: ['get', 'query', 'put'],
  NotifyRefusal: ['get', 'query', 'put'],
  Monitor: ['get', 'put'],
  ParkForOperator: ['get', 'query', 'put'],
  OpenDay: [],
  AskWhatIsDue: ['get', 'query', 'put', 'delete'],
} as const satisfies Record<string, readonly TableUse[]>;
export type TaskState = keyof typeof TASK_TABLE_USE;

export const PERMIT_TASKS = [
  'CheckConformity',
  'AwaitCorrection',
  'ConfirmByManager',
  'ApproveByChief',
  'IssuePermit',
  'NotifyResult',
  'NotifyRefusal',
  'Monitor',
  'ParkForOperator',
] as const satisfies readonly TaskState[];

export const DAILY_TASKS = ['OpenDay', 'AskWhatIsDue'] as const satisfies readonly TaskState[];
