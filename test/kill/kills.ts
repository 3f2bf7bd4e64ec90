import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { signIn, withApiKey } from '../../local/demo/client.ts';
import { freePort } from '../../scripts/server-process.ts';
import { seeded } from '../support/city.ts';
import { type Crew, setToWork, submit } from './clients.ts';
import { examine } from './examine.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { killProcess, type LocalServer, spawnLocalServer, startLocalServer } from './local-server.ts';

export type KillReport = {
  readonly kills: number;
  readonly acknowledged: {
    readonly submissions: number;
    readonly decisions: number;
    readonly withdrawals: number;
    readonly corrections: number;
  };
  readonly unanswered: number;
  readonly cases: number;
  readonly mails: number;
  /** Start to first answer, ms, ascending. */
  readonly starts: readonly number[];
  readonly faults: readonly string[];
};

const DECIDERS = ['tax-manager', 'tax-deputy', 'chief', 'deputy'].map((name) => `${name}@city.example.jp`);
/** While the first of all starts is still filling the empty directory. */
const KILLS_WHILE_SEEDING = 2;
const LONGEST_REST = 600_000;
const MOST_PER_LIFE = 40;
/** A life may run out of work before as much is acknowledged as was wanted. */
const LONGEST_IDLE = 1_000;
/** Before the first acknowledgement: a slow machine has lives with something to lose, too. */
const LONGEST_START = 60_000;

/** Longer than what may go with others waits for them (docs/adr/0047). */
const GATHERED = { minutes: 15 };
const nowSchema = z.object({ now: z.string() });

const count = (database: DatabaseSync, from: string): number =>
  Number(database.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.['n']);
/** Messages and steps that are still to be done. */
const restless = (database: DatabaseSync): number =>
  count(database, "items WHERE sk LIKE 'OUTBOX#%' AND pk NOT LIKE 'DIGEST#%'") +
  count(database, 'asl_threads WHERE dueAt = 0');
/** Messages that wait for others to the same recipient. */
const gathered = (database: DatabaseSync): number =>
  count(database, "items WHERE sk LIKE 'OUTBOX#%' AND pk LIKE 'DIGEST#%'");

