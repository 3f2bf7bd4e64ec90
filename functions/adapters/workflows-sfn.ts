import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { MachineName, Workflows } from '../../core/store/ports.ts';
import { Fatal } from '../../core/values/errors.ts';
import { awsFailure, isNamed } from './aws-errors.ts';

type Options = {
  readonly client: Pick<SFNClient, 'send'>;
  /** Those that functions start; the daily machine is started by its schedule alone. */
  readonly machineArns: Readonly<Partial<Record<MachineName, string>>>;
};

/**
 * Step Functions. A name that was used is not used again: the same name and input while the execution is open
 * answers as if it had just been started, anything else `ExecutionAlreadyExists`.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export const createSfnWorkflows = ({ client, machineArns }: Options): Workflows => ({
  startExecution: async (machine, name, input) => {
    const stateMachineArn = machineArns[machine];
    if (stateMachineArn === undefined) throw new Fatal(`the machine ${machine} is not started from here`);
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'exists';
      throw awsFailure('Step Functions', error);
    }
  },
  sendTaskSuccess: async (taskToken, output) => {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
      return 'delivered';
    } catch (error) {
      if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) return 'gone';
      throw awsFailure('Step Functions', error);
    }
  },
});
