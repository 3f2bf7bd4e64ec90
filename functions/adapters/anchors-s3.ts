import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Anchors } from '../../core/store/ports.ts';
import { awsFailure, isNamed } from './aws-errors.ts';

const PREFIX = 'anchors/';
const keyOf = (name: string) => `${PREFIX}${name}.txt`;

/**
 * Anchors in a bucket whose Object Lock keeps every version for the retention period. `IfNoneMatch: *` writes only
 * what is not there yet.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
export const createS3Anchors = ({ client, bucket }: { client: S3Client; bucket: string }): Anchors => ({
  put: async (name, text) => {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: keyOf(name),
          Body: text,
          ContentType: 'text/plain; charset=utf-8',
          IfNoneMatch: '*',
        }),
      );
      return 'written';
    } catch (error) {
      if (isNamed(error, 'PreconditionFailed')) return 'exists';
      throw awsFailure('S3', error);
    }
  },
  get: async (name) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
      return await Body?.transformToString('utf-8');
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw awsFailure('S3', error);
    }
  },
  list: async () => {
    try {
      const names: string[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: PREFIX }))
        names.push(
          ...(page.Contents ?? []).map(({ Key }) => Key?.slice(PREFIX.length, -'.txt'.length) ?? ''),
        );
      return names.sort();
    } catch (error) {
      throw awsFailure('S3', error);
    }
  },
});
