import { describe, expect, test } from 'vitest';
import { API, ask, DG, nameOf, START, throwing, world } from './harness.ts';

const HEARTBEAT = { HeartbeatSeconds: 60, TimeoutSeconds: 600 };

describe(`${API}/API_SendTaskSuccess.html`, () => {
  test('the output becomes $states.result and the execution goes on', async () => {
    const w = world({ Ask: ask({ Output: '{% $states.result.decision %}', End: true }) });
    const arn = await w.start();
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    w.sendTaskSuccess(w.tokens[0] ?? '', { decision: 'approve' });
    await w.settle();
    expect(w.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'approve' });
  });

  test('a token that was never given out: InvalidToken', () => {
    const w = world({ Ask: ask() });
    expect(nameOf(() => w.sendTaskSuccess('garbage', {}))).toBe('InvalidToken');
    expect(nameOf(() => w.sendTaskFailure('garbage'))).toBe('InvalidToken');
    expect(nameOf(() => w.sendTaskHeartbeat('garbage'))).toBe('InvalidToken');
  });

  test('a second answer, before or after the step it caused: TaskTimedOut', async () => {
    const w = world({ Ask: ask({ Next: 'Later' }), Later: { Type: 'Wait', Seconds: 60, End: true } });
    await w.start();
    const token = w.tokens[0] ?? '';
    w.sendTaskSuccess(token, 1);
    expect(nameOf(() => w.sendTaskSuccess(token, 2))).toBe('TaskTimedOut');
    await w.settle();
    expect(nameOf(() => w.sendTaskFailure(token))).toBe('TaskTimedOut');
    expect(nameOf(() => w.sendTaskHeartbeat(token))).toBe('TaskTimedOut');
  });

  test('an answer after the execution has ended: TaskTimedOut', async () => {
    const w = world({ Ask: ask() });
    w.stopExecution(await w.start());
    expect(nameOf(() => w.sendTaskSuccess(w.tokens[0] ?? '', {}))).toBe('TaskTimedOut');
  });

  test('output that is not JSON, or over 262,144 bytes: InvalidOutput, and the task stays open', async () => {
    const w = world({ Ask: ask() });
    const arn = await w.start();
    const token = w.tokens[0] ?? '';
    expect(nameOf(() => w.sendTaskSuccess(token, undefined))).toBe('InvalidOutput');
    expect(nameOf(() => w.sendTaskSuccess(token, 'x'.repeat(262_143)))).toBe('InvalidOutput');
    w.sendTaskSuccess(token, 'x'.repeat(262_142));
    await w.settle();
    expect(w.describeExecution(arn).status).toBe('SUCCEEDED');
  });
});

