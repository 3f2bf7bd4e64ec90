import { Duration, type Stack } from 'aws-cdk-lib';
import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { MachineName } from '../core/store/ports.ts';
import { alarm } from './alarm.ts';

export type Watched = {
  readonly api: CfnApi;
  readonly http: Readonly<Record<string, IFunction>>;
  readonly machines: Readonly<Record<MachineName, IStateMachine>>;
  readonly outbox: IFunction;
  readonly mailEvents: IFunction;
  readonly queues: Readonly<Record<string, IQueue>>;
  /** Name of the function of the state ParkForOperator. */
  readonly park: string;
};

/** What it means that an execution of a machine did not succeed. */
const STOPPED: Readonly<Record<MachineName, string>> = {
  permit: '申請の流れが止まりました。その申請は自動では進みません。実行履歴を確認し、再開してください。',
  daily: '毎日の点検が途中で終わりました。催促、代決者への回付、許可の開始と満了が遅れます。',
  'monthly-reports':
    '月次利用状況報告の作成が途中で終わりました。事業者に報告の依頼が届いていない許可があります。',
  audit: '監査証跡の確認ができないか、書き換えが見つかりました。誰が何を決めたかの証明に関わります。',
};

const MACHINES = ['permit', 'daily', 'monthly-reports', 'audit'] as const satisfies readonly MachineName[];

const FIVE_MINUTES = Duration.minutes(5);
const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };

export const apiMetric = ({ api }: Watched, metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: api.ref },
    statistic,
    period: FIVE_MINUTES,
  });

/** Written by the sweep (functions/lambda/outbox.ts). */
export const oldestUndelivered = new Metric({
  namespace: 'Permits',
  metricName: 'OldestUndeliveredMinutes',
  dimensionsMap: { service: 'outbox' },
  statistic: Stats.MAXIMUM,
  period: FIVE_MINUTES,
});

export const reputation = (rate: 'BounceRate' | 'ComplaintRate'): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${rate}`,
    statistic: Stats.MAXIMUM,
    period: Duration.hours(1),
  });

/** Each has a section in the runbook, under its name. */
export const alarms = (stack: Stack, watched: Watched, tell: ITopic): void => {
  const { http, machines, outbox, mailEvents, queues, park } = watched;
  alarm(stack, 'AlarmServerErrors', {
    metric: apiMetric(watched, '5xx', Stats.SUM),
    threshold: 5,
    forPeople: '画面やAPIでエラーが続いています。申請や決裁の操作ができない人がいます。',
    tell,
  });
  for (const [group, made] of Object.entries(http)) {
    alarm(stack, `AlarmThrottled-${group}`, {
      metric: made.metricThrottles(sum),
      threshold: 1,
      forPeople: `アクセスが集中し、${group}の要求を断っています。画面が開けない人がいます。`,
      tell,
    });
  }
  alarm(stack, 'AlarmParked', {
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Invocations',
      dimensionsMap: { FunctionName: park },
      ...sum,
    }),
    threshold: 1,
    forPeople: '申請の処理が中断しました。統括部門が原因を除いて再開するまで、その申請は進みません。',
    tell,
  });
  for (const name of MACHINES) {
    const machine = machines[name];
    const outcomes = {
      Failed: machine.metricFailed(sum),
      TimedOut: machine.metricTimedOut(sum),
      Aborted: machine.metricAborted(sum),
    };
    for (const [outcome, metric] of Object.entries(outcomes)) {
      alarm(stack, `Alarm${outcome}-${name}`, {
        metric,
        threshold: 1,
        forPeople: STOPPED[name],
        tell,
      });
    }
  }
  alarm(stack, 'AlarmNoDailyRun', {
    metric: machines.daily.metricSucceeded({ statistic: Stats.SUM, period: Duration.days(1) }),
    threshold: 1,
    below: true,
    missing: 'alarming',
    forPeople: '毎日の点検が一日行われていません。催促、代決者への回付、許可の開始と満了が止まっています。',
    tell,
  });
  // None for the month's run: an alarm looks back a week at most. A tick that does not arrive is in
  // AlarmUndelivered-schedules, and the daily run opens what is missing.
  alarm(stack, 'AlarmNoAudit', {
    metric: machines.audit.metricSucceeded({ statistic: Stats.SUM, period: Duration.days(1) }),
    threshold: 1,
    below: true,
    missing: 'alarming',
    forPeople: '監査証跡の確認と封印が一日行われていません。改ざんがあっても気付けません。',
    tell,
  });
  alarm(stack, 'AlarmOutboxOld', {
    metric: oldestUndelivered,
    threshold: 5,
    periods: 3,
    // No figure: the sweep itself does not run.
    missing: 'alarming',
    forPeople: 'メールの送信か流れの開始が15分以上滞っています。確認コードや決裁の依頼が届いていません。',
    tell,
  });
  alarm(stack, 'AlarmMailEventsFailed', {
    metric: mailEvents.metricErrors(sum),
    threshold: 1,
    forPeople: 'メールが届かなかったという知らせを処理できません。届いていない人に気付けません。',
    tell,
  });
  alarm(stack, 'AlarmOutboxFailed', {
    metric: outbox.metricErrors(sum),
    threshold: 1,
    forPeople: '送信の処理が異常終了しました。メールの送信か流れの開始が遅れます。',
    tell,
  });
  for (const [name, queue] of Object.entries(queues)) {
    alarm(stack, `AlarmUndelivered-${name}`, {
      metric: queue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      threshold: 1,
      forPeople: `処理できなかった知らせ（${name}）が残っています。内容を確認し、手順書に従って処理してください。`,
      tell,
    });
  }
  alarm(stack, 'AlarmBounces', {
    metric: reputation('BounceRate'),
    threshold: 0.02,
    forPeople: '届かないメールが2％を超えました。続くとAWSがメールの送信を止め、誰にも届かなくなります。',
    tell,
  });
  alarm(stack, 'AlarmComplaints', {
    metric: reputation('ComplaintRate'),
    threshold: 0.001,
    forPeople: '迷惑メールとしての申告が0.1％を超えました。続くとAWSがメールの送信を止めます。',
    tell,
  });
};
