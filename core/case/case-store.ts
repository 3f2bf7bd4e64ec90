import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Item, queryAll, type Store, type Write } from '../store/ports.ts';
import { STORE_LIMITS } from '../store/store-rules.ts';
import { startOfDay } from '../values/calendar.ts';
import { parsed } from '../values/frozen.ts';
import type { Act } from './case.ts';
import { dueAtOf } from './case-due.ts';
import { type CaseEvent, caseEventSchema } from './case-event.ts';
import { type CaseState, caseStateSchema, isSupervised, openQuestions } from './case-state.ts';
import { paperWrite } from './papers.ts';
import { OVER } from './permit-statuses.ts';
import { amongOpenFindings } from './records/finding-facts.ts';
import { amongOpenInstructions } from './records/instruction.ts';
import type { LoadedRecord, RecordChange } from './records.ts';
import { STEPS } from './transitions.ts';

/**
 * Rows of a case: STATE, REQUEST#… (inbox), TASK (workflow token), EVENT#…, PAPER#…, REV#…, DECISION#…, MAIL#…, OUTBOX#…,
 * NEXT-REPORT, HELD, CHANGED, CHILD#…, and the heads of its records: WORK#…, REPORT#…, INSTRUCTION#…, FINDING#…,
 * RECONCILIATION#…
 * Longer than 300 lines: the rows of a case, which follow from each other.
 */

export const SHARDS = ['0', '1', '2', '3'] as const;
export const caseKey = (caseId: string) => `CASE#${caseId}`;
export const pad = (n: number, width: number) => String(n).padStart(width, '0');

const shardOf = (caseId: string): string =>
  SHARDS[caseId.charCodeAt(caseId.length - 1) % SHARDS.length] ?? '0';

const stateRow = (state: CaseState): Item => {
  const dueAt = dueAtOf(state);
  return {
    pk: caseKey(state.caseId),
    sk: 'STATE',
    version: state.version,
    vendorKey: state.vendorId,
    vendorSort: state.caseNo,
    registerKey: `SECTION#${state.sectionId}`,
    registerSort: state.caseNo,
    ...(dueAt ? { dueShard: shardOf(state.caseId), dueAt } : {}),
    state,
  };
};

type Change = Pick<Act, 'before' | 'after'>;

/** The inbox: one row for each open question, under the role that is asked. */
const requestWrites = ({ before, after }: Change): Write[] => {
  const was = before ? openQuestions(before) : [];
  const is = openQuestions(after);
  const key = (requestId: string) => ({ pk: caseKey(after.caseId), sk: `REQUEST#${requestId}` });
  const has = (list: typeof is, id: string) => list.some(({ requestId }) => requestId === id);
  // A question that goes to another section moves to its inbox.
  const stays = ({ requestId, role }: (typeof is)[number]) =>
    was.some((before) => before.requestId === requestId && before.role === role);
  // With a permit and its subcontractors' end any number of questions, too many for one transaction: see clearInbox.
  const ends = OVER.includes(after.status) && before !== undefined && !OVER.includes(before.status);
  const closed = ends ? [] : was.filter(({ requestId }) => !has(is, requestId));
  return [
    ...is
      .filter((question) => !stays(question))
      .map(({ requestId, role, dueOn }) => ({
        put: {
          ...key(requestId),
          registerKey: `INBOX#${role}`,
          registerSort: `${dueOn}#${after.caseNo}#${requestId}`,
        },
      })),
    ...closed.map(({ requestId }) => ({ delete: key(requestId) })),
  ];
};

/** Inbox rows of a permit that is over whose questions went with it. Until then nobody is shown them. */
export const clearInbox = async (store: Store, caseId: string): Promise<void> => {
  // The rows first: what is asked in between is then known to the state.
  const rows = await queryAll(store, { hash: caseKey(caseId), prefix: 'REQUEST#' });
  const state = await loadCase(store, caseId);
  if (!state || !OVER.includes(state.status)) return;
  const open = new Set(openQuestions(state).map(({ requestId }) => requestId));
  const idle = rows.filter((row) => !open.has(caseIdOfInbox(row).requestId));
  for (let first = 0; first < idle.length; first += STORE_LIMITS.writes)
    await store.transact(
      idle.slice(first, first + STORE_LIMITS.writes).map(({ pk, sk }) => ({ delete: { pk, sk } })),
    );
};

export const caseIdOfInbox = ({ pk, sk }: Item): { caseId: string; requestId: string } => ({
  caseId: pk.slice('CASE#'.length),
  requestId: sk.slice('REQUEST#'.length),
});

