import { undeliverableAlert } from '../../core/application/note-delivery.ts';
import { caseKey } from '../../core/case/case-store.ts';
import { type MailMessage, messageOf } from '../../core/case/outbox.ts';
import {
  type MailRecord,
  mailRecordKey,
  mailRecordSchema,
  mailRecordWrite,
  OUTBOX_SHARD,
  outboxWrite,
} from '../../core/case/outbox-write.ts';
import { continueCase } from '../../core/daily/continue-case.ts';
import { handOver, movePermits } from '../../core/daily/hand-over.ts';
import { carryOutDisposal } from '../../core/disposal/carry-out-disposal.ts';
import { settleEnded } from '../../core/finding/settle-ended.ts';
import { lapseWorks } from '../../core/permit/lapse-works.ts';
import { applyProposal } from '../../core/registration/apply-proposal.ts';
import { tellProposal } from '../../core/registration/tell-directory.ts';
import { writeToSuccessors } from '../../core/registration/transfer-list.ts';
import type { Copies, Files, Item, Mailer, Store, Workflows, Write } from '../../core/store/ports.ts';
import { mailListWrites } from '../../core/trail/mail-list.ts';
import { Rejected, Retryable } from '../../core/values/errors.ts';
import { parsed } from '../../core/values/frozen.ts';
import type { AppPorts } from '../http/contract.ts';
import { composeDigest, placesOf } from './compose-digest.ts';
import { composeMail } from './compose-mail.ts';
import { type Digest, gather, homeOf, mailIdOf, STANDS } from './gather.ts';
import type { Composed } from './mail-sender.ts';

export type OutboxPorts = AppPorts & {
  readonly workflows: Workflows;
  readonly mailer: Mailer;
  readonly files: Files;
  readonly copies: Copies;
};

/**
 * Deliver one outbox row, then remove it. At least once: a crash in between delivers again, which every branch
 * bears (names and tokens make workflow calls idempotent, the row's key makes mails so as far as the channel can).
 * Throws what the channel throws; the caller tries again later.
 */
export const deliver =
  (ports: OutboxPorts) =>
  async (row: Item): Promise<void> => {
    const key = { pk: row.pk, sk: row.sk };
    // Another delivery of the same row may be done already.
    if (!(await ports.store.get(key))) return;
    const message = messageOf(row);
    const kept = await act(ports, row, message);
    // Gone meanwhile: delivered by somebody else, or erased with its case; then nothing is put on record again.
    const done = await ports.store.transact([{ delete: key, when: STANDS }, ...kept]);
    if (!done.ok) throw new Retryable('the row of a message has gone');
  };

const act = async (
  ports: OutboxPorts,
  row: Item,
  message: ReturnType<typeof messageOf>,
): Promise<readonly Write[]> => {
  switch (message.kind) {
    case 'mail':
      return sendMail(ports, row, message.mail);
    case 'start-case':
      await ports.workflows.startExecution('permit', `permit-${message.caseId}-1`, {
        caseId: message.caseId,
        generation: 1,
        next: 'check',
      });
      return [];
    case 'continue-case':
      await settleEnded(ports)(message.caseId);
      await continueCase(ports)(message.caseId);
      return [];
    case 'hand-over':
      await handOver(ports)(message.role);
      return [];
    case 'move-permits':
      await movePermits(ports)(message.systemId, message.sectionId, message.caseId);
      return [];
    case 'lapse-works':
      await lapseWorks(ports)(message.caseId);
      return [];
    case 'tell-proposal':
      return tellProposal(ports)(message.proposalId, message.news, message.after);
    case 'apply-proposal':
      await applyProposal(ports)(message.proposalId);
      return [];
    case 'dispose':
      return (await carryOutDisposal(ports)(message.disposalId))
        ? [outboxWrite(row.pk, ports.ids.next(), ports.clock(), message)]
        : [];
  }
};

