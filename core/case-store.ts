import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { recordedApplicationSchema } from './application.ts';
import { startOfDay } from './calendar.ts';
import {
  type Act,
  type CaseEvent,
  type CaseState,
  caseEventSchema,
  caseStateSchema,
  openRequest,
} from './case.ts';
import { type Decision, decisionSchema } from './decision.ts';
import type { Stage } from './decision-request.ts';
import type { Item, Store, Write } from './ports.ts';

/** Rows of a case: STATE, REQUEST (inbox), TASK (workflow token), EVENT#…, REV#…, DECISION#…, MAIL#…, OUTBOX#… */

export const SHARDS = ['0', '1', '2', '3'] as const;
export const caseKey = (caseId: string) => `CASE#${caseId}`;
const pad = (n: number, width: number) => String(n).padStart(width, '0');

const shardOf = (caseId: string): string =>
  SHARDS[caseId.charCodeAt(caseId.length - 1) % SHARDS.length] ?? '0';

/** When the daily run must look at the case; see use-cases/attend-case.ts. */
const dueAtOf = (state: CaseState): string | undefined => {
  switch (state.status) {
    case 'confirming':
    case 'approving':
    case 'returned':
      return state.changedAt;
    case 'upcoming':
      return startOfDay(Temporal.PlainDate.from(state.period.from)).toString();
    case 'active':
      return startOfDay(Temporal.PlainDate.from(state.period.to).add({ days: 1 })).toString();
    default:
      return undefined;
  }
};

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

const requestWrites = ({ before, after }: Act): Write[] => {
  const was = before && openRequest(before);
  const is = openRequest(after);
  const key = { pk: caseKey(after.caseId), sk: 'REQUEST' };
  if (is && is.requestId !== was?.requestId)
    return [
      { put: { ...key, registerKey: `INBOX#${is.role}`, registerSort: `${is.dueOn}#${after.caseNo}` } },
    ];
  return was && !is ? [{ delete: key }] : [];
};

/** The rows of one act: state under its version, event create-only, and the inbox row that follows from both. */
export const actWrites = (act: Act): Write[] => [
  {
    put: stateRow(act.after),
    when: act.before ? { version: act.before.version } : { absent: true },
  },
  {
    put: { pk: caseKey(act.after.caseId), sk: `EVENT#${pad(act.event.seq, 6)}`, event: act.event },
    when: { absent: true },
  },
  ...requestWrites(act),
];

/**
 * The case has not moved since it was read. Whoever starts to wait for the record must know so in the same
 * transaction: a move in between has told the workflow already, and nobody would wake it again.
 */
export const stillAt = ({ caseId, version }: CaseState): Write => ({
  check: { pk: caseKey(caseId), sk: 'STATE' },
  when: { version },
});

export const stateOf = (row: Item): CaseState => caseStateSchema.parse(row['state']);

export const loadCase = async (store: Store, caseId: string): Promise<CaseState | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: 'STATE' });
  return row && stateOf(row);
};

/** Every row of a query, page by page. */
export const queryAll = async (store: Store, query: Parameters<Store['query']>[0]): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ ...query, limit: 1000, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return items;
};

export const loadEvents = async (store: Store, caseId: string): Promise<CaseEvent[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'EVENT#' })).map((row) =>
    caseEventSchema.parse(row['event']),
  );

export const revisionSchema = z.object({
  rev: z.int(),
  hash: z.string(),
  application: recordedApplicationSchema,
  submittedAt: z.string(),
  submittedBy: z.string(),
});
export type Revision = z.infer<typeof revisionSchema>;

export const revisionWrite = (caseId: string, revision: Revision): Write => ({
  put: { pk: caseKey(caseId), sk: `REV#${pad(revision.rev, 4)}`, revision },
  when: { absent: true },
});

export const loadRevision = async (
  store: Store,
  caseId: string,
  rev: number,
): Promise<Revision | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: `REV#${pad(rev, 4)}` });
  return row && revisionSchema.parse(row['revision']);
};

/** All of a case, the first one first. */
export const loadRevisions = async (store: Store, caseId: string): Promise<Revision[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'REV#' })).map((row) =>
    revisionSchema.parse(row['revision']),
  );

const decisionSortKey = (stage: Stage, rev: number, round: number) =>
  `DECISION#${stage}#${pad(rev, 4)}#${pad(round, 3)}`;

export const decisionWrite = (caseId: string, decision: Decision): Write => ({
  put: {
    pk: caseKey(caseId),
    sk: decisionSortKey(decision.stage, decision.rev, decision.round),
    decision,
  },
  when: { absent: true },
});

export const loadDecision = async (
  store: Store,
  caseId: string,
  stage: Stage,
  rev: number,
  round: number,
): Promise<Decision | undefined> => {
  const row = await store.get({ pk: caseKey(caseId), sk: decisionSortKey(stage, rev, round) });
  return row && decisionSchema.parse(row['decision']);
};

const STAGE_ORDER = { confirm: 0, approve: 1 } as const;

/** In the order they were made. */
export const loadDecisions = async (store: Store, caseId: string): Promise<Decision[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'DECISION#' }))
    .map((row) => decisionSchema.parse(row['decision']))
    .sort((a, b) => a.rev - b.rev || a.round - b.round || STAGE_ORDER[a.stage] - STAGE_ORDER[b.stage]);

/** Who issued the notice, as title and name were on the day (F4); beside the events, which carry no names. */
const issuerSchema = z.object({ title: z.string(), name: z.string() });
export type Issuer = z.infer<typeof issuerSchema>;
const noticeKey = (caseId: string) => ({ pk: caseKey(caseId), sk: 'NOTICE' });

export const issuerWrite = (caseId: string, issuer: Issuer): Write => ({
  put: { ...noticeKey(caseId), issuer },
  when: { absent: true },
});
export const loadIssuer = async (store: Store, caseId: string): Promise<Issuer | undefined> => {
  const row = await store.get(noticeKey(caseId));
  return row && issuerSchema.parse(row['issuer']);
};

/** The workflow task that waits for this case. At most one: an execution stands in one state. */
const TASKS = ['correct', 'confirm', 'approve', 'monitor', 'operator'] as const;
export const waitingTaskSchema = z.object({ task: z.enum(TASKS), taskToken: z.string() });
export type WaitingTask = z.infer<typeof waitingTaskSchema>;
const taskKey = (caseId: string) => ({ pk: caseKey(caseId), sk: 'TASK' });

export const taskWrite = (caseId: string, waiting: WaitingTask): Write => ({
  put: {
    ...taskKey(caseId),
    ...waiting,
    ...(waiting.task === 'operator' ? { registerKey: PARKED, registerSort: caseId } : {}),
  },
});
/** Hash of the register index under which the tasks stand that wait for an operator. */
export const PARKED = 'PARKED';
export const taskDone = (caseId: string, waiting: WaitingTask): Write => ({
  delete: taskKey(caseId),
  when: { equals: { taskToken: waiting.taskToken } },
});
export const loadTask = async (store: Store, caseId: string): Promise<WaitingTask | undefined> => {
  const row = await store.get(taskKey(caseId));
  return row && waitingTaskSchema.parse(row);
};

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
