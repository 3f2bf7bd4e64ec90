import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Item } from '../core/store/ports.ts';
import type { KeptFiles, ScannedRow } from '../core/trail/verify-audit.ts';
import { fileHash } from '../core/values/hash.ts';

/** What `npm run audit:verify` reads on one machine: the bare database and the bare folders, past every index. */

const COLUMNS = [
  ...(['pk', 'sk', 'dueShard', 'dueAt', 'vendorKey', 'vendorSort'] as const),
  ...(['registerKey', 'registerSort', 'expiresAt'] as const),
];

/** Every row. The table's own columns, by which indexes find it, must be those of the row. */
export async function* scanItems(database: DatabaseSync): AsyncGenerator<ScannedRow> {
  const rows = database.prepare(`SELECT ${COLUMNS.join(', ')}, json FROM items ORDER BY pk, sk`);
  for (const columns of rows.iterate()) {
    const key = { pk: String(columns['pk']), sk: String(columns['sk']) };
    const said = parsed(String(columns['json']));
    const wrong = said ? COLUMNS.filter((name) => (columns[name] ?? undefined) !== said[name]) : [];
    yield {
      key,
      row: said && { ...said, ...key },
      ...(said ? {} : { fault: 'is not readable' }),
      ...(wrong.length > 0 ? { fault: `${wrong.join(', ')}: the column is not what the row says` } : {}),
    };
  }
}

const parsed = (json: string): Item | undefined => {
  try {
    const value = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** A name that nobody looks for begins with a dot: half written when the process died. */
const isHalfWritten = (name: string) => name.startsWith('.');

/** @param folder undefined: nothing was kept yet */
export const keptFilesIn = (folder: string | undefined): KeptFiles => ({
  list: async function* () {
    if (folder === undefined || !existsSync(folder)) return;
    for (const name of readdirSync(folder)) if (!isHalfWritten(name)) yield name;
  },
  hashOf: async (fileId) => fileHash(readFileSync(join(folder ?? '', fileId))),
});
