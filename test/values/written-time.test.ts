import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { formatWareki } from '../../core/values/wareki.ts';
import { parseLogDuration, parseLogTime } from '../../core/values/written-time.ts';

const jst = (text: string) => parseLogTime(text)?.toString();

describe('times of a log', () => {
  test.each([
    '2026-04-01T10:00:00+09:00',
    '2026-04-01T10:00:00+0900',
    '2026-04-01T01:00:00Z',
    '2026-04-01T01:00Z',
    '2026-04-01T10:00:00+09:00[Asia/Tokyo]',
    '2026-04-01 10:00:00 JST',
    '2026-04-01 01:00:00 UTC',
    '2026-03-31 20:00:00 -05:00',
    '2026-04-01T10:00:00',
    '2026-04-01 10:00:00.000',
    '2026-04-01 10:00:00,000',
    '2026-04-01 10:00',
    '2026/04/01 10:00:00',
    '2026/4/1 10:00',
    '2026.4.1 10:00',
    '２０２６／０４／０１　１０：００：００',
    '2026年4月1日 10時00分00秒',
    '2026年4月1日10時',
    '令和8年4月1日 10時00分',
    '令和８年４月１日（水） 10:00:00',
    'R8.4.1 10:00',
    'r8/4/1 10:00:00',
    '2026/04/01 午前10:00',
    '令和8年4月1日 午前10時0分',
    '2026/04/01 10:00:00 AM',
    '20260401100000',
    '20260401 100000',
    '20260401T1000',
    'Apr 1 2026 10:00:00',
    'Apr 1, 2026 10:00:00',
    '1 Apr 2026 10:00:00',
    '01-Apr-2026 10:00:00',
    'April 1 2026 10:00:00',
    'Wed Apr  1 10:00:00 2026',
    'Wed, 01 Apr 2026 01:00:00 GMT',
    '2026-04-01 10:00:00+09',
    '2026-04-01T10:00:00 +09',
    '2026-04-01 10:00:00 GMT+9',
    '2026-04-01 10:00:00 UTC+9',
    '2026-04-01 10:00:00 (JST)',
    '2026-04-01 10:00:00 (+09:00)',
    '01/Apr/2026:10:00:00 +0900',
    '[01/Apr/2026:10:00:00 +0900]',
    '01/Apr/2026 10:00:00',
    '46113.4166666667',
    '46113.41667',
    '1775005200',
    '1775005200000',
  ])('%j is 1 April 2026, 10:00 in Japan', (text) => {
    expect(jst(text)).toBe('2026-04-01T01:00:00Z');
  });

  test.each([
    ['2026-04-01 24:00:00', '2026-04-01T15:00:00Z'],
    ['2026-04-01 0:00', '2026-03-31T15:00:00Z'],
    ['2026-04-01 12:30 AM', '2026-03-31T15:30:00Z'],
    ['2026-04-01 午後0:30', '2026-04-01T03:30:00Z'],
    ['2026-04-01 11:30 PM', '2026-04-01T14:30:00Z'],
    ['2026-04-01 10:00:00.25', '2026-04-01T01:00:00.25Z'],
  ])('%j is %s', (text, expected) => {
    expect(jst(text)).toBe(expected);
  });

  test('without a zone it is meant as the mapping says; a zone that is written wins', () => {
    expect(parseLogTime('2026-04-01 10:00', 'UTC')?.toString()).toBe('2026-04-01T10:00:00Z');
    expect(parseLogTime('2026-04-01 10:00 +09:00', 'UTC')?.toString()).toBe('2026-04-01T01:00:00Z');
    expect(parseLogTime('20260401100000', 'UTC')?.toString()).toBe('2026-04-01T10:00:00Z');
  });

  test.each([
    '',
    '2026-04-01',
    '10:00',
    '04/01/2026 10:00:00',
    '01/04/2026 10:00:00',
    '26-04-01 10:00',
    '2026-02-30 10:00',
    '平成32年1月1日 10:00',
    '2026-04-01 24:00:01',
    '2026-04-01 25:00',
    '2026-04-01 10:60',
    '2026-04-01 10:00:60',
    '2026-04-01 10:',
    '2026-04-01 13:00 PM',
    '2026-04-01 110:00',
    '2026-04-0110:00',
    '2026-04-01 10:00 +25:00',
    '2026-04-01 10:00 から',
    'Foo 1 2026 10:00',
    '20261301100000',
    '-',
    '接続中',
    '177500520',
    '46113',
    '0.4166667',
    '12345.5',
    '01/Foo/2026:10:00:00 +0900',
    '2026-04-01 10:00 +9',
    ' '.repeat(1000),
  ])('%j is refused', (text) => {
    expect(jst(text)).toBeUndefined();
  });

  test('every minute is read back from every spelling, also around the change of the era', () => {
    const instants = fc
      .integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2044, 11, 31) / 60_000 })
      .map((minutes) => Temporal.Instant.fromEpochMilliseconds(minutes * 60_000));
    fc.assert(
      fc.property(instants, (instant) => {
        const local = instant.toZonedDateTimeISO('Asia/Tokyo');
        const clock = local.toPlainTime().toString().slice(0, 5);
        const day = local.toPlainDate();
        for (const text of [
          instant.toString(),
          local.toString(),
          `${day} ${clock}`,
          `${day.toString().replaceAll('-', '/')} ${clock}:00`,
          `${formatWareki(day)} ${clock.replace(':', '時')}分`,
          `${day.toString().replaceAll('-', '')}${clock.replace(':', '')}00`,
          `${instant.epochMilliseconds / 1000}`,
        ])
          if (!/^\d{9}$/.test(text)) expect(jst(text)).toBe(instant.toString());
      }),
      { numRuns: 500 },
    );
  });

  test('any text is answered, never with an exception', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[0-9令和年月日時分秒/:. TZ+-]{0,30}$/),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const instant = parseLogTime(text);
        const seconds = parseLogDuration(text, 'seconds');
        expect(instant === undefined || instant instanceof Temporal.Instant).toBe(true);
        expect(seconds === undefined || Number.isSafeInteger(seconds)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('durations of a log', () => {
  test.each([
    ['3723', 'seconds', 3723],
    ['62', 'minutes', 3720],
    ['1.5', 'minutes', 90],
    ['01:02:03', 'seconds', 3723],
    ['1:02', 'minutes', 3720],
    ['1:02', 'seconds', 62],
    ['1d 02:03:04', 'seconds', 93_784],
    ['1日 2:03', 'seconds', 93_780],
    ['2 days, 0:00:01', 'seconds', 172_801],
    ['1h 2m 3s', 'seconds', 3723],
    ['0h:12m:34s', 'seconds', 754],
    ['1 hour 2 minutes', 'seconds', 3720],
    ['1時間2分3秒', 'seconds', 3723],
    ['４５分', 'seconds', 2700],
    ['90秒', 'minutes', 90],
    ['0', 'seconds', 0],
  ] as const)('%s (%s) is %i seconds', (text, unit, expected) => {
    expect(parseLogDuration(text, unit)).toBe(expected);
  });

  test.each(['', 'abc', '-5', '1:60', '1:02:60', '1:2:3:4', '5x', '3h 2d', '1,000', '9'.repeat(30)])(
    '%j is refused',
    (text) => {
      expect(parseLogDuration(text, 'seconds')).toBeUndefined();
    },
  );
});
