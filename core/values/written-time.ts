import { Temporal } from 'temporal-polyfill';
import { TIME_ZONE } from './calendar.ts';
import { halfWidth } from './characters.ts';
import { parseDate } from './wareki.ts';

/** Dates, times and durations as gateways write them. */

/** In which zone a time without one is meant. */
export const LOG_ZONES = {
  jst: '日本時間',
  utc: '協定世界時（UTC）',
  heading: '見出しに書かれた時差',
} as const;
export type LogZone = keyof typeof LOG_ZONES;

/** Minutes east of UTC that a heading names: 開始日時 (UTC+09:00), Start (JST), 接続日時［GMT］. Undefined: none. */
export const headingOffset = (heading: string | undefined): number | undefined => {
  const text = halfWidth(heading ?? '');
  const [, sign, hours, minutes = '0'] =
    /(?:\b(?:utc|gmt)\s*|[([\s])([+-])(\d{1,2})(?::?(\d{2}))?(?!\d)/i.exec(text) ?? [];
  if (hours !== undefined && Number(hours) <= 14 && Number(minutes) <= 59)
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  if (/\bjst\b|日本時間|日本標準時/i.test(text)) return 9 * 60;
  return /\b(?:utc|gmt)\b|協定世界時|世界標準時/i.test(text) ? 0 : undefined;
};

const PAD = (value: number) => String(value).padStart(2, '0');
/** The zone of one column's times: as it was chosen, or as its heading says. */
export const columnZone = (zone: LogZone, heading: string | undefined): string => {
  const offset = zone === 'heading' ? (headingOffset(heading) ?? 9 * 60) : zone === 'utc' ? 0 : undefined;
  if (offset === undefined) return TIME_ZONE;
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${PAD(Math.floor(minutes / 60))}:${PAD(minutes % 60)}`;
};

/** What a bare number of a duration column counts. 12:34 is then 分:秒 or 時:分. */
export const DURATION_UNITS = { seconds: '秒', minutes: '分' } as const;
export type DurationUnit = keyof typeof DURATION_UNITS;

const HALF = '(?:(?<half>午前|午後|am|pm)\\s*)?';
const OFFSET = '(?:\\s*(?<offset>z|(?:utc|gmt)(?:[+-]\\d{1,2}(?::?\\d{2})?)?|jst|[+-]\\d{2}(?::?\\d{2})?))?$';
const CLOCK = new RegExp(
  `${HALF}(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?(?:\\s*(?<after>am|pm))?${OFFSET}`,
  'i',
);
const KANJI = new RegExp(
  `${HALF}(?<hour>\\d{1,2})時(?:\\s*(?<minute>\\d{1,2})分(?:\\s*(?<second>\\d{1,2})秒)?)?${OFFSET}`,
  'i',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})[ T]?(\d{2})(\d{2})(\d{2})?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The instant that a log means: 2026-04-01T10:00:00+09:00, 2026/04/01 10:00:00, 令和8年4月1日 10時00分, 20260401100000,
 * Apr 1 2026 10:00:00, 01/Apr/2026:10:00:00 +0900, seconds since 1970, days of a spreadsheet (46113.41667) … 24:00 is the end of the day. A date without a time of day is none, and
 * 04/01/2026 is refused: nobody can tell its day from its month.
 *
 * @param zone of a time that is written without one: a name or an offset of the IANA database
 */
export const parseLogTime = (text: string, zone = TIME_ZONE): Temporal.Instant | undefined => {
  if (text.length > 100) return undefined;
  const folded = halfWidth(text)
    .trim()
    .replace(/^\[(.+)\]$/, '$1')
    .replace(/\[[A-Za-z/_]+\]$/, '')
    .replace(/\(([A-Za-z]{0,3}(?:[+-][\d:]+)?)\)$/, '$1')
    // As web servers write it.
    .replace(/^(\d{1,2}\/[A-Za-z]{3}\/\d{4}):/, '$1 ');
  if (/^\d{5}\.\d{1,15}$/.test(folded)) return ofSpreadsheet(Number(folded), zone);
  if (/^\d{10}(?:\.\d{1,6})?$/.test(folded) || /^\d{13}$/.test(folded)) return sinceEpoch(folded);
  const compact = COMPACT.exec(folded);
  if (compact) {
    const [, year, month, day, hour, minute, second] = compact;
    return instantOf(`${year}-${month}-${day}`, { hour, minute, second }, zone);
  }
  // As ctime writes it: the year stands behind the time.
  const sorted = folded.replace(
    /^(?:[a-z]{3},?\s+)?([a-z]{3}\s+\d{1,2})\s+(\d{1,2}:\d{2}:\d{2})\s+(?:([a-z]{3})\s+)?(\d{4})$/i,
    '$1 $4 $2 $3',
  );
  const time = CLOCK.exec(sorted.trim()) ?? KANJI.exec(sorted.trim());
  const before = time ? sorted.trim().slice(0, time.index) : '';
  if (!time?.groups || !/[T\s日）)]$/i.test(before)) return undefined;
  return instantOf(before.replace(/(?:[（(][月火水木金土日][)）])?[T\s]*$/i, ''), time.groups, zone);
};

/** 12/18 10:00, 12月18日（金） 10時: the year is left out. */
const YEARLESS = /^(\d{1,2})(?:\/|\.|-|月)(\d{1,2})日?(?=[（(T\s])/i;

/**
 * A time as people write it, with the year that they have left out: the next such day from today on, or the last one until tomorrow
 * of what has been done.
 *
 * @returns 2026-12-18 10:00, in Japanese time; undefined where no year is missing
 */
export const withYear = (text: string, now: Temporal.Instant, which: 'next' | 'last'): string | undefined => {
  const written = halfWidth(text).trim();
  const [day, month = '', date = ''] = YEARLESS.exec(written) ?? [];
  if (text.length > 60 || day === undefined) return undefined;
  const today = now.toZonedDateTimeISO(TIME_ZONE).toPlainDate();
  // 29 February is eight years from another one at most.
  const years = Array.from({ length: 9 }, (_, index) => today.year + (which === 'next' ? index : 1 - index));
  for (const year of years) {
    const at = parseLogTime(`${year}-${month}-${date}${written.slice(day.length)}`);
    const local = at?.toZonedDateTimeISO(TIME_ZONE).toPlainDateTime();
    if (!local) continue;
    const isPast = Temporal.PlainDate.compare(local.toPlainDate(), today) < 0;
    const isAhead = Temporal.PlainDate.compare(local.toPlainDate(), today.add({ days: 1 })) > 0;
    if (which === 'next' ? !isPast : !isAhead)
      return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  }
  return undefined;
};

/** Days since the end of 1899 with the part of the day, which a spreadsheet shows where a column has lost its format. */
const ofSpreadsheet = (days: number, zone: string): Temporal.Instant | undefined => {
  const seconds = Math.round(days * 86_400);
  const local = new Temporal.PlainDateTime(1899, 12, 30).add({ seconds });
  return local.year < 2000 || local.year >= 2100 ? undefined : local.toZonedDateTime(zone).toInstant();
};

const sinceEpoch = (text: string): Temporal.Instant => {
  const milliseconds = text.length === 13 ? Number(text) : Math.round(Number(text) * 1000);
  return Temporal.Instant.fromEpochMilliseconds(milliseconds);
};

type TimeParts = Readonly<Partial<Record<string, string>>>;

const instantOf = (dateText: string, parts: TimeParts, zone: string): Temporal.Instant | undefined => {
  const date = parseDate(dateText) ?? parseEnglishDate(dateText);
  const hour = hourOf(Number(parts['hour']), parts['half'] ?? parts['after']);
  const minute = Number(parts['minute'] ?? 0);
  const second = Number(parts['second'] ?? 0);
  const timeZone = zoneOf(parts['offset'] ?? '', zone);
  if (!date || hour === undefined || minute > 59 || second > 59 || !timeZone) return undefined;
  const endOfDay = hour === 24;
  if (endOfDay && minute + second > 0) return undefined;
  const day = endOfDay ? date.add({ days: 1 }) : date;
  const millisecond = Number((parts['fraction'] ?? '').padEnd(3, '0').slice(0, 3));
  const plainTime = new Temporal.PlainTime(endOfDay ? 0 : hour, minute, second, millisecond);
  return day.toZonedDateTime({ timeZone, plainTime }).toInstant();
};

/** 12 in the morning is midnight; 0 in the afternoon is noon. */
const hourOf = (hour: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hour <= 24 ? hour : undefined;
  if (hour > 12) return undefined;
  return (hour % 12) + (/午後|pm/i.test(half) ? 12 : 0);
};

const zoneOf = (written: string, otherwise: string): string | undefined => {
  const name = written.toLowerCase();
  if (name === '') return otherwise;
  if (name === 'jst') return TIME_ZONE;
  if (/^[a-z]+$/.test(name)) return 'UTC';
  const digits = name.replace(/^[a-z]+/, '');
  const [, sign, hours = '', minutes = '00'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(digits) ?? [];
  const offset = `${sign}${hours.padStart(2, '0')}:${minutes}`;
  return Number(offset.slice(1, 3)) <= 14 && Number(offset.slice(4)) <= 59 ? offset : undefined;
};

/** Apr 1 2026, Apr 1, 2026, 1 Apr 2026, 01-Apr-2026; with the day of the week before it. */
const parseEnglishDate = (text: string): Temporal.PlainDate | undefined => {
  const parts = text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
  const words = parts.filter((part) => /^[a-z]+$/.test(part));
  const month = MONTHS.indexOf(words.at(-1)?.slice(0, 3) ?? '') + 1;
  const [day, year] = parts.filter((part) => /^\d+$/.test(part));
  if (month === 0 || words.length > 2 || parts.length - words.length !== 2 || year?.length !== 4)
    return undefined;
  return parseDate(`${year}-${month}-${day}`);
};

/**
 * Seconds of a duration: 3600, 01:02:03, 1d 02:03:04, 1h 2m 3s, 0h:12m:34s, 1時間2分3秒. A bare number and 12:34 are read by
 * the unit.
 */
export const parseLogDuration = (text: string, unit: DurationUnit): number | undefined => {
  if (text.length > 40) return undefined;
  const folded = halfWidth(text).trim().toLowerCase();
  // A spreadsheet that lost the format of 1:25:00 writes the fraction of a day: no gateway counts parts of one second.
  if (unit === 'seconds' && /^0?\.\d*[1-9]\d*$/.test(folded)) return undefined;
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(folded))
    return Math.round(Number(folded) * (unit === 'minutes' ? 60 : 1));
  const clock = /^(?:(\d{1,3})\s*(?:d|days?|日)[\s,:]*)?(\d{1,4}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?$/.exec(
    folded,
  );
  if (clock) return clockSeconds(clock, unit);
  const words =
    /^(?:(\d{1,3})\s*(?:d|days?|日))?[\s,:]*(?:(\d{1,5})\s*(?:h|hrs?|hours?|時間))?[\s,:]*(?:(\d{1,6})\s*(?:m|mins?|minutes?|分))?[\s,:]*(?:(\d{1,8})\s*(?:s|secs?|seconds?|秒))?$/.exec(
      folded,
    );
  if (!words || words.slice(1).every((part) => part === undefined)) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = words.slice(1).map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
};

const clockSeconds = (clock: RegExpExecArray, unit: DurationUnit): number | undefined => {
  const [days = 0, first = 0, second = 0, third = 0] = clock.slice(1).map((part) => Number(part ?? 0));
  if (second > 59 || third > 59) return undefined;
  const three = clock[4] !== undefined || clock[1] !== undefined || unit === 'minutes';
  return days * 86_400 + (three ? first * 3600 + second * 60 + third : first * 60 + second);
};
