import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Bucket, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { privateBucket } from './private-bucket.ts';

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
  privateBucket(scope, id, encryptionKey, {
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(365 * retentionYears)),
  });

const grantOn =
  (...objectActions: string[]) =>
  (bucket: IBucket, grantee: IGrantable): void => {
    const grant = (actions: string[], resource: string) =>
      grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
    grant(objectActions, bucket.arnForObjects('anchors/*'));
    grant(['s3:ListBucket'], bucket.bucketArn);
  };

/** Read, list and write; never delete. */
export const grantAnchors = grantOn('s3:GetObject', 's3:PutObject');
/** For the pages that show whether a trail is whole. */
export const grantReadAnchors = grantOn('s3:GetObject');
