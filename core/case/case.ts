import type { Temporal } from 'temporal-polyfill';
import { accepted, ERASED, Fatal, type Outcome, refused } from '../values/errors.ts';
import { onceEach } from '../values/frozen.ts';
import { hashOf } from '../values/hash.ts';
import type { Actor } from '../values/identity.ts';
import type { CaseEvent, CaseFact } from './case-event.ts';
import type { CaseState } from './case-state.ts';
import { evolve } from './evolve-case.ts';
import type { Paper } from './papers.ts';
import { STATUSES } from './permit-statuses.ts';
import { createRecordFolder, type LoadedRecord, type RecordChange } from './records.ts';
import { type EventType, TRANSITIONS } from './transitions.ts';

/** An act on a case: facts, judged by the transition tables, become events, papers, heads and the new state. */

export type Act = {
  readonly before: CaseState | undefined;
  readonly events: readonly CaseEvent[];
  readonly after: CaseState;
  /** Heads of the records that the events are about, as they were (with the version of their row) and as they are. */
  readonly records: readonly RecordChange[];
  readonly papers: readonly Paper[];
};

/** One thing that happens, with what was written about it. */
export type Step = {
  readonly fact: CaseFact;
  /** Kept beside the event, never changed; JSON values only. */
  readonly paper?: Readonly<Record<string, unknown>> | undefined;
};

/**
 * Judge facts against the transition tables, one after the other, and make the events and the new state of them.
 *
 * @param records heads (read after the state) of the records that the facts are about and that exist already
 */
export const actAll = (
  before: CaseState | undefined,
  steps: readonly Step[],
  by: Actor,
  at: Temporal.Instant,
  records: readonly LoadedRecord[] = [],
): Outcome<Act> => {
  const events: CaseEvent[] = [];
  const papers: Paper[] = [];
  let state = before;
  const heads = createRecordFolder(records);
  for (const { fact, paper } of steps) {
    const allowed = TRANSITIONS[fact.type].from;
    if (state?.erasedAt !== undefined) return ERASED;
    if (!allowed.includes(state?.status ?? 'none')) return wrongState(state, fact.type);
    const body = {
      seq: (state?.version ?? 0) + 1,
      at: at.toString({ smallestUnit: 'millisecond' }),
      by,
      fact,
      ...(paper === undefined ? {} : { paper: hashOf(paper) }),
      previousHash: state?.headHash ?? '',
    };
    const event: CaseEvent = { ...body, hash: hashOf(body) };
    const no = heads.add(event);
    if (no) return no;
    if (paper !== undefined) papers.push({ seq: event.seq, content: paper });
    events.push(event);
    state = evolve(state, event);
  }
  if (!state) throw new Fatal('an act without a step');
  return accepted({ before, events, after: state, records: heads.changes(), papers });
};

/** Judge one fact that is about no record, and make the event and the new state of it. */
export const act = (
  before: CaseState | undefined,
  fact: CaseFact,
  by: Actor,
  at: Temporal.Instant,
): Outcome<Act> => actAll(before, [{ fact }], by, at);

export const wrongState = (state: CaseState | undefined, event: EventType) =>
  refused(
    'conflict',
    'wrong-state',
    state
      ? `この申請は「${STATUSES[state.status]}」のため、「${TRANSITIONS[event].label}」はできません`
      : 'この申請はまだ提出されていません',
  );

const hasItsHash = onceEach(({ hash, ...body }: CaseEvent): boolean => hashOf(body) === hash);

/** First break in a trail (1-based sequence number), or undefined when the chain is intact. */
export const firstBreak = (events: readonly CaseEvent[]): number | undefined => {
  let previousHash = '';
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1 || event.previousHash !== previousHash || !hasItsHash(event))
      return index + 1;
    previousHash = event.hash;
  }
  return undefined;
};
