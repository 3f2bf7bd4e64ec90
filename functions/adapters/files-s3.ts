import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Clock, Files } from '../../core/store/ports.ts';
import { fileHash } from '../../core/values/hash.ts';
import { dispositionOf } from '../http/http-request.ts';
import { awsFailure, FILE_PATIENCE, isNamed } from './aws-errors.ts';

const uploadKey = (uploadId: string, name: string): string => `uploads/${uploadId}/${name}`;
const fileKey = (fileId: string): string => `files/${fileId}`;
const DOWNLOAD_SECONDS = 60;
/** S3 puts the name that the browser sends in its place. */
const SENT_NAME = '$' + '{filename}';

/** By the environment that Lambda sets. */
export const makeS3Client = (): S3Client => new S3Client(FILE_PATIENCE);

/**
 * Files in a bucket: `uploads/` is what anybody sent by a form (it expires after a day, by the bucket's lifecycle),
 * `files/` is what was judged.
 *
 * The form is S3's POST policy: exact key or prefix, size and type are conditions, and `${filename}` in the key
 * becomes the name that the browser sends. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html
 * Files are written only where there is none, and S3 checks and remembers their SHA-256.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export const createS3Files = (options: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly clock: Clock;
}): Files => {
  const { client, bucket: Bucket, clock } = options;

  /** Failures by our names; a key that is not there is undefined. */
  const trying = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      // A HEAD has no body, so its error has no other name. 412: another object stands there by now.
      if (isNamed(error, 'NoSuchKey', 'NotFound', 'PreconditionFailed')) return undefined;
      throw awsFailure('S3', error);
    }
  };
  const bytesOf = async (Key: string, IfMatch?: string): Promise<Uint8Array | undefined> => {
    const found = await trying(() => client.send(new GetObjectCommand({ Bucket, Key, IfMatch })));
    return found?.Body?.transformToByteArray();
  };
  const remove = (Key: string) => trying(() => client.send(new DeleteObjectCommand({ Bucket, Key })));
  const listedUnder = async (Prefix: string) => {
    const page = await trying(() => client.send(new ListObjectsV2Command({ Bucket, Prefix })));
    return (page?.Contents ?? []).flatMap(({ Key, Size = 0, ETag, LastModified }) =>
      Key === undefined ? [] : [{ key: Key, size: Size, tag: ETag, at: LastModified?.getTime() ?? 0 }],
    );
  };

  const listed = (uploadId: string) => listedUnder(uploadKey(uploadId, ''));

  return {
    presignUpload: async (uploadId, { maxBytes, seconds, announced, redirect }) => {
      const { name = SENT_NAME, type, size } = announced ?? {};
      const form = await trying(() =>
        createPresignedPost(client, {
          Bucket,
          Key: uploadKey(uploadId, name),
          Expires: seconds,
          // Each field that is given here becomes a condition of the policy.
          Fields: {
            ...(type === undefined ? {} : { 'Content-Type': type }),
            ...(redirect === undefined ? {} : { success_action_redirect: redirect }),
          },
          Conditions: [['content-length-range', size ?? 0, size ?? maxBytes]],
        }),
      );
      if (!form) throw awsFailure('S3', new Error('no form'));
      return { ...form, expiresAt: clock().add({ seconds }).toString() };
    },
    received: async (uploadId) => {
      const [last] = (await listed(uploadId)).sort((a, b) => b.at - a.at);
      return (
        last && {
          name: last.key.slice(uploadKey(uploadId, '').length),
          size: last.size,
          read: async () => (await bytesOf(last.key, last.tag)) ?? new Uint8Array(),
        }
      );
    },
    // One page is 1,000 objects, more than any quota.
    unfinished: async (prefix) => {
      const found = await listedUnder(`uploads/${prefix}`);
      return { files: found.length, bytes: found.reduce((sum, { size }) => sum + size, 0) };
    },
    discard: async (uploadId) => {
      await Promise.all((await listed(uploadId)).map(({ key }) => remove(key)));
    },
    keep: async (fileId, bytes, type) => {
      const put = new PutObjectCommand({
        Bucket,
        Key: fileKey(fileId),
        Body: bytes,
        ContentType: type,
        ChecksumSHA256: Buffer.from(fileHash(bytes), 'hex').toString('base64'),
        IfNoneMatch: '*',
      });
      return (await trying(() => client.send(put))) ? 'kept' : 'exists';
    },
    hashOf: async (fileId) => {
      const head = new HeadObjectCommand({ Bucket, Key: fileKey(fileId), ChecksumMode: 'ENABLED' });
      const sum = (await trying(() => client.send(head)))?.ChecksumSHA256;
      return sum && Buffer.from(sum, 'base64').toString('hex');
    },
    read: (fileId) => bytesOf(fileKey(fileId)),
    presignDownload: async (fileId, { name, type }) => {
      const get = new GetObjectCommand({
        Bucket,
        Key: fileKey(fileId),
        ResponseContentDisposition: dispositionOf(name),
        ResponseContentType: type,
        ResponseCacheControl: 'no-store',
      });
      return getSignedUrl(client, get, { expiresIn: DOWNLOAD_SECONDS });
    },
    remove: async (fileId) => {
      await remove(fileKey(fileId));
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
    erase: async (fileId) => {
      const Key = fileKey(fileId);
      const page = await trying(() => client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key })));
      const all = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])];
      for (const { VersionId } of all.filter((version) => version.Key === Key))
        await trying(() => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
    },
  };
};

/** What is kept, by the names and the checksums that S3 itself knows; for the audit. */
export const listKeptFiles = async function* (client: S3Client, Bucket: string): AsyncGenerator<string> {
  const Prefix = fileKey('');
  try {
    for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix }))
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key.slice(Prefix.length);
  } catch (error) {
    throw awsFailure('S3', error);
  }
};
