import { z } from 'zod';
import { checkConformity } from '../../core/application/conformity.ts';
import { awaitRecord, readRecord } from '../../core/daily/continue-case.ts';
import { parkCase } from '../../core/daily/park-case.ts';
import { openDecisionRequest } from '../../core/decision/open-decision-request.ts';
import { issuePermit, notifyResult } from '../../core/decision/record-decision.ts';
import { carryOutSanction } from '../../core/finding/carry-out-sanction.ts';
import { superviseOrder } from '../../core/finding/issue-order.ts';
import { closeOut } from '../../core/permit/ending.ts';
import type { Refusal } from '../../core/values/errors.ts';
import type { AppPorts } from '../http/contract.ts';
import { orThrow, taskHandler } from '../http/middleware.ts';

/** The states of statemachines/permit.asl.json: what goes on at once, and what waits for people with a task token. */

type Done<T> = Promise<{ readonly ok: true; readonly value: T } | Refusal>;

const oneCase = z.strictObject({ caseId: z.string() });
/** The answer is the name of the next step. */
const step = (run: (ports: AppPorts) => (caseId: string) => Done<string>) => (ports: AppPorts) =>
  taskHandler(oneCase, async ({ caseId }) => ({ next: orThrow(await run(ports)(caseId)) }));

const withToken = oneCase.extend({ taskToken: z.string() });
type WithToken = z.infer<typeof withToken>;
const wait = (run: (ports: AppPorts, input: WithToken) => Done<unknown>) => (ports: AppPorts) =>
  taskHandler(withToken, async (input) => orThrow(await run(ports, input)));

const asks = (stage: 'confirm' | 'approve') =>
  wait((ports, input) => openDecisionRequest(ports)({ ...input, stage }));
const awaits = (task: 'correct' | 'monitor' | 'order' | 'lift') =>
  wait((ports, { caseId, taskToken }) => awaitRecord(ports)({ caseId, waiting: { task, taskToken } }));
const supervises = (task: 'judge' | 'report' | 'sanction') =>
  wait((ports, input) => superviseOrder(ports)({ ...input, task }));

// Both of these names stand for two states: the record says which notice, and which end, it is.
const notify = step(notifyResult);
const close = step(closeOut);

export const CASE_STEPS = {
  CheckConformity: step(checkConformity),
  AwaitCorrection: awaits('correct'),
  ConfirmByManager: asks('confirm'),
  ApproveByChief: asks('approve'),
  IssuePermit: step(issuePermit),
  NotifyResult: notify,
  NotifyRefusal: notify,
  Monitor: awaits('monitor'),
  CorrectiveOrder: awaits('order'),
  JudgeCompliance: supervises('judge'),
  ReportToChief: supervises('report'),
  DecideSanction: supervises('sanction'),
  Suspend: step((ports) => (caseId) => carryOutSanction(ports)(caseId, 'suspend')),
  LiftSuspension: awaits('lift'),
  Revoke: step((ports) => (caseId) => carryOutSanction(ports)(caseId, 'revoke')),
  Expire: close,
  End: close,
  ReadRecord: step(readRecord),
  ParkForOperator: (ports: AppPorts) =>
    taskHandler(withToken.extend({ error: z.string() }), async (input) =>
      orThrow(await parkCase(ports)(input)),
    ),
};
