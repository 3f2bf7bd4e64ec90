import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { stateMachineArn } from './arns.ts';
import { compileMachine, type Machine } from './definition.ts';
import { StepFunctionsError } from './errors.ts';
import { checkedOutput, type Started, startExecution } from './executions.ts';
import { templates } from './expressions.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Execution, ExecutionStatus, HistoryEvent } from './rows.ts';
import { createRunner, type Invoke } from './runner.ts';
import { earliest, failTask, isExpired, succeed } from './tasks.ts';
import { commit, endExecution, type Runtime, visitOf } from './visit.ts';

export type StateMachinesOptions = {
  /** A file in WAL mode or ':memory:', in which tables `asl_*` are created; or a journal of one's own. */
  readonly db: DatabaseSync | Journal;
  /** Parsed ASL by machine name, `${…}` already replaced. */
  readonly definitions: Readonly<Record<string, unknown>>;
  /** Where compiled definitions are looked for and kept, by machine name, for many interpreters of one dialect. */
  readonly compiled?: Map<string, Machine>;
  readonly invoke: Invoke;
  /** Epoch milliseconds; may jump. */
  readonly now: () => number;
  /** 0 ≤ n < 1, for jitter and `$random`. */
  readonly random?: () => number;
  /** For task tokens, unnamed executions and `$uuid`; must be unguessable outside tests. */
  readonly uuid?: () => string;
};

/** Dates in epoch milliseconds. */
export type ExecutionDescription = {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number | undefined;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** States entered and retries: what AWS bills (docs: Step Functions pricing). */
  readonly transitions: number;
  /** Of a child execution: the Map Run that has started it. */
  readonly mapRunArn?: string | undefined;
};

const describe = (row: Execution): ExecutionDescription => ({
  executionArn: row.arn,
  stateMachineArn: stateMachineArn(row.machine),
  name: row.name,
  status: row.status,
  startDate: row.startedAt,
  stopDate: row.stoppedAt,
  input: row.input,
  output: row.output,
  error: row.error,
  cause: row.cause,
  transitions: row.transitions,
  mapRunArn: row.mapRunArn,
});

const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;
const checkError = (error: string | undefined, cause: string | undefined): void => {
  if ((error?.length ?? 0) <= MAX_ERROR && (cause?.length ?? 0) <= MAX_CAUSE) return;
  throw new StepFunctionsError(
    'ValidationException',
    `error: ${MAX_ERROR}, cause: ${MAX_CAUSE} characters at most`,
  );
};

/**
 * Step Functions in this process: standard workflows, JSONata, journaled in SQLite. There is no loop inside:
 * call `settle` after each call that changes something and when the clock reaches `nextDueAt`.
 *
 * @throws StepFunctionsError InvalidDefinition, naming machine, state and field, for whatever is not implemented,
 *   also in the older definitions that open executions still run
 */
