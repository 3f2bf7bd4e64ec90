import { join } from 'node:path';
import { type App, CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { MachineName } from '../core/store/ports.ts';
import { alarms } from './alarms.ts';
import { grantAnchors, grantReadAnchors } from './anchor-bucket.ts';
import { dashboard } from './dashboard.ts';
import { grantErasure, grantFiles } from './files-bucket.ts';
import { httpApi, httpRoutes } from './http-api.ts';
import { type Kept, stackOf } from './kept-stack.ts';
import { mailEvents } from './mail.ts';
import { logGroup, permitFunction } from './permit-function.ts';
import { permitMachine } from './permit-machine.ts';
import { schedules } from './schedules.ts';
import { grantTable } from './single-table.ts';
import type { Stage } from './stage.ts';
import { OUTBOX_USES, taskOf } from './tasks.ts';

const root = join(import.meta.dirname, '..');

/** Everything that the code makes anew: what answers, what decides what happens next, who is told. */
export const permitsStack = (
  app: App,
  stage: Stage,
  kept: Kept,
  dist: string = join(root, 'dist'),
): Stack => {
  const name = `permits-${stage.name}-app`;
  const stack = stackOf(app, name, stage, 'what runs');
  const { key, table, anchors, files, mail } = kept;
  const witness = stage.witnessBucket && Bucket.fromBucketName(stack, 'Witness', stage.witnessBucket);

  // Who is told: people by the alarm topic, MailEvents by the mail topic
  const operators = new Topic(stack, 'Operators', { masterKey: key, enforceSSL: true });
  operators.addSubscription(new EmailSubscription(stage.operatorAddress));
  operators.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
  const mailTopic = new Topic(stack, 'MailTopic', { masterKey: key, enforceSSL: true });
  mailEvents(stack, mail, mailTopic);

  // What could not be delivered waits for a person, 14 days
  const queue = (id: string) =>
    new Queue(stack, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  const queues = {
    'outbox-stream': queue('UndeliveredOutbox'),
    'mail-events': queue('UndeliveredMailEvents'),
    schedules: queue('UndeliveredTicks'),
  };

  // HTTP: a few routes for the contract table
  const { api, baseUrl } = httpApi(stack, name, stage.website);
  const common = { TABLE_NAME: table.tableName, BASE_URL: baseUrl, CITY_NAME: stage.cityName };
  const shared = { encryptionKey: key, dist };
  const httpFunction = (group: 'public' | 'api' | 'pages', reservedConcurrency?: number) => {
    const made = permitFunction(stack, `Http-${group}`, {
      ...shared,
      functionName: `${name}-http-${group}`,
      bundle: `http-${group}`,
      environment: {
        ...common,
        FILES_BUCKET: files.bucketName,
        ANCHOR_BUCKET: anchors.bucketName,
      },
      seconds: 20,
      megabytes: 1024,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    });
    grantTable(table, made, [
      'get',
      'query',
      'put',
      'delete',
      ...(group === 'public' ? [] : ['check' as const]),
    ]);
    if (group !== 'public') {
      grantFiles(files, made);
      grantReadAnchors(anchors, made);
    }
    return made;
  };
  const http = { public: httpFunction('public', 20), api: httpFunction('api'), pages: httpFunction('pages') };
  httpRoutes(stack, api, {
    functions: http,
    routesFile: join(dist, 'routes.json'),
    log: logGroup(stack, 'AccessLog', `/aws/vendedlogs/${name}/access`, key),
    website: stage.website,
  });

  // Workflow: the machines word for word, and one function for each of their Task states
  const taskFunction = (state: string): IFunction => {
    const { table: uses, seconds = 50 } = taskOf(state);
    const made = permitFunction(stack, `Task-${state}`, {
      ...shared,
      functionName: `${name}-${state}`,
      bundle: 'task',
      environment: { ...common, TASK: state },
      seconds,
    });
    grantTable(table, made, uses);
    return made;
  };
  const auditFunction = (state: string): IFunction => {
    const { table: uses, seconds = 50 } = taskOf(state);
    const made = permitFunction(stack, `Task-${state}`, {
      ...shared,
      functionName: `${name}-${state}`,
      bundle: 'audit',
      environment: {
        ...common,
        ANCHOR_BUCKET: anchors.bucketName,
        ...(witness ? { WITNESS_BUCKET: witness.bucketName } : {}),
      },
      seconds,
    });
    grantTable(table, made, uses);
    grantAnchors(anchors, made);
    if (witness) grantAnchors(witness, made);
    return made;
  };
  const machine = (machineName: MachineName, functionOf = taskFunction) =>
    permitMachine(stack, `Machine-${machineName}`, {
      stateMachineName: `${name}-${machineName}`,
      file: join(root, 'statemachines', `${machineName}.asl.json`),
      taskFunction: functionOf,
      encryptionKey: key,
    });
  const machines = {
    permit: machine('permit'),
    daily: machine('daily'),
    'monthly-reports': machine('monthly-reports'),
    audit: machine('audit', auditFunction),
  };

  // Outbox: what happens outside, after the commit
  const outbox = permitFunction(stack, 'Outbox', {
    ...shared,
    functionName: `${name}-outbox`,
    bundle: 'outbox',
    environment: {
      ...common,
      MAIL_FROM: stage.mailFrom,
      CONFIGURATION_SET: mail.configurationSet.configurationSetName,
      PERMIT_MACHINE_ARN: machines.permit.stateMachineArn,
      FILES_BUCKET: files.bucketName,
    },
    seconds: 120,
    // One per shard of the stream, the sweep, and room; no more mails at once than SES lets through.
    reservedConcurrency: 10,
  });
  grantTable(table, outbox, OUTBOX_USES);
  grantErasure(files, outbox);
  mail.grantSend(outbox);
  const callPermit = (action: string) =>
    outbox.addToRolePolicy(
      new PolicyStatement({ actions: [action], resources: [machines.permit.stateMachineArn] }),
    );
  callPermit('states:StartExecution');
  callPermit('states:SendTaskSuccess');
  outbox.addEventSource(
    new DynamoEventSource(table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('OUTBOX#') } } },
        }),
      ],
      batchSize: 10,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Soon given up: the row stays in the table, and the sweep takes it from there.
      retryAttempts: 3,
      onFailure: new SqsDlq(queues['outbox-stream']),
    }),
  );

  // What became of the mails
  const mailNews = permitFunction(stack, 'MailEvents', {
    ...shared,
    functionName: `${name}-mail-events`,
    bundle: 'mail-events',
    environment: common,
    seconds: 20,
  });
  grantTable(table, mailNews, ['get', 'query', 'put']);
  mailNews.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(queues['mail-events']) });
  mailTopic.addSubscription(new LambdaSubscription(mailNews, { deadLetterQueue: queues['mail-events'] }));

  schedules(stack, name, {
    file: join(root, 'statemachines', 'schedules.json'),
    machines,
    outbox,
    undelivered: queues.schedules,
  });

  const watched = {
    api,
    http,
    machines,
    outbox,
    mailEvents: mailNews,
    queues,
    park: `${name}-ParkForOperator`,
  };
  alarms(stack, watched, operators);
  dashboard(stack, name, watched);

  new CfnOutput(stack, 'BaseUrl', { value: baseUrl });
  new CfnOutput(stack, 'ApiId', { value: api.ref });
  new CfnOutput(stack, 'DailyMachineArn', { value: machines.daily.stateMachineArn });
  new CfnOutput(stack, 'MonthlyReportsMachineArn', { value: machines['monthly-reports'].stateMachineArn });
  new CfnOutput(stack, 'AuditMachineArn', { value: machines.audit.stateMachineArn });
  new CfnOutput(stack, 'PermitMachineArn', { value: machines.permit.stateMachineArn });
  new CfnOutput(stack, 'MailTopicArn', { value: mailTopic.topicArn });
  return stack;
};
