import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../core/case/records/reconciliation.ts';
import type { PermitScope } from '../../core/permit/permit-scope.ts';
import type { LogEntry } from '../../core/reconciliation/connection-log-events.ts';
import type { ReconcileRow } from '../../core/reconciliation/judge-connection.ts';
import type { PlannedWork, ReportedSession } from '../../core/reconciliation/match-connections.ts';
import { type ReconcileInput, reconcile } from '../../core/reconciliation/reconcile.ts';
import { expectedVerdicts } from '../support/reconcile-oracle.ts';

/** 1 April 2026 in Japan, or the day given, at hh:mm. */
const at = (clock: string, day = '2026-04-01') =>
  Temporal.PlainDateTime.from(`${day}T${clock}`).toZonedDateTime('Asia/Tokyo').toInstant().toString();
const between = (from: string, to: string, day?: string) => ({ from: at(from, day), to: at(to, day) });

const SCOPE: PermitScope = {
  period: { from: '2026-04-01', to: '2027-03-31' },
  suspensions: [],
  cutOffs: [],
  workers: [
    { name: '髙橋 一郎', from: '2026-04-01' },
    { name: '山田 花子', from: '2026-04-01', to: '2026-04-30' },
  ],
  accounts: ['hokko01', 'hokko02'],
  terminals: ['HK-001', 'HK-002'],
  originIps: ['192.0.2.0/28', '2001:db8::/112'],
  targets: ['10.1.2.3', 'srv01.city.example'],
};
const work = (
  workId: string,
  time: { from: string; to: string },
  more: Partial<PlannedWork> = {},
): PlannedWork => ({
  workId,
  ...time,
  workers: ['髙橋 一郎'],
  accounts: ['hokko01'],
  terminals: [],
  targets: [],
  withdrawn: false,
  ...more,
});
const session = (
  sessionId: string,
  time: { from: string; to: string },
  more: Partial<ReportedSession> = {},
): ReportedSession => ({
  sessionId,
  ...time,
  workers: ['髙橋 一郎'],
  account: 'hokko01',
  logReference: true,
  ...more,
});
const entry = (line: number, time: { from: string; to: string }, more: Partial<LogEntry> = {}): LogEntry => ({
  line,
  connectedAt: time.from,
  disconnectedAt: time.to,
  account: 'hokko01',
  ...more,
});
const april: Omit<ReconcileInput, 'works' | 'sessions' | 'entries'> = {
  yearMonth: Temporal.PlainYearMonth.from('2026-04'),
  scope: SCOPE,
  toleranceMinutes: 10,
  mixedLog: false,
  readWhole: true,
  coveredUntil: at('00:00', '2026-05-01'),
};
const run = (input: Partial<ReconcileInput>) =>
  reconcile({ works: [], sessions: [], entries: [], ...april, ...input });
const only = (input: Partial<ReconcileInput>): ReconcileRow => {
  const { rows } = run(input);
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error('no row');
  return row;
};
const verdicts = (input: Partial<ReconcileInput>): readonly Verdict[] => only(input).verdicts;

const ten = between('10:00', '11:00');

