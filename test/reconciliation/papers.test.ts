import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../core/reconciliation/connection-log-events.ts';
import { lineRanges, reconciliationReportSchema, reportOf } from '../../core/reconciliation/papers.ts';
import { type ReconcileInput, reconcile } from '../../core/reconciliation/reconcile.ts';

const BASE: Omit<ReconcileInput, 'entries'> = {
  yearMonth: Temporal.PlainYearMonth.from('2026-04'),
  works: [],
  sessions: [],
  scope: {
    period: { from: '2026-04-01', to: '2027-03-31' },
    suspensions: [],
    cutOffs: [],
    workers: [],
    accounts: [],
    terminals: [],
    originIps: ['192.0.2.0/28'],
    targets: ['srv01'],
  },
  toleranceMinutes: 10,
  mixedLog: false,
  readWhole: true,
  coveredUntil: '2026-04-30T15:00:00Z',
};
const entry = (line: number, more: Partial<LogEntry> = {}): LogEntry => ({
  line,
  connectedAt: '2026-04-01T01:00:00Z',
  disconnectedAt: '2026-04-01T02:00:00Z',
  account: 'hokko01',
  ...more,
});
const report = (entries: readonly LogEntry[], more: Partial<ReconcileInput> = {}, badRows = 0) => {
  const input = { ...BASE, ...more, entries };
  return reportOf(input, reconcile(input), {
    source: {
      kind: 'file',
      name: 'vpn.csv',
      encoding: 'utf-8',
      size: 1,
      sha256: 'x',
      connections: entries.length,
    },
    mapping: { headerLine: 1, columns: {}, zone: 'jst', durationUnit: 'seconds' },
    notConnections: [],
    badRows: Array.from({ length: badRows }, (_, index) => ({
      line: index + 2,
      field: '接続日時',
      message: '空欄です',
    })),
  });
};
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

describe('照合結果の記録', () => {
  test('行ごとに、通知・報告・ログの時間と、見えた人・端末・接続元・接続先を残す', () => {
    const [row] = report([entry(2, { originIp: '203.0.113.1', terminal: 'HK-001', target: 'srv01' })], {
      works: [
        {
          workId: 'W1',
          from: '2026-04-01T01:00:00Z',
          to: '2026-04-01T03:00:00Z',
          workers: [],
          accounts: ['hokko01'],
          terminals: [],
          targets: [],
          withdrawn: false,
        },
      ],
    }).rows;
    expect(row).toMatchObject({
      planned: { from: '2026-04-01T01:00:00Z', to: '2026-04-01T03:00:00Z' },
      logged: { from: '2026-04-01T01:00:00Z', to: '2026-04-01T02:00:00Z' },
      people: ['hokko01'],
      terminals: ['HK-001'],
      origins: ['203.0.113.1'],
      targets: ['srv01'],
      verdicts: ['no-report', 'out-of-scope'],
    });
    expect(row?.reported).toBeUndefined();
  });

  test('記録は様式どおりに読み返せる', () => {
    const made = report([entry(2), entry(3)]);
    expect(reconciliationReportSchema.parse(JSON.parse(JSON.stringify(made)))).toEqual(
      JSON.parse(JSON.stringify(made)),
    );
  });

  test('表の1行（400KB）に必ず収まる。載らない行は数を残し、違いを一致より先に載せる', () => {
    const long = '長'.repeat(300);
    const entries = Array.from({ length: 4000 }, (_, index) =>
      entry(index + 2, { account: `${index}${long}`, terminal: long, target: long, originIp: '203.0.113.1' }),
    );
    const made = report(entries, {}, 5000);
    expect(bytes(made)).toBeLessThan(390_000);
    expect(made.rows.length).toBeGreaterThan(100);
    expect(made.rows.length + made.notListed.differences).toBe(4000);
    expect(made.unreadable.lines).toBe(5000);
    expect(made.unreadable.listed).toHaveLength(200);
  });

  test('切り詰めても、文字の途中では切らない', () => {
    const [row] = report([entry(2, { account: '𠮷'.repeat(100) })]).rows;
    expect(row?.people).toEqual([`${'𠮷'.repeat(60)}…`]);
  });

  test.each([
    [[], ''],
    [[2], '2'],
    [[2, 3, 4, 7], '2〜4、7'],
    [[2, 4, 6], '2、4、6'],
  ])('%j は「%s」', (lines, text) => {
    expect(lineRanges(lines)).toBe(text);
  });
});
