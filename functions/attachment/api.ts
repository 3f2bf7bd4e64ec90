import { z } from 'zod';
import { openAttachment } from '../../core/application/open-attachment.ts';
import { completeUpload, offerUpload, removeFile } from '../../core/attachment/attach-file.ts';
import { fileName, MAX_FILE_BYTES, recordedAttachmentSchema } from '../../core/attachment/attachments.ts';
import { typeOfName } from '../../core/attachment/file-type.ts';
import { group, wholeNumber } from '../../core/values/fields.ts';
import { type Endpoint, type HttpPorts, post, read, remove } from '../http/contract.ts';

const announcedSchema = group('添付資料', {
  name: fileName,
  size: wholeNumber('ファイルの大きさ（バイト）', 1, MAX_FILE_BYTES),
});
const offerSchema = z.object({
  fileId: z.string(),
  /** multipart/form-data: all fields, then `file`. */
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()), expiresAt: z.string() }),
});
const fileSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.int(),
  sha256: z.string(),
});

/** 添付資料 of 様式1, for vendors' systems and for people. The bytes themselves go straight to the store and back. */
export const attachmentsApi = (ports: HttpPorts): readonly Endpoint[] => [
  post(
    '/v1/files',
    'vendor',
    '添付資料の送信先（フォーム）を受け取る',
    { body: announcedSchema, status: 201, response: offerSchema },
    async ({ caller, body: { name, size } }) =>
      offerUpload(ports)(caller, { announced: { name, size, type: typeOfName(name) ?? '' } }),
  ),
  post(
    '/v1/files/{fileId}/completion',
    'vendor',
    '送信した添付資料を確かめ、登録する',
    { response: fileSchema },
    ({ caller, params }) => completeUpload(ports)(caller, params['fileId'] ?? ''),
  ),
  remove(
    '/v1/files/{fileId}',
    'vendor',
    '提出していない添付資料を削除する',
    { status: 204 },
    ({ caller, params }) => removeFile(ports)(caller, params['fileId'] ?? ''),
  ),
  read(
    '/v1/applications/{caseId}/attachments/{fileId}',
    'anyone',
    '申請書の添付資料と、1分間有効なダウンロード先',
    { response: recordedAttachmentSchema.extend({ url: z.string() }) },
    ({ caller, params }) => openAttachment(ports)(caller, params['caseId'] ?? '', params['fileId'] ?? ''),
  ),
];
