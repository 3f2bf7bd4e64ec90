import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proposeMapping } from '../../core/reconciliation/propose-log-mapping.ts';
import { jst, read, refusal, spans, tableOf } from '../support/read-log.ts';

/** Logs as gateways really write them (第6条第5号): shapes, words and zones. Times are told in Japan. */

describe('時刻の基準は、見出しに書かれたとおり', () => {
  test.each([
    ['開始日時 (UTC+09:00)', 'jst', '05-20 10:05'],
    ['開始日時［GMT+9］', 'jst', '05-20 10:05'],
    ['開始日時（JST）', 'jst', '05-20 10:05'],
    ['Start Time (UTC)', 'utc', '05-20 19:05'],
    ['Start Time (UTC+00:00)', 'utc', '05-20 19:05'],
    ['Start Time (GMT+08:00)', 'heading', '05-20 11:05'],
    ['Start Time (UTC-05:30)', 'heading', '05-21 00:35'],
    ['Start Time', 'jst', '05-20 10:05'],
  ])('%s は %s', (heading, zone, begins) => {
    const text = `ユーザー,${heading},Duration\nmaint01,2026-05-20 10:05:00,60\n`;
    expect(proposeMapping(tableOf(text).records).zone).toBe(zone);
    const { entries, badRows } = read(text, { connectedAt: heading });
    expect(badRows).toEqual([]);
    expect(entries.map(({ connectedAt }) => jst(connectedAt))).toEqual([begins]);
  });

  test('始めと終わりの列が別の基準なら、列ごとに読む。値に書かれた基準が勝つ', () => {
    const text =
      'ユーザー,開始日時 (UTC),終了日時 (UTC+09:00)\na,2026-05-20 01:05,2026-05-20 11:30\nb,2026-05-20 10:05 +0900,2026-05-20 11:30\n';
    expect(spans(read(text))).toEqual(['05-20 10:05〜05-20 11:30', '05-20 10:05〜05-20 11:30']);
  });
});

