// The embedded runtime has no account; the ARNs only have AWS's form, so that definitions need no change.
const PARTITION = 'arn:aws:states:ap-northeast-1:000000000000';

export const stateMachineArn = (machine: string): string => `${PARTITION}:stateMachine:${machine}`;
export const executionArn = (machine: string, name: string): string =>
  `${PARTITION}:execution:${machine}:${name}`;
/** A set of child executions that one visit of a Distributed Map has started. */
export const mapRunArn = (machine: string, label: string, id: string): string =>
  `${PARTITION}:mapRun:${machine}/${label}:${id}`;
/** Children belong to the machine `name/label` (API reference: StartExecution, "qualified state machine ARN"). */
export const childMachine = (machine: string, label: string): string => `${machine}/${label}`;
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/embedded';

/** The machine's name from its ARN; a bare name stays as it is. */
export const machineOfArn = (arn: string): string => {
  const prefix = stateMachineArn('');
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : arn;
};
