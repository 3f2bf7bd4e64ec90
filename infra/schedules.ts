import { readFileSync } from 'node:fs';
import { Duration, TimeZone } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { parseSchedules, type ScheduledMachine } from '../core/store/schedules.ts';

/**
 * The ticks of schedules.json, and the outbox's. A tick asks what is due; one that is late or comes twice does no
 * harm, one that cannot be delivered within the hour is kept in the queue for a person.
 */
export const schedules = (
  scope: Construct,
  name: string,
  props: {
    readonly file: string;
    readonly machines: Readonly<Record<ScheduledMachine, IStateMachine>>;
    readonly outbox: IFunction;
    readonly undelivered: IQueue;
  },
): void => {
  const scheduleGroup = new ScheduleGroup(scope, 'Schedules', { scheduleGroupName: name });
  const common = { deadLetterQueue: props.undelivered, maxEventAge: Duration.hours(1), retryAttempts: 20 };
  const { timeZone, schedules: entries } = parseSchedules(readFileSync(props.file, 'utf8'));
  for (const { name: scheduleName, comment, machine, cron } of entries) {
    new Schedule(scope, `Schedule-${scheduleName}`, {
      scheduleName,
      description: comment,
      scheduleGroup,
      schedule: ScheduleExpression.expression(cron, TimeZone.of(timeZone)),
      target: new StepFunctionsStartExecution(props.machines[machine], {
        ...common,
        input: ScheduleTargetInput.fromObject({}),
      }),
    });
  }
  new Schedule(scope, 'Schedule-outbox-sweep', {
    scheduleName: 'outbox-sweep',
    description: '送信待ちの再送（5分ごと）',
    scheduleGroup,
    schedule: ScheduleExpression.rate(Duration.minutes(5)),
    target: new LambdaInvoke(props.outbox, {
      ...common,
      input: ScheduleTargetInput.fromObject({ sweep: true }),
    }),
  });
};