describe('第6条: 通知・報告・ログの照合', () => {
  test('三つが揃えば一致', () => {
    const row = only({ works: [work('W1', ten)], sessions: [session('S1', ten)], entries: [entry(2, ten)] });
    expect(row).toMatchObject({
      verdicts: ['match'],
      remarks: [],
      breaches: [],
      workId: 'W1',
      sessionId: 'S1',
      lines: [2],
    });
  });

  test('第6条第1号: 通知のない接続は、通知なし接続', () => {
    expect(verdicts({ sessions: [session('S1', ten)], entries: [entry(2, ten)] })).toEqual(['no-notice']);
  });

  test('第6条第1号: 取り下げた通知は、通知にならない', () => {
    const input = {
      works: [work('W1', ten, { withdrawn: true })],
      sessions: [session('S1', ten, { workId: 'W1' })],
      entries: [entry(2, ten)],
    };
    expect(verdicts(input)).toEqual(['no-notice']);
    expect(run({ works: [work('W1', ten, { withdrawn: true })] }).rows).toEqual([]);
  });

  test('第6条第2号: 報告のない接続は、報告なし接続', () => {
    expect(verdicts({ works: [work('W1', ten)], entries: [entry(2, ten)] })).toEqual(['no-report']);
    expect(verdicts({ entries: [entry(2, ten)] })).toEqual(['no-notice', 'no-report']);
  });

  test('第6条第5号: ログのない報告は、ログなし', () => {
    expect(verdicts({ works: [work('W1', ten)], sessions: [session('S1', ten)] })).toEqual(['no-log']);
  });

  test('作業のなかった通知は、通知のみ', () => {
    expect(verdicts({ works: [work('W1', ten)] })).toEqual(['notice-only']);
  });

  test('ログが届いていない時間については、ログなし・通知のみとしない', () => {
    const coveredUntil = at('10:59');
    expect(verdicts({ works: [work('W1', ten)], coveredUntil })).toEqual([]);
    expect(verdicts({ works: [work('W1', ten)], sessions: [session('S1', ten)], coveredUntil })).toEqual([]);
    expect(verdicts({ works: [work('W1', ten)], coveredUntil: at('11:00') })).toEqual(['notice-only']);
  });

  describe('第6条第4号: 時間超過', () => {
    const overrun = (from: string, to: string, toleranceMinutes = 10) => {
      const actual = between(from, to);
      return only({
        works: [work('W1', ten)],
        sessions: [session('S1', actual)],
        entries: [entry(2, actual)],
        toleranceMinutes,
      });
    };
    test.each([
      ['10:00', '11:10', { before: 0, after: 0 }],
      ['10:00', '11:11', { before: 0, after: 11 }],
      ['09:50', '11:00', { before: 0, after: 0 }],
      ['09:49', '11:30', { before: 11, after: 30 }],
    ])('%s〜%s、許容10分', (from, to, expected) => {
      const row = overrun(from, to);
      expect(row.overrun).toEqual(expected);
      expect(row.verdicts).toEqual(expected.before + expected.after > 0 ? ['overrun'] : ['match']);
    });

    test('許容0分なら、1分でも超過', () => {
      expect(overrun('10:00', '11:01', 0).overrun).toEqual({ before: 0, after: 1 });
      expect(overrun('10:00', '11:00', 0).verdicts).toEqual(['match']);
    });

    test('報告が時間内でも、ログが超えていれば時間超過', () => {
      const row = only({
        works: [work('W1', ten)],
        sessions: [session('S1', ten)],
        entries: [entry(2, between('10:00', '12:00'))],
      });
      expect(row).toMatchObject({
        verdicts: ['overrun'],
        overrun: { before: 0, after: 60 },
        remarks: ['times-differ'],
      });
    });
  });

  describe('第6条第3号: 範囲外', () => {
    const breach = (more: Partial<LogEntry>, scope: Partial<PermitScope> = {}) =>
      only({
        works: [work('W1', ten, { workers: [], accounts: [] })],
        sessions: [session('S1', ten, { workers: [], account: undefined })],
        entries: [entry(2, ten, { account: undefined, terminal: 'HK-001', ...more })],
        scope: { ...SCOPE, ...scope },
      });
    test.each<[string, Partial<LogEntry>, string[]]>([
      ['登録した作業者', { worker: '高橋 一郎'.replace('高', '髙') }, []],
      ['空白・全角の違いは同じ作業者', { worker: '山田　花子', account: 'ＨＯＫＫＯ０１' }, []],
      ['登録のない作業者', { worker: '佐藤 次郎' }, ['worker']],
      ['登録のないアカウント', { account: 'root' }, ['worker']],
      ['アカウントの列に氏名を書くログ', { account: '山田花子' }, []],
      ['登録のない端末', { terminal: 'PC-999' }, ['terminal']],
      ['登録の範囲にある接続元', { originIp: '192.0.2.15' }, []],
      ['登録の範囲にない接続元', { originIp: '192.0.2.16' }, ['origin']],
      ['IPv6の接続元', { originIp: '2001:db8::beef' }, []],
      ['IPv6の範囲外', { originIp: '2001:db8::1:0' }, ['origin']],
      ['許可した接続先', { target: '10.1.2.3:3389' }, []],
      ['短い名前の接続先', { target: 'SRV01' }, []],
      ['許可していない接続先', { target: '10.1.2.30' }, ['target']],
      [
        '幾つも',
        { terminal: 'X', originIp: '203.0.113.1', target: 'srv02', worker: '誰か' },
        ['worker', 'terminal', 'origin', 'target'],
      ],
    ])('%s', (_, more, aspects) => {
      const row = breach(more);
      expect(row.breaches.map(({ aspect }) => aspect)).toEqual(aspects);
      expect(row.verdicts).toEqual(aspects.length > 0 ? ['out-of-scope'] : ['match']);
    });

    test('アカウントが一つも届け出られていなければ、アカウントは判定しない', () => {
      expect(breach({ account: 'root' }, { accounts: [] }).verdicts).toEqual(['match']);
    });

    test('従事期間を過ぎた作業者は範囲外。日本の日付による', () => {
      const on = (from: string, day: string) => {
        const time = { from: at(from, day), to: at('23:59', day) };
        return run({
          yearMonth: Temporal.PlainDate.from(day).toPlainYearMonth(),
          works: [work('W1', time)],
          sessions: [session('S1', time, { workers: ['山田 花子'] })],
          entries: [entry(2, time)],
          readWhole: true,
          coveredUntil: at('00:00', '2026-06-01'),
        }).rows[0]?.verdicts;
      };
      expect(on('23:50', '2026-04-30')).toEqual(['match']);
      expect(on('00:00', '2026-05-01')).toEqual(['out-of-scope']);
    });

    test('許可期間の外、停止中は範囲外', () => {
      const aspects = (scope: Partial<PermitScope>) => breach({}, scope).breaches;
      expect(aspects({ period: { from: '2026-04-02', to: '2027-03-31' } })).toEqual([
        { aspect: 'period', value: '許可期間外' },
      ]);
      expect(aspects({ period: { from: '2025-04-01', to: '2026-04-01' } })).toEqual([]);
      expect(aspects({ suspensions: [between('10:59', '12:00')] })).toEqual([
        // What ran when the suspension came was lawful until then.
        { aspect: 'period', value: '令和8年4月1日 10時59分の停止の後まで' },
      ]);
      expect(aspects({ suspensions: [between('09:00', '12:00')] })).toEqual([
        { aspect: 'period', value: '停止中' },
      ]);
      expect(aspects({ suspensions: [between('11:00', '12:00'), between('09:00', '10:00')] })).toEqual([]);
    });

    test('緊急接続停止の間と、取消しの後は範囲外', () => {
      const aspects = (scope: Partial<PermitScope>) => breach({}, scope).breaches;
      expect(aspects({ cutOffs: [between('10:59', '12:00')] })).toEqual([
        { aspect: 'cut-off', value: '令和8年4月1日 10時59分の緊急接続停止指示の後まで続いた接続' },
      ]);
      expect(aspects({ cutOffs: [between('09:00', '12:00')] })).toEqual([
        { aspect: 'cut-off', value: '指示が出ている間の接続' },
      ]);
      expect(aspects({ cutOffs: [between('11:00', '12:00'), between('09:00', '10:00')] })).toEqual([]);
      const period = { from: '2025-04-01', to: '2026-04-01' };
      const revoked = (time: string) =>
        aspects({ period: { ...period, revokedAt: between(time, '23:00').from } });
      expect(revoked('10:30')).toEqual([{ aspect: 'period', value: '令和8年4月1日 10時30分の取消の後まで' }]);
      expect(revoked('09:00')).toEqual([{ aspect: 'period', value: '許可期間外' }]);
      expect(revoked('11:00')).toEqual([]);
    });

    test('変更届が効力を生じた日から、変わった範囲で判定する', () => {
      const on = (day: string, terminal: string) => {
        const time = between('10:00', '11:00', day);
        return run({
          works: [work('W1', time)],
          sessions: [session('S1', time)],
          entries: [entry(2, time, { terminal })],
          changedScopes: [
            { from: '2026-04-20', scope: { ...SCOPE, terminals: ['HK-004'] } },
            { from: '2026-04-10', scope: { ...SCOPE, terminals: ['HK-003'] } },
          ],
        }).rows[0]?.verdicts;
      };
      expect(on('2026-04-09', 'HK-001')).toEqual(['match']);
      expect(on('2026-04-09', 'HK-003')).toEqual(['out-of-scope']);
      expect(on('2026-04-10', 'HK-003')).toEqual(['match']);
      expect(on('2026-04-19', 'HK-004')).toEqual(['out-of-scope']);
      expect(on('2026-04-20', 'HK-004')).toEqual(['match']);
    });

    test('報告にある作業者・端末・接続元も判定し、同じことは一度だけ示す', () => {
      const row = only({
        works: [work('W1', ten)],
        sessions: [session('S1', ten, { terminal: 'X', originIp: '203.0.113.1' })],
        entries: [entry(2, ten, { terminal: 'X' })],
      });
      expect(row.breaches).toEqual([
        { aspect: 'terminal', value: 'X' },
        { aspect: 'origin', value: '203.0.113.1' },
      ]);
    });
  });

  test('通知と異なる作業者・端末・接続先は、許可の範囲内なら備考に示すだけ', () => {
    const row = only({
      works: [work('W1', ten, { terminals: ['HK-001'], targets: ['srv01'] })],
      sessions: [
        session('S1', ten, {
          workers: ['山田 花子'],
          account: 'hokko02',
          terminal: 'HK-002',
          targets: ['10.1.2.3'],
        }),
      ],
      entries: [entry(2, ten, { account: 'hokko02' })],
    });
    expect(row).toMatchObject({
      verdicts: ['match'],
      remarks: ['other-worker', 'other-terminal', 'other-target'],
    });
  });

  test('報告に操作ログの所在がなく、ログに切断日時がなければ、備考に示す', () => {
    const row = only({
      works: [work('W1', ten)],
      sessions: [session('S1', ten, { logReference: false })],
      entries: [entry(2, ten, { disconnectedAt: undefined })],
    });
    expect(row).toMatchObject({ verdicts: ['match'], remarks: ['no-log-reference', 'still-connected'] });
  });
});

