import { z } from 'zod';
import type { Store, Write } from '../store/ports.ts';
import { queryAll } from '../store/query-all.ts';
import { parsed } from '../values/frozen.ts';
import { caseKey } from './case-store.ts';

/** Every mail that was sent is kept with its case: links and codes blanked out, everything else as it went. */
export const mailRecordSchema = z.object({
  mailId: z.string(),
  template: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: z.string(),
  messageId: z.string(),
  /** So that nothing can be guessed from its hash (core/trail/mail-list.ts); absent in the versions before. */
  salt: z.string().optional(),
  /**
   * `sending` = about to be handed over to the channel; `sent` = handed over, the channel may tell later what
   * became of it; `unknown` = it may have gone out, but we or the channel broke off, and now nobody needs it.
   */
  /** Of a digest (docs/adr/0047): what is kept of it with the other cases; stands in the first, by which the channel knows it. */
  copies: z.array(z.object({ pk: z.string(), mailId: z.string() })).optional(),
  result: z.enum(['sending', 'sent', 'unknown', 'delivered', 'undeliverable']),
});
export type MailRecord = z.infer<typeof mailRecordSchema>;

export const mailRecordKey = (pk: string, mailId: string) => ({ pk, sk: `MAIL#${mailId}` });

/** Hash of the register index under which the mails stand that did not arrive, by the moment they were sent. */
export const UNDELIVERABLE = 'UNDELIVERABLE';

export const mailRecordWrite = (pk: string, mail: MailRecord, version = 1): Write => ({
  put: {
    ...mailRecordKey(pk, mail.mailId),
    version,
    mail,
    ...(mail.result === 'undeliverable' ? { registerKey: UNDELIVERABLE, registerSort: mail.sentAt } : {}),
  },
  ...(version > 1 ? { when: { version: version - 1 } } : {}),
});

export const listMails = async (store: Store, caseId: string): Promise<MailRecord[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'MAIL#' })).map((row) =>
    parsed(mailRecordSchema, row['mail']),
  );
