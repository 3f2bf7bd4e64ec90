import type { DatabaseSync } from 'node:sqlite';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Clock, Mailer } from '../core/store/ports.ts';
import { Rejected, Retryable } from '../core/values/errors.ts';
import { MACHINE_MADE, mailDate, messageIdOf } from '../functions/adapters/mime.ts';

const messageSchema = z.object({
  id: z.int(),
  key: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: z.string(),
});
export type Message = z.infer<typeof messageSchema>;

export type Mailbox = Mailer & {
  /** Newest first; only those to `address`, if given. */
  list(address?: string): readonly Message[];
  /** Of one partition (the key begins with it), to one address, or the one of that key. */
  forget(of: { readonly pk: string } | { readonly address: string } | { readonly key: string }): void;
};

/** The embedded runtime's mail service: every mail stays on this machine and is read in the browser. */
export const createMailbox = (database: DatabaseSync, clock: Clock): Mailbox => {
  database.exec(`CREATE TABLE IF NOT EXISTS mailbox (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "to" TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL, sentAt TEXT NOT NULL)`);
  const insert = database.prepare(
    'INSERT INTO mailbox (key, "to", subject, text, sentAt) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET text = excluded.text',
  );
  const select = database.prepare(
    'SELECT * FROM mailbox WHERE ?1 IS NULL OR "to" = ?1 ORDER BY id DESC LIMIT 1000',
  );
  const forgetTo = database.prepare('DELETE FROM mailbox WHERE "to" = ?');
  const forgetOf = database.prepare('DELETE FROM mailbox WHERE substr(key, 1, length(?1)) = ?1');
  const forgetOne = database.prepare('DELETE FROM mailbox WHERE key = ?');
  return {
    forget: (of) => {
      if ('key' in of) forgetOne.run(of.key);
      else if ('pk' in of) forgetOf.run(`${of.pk}/`);
      else forgetTo.run(of.address);
    },
    send: async ({ key, to, subject, text }) => {
      insert.run(key, to, subject, text, clock().toString());
      return { messageId: key };
    },
    list: (address) => select.all(address ?? null).map((row) => messageSchema.parse(row)),
  };
};

/** A 5xx answer to the recipient or to the message. To a password or a sender, it says nothing of the address. */
const refusalSchema = z.object({ responseCode: z.number().min(500), command: z.enum(['RCPT TO', 'DATA']) });

/** How long a mail server may be silent, ms: connecting, greeting, then in any answer; and how long one mail may take. */
export const SMTP_PATIENCE = { connect: 10_000, greet: 10_000, silent: 20_000, whole: 60_000 };

/**
 * A real mail server, behind `SMTP_URL`. Only what concerns the address or the message is final; everything else
 * is tried again.
 */
export const createSmtpMailer = (
  url: string,
  from: string,
  clock: Clock,
  patience = SMTP_PATIENCE,
): Mailer => {
  const transport = createTransport({
    url,
    connectionTimeout: patience.connect,
    dnsTimeout: patience.connect,
    greetingTimeout: patience.greet,
    socketTimeout: patience.silent,
  });
  return {
    send: async ({ key, to, subject, text }) => {
      try {
        const sent = await transport.sendMail({
          from,
          to,
          subject,
          text,
          date: mailDate(clock()),
          headers: MACHINE_MADE,
          messageId: messageIdOf(key, from),
          // A server that says a word now and then is never silent.
          signal: AbortSignal.timeout(patience.whole),
        });
        return { messageId: sent.messageId };
      } catch (error) {
        if (refusalSchema.safeParse(error).success) throw new Rejected('the address was refused');
        throw new Retryable('the mail server did not take the mail');
      }
    },
  };
};
