import { connectionsOf, readLog } from '../../core/reconciliation/connection-log.ts';
import type { LogMapping } from '../../core/reconciliation/connection-log-mapping.ts';
import { proposeMapping } from '../../core/reconciliation/propose-log-mapping.ts';

/** A log as it is read by the mapping that is proposed, or by a changed one. Times are told in Japan. */

export const tableOf = (text: string) => {
  const table = readLog(new TextEncoder().encode(text));
  if (!table.ok) throw new Error(table.message);
  return table.value;
};
export const read = (
  text: string,
  columns: Partial<LogMapping['columns']> = {},
  rest: Partial<LogMapping> = {},
) => {
  const table = tableOf(text);
  const proposed = proposeMapping(table.records);
  const outcome = connectionsOf(table, {
    ...proposed,
    ...rest,
    columns: { ...proposed.columns, ...columns },
  });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join());
  return outcome.value;
};
export const refusal = (text: string, columns: Partial<LogMapping['columns']>) => {
  const table = tableOf(text);
  const proposed = proposeMapping(table.records);
  const outcome = connectionsOf(table, { ...proposed, columns: { ...proposed.columns, ...columns } });
  return outcome.ok ? [] : outcome.problems.map(({ pointer }) => pointer);
};
export const jst = (iso: string | undefined) =>
  iso === undefined
    ? 'なし'
    : new Date(Date.parse(iso) + 9 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
export const spans = ({ entries }: ReturnType<typeof read>) =>
  entries.map(({ connectedAt, disconnectedAt }) => `${jst(connectedAt)}〜${jst(disconnectedAt)}`);
