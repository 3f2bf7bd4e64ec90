import { isEncryptedPdf } from './pdf.ts';

/**
 * The table of contents of a ZIP file, as far as it is needed to tell what it is. Nothing is unpacked, so a bomb
 * costs nothing. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, 4.3.12, 4.3.16, 4.4.4)
 */
export type ZipEntry = { readonly name: string; readonly encrypted: boolean };

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** More than any office document has. */
const MAX_ENTRIES = 10_000;

/** A password (bit 0), strong encryption (6), names hidden by it (13). APPNOTE 4.4.4; a method of 99 is AES (7.2). */
const ENCRYPTED_FLAGS = 0b10_0000_0100_0001;
const AES = 99;

/**
 * Undefined when it is no whole ZIP file (also for ZIP64, which files of our size do not need). As programs that unpack
 * do, it is read from its end: what stands before it (a picture, a program) makes no difference.
 */
export const zipEntries = (bytes: Uint8Array): readonly ZipEntry[] | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  if (count > MAX_ENTRIES) return undefined;
  const entries: ZipEntry[] = [];
  let at = end - view.getUint32(end + 12, true);
  const before = at - view.getUint32(end + 16, true);
  if (at < 0 || before < 0) return undefined;
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY) return undefined;
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(
      bytes.subarray(at + ENTRY_BYTES, Math.min(at + ENTRY_BYTES + nameBytes, end)),
    );
    const local = before + view.getUint32(at + 42, true);
    if (local + LOCAL_BYTES > end || view.getUint32(local, true) !== LOCAL) return undefined;
    // Some programs believe the table, some what stands before the file itself.
    entries.push({ name, encrypted: isEncryptedEntry(view, at + 8) || isEncryptedEntry(view, local + 6) });
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
};

/** Flags, and two bytes on the method. */
const isEncryptedEntry = (view: DataView, at: number): boolean =>
  (view.getUint16(at, true) & ENCRYPTED_FLAGS) !== 0 || view.getUint16(at + 2, true) === AES;

const endOfDirectory = (view: DataView): number | undefined => {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1)
    if (view.getUint32(at, true) === END) return at;
  return undefined;
};

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
const ARCHIVE =
  '圧縮ファイル（ZIP・7z・RARなど）が中に含まれています。中の資料を取り出し、そのまま添付してください';
const TEXT =
  'テキストとして読めない内容が含まれています。文字コードをUTF-8又はShift_JISにして保存し直してください';

/**
 * What is wrong with the contents of a file of this type, as a Japanese sentence; undefined when nothing is.
 * Encrypted ZIP, PDF and Office files are refused whatever they are called (PPAP), and so are archives within a file:
 * whether 7z and RAR have a password, nobody sees from outside.
 */
export const contentProblem = (type: FileType, bytes: Uint8Array): string | undefined => {
  if (isEncrypted(bytes)) return PASSWORD;
  if (hasArchive(type, bytes)) return ARCHIVE;
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

const isZip = (bytes: Uint8Array): boolean => startsWith(bytes, 'PK');

/**
 * An encrypted ZIP has its mark at each entry; a PDF names /Encrypt in a trailer (core/attachment/pdf.ts); Office puts the
 * encrypted document as `EncryptedPackage` into an OLE file ([MS-OFFCRYPTO] 2.3), whose names know no case.
 */
const isEncrypted = (bytes: Uint8Array): boolean => {
  if (zipEntries(bytes)?.some(({ encrypted }) => encrypted)) return true;
  if (startsWith(bytes, '%PDF-')) return isEncryptedPdf(asText(bytes));
  return (
    startsWith(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') &&
    /E\0N\0C\0R\0Y\0P\0T\0E\0D\0P\0A\0C\0K\0A\0G\0E/i.test(asText(bytes))
  );
};

/** Beginnings of 7z and RAR: six bytes, which no picture or compressed stream has by chance. */
const ARCHIVES = ['7z\xbc\xaf\x27\x1c', 'Rar!\x1a\x07'] as const;
const ARCHIVE_NAME = /\.(?:zip|7z|rar|lzh|lha|cab|tar|tgz|gz|bz2|xz|zst|iso)$/i;

/**
 * An archive as it stands, or a ZIP at the end of another file; in Office also by the name of a part. One that is
 * compressed once more within the file is not seen: nothing is unpacked here.
 */
const hasArchive = (type: FileType, bytes: Uint8Array): boolean => {
  const text = asText(bytes);
  if (ARCHIVES.some((magic) => text.includes(magic))) return true;
  const entries: readonly ZipEntry[] = zipEntries(bytes) ?? [];
  const isOfficeType = type === FILE_TYPES.xlsx || type === FILE_TYPES.docx;
  if (!isOfficeType) return entries.length > 0 && !isZip(bytes);
  return entries.some(({ name }) => ARCHIVE_NAME.test(name));
};

/** Office Open XML: a ZIP with a list of content types and the main part (ECMA-376 part 2). */
const isOffice = (bytes: Uint8Array, mainPart: string): boolean => {
  const names = new Set(isZip(bytes) ? zipEntries(bytes)?.map(({ name }) => name) : []);
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
