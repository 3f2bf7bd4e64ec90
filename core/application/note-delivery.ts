import {
  type MailRecord,
  mailRecordKey,
  mailRecordSchema,
  mailRecordWrite,
  outboxWrite,
} from '../case/outbox-write.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { carriedOut, commit } from '../store/commit.ts';
import type { Ports, Write } from '../store/ports.ts';
import { Retryable } from '../values/errors.ts';
import { parsed } from '../values/frozen.ts';

const CASE = 'CASE#';

/**
 * A mail that cannot be delivered becomes a task for a person, not a log line (docs/adr/0003). Not so the alert
 * itself, and mails that belong to no case.
 *
 * @param pk of the mail's outbox row
 * @param detail the address, and what the channel said
 */
export const undeliverableAlert = async (
  { store, clock, ids }: Ports,
  pk: string,
  template: string,
  detail: string,
): Promise<Write[]> => {
  if (!pk.startsWith(CASE) || template === 'office-alert') return [];
  const { officeSectionId: sectionId } = await loadSettings(store);
  const caseId = pk.slice(CASE.length);
  return [
    outboxWrite(pk, ids.next(), clock(), {
      kind: 'mail',
      mail: { template: 'office-alert', sectionId, caseId, why: 'undeliverable', detail },
    }),
  ];
};

export type Fate =
  | { readonly result: 'delivered' }
  /** `why`: a word of the channel, e.g. `Permanent/NoEmail`. */
  | { readonly result: 'undeliverable'; readonly why: string };

const isNews = (mail: MailRecord, fate: Fate) =>
  mail.result !== 'undeliverable' && mail.result !== fate.result;

/** Of a digest (docs/adr/0047): what is kept of it with the other cases that are still there. */
const copiesOf = async (
  { store }: Pick<Ports, 'store'>,
  { copies = [] }: MailRecord,
  result: Fate['result'],
): Promise<readonly Write[]> => {
  const rows = await Promise.all(copies.map(({ pk, mailId }) => store.get(mailRecordKey(pk, mailId))));
  return rows.flatMap((row) =>
    row
      ? [
          mailRecordWrite(
            row.pk,
            { ...parsed(mailRecordSchema, row['mail']), result },
            (row.version ?? 0) + 1,
          ),
        ]
      : [],
  );
};

/**
 * What became of a mail, told by the channel some time after it was sent; often twice, or in the wrong order:
 * what was returned once stays undeliverable. Sign-in mails are not kept, so nothing is noted of them.
 *
 * @throws {Retryable} when the mail is not on record as sent (yet)
 */
export const noteDelivery =
  (ports: Ports) =>
  async (pk: string, mailId: string, fate: Fate): Promise<void> => {
    const noted = await commit<undefined>(ports, async (ports) => {
      const nothing = { ok: true, value: undefined, writes: [] } as const;
      if (pk.startsWith('SIGNIN#')) return nothing;
      const row = await ports.store.get(mailRecordKey(pk, mailId));
      const mail = row && parsed(mailRecordSchema, row['mail']);
      if (!mail || mail.result === 'sending') throw new Retryable('the mail is not on record as sent');
      if (!isNews(mail, fate)) return nothing;
      const version = row.version ?? 0;
      const alert =
        fate.result === 'undeliverable'
          ? await undeliverableAlert(ports, pk, mail.template, `${mail.to}（${fate.why}）`)
          : [];
      const write = mailRecordWrite(pk, { ...mail, result: fate.result }, version + 1);
      const copies = await copiesOf(ports, mail, fate.result);
      return { ok: true, value: undefined, writes: [write, ...copies, ...alert] };
    });
    carriedOut(noted);
  };
