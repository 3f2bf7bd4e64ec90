import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Item, type Key, queryAll, type Store, type Write } from '../store/ports.ts';
import { parsed } from '../values/frozen.ts';
import { caseKey } from './case-store.ts';
import type { Message, News } from './outbox.ts';

/** Rows of the outbox (outbox.ts): when each is delivered, and what waits to go together. */

export const OUTBOX_SHARD = 'OUTBOX';

/**
 * What the schedules send to a vendor: of 20 permits, 20 of them on one morning. What befalls a permit by somebody's
 * decision goes alone and at once.
 */
const SCHEDULED: ReadonlySet<News> = new Set<News>([
  'report-requested',
  'report-dunned',
  'session-overdue',
  'renewal-reminder',
  'order-due',
  'instruction-due',
]);

/**
 * Who gets this with everything else of the kind that is due (docs/adr/0047): a person, or a section. Undefined: it goes alone
 * and at once, as the first question of every matter does.
 */
export const gatheredFor = (message: Message): string | undefined => {
  if (message.kind !== 'mail') return undefined;
  const { mail } = message;
  switch (mail.template) {
    case 'correction-reminder':
      return mail.why === undefined ? mail.personId : undefined;
    case 'answered':
      return mail.personId;
    case 'decision-request':
      return mail.reason === 'opened' ? undefined : mail.personId;
    case 'permit-news':
      if (!SCHEDULED.has(mail.news)) return undefined;
      // Whom the permit names is known when it goes out: most often the same for all permits that one person has applied for.
      return mail.copy === undefined ? mail.personId : `${mail.personId}#${mail.copy}`;
    case 'office-alert':
      return mail.why === 'overdue' && mail.requestId !== undefined ? mail.sectionId : undefined;
    default:
      return undefined;
  }
};

/** Longer than the daily run takes. */
const GATHERING_MINUTES = 10;
const DIGEST = 'DIGEST#';

/**
 * `id` must be unique and sortable (ULID): in its order the mails of one partition are sent, and its other messages
 * delivered. A mail that nobody takes in holds up neither the workflow nor other partitions' mails.
 *
 * @param pk the partition of what it is about; what is gathered waits in that of its recipient
 */
export const outboxWrite = (pk: string, id: string, at: Temporal.Instant, message: Message): Write => {
  const recipient = gatheredFor(message);
  const [place, due] =
    recipient === undefined ? [pk, at] : [`${DIGEST}${recipient}`, at.add({ minutes: GATHERING_MINUTES })];
  return {
    put: {
      pk: place,
      sk: `OUTBOX#${id}`,
      dueShard: OUTBOX_SHARD,
      dueAt: `${due.toString({ smallestUnit: 'millisecond' })}#${id}`,
      message,
    },
    when: { absent: true },
  };
};

export const movePermitsWrite = (
  systemId: string,
  /** The section that it has left. */
  sectionId: string,
  id: string,
  at: Temporal.Instant,
): Write => outboxWrite(`SYSTEM#${systemId}`, id, at, { kind: 'move-permits', systemId, sectionId });

export const isOutboxKey = (key: Key): boolean => key.sk.startsWith('OUTBOX#');
/** In the partition of whoever gets it. */
export const isGathered = (key: Key): boolean => key.pk.startsWith(DIGEST) && isOutboxKey(key);

/** Until when a row waits for others, epoch ms; 0: it waits for nothing. */
export const waitsUntil = (row: Item): number =>
  isGathered(row) ? Temporal.Instant.from(row.dueAt?.split('#')[0] ?? '').epochMilliseconds : 0;

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
