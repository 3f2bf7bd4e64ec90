import { Temporal } from 'temporal-polyfill';
import { formatJstDateTime, formatWareki, formatWarekiMonth } from '../values/wareki.ts';

/** In which words the trail tells dates and numbers. */

export const day = (date: string): string => formatWareki(Temporal.PlainDate.from(date));
export const dated = (label: string, date: string | undefined): string[] =>
  date === undefined ? [] : [`${label} ${day(date)}`];
export const time = (at: string): string => formatJstDateTime(Temporal.Instant.from(at));
export const month = (yearMonth = ''): string => `${formatWarekiMonth(yearMonth)}分`;
export const count = (things: readonly unknown[]): string => `${things.length}件`;
export const items = (label: string, numbers: readonly string[]): string[] =>
  numbers.length === 0 ? [] : [`${label} 別表1 ${numbers.join('、')}`];
