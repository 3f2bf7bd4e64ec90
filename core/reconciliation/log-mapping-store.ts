import { z } from 'zod';
import type { Store, Write } from '../store/ports.ts';
import { type LogMapping, logMappingSchema } from './connection-log-mapping.ts';
import type { SavedMapping } from './judge-log.ts';

/** Which column of a system's gateway log is what, as it was last used: kept for the next log with the same headings. */

const key = (systemId: string) => ({ pk: `LOG-MAPPING#${systemId}`, sk: 'MAPPING' });
const rowSchema = z.object({
  mapping: logMappingSchema,
  /** Absent in rows of the versions before. */
  headings: z.array(z.string()).optional(),
  /** Whoever chose it was asked about a column of kinds, too; absent in rows of the versions before. */
  kinds: z.literal(true).optional(),
});

export const logMappingWrite = (
  systemId: string,
  mapping: LogMapping,
  headings: readonly string[],
): Write => ({
  put: { ...key(systemId), mapping, headings: [...headings], kinds: true },
});

/** Whether it fits a log, that log tells (judge-log.ts). */
export const loadSavedMapping = async (store: Store, systemId: string): Promise<SavedMapping | undefined> => {
  const row = await store.get(key(systemId));
  return row && rowSchema.parse(row);
};
