import { z } from 'zod';
import { type Item, queryAll, type Store, type Write } from '../store/ports.ts';
import { type Problem, Retryable } from '../values/errors.ts';
import { type Attachment, type attachmentSchema, isFileId } from './attachments.ts';

/** Rows FILE#…: what is known of a file that was received, judged and kept. */

export const fileRecordSchema = z.object({
  fileId: z.string(),
  vendorId: z.string(),
  version: z.int(),
  name: z.string(),
  type: z.string(),
  size: z.int(),
  sha256: z.string(),
  uploadedBy: z.string(),
  uploadedAt: z.string(),
  /** Once a revision names it, it stays. */
  submitted: z.boolean(),
  /** False while its contents are on their way in or out: then nobody is shown it. */
  kept: z.boolean().default(true),
});
export type FileRecord = z.infer<typeof fileRecordSchema>;

const fileKey = (fileId: string) => ({ pk: `FILE#${fileId}`, sk: 'FILE' });

/** As long as no revision names it, the vendor's index lists it. */
export const fileRow = (file: FileRecord): Item => ({
  ...fileKey(file.fileId),
  version: file.version,
  ...(file.submitted ? {} : { vendorKey: `FILES#${file.vendorId}`, vendorSort: file.fileId }),
  file,
});

export const newFileWrite = (file: FileRecord): Write => ({ put: fileRow(file), when: { absent: true } });
const fileDeletion = ({ fileId, version }: FileRecord): Write => ({
  delete: fileKey(fileId),
  when: { version },
});
export const fileChange = (file: FileRecord, change: Partial<FileRecord>): Write => ({
  put: fileRow({ ...file, ...change, version: file.version + 1 }),
  when: { version: file.version },
});

/** Whosever it is. */
export const findFile = async (store: Store, fileId: string): Promise<FileRecord | undefined> => {
  const row = isFileId(fileId) ? await store.get(fileKey(fileId)) : undefined;
  return row && fileRecordSchema.parse(row['file']);
};

/** The vendor's own file; undefined for everybody else's. */
export const loadFile = async (
  store: Store,
  vendorId: string,
  fileId: string,
): Promise<FileRecord | undefined> => {
  const file = await findFile(store, fileId);
  return file?.vendorId === vendorId && file.kept ? file : undefined;
};

export const listUnsubmitted = async (store: Store, vendorId: string): Promise<FileRecord[]> =>
  (await queryAll(store, { index: 'vendor', hash: `FILES#${vendorId}` })).map((row) =>
    fileRecordSchema.parse(row['file']),
  );

/**
 * The files that an application names, as its revision will keep them, and the writes by which they stay. A file of
 * another vendor's is answered like one that never was.
 */
export const resolveAttachments = async (
  store: Store,
  vendorId: string,
  references: readonly z.infer<typeof attachmentSchema>[],
): Promise<{ attachments: Attachment[]; writes: Write[]; problems: Problem[] }> => {
  const files = await Promise.all(references.map(({ fileId }) => loadFile(store, vendorId, fileId)));
  const attachments: Attachment[] = [];
  const writes: Write[] = [];
  const problems: Problem[] = [];
  for (const [index, { fileId, kind }] of references.entries()) {
    const file = files[index];
    const pointer = `/attachments/${index}/fileId`;
    if (!file)
      problems.push({ pointer, message: 'この添付資料が見つかりません。削除して、もう一度添付してください' });
    else if (attachments.some((earlier) => earlier.fileId === fileId))
      problems.push({ pointer, message: 'この添付資料は二重に添付されています。どちらかを削除してください' });
    else {
      const { name, type, size, sha256 } = file;
      attachments.push({ fileId, kind, name, type, size, sha256 });
      if (!file.submitted) writes.push(fileChange(file, { submitted: true }));
    }
  }
  return { attachments, writes, problems };
};

/**
 * A file goes: first nobody can name it any more, then its contents, its record last, by which it is looked for again
 * after a crash.
 *
 * @param contents takes the contents away
 * @returns 'changed' when the record was written meanwhile; then nothing has happened
 * @throws Retryable when the record could not be taken away after the contents
 */
export const eraseFile = async (
  store: Store,
  file: FileRecord,
  contents: (fileId: string) => Promise<unknown>,
): Promise<'erased' | 'changed'> => {
  if (!(await store.transact([fileChange(file, { kept: false })])).ok) return 'changed';
  await contents(file.fileId);
  const gone = await store.transact([fileDeletion({ ...file, version: file.version + 1 })]);
  if (!gone.ok) throw new Retryable('the record of a file was in use');
  return 'erased';
};
