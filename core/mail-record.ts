import { z } from 'zod';
import { caseKey, queryAll } from './case-store.ts';
import type { Store, Write } from './ports.ts';

/** Every mail that was sent is kept with its case: links and codes blanked out, everything else as it went. */
export const mailRecordSchema = z.object({
  mailId: z.string(),
  template: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: z.string(),
  messageId: z.string(),
  /** `sent` = handed over to the channel; the channel may tell later what became of it. */
  result: z.enum(['sent', 'delivered', 'undeliverable']),
});
export type MailRecord = z.infer<typeof mailRecordSchema>;

export const mailRecordKey = (pk: string, mailId: string) => ({ pk, sk: `MAIL#${mailId}` });

export const mailRecordWrite = (pk: string, mail: MailRecord): Write => ({
  put: { ...mailRecordKey(pk, mail.mailId), version: 1, mail },
});

export const listMails = async (store: Store, caseId: string): Promise<MailRecord[]> =>
  (await queryAll(store, { hash: caseKey(caseId), prefix: 'MAIL#' })).map((row) =>
    mailRecordSchema.parse(row['mail']),
  );
