import { createHash } from 'node:crypto';

/** JSON with sorted keys and no white space; undefined members are left out. The text that hashes are made of. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
};

/** SHA-256 of a text, base64url. The one builtin that the core uses: a pure function. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

/** SHA-256 of a file, hexadecimal as `sha256sum` and `certutil` write it. */
export const fileHash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
