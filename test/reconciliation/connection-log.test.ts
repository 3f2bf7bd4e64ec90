import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectionsOf, MAX_LOG_ROWS, readLog } from '../../core/reconciliation/connection-log.ts';
import type { LogEntry } from '../../core/reconciliation/connection-log-events.ts';
import { type LogMapping, logMappingSchema } from '../../core/reconciliation/connection-log-mapping.ts';
import { proposeMapping } from '../../core/reconciliation/propose-log-mapping.ts';
import { shiftJis } from '../support/shift-jis.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** 山田,1 in EUC-JP. */
const EUC_LINE = Buffer.from('bbb3c5c42c310a', 'hex');
const tableOf = (bytes: Uint8Array) => {
  const table = readLog(bytes);
  if (!table.ok) throw new Error(table.message);
  return table.value;
};
const refusalOf = (bytes: Uint8Array) => {
  const table = readLog(bytes);
  return table.ok ? undefined : table.message;
};
const read = (text: string, mapping: Partial<LogMapping> = {}) => {
  const table = tableOf(utf8(text));
  const outcome = connectionsOf(table, { ...proposeMapping(table.records), ...mapping });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
};
/** As JSON keeps it: without what is absent. */
const plain = (entries: readonly LogEntry[]): unknown => JSON.parse(JSON.stringify(entries));

const JAPANESE = [
  '利用者ID,氏名,接続日時,切断日時,接続元IP,端末名,接続先,セッションID',
  'hokko01,髙橋 一郎,2026/04/01 10:00:00,2026/04/01 11:30:00,192.0.2.10,HK-001,10.1.2.3,S-1',
  '"hokko02","山田　花子","令和8年4月2日 9時5分","令和8年4月2日 9時35分","192.0.2.11","HK-002","基幹サーバ①","S-2"',
].join('\r\n');
const JAPANESE_ENTRIES = [
  {
    line: 2,
    connectedAt: '2026-04-01T01:00:00Z',
    disconnectedAt: '2026-04-01T02:30:00Z',
    account: 'hokko01',
    worker: '髙橋 一郎',
    originIp: '192.0.2.10',
    terminal: 'HK-001',
    target: '10.1.2.3',
    sessionId: 'S-1',
  },
  {
    line: 3,
    connectedAt: '2026-04-02T00:05:00Z',
    disconnectedAt: '2026-04-02T00:35:00Z',
    account: 'hokko02',
    worker: '山田　花子',
    originIp: '192.0.2.11',
    terminal: 'HK-002',
    target: '基幹サーバ①',
    sessionId: 'S-2',
  },
];

