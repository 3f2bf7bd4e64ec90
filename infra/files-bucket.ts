import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { privateBucket } from './private-bucket.ts';

/**
 * Attachments (functions/adapters/files-s3.ts): what anybody sent by a form lies in `uploads/` for a day; what was judged
 * lies in `files/`, and what was removed from there can be brought back for 30 days.
 */
export const filesBucket = (scope: Construct, id: string, encryptionKey: IKey, objectLock: boolean): Bucket =>
  privateBucket(scope, id, encryptionKey, {
    // Allows legal holds and retention on single files; without a default, unsubmitted files can still be removed.
    objectLockEnabled: objectLock,
    lifecycleRules: [
      {
        id: 'never-claimed',
        prefix: 'uploads/',
        expiration: Duration.days(1),
        noncurrentVersionExpiration: Duration.days(1),
      },
      { id: 'removed', prefix: 'files/', noncurrentVersionExpiration: Duration.days(30) },
    ],
  });

/**
 * For the functions that sign forms and addresses: what they sign is done with their permissions. Listing also makes S3
 * answer 404, not 403, for what is not there.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const grantFiles = (bucket: Bucket, grantee: IGrantable): void => {
  const grant = (actions: string[], resources: string[]) =>
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  grant(
    ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    [bucket.arnForObjects('uploads/*'), bucket.arnForObjects('files/*')],
  );
  grant(['s3:ListBucket'], [bucket.bucketArn]);
};

/** For the function that erases what an approved disposal names: all versions of judged files, nothing else. */
export const grantErasure = (bucket: Bucket, grantee: IGrantable): void => {
  const grant = (actions: string[], resources: string[]) =>
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  grant(['s3:DeleteObjectVersion'], [bucket.arnForObjects('files/*')]);
  grant(['s3:ListBucketVersions'], [bucket.bucketArn]);
};
