import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Temporal } from 'temporal-polyfill';
import { noteDelivery } from '../../core/application/note-delivery.ts';
import { reportShard, SHARDS } from '../../core/case/case-store.ts';
import { isOutboxKey } from '../../core/case/outbox-write.ts';
import { appointmentWrites, personWrites } from '../../core/directory/directory-store.ts';
import { openDirectoryTrail } from '../../core/directory/directory-trail.ts';
import { decideAsOperator } from '../../core/registration/decide-proposal.ts';
import type { Mail } from '../../core/store/ports.ts';
import { hashOf, sha256 } from '../../core/values/hash.ts';
import { createMemoryAnchors } from '../../local/anchors.ts';
import type { Machine } from '../../local/asl/definition.ts';
import { createStandingClock } from '../../local/clock.ts';
import { PEOPLE, seedDemoCity } from '../../local/seed.ts';
import { createMemoryFiles } from '../support/memory-files.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { eventOf, mustBeKnown } from '../support/world.ts';
import { type Faults, randomFor } from './faults.ts';
import { createSeededIds } from './ids.ts';
import { holdersIn, settingsIn } from './invariants/judged.ts';
import { createCommitJudge } from './invariants/on-commit.ts';
import { entitled } from './invariants/power.ts';
import { context, createLife, type Durable, type Life } from './life.ts';
import { EXTRA_APPOINTMENTS, STAFF } from './staff.ts';
import { jstDate, jstDay, nextTicks, type Tick } from './ticks.ts';

export type Violation = {
  readonly invariant: string;
  readonly message: string;
  readonly caseId: string | undefined;
  readonly at: number;
};
export type Answer = {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers come in every shape
  readonly json: any;
  /** Nothing has been written since it was asked for. */
  readonly undisturbed: () => boolean;
};
/** What clients know of a permit of the story. */
export type Known = {
  caseId?: string;
  /** As posted first; sent again until there is an answer. */
  body?: Record<string, unknown>;
  /** A paper that was sent for it. */
  fileId?: string;
  revs: number;
};
type Call = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

const API_KEYS: Readonly<Record<string, string>> = {
  hokuto: `rmp_${'A'.repeat(43)}`,
  minami: `rmp_${'B'.repeat(43)}`,
};
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Steps of the clock at one instant: more is a loop without end. */
const MOST_STEPS = 200;
/** Commits of one act, tick or timer with all that follows. */
const MOST_COMMITS = 2_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Of one worker: definitions are compiled once. */
const COMPILED = new Map<string, Machine>();

