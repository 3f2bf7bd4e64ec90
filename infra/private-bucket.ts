import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** A bucket for nobody but our functions: the city's key, TLS only, every version kept, kept when the stack goes. */
export const privateBucket = (
  scope: Construct,
  id: string,
  encryptionKey: IKey,
  props: Pick<BucketProps, 'objectLockEnabled' | 'objectLockDefaultRetention' | 'lifecycleRules'>,
): Bucket =>
  new Bucket(scope, id, {
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...props,
  });
