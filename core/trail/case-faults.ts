import { z } from 'zod';
import { type CaseEvent, caseEventSchema } from '../case/case-event.ts';
import { type CaseState, caseStateSchema } from '../case/case-state.ts';
import { caseKey, recordRow, refoldWrites } from '../case/case-store.ts';
import { OVER } from '../case/permit-statuses.ts';
import { createRecordFolder } from '../case/records.ts';
import type { Item } from '../store/ports.ts';
import { onceEach, parsed } from '../values/frozen.ts';
import { canonicalJson } from '../values/hash.ts';
import { type Head, headFault, trailFault } from './audit.ts';
import { keptFaults } from './kept-faults.ts';

/** One case measured against itself and the anchors: its trail, what the trail has hashes of, and what follows from it. */

/** A row that cannot even be read is a fault as well, whatever it was. */
const orUnreadable = (judge: () => string[]): string[] => {
  try {
    return judge();
  } catch {
    return ['rows are not readable'];
  }
};

/** Everything wrong with one trail, measured against what the anchors know of it. Everything that is read was read as it stands. */
export const trailFaults = (rows: readonly Item[], known: readonly Head[]): string[] =>
  orUnreadable(() => {
    const events = eventsIn(rows);
    const state = rows.find(({ sk }) => sk === 'STATE')?.['state'];
    const unknown = rows.filter(isEvent).findIndex((row) => !saysNoMore(row));
    return [
      unknown < 0 ? undefined : `event ${unknown + 1} says more than an event can`,
      trailFault(events, state),
      ...known.map((head) => headFault(head, events)),
    ].filter((fault) => fault !== undefined);
  });

const isEvent = ({ sk }: Item): boolean => sk.startsWith('EVENT#');
const eventOf = (row: Item): CaseEvent => parsed(caseEventSchema, row['event']);
const saysNoMore = onceEach((row: Item) => canonicalJson(row['event']) === canonicalJson(eventOf(row)));

export const eventsIn = (rows: readonly Item[]): CaseEvent[] => rows.filter(isEvent).map(eventOf);

/** Undefined when there is none, or none that can be read. */
export const stateIn = (rows: readonly Item[]): CaseState | undefined => {
  const row = rows.find(({ sk }) => sk === 'STATE');
  return row && readState(row);
};
const readState = onceEach((row: Item) => caseStateSchema.safeParse(row['state']).data);

/** Of one case: its rows as they stand, and what anchors know of it. */
export const caseFaults = (rows: readonly Item[], known: readonly Head[]): string[] => {
  const trail = trailFaults(rows, known);
  // What hangs on a broken trail says nothing more.
  if (trail.length > 0) return trail;
  return orUnreadable(() => {
    const events = eventsIn(rows);
    return [...keptFaults(events, rows), ...followingFaults(events, rows)];
  });
};

/** Rows of the partition that the state gives, whole: what indexes list must be what the state says. */
const FROM_STATE = /^(STATE|PERMIT|NEXT-REPORT|HELD|REQUEST#.+)$/;

const followingFaults = (events: readonly CaseEvent[], rows: readonly Item[]): string[] => {
  const state = stateIn(rows);
  if (!state) return [];
  const pk = caseKey(state.caseId);
  const expected = new Map(
    refoldWrites(state).flatMap((write) =>
      'put' in write && write.put.pk === pk ? [[write.put.sk, write.put] as const] : [],
    ),
  );
  const found = new Map(rows.filter(({ sk }) => FROM_STATE.test(sk)).map((row) => [row.sk, row] as const));
  const isErased = state.erasedAt !== undefined;
  return [
    ...[...expected].flatMap(([sk, row]) => {
      const is = found.get(sk);
      if (!is) return isErased ? [] : [`${sk} is missing`];
      return canonicalJson(is) === canonicalJson(row) ? [] : [`${sk} is not what the state gives`];
    }),
    ...[...found.keys()].flatMap((sk) => {
      // Of a permit that is over, its inbox is cleared by and by; nobody is shown what the state does not ask.
      const maySoonGo = isErased || (sk.startsWith('REQUEST#') && OVER.includes(state.status));
      return expected.has(sk) || maySoonGo ? [] : [`the state knows nothing of ${sk}`];
    }),
    ...(isErased ? [] : recordFaults(state.caseId, events, rows)),
  ];
};

const recordFaults = (caseId: string, events: readonly CaseEvent[], rows: readonly Item[]): string[] => {
  const found = new Map(rows.map((row) => [row.sk, canonicalJson(row)] as const));
  return recordsOf(events).flatMap((change) => {
    const mayStandAlone = LEFT_ALONE.some((prefix) => change.sk.startsWith(prefix));
    const right = [change, ...(mayStandAlone ? [{ ...change, dueAt: undefined }] : [])];
    const is = found.get(change.sk);
    return right.some((record) => canonicalJson(recordRow(caseId, record)) === is)
      ? []
      : [`${change.sk}: its version or its date is not what the events give`];
  });
};

const recordsOf = (events: readonly CaseEvent[]) => {
  const folder = createRecordFolder();
  for (const event of events) folder.add(event);
  return folder.changes();
};

/** The daily run may have left off looking at one of these: then it stands in no index. */
const LEFT_ALONE = ['FINDING#', 'WORK#'];

/**
 * Records that stand in no index although their heads name a date, and nothing in the trail says why: how many times the
 * vendor was reminded of each. Whether that was the last time, the settings say.
 */
export const leftAlone = (
  events: readonly CaseEvent[],
  rows: readonly Item[],
): readonly { readonly sk: string; readonly sent: number }[] => {
  const isOver = events.some(({ fact }) => OVER.some((status) => status === fact.type));
  const given = new Set(
    events.flatMap(({ fact }) => {
      if (fact.type === 'session-reminded' && fact.last) return [`WORK#${fact.workId}`];
      if (fact.type !== 'candidate-raised' && fact.type !== 'evidence-added') return [];
      const works = (fact.matters ?? []).flatMap(({ by, workId }) =>
        by === 'overdue' ? (workId ?? []) : [],
      );
      // In the versions before a candidate was about one work.
      const about = 'about' in fact && fact.about !== undefined ? [fact.about] : [];
      return [...works, ...about].map((workId) => `WORK#${workId}`);
    }),
  );
  const undated = new Set(rows.flatMap(({ sk, dueAt }) => (dueAt === undefined ? [sk] : [])));
  return recordsOf(events).flatMap(({ sk, head, dueAt }) => {
    const isMeant = given.has(sk) || (isOver && sk.startsWith('FINDING#'));
    if (dueAt === undefined || isMeant || !undated.has(sk)) return [];
    return [{ sk, sent: remindedSchema.safeParse(head).data?.reminders?.sent ?? 0 }];
  });
};
const remindedSchema = z.object({ reminders: z.object({ sent: z.int() }).optional() });
