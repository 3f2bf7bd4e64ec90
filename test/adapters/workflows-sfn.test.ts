import { SFNServiceException } from '@aws-sdk/client-sfn';
import { describe, expect, test, vi } from 'vitest';
import { createSfnWorkflows } from '../../functions/adapters/workflows-sfn.ts';

const PERMIT = 'arn:aws:states:ap-northeast-1:123456789012:stateMachine:permit';

const answer = (name: string, fault: 'client' | 'server' = 'client') =>
  new SFNServiceException({ name, $fault: fault, $metadata: {}, message: name });

const workflowsOf = (result: object | Error) => {
  const send = vi.fn(() => (result instanceof Error ? Promise.reject(result) : Promise.resolve(result)));
  return { send, workflows: createSfnWorkflows({ client: { send }, machineArns: { permit: PERMIT } }) };
};
const start = (result: object | Error) =>
  workflowsOf(result).workflows.startExecution('permit', 'permit-1-1', { caseId: '1' });
const succeed = (result: object | Error) =>
  workflowsOf(result).workflows.sendTaskSuccess('token', { next: 'check' });

describe('StartExecution', () => {
  test('what is sent: the machine, the name, and ids only', async () => {
    const { send, workflows } = workflowsOf({});
    expect(await workflows.startExecution('permit', 'permit-1-1', { caseId: '1', generation: 1 })).toBe(
      'started',
    );
    expect(send).toHaveBeenCalledWith(
      expect.objectContaining({
        input: { stateMachineArn: PERMIT, name: 'permit-1-1', input: '{"caseId":"1","generation":1}' },
      }),
    );
  });

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  test('a name that was used is no failure', async () => {
    expect(await start(answer('ExecutionAlreadyExists'))).toBe('exists');
  });

  test('the daily machine is started by its schedule alone', async () => {
    const { send, workflows } = workflowsOf({});
    await expect(workflows.startExecution('daily', 'daily-1', {})).rejects.toMatchObject({ name: 'Fatal' });
    expect(send).not.toHaveBeenCalled();
  });
});

describe('SendTaskSuccess', () => {
  test('delivered', async () => {
    expect(await succeed({})).toBe('delivered');
  });

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
  test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('%s: the task is gone', async (name) => {
    expect(await succeed(answer(name))).toBe('gone');
  });
});

describe.each([
  ['StartExecution', start],
  ['SendTaskSuccess', succeed],
])('%s', (_name, call) => {
  test.each([
    answer('ThrottlingException'),
    answer('TooManyRequestsException'),
    answer('InternalServerError', 'server'),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  ])('%s passes: Retryable', async (error) => {
    await expect(call(error)).rejects.toMatchObject({ name: 'Retryable', cause: error });
  });

  test.each([answer('AccessDeniedException'), answer('StateMachineDoesNotExist'), new TypeError('ours')])(
    '%s does not: Fatal',
    async (error) => {
      await expect(call(error)).rejects.toMatchObject({ name: 'Fatal', cause: error });
    },
  );
});
