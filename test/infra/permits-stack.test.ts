import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';
import { TABLE } from '../../core/store/ports.ts';
import { acknowledgements } from '../../infra/acknowledgements.ts';
import { filesBucket } from '../../infra/files-bucket.ts';
import { openNames } from '../../infra/permit-machine.ts';
import { grantedOf, statementsOf } from '../aws/granted.ts';
import { exampleStack, stage } from './example-stack.ts';

const MACHINES = join(import.meta.dirname, '..', '..', 'statemachines');
let made: ReturnType<typeof exampleStack>;
let template: Template;
beforeAll(() => {
  made = exampleStack();
  ({ template } = made);
});

/** CDK's matchers throw, and say where the template differs. */
const has = (type: string, properties: object): void =>
  expect(() => template.hasResourceProperties(type, properties)).not.toThrow();

/** Of both stacks; a rule that both break is known once. */
const findingsOf = (stacks: readonly Stack[]): readonly string[] => {
  const packs = [new AwsSolutionsChecks(), new ServerlessChecks(), new NIST80053R5Checks()];
  const found = packs.flatMap((pack) =>
    stacks.flatMap((stack) =>
      pack.validateScope(stack).violations.map(({ ruleName }) => `${pack.name}::${ruleName}`),
    ),
  );
  return [...new Set(found)].sort();
};

const propertiesOf = (type: string): readonly Record<string, unknown>[] =>
  Object.values(template.findResources(type)).map((resource) => resource['Properties'] ?? {});

describe('what is kept', () => {
  test('the table is that of core/store/ports.ts, backed up, protected, in the city’s key, and tells of new rows', () => {
    has('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
      GlobalSecondaryIndexes: Object.entries(TABLE.indexes).map(([IndexName, { hash, range }]) => ({
        IndexName,
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          { AttributeName: range, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    });
  });

  test.each([
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::S3::Bucket',
    'AWS::Logs::LogGroup',
    'AWS::SQS::Queue',
  ])('%s stays when the stack goes', (type) => {
    const found = Object.values(template.findResources(type));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  });

  test('a witness of the anchors: the one function may write to its folder, and never delete', () => {
    const watched = exampleStack({ ...stage, witnessBucket: 'city-witness' });
    const told = watched.template;
    told.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ WITNESS_BUCKET: 'city-witness' }) },
    });
    const named = statementsOf(told.toJSON()).filter(({ resources }) =>
      JSON.stringify(resources).includes('city-witness'),
    );
    expect(named.flatMap(({ actions }) => actions).sort()).toEqual(
      ['s3:GetObject', 's3:ListBucket', 's3:PutObject'].sort(),
    );
    const known = acknowledgements('permits-test', 'city-witness').map(({ id }) => id);
    expect(findingsOf(watched.stacks)).toEqual(known.toSorted());
  });

  test.each([true, false])(
    'attachments can be put under legal holds where the stage says so (%s)',
    (lock) => {
      const bare = new Stack();
      filesBucket(bare, 'Files', new Key(bare, 'Key'), lock);
      Template.fromStack(bare).hasResourceProperties('AWS::S3::Bucket', {
        ObjectLockEnabled: lock,
      });
      expect(Object.keys(Template.fromStack(bare).findResources('AWS::S3::Bucket'))).toHaveLength(1);
    },
  );

  test('the key turns every year', () => {
    expect(propertiesOf('AWS::KMS::Key')).toMatchObject([{ EnableKeyRotation: true }]);
  });
});

