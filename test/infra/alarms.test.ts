import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleStack } from './example-stack.ts';

/**
 * What must wake somebody, written down once more by hand: after how long, from which value, and what silence means.
 * Each alarm is named; one more or one less is a difference.
 */

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

type Expected = {
  readonly of: readonly [namespace: string, metric: string, dimension: string, target: string] | 'account';
  readonly metric?: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly seconds: number;
  readonly periods: number;
  readonly sounds: readonly ['at least' | 'below', number];
  /** No figure at all: is that fine, or is it the very thing that the alarm is for? */
  readonly silence: 'is fine' | 'sounds';
};

/** Once within five minutes is enough. */
const anyOf = (namespace: string, metric: string, dimension: string, target: string): Expected => ({
  of: [namespace, metric, dimension, target],
  statistic: metric === 'ApproximateNumberOfMessagesVisible' ? 'Maximum' : 'Sum',
  seconds: 5 * MINUTE,
  periods: 1,
  sounds: ['at least', 1],
  silence: 'is fine',
});
const throttled = (name: string) => anyOf('AWS/Lambda', 'Throttles', 'FunctionName', name);
const errors = (name: string) => anyOf('AWS/Lambda', 'Errors', 'FunctionName', name);
const run = (outcome: string, machine: string) =>
  anyOf('AWS/States', `Executions${outcome}`, 'StateMachineArn', machine);
const undelivered = (queue: string) =>
  anyOf('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', `${queue}.QueueName`);
/** A run that succeeds at least once a day; a day without a figure is a day without a run. */
const noRun = (machine: string): Expected => ({
  of: ['AWS/States', 'ExecutionsSucceeded', 'StateMachineArn', machine],
  statistic: 'Sum',
  seconds: DAY,
  periods: 1,
  sounds: ['below', 1],
  silence: 'sounds',
});
/** https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html: a review begins at 5 % and 0.1 %. */
const reputation = (metric: string, value: number): Expected => ({
  of: 'account',
  metric,
  statistic: 'Maximum',
  seconds: 60 * MINUTE,
  periods: 1,
  sounds: ['at least', value],
  silence: 'is fine',
});

const EXPECTED: Readonly<Record<string, Expected>> = {
  AlarmServerErrors: { ...anyOf('AWS/ApiGateway', '5xx', 'ApiId', 'Api'), sounds: ['at least', 5] },
  AlarmThrottledpublic: throttled('Httppublic'),
  AlarmThrottledapi: throttled('Httpapi'),
  AlarmThrottledpages: throttled('Httppages'),
  AlarmParked: anyOf('AWS/Lambda', 'Invocations', 'FunctionName', 'permits-test-app-ParkForOperator'),
  AlarmFailedpermit: run('Failed', 'Machinepermit'),
  AlarmTimedOutpermit: run('TimedOut', 'Machinepermit'),
  AlarmAbortedpermit: run('Aborted', 'Machinepermit'),
  AlarmFaileddaily: run('Failed', 'Machinedaily'),
  AlarmTimedOutdaily: run('TimedOut', 'Machinedaily'),
  AlarmAborteddaily: run('Aborted', 'Machinedaily'),
  AlarmFailedmonthlyreports: run('Failed', 'Machinemonthlyreports'),
  AlarmTimedOutmonthlyreports: run('TimedOut', 'Machinemonthlyreports'),
  AlarmAbortedmonthlyreports: run('Aborted', 'Machinemonthlyreports'),
  AlarmFailedaudit: run('Failed', 'Machineaudit'),
  AlarmTimedOutaudit: run('TimedOut', 'Machineaudit'),
  AlarmAbortedaudit: run('Aborted', 'Machineaudit'),
  AlarmNoDailyRun: noRun('Machinedaily'),
  AlarmNoAudit: noRun('Machineaudit'),
  // The sweep comes every 5 minutes and writes the figure: three times 5 minutes or more, or no sweep for as long.
  AlarmOutboxOld: {
    of: ['Permits', 'OldestUndeliveredMinutes', 'service', 'outbox'],
    statistic: 'Maximum',
    seconds: 5 * MINUTE,
    periods: 3,
    sounds: ['at least', 5],
    silence: 'sounds',
  },
  AlarmMailEventsFailed: errors('MailEvents'),
  AlarmOutboxFailed: errors('Outbox'),
  AlarmUndeliveredoutboxstream: undelivered('UndeliveredOutbox'),
  AlarmUndeliveredmailevents: undelivered('UndeliveredMailEvents'),
  AlarmUndeliveredschedules: undelivered('UndeliveredTicks'),
  AlarmBounces: reputation('Reputation.BounceRate', 0.02),
  AlarmComplaints: reputation('Reputation.ComplaintRate', 0.001),
};

let made: ReturnType<typeof exampleStack>;
beforeAll(() => {
  made = exampleStack();
});

/** The properties by which an alarm sounds, in the words of the table. */
const soundsWhen = ({ of, metric, statistic, seconds, periods, sounds, silence }: Expected) => ({
  Namespace: of === 'account' ? 'AWS/SES' : of[0],
  MetricName: of === 'account' ? metric : of[1],
  Dimensions: of === 'account' ? undefined : [{ Name: of[2], Value: of[3] }],
  Statistic: statistic,
  Period: seconds,
  EvaluationPeriods: periods,
  ComparisonOperator: sounds[0] === 'below' ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
  Threshold: sounds[1],
  TreatMissingData: silence === 'sounds' ? 'breaching' : 'notBreaching',
});

describe('which alarms there are, and when each sounds', () => {
  test('one for each thing that must wake somebody: no more, no less', () => {
    expect(Object.keys(made.named('AWS::CloudWatch::Alarm')).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    const { AlarmDescription, AlarmActions, OKActions, Tags, Dimensions, ...rest } =
      made.named('AWS::CloudWatch::Alarm')[name]?.Properties ?? {};
    const dimensions = (Dimensions as { Name: string; Value: unknown }[] | undefined)?.map(
      ({ Name, Value }) => ({ Name, Value: made.target(Value) }),
    );
    // Nothing else among the properties either: no DatapointsToAlarm, no ActionsEnabled: false, no expression.
    expect({ ...rest, Dimensions: dimensions }).toEqual(soundsWhen(expected));
    for (const actions of [AlarmActions, OKActions])
      expect((actions as unknown[]).map(made.target)).toEqual(['Operators']);
    expect(AlarmDescription).toMatch(/。$/);
    expect(Tags).toBeDefined();
  });

  test('who is told reads it: the operators’ topic goes to the operator’s address', () => {
    const subscription = made.named('AWS::SNS::Subscription')['Operatorsictcityexamplejp']?.Properties;
    expect({ ...subscription, TopicArn: made.target(subscription?.['TopicArn']) }).toEqual({
      TopicArn: 'Operators',
      Protocol: 'email',
      Endpoint: 'ict@city.example.jp',
    });
  });

  test('what AlarmOutboxOld watches is what the sweep writes (functions/lambda/outbox.ts runs in AWS only)', () => {
    const source = readFileSync(new URL('../../functions/lambda/outbox.ts', import.meta.url), 'utf8');
    expect(source).toContain("new Metrics({ namespace: 'Permits', serviceName: 'outbox' })");
    expect(source).toContain(
      "addMetric('OldestUndeliveredMinutes', MetricUnit.NoUnit, result.oldestMinutes)",
    );
  });
});