describe('文字コード', () => {
  test.each([
    ['UTF-8', utf8(JAPANESE), 'utf-8'],
    ['UTF-8 with BOM', utf8(`\ufeff${JAPANESE}`), 'utf-8'],
    ['Shift_JIS', shiftJis(JAPANESE), 'shift_jis'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from(JAPANESE, 'utf16le')]), 'utf-16le'],
    ['UTF-16BE', Uint8Array.from([0xfe, 0xff, ...Buffer.from(JAPANESE, 'utf16le').swap16()]), 'utf-16be'],
    ['LF and tabs', utf8(JAPANESE.replaceAll('\r\n', '\n').replaceAll(',', '\t')), 'utf-8'],
  ])('%s reads the same', (_, bytes, encoding) => {
    const table = tableOf(bytes);
    expect(table.encoding).toBe(encoding);
    const outcome = connectionsOf(table, proposeMapping(table.records));
    expect(outcome.ok && plain(outcome.value.entries)).toEqual(JAPANESE_ENTRIES);
  });

  test('読めない文字は、その行だけを読めない行とし、ほかの行は読む', () => {
    const heading = '利用者ID,接続日時,切断日時,備考\n';
    const good = '甲,2026/05/21 10:00,2026/05/21 11:00,良\n';
    for (const [encode, other, encoding] of [
      [utf8, shiftJis, 'UTF-8'],
      [shiftJis, () => Uint8Array.from([0xfd, 0xfe]), 'Shift_JIS'],
    ] as const) {
      const bytes = Uint8Array.from([
        ...encode(`${heading}甲,2026/05/20 10:00,2026/05/20 11:00,`),
        ...other('端末'),
        ...encode(`\n${good}${good.replace('21', '22').replace('21', '22')}`),
      ]);
      const table = tableOf(bytes);
      const outcome = connectionsOf(table, proposeMapping(table.records));
      if (!outcome.ok) throw new Error(outcome.message);
      expect(outcome.value.badRows).toEqual([
        { line: 2, field: '行', message: `${encoding}として読めない文字があります` },
      ]);
      expect(outcome.value.entries.map(({ line, account }) => [line, account])).toEqual([
        [3, '甲'],
        [4, '甲'],
      ]);
    }
  });

  test('CRだけの改行でも、読めない行の番号は合う。引用符の中の改行は、その行の一部', () => {
    const bytes = Uint8Array.from([
      ...utf8('利用者ID,接続日時,切断日時,備考\r甲,2026/05/20 10:00,2026/05/20 11:00,"一\r'),
      0x83,
      ...utf8('"\r乙,2026/05/21 10:00,2026/05/21 11:00,二\r'),
    ]);
    const table = tableOf(bytes);
    const outcome = connectionsOf(table, proposeMapping(table.records));
    expect(outcome.ok && outcome.value.badRows.map(({ line }) => line)).toEqual([2]);
    expect(outcome.ok && outcome.value.entries.map(({ line }) => line)).toEqual([4]);
  });

  test.each([
    ['half of UTF-16', Uint8Array.from([0xff, 0xfe, 0x42, 0x30, 0x00]), /テキストではありません/],
    ['a program', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), /テキストではありません/],
    ['nothing', new Uint8Array(), /空です/],
    ['blank lines', utf8('\r\n\r\n'), /行がありません/],
    ['too many lines', utf8('a,b\n'.repeat(MAX_LOG_ROWS + 1)), /20,000行以内としてください（現在 20,001行）/],
    ['a million lines that cannot be read', Buffer.alloc(2e6, Buffer.from([0xff, 0x0a])), /現在 1,000,000行/],
    [
      'many lines in another encoding',
      Buffer.concat(Array(3 * MAX_LOG_ROWS).fill(EUC_LINE)),
      /現在 60,000行/,
    ],
    ['too many columns', utf8(`a\n${'x,'.repeat(300)}`), /2行目の列が多すぎます/],
  ])('%s is refused in words', (_, bytes, message) => {
    expect(refusalOf(bytes)).toMatch(message);
  });
});

