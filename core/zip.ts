/**
 * The table of contents of a ZIP file, as far as it is needed to tell what it is. Nothing is unpacked, so a bomb
 * costs nothing. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.12, 4.3.16, 4.4.4)
 */
export type ZipEntry = { readonly name: string; readonly encrypted: boolean };

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** More than any office document has. */
const MAX_ENTRIES = 10_000;

/** Undefined when it is no whole ZIP file (also for ZIP64, which files of our size do not need). */
export const zipEntries = (bytes: Uint8Array): readonly ZipEntry[] | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  if (count > MAX_ENTRIES) return undefined;
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY) return undefined;
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(
      bytes.subarray(at + ENTRY_BYTES, Math.min(at + ENTRY_BYTES + nameBytes, end)),
    );
    entries.push({ name, encrypted: (view.getUint16(at + 8, true) & 1) === 1 });
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
};

const endOfDirectory = (view: DataView): number | undefined => {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1)
    if (view.getUint32(at, true) === END) return at;
  return undefined;
};