/** A city over its virtual years: what survives, the process that runs now, the clock, and what people know. */
export const createCityWorld = async (
  plan: { readonly seed: number; readonly start: string; readonly tickRate: number },
  faults: Faults,
) => {
  const begin = Temporal.PlainDate.from(plan.start).toZonedDateTime('Asia/Tokyo').toInstant();
  const clock = createStandingClock(begin);
  const now = () => clock.now().epochMilliseconds;
  const random = randomFor(plan.seed, 'world');
  const violations: Violation[] = [];
  const violate = (invariant: string, message: string, caseId?: string): void => {
    violations.push({ invariant, message, caseId, at: now() });
  };
  let latest: ReadonlySet<string> = new Set();
  let dirty = false;
  let commits = 0;
  let inContext = 0;
  const store = createMemoryStore((changes) => {
    commits += 1;
    inContext += 1;
    if (inContext === MOST_COMMITS) {
      const [pk] = changes.map(({ key }) => key.pk);
      violate('INV-16', 'one run writes without end', pk?.slice(5));
      life.kill();
    }
    for (const { key, after } of changes) if (after) mustBeKnown(key);
    latest = new Set(changes.map(({ key }) => `${key.pk} ${key.sk}`));
    if (changes.some(({ key, after }) => after !== undefined && isOutboxKey(key))) dirty = true;
    judge.onCommit(changes);
  });
  const judge = createCommitJudge({ store, now, violate });
  const mails: (Mail & { readonly at: number; readonly arrived: boolean })[] = [];
  /** What comes later by itself: late ticks, bounces. */
  const later: { at: number; id: string; run: () => Promise<unknown> }[] = [];
  let mailDownUntil = 0;
  const durable: Durable = {
    store,
    journal: createMemoryJournal(now),
    anchors: createMemoryAnchors(),
    files: createMemoryFiles(clock.now),
    clock,
    ids: createSeededIds(clock.now, random),
    uuid: () =>
      `t-${Math.floor(random() * 2 ** 52).toString(36)}-${Math.floor(random() * 2 ** 52).toString(36)}`,
    random,
    latest: () => latest,
    takeDirty: () => {
      const was = dirty;
      dirty = false;
      return was;
    },
    sent: (mail, arrived) => {
      if (!mails.some(({ key }) => key === mail.key)) mails.push({ ...mail, at: now(), arrived });
      if (mails.length > 400) mails.splice(0, 200);
    },
    bounced: ({ key }) => {
      const slash = key.lastIndexOf('/');
      const fate = { result: 'undeliverable', why: 'Permanent/General' } as const;
      for (const minutes of [3, 90])
        wait(minutes * MINUTE, `bounce:${key}:${minutes}`, () =>
          noteDelivery(life.ports)(key.slice(0, slash), key.slice(slash + 1), fate).catch(() => {}),
        );
    },
    forgetMails: async (of) => {
      const isOf = ({ key, to }: Mail) =>
        'key' in of ? key === of.key : 'pk' in of ? key.startsWith(`${of.pk}/`) : to === of.address;
      mails.splice(0, mails.length, ...mails.filter((mail) => !isOf(mail)));
    },
    mailDownUntil: () => mailDownUntil,
    held: new Map(),
    compiled: COMPILED,
  };
  const wait = (milliseconds: number, id: string, run: () => Promise<unknown>): void => {
    later.push({ at: now() + milliseconds, id, run });
  };
  let life: Life = createLife(durable, faults);
  let lives = 1;
  const restart = (): void => {
    life.kill();
    life = createLife(durable, faults);
    lives += 1;
  };
  /** What the process that runs now makes of it. After its crash another one runs: who hears of it first starts it. */
  const alive = async <T>(run: (life: Life) => Promise<T>): Promise<T | 'crashed'> => {
    const mine = life;
    const outcome = await mine.orCrashed(run(mine));
    if (outcome === 'crashed' && life === mine) restart();
    return outcome;
  };

  /** Calls from now on belong to this context; its clock may lag, as clocks of machines do. */
  const enter = (name: string): void => {
    faults.enter(name);
    inContext = 0;
    life.setSkew(faults.next('clock') ? 1 + Math.floor(random() * 90_000) : 0);
  };

  let settling = 0;
  /** Everything that is ready now; a process that crashes meanwhile is started again. */
  const settle = async (): Promise<void> => {
    settling += 1;
    for (let tries = 0; tries < 50; tries += 1) {
      const outcome = await alive(({ settleAll }) =>
        settleAll().then(
          () => 'done' as const,
          // A pass of the dispatcher that fails is made again, as the server does.
          () => 'failed' as const,
        ),
      );
      if (outcome === 'done') break;
      if (tries === 49) violate('INV-16', 'the runtime does not come to rest');
    }
    settling -= 1;
  };

  const startTick = async ({ name, machine, at }: Tick, suffix = ''): Promise<void> => {
    const stamp = `${jstDate(at)}-${String(Math.round(((at / MINUTE + 540) % 1440) * 1)).padStart(4, '0')}`;
    await alive(({ workflows }) =>
      workflows.startExecution(machine, `${name}-${stamp}${suffix}`, {}).catch(() => 'failed'),
    );
  };
  /** Whether the daily run would find nothing, or only what waits for people and may as well be looked at tomorrow. */
  const isQuiet = ({ name, at }: Tick): boolean => {
    let waiting = false;
    for (const shard of SHARDS) {
      for (const row of store.index('due', shard)) {
        const dueAt = Date.parse(row.dueAt ?? '');
        if (dueAt > at + DAY) break;
        const state = row['state'] as
          | { changedAt?: string; suspension?: { ends?: boolean; until?: string } }
          | undefined;
        const changedAt = state?.changedAt;
        // A suspension whose last day is over is taken down, whatever else of the permit waits for people.
        if (state?.suspension?.ends && (state.suspension.until ?? '9') < jstDate(at)) return false;
        // What falls due by itself is still there to be done when the runs of its day were missed.
        if (changedAt !== row.dueAt && dueAt > at - 5 * DAY) return false;
        waiting = true;
      }
      // What the monthly run has missed.
      for (const row of store.index('due', reportShard(shard))) {
        const dueAt = Date.parse(row.dueAt ?? '');
        if (dueAt > at - DAY / 2) break;
        if (dueAt > at - 2 * DAY) return false;
        waiting = true;
      }
    }
    const draw = randomFor(plan.seed, `quiet:${name}@${jstDate(at)}`)();
    return draw >= (waiting && !name.includes('midnight') ? plan.tickRate : 0.02);
  };
  const tick = async (due: Tick): Promise<void> => {
    if (!isCalm && due.machine === 'daily' && isQuiet(due)) return;
    if (due.machine === 'audit') {
      if (isCalm ? anchored : jstDay(due.at) % 397 !== 0) return;
      anchored = isCalm;
    }
    const id = `tick:${due.name}@${jstDate(due.at)}`;
    enter(id);
    const fault = faults.next('tick');
    if (fault === 'tick-missed') return;
    if (fault === 'tick-late') {
      wait((1 + Math.floor(random() * 30)) * 60 * MINUTE, `late-${id}`, () => startTick(due));
      return;
    }
    if (fault === 'tick-doubled') await startTick(due, '-again');
    await startTick(due);
    await settle();
  };

  let isCalm = false;
  /** The trails have been anchored since faults stopped. */
  let anchored = false;
  let ticks = nextTicks(now());
  let same = { at: 0, steps: 0 };
  /** The clock goes from timer to timer; at each, what is due is done. */
  const advanceTo = async (target: number): Promise<void> => {
    while (violations.length === 0) {
      if (ticks.length === 0) ticks = nextTicks(now());
      later.sort((a, b) => a.at - b.at);
      const at = Math.max(
        now(),
        Math.min(life.nextDueAt(), ticks[0]?.at ?? target, later[0]?.at ?? Number.POSITIVE_INFINITY),
      );
      if (at > target) break;
      same = { at, steps: same.at === at ? same.steps + 1 : 0 };
      if (same.steps > MOST_STEPS) return violate('INV-16', 'steps without end at one instant');
      clock.moveTo(Temporal.Instant.fromEpochMilliseconds(at));
      const [due] = ticks;
      const [item] = later;
      if (due && due.at <= at) {
        ticks = ticks.slice(1);
        await tick(due);
      } else if (item && item.at <= at) {
        later.shift();
        enter(item.id);
        await alive(item.run);
        await settle();
      } else {
        enter(`timer@${at}`);
        await settle();
      }
    }
    if (target > now()) clock.moveTo(Temporal.Instant.fromEpochMilliseconds(target));
  };

  /** Faults stop: from here on everything must move within a day. */
  const calm = async (): Promise<void> => {
    faults.stop();
    isCalm = true;
    mailDownUntil = 0;
    durable.held.clear();
    const poison = store.partition('POISON');
    if (poison.length > 0) await store.transact(poison.map(({ pk, sk }) => ({ delete: { pk, sk } })));
    enter('calm');
    await settle();
    for (const { state } of judge.trails.values())
      if (state?.parked !== undefined)
        await asPerson(officer(), { path: `/v1/applications/${state.caseId}/resumption`, body: {} });
    await settle();
    // 人事異動 on the next day, while questions are open: nobody is left with a question of somebody who is gone.
    if (random() < 0.5)
      for (const [n, role] of ['chief', 'manager:tax', 'manager:welfare'].entries())
        await decree({
          path: '/v1/appointments',
          body: {
            role,
            personId: `p-staff${(n + Math.floor(random() * 8)) % 9}`,
            kind: 'principal',
            title: '課長',
            from: jstDate(now() + 24 * 60 * MINUTE),
            reason: '人事異動',
          },
        });
    await settle();
  };
  /**
   * What takes two (INV-25): prepared by somebody of the office, tried by those who must not confirm, then confirmed by
   * whoever is entitled, or by the operator while nobody is.
   */
  const decree = async (call: Call): Promise<Answer | undefined> => {
    const clerk = officer();
    const candidates = [clerk, ...entitled(store, jstDate(now()), [])];
    // Who drafts goes round: the chief and the deputy do it too.
    const drafter = candidates[Math.floor(now() / MINUTE) % candidates.length] ?? clerk;
    let by = drafter;
    let prepared = await asPerson(drafter, call);
    if (prepared?.status === 422 && drafter !== clerk) {
      by = clerk;
      prepared = await asPerson(clerk, call);
    }
    if (prepared?.status !== 202) return prepared;
    const { proposalId } = prepared.json;
    const path = `/v1/proposals/${proposalId}`;
    const shown = await asPerson(by, { method: 'GET', path });
    const concerned = (call.body as { personId?: string } | undefined)?.personId;
    const confirm = (personId: string) =>
      asPerson(personId, {
        path: `${path}/decision`,
        body: { choice: 'confirm', hash: shown?.json?.hash ?? 'x' },
      });
    for (const wrong of [by, concerned])
      if (wrong !== undefined && (await confirm(wrong))?.status === 200)
        violate('INV-25', `${wrong} confirmed what he drafted, or what concerns himself`);
    const [other] = entitled(store, jstDate(now()), [by, concerned]);
    if (other !== undefined) return confirm(other);
    await alive(({ ports }) => decideAsOperator(ports)(proposalId, 'confirm').catch(() => undefined));
    return prepared;
  };
  /** Somebody of the chief's office. */
  const officer = (): string => {
    const date = jstDate(now());
    const held = [`clerk:${settingsIn(store).officeSectionId}`, 'chief'].flatMap((role) =>
      holdersIn(store, role, date),
    );
    return held[0]?.personId ?? 'p-chief';
  };

  /** A jump of the machine's clock: what was due in between is found late. */
  const jumpTo = async (target: number): Promise<void> => {
    clock.moveTo(Temporal.Instant.fromEpochMilliseconds(target));
    const missed = new Map<string, Tick>();
    for (let [tick] = ticks; tick && tick.at <= target; [tick] = ticks) {
      missed.set(tick.name, tick);
      ticks = ticks.slice(1);
      if (ticks.length === 0) ticks = nextTicks(tick.at);
    }
    for (const last of missed.values()) await startTick(last);
    await settle();
  };

  let inFlight = 0;
  let alone = true;
  const request = async (call: Call, cookies: readonly string[] = []): Promise<Answer | undefined> => {
    const event = eventOf({ ...call, cookies });
    const before = commits;
    inFlight += 1;
    alone &&= inFlight === 1 && settling === 0;
    const result = await alive<APIGatewayProxyStructuredResultV2>(({ http }) =>
      http(call.raw === undefined ? event : { ...event, body: call.raw }, context('http')),
    );
    inFlight -= 1;
    const wasAlone = alone && settling === 0;
    if (inFlight === 0) alone = true;
    if (result === 'crashed') return undefined;
    const status = result.statusCode ?? 0;
    if (status === 500) violate('FUZZ', `${call.method ?? 'POST'} ${call.path.split('/')[2]}: answer 500`);
    if (event.requestContext.http.method === 'GET' && wasAlone && commits !== before)
      violate('INV-7', `GET ${call.path.replace(/[0-9A-Z]{26}/, '{id}')} wrote something`);
    if (faults.next('answer') === 'answer-lost') return undefined;
    return {
      status,
      text: result.body ?? '',
      json: parse(result.body ?? ''),
      undisturbed: () => commits === before,
    };
  };

  const seal = (personId: string) => {
    const token = sha256(`token ${personId}`);
    const idleKey = sha256(`idle ${personId}`);
    return { token, idleKey };
  };
  /** A session of this person, as the sign-in makes it; it never grows old. */
  const sessionWrite = (personId: string) => {
    const { token, idleKey } = seal(personId);
    const key = { pk: `SESSION#${sha256(token)}`, sk: 'SESSION' };
    return { put: { ...key, personId, idleKey, endsAt: '2099-01-01T00:00:00Z', channel: 'screen' } };
  };
  const asPerson = (personId: string, call: Call): Promise<Answer | undefined> => {
    const { token, idleKey } = seal(personId);
    const seconds = Math.floor(now() / 1000);
    const cookie = `session=${token}.${seconds}.${hashOf([idleKey, token, seconds])}`;
    const csrf = hashOf(['csrf', idleKey, token]);
    const form = call.form && { form: { _csrf: csrf, ...call.form } };
    return request({ ...call, ...form, headers: { 'x-csrf-token': csrf, ...call.headers } }, [cookie]);
  };
  const withKey = (key: string, call: Call): Promise<Answer | undefined> =>
    request({ ...call, headers: { authorization: `Bearer ${key}`, ...call.headers } });
  const asVendor = (vendorId: string, call: Call): Promise<Answer | undefined> =>
    withKey(API_KEYS[vendorId] ?? '', call);

  await seedDemoCity({ store, clock: clock.now, ids: durable.ids }, API_KEYS['hokuto'] ?? '');
  const trail = await openDirectoryTrail(store);
  const act = { act: 'bootstrap', subject: 'simulation', by: 'operator' } as const;
  const key = { keyId: 'k-minami', label: 'シミュレーション', vendorId: 'minami', personId: 'p-other' };
  const writes = trail.record({ ids: durable.ids, at: clock.now() }, act, [
    ...STAFF.flatMap((person) => personWrites(person)),
    ...EXTRA_APPOINTMENTS.flatMap((appointment) => appointmentWrites(appointment)),
    { put: { pk: 'VENDOR#minami', sk: 'APIKEY#k-minami', key: { ...key, createdAt: begin.toString() } } },
    {
      put: {
        pk: `APIKEY#${sha256(API_KEYS['minami'] ?? '')}`,
        sk: 'KEY',
        vendorId: 'minami',
        keyId: 'k-minami',
      },
    },
  ]);
  await store.transact(writes);
  await store.transact([...PEOPLE, ...STAFF].map(({ personId }) => sessionWrite(personId)));

  return {
    plan,
    durable,
    store,
    journal: durable.journal,
    files: durable.files,
    faults,
    enter,
    judge,
    violations,
    violate,
    mails,
    now,
    random,
    /** Somebody who should hold no role has been heard: only if they hold it after all (INV-3). */
    noteEligible: (role: string, personId: string, caseId: string | undefined): void => {
      if (!holdersIn(store, role, jstDate(now())).some((held) => held.personId === personId))
        violate('INV-3', `${personId} answered for ${role}`, caseId);
    },
    known: new Map<number, Known>(),
    commits: () => commits,
    lives: () => lives,
    life: () => life,
    restart,
    settle,
    advanceTo,
    jumpTo,
    calm,
    moveTo: (at: number) => clock.moveTo(Temporal.Instant.fromEpochMilliseconds(at)),
    wait,
    request,
    asPerson,
    withKey,
    /** Somebody new signs in. */
    letIn: (personId: string) => store.transact([sessionWrite(personId)]),
    /** Of those who came in the story: the key that each has made. */
    contactKeys: new Map<string, string>(),
    decree,
    asVendor,
    setMailDown: (until: number) => {
      mailDownUntil = until;
    },
  };
};
export type CityWorld = Awaited<ReturnType<typeof createCityWorld>>;
