import { z } from 'zod';
import type { Problem } from '../values/errors.ts';
import { choice, group } from '../values/fields.ts';
import { type Accepts, identifier, line } from '../values/text.ts';
import { ACCEPTED_FILES, FILE_TYPES, typeOfName } from './file-type.ts';

/** 添付資料 of 様式1: a file of the vendor's, verified and kept, that an application names. */

export const ATTACHMENT_KINDS = {
  diagram: '構成図',
  camera: 'カメラ配置図',
  terminal: '端末の写真',
  contract: '契約書の写し',
  consent: '再委託承諾書',
  other: 'その他',
} as const;

export const MAX_ATTACHMENTS = 20;
export const MAX_FILE_MEGABYTES = 10;
export const MAX_FILE_BYTES = MAX_FILE_MEGABYTES * 1024 * 1024;

const FILE_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Ids come from addresses: nothing else may become part of a place in a store. */
export const isFileId = (text: string): boolean => FILE_ID.test(text);

/** What a form or a program posts: which file, and what it shows. */
export const attachmentSchema = group('添付資料', {
  fileId: identifier('添付資料 ファイル'),
  kind: choice('添付資料 種類', ATTACHMENT_KINDS),
});

/** What a revision keeps, and its hash covers: the server's own measure of the file. */
export const recordedAttachmentSchema = attachmentSchema.extend({
  name: z.string(),
  type: z.string(),
  /** Bytes. */
  size: z.int(),
  /** SHA-256 of the contents, hexadecimal. */
  sha256: z.string(),
});
export type Attachment = z.infer<typeof recordedAttachmentSchema>;

const FILE_NAME = `^[^/\\\\]*[^/\\\\.\\s][^/\\\\]*\\.(?:${Object.keys(FILE_TYPES)
  .map((extension) => extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`))
  .join('|')})$`;

/** A file's own name, as typed: for print, and for the name it is saved under. */
export const fileName = line('ファイル名', 100)
  .refine((name) => !/[/\\]/.test(name), '「ファイル名」に / と \\ は使用できません')
  .refine((name) => typeOfName(name) !== undefined, `添付できるファイルの種類は、${ACCEPTED_FILES}です`)
  .meta({
    title: 'ファイル名',
    description: `100文字以内。/ と \\ は使えない。種類は、${ACCEPTED_FILES}`,
    accepts: { form: 'Line', maxLength: 100, pattern: FILE_NAME } satisfies Accepts,
  });

/** What is wrong with a file before anybody has looked into it: its name and its size in bytes. */
export const fileProblems = (name: string, size: number): readonly Problem[] => {
  if (name === '') return [{ pointer: '/file', message: '「添付する資料」のファイルを選択してください' }];
  const named = fileName.safeParse(name);
  return [
    ...(named.success
      ? []
      : named.error.issues.slice(0, 1).map(({ message }) => ({ pointer: '/file', message }))),
    ...(size === 0 ? [{ pointer: '/file', message: '「添付する資料」のファイルが空です' }] : []),
    ...(size > MAX_FILE_BYTES
      ? [
          {
            pointer: '/file',
            message: `「添付する資料」の大きさは${MAX_FILE_MEGABYTES}MB以内としてください（現在 ${sizeText(size)}）`,
          },
        ]
      : []),
  ];
};

/** e.g. 820 B, 12.3 KB, 1.2 MB; rounded up, so that what is over a limit reads so. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KB'] : [bytes / 1024 / 1024, 'MB'];
  return `${(Math.ceil(size * 10) / 10).toFixed(1)} ${unit}`;
};

/** One line for a table of changes: what, which, how large, and the beginning of its hash. */
export const attachmentText = ({ kind, name, size, sha256 }: Attachment): string =>
  `${ATTACHMENT_KINDS[kind]}　${name}（${sizeText(size)}、SHA-256 ${sha256.slice(0, 12)}…）`;