/** With a clock that goes on until nothing waits for anything. */
const comeToRest = async (file: string, url: string): Promise<void> => {
  const database = new DatabaseSync(file, { readOnly: true });
  const ended = async (left: () => number): Promise<void> => {
    for (let waited = 0; left() > 0; waited += 50) {
      if (waited > LONGEST_REST) throw new Error(`${left()} messages and steps do not come to an end`);
      await pause(50);
    }
  };
  try {
    await ended(() => restless(database));
    while (gathered(database) > 0) {
      const { now } = nowSchema.parse(await (await fetch(`${url}/clock`)).json());
      const moved = await fetch(`${url}/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: Temporal.Instant.from(now).add(GATHERED).toString() }),
      });
      if (!moved.ok) throw new Error(`the clock: ${moved.status} ${await moved.text()}`);
      await ended(() => restless(database));
    }
  } finally {
    database.close();
  }
};

const acknowledged = (ledger: Ledger): number =>
  ledger.submissions.filter(({ receipt }) => receipt).length +
  ledger.decisions.length +
  ledger.withdrawals.length +
  ledger.corrections.length;

/** Kills of a server that had nothing to lose show nothing. */
export const missingIn = (
  { kills, acknowledged, cases, mails }: Omit<KillReport, 'faults'>,
  wanted: number,
): readonly string[] => {
  const { submissions, decisions } = acknowledged;
  const lives = Math.max(1, wanted - KILLS_WHILE_SEEDING);
  const acts = Object.values(acknowledged).reduce((sum, count) => sum + count, 0);
  const few = Math.ceil(lives / 4);
  const least = {
    kills: Math.max(1, wanted),
    acts: lives,
    submissions: few,
    decisions: few,
    cases: few,
    mails: few,
  };
  return Object.entries({ kills, acts, submissions, decisions, cases, mails }).flatMap(([name, count]) => {
    const needed = least[name as keyof typeof least]; // the same names
    return count >= needed ? [] : [`${count} ${name}, ${needed} are needed`];
  });
};

/** Counted in acts, not in seconds, so that a busy machine does not make for an easy test. */
const untilAcknowledged = async (ledger: Ledger, more: number): Promise<void> => {
  const before = acknowledged(ledger);
  let last = before;
  for (let idle = 0; last < before + more && idle < (last === before ? LONGEST_START : LONGEST_IDLE); ) {
    await pause(5);
    idle = acknowledged(ledger) === last ? idle + 5 : 0;
    last = acknowledged(ledger);
  }
};

/** Work on a server that is killed again and again, at random moments; then look at what it left. */
export const runKills = async (options: {
  readonly kills: number;
  readonly seed: number;
  readonly onKill?: (kill: number, ledger: Ledger) => void;
}): Promise<KillReport> => {
  const { kills, seed, onKill = () => {} } = options;
  const directory = mkdtempSync(join(tmpdir(), 'permits-kill-'));
  const file = join(directory, 'permits.sqlite');
  const random = seeded(seed);
  const ledger = createLedger();
  const starts: number[] = [];
  const port = await freePort();
  const start = async (): Promise<LocalServer> => {
    const server = await startLocalServer(directory, port);
    starts.push(server.startedIn);
    return server;
  };
  let server: LocalServer | undefined;
  try {
    let done = 0;
    const killWhileStarting = async (): Promise<void> => {
      const child = spawnLocalServer(directory, port);
      await pause(100 + random() * 700);
      await killProcess(child);
      onKill(++done, ledger);
    };
    for (let n = 0; n < Math.min(KILLS_WHILE_SEEDING, kills); n += 1) await killWhileStarting();

    server = await start();
    const demo = z
      .object({ apiKey: z.string() })
      .parse(JSON.parse(readFileSync(join(directory, 'demo.json'), 'utf8')));
    const signInAll = async (url: string): Promise<Crew> => ({
      vendor: withApiKey(url, demo.apiKey),
      deciders: await Promise.all(DECIDERS.map((address) => signIn(url, address))),
    });
    // Sessions were acknowledged, too: they must outlive every kill.
    const crew = await signInAll(server.url);
    while (done < kills) {
      const stop = setToWork(ledger, crew, random);
      await untilAcknowledged(ledger, Math.floor(random() * MOST_PER_LIFE));
      await pause(random() * 40);
      await server.kill();
      await stop();
      onKill(++done, ledger);
      if (done < kills && random() < 0.1) await killWhileStarting();
      server = await start();
    }
    for (const client of crew.deciders) await client.get('/v1/session');
    for (const submission of ledger.submissions)
      if (!submission.receipt) await submit(ledger, crew.vendor, submission);
    await comeToRest(file, server.url);
    await pause(200);
    await comeToRest(file, server.url);
    const code = await server.stop();
    const found = await examine(file, ledger);
    const report = {
      kills: done,
      acknowledged: {
        submissions: ledger.submissions.filter(({ receipt }) => receipt).length,
        decisions: ledger.decisions.length,
        withdrawals: ledger.withdrawals.length,
        corrections: ledger.corrections.length,
      },
      unanswered: ledger.unanswered,
      cases: found.cases,
      mails: found.mails,
      starts: starts.toSorted((a, b) => a - b),
    };
    const ended = code === 0 ? [] : [`exit code ${code}`];
    return { ...report, faults: [...missingIn(report, kills), ...ledger.faults, ...ended, ...found.faults] };
  } finally {
    await server?.kill();
    rmSync(directory, { recursive: true, force: true });
  }
};

export const sentenceOf = (report: KillReport, seed: number): string => {
  const { submissions, decisions, withdrawals, corrections } = report.acknowledged;
  const acts = submissions + decisions + withdrawals + corrections;
  const at = (share: number) =>
    Math.round(report.starts[Math.floor((report.starts.length - 1) * share)] ?? 0);
  return [
    `N = ${report.kills} kills, seed ${seed}: ${acts} acknowledged acts (${submissions} submissions, ${decisions} decisions, ${withdrawals} withdrawals, ${corrections} corrections)`,
    `${report.unanswered} unanswered, ${report.cases} cases, ${report.mails} mails; ${report.faults.length} faults (95 %: < ${(3 / report.kills).toPrecision(2)} per kill)`,
    `start to first answer: median ${at(0.5)} ms, max ${at(1)} ms`,
  ].join('\n      ');
};
