/** A rule of cdk-nag that we do not follow: why, and when somebody asks again whether that is still right. */
export type Acknowledgement = {
  readonly id: string;
  readonly reason: string;
  /** ISO date. */
  readonly review: string;
};

const because = (review: string, reason: string, ...ids: readonly string[]): readonly Acknowledgement[] =>
  ids.map((id) => ({ id, reason, review }));

const NIST = 'NIST.800.53.R5::NIST.800.53.R5-';

/**
 * @param name of the stack of what is kept; that of what runs, and the names of its machines, begin with it
 * @param witnessBucket of the stage
 */
export const acknowledgements = (name: string, witnessBucket?: string): readonly Acknowledgement[] => [
  ...because(
    '2027-11-01',
    'Who calls is judged in the function (functions/http/authenticate.ts): session or API key, by the contract table, each cell tested. An authorizer would need a second store of the same appointments.',
    'AwsSolutions::AwsSolutions-APIG4',
  ),
  ...because(
    '2027-11-01',
    'X-Ray and the delivery of logs have no resources to name; test/infra/permits-stack.test.ts lets no other action have *.',
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
  ),
  ...because(
    '2027-11-01',
    'The schedule may invoke versions of the one function it is for; there are none.',
    'AwsSolutions::AwsSolutions-IAM5[Resource::<Outbox27BBF20A.Arn>:*]',
  ),
  ...because(
    '2027-11-01',
    'The child executions of a Distributed Map are named by Step Functions as they start. The patterns are those of AWS’s own policy for it, each with the name of the one machine, and of its Map where that is possible.',
    ...['daily:*', 'daily/sweep-shards:*', 'monthly-reports:*', 'monthly-reports/open-shards:*'].map(
      (children) =>
        `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:ap-northeast-1:<AWS::AccountId>:execution:${name}-app-${children}]`,
    ),
  ),
  ...because(
    '2027-11-01',
    'These queues are the dead-letter queues, of a stream, a topic and the schedules; each has an alarm.',
    'AwsSolutions::AwsSolutions-SQS3',
    'Serverless::Serverless-SQSRedrivePolicy',
  ),
  ...because(
    '2027-11-01',
    'Mail to the operators: what cannot be delivered shows as an alarm in the console all the same. The subscription of our own function has a queue.',
    'Serverless::Serverless-SNSRedrivePolicy',
  ),
  ...because(
    '2027-11-01',
    'Continuous backup of 35 days (PITR), deletion protection and retention on delete are on. A plan with copies to a second account belongs to the city’s organisation, not to this stack.',
    `${NIST}DynamoDBInBackupPlan`,
  ),
  ...because(
    '2027-11-01',
    'One policy for one role, made beside it: nobody can attach it elsewhere, and it goes with the role.',
    `${NIST}IAMNoInlinePolicy`,
  ),
  ...because(
    '2027-11-01',
    'Reserved where a flood could starve others (public routes) or hurt a service (outbox). The others share what is left, and the workflow retries what is throttled.',
    `${NIST}LambdaConcurrency`,
  ),
  ...because(
    '2027-11-01',
    'API Gateway, Step Functions and the stream call synchronously and know the outcome themselves; the one function that SNS calls has a failure destination.',
    `${NIST}LambdaDLQ`,
    'Serverless::Serverless-LambdaDLQ',
  ),
  ...because(
    '2027-11-01',
    'The functions reach AWS services only, by IAM over TLS. A VPC with six interface endpoints would cost more than all the rest and protect nothing that is in it.',
    `${NIST}LambdaInsideVPC`,
  ),
  ...because(
    '2027-11-01',
    'Who read or wrote is in CloudTrail, whose data events belong to the city’s organisation. Of anchors one function writes one a day, and Object Lock in compliance mode keeps every version; of attachments the record says who sent each, with its hash, and links to them live for minutes.',
    'AwsSolutions::AwsSolutions-S1',
    `${NIST}S3BucketLoggingEnabled`,
  ),
  ...because(
    '2027-11-01',
    'A copy in a second account or region belongs to the city’s organisation, like the backup plan of the table.',
    `${NIST}S3BucketReplicationEnabled`,
  ),
  ...because(
    '2027-11-01',
    'The anchors of all days, in the one folder that the function may read and write, and never delete from.',
    `AwsSolutions::AwsSolutions-IAM5[Resource::${name}:ExportsOutputFnGetAttAnchorsE78985FDArnBC8F3FC9/anchors/*]`,
    ...(witnessBucket === undefined
      ? []
      : [`AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${witnessBucket}/anchors/*]`]),
  ),
  ...because(
    '2027-11-01',
    'The two folders of attachments: ids are made as files come, so there is no list of objects to name. The bucket holds nothing else.',
    `AwsSolutions::AwsSolutions-IAM5[Resource::${name}:ExportsOutputFnGetAttFiles8E6940B8ArnD8EE6C03/uploads/*]`,
    `AwsSolutions::AwsSolutions-IAM5[Resource::${name}:ExportsOutputFnGetAttFiles8E6940B8ArnD8EE6C03/files/*]`,
  ),
];
