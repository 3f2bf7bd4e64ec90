import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AppEnvironment } from '../functions/wiring/environment.ts';

export type FunctionProps<E extends AppEnvironment> = {
  readonly functionName: string;
  /** Folder in dist/ (scripts/bundle.ts). */
  readonly bundle: string;
  /** Typed by the schema that the function reads it with. */
  readonly environment: E;
  readonly seconds: number;
  readonly megabytes?: number;
  /** Share of the account's concurrency that is kept for it, and its limit. */
  readonly reservedConcurrency?: number;
  readonly encryptionKey: IKey;
  readonly dist: string;
};

/** Logs are kept for a year, in the city's key. */
export const logGroup = (scope: Construct, id: string, logGroupName: string, encryptionKey: IKey): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName,
    encryptionKey,
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
  });

/** A Lambda function that may, at first, do nothing but write its own log and trace. */
export const permitFunction = <E extends AppEnvironment>(
  scope: Construct,
  id: string,
  props: FunctionProps<E>,
): LambdaFunction => {
  const { functionName, bundle, environment, seconds, megabytes = 512, reservedConcurrency } = props;
  const log = logGroup(scope, `${id}Log`, `/aws/lambda/${functionName}`, props.encryptionKey);
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  log.grantWrite(role);
  return new LambdaFunction(scope, id, {
    functionName,
    role,
    code: Code.fromAsset(join(props.dist, bundle)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: megabytes,
    timeout: Duration.seconds(seconds),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    environment: { ...environment, NODE_OPTIONS: '--enable-source-maps' },
    logGroup: log,
    loggingFormat: LoggingFormat.JSON,
    tracing: Tracing.ACTIVE,
  });
};
