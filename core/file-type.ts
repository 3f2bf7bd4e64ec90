import { type ZipEntry, zipEntries } from './zip.ts';

/** What may be attached to an application: told by the extension, and proved by the contents. */

export const FILE_TYPES = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv',
  txt: 'text/plain',
} as const;
type Extension = keyof typeof FILE_TYPES;
export type FileType = (typeof FILE_TYPES)[Extension];

/** For people: what is accepted. */
export const ACCEPTED_FILES = 'PDF、PNG、JPG、Excel（xlsx）、Word（docx）、CSV、テキスト（txt）';

/** Type by the file's name; undefined when it is none of ours, or has nothing before the dot. */
export const typeOfName = (name: string): FileType | undefined => {
  const dot = name.lastIndexOf('.');
  if (/^[.\s]*$/.test(name.slice(0, Math.max(0, dot)))) return undefined;
  const extension = name.slice(dot + 1).toLowerCase();
  return Object.entries(FILE_TYPES).find(([known]) => known === extension)?.[1];
};

const PASSWORD =
  'パスワードで保護されたファイルは受け付けていません（パスワード付きZIPなど、いわゆるPPAPを含みます）。パスワードを外し、資料をそのまま添付してください';
const MISMATCH = 'ファイルの内容が拡張子と合っていません。元のソフトで開き、保存し直してから添付してください';
const TEXT =
  'テキストとして読めない内容が含まれています。文字コードをUTF-8またはShift_JISにして保存し直してください';

/**
 * What is wrong with the contents of a file of this type, as a Japanese sentence; undefined when nothing is.
 * Encrypted ZIP, PDF and Office files are refused whatever they are called (PPAP).
 */
export const contentProblem = (type: FileType, bytes: Uint8Array): string | undefined => {
  if (isEncrypted(bytes)) return PASSWORD;
  switch (type) {
    case FILE_TYPES.pdf:
      return startsWith(bytes, '%PDF-') ? undefined : MISMATCH;
    case FILE_TYPES.png:
      return startsWith(bytes, '\x89PNG\r\n\x1a\n') ? undefined : MISMATCH;
    case FILE_TYPES.jpg:
      return startsWith(bytes, '\xff\xd8\xff') ? undefined : MISMATCH;
    case FILE_TYPES.xlsx:
      return isOffice(bytes, 'xl/workbook.xml') ? undefined : MISMATCH;
    case FILE_TYPES.docx:
      return isOffice(bytes, 'word/document.xml') ? undefined : MISMATCH;
    case FILE_TYPES.csv:
    case FILE_TYPES.txt:
      return isText(bytes) ? undefined : TEXT;
  }
};

/** Good enough to look for ASCII in. */
const asText = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

const startsWith = (bytes: Uint8Array, magic: string): boolean =>
  [...magic].every((character, index) => bytes[index] === character.charCodeAt(0));

const entriesOf = (bytes: Uint8Array): readonly ZipEntry[] | undefined =>
  startsWith(bytes, 'PK') ? zipEntries(bytes) : undefined;

/**
 * An encrypted ZIP has its mark at each entry; a PDF names /Encrypt in its trailer (ISO 32000-1, 7.5.5 and 7.6.1);
 * Office puts the encrypted document as `EncryptedPackage` into an OLE file ([MS-OFFCRYPTO] 2.3).
 */
const isEncrypted = (bytes: Uint8Array): boolean => {
  if (startsWith(bytes, '%PDF-')) return /\/Encrypt\s*(?:\d+\s+\d+\s+R|<<)/.test(asText(bytes));
  if (startsWith(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'))
    return asText(bytes).includes([...'EncryptedPackage'].join('\0'));
  return entriesOf(bytes)?.some(({ encrypted }) => encrypted) ?? false;
};

/** Office Open XML: a ZIP with a list of content types and the main part (ECMA-376 part 2). */
const isOffice = (bytes: Uint8Array, mainPart: string): boolean => {
  const names = new Set(entriesOf(bytes)?.map(({ name }) => name));
  return names.has('[Content_Types].xml') && names.has(mainPart);
};

/** Shift_JIS of the WHATWG is CP932: with ① and 髙. https://encoding.spec.whatwg.org/#shift_jis */
const isText = (bytes: Uint8Array): boolean =>
  !bytes.includes(0) && ['utf-8', 'shift_jis'].some((encoding) => decodes(bytes, encoding));

const decodes = (bytes: Uint8Array, encoding: string): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};
