import type { AppPorts } from '../http/contract.ts';
import type { TaskHandler } from '../http/middleware.ts';
import { approveByChiefTask } from './approve-by-chief.ts';
import { askWhatIsDueTask } from './ask-what-is-due.ts';
import { awaitCorrectionTask } from './await-correction.ts';
import { checkConformityTask } from './check-conformity.ts';
import { confirmByManagerTask } from './confirm-by-manager.ts';
import { correctiveOrderTask } from './corrective-order.ts';
import { decideSanctionTask } from './decide-sanction.ts';
import { expireTask } from './expire.ts';
import { issuePermitTask } from './issue-permit.ts';
import { judgeComplianceTask } from './judge-compliance.ts';
import { liftSuspensionTask } from './lift-suspension.ts';
import { monitorTask } from './monitor.ts';
import { notifyResultTask } from './notify-result.ts';
import { openDayTask } from './open-day.ts';
import { openMonthTask } from './open-month.ts';
import { openReportsTask } from './open-reports.ts';
import { parkForOperatorTask } from './park-for-operator.ts';
import { readRecordTask } from './read-record.ts';
import { reportToChiefTask } from './report-to-chief.ts';
import { revokeTask } from './revoke.ts';
import { suspendTask } from './suspend.ts';

/** ASL state → Lambda. The names are the `${…}` substitutions of statemachines/*.asl.json. */
export const TASKS = {
  CheckConformity: checkConformityTask,
  AwaitCorrection: awaitCorrectionTask,
  ConfirmByManager: confirmByManagerTask,
  ApproveByChief: approveByChiefTask,
  IssuePermit: issuePermitTask,
  NotifyResult: notifyResultTask,
  NotifyRefusal: notifyResultTask,
  Monitor: monitorTask,
  CorrectiveOrder: correctiveOrderTask,
  JudgeCompliance: judgeComplianceTask,
  ReportToChief: reportToChiefTask,
  DecideSanction: decideSanctionTask,
  Suspend: suspendTask,
  LiftSuspension: liftSuspensionTask,
  Revoke: revokeTask,
  Expire: expireTask,
  End: expireTask,
  ReadRecord: readRecordTask,
  ParkForOperator: parkForOperatorTask,
  OpenDay: openDayTask,
  AskWhatIsDue: askWhatIsDueTask,
  OpenMonth: openMonthTask,
  OpenReports: openReportsTask,
} satisfies Record<string, (ports: AppPorts) => TaskHandler>;
