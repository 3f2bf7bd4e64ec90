/** Error names of the Step Functions API that this runtime throws (docs: API reference, section "Errors" of each action). */
export type ApiErrorName =
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidDefinition'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'StateMachineDoesNotExist'
  | 'TaskTimedOut'
  | 'ValidationException';

/** A call was refused. `name` is the name AWS gives the error. */
export class StepFunctionsError extends Error {
  override readonly name: ApiErrorName;
  constructor(name: ApiErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * What a state reports when it fails: the Error Output. `alias` is a second name under which Retry and Catch
 * find it: a missed heartbeat is reported as States.Timeout and matches States.HeartbeatTimeout too.
 */
export type Failure = { readonly error: string; readonly cause: string; readonly alias?: string | undefined };

/** Thrown inside a state; Retry and Catch decide what becomes of it. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly failure: Failure;
  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.failure = { error, cause };
  }
}
