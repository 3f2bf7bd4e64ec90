import type { Store } from '../store/ports.ts';
import { Retryable } from '../values/errors.ts';
import { type FileRecord, fileChange, fileDeletion } from './file-store.ts';

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
