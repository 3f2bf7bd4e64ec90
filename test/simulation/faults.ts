import { seeded } from '../support/city.ts';

/** Everything that goes wrong outside our own code, by the port at which it bites. */
export const CALL_FAULTS = {
  'store-throttled': ['get', 'query', 'transact'],
  'store-slow': ['get', 'query', 'transact'],
  'store-conflict': ['transact'],
  'store-lost-but-done': ['transact'],
  'index-stale': ['query'],
  'page-cut': ['query'],
  'crash-before': ['get', 'query', 'transact', 'mail', 'send-task'],
  'crash-after': ['transact', 'mail', 'send-task', 'start'],
  'files-down': ['file'],
  'files-lost-but-done': ['file'],
  'mail-throttled': ['mail'],
  'mail-refused': ['mail'],
  'mail-lost-but-sent': ['mail'],
  'mail-lost': ['mail'],
  'mail-bounced': ['mail'],
  'callback-dropped': ['send-task'],
  'callback-lost-but-done': ['send-task'],
  'callback-doubled': ['send-task'],
  'start-dropped': ['start'],
  'start-lost-but-done': ['start'],
  'start-doubled': ['start'],
  'outbox-doubled': ['deliver'],
  'outbox-delayed': ['deliver'],
  'outbox-reordered': ['outbox'],
  'lambda-throttled': ['task'],
  'lambda-lost-but-done': ['task'],
  'lambda-doubled': ['task'],
  'lambda-defect': ['task'],
  'tick-missed': ['tick'],
  'tick-doubled': ['tick'],
  'tick-late': ['tick'],
  'clock-back': ['clock'],
  'answer-lost': ['answer'],
} as const;
/** Faults that are acts of nature or of clients: they stand in the story as actions. */
export const ACTED_FAULTS = [
  'mail-down',
  'clock-jump',
  'deploy-in-mid-run',
  'poison-row',
  'expiry-late',
  'role-vacant',
  'old-link',
  'stale-form',
  'pressed-twice',
  'race',
  'body-malformed',
  'body-oversized',
  'text-hostile',
  'foreign-hand',
] as const;
export type CallFault = keyof typeof CALL_FAULTS;
export type FaultKind = CallFault | (typeof ACTED_FAULTS)[number];
export type Port = (typeof CALL_FAULTS)[CallFault][number];

export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(CALL_FAULTS) as CallFault[]), // the keys of a literal
  ...ACTED_FAULTS,
];

/** One fault that bit: in which context (an act, a tick, a timer), at which call of the port. */
export type Bite = {
  readonly context: string;
  readonly port: string;
  readonly call: number;
  readonly kind: CallFault;
};

/** How many calls of a port a context has, roughly: where a fault is placed. */
const USUAL_CALLS: Record<Port, number> = {
  get: 14,
  query: 8,
  transact: 3,
  mail: 1,
  'send-task': 0.8,
  start: 0.5,
  deliver: 1.5,
  outbox: 2,
  task: 1.5,
  tick: 0.3,
  clock: 0.1,
  answer: 0.2,
  file: 1.5,
};
/** Few contexts touch a file: those draw a fault for it when they do. */
const ON_FILES = ['files-down', 'files-lost-but-done', 'crash-before', 'crash-after'] as const;
/** Every context has a clock; the others must meet a call of their port. */
const APART: readonly FaultKind[] = ['clock-back', 'files-down', 'files-lost-but-done'];
const DRAWN: readonly CallFault[] = FAULT_KINDS.filter(
  (kind): kind is CallFault => kind in CALL_FAULTS && !APART.includes(kind),
);

const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** A generator of its own for everything that belongs to one thing: removing another thing changes nothing here. */
export const randomFor = (seed: number, name: string): (() => number) =>
  seeded(hashText(`${seed}/${name}`) ^ Math.imul(seed, 0x9e3779b1));

export type Faults = ReturnType<typeof createFaults>;

/**
 * Decides which call fails and how. While a story is made, each context draws its own faults from the seed; while
 * one is replayed, the faults are those that the story names.
 */
export const createFaults = (source: { seed: number; rate: number } | { bites: readonly Bite[] }) => {
  const counts = new Map<FaultKind, number>();
  const log: Bite[] = [];
  const told = new Map<string, Map<string, CallFault>>();
  if ('bites' in source)
    for (const { context, port, call, kind } of source.bites) {
      const plan = told.get(context) ?? new Map<string, CallFault>();
      plan.set(`${port}#${call}`, kind);
      told.set(context, plan);
    }
  let context = '';
  let plan: ReadonlyMap<string, CallFault> | undefined;
  let stopped = false;
  let calls = new Map<Port, number>();

  const draw = (name: string): ReadonlyMap<string, CallFault> | undefined => {
    if ('bites' in source) return told.get(name);
    const random = randomFor(source.seed, name);
    const drawn = new Map<string, CallFault>();
    if (name.startsWith('tick:') && random() < 0.15) {
      const ticking = ['tick-missed', 'tick-doubled', 'tick-late'] as const;
      drawn.set('tick#0', ticking[Math.floor(random() * ticking.length)] ?? 'tick-late');
    }
    // What comes in while the workflow is at work: slow writes leave room between what is read and what is written.
    if (name.startsWith('meet:'))
      for (const n of [0, 1, 2]) if (random() < 0.4) drawn.set(`transact#${n}`, 'store-slow');
    if (random() >= source.rate) return drawn.size > 0 ? drawn : undefined;
    for (let left = 1 + Math.floor(random() * 2.5); left > 0; left -= 1) {
      const kind =
        random() < 0.02 ? 'clock-back' : (DRAWN[Math.floor(random() * DRAWN.length)] ?? 'store-slow');
      const ports = CALL_FAULTS[kind];
      const port = ports[Math.floor(random() * ports.length)] ?? 'get';
      const first = Math.floor(-Math.log(1 - random()) * USUAL_CALLS[port]);
      const length = random() < 0.2 ? 1 + Math.floor(random() * 5) : 1;
      for (let n = 0; n < length; n += 1) drawn.set(`${port}#${first + n}`, kind);
    }
    return drawn;
  };
  const drawOnFiles = (): void => {
    if ('bites' in source || stopped) return;
    const random = randomFor(source.seed, `files of ${context}`);
    if (random() >= source.rate) return;
    const kind = ON_FILES[Math.floor(random() * ON_FILES.length)] ?? 'files-down';
    plan = new Map(plan).set(`file#${Math.floor(-Math.log(1 - random()) * USUAL_CALLS.file)}`, kind);
  };
  const note = (kind: FaultKind): void => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  return {
    counts,
    log,
    note,
    /** From now on calls belong to this context. */
    enter: (name: string): void => {
      context = name;
      plan = stopped ? undefined : draw(name);
      calls = new Map();
    },
    /** The fault of this call, if it has one. */
    next: (port: Port): CallFault | undefined => {
      if (port === 'file' && !calls.has(port)) drawOnFiles();
      if (plan === undefined) return undefined;
      const call = calls.get(port) ?? 0;
      calls.set(port, call + 1);
      const kind = plan.get(`${port}#${call}`);
      if (kind === undefined) return undefined;
      note(kind);
      log.push({ context, port, call, kind });
      return kind;
    },
    stop: (): void => {
      stopped = true;
      plan = undefined;
    },
  };
};
