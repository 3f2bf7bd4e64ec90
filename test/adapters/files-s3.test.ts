import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test, vi } from 'vitest';
import { Fatal, Retryable } from '../../core/values/errors.ts';
import { filesOnDemand } from '../../functions/adapters/files-on-demand.ts';
import { createS3Files } from '../../functions/adapters/files-s3.ts';

const NOW = '2026-04-06T00:00:00Z';
type Command = { constructor: { name: string }; input: Record<string, unknown> };

/** A client that signs for real, and answers each command from a list. */
const filesWith = (...answers: readonly (object | Error)[]) => {
  const client = new S3Client({
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
  });
  const commands: Command[] = [];
  const left = [...answers];
  vi.spyOn(client, 'send').mockImplementation((async (command: Command) => {
    commands.push(command);
    const answer = left.shift();
    if (answer === undefined) throw new Error(`unexpected ${command.constructor.name}`);
    if (answer instanceof Error) throw answer;
    return answer;
  }) as never);
  const files = createS3Files({ client, bucket: 'permit-files', clock: () => Temporal.Instant.from(NOW) });
  return { files, commands };
};
const failure = (name: string, fault: 'client' | 'server' = 'client') =>
  new S3ServiceException({ name, $fault: fault, $metadata: {}, message: name });
const body = (bytes: Uint8Array) => ({ Body: { transformToByteArray: async () => bytes } });
const policyOf = (fields: Readonly<Record<string, string>>) =>
  JSON.parse(Buffer.from(fields['Policy'] ?? '', 'base64').toString()) as {
    expiration: string;
    conditions: unknown[];
  };

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
describe('the form', () => {
  test('for a browser: its own prefix, a size range, the way back; the name comes with the file', async () => {
    const { files } = filesWith();
    const redirect = 'https://permits.city.example/drafts/d/attachments/f';
    const { url, fields, expiresAt } = await files.presignUpload('hokuto/F', {
      maxBytes: 1000,
      quota: { files: 2, bytes: 2000 },
      seconds: 3600,
      redirect,
    });
    expect(url).toBe('https://permit-files.s3.ap-northeast-1.amazonaws.com/');
    expect(expiresAt).toBe('2026-04-06T01:00:00Z');
    expect(fields).toMatchObject({
      key: `uploads/hokuto/F/$${'{filename}'}`,
      success_action_redirect: redirect,
    });
    const { conditions } = policyOf(fields);
    expect(conditions).toEqual(
      expect.arrayContaining([
        ['content-length-range', 0, 1000],
        ['starts-with', '$key', 'uploads/hokuto/F/'],
        { success_action_redirect: redirect },
        { bucket: 'permit-files' },
      ]),
    );
    // S3 refuses any field that no condition names.
    const named = conditions.flatMap((condition) => Object.keys(condition as object));
    for (const field of Object.keys(fields).filter((name) => !/^(key|Policy|X-Amz-Signature)$/.test(name)))
      expect(named).toContain(field);
  });

  test('for a program: exactly the name, size and type that it announced', async () => {
    const { files } = filesWith();
    const announced = { name: '構成図.pdf', type: 'application/pdf', size: 123 };
    const quota = { files: 2, bytes: 2000 };
    const { fields } = await files.presignUpload('hokuto/F', {
      maxBytes: 1000,
      quota,
      seconds: 60,
      announced,
    });
    expect(policyOf(fields).conditions).toEqual(
      expect.arrayContaining([
        ['content-length-range', 123, 123],
        { key: 'uploads/hokuto/F/構成図.pdf' },
        { 'Content-Type': 'application/pdf' },
      ]),
    );
  });
});

