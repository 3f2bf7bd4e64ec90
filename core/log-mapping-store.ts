import { type LogMapping, logMappingSchema } from './connection-log-mapping.ts';
import type { Store, Write } from './ports.ts';

/** Which column of a system's gateway log is what, as it was last used: kept for the next month. */

const key = (systemId: string) => ({ pk: `LOG-MAPPING#${systemId}`, sk: 'MAPPING' });

export const logMappingWrite = (systemId: string, mapping: LogMapping): Write => ({
  put: { ...key(systemId), mapping },
});

export const loadLogMapping = async (store: Store, systemId: string): Promise<LogMapping | undefined> => {
  const row = await store.get(key(systemId));
  return row && logMappingSchema.parse(row['mapping']);
};
