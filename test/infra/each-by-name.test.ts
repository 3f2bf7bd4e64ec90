import { beforeAll, describe, expect, test } from 'vitest';
import { exampleStack } from './example-stack.ts';

/** Of every kind of resource each one, by its name: a second bucket that differs satisfies no rule of the first. */

let made: ReturnType<typeof exampleStack>;
beforeAll(() => {
  made = exampleStack();
});

const of = (type: string, name: string): Readonly<Record<string, unknown>> =>
  made.named(type)[name]?.Properties ?? {};
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, step) => Object(inner)[step], value);

describe('buckets', () => {
  const BUCKETS = {
    Files: {
      locked: { ObjectLockEnabled: false },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'never-claimed',
            Prefix: 'uploads/',
            ExpirationInDays: 1,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            Status: 'Enabled',
          },
          {
            Id: 'removed',
            Prefix: 'files/',
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            Status: 'Enabled',
          },
        ],
      },
    },
    Anchors: {
      locked: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3650 } },
        },
      },
      // Nothing that is anchored ever goes by itself.
      LifecycleConfiguration: undefined,
    },
  } as const;

  test('the attachments’ and the anchors’, no others', () => {
    expect(Object.keys(made.named('AWS::S3::Bucket')).sort()).toEqual(Object.keys(BUCKETS).sort());
  });

  test.each(Object.entries(BUCKETS))(
    '%s: private, every version kept, in the city’s key; kept when the stack goes',
    (name, { locked, LifecycleConfiguration }) => {
      const { BucketEncryption, Tags: _, ...bucket } = of('AWS::S3::Bucket', name);
      expect({ LifecycleConfiguration: undefined, ...bucket }).toEqual({
        ...locked,
        LifecycleConfiguration,
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const rules = at(BucketEncryption, 'ServerSideEncryptionConfiguration');
      expect(rules).toHaveLength(1);
      const byDefault = at(rules, 0, 'ServerSideEncryptionByDefault');
      expect(at(byDefault, 'SSEAlgorithm')).toBe('aws:kms');
      expect(made.target(at(byDefault, 'KMSMasterKeyID'))).toBe('Key.Arn');
      expect(made.named('AWS::S3::Bucket')[name]?.DeletionPolicy).toBe('Retain');
    },
  );

  test.each(Object.keys(BUCKETS))('%s: TLS 1.2 at least, for everybody and everything in it', (name) => {
    const statements = at(of('AWS::S3::BucketPolicy', `${name}Policy`), 'PolicyDocument', 'Statement');
    const everything = [
      { 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] },
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringContaining(name), 'Arn'] }, '/*']] },
    ];
    const denied = (Condition: object) => ({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: everything,
      Condition,
    });
    expect(statements).toEqual([
      denied({ Bool: { 'aws:SecureTransport': 'false' } }),
      denied({ NumericLessThan: { 's3:TlsVersion': 1.2 } }),
    ]);
  });
});

describe('what could not be delivered is kept for two weeks, each in its own queue', () => {
  const QUEUES = ['UndeliveredOutbox', 'UndeliveredMailEvents', 'UndeliveredTicks'];

  test('three queues', () => {
    expect(Object.keys(made.named('AWS::SQS::Queue')).sort()).toEqual([...QUEUES].sort());
  });

  test.each(QUEUES)('%s', (name) => {
    expect(of('AWS::SQS::Queue', name)).toMatchObject({
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
      SqsManagedSseEnabled: true,
    });
    expect(made.named('AWS::SQS::Queue')[name]?.DeletionPolicy).toBe('Retain');
  });

  test('the stream’s, the mail events’ twice (by the topic, by the function), the ticks’', () => {
    const [stream] = Object.values(made.named('AWS::Lambda::EventSourceMapping'));
    const destination = (from: unknown) =>
      made.target(at(from, 'DestinationConfig', 'OnFailure', 'Destination'));
    expect(destination(stream?.Properties)).toBe('UndeliveredOutbox.Arn');
    expect(destination(of('AWS::Lambda::EventInvokeConfig', 'MailEventsEventInvokeConfig'))).toBe(
      'UndeliveredMailEvents.Arn',
    );
    const subscription = of('AWS::SNS::Subscription', 'MailEventsMailTopic');
    expect(made.target(at(subscription, 'RedrivePolicy', 'deadLetterTargetArn'))).toBe(
      'UndeliveredMailEvents.Arn',
    );
    const ticks = Object.values(made.named('AWS::Scheduler::Schedule')).map(({ Properties }) =>
      made.target(at(Properties, 'Target', 'DeadLetterConfig', 'Arn')),
    );
    expect(ticks).toEqual(ticks.map(() => 'UndeliveredTicks.Arn'));
  });
});

