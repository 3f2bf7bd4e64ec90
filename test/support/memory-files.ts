import type { Clock, Files, UploadForm } from '../../core/store/ports.ts';
import { fileHash } from '../../core/values/hash.ts';

const RECEIVED_FOR_MILLISECONDS = 24 * 3_600_000;

/** Files in memory, for the simulation: what `uploads/` and `files/` of a bucket would hold. */
export const createMemoryFiles = (clock: Clock) => {
  const uploads = new Map<
    string,
    { readonly name: string; readonly bytes: Uint8Array; readonly at: number }
  >();
  const kept = new Map<string, Uint8Array>();
  const now = () => clock().epochMilliseconds;
  const files: Files = {
    presignUpload: async (uploadId, { seconds }) => ({
      url: 'http://127.0.0.1/files/uploads',
      fields: { uploadId },
      expiresAt: clock().add({ seconds }).toString(),
    }),
    received: async (uploadId) => {
      const found = uploads.get(uploadId);
      // As the bucket's lifecycle does.
      if (!found || now() - found.at > RECEIVED_FOR_MILLISECONDS) return undefined;
      const { name, bytes } = found;
      return { name, size: bytes.byteLength, read: async () => bytes };
    },
    unfinished: async (prefix) => {
      const found = [...uploads].filter(
        ([id, { at }]) => id.startsWith(prefix) && now() - at <= RECEIVED_FOR_MILLISECONDS,
      );
      return { files: found.length, bytes: found.reduce((sum, [, { bytes }]) => sum + bytes.byteLength, 0) };
    },
    discard: async (uploadId) => {
      uploads.delete(uploadId);
    },
    keep: async (fileId, bytes) => {
      if (kept.has(fileId)) return 'exists';
      kept.set(fileId, bytes);
      return 'kept';
    },
    hashOf: async (fileId) => {
      const bytes = kept.get(fileId);
      return bytes && fileHash(bytes);
    },
    read: async (fileId) => kept.get(fileId),
    presignDownload: async (fileId) => `http://127.0.0.1/files/downloads/${fileId}`,
    remove: async (fileId) => {
      kept.delete(fileId);
    },
    erase: async (fileId) => {
      kept.delete(fileId);
    },
  };
  return {
    files,
    kept: kept as ReadonlyMap<string, Uint8Array>,
    /** What a browser sends by a form that was handed out. */
    receive: ({ fields }: Pick<UploadForm, 'fields'>, name: string, text: string): void => {
      uploads.set(fields['uploadId'] ?? '', { name, bytes: new TextEncoder().encode(text), at: now() });
    },
  };
};
export type MemoryFiles = ReturnType<typeof createMemoryFiles>;
