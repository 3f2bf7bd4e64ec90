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
