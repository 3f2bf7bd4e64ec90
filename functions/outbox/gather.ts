import { caseKey } from '../../core/case/case-store.ts';
import { type MailMessage, messageOf } from '../../core/case/outbox.ts';
import {
  gatheredFor,
  isGathered,
  mailRecordKey,
  OUTBOX_SHARD,
  outboxWrite,
} from '../../core/case/outbox-write.ts';
import { writeToSuccessors } from '../../core/registration/transfer-list.ts';
import { type Item, type Ports, queryAll, type Write } from '../../core/store/ports.ts';

/**
 * What waits for one recipient goes together (docs/adr/0047). The rows become one row in one transaction, and that one is
 * then delivered as any other: a delivery that is repeated finds nothing to gather, and whatever comes meanwhile waits in a
 * row of its own.
 */

/** The row is still to be delivered. */
export const STANDS = { equals: { dueShard: OUTBOX_SHARD } } as const;

export type Digest = Extract<MailMessage, { template: 'digest' }>;
type Waiting = Digest['items'][number] & { readonly row: Item };

/** Each leaves two rows behind, of a hundred that one transaction writes. */
const MOST_ITEMS = 40;
const MOST_WRITES = 95;

export const mailIdOf = ({ sk }: Pick<Item, 'sk'>): string => sk.slice('OUTBOX#'.length);

/** The partition in which a mail is kept: that of its case, wherever its row has waited. */
export const homeOf = (row: Item, mail: MailMessage): string =>
  isGathered(row) && 'caseId' in mail ? caseKey(mail.caseId) : row.pk;

const waitingIn = (row: Item): readonly Waiting[] => {
  const message = messageOf(row);
  if (message.kind !== 'mail' || gatheredFor(message) === undefined) return [];
  const { mail } = message;
  return mail.template === 'correction-reminder' ||
    mail.template === 'decision-request' ||
    mail.template === 'permit-news' ||
    mail.template === 'office-alert' ||
    mail.template === 'answered'
    ? [{ id: mailIdOf(row), mail, row }]
    : [];
};

/**
 * @param row of a mail, whose time has come
 * @returns what takes the place of this row and of those that go with it; undefined: it goes alone
 */
export const gather = async (ports: Ports, row: Item): Promise<readonly Write[] | undefined> => {
  const message = messageOf(row);
  if (message.kind === 'mail' && message.mail.template === 'digest') return scattered(ports, message.mail);
  const [own] = isGathered(row) ? waitingIn(row) : [];
  if (!own || (await isBegun(ports, own))) return undefined;
  const others = (await queryAll(ports.store, { hash: row.pk, prefix: 'OUTBOX#' }))
    .filter(({ sk }) => sk !== row.sk)
    .flatMap(waitingIn);
  const begun = await Promise.all(others.map((other) => isBegun(ports, other)));
  const free = others.filter((_other, index) => !begun[index]).slice(0, MOST_ITEMS - 1);
  if (free.length === 0) return undefined;
  const removed = (rows: readonly Waiting[]): Write[] =>
    rows.map(({ row: { pk, sk } }) => ({ delete: { pk, sk }, when: STANDS }));
  const handed = await toSuccessors(ports, own, free);
  if (handed) return [...removed(handed.rows), ...handed.writes];
  const items = [own, ...free].map(({ id, mail }) => ({ id, mail }));
  const digest = outboxWrite(row.pk, ports.ids.next(), ports.clock(), {
    kind: 'mail',
    mail: { template: 'digest', items },
  });
  return [...removed(free), digest];
};

/** The contact has left since: each waits anew, and goes to those who are there instead. */
const scattered = async (ports: Ports, { items }: Digest): Promise<readonly Write[] | undefined> => {
  const [first] = items;
  if (!first || !(await writeToSuccessors(ports, caseKey(first.mail.caseId), first.mail))) return undefined;
  return items.map(({ mail }) =>
    outboxWrite(caseKey(mail.caseId), ports.ids.next(), ports.clock(), { kind: 'mail', mail }),
  );
};

/** It was about to be sent alone when something broke: it goes alone. */
const isBegun = async ({ store }: Ports, { id, mail }: Waiting): Promise<boolean> =>
  (await store.get(mailRecordKey(caseKey(mail.caseId), id))) !== undefined;

/** Of a contact who has left, to those who are there instead: it waits for them, with what they get themselves. */
const toSuccessors = async (
  ports: Ports,
  own: Waiting,
  others: readonly Waiting[],
): Promise<{ readonly rows: readonly Waiting[]; readonly writes: readonly Write[] } | undefined> => {
  const first = await writeToSuccessors(ports, caseKey(own.mail.caseId), own.mail);
  if (!first) return undefined;
  const rows: Waiting[] = [];
  const writes = [...first];
  for (const other of others) {
    const instead = (await writeToSuccessors(ports, caseKey(other.mail.caseId), other.mail)) ?? [];
    if (writes.length + rows.length + instead.length + 2 > MOST_WRITES) break;
    rows.push(other);
    writes.push(...instead);
  }
  return { rows, writes };
};
