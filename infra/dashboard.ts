import type { Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { apiMetric, oldestUndelivered, reputation, type Watched } from './alarms.ts';

/** What the operator looks at first: are people served, do cases move, do mails go out? */
export const dashboard = (stack: Stack, dashboardName: string, watched: Watched): void => {
  const { machines, queues } = watched;
  const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
    new GraphWidget({ title, left, right, width: 12 });
  new Dashboard(stack, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        graph('要求とエラー', [
          apiMetric(watched, 'Count', Stats.SUM),
          apiMetric(watched, '4xx', Stats.SUM),
          apiMetric(watched, '5xx', Stats.SUM),
        ]),
        graph('応答時間（p50・p99）', [
          apiMetric(watched, 'Latency', Stats.percentile(50)),
          apiMetric(watched, 'Latency', Stats.percentile(99)),
        ]),
      ],
      [
        graph(
          '流れ（開始・失敗）',
          Object.values(machines).map((machine) => machine.metricStarted()),
          Object.values(machines).map((machine) => machine.metricFailed()),
        ),
        graph('送信待ちの最長（分）', [oldestUndelivered]),
      ],
      [
        graph('届かないメールの割合', [reputation('BounceRate'), reputation('ComplaintRate')]),
        graph(
          '処理できなかった知らせ',
          Object.values(queues).map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
        ),
      ],
    ],
  });
};