describe('対応づけ', () => {
  test('つなぎ直しは、一つの報告に幾つものログ', () => {
    const row = only({
      works: [work('W1', ten)],
      sessions: [session('S1', ten)],
      entries: [
        entry(4, between('10:40', '11:00')),
        entry(2, between('10:00', '10:20')),
        entry(3, between('10:22', '10:38')),
      ],
    });
    expect(row).toMatchObject({ verdicts: ['match'], lines: [2, 3, 4], remarks: [] });
  });

  test('つないだまま二つの作業をすれば、一つのログに二つの報告。ログは一方にだけ属する', () => {
    const noon = between('12:00', '13:00');
    const { rows } = run({
      works: [work('W1', ten), work('W2', noon)],
      sessions: [session('S1', ten), session('S2', noon)],
      entries: [entry(2, between('10:00', '13:00'))],
    });
    expect(rows.map((row) => [row.sessionId, row.lines, row.sharedLine, row.verdicts])).toEqual([
      ['S1', [2], undefined, ['overrun']],
      ['S2', [], 2, ['match']],
    ]);
  });

  test('二つの通知に重なるログは、重なりの長い方に、同じなら早い方に属する', () => {
    const works = [work('W1', between('10:00', '10:30')), work('W2', between('10:20', '11:00'))];
    const of = (from: string, to: string) =>
      run({ works, entries: [entry(2, between(from, to))] }).rows.find(({ lines }) => lines.length > 0)
        ?.workId;
    expect(of('10:10', '10:45')).toBe('W2');
    expect(of('10:05', '10:35')).toBe('W1');
    expect(of('10:15', '10:35')).toBe('W1');
  });

  test('同じ時間の二人は、作業者・アカウントで分ける', () => {
    const { rows } = run({
      works: [
        work('W1', ten),
        work('W2', between('10:00', '10:50'), { workers: ['山田 花子'], accounts: ['hokko02'] }),
      ],
      sessions: [
        session('S1', ten),
        session('S2', between('10:00', '10:50'), { workers: ['山田 花子'], account: 'hokko02' }),
      ],
      entries: [entry(2, between('10:00', '10:50'), { account: 'hokko02' }), entry(3, ten)],
    });
    expect(rows.map((row) => [row.sessionId, row.workId, row.lines, row.verdicts])).toEqual([
      ['S2', 'W2', [2], ['match']],
      ['S1', 'W1', [3], ['match']],
    ]);
  });

  test('別の者の報告は、接続の報告にならない', () => {
    const { rows } = run({
      works: [work('W1', ten)],
      sessions: [session('S1', ten)],
      entries: [entry(2, ten), entry(3, between('10:10', '10:40'), { account: 'hokko02' })],
    });
    expect(rows.map((row) => [row.lines, row.verdicts])).toEqual([
      [[2], ['match']],
      [[3], ['no-report']],
    ]);
  });

  test('報告が通知を名指していれば、時間が離れていてもその通知による', () => {
    const later = between('15:00', '16:00');
    const row = only({
      works: [work('W1', ten)],
      sessions: [session('S1', later, { workId: 'W1' })],
      entries: [entry(2, later)],
    });
    expect(row).toMatchObject({ verdicts: ['overrun'], overrun: { before: 0, after: 300 } });
  });

  test('共用のログから、この許可のしるしのない行を除き、その行番号を残す', () => {
    const entries = [
      entry(2, ten),
      entry(3, ten, { account: 'other-vendor', originIp: '203.0.113.9' }),
      entry(4, ten, { account: 'hokko01', target: 'other-system' }),
      entry(5, ten, { account: 'unknown', terminal: 'HK-002' }),
    ];
    const mixed = run({ works: [work('W1', ten)], sessions: [session('S1', ten)], entries, mixedLog: true });
    expect(mixed.otherPermit).toEqual([3, 4]);
    expect(mixed.rows.flatMap(({ lines }) => lines)).toEqual([2, 5]);
    expect(run({ entries }).otherPermit).toEqual([]);
  });
});

