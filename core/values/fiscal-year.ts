import { Temporal } from 'temporal-polyfill';
import { kanjiYear, warekiYearOf } from './wareki.ts';

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
