import { createHash } from 'node:crypto';

/** JSON with sorted keys and no white space; undefined members are left out. The text that hashes are made of. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(',')}]`;
  let members = '';
  // By UTF-16 code units, which is what sort() does.
  for (const name of Object.keys(value).sort()) {
    const member: unknown = value[name as keyof typeof value];
    if (member !== undefined)
      members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
};

/** SHA-256 of a text, base64url. The one builtin that the core uses: a pure function. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

/** SHA-256 of a file, hexadecimal as `sha256sum` and `certutil` write it. */
export const fileHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