describe('月: 日本の月、月をまたぐ接続は始まった月', () => {
  const night = { from: at('23:30', '2026-04-30'), to: at('00:30', '2026-05-01') };
  const input = {
    works: [work('W1', night)],
    sessions: [session('S1', night)],
    entries: [entry(2, night)],
    readWhole: true,
    coveredUntil: at('00:00', '2026-06-01'),
  };
  test.each([
    ['2026-03', 0],
    ['2026-04', 1],
    ['2026-05', 0],
  ])('%s', (month, count) => {
    const { rows, otherMonth } = run({ ...input, yearMonth: Temporal.PlainYearMonth.from(month) });
    expect(rows).toHaveLength(count);
    expect(otherMonth).toEqual(count === 1 ? [] : [2]);
  });

  test('4月1日 0時ちょうど（UTCでは3月31日）は4月', () => {
    const time = between('00:00', '00:30');
    expect(run({ entries: [entry(2, time)] }).rows).toHaveLength(1);
    expect(
      run({ entries: [entry(2, time)], yearMonth: Temporal.PlainYearMonth.from('2026-03') }).rows,
    ).toEqual([]);
  });
});

/** Small cases: minutes of one hour, two people, two accounts. */
const minute = (n: number) => `2026-04-01T10:${String(n).padStart(2, '0')}:00Z`;
const interval = fc
  .tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 20 }))
  .map(([from, length]) => ({ from: minute(from), to: minute(from + length) }));
