import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { link, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Clock, Files } from '../core/store/ports.ts';
import type { KeptFiles } from '../core/trail/verify-audit.ts';
import { Fatal, Retryable } from '../core/values/errors.ts';
import { keptFilesIn } from './audit-place.ts';
import { createSigner } from './signed.ts';

const DOWNLOAD_SECONDS = 60;
/** As the bucket's lifecycle does. */
const UPLOADS_KEPT_MILLISECONDS = 24 * 3600 * 1000;

const uploadSchema = z.object({
  upload: z.string(),
  quota: z.object({ files: z.int(), bytes: z.int() }),
  min: z.int(),
  max: z.int(),
  name: z.string().optional(),
  redirect: z.string().optional(),
});
/** More than any name that is accepted; a character may take six in JSON. */
const MAX_NAME = 1000;
const MAX_HEADER_BYTES = 8 * 1024;
const downloadSchema = z.object({ file: z.string(), name: z.string(), type: z.string() });
const headerSchema = z.object({ name: z.string() });
const errorSchema = z.object({ code: z.string() });

/** Undefined instead of "there is no such file". */
const ifThere = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (errorSchema.safeParse(error).data?.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Written and on the disk, under a name that nobody looks for yet. */
const writeDurably = async (
  folder: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> => {
  const path = join(folder, `.${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  try {
    // All of it, or it fails: a bare write may end short where the disk is full, and say nothing.
    await file.writeFile(chunks);
    await file.sync();
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
};
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
};

/** The sender's name for what was received, and where the contents begin. */
const headerOf = async (path: string) => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0);
    const end = buffer.subarray(0, bytesRead).indexOf('\n');
    const { name } = headerSchema.parse(JSON.parse(buffer.subarray(0, end).toString()));
    return { name, size: size - end - 1 };
  } finally {
    await file.close();
  }
};

const temporaryFolders: string[] = [];

/** A folder for a runtime that lives in memory: made when it is first needed, gone when the process ends. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'permit-files-'));
  if (temporaryFolders.length === 0)
    process.once('exit', () => {
      for (const each of temporaryFolders) rmSync(each, { recursive: true, force: true });
    });
  temporaryFolders.push(folder);
  return folder;
};

/**
 * Files in a folder. `uploads/<id>`: one line of JSON with the sender's name for it, then the contents; `files/<id>`:
 * contents alone, create-only. What is answered for has been synced to the disk.
 *
 * `receive` and `fetch` are what the local server does for the addresses that `presign…` hands out.
 */
export const createLocalFiles = (options: {
  readonly clock: Clock;
  readonly baseUrl: () => string;
  readonly folder?: string | undefined;
}) => {
  const { clock, baseUrl } = options;
  const signer = createSigner(clock);
  let root: string | undefined;
  const folder = (name: 'uploads' | 'files'): string => {
    root ??= options.folder ?? temporaryFolder();
    const path = join(root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  const pathOf = (name: 'uploads' | 'files', id: string): string => {
    if (!/^[\w-]+(?:\/[\w-]+)*$/.test(id)) throw new Fatal('an id that could lead out of the folder');
    return join(folder(name), id.replaceAll('/', '~'));
  };
  const removeStale = async (): Promise<void> => {
    const now = Temporal.Now.instant().epochMilliseconds;
    for (const name of await readdir(folder('uploads'))) {
      const path = join(folder('uploads'), name);
      const found = await ifThere(stat(path));
      if (found && now - found.mtimeMs > UPLOADS_KEPT_MILLISECONDS) await rm(path, { force: true });
    }
  };

  const uploadsUnder = async (prefix: string) =>
    (await readdir(folder('uploads')))
      .filter((name) => name.startsWith(prefix.replaceAll('/', '~')))
      .map((name) => ({ name, path: join(folder('uploads'), name) }));
  /** Ids whose files are coming in just now: they count as if they were there. */
  const comingIn: string[] = [];
  /** A place for this file beside all that is there and comes in; false when the quota has none. */
  const enter = async ({ upload, quota, max }: z.infer<typeof uploadSchema>): Promise<boolean> => {
    const prefix = upload.slice(0, upload.lastIndexOf('/') + 1);
    const there = await files.unfinished(prefix);
    // A form that is used again replaces what came before.
    const again = await ifThere(stat(pathOf('uploads', upload)));
    // From here on in one go: two that come at once see each other.
    const others = comingIn.filter((id) => id.startsWith(prefix)).length;
    const count = there.files + others + (again ? 0 : 1);
    const bytes = there.bytes - (again?.size ?? 0) + (others + 1) * max;
    if (count > quota.files || bytes > quota.bytes) return false;
    comingIn.push(upload);
    return true;
  };

  const files: Files = {
    presignUpload: async (uploadId, { maxBytes, quota, seconds, announced, redirect }) => {
      const value: z.infer<typeof uploadSchema> = {
        upload: uploadId,
        quota,
        min: announced?.size ?? 0,
        max: announced?.size ?? maxBytes,
        name: announced?.name,
        redirect,
      };
      return {
        url: `${baseUrl()}/files/uploads`,
        fields: { policy: signer.sign(value, seconds) },
        expiresAt: clock().add({ seconds }).toString(),
      };
    },
    received: async (uploadId) => {
      const path = pathOf('uploads', uploadId);
      const header = await ifThere(headerOf(path));
      return (
        header && {
          ...header,
          read: async () => {
            const bytes = await ifThere(readFile(path));
            if (!bytes) throw new Retryable('what was received is gone');
            return bytes.subarray(bytes.indexOf('\n') + 1);
          },
        }
      );
    },
    unfinished: async (prefix) => {
      if ((root ?? options.folder) === undefined) return { files: 0, bytes: 0 };
      await removeStale();
      const sizes = await Promise.all((await uploadsUnder(prefix)).map(({ path }) => ifThere(stat(path))));
      return { files: sizes.length, bytes: sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0) };
    },
    discard: async (uploadId) => rm(pathOf('uploads', uploadId), { force: true }),
    keep: async (fileId, bytes) => {
      const written = await writeDurably(folder('files'), [bytes]);
      try {
        await link(written, pathOf('files', fileId));
        await syncFolder(folder('files'));
        return 'kept';
      } catch (error) {
        if (errorSchema.safeParse(error).data?.code === 'EEXIST') return 'exists';
        throw error;
      } finally {
        await rm(written, { force: true });
      }
    },
    hashOf: async (fileId) => {
      const hash = createHash('sha256');
      const read = async () => {
        for await (const chunk of createReadStream(pathOf('files', fileId))) hash.update(chunk);
        return hash.digest('hex');
      };
      return ifThere(read());
    },
    read: async (fileId) => ifThere(readFile(pathOf('files', fileId))),
    presignDownload: async (fileId, { name, type }) =>
      `${baseUrl()}/files/downloads/${signer.sign({ file: fileId, name, type }, DOWNLOAD_SECONDS)}`,
    remove: async (fileId) => rm(pathOf('files', fileId), { force: true }),
    erase: async (fileId) => files.remove(fileId),
  };

  return {
    files,
    /** The bare folder, for the audit. */
    kept: (): KeptFiles => {
      const place = root ?? options.folder;
      return keptFilesIn(place === undefined ? undefined : join(place, 'files'));
    },
    /** What a form carries as `policy`; undefined for what is not ours or has ended. */
    openPolicy: (policy: string) => signer.open(uploadSchema, policy),
    /** Take in what came by a form, up to `max` bytes, as far as there is room for it. */
    receive: async (
      policy: z.infer<typeof uploadSchema>,
      filename: string,
      chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    ): Promise<'received' | 'wrong-size' | 'full'> => {
      if (!(await enter(policy))) return 'full';
      try {
        let size = 0;
        const header = Buffer.from(
          `${JSON.stringify({ name: (policy.name ?? filename).slice(0, MAX_NAME) })}\n`,
        );
        const written = await writeDurably(
          folder('uploads'),
          (async function* () {
            yield header;
            for await (const chunk of chunks) {
              size += chunk.byteLength;
              // Read on, so that the sender comes to hear our answer; but keep nothing more.
              if (size <= policy.max) yield chunk;
            }
          })(),
        );
        if (size < policy.min || size > policy.max) {
          await rm(written, { force: true });
          return 'wrong-size';
        }
        await rename(written, pathOf('uploads', policy.upload));
        await syncFolder(folder('uploads'));
        return 'received';
      } finally {
        comingIn.splice(comingIn.indexOf(policy.upload), 1);
      }
    },
    /** What an address for a download leads to, read as it goes out: many at once, read slowly, must not fill the memory. */
    fetch: async (token: string) => {
      const download = signer.open(downloadSchema, token);
      if (!download) return undefined;
      const path = pathOf('files', download.file);
      const found = await ifThere(stat(path));
      return found && { ...download, size: found.size, contents: () => createReadStream(path) };
    },
  };
};
