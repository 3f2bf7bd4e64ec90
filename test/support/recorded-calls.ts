import { createHash } from 'node:crypto';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
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

type Recorded = {
  readonly accessKey: string;
  readonly service: string;
  readonly event: string;
  readonly detail: string;
};

/**
 * The events of the trail, each handed out once, oldest last: a look begins with the newest and ends where the one
 * before began.
 */
export const createTrailReader = (cloudTrail: CloudTrailClient) => {
  let newest: string | undefined;
  return async (): Promise<readonly Recorded[]> => {
    const found: Recorded[] = [];
    const before = newest;
    for await (const { Events = [] } of paginateLookupEvents({ client: cloudTrail }, {}))
      for (const {
        EventId,
        AccessKeyId = '',
        EventSource = '',
        EventName = '',
        CloudTrailEvent = '',
      } of Events) {
        if (EventId === before) return found;
        if (found.length === 0) newest = EventId;
        const service = EventSource.split('.')[0] ?? '';
        found.push({ accessKey: AccessKeyId, service, event: EventName, detail: CloudTrailEvent });
      }
    if (before !== undefined) throw new Error('the trail has forgotten events before they were read');
    return found;
  };
};

/** What each deployed function did, by its own credentials, until `collect` was called last. */
export const createRecordedCalls = (aws: Aws) => {
  const cloudTrail = new CloudTrailClient(aws ?? {});
  const lambda = new LambdaClient(aws ?? {});
  const read = createTrailReader(cloudTrail);
  const used = new Map<string, Set<string>>();

  return {
    collect: async (): Promise<void> => {
      const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
      const nameOf = new Map(
        Functions.map(({ FunctionName = '', FunctionArn = '', Role = '' }) => [
          accessKeyOf(FunctionArn, Role),
          FunctionName,
        ]),
      );
      for (const { accessKey, service, event, detail } of await read()) {
        const name = nameOf.get(accessKey);
        if (name === undefined) continue;
        const actions = used.get(name) ?? new Set<string>();
        used.set(name, actions);
        for (const action of actionsOf(service, event, detail)) actions.add(permissionOf(name, action));
      }
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
