import { readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { isMail } from '../core/case/outbox.ts';
import { isOutboxKey } from '../core/case/outbox-write.ts';
import { judgeHere, type LogJudge } from '../core/reconciliation/judge-log.ts';
import type { Anchors, Copies, Key, Mailer, Store } from '../core/store/ports.ts';
import type { Place } from '../core/trail/verify-audit.ts';
import { createIds } from '../functions/adapters/system.ts';
import type { Config, HttpPorts } from '../functions/http/contract.ts';
import { httpHandler, type TaskHandler } from '../functions/http/middleware.ts';
import { deliver } from '../functions/outbox/deliver.ts';
import { anchorAuditTask } from '../functions/tasks/anchor-audit.ts';
import { TASKS } from '../functions/tasks/tasks.ts';
import { endpoints } from '../functions/wiring/endpoints.ts';
import { createMemoryAnchors } from './anchors.ts';
import type { Journal } from './asl/journal.ts';
import { createStateMachines } from './asl/state-machines.ts';
import { scanItems } from './audit-place.ts';
import type { MovableClock } from './clock.ts';
import { scrubDatabase } from './database.ts';
import { createDispatcher } from './dispatcher.ts';
import { createLocalFiles } from './files.ts';
import { lambdaContext } from './lambda-context.ts';
import { createMailbox } from './mailbox.ts';
import { createScheduler } from './scheduler.ts';
import { createSqliteStore } from './store-sqlite.ts';
import { upgrade } from './upgrade.ts';
import { createLocalWorkflows } from './workflows.ts';

export type RuntimeOptions = {
  readonly database: DatabaseSync;
  readonly clock: MovableClock;
  readonly config: Config;
  /** Default: the mailbox in the database. */
  readonly mailer?: Mailer;
  /** Where connection logs are read; default: in this thread. */
  readonly logs?: LogJudge;
  /** The table and what the machines write down; default: in the database. Tests keep both in memory. */
  readonly memory?: {
    /** @param heard is told what was put, after each commit */
    readonly table: (heard: (put: readonly Key[]) => void) => Table;
    readonly journal: Journal;
  };
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random?: () => number;
  /** Where the audit trail's heads are written down; default: in memory. */
  readonly anchors?: Anchors;
  /** A second place, to which every anchor is copied. */
  readonly witness?: Anchors;
  /** Folder for attachments; default: a temporary one, gone with the process. */
  readonly filesFolder?: string;
  readonly onFailure?: (what: string, error: unknown) => void;
  /** What everything above the store sees in its place; tests make faults with it. */
  readonly decorateStore?: (store: Store) => Store;
  /** The same for one function of AWS: a task by its state's name, or 'outbox'; tests see what each needs. */
  readonly storeOf?: (part: string, store: Store) => Store;
  /** An earlier permit machine in place of statemachines/permit.asl.json; tests play upgrades with it. */
  readonly permitDefinition?: unknown;
};

/** The single table, with the expiry of DynamoDB's TTL and all rows as they stand, for the audit. */
export type Table = Store & {
  readonly removeExpired: (now: number) => unknown;
  readonly rows: Place['rows'];
};
const createSqliteTable = (database: DatabaseSync, heard: (put: readonly Key[]) => void): Table => ({
  ...createSqliteStore(database, {
    onCommit: (writes) => heard(writes.flatMap((write) => ('put' in write ? [write.put] : []))),
  }),
  rows: () => scanItems(database),
});

/** `${Name}` in a definition stands for the Lambda of that name. */
const definitionOf = (file: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../statemachines/${file}`, import.meta.url), 'utf8').replace(/\$\{(\w+)\}/g, '$1'),
  );

/**
 * The whole system in one process: the handlers that AWS calls, the machines that Step Functions runs, on one
 * SQLite database. Nothing runs by itself: `settle` does what is ready, `advanceTo` moves the clock from timer to
 * timer. The server and the tests drive it.
 */
export const createRuntime = (options: RuntimeOptions) => {
  const { database, clock, config, onFailure = () => {} } = options;
  let dirty = true;
  const wakers = new Set<() => void>();
  const changed = () => {
    dirty = true;
    for (const wake of wakers) wake();
  };
  const { decorateStore = (plain: Store) => plain, storeOf = (_part, plain) => plain } = options;
  const heard = (put: readonly Key[]): void => {
    if (put.some(isOutboxKey)) changed();
  };
  const table = options.memory?.table(heard) ?? createSqliteTable(database, heard);
  const store = decorateStore(table);
  const mailbox = createMailbox(database, clock.now);
  const localFiles = createLocalFiles({
    clock: clock.now,
    baseUrl: () => config.baseUrl,
    folder: options.filesFolder,
  });
  const { files } = localFiles;
  const anchors = options.anchors ?? createMemoryAnchors();
  const { logs = judgeHere } = options;
  const ports: HttpPorts = {
    store,
    clock: clock.now,
    ids: createIds(clock.now),
    config,
    files,
    anchors,
    logs,
  };
  const tasks = new Map<string, TaskHandler>(
    Object.entries(TASKS).map(([name, make]) => [name, make({ ...ports, store: storeOf(name, store) })]),
  );
  const auditPorts = { ...ports, store: storeOf('AnchorAudit', store), anchors, witness: options.witness };
  tasks.set('AnchorAudit', anchorAuditTask(auditPorts));
  const machines = createStateMachines({
    db: options.memory?.journal ?? database,
    definitions: {
      permit: options.permitDefinition ?? definitionOf('permit.asl.json'),
      daily: definitionOf('daily.asl.json'),
      'monthly-reports': definitionOf('monthly-reports.asl.json'),
      audit: definitionOf('audit.asl.json'),
    },
    invoke: (name, payload) => {
      const task = tasks.get(name);
      if (!task) throw new Error(`no Lambda ${name}`);
      return task(payload, lambdaContext(name));
    },
    now: () => clock.now().epochMilliseconds,
    ...(options.random ? { random: options.random } : {}),
  });
  const workflows = createLocalWorkflows(() => machines, changed);
  const mailer = options.mailer ?? mailbox;
  const copies: Copies = {
    forgetMails: async (of) => mailbox.forget(of),
    scrub: async () => scrubDatabase(database),
  };
  const dispatcher = createDispatcher({
    store,
    clock: clock.now,
    deliver: deliver({ ...ports, store: storeOf('outbox', store), workflows, mailer, copies }),
    onFailure: (row, error) => onFailure(`outbox ${row.pk}/${row.sk}`, error),
    // A mail server may be silent; the mailbox is in the database.
    beside: (row) => options.mailer !== undefined && isMail(row),
  });
  const scheduler = createScheduler(database, workflows, clock.now());

  // What is in memory alone is of this version.
  let upgraded = options.memory !== undefined;
  const settleOnce = async (): Promise<void> => {
    if (!upgraded) await upgrade(database, ports, machines, workflows);
    upgraded = true;
    const now = clock.now().epochMilliseconds;
    // What DynamoDB's TTL does on AWS: old sign-ins, sessions and links go.
    if (await scheduler.run(now)) table.removeExpired(Math.floor(now / 1000));
    do {
      dirty = false;
      if ((await dispatcher.pass()) > 0) dirty = true;
      await machines.settle();
    } while (dirty);
  };

  let working: Promise<void> | undefined;
  /** Everything that is ready now, until nothing is. Calls while one runs wait for that one and run again. */
  const work = async (): Promise<void> => {
    while (working) await working;
    working = settleOnce().finally(() => {
      working = undefined;
    });
    await working;
  };
  /** The same, and until every mail under way has been sent or was not taken. */
  const settle = async (): Promise<void> => {
    await work();
    for (let end = dispatcher.nextEnd(); end; end = dispatcher.nextEnd()) {
      await end;
      await work();
    }
  };

  const nextDueAt = (): number =>
    Math.min(
      scheduler.nextDueAt(),
      machines.nextDueAt() ?? Number.POSITIVE_INFINITY,
      dispatcher.nextDueAt() ?? Number.POSITIVE_INFINITY,
    );

  return {
    store,
    ports,
    machines,
    anchors,
    localFiles,
    /** Everything as it is stored, for the audit. */
    place: (): Place => ({
      rows: table.rows,
      anchors,
      files: localFiles.kept(),
      witness: options.witness,
      now: clock.now(),
    }),
    mailbox,
    workflows,
    http: httpHandler(ports, endpoints(ports)),
    work,
    settle,
    nextDueAt,
    onFailure,
    /** Move the clock from timer to timer, doing at each what is due then. */
    advanceTo: async (target: Temporal.Instant): Promise<void> => {
      await settle();
      for (let next = nextDueAt(); next <= target.epochMilliseconds; next = nextDueAt()) {
        clock.moveTo(Temporal.Instant.fromEpochMilliseconds(next));
        await settle();
        // Years may pass: whoever asks something meanwhile is answered.
        await nextTurn();
      }
      clock.moveTo(target);
      await settle();
    },
    /** `wake` is called whenever there is something to settle. */
    onChange: (wake: () => void): void => {
      wakers.add(wake);
    },
  };
};
export type Runtime = ReturnType<typeof createRuntime>;