describe('HTTP', () => {
  test('every route has its function and its own throttle, the rest one too', () => {
    const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
    const [api] = propertiesOf('AWS::ApiGatewayV2::Stage');
    expect([...Object.keys(Object(api?.['RouteSettings'])), '$default'].sort()).toEqual(routes.toSorted());
    has('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
      RouteSettings: {
        'POST /v1/sign-in': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
        'POST /d/{handle}': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 20 },
        'POST /v1/{proxy+}': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
        'GET /{proxy+}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      },
    });
  });

  test('INV-18: the access log has neither path nor query nor headers: links are secrets', () => {
    const [api] = propertiesOf('AWS::ApiGatewayV2::Stage');
    const { Format } = Object(api?.['AccessLogSettings']);
    expect(Format).toContain('$context.routeKey');
    // The entry of the contract table is in the function's log, under the same id.
    expect(Format).toContain('$context.requestId');
    expect(Format).not.toMatch(/\$context\.(path|protocol|identity\.userAgent)|querystring|header/i);
  });

  test('a flood on the public routes leaves the others their share', () => {
    has('AWS::Lambda::Function', {
      FunctionName: 'permits-test-app-http-public',
      ReservedConcurrentExecutions: 20,
    });
  });
});

const files = readdirSync(MACHINES).filter((file) => file.endsWith('.asl.json'));

describe('workflow', () => {
  test.each(files)(
    '%s: the definition stands in the template word for word, every name substituted',
    (file) => {
      const definition = readFileSync(join(MACHINES, file), 'utf8');
      const machine = propertiesOf('AWS::StepFunctions::StateMachine').find(
        ({ DefinitionString }) => DefinitionString === definition,
      );
      expect(Object.keys(Object(machine?.['DefinitionSubstitutions'])).sort()).toEqual(
        [...openNames(definition)].sort(),
      );
      expect(machine).toMatchObject({
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
    },
  );
});

describe('Distributed Map: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html', () => {
  const distributed = files.filter((file) =>
    readFileSync(join(MACHINES, file), 'utf8').includes('"DISTRIBUTED"'),
  );
  const arnOf = (resource: string, name: string) => ({
    'Fn::Join': [
      '',
      Match.arrayWith([Match.stringLikeRegexp(`:${resource}:${name.replace(/\*$/, '\\*')}$`)]),
    ],
  });

  test('the daily and the monthly run are such machines', () => {
    expect(distributed).toEqual(['daily.asl.json', 'monthly-reports.asl.json']);
  });

  test.each(distributed)(
    '%s starts, describes, stops and redrives child executions of its own, no others',
    (file) => {
      const name = `permits-test-app-${file.replace('.asl.json', '')}`;
      has('AWS::IAM::Policy', {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Action: 'states:StartExecution', Resource: arnOf('stateMachine', name) }),
            Match.objectLike({
              Action: ['states:DescribeExecution', 'states:StopExecution'],
              Resource: arnOf('execution', `${name}:*`),
            }),
            Match.objectLike({
              Action: 'states:RedriveExecution',
              Resource: arnOf('execution', `${name}/[a-z-]+:*`),
            }),
          ]),
        },
      });
    },
  );

  test('no other role may', () => {
    const able = statementsOf(template.toJSON()).filter(({ actions }) =>
      actions.includes('states:StopExecution'),
    );
    expect(able).toHaveLength(distributed.length);
  });
});

