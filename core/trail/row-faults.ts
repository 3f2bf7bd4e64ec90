import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { caseKey, changedIn } from '../case/case-store.ts';
import { messageSchema } from '../case/outbox.ts';
import { mailRecordSchema, OUTBOX_SHARD, UNDELIVERABLE } from '../case/outbox-write.ts';
import { examineSavedForm } from '../case/saved-form.ts';
import { PARKED, waitingTaskSchema } from '../case/task-store.ts';
import { INDEXES, type Item } from '../store/ports.ts';
import { stringsWithin } from '../values/characters.ts';
import { nameOfType, type RowType } from './row-types.ts';

/** What a row that passes must be all the same: readable, in the indexes that lead to it, and no longer there than it may. */

type Columns = Readonly<Partial<Record<(typeof INDEXES)[keyof typeof INDEXES]['hash' | 'range'], string>>>;
const NAMES = Object.values(INDEXES).flatMap(({ hash, range }) => [hash, range]);

/** Nobody is signed in for longer. */
const LONGEST_SESSION_HOURS = 24;

type Judge = (
  row: Item,
  now: Temporal.Instant,
) => { readonly columns?: Columns; readonly fault?: string | undefined };

const draftSchema = z.object({ draftId: z.string(), vendorId: z.string() });
const sessionSchema = z.object({ endsAt: z.string(), expiresAt: z.number() });

/** By the kind of row; of a kind that is not here, no column of an index. */
const JUDGES: Readonly<Record<string, Judge>> = {
  '*/OUTBOX#': (row) => {
    const id = row.sk.slice('OUTBOX#'.length);
    const [, about = ''] = row.pk.split('#');
    const ids = stringsWithin(messageSchema.parse(row['message']));
    return {
      // Its instant is part of the key by which it is found: any will do.
      columns: { dueShard: OUTBOX_SHARD, dueAt: String(row.dueAt) },
      fault:
        !row.dueAt?.endsWith(`#${id}`) || (row.pk.includes('#') && !ids.has(about))
          ? 'is no message of this partition'
          : undefined,
    };
  },
  'CASE#/TASK': (row) => {
    const { task } = waitingTaskSchema.parse(row);
    const [registerKey, registerSort] = [PARKED, row.pk.slice(caseKey('').length)];
    return { columns: task === 'operator' ? { registerKey, registerSort } : {} };
  },
  'CASE#/CHANGED': ({ pk, registerKey = '', registerSort = '' }) => ({
    columns: { registerKey, registerSort },
    fault:
      registerKey.startsWith(changedIn('')) && registerSort.endsWith(`#${pk.slice(caseKey('').length)}`)
        ? undefined
        : 'stands in another list',
  }),
  'DRAFT#/DRAFT': (row) => {
    const { draftId, vendorId } = draftSchema.parse(row['draft']);
    return {
      columns: { vendorKey: `DRAFTS#${vendorId}`, vendorSort: draftId },
      fault: row.pk === `DRAFT#${draftId}` ? undefined : 'is another draft',
    };
  },
  'CASE#/SAVED-FORM#': examineSavedForm,
  'PERSON#/SAVED-FORM#': examineSavedForm,
  'SESSION#/SESSION': (row, now) => {
    const { endsAt, expiresAt } = sessionSchema.parse(row);
    const latest = now.add({ hours: LONGEST_SESSION_HOURS });
    const ends = Temporal.Instant.from(endsAt);
    const isTooLong =
      Temporal.Instant.compare(ends, latest) > 0 || expiresAt * 1000 > latest.epochMilliseconds;
    return { fault: isTooLong ? 'lasts longer than any session' : undefined };
  },
};
const mail: Judge = (row) => {
  const { result, sentAt } = mailRecordSchema.parse(row['mail']);
  return { columns: result === 'undeliverable' ? { registerKey: UNDELIVERABLE, registerSort: sentAt } : {} };
};
/** Their columns are part of what they are compared with as a whole. */
const COMPARED: readonly RowType['cover'][] = ['derived', 'directory'];
/** They vanish by themselves. */
const EXPIRES = [
  'HANDLE#/LINK',
  'SIGNIN#/ATTEMPT',
  'SIGNINRATE#/*',
  'SIGNINSOURCE#/ASKED',
  'SESSION#/SESSION',
  'SIGNED-IN#/SESSION#',
  'SIGNED-IN#/DEVICE#',
  'CASE#/SAVED-FORM#',
  'PERSON#/SAVED-FORM#',
];

/** @param type of the row */
export const rowFaults = (row: Item, type: RowType, now: Temporal.Instant): string[] => {
  if (COMPARED.includes(type.cover)) return [];
  const name = nameOfType(type);
  try {
    const judge = JUDGES[name] ?? (type.sk === 'MAIL#' ? mail : undefined);
    const { columns = {}, fault } = judge?.(row, now) ?? {};
    const wrong = NAMES.filter((column) => row[column] !== columns[column]);
    const stays = EXPIRES.includes(name) && row.expiresAt === undefined;
    return [
      ...(fault === undefined ? [] : [fault]),
      ...(wrong.length > 0 ? [`${wrong.join(', ')}: not what the row itself gives`] : []),
      ...(stays ? ['would never expire'] : []),
    ];
  } catch {
    return ['is not readable'];
  }
};
