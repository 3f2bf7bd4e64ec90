import type { Journal } from '../../local/asl/journal.ts';
import type { Execution, HistoryEvent, Thread, ThreadDocument } from '../../local/asl/rows.ts';

type ThreadRow = {
  id: number;
  execution: string;
  parent: number | undefined;
  position: number;
  rev: number;
  kind: string;
  dueAt: number | undefined;
  /** As JSON text: what is read is a copy. */
  text: string;
};
type ExecutionRow = { -readonly [K in keyof Execution]: Execution[K] } & { lastEvent: number };

export type MemoryJournal = Journal & {
  /** Number of history events of an execution. */
  eventCount(arn: string): number;
  running(): readonly Execution[];
  /** What the thread that waits for this token is doing; undefined when the token is dead. */
  waitsFor(token: string): string | undefined;
  /** When the first thread of the execution is due by itself, epoch ms. */
  dueAt(arn: string): number | undefined;
};

/** Runs of a machine of the whole city that are kept. */
const KEPT = 20;

/**
 * The interpreter's journal in memory: some ten times as fast as SQLite, whose own is tested in test/local/asl. It outlives
 * the interpreter, so that a crash can be played.
 *
 * @param keeps whether events and all runs are kept; the simulation counts the events, and keeps the last runs
 */
