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
  /** The function of each Task state; exactly those that the definition names as `${State}`. */
  readonly tasks: Readonly<Record<string, IFunction>>;
  readonly encryptionKey: IKey;
};

/** The names that a definition leaves open, `${State}`. */
export const openNames = (definition: string): readonly string[] => [
  ...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '')),
];

const machineArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/**
 * A state machine from its definition, word for word. One list of functions makes the substitutions and the
 * permissions; the log has no execution data.
 *
 * @throws {Error} when the list and the definition differ
 */
export const permitMachine = (scope: Construct, id: string, props: MachineProps): StateMachine => {
  const { stateMachineName, tasks, encryptionKey } = props;
  // Not `fromFile`: as an asset the definition would be invisible in the template.
  const definition = readFileSync(props.file, 'utf8');
  const open = [...openNames(definition)].sort();
  if (open.join() !== Object.keys(tasks).sort().join())
    throw new Error(`${props.file} asks for the functions ${open.join(', ')}`);

  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  const functionArns = Object.values(tasks).map(({ functionArn }) => functionArn);
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functionArns }));
  // HandOver starts the next generation of the same machine.
  if (definition.includes('arn:aws:states:::states:startExecution'))
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [machineArn(scope, stateMachineName)],
      }),
    );

  return new StateMachine(scope, id, {
    stateMachineName,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(definition),
    definitionSubstitutions: Object.fromEntries(
      Object.entries(tasks).map(([name, { functionArn }]) => [name, functionArn]),
    ),
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