describe('列の対応', () => {
  test('proposed from Japanese headings', () => {
    expect(proposeMapping(tableOf(utf8(JAPANESE)).records)).toEqual({
      headerLine: 1,
      columns: {
        account: '利用者ID',
        worker: '氏名',
        connectedAt: '接続日時',
        disconnectedAt: '切断日時',
        originIp: '接続元IP',
        terminal: '端末名',
        target: '接続先',
        sessionId: 'セッションID',
      },
      zone: 'jst',
      durationUnit: 'seconds',
    });
  });

  test('proposed from English headings below a title, in UTC, with a duration in minutes', () => {
    const text =
      'VPN sessions of April\n\nUser Name,Login_Time (UTC),Duration (min),Source IP,Device Name,Destination\nhokko01,2026-04-01 01:00:00,90,2001:DB8::1,HK-001,srv01\n';
    const { entries, badRows } = read(text);
    expect(badRows).toEqual([]);
    expect(plain(entries)).toEqual([
      {
        line: 4,
        connectedAt: '2026-04-01T01:00:00Z',
        disconnectedAt: '2026-04-01T02:30:00Z',
        account: 'hokko01',
        originIp: '2001:db8::1',
        terminal: 'HK-001',
        target: 'srv01',
      },
    ]);
  });

  test('a date column with two columns for the times; over midnight the end is on the next day', () => {
    const { entries } = read(
      '日付,接続時刻,切断時刻,利用者ID\n2026/4/1,10:00,11:00,a\n2026/4/30,23:30,0:15,b\n',
    );
    expect(entries.map(({ connectedAt, disconnectedAt }) => [connectedAt, disconnectedAt])).toEqual([
      ['2026-04-01T01:00:00Z', '2026-04-01T02:00:00Z'],
      ['2026-04-30T14:30:00Z', '2026-04-30T15:15:00Z'],
    ]);
  });

  test('a date column beside columns that hold date and time is left alone', () => {
    const { entries } = read('Date,Start Time,End Time,User\n2026/4/1,2026/4/1 10:00,2026/4/1 11:00,a\n');
    expect(entries[0]?.connectedAt).toBe('2026-04-01T01:00:00Z');
  });

  test('without headings the columns go by number', () => {
    const { entries } = read('a,2026-04-01 10:00,2026-04-01 11:00\nb,2026-04-02 10:00,2026-04-02 11:00\n', {
      headerLine: 0,
      columns: { account: '1', connectedAt: '2', disconnectedAt: '３' },
    });
    expect(entries.map(({ line, account }) => [line, account])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  test.each([
    [{ account: '1', connectedAt: '2' }, '/columns/disconnectedAt'],
    [{ account: '1', disconnectedAt: '3' }, '/columns/connectedAt'],
    [{ connectedAt: '2', disconnectedAt: '3' }, '/columns/account'],
    [{ account: '9', connectedAt: '2', disconnectedAt: '3' }, '/columns/account'],
    [{ account: 'だれか', connectedAt: '2', disconnectedAt: '3' }, '/columns/account'],
    [{ account: '同じ', connectedAt: '2', disconnectedAt: '3' }, '/columns/account'],
  ])('%j points at %s', (columns, pointer) => {
    const table = tableOf(utf8('同じ,x,y,同じ\n1,2,3,4\n'));
    const outcome = connectionsOf(table, { ...proposeMapping(table.records), headerLine: 1, columns });
    expect(outcome.ok ? [] : outcome.problems.map((problem) => problem.pointer)).toEqual([pointer]);
  });

  test('a line of headings that is blank is named', () => {
    const table = tableOf(utf8('a,b\n\nc,d\n'));
    const outcome = connectionsOf(table, { ...proposeMapping(table.records), headerLine: 2 });
    expect(outcome.ok ? '' : outcome.message).toBe('2行目に見出しがありません');
  });

  test('what was proposed passes the schema of what is posted', () => {
    const proposed = proposeMapping(tableOf(utf8(JAPANESE)).records);
    expect(logMappingSchema.parse(proposed)).toEqual(proposed);
    expect(logMappingSchema.safeParse({ ...proposed, more: 1 }).success).toBe(false);
  });
});

describe('第6条第5号: 読めない行は、行番号と項目を示し、黙って捨てない', () => {
  const HEADER = '利用者ID,接続日時,切断日時,接続元IP,接続時間(秒),端末名';
  test.each([
    ['a,きのう,2026/4/1 11:00,192.0.2.1', '接続日時', '日時として読めません（きのう）'],
    ['a,,2026/4/1 11:00,192.0.2.1', '接続日時', '空欄です'],
    ['a,2026/4/1 10:00,04/01/2026 11:00,192.0.2.1', '切断日時', '日時として読めません（04/01/2026 11:00）'],
    ['a,2026/4/1 10:00,2026/4/1 9:59,192.0.2.1', '切断日時', '接続日時より前です'],
    ['a,2026/4/1 10:00,2026/4/1 11:00,fw01', '接続元IPアドレス', 'IPアドレスとして読めません（fw01）'],
    ['a,2026/4/1 10:00,,192.0.2.1,ながい', '接続時間（長さ）', '時間の長さとして読めません（ながい）'],
    [
      ',2026/4/1 10:00,2026/4/1 11:00,',
      '利用者ID（アカウント）',
      '誰の接続か分かりません（利用者、端末、接続元がすべて空欄です）',
    ],
    [`${'a'.repeat(301)},2026/4/1 10:00,2026/4/1 11:00`, '利用者ID（アカウント）', '300文字を超えています'],
    [
      'a\u202eb,2026/4/1 10:00,2026/4/1 11:00',
      '利用者ID（アカウント）',
      '使用できない文字（制御文字など）が含まれています',
    ],
    ['"a"b,2026/4/1 10:00,2026/4/1 11:00', '行', '閉じた引用符（"）の後に文字があります'],
  ])('%j', (row, field, message) => {
    const { entries, badRows } = read(`${HEADER}\nok,2026/4/1 8:00,2026/4/1 9:00,192.0.2.1\n${row}\n`);
    expect(entries.map(({ line }) => line)).toEqual([2]);
    expect(badRows).toEqual([{ line: 3, field, message }]);
  });

  test('every line is a connection, a named problem, blank, or above the headings', () => {
    const lines = [
      '題名',
      HEADER,
      'a,2026/4/1 10:00,2026/4/1 11:00',
      '',
      'b,x,y',
      'c,2026/4/1 10:00',
      '計3件',
    ];
    const { entries, badRows, notConnections } = read(lines.join('\n'));
    expect(entries.map(({ line }) => line)).toEqual([3, 6]);
    expect([...new Set(badRows.map(({ line }) => line))]).toEqual([5]);
    expect(notConnections).toEqual([7]);
  });

  test('a connection without an end stays a connection', () => {
    const { entries, badRows } = read(`${HEADER}\na,2026/4/1 10:00,,192.0.2.1\n`);
    expect(badRows).toEqual([]);
    expect(entries[0]?.disconnectedAt).toBeUndefined();
  });
});

test('任意のログで、どの行も、接続か、示した誤りか、空行か、見出しまでの行のどれか一つになる', () => {
  const cell = fc.constantFrom(
    'a',
    '',
    '2026/4/1 10:00',
    '2026/4/1 9:00',
    'きのう',
    '192.0.2.1',
    'x"y',
    '\u0007',
    '"',
  );
  const lines = fc.array(
    fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(',')),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(lines, (rows) => {
      const table = tableOf(utf8(['利用者ID,接続日時,切断日時,接続元IP', ...rows].join('\n')));
      const { entries, badRows, notConnections } = read(
        ['利用者ID,接続日時,切断日時,接続元IP', ...rows].join('\n'),
      );
      const bad = new Set(badRows.map(({ line }) => line));
      // The same row once more is counted apart.
      const seen = [...entries.map(({ line }) => line), ...bad, ...notConnections];
      expect(seen.sort((a, b) => a - b)).toEqual(table.records.slice(1).map(({ line }) => line));
    }),
    { numRuns: 1000 },
  );
});

test('任意のバイト列は、読めるか、日本語で断られる', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const message = refusalOf(bytes);
      expect(message === undefined || /接続ログ/.test(message)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('20,000 lines are read', () => {
  const lines = Array.from(
    { length: MAX_LOG_ROWS - 1 },
    (_, index) =>
      `user${index},2026/04/${String((index % 30) + 1).padStart(2, '0')} 10:00:00,2026/04/30 23:00:00`,
  );
  const before = performance.now();
  expect(read(`利用者ID,接続日時,切断日時\n${lines.join('\n')}`).entries).toHaveLength(MAX_LOG_ROWS - 1);
  process.stdout.write(`      20,000 lines: ${(performance.now() - before).toFixed(0)} ms\n`);
});
