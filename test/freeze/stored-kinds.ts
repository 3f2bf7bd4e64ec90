import { QUESTIONS, STAGES } from '../../core/case/decision-request.ts';
import { STATUSES } from '../../core/case/permit-statuses.ts';
import { CHANGE_STATUSES } from '../../core/case/records/change.ts';
import { FINDING_STATUSES } from '../../core/case/records/finding-facts.ts';
import { INSTRUCTION_STATUSES } from '../../core/case/records/instruction.ts';
import { REPORT_STATUSES } from '../../core/case/records/monthly-report.ts';
import { RECONFIRMATION_STATUSES } from '../../core/case/records/reconfirmation.ts';
import { WORK_STATUSES } from '../../core/case/records/work-facts.ts';
import { TRANSITIONS } from '../../core/case/transitions.ts';
import { DIRECTORY_ACTS } from '../../core/directory/directory-trail.ts';
import type { Item } from '../../core/store/ports.ts';
import { nameOfType, ROW_TYPES, rowTypeOf } from '../../core/trail/row-types.ts';
import type { Kinds } from '../support/earlier-city.ts';

/** What this version can store, and what the frozen city holds of it. */

/** Why there is none of a kind. A kind that is neither stored nor explained here stops the freezing. */
const WHY_NOT: Readonly<Record<string, string>> = {
  covered: 'only an upgrade of a city that had no trail of its directory makes it',
  'covered-all': 'only an upgrade of a city that had no trail of its directory makes it',
  'renew-rule': 'there is one version of the rule so far',
  'CASE#/NOTICE': 'only the versions before wrote it',
  'CASE#/CONFIRMATION-DRAFT': 'only the versions before wrote it',
  'DIRECTORY/EVENT#': 'only the versions before wrote it',
};

/** Where a case and each of its records may stand, by the first part of the row's key. */
const STANDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  STATE: STATUSES,
  WORK: WORK_STATUSES,
  REPORT: REPORT_STATUSES,
  FINDING: FINDING_STATUSES,
  INSTRUCTION: INSTRUCTION_STATUSES,
  CHANGE: CHANGE_STATUSES,
  RECONFIRMATION: RECONFIRMATION_STATUSES,
};

const tally = (known: Iterable<string>, found: Iterable<string>): Record<string, number | string> => {
  const counts = new Map<string, number>();
  for (const kind of found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds: Record<string, number | string> = {};
  for (const kind of known) kinds[kind] = counts.get(kind) ?? WHY_NOT[kind] ?? 'MISSING';
  return kinds;
};
const typeOf = (value: unknown, name: string): string[] => {
  const type = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof type === 'string' ? [type] : [];
};

/** @param asked the stages of the questions that wait */
export const storedKinds = (rows: readonly Item[], asked: readonly string[]): Kinds => ({
  questions: tally(Object.keys({ ...STAGES, ...QUESTIONS }), asked),
  statuses: tally(
    Object.entries(STANDS).flatMap(([of, statuses]) => Object.keys(statuses).map((each) => `${of} ${each}`)),
    rows
      .filter(({ pk }) => pk.startsWith('CASE#'))
      .flatMap(({ sk, state, head }) =>
        typeOf(state ?? head, 'status').map((status) => `${sk.split('#')[0]} ${status}`),
      ),
  ),
  events: tally(
    Object.keys(TRANSITIONS),
    rows
      .filter(({ pk, sk }) => pk.startsWith('CASE#') && sk.startsWith('EVENT#'))
      .flatMap(({ event }) => typeOf((event as { fact?: unknown }).fact, 'type')),
  ),
  acts: tally(
    Object.keys(DIRECTORY_ACTS),
    rows
      .filter(({ pk, sk }) => pk === 'DIRECTORY' && sk.startsWith('TRAIL#'))
      .flatMap(({ event }) => typeOf(event, 'act')),
  ),
  rows: tally(
    ROW_TYPES.map(nameOfType),
    rows.flatMap((row) => {
      const type = rowTypeOf(row);
      return type ? [nameOfType(type)] : [];
    }),
  ),
});

export const missingOf = (kinds: Kinds): string[] =>
  Object.values(kinds).flatMap((each) =>
    Object.entries(each).flatMap(([kind, count]) => (count === 'MISSING' ? [kind] : [])),
  );
