import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { TABLE } from '../core/store/ports.ts';

const key = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** The single table of core/store/ports.ts: backed up to the second, kept when the stack goes. */
export const singleTable = (scope: Construct, id: string, encryptionKey: IKey): Table => {
  const table = new Table(scope, id, {
    partitionKey: key(TABLE.partitionKey),
    sortKey: key(TABLE.sortKey),
    timeToLiveAttribute: TABLE.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_IMAGE,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  for (const [indexName, { hash, range }] of Object.entries(TABLE.indexes)) {
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: key(hash),
      sortKey: key(range),
      projectionType: ProjectionType.ALL,
    });
  }
  return table;
};

export type TableUse = 'get' | 'query' | 'put' | 'delete' | 'check';

const ACTIONS = {
  get: 'dynamodb:GetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  delete: 'dynamodb:DeleteItem',
  check: 'dynamodb:ConditionCheckItem',
} as const satisfies Record<TableUse, string>;

/** A transaction needs the permission of each of its writes. The key is granted by its own policy. */
export const grantTable = (table: Table, grantee: IGrantable, uses: readonly TableUse[]): void => {
  const grant = (actions: readonly TableUse[], resources: readonly string[]): void => {
    if (actions.length > 0)
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: actions.map((use) => ACTIONS[use]), resources: [...resources] }),
      );
  };
  grant(
    uses.filter((use) => use !== 'query'),
    [table.tableArn],
  );
  const indexes = Object.keys(TABLE.indexes).map((index) => `${table.tableArn}/index/${index}`);
  grant(
    uses.filter((use) => use === 'query'),
    [table.tableArn, ...indexes],
  );
};