describe('形', () => {
  const EVENTS = [
    '日時,種別,セッション番号,利用者ID,接続元IP',
    '2026/05/20 10:05:00,接続,771,maint01,192.0.2.10',
    '2026/05/20 11:30:00,切断,771,maint01,192.0.2.10',
    '2026/05/21 22:00:00,接続,772,maint01,192.0.2.10',
    '2026/05/21 23:10:00,切断,772,maint01,192.0.2.10',
  ];

  test('接続と切断が別の行: 番号で一つの接続にする', () => {
    const reading = read(EVENTS.join('\n'));
    expect(reading.badRows).toEqual([]);
    expect(spans(reading)).toEqual(['05-20 10:05〜05-20 11:30', '05-21 22:00〜05-21 23:10']);
    expect(reading.entries.map(({ line, sessionId }) => [line, sessionId])).toEqual([
      [2, '771'],
      [4, '772'],
    ]);
  });

  test('新しい順でも、番号がなくても、言葉が英語でも同じ', () => {
    const [heading = '', ...rows] = EVENTS;
    const english = [heading, ...rows.toReversed()]
      .join('\n')
      .replaceAll(',接続,', ',tunnel-up,')
      .replaceAll(',切断,', ',Tunnel Down,');
    expect(spans(read(english)).toSorted()).toEqual(['05-20 10:05〜05-20 11:30', '05-21 22:00〜05-21 23:10']);
    expect(spans(read(english, { sessionId: undefined })).toSorted()).toEqual([
      '05-20 10:05〜05-20 11:30',
      '05-21 22:00〜05-21 23:10',
    ]);
  });

  test('同じ秒につなぎ直しても、混ざらない', () => {
    const text = `日時,種別,利用者ID\n2026/05/20 10:00:00,接続,a\n2026/05/20 10:30:00,切断,a\n2026/05/20 10:30:00,接続,a\n2026/05/20 11:00:00,切断,a\n`;
    const [heading = '', ...rows] = text.trim().split('\n');
    const expected = ['05-20 10:00〜05-20 10:30', '05-20 10:30〜05-20 11:00'];
    expect(spans(read(text)).toSorted()).toEqual(expected);
    expect(spans(read([heading, ...rows.toReversed()].join('\n'))).toSorted()).toEqual(expected);
  });

  test('切断の行だけなら読めない行、接続の行だけなら接続中、分からない種別は読めない行、認証の失敗は接続でない', () => {
    const reading = read(
      '日時,種別,利用者ID\n2026/05/01 00:10,切断,a\n2026/05/20 10:00,接続,b\n2026/05/20 10:00,更新,b\n2026/05/20 10:00,認証失敗,c\n2026/05/21 10:00,接続,d\n2026/05/21 10:20,切断,d\n',
    );
    expect(reading.badRows.map(({ line, field }) => [line, field])).toEqual([
      [2, '種別（接続・切断の別）'],
      [4, '種別（接続・切断の別）'],
    ]);
    expect(spans(reading)).toEqual(['05-20 10:00〜なし', '05-21 10:00〜05-21 10:20']);
    expect(reading.notConnections).toEqual([5]);
  });

  test('終了と長さ: 終わりから長さを引いたときに始まった', () => {
    const text =
      '"id","event","ctime","ip","user","host","time"\n"7","303","2026/05/20 11:30:00","192.0.2.10","maint01","tax-db01","5100"\n"9","303","2026/05/22 00:10:00","192.0.2.10","maint01","tax-db01","4200"\n';
    const columns = {
      disconnectedAt: 'ctime',
      duration: 'time',
      account: 'user',
      originIp: 'ip',
      target: 'host',
    };
    expect(spans(read(text, { ...columns, event: undefined }, { headerLine: 1 }))).toEqual([
      '05-20 10:05〜05-20 11:30',
      '05-21 23:00〜05-22 00:10',
    ]);
  });

  test('切断の行に長さがあれば、接続の行がなくても始まりが分かる', () => {
    const text = '日時,種別,利用者ID,接続時間\n2026/05/20 11:30,切断,a,01:25:00\n';
    expect(spans(read(text, { event: '種別' }))).toEqual(['05-20 10:05〜05-20 11:30']);
  });

  test('始めと終わりに同じ列は指定できない。一つの日付の列に二つの時刻の列はよい', () => {
    expect(refusal(EVENTS.join('\n'), { event: undefined, disconnectedAt: '日時' })).toEqual([
      '/columns/disconnectedAt',
    ]);
    expect(
      refusal('日付,接続時刻,切断時刻,利用者ID\n2026/4/1,10:00,11:00,a\n', { disconnectedTime: '接続時刻' }),
    ).toEqual(['/columns/disconnectedAt']);
    expect(refusal('日付,接続時刻,切断時刻,利用者ID\n2026/4/1,10:00,11:00,a\n', {})).toEqual([]);
  });

  test.each([';', '|', '\t'])('区切り %j も読む', (delimiter) => {
    const text = 'User,Start,End,Source IP\nmaint01,2026-05-20 10:05,2026-05-20 11:30,192.0.2.10\n';
    expect(spans(read(text.replaceAll(',', delimiter)))).toEqual(['05-20 10:05〜05-20 11:30']);
  });

  test('製品の手引きの見出し: Guacamole、JumpServer', () => {
    const guacamole = read(
      'Username,Start time,Duration,Connection name,Remote host\nmaint01,2026-05-20 10:05:00,5100,payroll-db99,198.51.100.77\n',
    );
    expect(guacamole.entries[0]).toMatchObject({ originIp: '198.51.100.77', target: 'payroll-db99' });
    const jumpserver = read(
      'ID,User,Asset,Account,Remote addr,Is finished,Date start,Date end,Duration\n9b2f,作業 八郎(maint01),tax-db01(10.1.2.3),maint01,192.0.2.10,True,2026/05/20 10:05:00 +0900,2026/05/20 11:30:00 +0900,1:25:00\n',
    );
    expect(spans(jumpserver)).toEqual(['05-20 10:05〜05-20 11:30']);
    expect(jumpserver.entries[0]).toMatchObject({ originIp: '192.0.2.10', target: 'tax-db01(10.1.2.3)' });
  });
});

