import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { fiscalYearLabel, fiscalYearName, fiscalYearOf } from '../../core/values/wareki.ts';

test.each([
  ['2026-03-31', 2025],
  ['2026-04-01', 2026],
  ['2026-12-31', 2026],
  ['2027-01-01', 2026],
  ['2027-03-31', 2026],
])('%s lies in fiscal year %i', (iso, year) => {
  expect(fiscalYearOf(Temporal.PlainDate.from(iso))).toBe(year);
});

test.each([
  [2026, 'R8', '令和8年度'],
  [2019, 'R1', '令和元年度'],
  [2018, 'H30', '平成30年度'],
  [1989, 'H1', '平成元年度'],
  [1988, 'S63', '昭和63年度'],
  [1870, '1870', '1870年度'],
])('fiscal year %i is called %s, %s', (year, label, name) => {
  expect(fiscalYearLabel(year)).toBe(label);
  expect(fiscalYearName(year)).toBe(name);
});
