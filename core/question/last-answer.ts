import { Temporal } from 'temporal-polyfill';
import { loadEvents } from '../case/case-store.ts';
import { TRANSITIONS } from '../case/transitions.ts';
import { loadNameAt } from '../directory/directory-store.ts';
import type { Store } from '../store/ports.ts';
import { formatJstDateTimeShort } from '../values/wareki.ts';

/**
 * Who answered last what was asked about a record, for whoever comes second: 作業の承認・税務 三郎・4月3日 10:12.
 *
 * @param about ids of the record, as its events name them
 */
export const lastAnswer = async (
  store: Store,
  caseId: string,
  about: readonly string[],
): Promise<string | undefined> => {
  const events = await loadEvents(store, caseId);
  const found = events.findLast(({ by, fact }) => {
    const values: readonly unknown[] = Object.values(fact);
    return by.kind === 'person' && 'answers' in fact && about.every((id) => values.includes(id));
  });
  if (found?.by.kind !== 'person') return undefined;
  const { at, by, fact } = found;
  const name = await loadNameAt(store, by.personId, at);
  return [TRANSITIONS[fact.type].label, name, formatJstDateTimeShort(Temporal.Instant.from(at))].join('・');
};
