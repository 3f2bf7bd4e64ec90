import { type Caller, vendorOf } from '../directory/caller.ts';
import type { Files, Ports, UploadForm, UploadQuota, UploadTerms } from '../store/ports.ts';
import { accepted, NOT_FOUND, type Outcome, type Problem, type Refusal, refused } from '../values/errors.ts';
import { fileHash } from '../values/hash.ts';
import { createTurns } from '../values/take-turns.ts';
import { fileProblems, isFileId, MAX_FILE_BYTES } from './attachments.ts';
import {
  eraseFile,
  type FileRecord,
  fileChange,
  findFile,
  listUnsubmitted,
  loadFile,
  newFileWrite,
} from './file-store.ts';
import { contentProblem, type FileType, typeOfName } from './file-type.ts';

/**
 * What was sent and not yet taken over lies a day where it was received, and whoever may ask for a form may send as often
 * as he likes. So much may lie there of one vendor, or for one permit: two applications with all their papers.
 */
const UPLOAD_QUOTA: UploadQuota = { files: 40, bytes: 40 * MAX_FILE_BYTES };

/** No more forms are handed out when there is no room for what would come by them. */
const overQuota = async (
  { unfinished }: Pick<Files, 'unfinished'>,
  prefix: string,
): Promise<Refusal | undefined> => {
  const { files, bytes } = await unfinished(prefix);
  return files < UPLOAD_QUOTA.files && bytes < UPLOAD_QUOTA.bytes
    ? undefined
    : refused(
        'too-many',
        'too-many-uploads',
        `送信した後、登録していないファイルが${files}件あり、これ以上は受け付けられません。登録するか、送信から1日が過ぎるのをお待ちください`,
      );
};

export type UploadWish = {
  readonly announced?: UploadTerms['announced'];
  readonly redirect?: (fileId: string) => string;
};
export type OfferedUpload = { readonly fileId: string; readonly upload: UploadForm };
const FORM_SECONDS = 3600;

/** A form by which one file can be sent, for an hour. @param area the folder in which it is received */
export const offerForm = async (
  { files, ids }: Pick<Ports, 'ids'> & { readonly files: Files },
  area: string,
  maxBytes: number,
  { announced, redirect }: UploadWish,
): Promise<Outcome<OfferedUpload>> => {
  const tooMuch = await overQuota(files, `${area}/`);
  if (tooMuch) return tooMuch;
  const fileId = ids.next();
  const upload = await files.presignUpload(`${area}/${fileId}`, {
    ...{ maxBytes, quota: UPLOAD_QUOTA, seconds: FORM_SECONDS },
    ...(announced ? { announced } : {}),
    ...(redirect ? { redirect: redirect(fileId) } : {}),
  });
  return accepted({ fileId, upload });
};

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