const names = fc.subarray(['A', 'B']);
const account = fc.option(fc.constantFrom('x', 'y'), { nil: undefined });
const cases = fc.record({
  works: fc.array(
    fc.record({ time: interval, workers: names, accounts: fc.subarray(['x', 'y']), withdrawn: fc.boolean() }),
    { maxLength: 3 },
  ),
  sessions: fc.array(
    fc.record({
      time: interval,
      workers: names,
      account,
      workId: fc.constantFrom(undefined, undefined, 'W0', 'W1'),
    }),
    { maxLength: 3 },
  ),
  entries: fc.array(
    fc.record({ time: interval, account, worker: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }) }),
    { maxLength: 4 },
  ),
  tolerance: fc.nat({ max: 6 }),
});
const built = ({
  works,
  sessions,
  entries,
  tolerance,
}: typeof cases extends fc.Arbitrary<infer T> ? T : never) => ({
  works: works.map(({ time, ...more }, index) => work(`W${index}`, time, more)),
  sessions: sessions.map(({ time, ...more }, index) => session(`S${index}`, time, more)),
  entries: entries.map(({ time, ...more }, index) => entry(index + 2, time, more)),
  tolerance,
});
/** Everybody may do everything: scope has tests of its own. */
const OPEN: PermitScope = {
  ...SCOPE,
  accounts: [],
  workers: [
    { name: 'A', from: '2026-04-01' },
    { name: 'B', from: '2026-04-01' },
  ],
};
const runSmall = ({ tolerance, ...input }: ReturnType<typeof built>) =>
  run({ ...input, toleranceMinutes: tolerance, scope: OPEN });
const about = ({ sessionId, lines, workId }: ReconcileRow) =>
  sessionId !== undefined ? `session ${sessionId}` : lines.length > 0 ? `line ${lines[0]}` : `work ${workId}`;

