import type { TableUse } from './single-table.ts';

type Task = {
  /** What its function does with the table; test/aws/deployed-stack.aws.test.ts compares with what it did. */
  readonly table: readonly TableUse[];
  /** Less than the state's TimeoutSeconds, so that a function that hangs is named by Lambda. */
  readonly seconds?: number;
};

/** The functions of the Task states. */
const TASKS: Readonly<Record<string, Task>> = {
  CheckConformity: { table: ['get', 'query', 'put'] },
  AwaitCorrection: { table: ['get', 'put', 'check'] },
  ConfirmByManager: { table: ['get', 'query', 'put', 'check'] },
  ApproveByChief: { table: ['get', 'query', 'put', 'check'] },
  IssuePermit: { table: ['get', 'put'] },
  NotifyResult: { table: ['get', 'query', 'put'] },
  NotifyRefusal: { table: ['get', 'query', 'put'] },
  Monitor: { table: ['get', 'put', 'check'] },
  CorrectiveOrder: { table: ['get', 'put', 'check'] },
  JudgeCompliance: { table: ['get', 'query', 'put', 'check'] },
  ReportToChief: { table: ['get', 'query', 'put', 'check'] },
  DecideSanction: { table: ['get', 'query', 'put', 'check'] },
  Suspend: { table: ['get', 'query', 'put'] },
  LiftSuspension: { table: ['get', 'put', 'check'] },
  Revoke: { table: ['get', 'query', 'put', 'delete'] },
  Expire: { table: ['get', 'put'] },
  End: { table: ['get', 'put'] },
  ReadRecord: { table: ['get'] },
  ParkForOperator: { table: ['get', 'query', 'put', 'check'] },
  OpenDay: { table: [] },
  AskWhatIsDue: { table: ['get', 'query', 'put', 'delete', 'check'], seconds: 290 },
  OpenMonth: { table: [] },
  OpenReports: { table: ['get', 'query', 'put', 'delete'], seconds: 290 },
  // That an anchor was written is an event of the directory's trail.
  AnchorAudit: { table: ['get', 'query', 'put'], seconds: 290 },
};

/** What the outbox does with the table. */
export const OUTBOX_USES: readonly TableUse[] = ['get', 'query', 'put', 'delete', 'check'];

/** @throws {Error} when a definition names a state that nobody has thought about here */
export const taskOf = (state: string): Task => {
  const task = TASKS[state];
  if (!task) throw new Error(`what does the function of ${state} need?`);
  return task;
};