const sendMail = async (ports: OutboxPorts, row: Item, message: MailMessage): Promise<readonly Write[]> => {
  const own = { pk: homeOf(row, message), mailId: mailIdOf(row) };
  const places = message.template === 'digest' ? placesOf(message) : [own];
  const gathered = await gather(ports, row);
  if (gathered) return [...gathered, ...(await noteInterrupted(ports.store, places))];
  const instead = await writeToSuccessors(ports, own.pk, message);
  if (instead) return [...instead, ...(await noteInterrupted(ports.store, places))];
  const { goes, broken = [] } = await composeAny(ports, message);
  const apart = broken.map((item) => alone(row, item));
  const copies = goes?.copies ?? [{ ...own, text: goes?.mail.text ?? '' }];
  const [first] = copies;
  if (!goes || !first) return [...apart, ...(await noteInterrupted(ports.store, places))];
  const { to, mail, secret } = goes;
  // A sign-in mail belongs to no case; its row would only outlive the attempt.
  const isKept = message.template !== 'sign-in-code';
  const salt = ports.ids.secret(16);
  const recordsOf = (messageId: string, result: MailRecord['result']) =>
    copies.map(({ pk, mailId, text }): { readonly pk: string; readonly record: MailRecord } => ({
      pk,
      record: {
        mailId,
        template: message.template,
        to,
        subject: mail.subject,
        text: secret === undefined ? text : text.replaceAll(secret, '（省略）'),
        sentAt: ports.clock().toString(),
        messageId,
        salt,
        result,
        ...(copies.length > 1 && mailId === first.mailId
          ? { copies: copies.slice(1).map((copy) => ({ pk: copy.pk, mailId: copy.mailId })) }
          : {}),
      },
    }));
  /** It has been handed over: with its line in the list of the day. */
  const keep = (messageId: string, result: MailRecord['result']): readonly Write[] =>
    isKept
      ? recordsOf(messageId, result).flatMap(({ pk, record }) => [
          mailRecordWrite(pk, record),
          ...mailListWrites(pk, record),
        ])
      : [];
  // On record before it goes out: a crash right after leaves no mail that nobody knows of.
  if (isKept) {
    const begun = await ports.store.transact([
      { check: { pk: row.pk, sk: row.sk }, when: STANDS },
      ...recordsOf('', 'sending').map(({ pk, record }) => mailRecordWrite(pk, record)),
    ]);
    if (!begun.ok) throw new Retryable('the row of a message has gone');
  }
  const dropped = places.filter(({ mailId }) => !copies.some((copy) => copy.mailId === mailId));
  const beside = [...apart, ...(await noteInterrupted(ports.store, dropped))];
  try {
    const { messageId } = await ports.mailer.send({ key: `${first.pk}/${first.mailId}`, to, ...mail });
    return [...keep(messageId, 'sent'), ...beside];
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const alert = await undeliverableAlert(ports, first.pk, message.template, to);
    return [...keep('', 'undeliverable'), ...beside, ...alert];
  }
};

type Outgoing = Composed & {
  /** What is kept of it, where it is not kept whole in one place; by the first the channel knows it. */
  readonly copies?: readonly { readonly pk: string; readonly mailId: string; readonly text: string }[];
};
const composeAny = async (
  ports: OutboxPorts,
  message: MailMessage,
): Promise<{ readonly goes?: Outgoing | undefined; readonly broken?: readonly Digest['items'][number][] }> =>
  message.template === 'digest' ? composeDigest(ports, message) : { goes: await composeMail(ports, message) };

/** Of a digest, what could not be composed: in its case's partition it waits for no other, and is as old as it was. */
const alone = ({ dueAt }: Item, { id, mail }: Digest['items'][number]): Write => ({
  put: {
    pk: caseKey(mail.caseId),
    sk: `OUTBOX#${id}`,
    dueShard: OUTBOX_SHARD,
    ...(dueAt === undefined ? {} : { dueAt }),
    message: { kind: 'mail', mail },
  },
  when: { absent: true },
});

/** Mails that were begun, interrupted, and are no longer needed: they stay on record as what they may have been. */
const noteInterrupted = async (
  store: Store,
  places: readonly { readonly pk: string; readonly mailId: string }[],
): Promise<Write[]> => {
  const found = await Promise.all(
    places.map(async ({ pk, mailId }): Promise<Write[]> => {
      const row = await store.get(mailRecordKey(pk, mailId));
      const mail = row && parsed(mailRecordSchema, row['mail']);
      return mail?.result === 'sending' ? [mailRecordWrite(pk, { ...mail, result: 'unknown' })] : [];
    }),
  );
  return found.flat();
};

/**
 * Runs jobs side by side, `atOnce` of them at most; those of one partition one after the other, in the order they came.
 * Whoever takes long holds up his own partition only.
 */
export const createLanes = (
  atOnce: number,
): (<T>(partition: string, job: () => Promise<T>) => Promise<T>) => {
  const waiting: { readonly partition: string; readonly run: () => Promise<void> }[] = [];
  const busy = new Set<string>();
  const next = (): void => {
    while (busy.size < atOnce) {
      const index = waiting.findIndex(({ partition }) => !busy.has(partition));
      const [job] = index < 0 ? [] : waiting.splice(index, 1);
      if (!job) return;
      busy.add(job.partition);
      void job.run().then(() => {
        busy.delete(job.partition);
        next();
      });
    }
  };
  return <T>(partition: string, job: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ partition, run: () => job().then(resolve, reject) });
      next();
    });
};
