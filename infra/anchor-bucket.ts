import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * Where the audit trail's heads are written down every day. Object Lock in compliance mode: until the retention
 * ends nobody can change or remove an anchor, not even the account's root user.
 */
export const anchorBucket = (
  scope: Construct,
  id: string,
  encryptionKey: IKey,
  retentionYears: number,
): Bucket =>
  new Bucket(scope, id, {
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(365 * retentionYears)),
    removalPolicy: RemovalPolicy.RETAIN,
  });

/** Read, list and write; never delete. */
export const grantAnchors = (bucket: Bucket, grantee: IGrantable): void => {
  const grant = (actions: string[], resource: string) =>
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  grant(['s3:GetObject', 's3:PutObject'], bucket.arnForObjects('anchors/*'));
  grant(['s3:ListBucket'], bucket.bucketArn);
};