export const createStateMachines = (options: StateMachinesOptions) => {
  const { db, now, random = Math.random, uuid = randomUUID } = options;
  const compile = templates({ now, random, uuid });
  const journal = 'atomically' in db ? db : openJournal(db, now);
  const machines = new Map<string, Machine>();
  const byHash = new Map<string, Machine>();
  for (const [name, json] of Object.entries(options.definitions)) {
    const machine = options.compiled?.get(name) ?? compileMachine(name, json, compile);
    options.compiled?.set(name, machine);
    machines.set(name, machine);
    byHash.set(machine.hash, machine);
  }
  for (const { hash, machine, text } of journal.definitionsInUse())
    if (!byHash.has(hash)) byHash.set(hash, compileMachine(machine, JSON.parse(text), compile));

  const starter = { journal, now, machines };
  const runtime: Runtime = {
    journal,
    now,
    random,
    uuid,
    machine: (hash) => {
      const machine = byHash.get(hash);
      if (machine === undefined) throw new Error(`no definition ${hash}`);
      return machine;
    },
    start: (machine, name = uuid(), input) => startExecution(starter, machine, name, input),
  };
  const runner = createRunner(runtime, options.invoke);

  const executionOf = (arn: string): Execution => {
    const execution = journal.execution(arn);
    if (execution === undefined)
      throw new StepFunctionsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  };

  const waitingFor = (token: string) => {
    const id = journal.threadOfToken(token);
    if (id === undefined) throw new StepFunctionsError('InvalidToken', 'Invalid Token');
    const thread = journal.thread(id);
    const visit = thread === undefined ? undefined : visitOf(runtime, thread);
    const phase = visit?.thread.document.phase;
    const open = (phase?.kind === 'invoke' || phase?.kind === 'callback') && phase.token === token;
    if (visit === undefined || !open || isExpired(phase, now()) || visit.execution.timeoutAt <= now())
      throw new StepFunctionsError(
        'TaskTimedOut',
        'Task Timed Out: the token has expired or its task is closed',
      );
    return { visit, phase };
  };

  return {
    /**
     * @throws StepFunctionsError ExecutionAlreadyExists, InvalidName, InvalidExecutionInput, StateMachineDoesNotExist
     */
    startExecution: (machine: string, name: string, input: unknown): Started =>
      startExecution(starter, machine, name, input),

    /** @throws StepFunctionsError InvalidToken, InvalidOutput, TaskTimedOut (also for a second answer) */
    sendTaskSuccess: (token: string, output: unknown): void => {
      const result = checkedOutput(output);
      const { visit } = waitingFor(token);
      commit(journal, visit.thread, (thread) => succeed(runtime, visit, thread, result));
    },
    /** @throws StepFunctionsError InvalidToken, TaskTimedOut, ValidationException */
    sendTaskFailure: (token: string, error = '', cause = ''): void => {
      checkError(error, cause);
      const { visit } = waitingFor(token);
      commit(journal, visit.thread, (thread) => failTask(runtime, visit, thread, error, cause));
    },
    /** Resets the heartbeat clock, not the timeout. @throws StepFunctionsError InvalidToken, TaskTimedOut */
    sendTaskHeartbeat: (token: string): void => {
      const { visit, phase } = waitingFor(token);
      if (phase.heartbeatSeconds === undefined) return;
      const beaten = { ...phase, heartbeatAt: now() + phase.heartbeatSeconds * 1_000 };
      const dueAt = phase.kind === 'invoke' ? 0 : earliest(beaten.timeoutAt, beaten.heartbeatAt);
      journal.reschedule(visit.thread, { ...visit.thread.document, phase: beaten }, dueAt ?? 0);
    },

    /** Does nothing to an execution that has ended. @throws StepFunctionsError ExecutionDoesNotExist, ValidationException */
    stopExecution: (arn: string, error?: string, cause?: string): { readonly stopDate: number } => {
      checkError(error, cause);
      return journal.atomically(() => {
        const { status, stoppedAt } = executionOf(arn);
        if (status !== 'RUNNING' && stoppedAt !== undefined) return { stopDate: stoppedAt };
        endExecution(journal, arn, 0, { status: 'ABORTED', error, cause });
        return { stopDate: now() };
      });
    },
    /** @throws StepFunctionsError ExecutionDoesNotExist */
    describeExecution: (arn: string): ExecutionDescription => describe(executionOf(arn)),
    /** As DescribeStateMachineForExecution tells. @throws StepFunctionsError ExecutionDoesNotExist */
    runsCurrentDefinition: (arn: string): boolean => {
      const { machine, definition } = executionOf(arn);
      return machines.get(machine)?.hash === definition;
    },
    /** Oldest first. @throws StepFunctionsError ExecutionDoesNotExist */
    getExecutionHistory: (arn: string): readonly HistoryEvent[] => journal.events(executionOf(arn).arn),
    /** Latest first. @throws StepFunctionsError StateMachineDoesNotExist */
    listExecutions: (machine: string, status?: ExecutionStatus): readonly ExecutionDescription[] => {
      if (!machines.has(machine))
        throw new StepFunctionsError(
          'StateMachineDoesNotExist',
          `State Machine Does Not Exist: '${machine}'`,
        );
      const all = journal.executions(machine).map(describe);
      return status === undefined ? all : all.filter((execution) => execution.status === status);
    },

    /** ARNs, oldest first. @throws StepFunctionsError ExecutionDoesNotExist */
    listMapRuns: (arn: string): readonly string[] => journal.mapRuns(executionOf(arn).arn),
    /** ListExecutions of a Map Run, in the order of the items. */
    listChildExecutions: (mapRunArn: string): readonly ExecutionDescription[] =>
      journal.childExecutions(mapRunArn).map(describe),

    settle: runner.settle,
    nextDueAt: runner.nextDueAt,
  };
};
export type StateMachines = ReturnType<typeof createStateMachines>;
