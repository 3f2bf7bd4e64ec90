import { Temporal } from 'temporal-polyfill';
import type { Regulation } from '../../core/regulation/regulation.ts';
import { regulationOn, regulations } from '../../core/regulation/regulations.ts';
import { tomakomaiR50401 } from '../../core/regulation/tomakomai-r5-04-01.ts';

/** 要領の改正 (G15): on 1 April 2028 the rule of the simulated city gets one more item. Invented. */

const date = '2028-04-01';
export const AMENDED_ON = date;
const last = tomakomaiR50401.checklist.at(-1);
const AMENDED: Regulation = {
  ...tomakomaiR50401,
  id: 'tomakomai/R10.4.1',
  effectiveFrom: date,
  history: [...tomakomaiR50401.history, { date, text: 'この規定は、令和10年4月1日から施行する。' }],
  checklist: [...tomakomaiR50401.checklist, ...(last ? [{ ...last, id: '5-3' }] : [])],
};
// What a city does by a file of its own: the list is read-only for the code, not for who installs it.
(regulations as Regulation[]).push(AMENDED);

/** The version in force on this ISO date. */
export const ruleOn = (day: string): Regulation => regulationOn(Temporal.PlainDate.from(day));