describe('ticks', () => {
  const TICKS: Readonly<
    Record<string, readonly [expression: string, zone: string, target: string, input: string]>
  > = {
    'daily-midnight': ['cron(0 0 * * ? *)', 'Asia/Tokyo', 'Machinedaily', '{}'],
    'daily-morning': ['cron(30 8 * * ? *)', 'Asia/Tokyo', 'Machinedaily', '{}'],
    'monthly-reports': ['cron(0 9 1 * ? *)', 'Asia/Tokyo', 'Machinemonthlyreports', '{}'],
    audit: ['cron(0 1 * * ? *)', 'Asia/Tokyo', 'Machineaudit', '{}'],
    'outbox-sweep': ['rate(5 minutes)', 'Etc/UTC', 'Outbox.Arn', '{"sweep":true}'],
  };

  test('each at its hour, in Japan, to its own machine, on, and tried again for an hour', () => {
    const schedules = Object.values(made.named('AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties,
    );
    const found = schedules.map((schedule) => {
      const Target = at(schedule, 'Target');
      return [
        at(schedule, 'Name'),
        [
          at(schedule, 'ScheduleExpression'),
          at(schedule, 'ScheduleExpressionTimezone'),
          made.target(at(Target, 'Arn')),
          at(Target, 'Input'),
        ],
      ];
    });
    expect(Object.fromEntries(found)).toEqual(TICKS);
    for (const schedule of schedules) {
      expect(at(schedule, 'State')).toBe('ENABLED');
      expect(at(schedule, 'Target', 'RetryPolicy')).toEqual({
        MaximumEventAgeInSeconds: 60 * 60,
        MaximumRetryAttempts: 20,
      });
    }
  });
});

describe('topics, keys, logs, functions', () => {
  test('each topic in the city’s key; the mails’ goes to the function that reads it', () => {
    const topics = made.named('AWS::SNS::Topic');
    expect(Object.keys(topics).sort()).toEqual(['MailTopic', 'Operators']);
    for (const { Properties } of Object.values(topics))
      expect(made.target(Properties?.['KmsMasterKeyId'])).toBe('Key.Arn');
    const subscription = of('AWS::SNS::Subscription', 'MailEventsMailTopic');
    expect([made.target(subscription['TopicArn']), made.target(subscription['Endpoint'])]).toEqual([
      'MailTopic',
      'MailEvents.Arn',
    ]);
  });

  test('each log ends after a year, in the city’s key; of each function and each machine there is one', () => {
    const logs = Object.values(made.named('AWS::Logs::LogGroup')).map(({ Properties }) => Properties);
    for (const log of logs) {
      expect(log).toMatchObject({ RetentionInDays: 365 });
      expect(made.target(log?.['KmsKeyId'])).toBe('Key.Arn');
    }
    const functions = Object.values(made.named('AWS::Lambda::Function')).map(
      ({ Properties }) => `/aws/lambda/${at(Properties, 'FunctionName')}`,
    );
    const machines = Object.values(made.named('AWS::StepFunctions::StateMachine')).map(
      ({ Properties }) => `/aws/vendedlogs/states/${at(Properties, 'StateMachineName')}`,
    );
    expect(logs.map((log) => log?.['LogGroupName']).sort()).toEqual(
      [...functions, ...machines, '/aws/vendedlogs/permits-test-app/access'].sort(),
    );
  });

  test('each function is traced, logs as JSON, runs what was tested and has its time', () => {
    const SECONDS: Readonly<Record<string, number>> = {
      'http-public': 20,
      'http-api': 20,
      'http-pages': 20,
      'mail-events': 20,
      outbox: 120,
      AskWhatIsDue: 290,
      OpenReports: 290,
      AnchorAudit: 290,
    };
    const functions = Object.values(made.named('AWS::Lambda::Function'));
    expect(functions.length).toBeGreaterThan(25);
    for (const { Properties } of functions) {
      const name = String(Properties?.['FunctionName']).replace('permits-test-app-', '');
      expect({ name, ...Properties }).toMatchObject({
        Timeout: SECONDS[name] ?? 50,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
  });

  test('only what anybody may call, and the outbox, have a limit of their own', () => {
    const limited = Object.values(made.named('AWS::Lambda::Function')).flatMap(({ Properties }) => {
      const limit = Properties?.['ReservedConcurrentExecutions'];
      return limit === undefined ? [] : [[Properties?.['FunctionName'], limit]];
    });
    expect(limited).toEqual([
      ['permits-test-app-http-public', 20],
      ['permits-test-app-outbox', 10],
    ]);
  });

  test('the mails’ domain: signed, TLS only, both reasons suppressed, bounces by the topic alone', () => {
    expect(of('AWS::SES::ConfigurationSet', 'MailSet')).toMatchObject({
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    const identity = of('AWS::SES::EmailIdentity', 'MailIdentity');
    expect(identity).toMatchObject({
      EmailIdentity: 'permits.city.example.jp',
      DkimAttributes: { SigningEnabled: true },
      FeedbackAttributes: { EmailForwardingEnabled: false },
    });
    const set = at(identity, 'ConfigurationSetAttributes', 'ConfigurationSetName');
    expect(made.target(set)).toBe('MailSet');
  });
});
