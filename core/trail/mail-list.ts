import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { MailRecord } from '../case/outbox-write.ts';
import { type Item, queryAll, type Store, type Write } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { hashOf } from '../values/hash.ts';
import type { MailDay } from './audit.ts';

/**
 * Rows MAILS#<day>: which mails about cases went out on a day, each by its hash. What was told to whom is evidence, and a
 * mail belongs to no event; so the next anchor carries the digest of the day's list. A row of its own for each mail
 * costs one write and makes nobody wait, as a chain of mails would. The hash is salted: the list stays when a case is
 * erased, and nothing can be guessed from it (INV-19).
 */

const CASE = 'CASE#';
const dayKey = (date: string): string => `MAILS#${date}`;

/** What became of the mail is told by the channel later. */
export const mailHash = (pk: string, { result: _, ...mail }: MailRecord): string => hashOf({ pk, ...mail });

export const dayOfMail = ({ sentAt }: Pick<MailRecord, 'sentAt'>): string =>
  dateOf(Temporal.Instant.from(sentAt)).toString();

/** With the row of a mail that has been handed over. Nothing for mails that are no evidence (core/trail/row-types.ts). */
export const mailListWrites = (pk: string, mail: MailRecord): readonly Write[] =>
  pk.startsWith(CASE)
    ? [
        {
          put: {
            pk: dayKey(dayOfMail(mail)),
            sk: mail.mailId,
            caseId: pk.slice(CASE.length),
            hash: mailHash(pk, mail),
          },
        },
      ]
    : [];

const listedSchema = z.strictObject({
  pk: z.string(),
  sk: z.string(),
  caseId: z.string(),
  hash: z.string(),
});
export type ListedMail = { readonly mailId: string; readonly caseId: string; readonly hash: string };
/** @throws {z.ZodError} when the row says anything else */
export const listedMailOf = (row: Item): ListedMail => {
  const { sk: mailId, caseId, hash } = listedSchema.parse(row);
  return { mailId, caseId, hash };
};

/** Of a whole day; undefined: no mail went out. */
export const mailDayOf = (date: string, list: readonly ListedMail[]): MailDay | undefined =>
  list.length === 0
    ? undefined
    : {
        date,
        count: list.length,
        hash: hashOf([...list].sort((a, b) => (a.mailId < b.mailId ? -1 : 1))),
      };

export const loadMailDay = async (store: Store, date: string): Promise<MailDay | undefined> =>
  mailDayOf(date, (await queryAll(store, { hash: dayKey(date) })).map(listedMailOf));