describe('任意の入力について', () => {
  test('判定は、別に書いた数え方と同じになる', () => {
    fc.assert(
      fc.property(cases, (sample) => {
        const input = built(sample);
        const actual = new Map(runSmall(input).rows.map((row) => [about(row), new Set(row.verdicts)]));
        expect(actual).toEqual(expectedVerdicts(input));
      }),
      { numRuns: 5000 },
    );
  });

  test('入力の順序によらない', () => {
    const shuffled = cases.map(built).chain((input) =>
      fc.record({
        input: fc.constant(input),
        works: fc.shuffledSubarray(input.works, { minLength: input.works.length }),
        sessions: fc.shuffledSubarray(input.sessions, { minLength: input.sessions.length }),
        entries: fc.shuffledSubarray(input.entries, { minLength: input.entries.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ input, ...orders }) => {
        expect(runSmall({ ...input, ...orders })).toEqual(runSmall(input));
      }),
      { numRuns: 1000 },
    );
  });

  test('ログの各行は一度だけ、報告も一度だけ、通知もすべてどこかに現れる', () => {
    fc.assert(
      fc.property(cases, (sample) => {
        const input = built(sample);
        const { rows } = runSmall(input);
        expect(rows.flatMap(({ lines }) => lines).sort((a, b) => a - b)).toEqual(
          input.entries.map(({ line }) => line),
        );
        expect(rows.flatMap(({ sessionId }) => sessionId ?? []).sort()).toEqual(
          input.sessions.map(({ sessionId }) => sessionId),
        );
        const announced = input.works.filter(({ withdrawn }) => !withdrawn).map(({ workId }) => workId);
        expect(announced.every((workId) => rows.some((row) => row.workId === workId))).toBe(true);
        for (const row of rows) {
          expect(row.verdicts.length).toBeGreaterThan(0);
          if (row.verdicts.includes('match')) expect(row.verdicts).toEqual(['match']);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('月ごとの照合を合わせると、すべてがちょうど一度ずつ現れる', () => {
    const moment = fc
      .integer({ min: 0, max: 4 * 24 * 60 })
      .map((minutes) => Temporal.Instant.from('2026-04-28T00:00:00Z').add({ minutes: minutes }));
    const span = fc
      .tuple(moment, fc.integer({ min: 1, max: 300 }))
      .map(([from, minutes]) => ({ from: from.toString(), to: from.add({ minutes }).toString() }));
    fc.assert(
      fc.property(
        fc.array(span, { maxLength: 5 }),
        fc.array(span, { maxLength: 5 }),
        fc.array(span, { maxLength: 5 }),
        (w, s, e) => {
          const input = {
            works: w.map((time, index) => work(`W${index}`, time)),
            sessions: s.map((time, index) => session(`S${index}`, time)),
            entries: e.map((time, index) => entry(index + 2, time)),
            readWhole: true,
            coveredUntil: at('00:00', '2026-06-01'),
          };
          const rows = ['2026-03', '2026-04', '2026-05'].flatMap(
            (month) => run({ ...input, yearMonth: Temporal.PlainYearMonth.from(month) }).rows,
          );
          expect(rows.flatMap(({ lines }) => lines).sort((a, b) => a - b)).toEqual(
            input.entries.map(({ line }) => line),
          );
          expect(rows.flatMap(({ sessionId }) => sessionId ?? []).sort()).toEqual(
            input.sessions.map(({ sessionId }) => sessionId),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('通知どおりに作業し、ありのままに報告すれば、すべて一致', () => {
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 });
    const wobble = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(days, wobble, wobble, (chosen, early, late) => {
        const plans = chosen.map((day) =>
          between('10:00', '11:00', `2026-04-${String(day).padStart(2, '0')}`),
        );
        const shift = (iso: string, minutes: number) =>
          Temporal.Instant.from(iso).add({ minutes }).toString();
        const actual = plans.map(({ from, to }) => ({ from: shift(from, early), to: shift(to, late) }));
        const { counts, rows } = run({
          works: plans.map((plan, index) => work(`W${index}`, plan)),
          sessions: actual.map((time, index) => session(`S${index}`, time)),
          entries: actual.map((time, index) => entry(index + 2, time)),
        });
        expect(rows).toHaveLength(chosen.length);
        expect(counts).toEqual({
          match: chosen.length,
          'no-notice': 0,
          'no-report': 0,
          overrun: 0,
          'out-of-scope': 0,
          'no-log': 0,
          'notice-only': 0,
        });
      }),
      { numRuns: 200 },
    );
  });
});
