import { childMachine, executionArn, machineOfArn } from './arns.ts';
import type { Machine } from './definition.ts';
import { StepFunctionsError } from './errors.ts';
import type { Journal } from './journal.ts';
import { byteLength, jsonText, MAX_PAYLOAD_BYTES } from './payload.ts';
import type { Execution } from './rows.ts';

const DAY = 86_400_000;
/** An execution runs for a year at most (docs: service-quotas.html). */
const MAX_DURATION = 365 * DAY;
/** A name is free again 90 days after its execution has ended (API reference: StartExecution). */
const NAME_KEPT = 90 * DAY;

/** API reference: StartExecution, parameter `name`. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\ufffe\uffff\u{10ffff}]/u;

export type Started = {
  readonly executionArn: string;
  /** Epoch milliseconds. */
  readonly startDate: number;
  readonly status: 'started' | 'existing';
};

const textOf = (value: unknown, error: 'InvalidExecutionInput' | 'InvalidOutput'): string => {
  const text = jsonText(value);
  if (text === undefined) throw new StepFunctionsError(error, 'The value is not JSON.');
  if (byteLength(text) > MAX_PAYLOAD_BYTES)
    throw new StepFunctionsError(error, `The value has more than ${MAX_PAYLOAD_BYTES} bytes.`);
  return text;
};

/** The JSON value as it will be read back. @throws StepFunctionsError InvalidOutput */
export const checkedOutput = (value: unknown): unknown => JSON.parse(textOf(value, 'InvalidOutput'));

type Begun = Pick<Execution, 'arn' | 'machine' | 'name' | 'definition' | 'inputText' | 'timeoutAt'>;

/** Its row, its first event and its first thread. */
const beginExecution = (journal: Journal, execution: Begun, startAt: string, startDate: number): void => {
  const { arn, inputText } = execution;
  journal.addExecution(execution);
  const input: unknown = JSON.parse(inputText);
  const lastEvent = journal.addEvent(arn, 0, 'ExecutionStarted', { input }) ?? 0;
  const fresh = { phase: { kind: 'enter' as const }, retryCount: 0, retries: [] };
  journal.addThread({
    execution: arn,
    parent: undefined,
    position: 0,
    document: { ...fresh, state: startAt, input, variables: {}, enteredAt: startDate, lastEvent },
  });
};

/**
 * A child execution of a Distributed Map: the definition of its parent, from the first state of the processor, with
 * its own history, and without the parent's variables (docs: state-map-distributed.html, workflow-variables.html).
 */
export const startChild = (
  { journal, now, uuid }: { journal: Journal; now: () => number; uuid: () => string },
  parent: Execution,
  run: { readonly mapRunArn: string; readonly label: string; readonly startAt: string },
  { input, index }: { readonly input: unknown; readonly index: number },
): void => {
  const [machine, name] = [childMachine(parent.machine, run.label), uuid()];
  const arn = executionArn(machine, name);
  const inputText = JSON.stringify(input);
  const startDate = now();
  const { definition } = parent;
  journal.addChild(arn, run.mapRunArn, index);
  const execution = { arn, machine, name, definition, inputText, timeoutAt: startDate + MAX_DURATION };
  beginExecution(journal, execution, run.startAt, startDate);
};

/**
 * StartExecution of a standard workflow: same name and input as an open execution give that execution.
 * @throws StepFunctionsError StateMachineDoesNotExist, InvalidName, InvalidExecutionInput, ExecutionAlreadyExists,
 *   ValidationException
 */
export const startExecution = (
  { journal, now, machines }: { journal: Journal; now: () => number; machines: ReadonlyMap<string, Machine> },
  machineOrArn: string,
  name: string,
  input: unknown,
): Started => {
  if (machineOfArn(machineOrArn).includes('/'))
    throw new StepFunctionsError(
      'ValidationException',
      'The ARN is that of a Distributed Map, not of a machine.',
    );
  const machine = machines.get(machineOfArn(machineOrArn));
  if (machine === undefined)
    throw new StepFunctionsError(
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${machineOrArn}'`,
    );
  if (name.length < 1 || name.length > 80 || FORBIDDEN.test(name))
    throw new StepFunctionsError('InvalidName', `Invalid Name: '${name}'`);
  const inputText = textOf(input, 'InvalidExecutionInput');
  const arn = executionArn(machine.name, name);

  return journal.atomically(() => {
    const existing = journal.execution(arn);
    if (existing?.status === 'RUNNING' && existing.inputText === inputText)
      return { executionArn: arn, startDate: existing.startedAt, status: 'existing' };
    if (existing !== undefined) {
      if (existing.stoppedAt === undefined || existing.stoppedAt + NAME_KEPT > now())
        throw new StepFunctionsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      journal.forget(arn);
    }
    const startDate = now();
    const { hash, timeoutSeconds = Number.POSITIVE_INFINITY } = machine;
    const timeoutAt = startDate + Math.min(timeoutSeconds * 1_000, MAX_DURATION);
    journal.addDefinition(hash, machine.name, machine.text);
    const execution = { arn, machine: machine.name, name, definition: hash, inputText, timeoutAt };
    beginExecution(journal, execution, machine.startAt, startDate);
    return { executionArn: arn, startDate, status: 'started' };
  });
};
