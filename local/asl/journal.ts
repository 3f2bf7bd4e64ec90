import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
  type Execution,
  type ExecutionStatus,
  eventRow,
  executionRow,
  type Thread,
  type ThreadDocument,
  threadRow,
} from './rows.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS asl_definitions (hash TEXT PRIMARY KEY, machine TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS asl_executions (
  arn TEXT PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, input TEXT NOT NULL,
  status TEXT NOT NULL, startedAt INTEGER NOT NULL, stoppedAt INTEGER, timeoutAt INTEGER NOT NULL,
  output TEXT, error TEXT, cause TEXT, transitions INTEGER NOT NULL, lastEvent INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS asl_executions_open ON asl_executions (timeoutAt) WHERE status = 'RUNNING';
CREATE INDEX IF NOT EXISTS asl_executions_machine ON asl_executions (machine, startedAt);
CREATE TABLE IF NOT EXISTS asl_threads (
  id INTEGER PRIMARY KEY AUTOINCREMENT, execution TEXT NOT NULL, parent INTEGER, position INTEGER NOT NULL,
  rev INTEGER NOT NULL, kind TEXT NOT NULL, dueAt INTEGER, document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS asl_threads_due ON asl_threads (dueAt, id) WHERE dueAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS asl_threads_execution ON asl_threads (execution);
CREATE INDEX IF NOT EXISTS asl_threads_parent ON asl_threads (parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS asl_tokens (token TEXT PRIMARY KEY, execution TEXT NOT NULL, thread INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asl_tokens_execution ON asl_tokens (execution);
CREATE TABLE IF NOT EXISTS asl_map_runs (arn TEXT PRIMARY KEY, execution TEXT NOT NULL, thread INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asl_map_runs_execution ON asl_map_runs (execution);
CREATE TABLE IF NOT EXISTS asl_children (execution TEXT PRIMARY KEY, mapRun TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asl_children_run ON asl_children (mapRun, position);
CREATE TABLE IF NOT EXISTS asl_events (
  execution TEXT NOT NULL, id INTEGER NOT NULL, previousEventId INTEGER NOT NULL, timestamp INTEGER NOT NULL,
  type TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (execution, id)
) STRICT, WITHOUT ROWID;`;

/** An execution has at most this many events; the last one ends it (docs: bp-history-limit.html). */
const MAX_EVENTS = 25_000;

const THREAD = 'SELECT id, execution, parent, position, rev, document FROM asl_threads';
const EXECUTION = `SELECT *, input AS inputText,
  (SELECT mapRun FROM asl_children WHERE execution = asl_executions.arn) AS mapRunArn FROM asl_executions`;
const CHILD = 'asl_children JOIN asl_executions ON asl_children.execution = asl_executions.arn';
const SUBTREE = `WITH RECURSIVE tree (id) AS (
  SELECT id FROM asl_threads WHERE parent = ?
  UNION ALL SELECT asl_threads.id FROM asl_threads JOIN tree ON asl_threads.parent = tree.id)`;

const count = z.object({ n: z.int() });
const arnRow = z.object({ arn: z.string() });
const tally = z.object({ running: z.int(), unsuccessful: z.int() });
const minimum = z.object({ at: z.int().nullable() });
const definition = z.object({ hash: z.string(), machine: z.string(), text: z.string() });

/**
 * The tables. Every method is one statement or two; a step groups them with `atomically`. Times are epoch
 * milliseconds. A thread with `dueAt` 0 is ready; without `dueAt` it waits for somebody else.
 */
export const openJournal = (db: DatabaseSync, now: () => number) => {
  db.exec(SCHEMA);
  const sql = {
    begin: db.prepare('SAVEPOINT asl'),
    end: db.prepare('RELEASE asl'),
    addDefinition: db.prepare('INSERT OR IGNORE INTO asl_definitions VALUES (?, ?, ?)'),
    definitions: db.prepare(
      "SELECT * FROM asl_definitions WHERE hash IN (SELECT definition FROM asl_executions WHERE status = 'RUNNING')",
    ),
    addExecution: db.prepare(
      "INSERT INTO asl_executions VALUES (?, ?, ?, ?, ?, 'RUNNING', ?, NULL, ?, NULL, NULL, NULL, 0, 0)",
    ),
    execution: db.prepare(`${EXECUTION} WHERE arn = ?`),
    executions: db.prepare(`${EXECUTION} WHERE machine = ? ORDER BY startedAt DESC, rowid DESC`),
    expired: db.prepare(`${EXECUTION} WHERE status = 'RUNNING' AND timeoutAt <= ? ORDER BY timeoutAt, rowid`),
    close: db.prepare(
      'UPDATE asl_executions SET status = ?, stoppedAt = ?, output = ?, error = ?, cause = ? WHERE arn = ?',
    ),
    countTransition: db.prepare('UPDATE asl_executions SET transitions = transitions + 1 WHERE arn = ?'),
    nextEvent: db.prepare(
      'UPDATE asl_executions SET lastEvent = lastEvent + 1 WHERE arn = ? AND lastEvent < ? RETURNING lastEvent AS n',
    ),
    addEvent: db.prepare('INSERT INTO asl_events VALUES (?, ?, ?, ?, ?, ?)'),
    events: db.prepare('SELECT * FROM asl_events WHERE execution = ? ORDER BY id'),
    addThread: db.prepare(
      'INSERT INTO asl_threads (execution, parent, position, rev, kind, dueAt, document) VALUES (?, ?, ?, 0, ?, ?, ?)',
    ),
    thread: db.prepare(`${THREAD} WHERE id = ?`),
    save: db.prepare('UPDATE asl_threads SET rev = ?, kind = ?, dueAt = ?, document = ? WHERE id = ?'),
    ready: db.prepare(`${THREAD} WHERE dueAt <= ? AND kind <> 'invoke' ORDER BY dueAt, id LIMIT 1`),
    invocations: db.prepare(`${THREAD} WHERE dueAt <= ? AND kind = 'invoke' ORDER BY id LIMIT ?`),
    children: db.prepare(`${THREAD} WHERE parent = ? ORDER BY position`),
    openChildren: db.prepare("SELECT count(*) AS n FROM asl_threads WHERE parent = ? AND kind <> 'done'"),
    subtree: db.prepare(`${SUBTREE} ${THREAD} WHERE id IN tree ORDER BY id`),
    deleteSubtree: db.prepare(`${SUBTREE} DELETE FROM asl_threads WHERE id IN tree`),
    deleteThreads: db.prepare('DELETE FROM asl_threads WHERE execution = ?'),
    nextTimer: db.prepare(
      "SELECT min(dueAt) AS at FROM asl_threads WHERE kind <> 'invoke' AND dueAt IS NOT NULL",
    ),
    nextTimeout: db.prepare("SELECT min(timeoutAt) AS at FROM asl_executions WHERE status = 'RUNNING'"),
    addToken: db.prepare('INSERT INTO asl_tokens VALUES (?, ?, ?)'),
    token: db.prepare('SELECT thread AS n FROM asl_tokens WHERE token = ?'),
    addMapRun: db.prepare('INSERT INTO asl_map_runs VALUES (?, ?, ?)'),
    mapRuns: db.prepare('SELECT arn FROM asl_map_runs WHERE execution = ? ORDER BY rowid'),
    addChild: db.prepare('INSERT INTO asl_children VALUES (?, ?, ?)'),
    childExecutions: db.prepare(
      `${EXECUTION} JOIN asl_children ON asl_children.execution = arn WHERE mapRun = ? ORDER BY asl_children.position`,
    ),
    tallyChildren: db.prepare(
      `SELECT coalesce(sum(status = 'RUNNING'), 0) AS running,
        coalesce(sum(status NOT IN ('RUNNING', 'SUCCEEDED')), 0) AS unsuccessful FROM ${CHILD} WHERE mapRun = ?`,
    ),
    openChildExecutions: db.prepare(
      `SELECT arn FROM ${CHILD} WHERE mapRun = ? AND status = 'RUNNING' ORDER BY asl_children.position`,
    ),
    wakeMapRun: db.prepare(
      `UPDATE asl_threads SET dueAt = 0 WHERE kind = 'mapRun' AND id = (
        SELECT thread FROM asl_children JOIN asl_map_runs ON asl_map_runs.arn = mapRun
        WHERE asl_children.execution = ?)`,
    ),
    forgetChild: db.prepare('DELETE FROM asl_children WHERE execution = ?'),
    forgetMapRuns: db.prepare('DELETE FROM asl_map_runs WHERE execution = ?'),
    forgetTokens: db.prepare('DELETE FROM asl_tokens WHERE execution = ?'),
    forgetEvents: db.prepare('DELETE FROM asl_events WHERE execution = ?'),
    forget: db.prepare('DELETE FROM asl_executions WHERE arn = ?'),
  };

  const threads = (rows: readonly unknown[]): Thread[] => rows.map((row) => threadRow.parse(row));
  const one = <T extends z.ZodType>(type: T, row: unknown): z.output<T> | undefined =>
    row === undefined ? undefined : type.parse(row);

  const arns = (rows: readonly unknown[]): string[] => rows.map((row) => arnRow.parse(row).arn);
  const forget = (arn: string): void => {
    for (const mapRun of arns(sql.mapRuns.all(arn)))
      for (const row of sql.childExecutions.all(mapRun)) forget(executionRow.parse(row).arn);
    for (const statement of [
      sql.forgetEvents,
      sql.forgetTokens,
      sql.forgetMapRuns,
      sql.forgetChild,
      sql.forget,
    ])
      statement.run(arn);
  };

  return {
    /** One transaction; a savepoint when the caller has one open. Must not await. */
    atomically: <T>(run: () => T): T => {
      sql.begin.run();
      try {
        const value = run();
        sql.end.run();
        return value;
      } catch (thrown) {
        if (db.isOpen && db.isTransaction) db.exec('ROLLBACK TO asl; RELEASE asl');
        throw thrown;
      }
    },

    addDefinition: (hash: string, machine: string, text: string): void => {
      sql.addDefinition.run(hash, machine, text);
    },
    /** The definitions that open executions run. */
    definitionsInUse: () => sql.definitions.all().map((row) => definition.parse(row)),

    addExecution: (
      row: Pick<Execution, 'arn' | 'machine' | 'name' | 'definition' | 'inputText' | 'timeoutAt'>,
    ): void => {
      sql.addExecution.run(
        row.arn,
        row.machine,
        row.name,
        row.definition,
        row.inputText,
        now(),
        row.timeoutAt,
      );
    },
    execution: (arn: string): Execution | undefined => one(executionRow, sql.execution.get(arn)),
    executions: (machine: string): Execution[] =>
      sql.executions.all(machine).map((row) => executionRow.parse(row)),
    expired: (): Execution[] => sql.expired.all(now()).map((row) => executionRow.parse(row)),
    close: (
      arn: string,
      status: ExecutionStatus,
      end: { output?: unknown; error?: string; cause?: string },
    ): void => {
      const output = end.output === undefined ? null : JSON.stringify(end.output);
      sql.close.run(status, now(), output, end.error ?? null, end.cause ?? null, arn);
      sql.deleteThreads.run(arn);
      // The Distributed Map that has started it looks at it.
      sql.wakeMapRun.run(arn);
    },
    countTransition: (arn: string): void => {
      sql.countTransition.run(arn);
    },
    /** An execution, its child executions and all histories. */
    forget,

    addMapRun: (arn: string, execution: string, thread: number): void => {
      sql.addMapRun.run(arn, execution, thread);
    },
    /** Oldest first. */
    mapRuns: (execution: string): string[] => arns(sql.mapRuns.all(execution)),
    addChild: (execution: string, mapRun: string, position: number): void => {
      sql.addChild.run(execution, mapRun, position);
    },
    /** In the order of the items. */
    childExecutions: (mapRun: string): Execution[] =>
      sql.childExecutions.all(mapRun).map((row) => executionRow.parse(row)),
    tallyChildren: (mapRun: string) => tally.parse(sql.tallyChildren.get(mapRun)),
    openChildExecutions: (mapRun: string): string[] => arns(sql.openChildExecutions.all(mapRun)),

    /** Id of the new event, or undefined when the history has no room for it. */
    addEvent: (arn: string, previous: number, type: string, details: unknown, limit = MAX_EVENTS - 1) => {
      const id = one(count, sql.nextEvent.get(arn, limit))?.n;
      if (id !== undefined) sql.addEvent.run(arn, id, previous, now(), type, JSON.stringify(details));
      return id;
    },
    events: (arn: string) => sql.events.all(arn).map((row) => eventRow.parse(row)),

    addThread: (thread: Omit<Thread, 'id' | 'rev'>): number => {
      const { execution, parent, position, document } = thread;
      const kind = document.phase.kind;
      const { lastInsertRowid } = sql.addThread.run(
        execution,
        parent ?? null,
        position,
        kind,
        0,
        JSON.stringify(document),
      );
      return Number(lastInsertRowid);
    },
    thread: (id: number): Thread | undefined => one(threadRow, sql.thread.get(id)),
    /** Raises `rev`, so that whoever has read the thread before finds out. */
    save: (thread: Thread, document: ThreadDocument, dueAt: number | undefined): void => {
      sql.save.run(thread.rev + 1, document.phase.kind, dueAt ?? null, JSON.stringify(document), thread.id);
    },
    /** Moves a deadline without raising `rev`. */
    reschedule: (thread: Thread, document: ThreadDocument, dueAt: number): void => {
      sql.save.run(thread.rev, document.phase.kind, dueAt, JSON.stringify(document), thread.id);
    },
    ready: (): Thread | undefined => one(threadRow, sql.ready.get(now())),
    /** The first `limit` threads with a Lambda to invoke. */
    invocations: (limit: number): Thread[] => threads(sql.invocations.all(now(), limit)),
    children: (parent: number): Thread[] => threads(sql.children.all(parent)),
    openChildren: (parent: number): number => count.parse(sql.openChildren.get(parent)).n,
    /** Deletes and returns all descendants. */
    removeSubtree: (parent: number): Thread[] => {
      const removed = threads(sql.subtree.all(parent));
      sql.deleteSubtree.run(parent);
      return removed;
    },
    nextTimer: (): number | undefined => minimum.parse(sql.nextTimer.get()).at ?? undefined,
    nextTimeout: (): number | undefined => minimum.parse(sql.nextTimeout.get()).at ?? undefined,

    addToken: (token: string, execution: string, thread: number): void => {
      sql.addToken.run(token, execution, thread);
    },
    threadOfToken: (token: string): number | undefined => one(count, sql.token.get(token))?.n,
  };
};
export type Journal = ReturnType<typeof openJournal>;
