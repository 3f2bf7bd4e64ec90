import { expect, test } from 'vitest';
import { type JudgeJob, judgeHere } from '../../core/reconciliation/judge-log.ts';
import { createLogThread } from '../../local/log-thread.ts';

const linesOf = (count: number) =>
  [
    '接続日時,切断日時,利用者,接続元IP',
    ...Array.from({ length: count }, (_, n) => {
      const day = String(1 + (n % 28)).padStart(2, '0');
      return `2026-04-${day} 10:00:00,2026-04-${day} 10:30:00,user${n % 50},192.0.2.${n % 250}`;
    }),
  ].join('\r\n');
const jobOf = (text: string): JudgeJob => ({
  bytes: new TextEncoder().encode(text),
  source: { name: 'vpn.csv', kind: 'file', sha256: '0'.repeat(64) },
  month: '2026-04',
  compared: {
    works: [],
    sessions: [],
    scope: {
      period: { from: '2026-04-01', to: '2027-03-31' },
      suspensions: [],
      cutOffs: [],
      workers: [],
      accounts: [],
      terminals: [],
      originIps: [],
      targets: [],
    },
    toleranceMinutes: 5,
    mixedLog: true,
    coveredUntil: '2026-05-01T00:00:00Z',
  },
  acceptUnreadable: false,
  acceptTimes: false,
});

test('a log is read in another thread with the same result, and requests are answered meanwhile', async () => {
  const thread = createLogThread();
  const job = jobOf(linesOf(5_000));
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 10);
  const [look, judged] = await Promise.all([thread.look(job), thread.judge(job)]);
  clearInterval(timer);
  expect(look).toEqual(await judgeHere.look(job));
  expect(judged).toEqual(await judgeHere.judge(job));
  expect(judged).toMatchObject({ ok: true });
  // In this thread the same is one long turn.
  expect(turns).toBeGreaterThan(5);
}, 60_000);

test('what is refused comes back in the same words', async () => {
  const thread = createLogThread();
  // Two million lines would not fit into the thread's memory, nor be decoded within its time.
  for (const text of ['', '接続日時\r\nきのう', 'a\u0000b', 'a\n'.repeat(2e6), 'a,b\r'.repeat(1e6)]) {
    const job = jobOf(text);
    expect(await thread.judge(job)).toEqual(await judgeHere.judge(job));
    expect(await thread.look(job)).toEqual(await judgeHere.look(job));
  }
}, 60_000);
