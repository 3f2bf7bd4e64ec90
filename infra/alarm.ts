import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export type AlarmProps = {
  readonly metric: IMetric;
  /** Goes off at this value and above; below it with `below`. */
  readonly threshold: number;
  readonly below?: boolean;
  readonly periods?: number;
  /** What no data means: nothing happened (default), or that what should happen does not. */
  readonly missing?: 'fine' | 'alarming';
  /** What breaks for people, and what to do about it: the operator reads this in the mail. */
  readonly forPeople: string;
  readonly tell: ITopic;
};

/** An alarm that somebody hears, and that says what it means. */
export const alarm = (scope: Construct, id: string, props: AlarmProps): Alarm => {
  const made = new Alarm(scope, id, {
    alarmDescription: props.forPeople,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: props.below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData:
      props.missing === 'alarming' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(props.tell));
  made.addOkAction(new SnsAction(props.tell));
  return made;
};
