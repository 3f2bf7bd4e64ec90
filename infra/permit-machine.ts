import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { logGroup } from './permit-function.ts';

export type MachineProps = {
  readonly stateMachineName: string;
  /** The `.asl.json`. */
  readonly file: string;
  /** The function of a Task state, called once for each that the definition names as `${State}`. */
  readonly taskFunction: (state: string) => IFunction;
  readonly encryptionKey: IKey;
};

/** The names that a definition leaves open, `${State}`. */
export const openNames = (definition: string): readonly string[] => [
  ...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')),
];

const statesArn = (scope: Construct, resource: string, resourceName: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
const machineArn = (scope: Construct, name: string): string => statesArn(scope, 'stateMachine', name);

/**
 * A Distributed Map, which our definitions always label, starts, describes and stops its child executions by the API, and starts those again that an
 * operator redrives: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
const allowMapRuns = (scope: Construct, role: Role, name: string, labels: readonly string[]): void => {
  const allow = (actions: string[], resource: string) =>
    role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  allow(['states:StartExecution'], machineArn(scope, name));
  allow(['states:DescribeExecution', 'states:StopExecution'], statesArn(scope, 'execution', `${name}:*`));
  for (const label of labels)
    allow(['states:RedriveExecution'], statesArn(scope, 'execution', `${name}/${label}:*`));
};

/**
 * A state machine from its definition, word for word. What the definition leaves open makes the functions, the
 * substitutions and the permissions; the log has no execution data.
 */
export const permitMachine = (scope: Construct, id: string, props: MachineProps): StateMachine => {
  const { stateMachineName, taskFunction, encryptionKey } = props;
  // Not `fromFile`: as an asset the definition would be invisible in the template.
  const definition = readFileSync(props.file, 'utf8');
  const arns = Object.fromEntries(
    openNames(definition).map((state) => [state, taskFunction(state).functionArn]),
  );
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }),
  );
  // HandOver starts the next generation of the same machine.
  if (definition.includes('arn:aws:states:::states:startExecution'))
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [machineArn(scope, stateMachineName)],
      }),
    );
  const labels = [...definition.matchAll(/"Label": "([^"]+)"/g)].map(([, label]) => label ?? '');
  if (labels.length > 0) allowMapRuns(scope, role, stateMachineName, labels);

  return new StateMachine(scope, id, {
    stateMachineName,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(definition),
    definitionSubstitutions: arns,
    role,
    tracingEnabled: true,
    logs: {
      destination: logGroup(scope, `${id}Log`, `/aws/vendedlogs/states/${stateMachineName}`, encryptionKey),
      level: LogLevel.ALL,
      includeExecutionData: false,
    },
    removalPolicy: RemovalPolicy.RETAIN,
  });
};
