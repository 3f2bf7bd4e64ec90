import type { Files, Ports, UploadForm, UploadQuota, UploadTerms } from '../store/ports.ts';
import { accepted, type Outcome, type Refusal, refused } from '../values/errors.ts';
import { MAX_FILE_BYTES } from './attachments.ts';

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
