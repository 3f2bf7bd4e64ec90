import { type Caller, vendorOf } from '../directory/caller.ts';
import type { Files, Ports } from '../store/ports.ts';
import { accepted, type Outcome, type Problem, refused } from '../values/errors.ts';
import { fileHash } from '../values/hash.ts';
import { NOT_FOUND } from '../values/refusals.ts';
import { createTurns } from '../values/take-turns.ts';
import { fileProblems, isFileId, MAX_FILE_BYTES } from './attachments.ts';
import { eraseFile } from './erase-file.ts';
import {
  type FileRecord,
  fileChange,
  findFile,
  listUnsubmitted,
  loadFile,
  newFileWrite,
} from './file-store.ts';
import { contentProblem, type FileType, typeOfName } from './file-type.ts';
import { type OfferedUpload, offerForm, type UploadWish } from './upload-quota.ts';

/**
 * 添付資料 on its way: a form is offered (nothing is written), the file comes by it past our handlers, and is then
 * judged, kept under an id of ours and recorded. Who uses the form again later changes nothing that is kept.
 */

const MAX_UNSUBMITTED = 100;
/**
 * A browser that sends straight to the store is shown the store's own answer: so files well over the limit come
 * in, for us to say in words what is wrong with them.
 */
const MAX_RECEIVED_BYTES = 3 * MAX_FILE_BYTES;

/** The vendor stands in the id of an upload: whose form it came by is no question of trust. */
const uploadOf = (vendorId: string, fileId: string): string => `${vendorId}/${fileId}`;

const unacceptable = (problems: readonly Problem[]) =>
  refused('invalid', 'file-refused', problems[0]?.message ?? '', problems);

export const offerUpload =
  (ports: Pick<Ports, 'ids'> & { readonly files: Files }) =>
  async (caller: Caller, wish: UploadWish): Promise<Outcome<OfferedUpload>> => {
    const vendorId = vendorOf(caller);
    return vendorId === undefined ? NOT_FOUND : offerForm(ports, vendorId, MAX_RECEIVED_BYTES, wish);
  };

/** Name and size of what has come by the form, unjudged. */
export const peekUpload =
  ({ files }: { readonly files: Files }) =>
  async (caller: Caller, fileId: string): Promise<{ name: string; size: number } | undefined> => {
    const vendorId = vendorOf(caller);
    return vendorId === undefined || !isFileId(fileId)
      ? undefined
      : files.received(uploadOf(vendorId, fileId));
  };

type FilePorts = Pick<Ports, 'store' | 'clock'> & { readonly files: Files };

/** A file is held whole while it is judged: hundreds of requests at once hold one. */
const inTurn = createTurns();

/** Judge what was received, keep it and record it. A second call answers what the first one recorded. */
export const completeUpload =
  (ports: FilePorts) =>
  (caller: Caller, fileId: string): Promise<Outcome<FileRecord>> =>
    inTurn(ports.files, 'file', () => judgeAndKeep(ports)(caller, fileId));

const judgeAndKeep =
  ({ store, clock, files }: FilePorts) =>
  async (caller: Caller, fileId: string): Promise<Outcome<FileRecord>> => {
    const vendorId = vendorOf(caller);
    if (vendorId === undefined || !isFileId(fileId)) return NOT_FOUND;
    const earlier = await findFile(store, fileId);
    if (earlier && earlier.vendorId !== vendorId) return NOT_FOUND;
    if (earlier?.kept) return accepted(earlier);
    const upload = uploadOf(vendorId, fileId);
    const received = await files.received(upload);
    if (!received) return NOT_FOUND;
    const { name, size } = received;
    const type = typeOfName(name);
    const problems = fileProblems(name, size);
    const judged = problems.length > 0 || !type ? problems : judge(name, type, await received.read());
    if (!('bytes' in judged)) {
      await files.discard(upload);
      return unacceptable(judged);
    }
    if (!earlier && (await listUnsubmitted(store, vendorId)).length >= MAX_UNSUBMITTED)
      return refused(
        'conflict',
        'too-many-files',
        `提出していない添付資料が${MAX_UNSUBMITTED}件あります。使わない資料を削除してから、もう一度お試しください`,
      );
    const file: FileRecord = {
      fileId,
      vendorId,
      version: 1,
      name: name.trim(),
      type: judged.type,
      size: judged.bytes.byteLength,
      sha256: fileHash(judged.bytes),
      uploadedBy: caller.person.personId,
      uploadedAt: clock().toString(),
      submitted: false,
      kept: false,
    };
    const again = refused('conflict', 'upload-changed', '送信が重なりました。もう一度お試しください');
    // The record first: what is kept is always found again and erased, also after a crash in between (INV-19).
    const isNew = !earlier && (await store.transact([newFileWrite(file)])).ok;
    const begun = isNew ? file : (earlier ?? (await findFile(store, fileId)));
    if (!begun) return again;
    if (begun.kept) return accepted(begun);
    if (
      (await files.keep(fileId, judged.bytes, file.type)) === 'exists' &&
      (await files.hashOf(fileId)) !== file.sha256
    )
      return again;
    const kept = { ...file, version: begun.version + 1, kept: true };
    const result = await store.transact([fileChange(begun, kept)]);
    if (!result.ok) {
      const first = await loadFile(store, vendorId, fileId);
      return first ? accepted(first) : again;
    }
    await files.discard(upload);
    return accepted(kept);
  };

const judge = (
  name: string,
  type: FileType,
  bytes: Uint8Array,
): readonly Problem[] | { readonly type: FileType; readonly bytes: Uint8Array } => {
  // Once more: the form may have been used again since its size was asked for.
  const problems = fileProblems(name, bytes.byteLength);
  const message = contentProblem(type, bytes);
  if (problems.length > 0) return problems;
  return message === undefined ? { type, bytes } : [{ pointer: '/file', message: `${name}：${message}` }];
};

/** A file that no revision names. One that was submitted stays, whoever asks. */
export const removeFile =
  ({ store, files }: Pick<Ports, 'store'> & { readonly files: Files }) =>
  async (caller: Caller, fileId: string): Promise<Outcome<undefined>> => {
    const file = await loadFile(store, vendorOf(caller) ?? '', fileId);
    if (!file) return NOT_FOUND;
    const frozen = refused('conflict', 'file-submitted', '提出した申請書の添付資料は削除できません');
    if (file.submitted) return frozen;
    return (await eraseFile(store, file, files.remove)) === 'erased' ? accepted(undefined) : frozen;
  };