describe(`${API}/API_SendTaskFailure.html`, () => {
  test('error and cause reach the catcher', async () => {
    const w = world({
      Ask: ask({ End: true, Catch: [{ ErrorEquals: ['Refused'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    const arn = await w.start();
    w.sendTaskFailure(w.tokens[0] ?? '', 'Refused', 'not today');
    await w.settle();
    expect(w.describeExecution(arn).output).toEqual({ Error: 'Refused', Cause: 'not today' });
  });

  test('error has at most 256 characters, cause at most 32,768: ValidationException', async () => {
    const w = world({ Ask: ask() });
    await w.start();
    expect(nameOf(() => w.sendTaskFailure(w.tokens[0] ?? '', 'x'.repeat(257)))).toBe('ValidationException');
    expect(nameOf(() => w.sendTaskFailure(w.tokens[0] ?? '', 'x', 'x'.repeat(32_769)))).toBe(
      'ValidationException',
    );
  });
});

describe(`${API}/API_SendTaskHeartbeat.html`, () => {
  test('resets the heartbeat clock and makes no event', async () => {
    const w = world({ Ask: ask({ ...HEARTBEAT, End: true }) });
    const arn = await w.start();
    await w.advance(59);
    const events = w.getExecutionHistory(arn).length;
    w.sendTaskHeartbeat(w.tokens[0] ?? '');
    expect(w.nextDueAt()).toBe(START + 119_000);
    await w.advance(59);
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    expect(w.getExecutionHistory(arn)).toHaveLength(events);
    await w.advance(1);
    expect(w.describeExecution(arn).status).toBe('FAILED');
    expect(w.getExecutionHistory(arn).map(({ type }) => type)).toContain('TaskTimedOut');
  });

  test('the timeout is the longest a task may take, whatever the number of heartbeats', async () => {
    const w = world({ Ask: ask({ ...HEARTBEAT, End: true }) });
    const arn = await w.start();
    for (let beat = 1; beat < 12; beat += 1) {
      await w.advance(50);
      w.sendTaskHeartbeat(w.tokens[0] ?? '');
    }
    await w.advance(49);
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    await w.advance(1);
    expect(w.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe(`${DG}/connect-to-resource.html`, () => {
  test('what the Lambda of a .waitForTaskToken task returns is not the result; only the token goes on', async () => {
    const w = world({ Ask: ask() }, { lambdas: { ask: () => 'from the Lambda' } });
    const arn = await w.start();
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    expect(w.getExecutionHistory(arn).at(-1)?.type).toBe('TaskSubmitted');
  });

  test('without a heartbeat the task fails with States.Timeout', async () => {
    const w = world({ Ask: ask({ ...HEARTBEAT, End: true }) });
    const arn = await w.start();
    await w.advance(60);
    expect(w.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('a new random token is made when the task timed out and is retried; the old one is closed', async () => {
    const w = world({
      Ask: ask({ TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'] }], End: true }),
    });
    const arn = await w.start();
    await w.advance(10);
    await w.advance(1);
    const [first = '', second = ''] = w.tokens;
    expect(w.tokens).toHaveLength(2);
    expect(second).not.toBe(first);
    expect(nameOf(() => w.sendTaskSuccess(first, 1))).toBe('TaskTimedOut');
    w.sendTaskSuccess(second, 2);
    await w.settle();
    expect(w.describeExecution(arn).output).toBe(2);
  });

  test('without TimeoutSeconds it waits until the quota of one year', async () => {
    const w = world({ Ask: ask() });
    const arn = await w.start();
    await w.advance(364 * 86_400);
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    await w.advance(86_400);
    expect(w.describeExecution(arn).status).toBe('TIMED_OUT');
  });

  test('an error of the Lambda fails the task at once', async () => {
    const w = world({ Ask: ask() }, { lambdas: { ask: throwing('Broken') } });
    expect(await w.run()).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });
});

describe(`${DG}/state-task.html`, () => {
  test('the timeout counts from TaskStarted; afterwards the token is closed even before anybody looks', async () => {
    const w = world({ Ask: ask({ TimeoutSeconds: '{% $states.input.seconds %}', End: true }) });
    const arn = await w.start({ seconds: 60 });
    expect(w.nextDueAt()).toBe(START + 60_000);
    await w.advance(59);
    expect(w.describeExecution(arn).status).toBe('RUNNING');
    w.setClock(START + 60_000);
    expect(nameOf(() => w.sendTaskSuccess(w.tokens[0] ?? '', 1))).toBe('TaskTimedOut');
    await w.settle();
    expect(w.describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('an answer while the Lambda still runs counts, and what the Lambda does afterwards does not', async () => {
    const box: { send?: (token: string) => void } = {};
    const w = world(
      { Ask: ask() },
      {
        lambdas: {
          ask: (payload) => {
            if (typeof payload === 'object' && payload !== null && 'token' in payload)
              box.send?.(String(payload.token));
            throw new Error('too late');
          },
        },
      },
    );
    box.send = (token) => w.sendTaskSuccess(token, 'early');
    expect(await w.run()).toMatchObject({ status: 'SUCCEEDED', output: 'early' });
  });
});
