import type { CaseEvent } from './case-event.ts';
import { kindOf } from './records.ts';
import { type EventType, TRANSITIONS } from './transitions.ts';

/**
 * Whether a vendor is told that something happened: once for timelines, papers and lists. It stands in the tables, beside
 * each event; where the fact itself or what came before decides, in the declaration of its kind of record.
 */

type What = { readonly type: EventType; readonly sanction?: string | undefined };

/** Of a fact, or of the paper to it. */
export const isTold = (what: What): boolean => kindOf(what)?.any.isTold(what) ?? TRANSITIONS[what.type].told;

/** @param events of a case, from its first */
export const toldEvents = (events: readonly CaseEvent[]): readonly CaseEvent[] => {
  const facts = events.map(({ fact }) => fact);
  return events.filter(({ fact }) => kindOf(fact)?.any.isTold(fact, facts) ?? TRANSITIONS[fact.type].told);
};
