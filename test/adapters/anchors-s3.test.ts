import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createS3Anchors } from '../../functions/adapters/anchors-s3.ts';

/** Word for word what S3 is asked about anchors, and what its answers mean: an anchor is written once. */

const anchorsWith = (answer: (command: unknown) => unknown) => {
  const sent: unknown[] = [];
  const client = new S3Client({ region: 'ap-northeast-1' });
  client.send = (async (command: unknown) => {
    sent.push(command);
    const value = answer(command);
    if (value instanceof Error) throw value;
    return value;
  }) as S3Client['send'];
  return { anchors: createS3Anchors({ client, bucket: 'anchors-of-test' }), sent };
};
const named = (name: string, fault: 'client' | 'server' = 'client') =>
  new S3ServiceException({ name, $fault: fault, $metadata: {}, message: name });

test('an anchor is put only where there is none: If-None-Match: *', async () => {
  const { anchors, sent } = anchorsWith(() => ({}));
  expect(await anchors.put('2026-04-06', 'heads')).toBe('written');
  expect(sent).toEqual([expect.any(PutObjectCommand)]);
  expect(sent[0]).toMatchObject({
    input: {
      Bucket: 'anchors-of-test',
      Key: 'anchors/2026-04-06.txt',
      Body: 'heads',
      ContentType: 'text/plain; charset=utf-8',
      IfNoneMatch: '*',
    },
  });
});

test('one that is there is said to exist; any other no is a failure', async () => {
  expect(await anchorsWith(() => named('PreconditionFailed')).anchors.put('a', 'x')).toBe('exists');
  await expect(anchorsWith(() => named('SlowDown', 'server')).anchors.put('a', 'x')).rejects.toMatchObject({
    name: 'Retryable',
  });
  await expect(anchorsWith(() => named('AccessDenied')).anchors.put('a', 'x')).rejects.toMatchObject({
    name: 'Fatal',
  });
});

test('an anchor is read by its name; what is not there is undefined, and nothing else is', async () => {
  const { anchors, sent } = anchorsWith(() => ({ Body: { transformToString: async () => 'heads' } }));
  expect(await anchors.get('2026-04-06')).toBe('heads');
  expect(sent).toEqual([expect.any(GetObjectCommand)]);
  expect(sent[0]).toMatchObject({ input: { Bucket: 'anchors-of-test', Key: 'anchors/2026-04-06.txt' } });
  const missing = new NoSuchKey({ message: 'missing', $metadata: {} });
  expect(await anchorsWith(() => missing).anchors.get('a')).toBeUndefined();
  await expect(anchorsWith(() => named('AccessDenied')).anchors.get('a')).rejects.toThrow();
});

test('all pages are listed, in the order of the names', async () => {
  const pages = [
    { Contents: [{ Key: 'anchors/2026-04-07.txt' }], IsTruncated: true, NextContinuationToken: 'next' },
    { Contents: [{ Key: 'anchors/2026-04-06.txt' }] },
  ];
  const { anchors, sent } = anchorsWith(() => pages.shift());
  expect(await anchors.list()).toEqual(['2026-04-06', '2026-04-07']);
  expect(sent).toEqual([expect.any(ListObjectsV2Command), expect.any(ListObjectsV2Command)]);
  expect(sent).toMatchObject([
    { input: { Bucket: 'anchors-of-test', Prefix: 'anchors/' } },
    { input: { ContinuationToken: 'next' } },
  ]);
});
