import { readdirSync, readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { OUTBOX_SHARD } from '../../core/case/outbox-write.ts';
import { judgeHere } from '../../core/reconciliation/judge-log.ts';
import type {
  Copies,
  Files,
  Ids,
  Item,
  Mail,
  Mailer,
  Query,
  Store,
  TransactResult,
  Workflows,
} from '../../core/store/ports.ts';
import { Fatal, Rejected, Retryable } from '../../core/values/errors.ts';
import type { HttpPorts } from '../../functions/http/contract.ts';
import { httpHandler, type TaskHandler } from '../../functions/http/middleware.ts';
import { deliver } from '../../functions/outbox/deliver.ts';
import { anchorAuditTask } from '../../functions/tasks/anchor-audit.ts';
import { TASKS } from '../../functions/tasks/tasks.ts';
import { endpoints } from '../../functions/wiring/endpoints.ts';
import type { createMemoryAnchors } from '../../local/anchors.ts';
import type { Machine } from '../../local/asl/definition.ts';
import { createStateMachines } from '../../local/asl/state-machines.ts';
import type { MovableClock } from '../../local/clock.ts';
import { createDispatcher } from '../../local/dispatcher.ts';
import { createLocalWorkflows } from '../../local/workflows.ts';
import type { MemoryFiles } from '../support/memory-files.ts';
import type { MemoryJournal } from '../support/memory-journal.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import type { Faults } from './faults.ts';

/** What survives a crash. */
export type Durable = {
  readonly store: MemoryStore;
  readonly journal: MemoryJournal;
  readonly anchors: ReturnType<typeof createMemoryAnchors>;
  readonly files: MemoryFiles;
  readonly clock: MovableClock;
  readonly ids: Ids;
  readonly uuid: () => string;
  readonly random: () => number;
  /** Keys of the rows of the latest commit, which a lagging index does not show yet. */
  readonly latest: () => ReadonlySet<string>;
  /** Whether an outbox row was written since this was asked last. */
  readonly takeDirty: () => boolean;
  /** Mails that went out. */
  readonly sent: (mail: Mail, arrived: boolean) => void;
  readonly bounced: (mail: Mail) => void;
  readonly forgetMails: Copies['forgetMails'];
  /** Epoch milliseconds until which the mail service is down. */
  readonly mailDownUntil: () => number;
  /** Row → epoch milliseconds before which it is not delivered. */
  readonly held: Map<string, number>;
  readonly compiled: Map<string, Machine>;
};

const CONFIG = { baseUrl: 'http://127.0.0.1:3000', cityName: '苫小牧市' };
const HOUR = 3_600_000;

const DEFINITIONS: Readonly<Record<string, unknown>> = Object.fromEntries(
  readdirSync(new URL('../../statemachines/', import.meta.url))
    .filter((file) => file.endsWith('.asl.json'))
    .map((file) => [
      file.replace('.asl.json', ''),
      JSON.parse(
        readFileSync(new URL(`../../statemachines/${file}`, import.meta.url), 'utf8').replace(
          /\$\{(\w+)\}/g,
          '$1',
        ),
      ),
    ]),
);

/** Without a remaining time, so that no real timer runs beside the virtual clock. */
export const context = (functionName: string): Context =>
  ({ functionName, awsRequestId: functionName }) as Context; // handlers look at nothing else

/** A process from its start to its crash: handlers, machines and dispatcher over what survives. */
export const createLife = (durable: Durable, faults: Faults) => {
  let dead = false;
  let dirty = false;
  let tell = (): void => {};
  /** Resolves when the process has crashed. */
  const crashed = new Promise<'crashed'>((resolve) => {
    tell = () => resolve('crashed');
  });
  const never = <T>() => new Promise<T>(() => {});
  const crash = <T>(): Promise<T> => {
    dead = true;
    tell();
    return never<T>();
  };
  const named = (name: string): Error => Object.assign(new Error('simulated'), { name });

  const { store: plain, clock, journal, ids } = durable;
  let skew = 0;
  const now = () => (skew === 0 ? clock.now() : clock.now().subtract({ milliseconds: skew }));

  const slowly = async <T>(run: () => Promise<T>): Promise<T> => {
    for (let turns = 0; turns < 60; turns += 1) await undefined;
    if (dead) return never<T>();
    const value = await run();
    for (let turns = 0; turns < 60; turns += 1) await undefined;
    return dead ? never<T>() : value;
  };
  const after = async <T>(run: () => Promise<T>, then: () => T | Promise<T>): Promise<T> => {
    await run();
    return then();
  };
  /** Both at once. When one fails, the other is waited for all the same: nothing goes on behind the answer. */
  const twice = async <T>(run: () => Promise<T>): Promise<T> => {
    const [first, second] = await Promise.allSettled([run(), run()]);
    if (second.status === 'rejected') throw second.reason;
    if (first.status === 'rejected') throw first.reason;
    return first.value;
  };
  const fail = (message: string) => (): never => {
    throw new Retryable(message);
  };

  const isOutbox = (query: Query) => query.index === 'due' && query.hash === OUTBOX_SHARD;
  const query = async (asked: Query) => {
    const kind = isOutbox(asked) ? faults.next('outbox') : faults.next('query');
    switch (kind) {
      case 'store-throttled':
        throw new Retryable('throttled');
      case 'store-slow':
        return slowly(() => plain.query(asked));
      case 'crash-before':
        return crash<Awaited<ReturnType<Store['query']>>>();
      case 'page-cut':
        return plain.query({ ...asked, limit: Math.max(1, Math.floor((asked.limit ?? 100) / 50)) });
      case 'index-stale': {
        const page = await plain.query(asked);
        const hidden = asked.index === undefined ? new Set<string>() : durable.latest();
        return { ...page, items: page.items.filter(({ pk, sk }) => !hidden.has(`${pk} ${sk}`)) };
      }
      case 'outbox-reordered': {
        const page = await plain.query(asked);
        return { ...page, items: page.items.toReversed() };
      }
      default:
        return plain.query(asked);
    }
  };
  const store: Store = {
    get: (key) => {
      if (dead) return never();
      switch (faults.next('get')) {
        case 'store-throttled':
          return Promise.reject(new Retryable('throttled'));
        case 'store-slow':
          return slowly(() => plain.get(key));
        case 'crash-before':
          return crash();
        default:
          return plain.get(key);
      }
    },
    query: (asked) => (dead ? never() : query(asked)),
    transact: async (writes): Promise<TransactResult> => {
      if (dead) return never();
      switch (faults.next('transact')) {
        case 'store-throttled':
          throw new Retryable('throttled');
        case 'store-conflict': {
          const index = writes.findIndex((write) => write.when !== undefined);
          // What has no condition can be in another's way, but never fails by a condition.
          if (index === -1) throw new Retryable('in the way of another transaction');
          return { ok: false, failed: [{ index, existing: undefined }] };
        }
        case 'store-lost-but-done':
          return after(() => plain.transact(writes), fail('no answer'));
        case 'store-slow':
          return slowly(() => plain.transact(writes));
        case 'crash-before':
          return crash();
        case 'crash-after':
          return after(() => plain.transact(writes), crash<TransactResult>);
        default:
          return plain.transact(writes);
      }
    },
  };

  const onFiles =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (dead) return never();
      switch (faults.next('file')) {
        case 'files-down':
          throw new Retryable('no files');
        case 'files-lost-but-done':
          return after(() => call(...args), fail('no answer'));
        case 'crash-before':
          return crash();
        case 'crash-after':
          return after(() => call(...args), crash<T>);
        default:
          return call(...args);
      }
    };
  const kept = durable.files.files;
  const files: Files = {
    presignUpload: onFiles(kept.presignUpload),
    received: onFiles(kept.received),
    unfinished: onFiles(kept.unfinished),
    discard: onFiles(kept.discard),
    keep: onFiles(kept.keep),
    hashOf: onFiles(kept.hashOf),
    read: onFiles(kept.read),
    presignDownload: onFiles(kept.presignDownload),
    remove: onFiles(kept.remove),
    erase: onFiles(kept.erase),
  };

  const mailer: Mailer = {
    send: async (mail) => {
      if (dead) return never();
      const messageId = mail.key;
      if (clock.now().epochMilliseconds < durable.mailDownUntil()) {
        faults.note('mail-down');
        throw new Retryable('the mail service is down');
      }
      const kind = faults.next('mail');
      switch (kind) {
        case 'mail-throttled':
          throw new Retryable('throttled');
        case 'mail-refused':
          throw new Rejected('550');
        case 'crash-before':
          return crash();
        case 'mail-lost-but-sent':
          durable.sent(mail, true);
          throw new Retryable('no answer');
        case 'crash-after':
          durable.sent(mail, true);
          return crash();
        default:
          durable.sent(mail, kind !== 'mail-lost' && kind !== 'mail-bounced');
          if (kind === 'mail-bounced') durable.bounced(mail);
          return { messageId };
      }
    },
  };

  const ports: HttpPorts = {
    store,
    clock: now,
    ids,
    config: CONFIG,
    files,
    anchors: durable.anchors,
    logs: judgeHere,
  };
  const tasks = new Map<string, TaskHandler>(
    Object.entries(TASKS).map(([name, make]) => [name, make(ports)]),
  );
  tasks.set('AnchorAudit', anchorAuditTask({ ...ports, anchors: durable.anchors }));
  const call = async (name: string, payload: unknown): Promise<unknown> => {
    const task = tasks.get(name);
    if (!task) throw new Error(`no Lambda ${name}`);
    return task(payload, context(name));
  };
  const invoke = async (name: string, payload: unknown): Promise<unknown> => {
    if (dead) return never();
    let answer: unknown;
    switch (name.startsWith('Park') ? undefined : faults.next('task')) {
      case 'lambda-throttled':
        throw named('Lambda.TooManyRequestsException');
      case 'lambda-defect':
        throw new Fatal('simulated defect');
      case 'lambda-lost-but-done':
        await call(name, payload);
        throw named('Lambda.ServiceException');
      case 'lambda-doubled':
        answer = await twice(() => call(name, structuredClone(payload)));
        break;
      default:
        answer = await call(name, payload);
    }
    return dead ? never() : answer;
  };
  /** Whatever a dead process still does, it writes nothing. */
  const guarded: MemoryJournal = {
    ...journal,
    atomically: (run) => {
      if (dead) throw new Error('the process is gone');
      return journal.atomically(run);
    },
  };
  const machines = createStateMachines({
    db: guarded,
    definitions: DEFINITIONS,
    compiled: durable.compiled,
    invoke,
    now: () => clock.now().epochMilliseconds,
    random: durable.random,
    uuid: durable.uuid,
  });
  const direct = createLocalWorkflows(
    () => machines,
    () => {
      dirty = true;
    },
  );
  const workflows: Workflows = {
    startExecution: async (machine, name, input): Promise<'started' | 'exists'> => {
      if (dead) return never();
      const start = () => direct.startExecution(machine, name, input);
      switch (faults.next('start')) {
        case 'start-dropped':
          throw new Retryable('throttled');
        case 'start-lost-but-done':
          return after(start, fail('no answer'));
        case 'start-doubled':
          return after(start, start);
        case 'crash-after':
          return after(start, crash<'started' | 'exists'>);
        default:
          return start();
      }
    },
    sendTaskSuccess: async (token, output): Promise<'delivered' | 'gone'> => {
      if (dead) return never();
      const send = () => direct.sendTaskSuccess(token, output);
      switch (faults.next('send-task')) {
        case 'callback-dropped':
          throw new Retryable('throttled');
        case 'callback-lost-but-done':
          return after(send, fail('no answer'));
        case 'callback-doubled':
          return after(send, send);
        case 'crash-before':
          return crash();
        case 'crash-after':
          return after(send, crash<'delivered' | 'gone'>);
        default:
          return send();
      }
    },
  };

  const copies = { forgetMails: durable.forgetMails, scrub: async () => {} };
  const deliverRow = deliver({ ...ports, workflows, mailer, copies });
  const dispatcher = createDispatcher({
    store,
    clock: clock.now,
    deliver: async (row: Item) => {
      const id = `${row.pk}/${row.sk}`;
      const at = clock.now().epochMilliseconds;
      if ((durable.held.get(id) ?? 0) > at) throw new Retryable('delayed');
      switch (faults.next('deliver')) {
        case 'outbox-doubled':
          await twice(() => deliverRow(row));
          return;
        case 'outbox-delayed':
          durable.held.set(id, at + (0.1 + 24 * durable.random() ** 4) * HOUR);
          throw new Retryable('delayed');
        default:
          return deliverRow(row);
      }
    },
    onFailure: () => {},
  });
  const http = httpHandler(ports, endpoints(ports));

  /** Delivers while the machines are at work, as the stream does on AWS: an answer may meet a task that begins to wait. */
  const deliverBeside = async (machinesRest: Promise<unknown>): Promise<void> => {
    let working = true;
    const rest = () => {
      working = false;
    };
    machinesRest.then(rest, rest);
    do {
      if ((await dispatcher.pass()) > 0) dirty = true;
      while (working && !dead && !durable.takeDirty()) await undefined;
    } while (working && !dead);
  };
  const settleAll = async (): Promise<void> => {
    do {
      dirty = false;
      durable.takeDirty();
      const machinesRest = machines.settle();
      const [delivered, rested] = await Promise.allSettled([deliverBeside(machinesRest), machinesRest]);
      if (delivered.status === 'rejected') throw delivered.reason;
      if (rested.status === 'rejected') throw rested.reason;
    } while (dirty || durable.takeDirty());
  };

  return {
    ports,
    workflows,
    http,
    isDead: () => dead,
    /** The value, or 'crashed' when the process is gone before. */
    orCrashed: <T>(work: Promise<T>): Promise<T | 'crashed'> => {
      work.catch(() => {});
      return Promise.race([work, crashed]);
    },
    settleAll,
    /** Whoever waits for this process hears that it has crashed. */
    kill: (): void => {
      void crash();
    },
    setSkew: (milliseconds: number): void => {
      skew = milliseconds;
    },
    nextDueAt: (): number =>
      Math.min(
        machines.nextDueAt() ?? Number.POSITIVE_INFINITY,
        dispatcher.nextDueAt() ?? Number.POSITIVE_INFINITY,
      ),
  };
};
export type Life = ReturnType<typeof createLife>;