export const recordRow = (caseId: string, { sk, head, version, dueAt }: Omit<RecordChange, 'was'>): Item => ({
  pk: caseKey(caseId),
  sk,
  version,
  head,
  ...(dueAt === undefined ? {} : { dueShard: shardOf(caseId), dueAt }),
  ...amongOpenFindings(sk, head),
  ...amongOpenInstructions(sk, head),
});

const recordWrites = ({ after, records }: Act): Write[] =>
  records.map((record) => ({
    put: recordRow(after.caseId, record),
    when: record.was === undefined ? { absent: true } : { version: record.was },
  }));

/** The daily run has nothing to look for at a record any more: it leaves the index of what is due; the head stays as it is. */
export const noLongerDue = (caseId: string, record: LoadedRecord): Write => ({
  put: recordRow(caseId, { ...record, dueAt: undefined }),
  when: { version: record.version },
});

/** The head of a record with the version of its row. Read the state first: then no act in between goes unnoticed. */
export const loadRecord = async <H>(
  store: Store,
  caseId: string,
  aggregate: { readonly prefix: string; readonly head: z.ZodType<H> },
  id: string,
): Promise<(LoadedRecord & { readonly head: H }) | undefined> => {
  const sk = `${aggregate.prefix}#${id}`;
  const row = await store.get({ pk: caseKey(caseId), sk });
  return row && { sk, head: parsed(aggregate.head, row['head']), version: row.version ?? 0 };
};

/** All heads of one kind, in the order of their ids. */
export const listRecords = async <H>(
  store: Store,
  caseId: string,
  aggregate: { readonly prefix: string; readonly head: z.ZodType<H> },
): Promise<H[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: `${aggregate.prefix}#` })).map((row) =>
    parsed(aggregate.head, row['head']),
  );

/** The index of permits whose next monthly report is to be asked for, by the instant (第10条). */
export const reportShard = (shard: string): string => `REPORTS-${shard}`;
/** On the 1st of the month after, at this hour, JST. */
const REPORTS_OPEN_AT = 9;
export const reportsOpenOn = (date: Temporal.PlainDate): Temporal.Instant =>
  startOfDay(date).add({ hours: REPORTS_OPEN_AT });
export const reportsOpenAt = (month: string): Temporal.Instant =>
  reportsOpenOn(Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 }));

const nextReportWrites = ({ before, after }: Change): Write[] => {
  const monthOf = (state: CaseState | undefined) =>
    state && isSupervised(state) ? state.nextReport : undefined;
  const was = monthOf(before);
  const is = monthOf(after);
  const key = { pk: caseKey(after.caseId), sk: 'NEXT-REPORT' };
  if (is === was) return [];
  if (is === undefined) return [{ delete: key }];
  return [
    {
      put: {
        ...key,
        month: is,
        dueShard: reportShard(shardOf(after.caseId)),
        dueAt: reportsOpenAt(is).toString(),
      },
    },
  ];
};

/** The register's index (F12): one small row for each permit, under the section that supervises it. */
export const permitsOf = (sectionId: string): string => `PERMITS#${sectionId}`;

const registerWrites = ({ before, after }: Change): Write[] => {
  if (!isSupervised(after)) return [];
  if (before && isSupervised(before) && before.sectionId === after.sectionId) return [];
  return [
    {
      put: {
        pk: caseKey(after.caseId),
        sk: 'PERMIT',
        registerKey: permitsOf(after.sectionId),
        registerSort: after.caseId,
      },
    },
  ];
};

/** By when they have changed last: the cases of a section, so that a front page need not read all of them. */
export const changedIn = (sectionId: string): string => `CHANGED#${sectionId}`;

export const changedWrite = ({ caseId, sectionId, changedAt: at }: CaseState): Write => {
  const place = { registerKey: changedIn(sectionId), registerSort: `${at}#${caseId}` };
  return { put: { pk: caseKey(caseId), sk: 'CHANGED', ...place } };
};

/** Hash of the register index under which the papers stand that nobody is in office to issue. */
export const HELD = 'HELD';

const heldWrites = ({ before, after }: Change): Write[] => {
  if ((before?.held === undefined) === (after.held === undefined)) return [];
  const key = { pk: caseKey(after.caseId), sk: 'HELD' };
  return after.held === undefined
    ? [{ delete: key }]
    : [{ put: { ...key, registerKey: HELD, registerSort: after.caseId } }];
};

