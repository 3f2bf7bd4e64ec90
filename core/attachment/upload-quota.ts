import type { Files, UploadQuota } from '../store/ports.ts';
import { type Refusal, refused } from '../values/errors.ts';
import { MAX_FILE_BYTES } from './attachments.ts';

/**
 * What was sent and not yet taken over lies a day where it was received, and whoever may ask for a form may send as often
 * as he likes. So much may lie there of one vendor, or for one permit: two applications with all their papers.
 */
export const UPLOAD_QUOTA: UploadQuota = { files: 40, bytes: 40 * MAX_FILE_BYTES };

/** No more forms are handed out when there is no room for what would come by them. */
export const overQuota = async (
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
