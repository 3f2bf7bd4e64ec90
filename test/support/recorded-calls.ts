import { createHash } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { z } from 'zod';

type Aws = ConstructorParameters<typeof CloudTrailClient>[0];

/** `sts.execution_credentials` of ministack: each function has a key of its own, the same at every start. */
const accessKeyOf = (functionArn: string, roleArn: string): string =>
  `ASIA${createHash('sha256').update(`${functionArn}:${roleArn}`).digest('hex').slice(0, 16).toUpperCase()}`;

const transactionSchema = z.object({
  requestParameters: z.object({ TransactItems: z.array(z.record(z.string(), z.unknown())) }),
});

const WRITES: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Update: 'dynamodb:UpdateItem',
};

/** The permissions that a recorded call needed; a transaction needs that of each of its writes. */
const actionsOf = (service: string, event: string, detail: string): readonly string[] => {
  if (event !== 'TransactWriteItems') return [NAMES[event] ?? `${service}:${event}`];
  const { TransactItems } = transactionSchema.parse(JSON.parse(detail)).requestParameters;
  return TransactItems.flatMap((item) => Object.keys(item).map((kind) => WRITES[kind] ?? kind));
};

/** Event names of the emulator's trail → permissions, where they are not the same. */
const NAMES: Readonly<Record<string, string>> = {
  // The trail does not read the bodies of the query protocol; we send nothing else to SES.
  'POST.ses': 'ses:SendRawEmail',
  HeadObject: 's3:GetObject',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
};
/**
 * The trail tells of a call to S3 its method and the depth of its path. The outbox erases files, by their versions
 * (functions/adapters/files-s3.ts), and does nothing else with the bucket.
 */
const OF_VERSIONS: Readonly<Record<string, string>> = {
  's3:ListBucket': 's3:ListBucketVersions',
  's3:DeleteObject': 's3:DeleteObjectVersion',
};
const permissionOf = (functionName: string, action: string): string =>
  (functionName.endsWith('-outbox') ? OF_VERSIONS[action] : undefined) ?? action;

const EVENTS = [
  'GetItem',
  'Query',
  'TransactWriteItems',
  'POST.ses',
  'StartExecution',
  'SendTaskSuccess',
  'GetObject',
  'HeadObject',
  'PutObject',
  'DeleteObject',
  'ListObjects',
  'ListObjectsV2',
];

/**
 * What each deployed function did, by its own credentials. The emulator hands out the last 50 events of a kind,
 * so `collect` is called after each test.
 */
export const createRecordedCalls = (aws: Aws) => {
  const cloudTrail = new CloudTrailClient(aws ?? {});
  const lambda = new LambdaClient(aws ?? {});
  const used = new Map<string, Set<string>>();

  const collectOf = async (name: string, accessKey: string): Promise<void> => {
    const actions = used.get(name) ?? new Set<string>();
    used.set(name, actions);
    for (const event of EVENTS) {
      const { Events = [] } = await cloudTrail.send(
        new LookupEventsCommand({
          LookupAttributes: [
            { AttributeKey: 'AccessKeyId', AttributeValue: accessKey },
            { AttributeKey: 'EventName', AttributeValue: event },
          ],
          MaxResults: 50,
        }),
      );
      for (const { EventSource = '', CloudTrailEvent = '{}' } of Events)
        for (const action of actionsOf(EventSource.split('.')[0] ?? '', event, CloudTrailEvent))
          actions.add(permissionOf(name, action));
    }
  };

  return {
    collect: async (): Promise<void> => {
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
      for (const { FunctionName = '', FunctionArn = '', Role = '' } of Functions)
        await collectOf(FunctionName, accessKeyOf(FunctionArn, Role));
    },
    /** Function → permissions it needed. */
    used: (): ReadonlyMap<string, ReadonlySet<string>> => used,
    close: (): void => {
      cloudTrail.destroy();
      lambda.destroy();
    },
  };
};
export type RecordedCalls = ReturnType<typeof createRecordedCalls>;
