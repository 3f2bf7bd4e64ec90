import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

const USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/**
 * The city's own key for everything at rest. Who may use it is said here, per service, and so in no role.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export const encryptionKey = (scope: Construct, id: string, alias: string): Key => {
  const { account, region, partition } = Stack.of(scope);
  const key = new Key(scope, id, { alias, enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
  const allow = (sid: string, statement: ConstructorParameters<typeof PolicyStatement>[0]) =>
    key.addToResourcePolicy(new PolicyStatement({ sid, resources: ['*'], ...statement }));
  allow('WhoMayUseTheTable', {
    principals: [new AnyPrincipal()],
    actions: [...USE, 'kms:CreateGrant'],
    conditions: {
      StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
    },
  });
  allow('WhoMayUseTheBuckets', {
    principals: [new AnyPrincipal()],
    actions: USE,
    conditions: {
      StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `s3.${region}.amazonaws.com` },
    },
  });
  allow('Logs', {
    principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: USE,
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  });
  allow('WhoTellsUs', {
    principals: [new ServicePrincipal('ses.amazonaws.com'), new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    conditions: { StringEquals: { 'aws:SourceAccount': account } },
  });
  return key;
};