describe('what a form can hold back', () => {
  test('size, place and time are in it; how often it is used cannot be: that is counted when the next is offered', async () => {
    vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
    try {
      const { files, commands } = filesWith({ Contents: [] }, { Contents: [] });
      const terms = { maxBytes: 1000, quota: { files: 1, bytes: 1000 }, seconds: 3600 };
      for (const id of ['hokuto/F', 'hokuto/G']) {
        // Forms that were handed out and not used yet are nowhere.
        expect(await files.unfinished('hokuto/')).toEqual({ files: 0, bytes: 0 });
        const policy = policyOf((await files.presignUpload(id, terms)).fields);
        expect(policy.expiration).toBe('2026-04-06T01:00:00Z');
        const ours = policy.conditions.filter((each) => !/"x-amz-/i.test(JSON.stringify(each)));
        expect(ours).toEqual([
          ['content-length-range', 0, 1000],
          { bucket: 'permit-files' },
          ['starts-with', '$key', `uploads/${id}/`],
        ]);
      }
      expect(commands).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('what was received', () => {
  const entry = (name: string, second: number) => ({
    Key: `uploads/hokuto/F/${name}`,
    Size: 3,
    ETag: `"${name}"`,
    LastModified: new Date(second * 1000),
  });

  test('is the last of all, and what is read is what was listed', async () => {
    const { files, commands } = filesWith(
      { Contents: [entry('新.pdf', 2), entry('旧.pdf', 1)] },
      body(Buffer.from('abc')),
    );
    const received = await files.received('hokuto/F');
    expect(received).toMatchObject({ name: '新.pdf', size: 3 });
    expect(await received?.read()).toEqual(Buffer.from('abc'));
    expect(commands.map(({ input }) => input)).toEqual([
      { Bucket: 'permit-files', Prefix: 'uploads/hokuto/F/' },
      { Bucket: 'permit-files', Key: 'uploads/hokuto/F/新.pdf', IfMatch: '"新.pdf"' },
    ]);
  });

  test('replaced while it is read: nothing, which no judge accepts', async () => {
    const { files } = filesWith({ Contents: [entry('a.pdf', 1)] }, failure('PreconditionFailed'));
    expect(await (await files.received('hokuto/F'))?.read()).toHaveLength(0);
  });

  test('all of one vendor, of whatever id, is counted', async () => {
    const { files, commands } = filesWith({ Contents: [entry('a.pdf', 1), entry('b.pdf', 2)] }, {});
    expect(await files.unfinished('hokuto/')).toEqual({ files: 2, bytes: 6 });
    expect(await files.unfinished('minami/')).toEqual({ files: 0, bytes: 0 });
    expect(commands.map(({ input }) => input)).toEqual([
      { Bucket: 'permit-files', Prefix: 'uploads/hokuto/' },
      { Bucket: 'permit-files', Prefix: 'uploads/minami/' },
    ]);
  });

  test('nothing at all', async () => {
    expect(await filesWith({}).files.received('hokuto/F')).toBeUndefined();
  });

  test('is discarded whole', async () => {
    const { files, commands } = filesWith({ Contents: [entry('a.pdf', 1), entry('b.pdf', 2)] }, {}, {});
    await files.discard('hokuto/F');
    expect(commands.map(({ constructor: { name } }) => name)).toEqual([
      'ListObjectsV2Command',
      'DeleteObjectCommand',
      'DeleteObjectCommand',
    ]);
  });
});

describe('what is kept', () => {
  const sum = 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; // SHA-256 of "abc", FIPS 180-2
  const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  test('is written where there is nothing, with its SHA-256 for S3 to check', async () => {
    const { files, commands } = filesWith({});
    expect(await files.keep('F', Buffer.from('abc'), 'text/plain')).toBe('kept');
    expect(commands[0]?.input).toMatchObject({
      Key: 'files/F',
      ContentType: 'text/plain',
      IfNoneMatch: '*',
      ChecksumSHA256: sum,
    });
  });

  test('is not overwritten', async () => {
    const { files } = filesWith(failure('PreconditionFailed'));
    expect(await files.keep('F', Buffer.from('abc'), 'text/plain')).toBe('exists');
  });

  test('its hash is what S3 has computed, not what anybody says', async () => {
    const { files, commands } = filesWith({ ChecksumSHA256: sum });
    expect(await files.hashOf('F')).toBe(hex);
    expect(commands[0]?.input).toMatchObject({ Key: 'files/F', ChecksumMode: 'ENABLED' });
    expect(await filesWith({}).files.hashOf('F')).toBeUndefined();
    expect(await filesWith(failure('NotFound')).files.hashOf('F')).toBeUndefined();
  });

  test('is downloaded from a signed address for a minute, saved under its name', async () => {
    const { files } = filesWith();
    const url = new URL(await files.presignDownload('F', { name: '構成図.pdf', type: 'application/pdf' }));
    expect([url.origin, url.pathname]).toEqual([
      'https://permit-files.s3.ap-northeast-1.amazonaws.com',
      '/files/F',
    ]);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Amz-Expires': '60',
      'response-content-disposition': `attachment; filename="___.pdf"; filename*=UTF-8''${encodeURIComponent('構成図.pdf')}`,
      'response-content-type': 'application/pdf',
      'response-cache-control': 'no-store',
    });
  });
});

test('failures have our names', async () => {
  await expect(filesWith(failure('SlowDown', 'server')).files.read('F')).rejects.toThrow(Retryable);
  await expect(filesWith(failure('AccessDenied')).files.read('F')).rejects.toThrow(Fatal);
  expect(await filesWith(failure('NoSuchKey')).files.read('F')).toBeUndefined();
});

test('the clients are loaded once, when something is asked for', async () => {
  const { files } = filesWith(body(Buffer.from('a')), body(Buffer.from('b')));
  const load = vi.fn(async () => files);
  const lazy = filesOnDemand(load);
  expect(load).not.toHaveBeenCalled();
  expect([await lazy.read('F'), await lazy.read('F')]).toEqual([Buffer.from('a'), Buffer.from('b')]);
  expect(load).toHaveBeenCalledTimes(1);
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
describe('erasure (INV-19)', () => {
  test('every version and every delete marker of the file goes, and nothing of another', async () => {
    const version = (Key: string, VersionId: string) => ({ Key, VersionId });
    const { files, commands } = filesWith(
      {
        Versions: [version('files/F', 'v1'), version('files/F', 'v2'), version('files/F2', 'v9')],
        DeleteMarkers: [version('files/F', 'm1')],
      },
      {},
      {},
      {},
    );
    await files.erase('F');
    expect(commands.map((command) => [command.constructor.name, command.input['VersionId']])).toEqual([
      ['ListObjectVersionsCommand', undefined],
      ['DeleteObjectCommand', 'v1'],
      ['DeleteObjectCommand', 'v2'],
      ['DeleteObjectCommand', 'm1'],
    ]);
  });

  test('what is gone already is no fault; a version under a legal hold is one', async () => {
    const gone = filesWith({});
    await gone.files.erase('F');
    expect(gone.commands).toHaveLength(1);
    const held = filesWith({ Versions: [{ Key: 'files/F', VersionId: 'v1' }] }, failure('AccessDenied'));
    await expect(held.files.erase('F')).rejects.toThrow(Fatal);
  });
});