describe('outbox and mail', () => {
  test('new outbox rows only, in partial batches, split when poisoned, kept when given up', () => {
    has('AWS::Lambda::EventSourceMapping', {
      FilterCriteria: {
        Filters: [
          { Pattern: '{"eventName":["INSERT"],"dynamodb":{"Keys":{"sk":{"S":[{"prefix":"OUTBOX#"}]}}}}' },
        ],
      },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  test('SES tells of bounces, complaints, rejections and deliveries; it does not touch links', () => {
    has('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['bounce', 'complaint', 'delivery', 'reject'],
        SnsDestination: { TopicARN: Match.anyValue() },
      },
    });
    has('AWS::SNS::Subscription', { Protocol: 'lambda' });
    has('AWS::SES::ConfigurationSet', {
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      TrackingOptions: Match.absent(),
    });
    has('AWS::SES::EmailIdentity', {
      DkimAttributes: { SigningEnabled: true },
      MailFromAttributes: { MailFromDomain: 'bounce.permits.city.example.jp' },
    });
  });
});

describe('least privilege', () => {
  const mayDo = (action: string): readonly string[] =>
    [...grantedOf(template.toJSON())].flatMap(([name, actions]) => (actions.has(action) ? [name] : []));

  test('only the outbox sends mail, starts cases and answers tasks, and of nothing but ours', () => {
    for (const action of ['ses:SendRawEmail', 'states:StartExecution', 'states:SendTaskSuccess'])
      expect(mayDo(action)).toEqual(['permits-test-app-outbox']);
    has('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ses:SendRawEmail',
            Resource: Match.not('*'),
            Condition: { StringEquals: { 'ses:FromAddress': stage.mailFrom } },
          }),
          Match.objectLike({
            Action: 'states:SendTaskSuccess',
            Resource: { Ref: Match.stringLikeRegexp('^Machinepermit') },
          }),
        ]),
      },
    });
  });

  test('only the functions of people and programs reach the attachments', () => {
    expect([...mayDo('s3:DeleteObject')].sort()).toEqual([
      'permits-test-app-http-api',
      'permits-test-app-http-pages',
    ]);
    // Erases what an approved disposal names (INV-19), the versions by which it could be brought back.
    expect([...mayDo('s3:DeleteObjectVersion')]).toEqual(['permits-test-app-outbox']);
    expect(mayDo('s3:GetObject')).not.toContain('permits-test-app-outbox');
  });

  test('nobody scans, updates in place, or writes without a condition', () => {
    for (const action of ['Scan', 'UpdateItem', 'BatchWriteItem', 'DeleteTable'])
      expect(mayDo(`dynamodb:${action}`)).toEqual([]);
  });

  test('no function has a secret in its environment: names, addresses and places only', () => {
    const names = propertiesOf('AWS::Lambda::Function').flatMap((made) => {
      const environment = made['Environment'] as { Variables: Record<string, unknown> };
      return Object.keys(environment.Variables);
    });
    expect([...new Set(names)].sort()).toEqual(
      [
        ...['TABLE_NAME', 'BASE_URL', 'CITY_NAME', 'TASK', 'FILES_BUCKET', 'ANCHOR_BUCKET'],
        ...['MAIL_FROM', 'CONFIGURATION_SET', 'PERMIT_MACHINE_ARN', 'NODE_OPTIONS'],
      ].sort(),
    );
  });

  test('no action is a wildcard, and only what has no resource to name has *', () => {
    const statements = statementsOf(template.toJSON());
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = new Set(
      statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions),
    );
    // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, https://docs.aws.amazon.com/xray/latest/devguide/security_iam_service-with-iam.html
    for (const action of everywhere)
      expect(action).toMatch(
        /^(xray:|logs:.*LogDeliver|logs:.*Polic|logs:DescribeLogGroups)|^dynamodb:ListStreams$/,
      );
  });

  test('topics, queues and buckets are reached by TLS only', () => {
    const denied = JSON.stringify([
      ...propertiesOf('AWS::SNS::TopicPolicy'),
      ...propertiesOf('AWS::SQS::QueuePolicy'),
      ...propertiesOf('AWS::S3::BucketPolicy'),
    ]).match(/"aws:SecureTransport":"false"/g);
    const protectedOnes = ['AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::S3::Bucket'].flatMap((type) =>
      propertiesOf(type),
    );
    expect(denied).toHaveLength(protectedOnes.length);
  });
});

describe('cdk-nag: AwsSolutions, Serverless, NIST 800-53 r5', () => {
  test('0 findings without a written acknowledgement, 0 acknowledgements without a finding', () => {
    const known = acknowledgements('permits-test').map(({ id }) => id);
    expect(findingsOf(made.stacks)).toEqual(known.toSorted());
  });

  test('each acknowledgement has a reason and a day on which it is asked for again', () => {
    for (const { reason, review } of acknowledgements('permits-test')) {
      expect(reason.length).toBeGreaterThan(40);
      expect(review).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
  });
});