describe('接続でない行、終わりのない接続', () => {
  test.each(['接続中', '-', '－', 'N/A', '0000-00-00 00:00:00', 'null', 'still logged in', ''])(
    '切断日時「%s」は、終わりがない',
    (end) => {
      const reading = read(`利用者ID,接続日時,切断日時\nmaint01,2026/05/20 10:05:00,${end}\n`);
      expect(reading.badRows).toEqual([]);
      expect(spans(reading)).toEqual(['05-20 10:05〜なし']);
    },
  );

  test('読めない切断日時を、終わりのないことにはしない', () => {
    const reading = read('利用者ID,接続日時,切断日時\nmaint01,2026/05/20 10:05:00,05/20/2026\n');
    expect(reading.badRows.map(({ line }) => line)).toEqual([2]);
  });

  test('失敗した認証・合計・見出しと行の繰返しは、接続でない行として数える', () => {
    const reading = read(
      [
        '利用者ID,接続日時,切断日時,接続元IP,結果',
        'maint01,2026/05/20 10:05:00,2026/05/20 11:30:00,192.0.2.10,成功',
        'admin,2026/05/22 03:00:00,2026/05/22 03:00:00,198.51.100.77,失敗',
        'maint01,2026/05/20 10:05:00,2026/05/20 11:30:00,192.0.2.10,成功',
        '利用者ID,接続日時,切断日時,接続元IP,結果',
        '合計,,,,2',
        'maint01,2026/05/23 10:05:00,2026/05/23 11:30:00,192.0.2.10,タイムアウト',
      ].join('\n'),
    );
    expect(reading.badRows).toEqual([]);
    expect(reading.entries.map(({ line }) => line)).toEqual([2, 7]);
    expect(reading.notConnections).toEqual([3, 4, 5, 6]);
  });

  test('合計という名の利用者の接続は、接続である', () => {
    const reading = read('利用者ID,接続日時,切断日時\n合計,2026/05/20 10:05,2026/05/20 11:30\n');
    expect(reading.entries).toHaveLength(1);
  });

  test.each([
    ['0.059028', 'seconds', undefined],
    ['.5', 'seconds', undefined],
    ['0', 'seconds', 0],
    ['0.0', 'seconds', 0],
    ['1.5', 'seconds', 2],
    ['0.5', 'minutes', 30],
  ] as const)('長さ %s（%s）', (written, durationUnit, seconds) => {
    const reading = read(`user,start,duration\na,2026/05/20 10:05,${written}\n`, {}, { durationUnit });
    const [entry] = reading.entries;
    expect(
      entry?.disconnectedAt && (Date.parse(entry.disconnectedAt) - Date.parse(entry.connectedAt)) / 1000,
    ).toBe(seconds);
    expect(reading.badRows.map(({ field }) => field)).toEqual(
      seconds === undefined ? ['接続時間（長さ）'] : [],
    );
  });
});

test('同じ接続は、どの形・どの順・どの言葉で書かれても、同じに読める', () => {
  let played = 0;
  const session = fc.record({
    start: fc.integer({ min: 0, max: 40_000 }),
    length: fc.integer({ min: 1, max: 300 }),
    user: fc.constantFrom('a', 'b', 'c'),
  });
  const at = (minute: number) =>
    new Date(Date.UTC(2026, 4, 1) + minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  fc.assert(
    fc.property(
      fc.array(session, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(['接続', '切断'], ['login', 'logout'], ['Tunnel-Up', 'Tunnel-Down']),
      fc.boolean(),
      (sessions, [up, down], isNewestFirst) => {
        played += 1;
        const rows = sessions.map(({ start, length, user }, id) => ({
          id,
          user,
          from: start,
          to: start + length,
        }));
        const expected = rows.map(({ from, to }) => `${at(from)}〜${at(to)}`).toSorted();
        const read3 = (text: string) =>
          read(text, {}, {})
            .entries.map(
              ({ connectedAt, disconnectedAt }) =>
                `${at((Date.parse(connectedAt) + 9 * 3_600_000 - Date.UTC(2026, 4, 1)) / 60_000)}〜${at((Date.parse(disconnectedAt ?? '') + 9 * 3_600_000 - Date.UTC(2026, 4, 1)) / 60_000)}`,
            )
            .toSorted();
        const events = rows
          .flatMap(({ id, user, from, to }) => [
            { at: from, text: `${at(from)},${up},${id},${user}` },
            { at: to, text: `${at(to)},${down},${id},${user}` },
          ])
          .toSorted((a, b) => a.at - b.at)
          .map(({ text }) => text);
        const shapes = [
          `利用者ID,接続日時,切断日時,セッションID\n${rows.map(({ id, user, from, to }) => `${user},${at(from)},${at(to)},${id}`).join('\n')}`,
          `user;start;duration;sessionid\n${rows.map(({ id, user, from, to }) => `${user};${at(from)};${(to - from) * 60};${id}`).join('\n')}`,
          `日時,種別,セッション番号,利用者ID\n${(isNewestFirst ? events.toReversed() : events).join('\n')}`,
        ];
        for (const text of shapes) expect(read3(text)).toEqual(expected);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
  expect(played).toBeGreaterThanOrEqual(300);
});
