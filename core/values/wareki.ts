import { Temporal } from 'temporal-polyfill';
import { TIME_ZONE } from './calendar.ts';
import { halfWidth } from './characters.ts';

/** The eras, latest first. The day on which the era changed belongs to the new one. */
const ERAS = [
  { name: '令和', letter: 'R', from: Temporal.PlainDate.from('2019-05-01'), firstYear: 2019 },
  { name: '平成', letter: 'H', from: Temporal.PlainDate.from('1989-01-08'), firstYear: 1989 },
  { name: '昭和', letter: 'S', from: Temporal.PlainDate.from('1926-12-25'), firstYear: 1926 },
  { name: '大正', letter: 'T', from: Temporal.PlainDate.from('1912-07-30'), firstYear: 1912 },
  // Before 1873 Japan kept the lunar calendar; those days have no Meiji date in this calendar.
  { name: '明治', letter: 'M', from: Temporal.PlainDate.from('1873-01-01'), firstYear: 1868 },
] as const;
type Era = (typeof ERAS)[number];

const WITH_KANJI =
  /^(令和|平成|昭和|大正|明治|[RHSTM])?\s*(元|\d{1,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$/i;
const WITH_MARKS = /^(令和|平成|昭和|大正|明治|[RHSTM])?(元|\d{1,4})([-/.])(\d{1,2})\3(\d{1,2})$/i;

/** '令和8年4月1日', '令和元年5月1日'; days before 1873 in the Western calendar. */
export function formatWareki(date: Temporal.PlainDate): string {
  const era = eraOf(date);
  const year = era === undefined ? `${date.year}` : `${era.name}${kanjiYear(yearInEra(date.year, era))}`;
  return `${year}年${date.month}月${date.day}日`;
}

/** {@link formatWareki} for a date as it is stored, '2026-04-01'. */
export function formatWarekiDay(date: string): string {
  return formatWareki(Temporal.PlainDate.from(date));
}

/** 'R8.4.1'; days before 1873 in the Western calendar. */
export function formatWarekiShort(date: Temporal.PlainDate): string {
  const era = eraOf(date);
  const year = era === undefined ? `${date.year}` : `${era.letter}${yearInEra(date.year, era)}`;
  return `${year}.${date.month}.${date.day}`;
}

/** '令和8年4月' for '2026-04'. */
export function formatWarekiMonth(yearMonth: string): string {
  return formatWareki(Temporal.PlainDate.from(`${yearMonth}-01`)).replace(/1日$/, '');
}

/** '令和8年4月3日 10時12分', in Japanese time. */
export function formatJstDateTime(instant: Temporal.Instant): string {
  const { date, hour, minute } = japaneseTime(instant);
  return `${formatWareki(date)} ${hour}時${minute}分`;
}

/** '4月3日 10:12', in Japanese time. */
export function formatJstDateTimeShort(instant: Temporal.Instant): string {
  const { date, hour, minute } = japaneseTime(instant);
  return `${date.month}月${date.day}日 ${hour}:${minute}`;
}

/** The era's name, letter and year number for the era in force on the date; undefined before 1873. */
function warekiYearOf(
  date: Temporal.PlainDate,
): { readonly name: string; readonly letter: string; readonly year: number } | undefined {
  const era = eraOf(date);
  return era && { name: era.name, letter: era.letter, year: yearInEra(date.year, era) };
}

/** 1 → '元', 8 → '8'. */
function kanjiYear(year: number): string {
  return year === 1 ? '元' : `${year}`;
}

/**
 * Reads what people write for a date: 令和8年4月1日, 令和元年5月1日, R8.4.1, r8/4/1, 2026-04-01, 2026/4/1,
 * 2026年4月1日, also in full-width characters. A Western year has four digits.
 *
 * @returns undefined for everything else, for days that do not exist (2026-02-30), for days that lie
 *   outside their era (平成32年…, 令和元年4月30日) and for years after 9999 (令和8827年…)
 */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  // Longer than any date, even with generous spaces; keeps the cost of hostile input constant.
  if (text.length > 100) return undefined;
  const folded = halfWidth(text).trim();
  const kanji = WITH_KANJI.exec(folded);
  if (kanji) return dateFrom(kanji[1], kanji[2], kanji[3], kanji[4]);
  const marks = WITH_MARKS.exec(folded);
  return marks ? dateFrom(marks[1], marks[2], marks[4], marks[5]) : undefined;
}

function dateFrom(eraText = '', yearText = '', month = '', day = ''): Temporal.PlainDate | undefined {
  if (eraText === '') return yearText.length === 4 ? existingDate(Number(yearText), month, day) : undefined;
  const era = ERAS.find(({ name, letter }) => name === eraText || letter === eraText.toUpperCase());
  const year = yearText === '元' ? 1 : Number(yearText);
  if (era === undefined) return undefined;
  const date = existingDate(era.firstYear + year - 1, month, day);
  return date && eraOf(date) === era ? date : undefined;
}

/** The last year that is written with four digits, as every date of a form, a paper and the API is. */
const LAST_YEAR = 9999;

function existingDate(year: number, month: string, day: string): Temporal.PlainDate | undefined {
  if (year > LAST_YEAR) return undefined;
  try {
    return Temporal.PlainDate.from({ year, month: Number(month), day: Number(day) }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function eraOf(date: Temporal.PlainDate): Era | undefined {
  return ERAS.find(({ from }) => Temporal.PlainDate.compare(date, from) >= 0);
}

function yearInEra(year: number, era: Era): number {
  return year - era.firstYear + 1;
}

function japaneseTime(instant: Temporal.Instant): {
  readonly date: Temporal.PlainDate;
  readonly hour: string;
  readonly minute: string;
} {
  const local = instant.toZonedDateTimeISO(TIME_ZONE);
  return {
    date: local.toPlainDate(),
    hour: `${local.hour}`,
    minute: `${local.minute}`.padStart(2, '0'),
  };
}

/** 年度, 1 April – 31 March: the number of the (Western) year in which it starts. */
export function fiscalYearOf(date: Temporal.PlainDate): number {
  return date.month >= 4 ? date.year : date.year - 1;
}

/** 'R8' for 2026: the prefix of case numbers, which restart every fiscal year. */
export function fiscalYearLabel(fiscalYear: number): string {
  const wareki = nameOf(fiscalYear);
  return wareki ? `${wareki.letter}${wareki.year}` : `${fiscalYear}`;
}

/** '令和8年度' for 2026. */
export function fiscalYearName(fiscalYear: number): string {
  const wareki = nameOf(fiscalYear);
  return wareki ? `${wareki.name}${kanjiYear(wareki.year)}年度` : `${fiscalYear}年度`;
}

/**
 * A fiscal year in which the era changes is called by the new era throughout (2019 is 令和元年度 although it
 * began in 平成31年), unless the change comes after the New Year (1988 stays 昭和63年度).
 */
function nameOf(fiscalYear: number): ReturnType<typeof warekiYearOf> {
  return warekiYearOf(Temporal.PlainDate.from({ year: fiscalYear, month: 12, day: 31 }));
}
