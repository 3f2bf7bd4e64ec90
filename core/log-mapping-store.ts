import { z } from 'zod';
import { headingsOf, type LogMapping, logMappingSchema, positionsOf } from './connection-log-mapping.ts';
import type { CsvRecord } from './csv.ts';
import type { Store, Write } from './ports.ts';

/** Which column of a system's gateway log is what, as it was last used: kept for the next log with the same headings. */

const key = (systemId: string) => ({ pk: `LOG-MAPPING#${systemId}`, sk: 'MAPPING' });
const rowSchema = z.object({
  mapping: logMappingSchema,
  /** Absent in rows of the versions before. */
  headings: z.array(z.string()).optional(),
});

export const logMappingWrite = (
  systemId: string,
  mapping: LogMapping,
  records: readonly CsvRecord[],
): Write => ({
  put: { ...key(systemId), mapping, headings: headingsOf(records, mapping) },
});

/** Undefined when none was used yet, or when this log is another one. */
export const loadLogMapping = async (
  store: Store,
  systemId: string,
  records: readonly CsvRecord[],
): Promise<LogMapping | undefined> => {
  const row = await store.get(key(systemId));
  if (!row) return undefined;
  const { mapping, headings } = rowSchema.parse(row);
  const isSame = headings === undefined || headings.join('\n') === headingsOf(records, mapping).join('\n');
  return isSame && positionsOf(records, mapping).problems.length === 0 ? mapping : undefined;
};
