import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Files, Item } from '../../core/store/ports.ts';
import { Rejected } from '../../core/values/errors.ts';
import { fileHash } from '../../core/values/hash.ts';

/** The contents of attachments beside the rows that know them: `files/<fileId>`, each verified by its row's SHA-256. */

const rowSchema = z.object({
  pk: z.templateLiteral(['FILE#', z.string()]),
  /** Contents that are on their way in or out stay behind. */
  file: z.object({
    fileId: z.string(),
    type: z.string(),
    sha256: z.string(),
    kept: z.literal(true).default(true),
  }),
});

const pathIn = (folder: string, fileId: string) => join(folder, 'files', fileId);
const whole = (bytes: Uint8Array | undefined, file: { fileId: string; sha256: string }): Uint8Array => {
  if (!bytes || fileHash(bytes) !== file.sha256)
    throw new Rejected(`attachment ${file.fileId} is lost or is not what was submitted`);
  return bytes;
};

/** Nothing happens for rows of another kind. */
export const exportAttachment = async (files: Files, row: Item, folder: string): Promise<void> => {
  const file = rowSchema.safeParse(row).data?.file;
  if (!file) return;
  mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 });
  writeFileSync(pathIn(folder, file.fileId), whole(await files.read(file.fileId), file), { mode: 0o600 });
};

/** Before its row: a record always has its file. */
export const importAttachment = async (files: Files, row: Item, folder: string): Promise<void> => {
  const file = rowSchema.safeParse(row).data?.file;
  if (file) await files.keep(file.fileId, whole(readFileSync(pathIn(folder, file.fileId)), file), file.type);
};
