import type { UploadForm } from '../../core/store/ports.ts';
import type { World } from './world.ts';

/** Small files of every kind that may be attached, and of those that may not. */

const END_BYTES = 22;
const ENTRY = { flags: 8, name: 28, offset: 42 } as const;

/** A ZIP file, nothing in it compressed; `encrypted` sets the mark that a password leaves at each entry. */
export const zipOf = (names: readonly string[], encrypted = false): Buffer => {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const bytes = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(encrypted ? 1 : 0, 6);
    head.writeUInt16LE(bytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(encrypted ? 1 : 0, ENTRY.flags);
    entry.writeUInt16LE(bytes.length, ENTRY.name);
    entry.writeUInt32LE(offset, ENTRY.offset);
    local.push(head, bytes);
    central.push(entry, bytes);
    offset += head.length + bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
};

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const pdf = (trailer: string) =>
  Buffer.from(`%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R${trailer}>>\n%%EOF\n`);

export const FILES = {
  pdf: pdf(''),
  encryptedPdf: pdf('/Encrypt 5 0 R'),
  png: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  jpg: Buffer.from('ffd8ffe000104a464946', 'hex'),
  xlsx: zipOf(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml']),
  docx: zipOf(['[Content_Types].xml', '_rels/.rels', 'word/document.xml']),
  encryptedOffice: Buffer.concat([OLE, Buffer.alloc(500), Buffer.from('EncryptedPackage', 'utf16le')]),
  oldOffice: Buffer.concat([OLE, Buffer.alloc(500), Buffer.from('Workbook', 'utf16le')]),
  encryptedZip: zipOf(['構成図.pdf'], true),
  zip: zipOf(['構成図.pdf']),
  csv: Buffer.from('﻿項目,値\r\n端末,1\r\n'),
  /** ①髙橋 in CP932. */
  cp932: Buffer.from([0x87, 0x40, 0xfb, 0xfc, 0x8b, 0xb4, 0x0d, 0x0a]),
  utf16: Buffer.from('﻿構成図', 'utf16le'),
} as const;

/** Sends a file as a browser would, past the HTTP server. */
export const sendFile = async (
  { localFiles }: Pick<World, 'localFiles'>,
  upload: UploadForm,
  name: string,
  bytes: Uint8Array,
): Promise<'taken' | 'not allowed' | 'ended'> => {
  const policy = localFiles.openPolicy(upload.fields['policy'] ?? '');
  if (!policy) return 'ended';
  return (await localFiles.receive(policy, name, [bytes])) === 'received' ? 'taken' : 'not allowed';
};