/** The cases that a permit's partition lists under a name, as far as they still say so. */
const listedUnder = async (
  store: Store,
  caseId: string,
  name: 'RENEWAL' | 'CHILD',
  ofPermit: (state: CaseState) => string | undefined,
): Promise<CaseState[]> => {
  const rows = await queryAll(store, { hash: caseKey(caseId), prefix: `${name}#` });
  const states = await Promise.all(rows.map((row) => loadCase(store, row.sk.slice(name.length + 1))));
  return states.filter((state) => state !== undefined).filter((state) => ofPermit(state) === caseId);
};

/** 継続: the partition of a permit lists the cases that apply to continue it. */
const renewalWrites = ({ before, after }: Change): Write[] =>
  after.previousCaseId === undefined || after.previousCaseId === before?.previousCaseId
    ? []
    : [{ put: { pk: caseKey(after.previousCaseId), sk: `RENEWAL#${after.caseId}` } }];

/** The applications to continue a permit, whatever became of them. */
export const renewalsOf = (store: Store, caseId: string): Promise<CaseState[]> =>
  listedUnder(store, caseId, 'RENEWAL', ({ previousCaseId }) => previousCaseId);

/** 第11条: a parent's partition lists the cases that apply under it. */
const childWrites = ({ before, after }: Change): Write[] =>
  after.parentCaseId === undefined || after.parentCaseId === before?.parentCaseId
    ? []
    : [{ put: { pk: caseKey(after.parentCaseId), sk: `CHILD#${after.caseId}` } }];

/** The cases under a parent's permit. */
export const childrenOf = (store: Store, caseId: string): Promise<CaseState[]> =>
  listedUnder(store, caseId, 'CHILD', ({ parentCaseId }) => parentCaseId);

/** The rows that follow from a state. */
const followingWrites = (change: Change): Write[] => [
  ...requestWrites(change),
  ...nextReportWrites(change),
  ...childWrites(change),
  ...registerWrites(change),
  ...renewalWrites(change),
  ...heldWrites(change),
];

/** The rows of one act: state under its version, events create-only, papers, heads, and the rows that follow from them. */
export const actWrites = (act: Act): Write[] =>
  act.events.every(({ fact }) => STEPS.has(fact.type))
    ? rowsOf(act)
    : [...rowsOf(act), changedWrite(act.after)];

/** Of these what must stand in one transaction: all but the place in the list of what has changed. */
export const rowsOf = (act: Act): Write[] => [
  { put: stateRow(act.after), when: act.before ? { version: act.before.version } : { absent: true } },
  ...act.events.map((event) => ({
    put: { pk: caseKey(act.after.caseId), sk: `EVENT#${pad(event.seq, 6)}`, event },
    when: { absent: true } as const,
  })),
  ...act.papers.map((paper) => paperWrite(caseKey(act.after.caseId), paper)),
  ...recordWrites(act),
  ...followingWrites(act),
];

/** The rows that follow from a state, all of them: see case/every-case.ts. */
export const refoldWrites = (after: CaseState): Write[] => [
  { put: stateRow(after), when: { version: after.version } },
  ...followingWrites({ before: undefined, after }),
  // The inbox row of the versions before arts. 6–10, when a case had one question at most.
  { delete: { pk: caseKey(after.caseId), sk: 'REQUEST' } },
];

/**
 * The case has not moved since it was read. Whoever starts to wait for the record must know so in the same
 * transaction: a move in between has told the workflow already, and nobody would wake it again.
 */
export const stillAt = ({ caseId, version }: CaseState): Write => ({
  check: { pk: caseKey(caseId), sk: 'STATE' },
  when: { version },
});

export const stateOf = (row: Item): CaseState => parsed(caseStateSchema, row['state']);

export const loadCase = async (store: Store, caseId: string): Promise<CaseState | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: 'STATE' });
  return row && stateOf(row);
};

export const loadEvents = async (store: Store, caseId: string): Promise<CaseEvent[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'EVENT#' })).map((row) =>
    parsed(caseEventSchema, row['event']),
  );

/** Rows `CASENO#…` and `PERMITNO#…` lead from a printed number to the case. */
export const numberWrite = (kind: 'CASENO' | 'PERMITNO', number: string, caseId: string): Write => ({
  put: { pk: `${kind}#${number}`, sk: 'CASE', caseId },
  when: { absent: true },
});
export const findByNumber = async (
  store: Store,
  kind: 'CASENO' | 'PERMITNO',
  number: string,
): Promise<CaseState | undefined> => {
  const row = await store.get({ pk: `${kind}#${number}`, sk: 'CASE' });
  const caseId = z.string().optional().parse(row?.['caseId']);
  return caseId === undefined ? undefined : loadCase(store, caseId);
};