export const createMemoryJournal = (now: () => number, keeps = false): MemoryJournal => {
  const definitions = new Map<string, { hash: string; machine: string; text: string }>();
  const executions = new Map<string, ExecutionRow>();
  const open = new Map<string, ExecutionRow>();
  const byMachine = new Map<string, ExecutionRow[]>();
  const threads = new Map<number, ThreadRow>();
  const histories = new Map<string, HistoryEvent[]>();
  const tokens = new Map<string, { execution: string; thread: number }>();
  const runs = new Map<string, { execution: string; thread: number }>();
  /** Child execution → its Distributed Map and its place there. */
  const children = new Map<string, { mapRun: string; position: number }>();
  let lastThread = 0;
  let undo: (() => void)[] | undefined;

  const did = (back: () => void): void => {
    undo?.push(back);
  };
  const put = <K, V>(map: Map<K, V>, key: K, value: V): void => {
    const had = map.has(key);
    const before = map.get(key);
    map.set(key, value);
    did(() => {
      if (had && before !== undefined) map.set(key, before);
      else map.delete(key);
    });
  };
  const take = <K, V>(map: Map<K, V>, key: K): void => {
    const before = map.get(key);
    if (!map.delete(key) || before === undefined) return;
    did(() => map.set(key, before));
  };
  const change = <T extends object>(row: T, values: Partial<T>): void => {
    const before = { ...row };
    Object.assign(row, values);
    did(() => Object.assign(row, before));
  };

  const threadOf = (row: ThreadRow): Thread => ({
    id: row.id,
    execution: row.execution,
    parent: row.parent,
    position: row.position,
    rev: row.rev,
    document: JSON.parse(row.text),
  });
  const executionOf = ({ lastEvent: _, ...row }: ExecutionRow): Execution => ({
    ...row,
    mapRunArn: children.get(row.arn)?.mapRun,
  });
  /** Distributed Map → its child executions, in the order of the items. */
  const childList = new Map<string, readonly string[]>();
  const childrenOf = (mapRun: string): readonly ExecutionRow[] =>
    (childList.get(mapRun) ?? []).flatMap((arn) => executions.get(arn) ?? []);
  const runList = new Map<string, readonly string[]>();
  const runsOf = (execution: string): string[] => [...(runList.get(execution) ?? [])];
  const forget = (arn: string): void => {
    for (const mapRun of runsOf(arn)) {
      for (const child of childrenOf(mapRun)) forget(child.arn);
      take(runs, mapRun);
      take(childList, mapRun);
    }
    take(runList, arn);
    take(children, arn);
    const row = executions.get(arn);
    if (!row) return;
    take(executions, arn);
    take(histories, arn);
    const list = byMachine.get(row.machine) ?? [];
    const at = list.indexOf(row);
    list.splice(at, 1);
    did(() => list.splice(at, 0, row));
    for (const [token, { execution }] of [...tokens]) if (execution === arn) take(tokens, token);
  };
  const sorted = (rows: Iterable<ThreadRow>): ThreadRow[] => [...rows].sort((a, b) => a.id - b.id);
  const within = (parent: number): ThreadRow[] => {
    const found = [...threads.values()].filter((row) => row.parent === parent);
    return found.flatMap((row) => [row, ...within(row.id)]);
  };
  const store = (row: ThreadRow, rev: number, document: ThreadDocument, dueAt: number | undefined): void =>
    change(row, { rev, kind: document.phase.kind, dueAt, text: JSON.stringify(document) });

  return {
    atomically: (run) => {
      const outer = undo;
      const mine: (() => void)[] = [];
      undo = mine;
      try {
        const value = run();
        undo = outer;
        outer?.push(...mine);
        return value;
      } catch (thrown) {
        undo = undefined;
        for (const back of mine.reverse()) back();
        undo = outer;
        throw thrown;
      }
    },
    addDefinition: (hash, machine, text) => {
      if (!definitions.has(hash)) definitions.set(hash, { hash, machine, text });
    },
    definitionsInUse: () => {
      const used = new Set([...open.values()].map(({ definition }) => definition));
      return [...definitions.values()].filter(({ hash }) => used.has(hash));
    },
    addExecution: (row) => {
      const execution: ExecutionRow = {
        ...row,
        input: JSON.parse(row.inputText),
        status: 'RUNNING',
        startedAt: now(),
        stoppedAt: undefined,
        output: undefined,
        error: undefined,
        cause: undefined,
        transitions: 0,
        mapRunArn: undefined,
        lastEvent: 0,
      };
      put(executions, row.arn, execution);
      put(open, row.arn, execution);
      const list = byMachine.get(row.machine) ?? [];
      byMachine.set(row.machine, list);
      list.push(execution);
      did(() => list.splice(list.indexOf(execution), 1));
    },
    execution: (arn) => {
      const row = executions.get(arn);
      return row && executionOf(row);
    },
    executions: (machine) => (byMachine.get(machine) ?? []).map(executionOf).reverse(),
    expired: () => {
      const at = now();
      const found: Execution[] = [];
      for (const row of open.values()) if (row.timeoutAt <= at) found.push(executionOf(row));
      return found.sort((a, b) => a.timeoutAt - b.timeoutAt);
    },
    close: (arn, status, end) => {
      const row = executions.get(arn);
      if (!row) return;
      const output: unknown = end.output === undefined ? undefined : JSON.parse(JSON.stringify(end.output));
      change(row, { status, stoppedAt: now(), output, error: end.error, cause: end.cause });
      take(open, arn);
      for (const thread of [...threads.values()]) if (thread.execution === arn) take(threads, thread.id);
      const waiting = threads.get(runs.get(children.get(arn)?.mapRun ?? '')?.thread ?? 0);
      if (waiting?.kind === 'mapRun') change(waiting, { dueAt: 0 });
      // Runs over the whole city are forgotten one by one; the cases' own stay.
      const others = row.machine === 'permit' || children.has(arn) ? [] : (byMachine.get(row.machine) ?? []);
      const [oldest] = others;
      if (!keeps && others.length > KEPT && oldest && oldest.status !== 'RUNNING') forget(oldest.arn);
    },
    countTransition: (arn) => {
      const row = executions.get(arn);
      if (row) change(row, { transitions: row.transitions + 1 });
    },
    forget,
    addMapRun: (arn, execution, thread) => {
      put(runs, arn, { execution, thread });
      put(runList, execution, [...runsOf(execution), arn]);
    },
    mapRuns: runsOf,
    addChild: (execution, mapRun, position) => {
      put(children, execution, { mapRun, position });
      const placeOf = (arn: string) => children.get(arn)?.position ?? 0;
      const list = [...(childList.get(mapRun) ?? []), execution];
      put(
        childList,
        mapRun,
        list.sort((a, b) => placeOf(a) - placeOf(b)),
      );
    },
    childExecutions: (mapRun) => childrenOf(mapRun).map(executionOf),
    tallyChildren: (mapRun) => {
      const states = childrenOf(mapRun).map(({ status }) => status);
      const running = states.filter((status) => status === 'RUNNING').length;
      const succeeded = states.filter((status) => status === 'SUCCEEDED').length;
      return { running, unsuccessful: states.length - running - succeeded };
    },
    openChildExecutions: (mapRun) =>
      childrenOf(mapRun).flatMap(({ arn, status }) => (status === 'RUNNING' ? [arn] : [])),
    addEvent: (arn, previousEventId, type, details, limit = 24_999) => {
      const row = executions.get(arn);
      if (!row || row.lastEvent >= limit) return undefined;
      change(row, { lastEvent: row.lastEvent + 1 });
      if (!keeps) return row.lastEvent;
      const text = JSON.stringify(details);
      const event = { id: row.lastEvent, previousEventId, timestamp: now(), type, details: JSON.parse(text) };
      const history = histories.get(arn) ?? [];
      if (!histories.has(arn)) put(histories, arn, history);
      history.push(event);
      did(() => history.pop());
      return event.id;
    },
    events: (arn) => [...(histories.get(arn) ?? [])],
    addThread: ({ execution, parent, position, document }) => {
      lastThread += 1;
      const text = JSON.stringify(document);
      const { kind } = document.phase;
      put(threads, lastThread, { id: lastThread, execution, parent, position, rev: 0, kind, dueAt: 0, text });
      return lastThread;
    },
    thread: (id) => {
      const row = threads.get(id);
      return row && threadOf(row);
    },
    save: (thread, document, dueAt) => {
      const row = threads.get(thread.id);
      if (row) store(row, thread.rev + 1, document, dueAt);
    },
    reschedule: (thread, document, dueAt) => {
      const row = threads.get(thread.id);
      if (row) store(row, thread.rev, document, dueAt);
    },
    ready: () => {
      const at = now();
      let best: ThreadRow | undefined;
      for (const row of threads.values()) {
        if (row.dueAt === undefined || row.dueAt > at || row.kind === 'invoke') continue;
        const order = best === undefined ? -1 : row.dueAt - (best.dueAt ?? 0) || row.id - best.id;
        if (order < 0) best = row;
      }
      return best && threadOf(best);
    },
    invocations: (limit) => {
      const at = now();
      const found: ThreadRow[] = [];
      for (const row of threads.values())
        if (row.kind === 'invoke' && row.dueAt !== undefined && row.dueAt <= at) found.push(row);
      return sorted(found).slice(0, limit).map(threadOf);
    },
    children: (parent) =>
      [...threads.values()]
        .filter((row) => row.parent === parent)
        .sort((a, b) => a.position - b.position)
        .map(threadOf),
    openChildren: (parent) => {
      let count = 0;
      for (const row of threads.values()) if (row.parent === parent && row.kind !== 'done') count += 1;
      return count;
    },
    removeSubtree: (parent) => {
      const removed = sorted(within(parent));
      for (const { id } of removed) take(threads, id);
      return removed.map(threadOf);
    },
    nextTimer: () => {
      let next: number | undefined;
      for (const { dueAt, kind } of threads.values())
        if (kind !== 'invoke' && dueAt !== undefined && (next === undefined || dueAt < next)) next = dueAt;
      return next;
    },
    nextTimeout: () => {
      let next: number | undefined;
      for (const { timeoutAt } of open.values()) if (next === undefined || timeoutAt < next) next = timeoutAt;
      return next;
    },
    addToken: (token, execution, thread) => put(tokens, token, { execution, thread }),
    threadOfToken: (token) => tokens.get(token)?.thread,

    eventCount: (arn) => executions.get(arn)?.lastEvent ?? 0,
    running: () => [...open.values()].map(executionOf),
    waitsFor: (token) => {
      const thread = threads.get(tokens.get(token)?.thread ?? 0);
      return thread && (thread.kind === 'callback' || thread.kind === 'invoke') && thread.text.includes(token)
        ? thread.kind
        : undefined;
    },
    dueAt: (arn) => {
      let next: number | undefined;
      for (const { execution, dueAt } of threads.values())
        if (execution === arn && dueAt !== undefined && (next === undefined || dueAt < next)) next = dueAt;
      return next;
    },
  };
};
