import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { roleSchema } from '../directory/directory.ts';
import type { Item, Key, Write } from '../store/ports.ts';
import { onceEach, parsed } from '../values/frozen.ts';
import { stageSchema } from './decision-request.ts';

/**
 * What must happen outside the table: mails, workflow calls. A message is a row written in the same
 * transaction as the act it belongs to, delivered after the commit, at least once. It carries ids only;
 * addresses, links, codes and task tokens are looked up or made when it is delivered.
 */

const toPerson = { personId: z.string() };
const ofCase = { caseId: z.string() };

/** What a vendor is told of a permit (functions/outbox/compose-news.ts). */
export const NEWS = [
  'sanction-notified',
  'suspended',
  'partly-suspended',
  'partial-stop-ended',
  'suspension-extended',
  'suspension-ended',
  'revoked',
  'lapsed',
  'lifted',
  'expired',
  'ended',
  'change-effective',
  'change-declined',
  'renewal-reminder',
  'section-changed',
  'instructed',
  'instruction-judged',
  'instruction-lifted',
  'ordered',
  'order-withdrawn',
  'due-extended',
  'reply-received',
  'judged',
  'statement-received',
  'statement-recorded',
  'measure-taken',
  'conditions-received',
  'lifting-declined',
  'order-taken-over',
  'order-closed',
  'report-requested',
  'report-dunned',
  'report-returned',
  'work-answered',
  'session-returned',
  'session-overdue',
] as const;
export type News = (typeof NEWS)[number];

/** What the manager is informed of, without a question (functions/outbox/permit-life-news.ts). */
const CITY_NEWS = [
  'change-filed',
  'change-withdrawn',
  'ending-filed',
  'ending-withdrawn',
  'section-changed',
  'work-announced',
  'work-withdrawn',
  'cut-off-answered',
  'candidate-cleared',
] as const;
export type CityNews = (typeof CITY_NEWS)[number];

/** The people whom the application names (保守責任者, 連絡担当者). */
const COPIES = ['responsible', 'contact'] as const;
export type Copy = (typeof COPIES)[number];

export const CONTACT_NEWS = ['added', 'address-changed'] as const;

/** What has become of a proposal (登録伺い). */
const PROPOSAL_NEWS = ['proposed', 'reminded', 'applied', 'stopped', 'withdrawn', 'lapsed'] as const;
export type ProposalNews = (typeof PROPOSAL_NEWS)[number];

export const mailSchema = z.discriminatedUnion('template', [
  z.object({
    template: z.literal('invitation'),
    ...toPerson,
    consultationId: z.string(),
    vendorId: z.string(),
  }),
  /** To a contact who was admitted without a consultation, or has a new address: how to sign in. */
  z.object({ template: z.literal('contact-welcome'), ...toPerson, vendorId: z.string() }),
  /** To the address that a contact had; `former`: the place in the list of what they were called before. */
  z.object({ template: z.literal('address-changed'), ...toPerson, vendorId: z.string(), former: z.int() }),
  /** To the office: a vendor's administrator has let somebody in. */
  z.object({
    template: z.literal('contact-news'),
    ...toPerson,
    vendorId: z.string(),
    sectionId: z.string(),
    by: z.string(),
    news: z.enum(CONTACT_NEWS),
  }),
  /**
   * An act on the directory that nobody had to confirm: to whose power it gives or ends, to who holds the role, to the
   * address that a person has given up, and to the office.
   */
  z.object({
    template: z.literal('directory-news'),
    /** Its event in the directory's trail. */
    seq: z.int(),
    vendorId: z.string().optional(),
    to: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), personId: z.string() }),
      z.object({ kind: z.literal('section'), sectionId: z.string() }),
      z.object({ kind: z.literal('former-address'), personId: z.string(), index: z.int() }),
    ]),
  }),
  /** A key ends soon, or has no end. */
  z.object({ template: z.literal('key-ending'), ...toPerson, vendorId: z.string(), keyId: z.string() }),
  z.object({ template: z.literal('sign-in-code'), ...toPerson, attemptHash: z.string() }),
  z.object({ template: z.literal('receipt'), ...toPerson, ...ofCase, rev: z.int() }),
  z.object({ template: z.literal('returned'), ...toPerson, ...ofCase }),
  z.object({ template: z.literal('correction-reminder'), ...toPerson, ...ofCase }),
  z.object({
    template: z.literal('decision-request'),
    ...toPerson,
    ...ofCase,
    requestId: z.string(),
    generation: z.int(),
    reason: z.enum([
      'opened',
      'reminder',
      'added',
      'link-expired',
      'hand-over',
      'escalation-deputy',
      'escalation-office',
    ]),
  }),
  z.object({
    template: z.literal('paper-decision'),
    ...toPerson,
    ...ofCase,
    stage: stageSchema,
    rev: z.int(),
    round: z.int(),
  }),
  z.object({ template: z.literal('result'), ...toPerson, ...ofCase }),
  z.object({
    template: z.literal('permit-news'),
    ...toPerson,
    ...ofCase,
    news: z.enum(NEWS),
    /** The record that it is about. */
    about: z.string().optional(),
    /** To this one instead, as the permit stands when the mail goes out. */
    copy: z.enum(COPIES).optional(),
  }),
  z.object({ template: z.literal('withdrawn'), ...toPerson, ...ofCase }),
  /** A list of cases whose retention is over waits for approval. */
  z.object({ template: z.literal('disposal'), ...toPerson, disposalId: z.string() }),
  /** A 登録伺い: to somebody who may confirm it (with a link), to whom it concerns, to a section, to an address given up. */
  z.object({
    template: z.literal('proposal'),
    proposalId: z.string(),
    news: z.enum(PROPOSAL_NEWS),
    to: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), personId: z.string() }),
      z.object({ kind: z.literal('section'), sectionId: z.string() }),
      z.object({ kind: z.literal('former-address'), change: z.int(), index: z.int() }),
    ]),
    /** Of the links; absent: no link. */
    generation: z.int().optional(),
  }),
  /** Hashes of the anchors that the directory's trail names after the one event and up to the other: to one of both. */
  z.object({
    template: z.literal('anchors'),
    personId: z.string().optional(),
    sectionId: z.string().optional(),
    since: z.int(),
    until: z.int(),
  }),
  z.object({
    template: z.literal('city-news'),
    ...toPerson,
    ...ofCase,
    news: z.enum(CITY_NEWS),
    about: z.string().optional(),
  }),
  z.object({
    template: z.literal('office-alert'),
    sectionId: z.string(),
    ...ofCase,
    why: z.enum(['overdue', 'no-holder', 'parked', 'undeliverable', 'no-contact', 'paper-held']),
    detail: z.string().optional(),
    /** The question that nobody answers; absent in the rows of the versions before. */
    requestId: z.string().optional(),
  }),
]);
export type MailMessage = z.infer<typeof mailSchema>;

export const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mail'), mail: mailSchema }),
  z.object({ kind: z.literal('start-case'), caseId: z.string() }),
  /** Tell the waiting workflow task that the record has moved. */
  z.object({ kind: z.literal('continue-case'), caseId: z.string() }),
  /** Holders of a role changed: re-issue its open requests. */
  z.object({ kind: z.literal('hand-over'), role: roleSchema }),
  /** A system has left this section: the permits in force follow it. */
  z.object({
    kind: z.literal('move-permits'),
    systemId: z.string(),
    sectionId: z.string(),
    /** Just permitted: an index may not list it yet. In the rows of the versions before. */
    caseId: z.string().optional(),
  }),
  /** The permit has stopped: the works that were announced before lapse. */
  z.object({ kind: z.literal('lapse-works'), caseId: z.string() }),
  /** Everybody who must know of a proposal gets a mail of his own. */
  z.object({
    kind: z.literal('tell-proposal'),
    proposalId: z.string(),
    news: z.enum(PROPOSAL_NEWS),
    /** Of a long list: whoever comes up to here has been told. */
    after: z.string().optional(),
  }),
  /** A confirmed proposal takes effect. */
  z.object({ kind: z.literal('apply-proposal'), proposalId: z.string() }),
  /** Erase the next cases of an approved list. */
  z.object({ kind: z.literal('dispose'), disposalId: z.string() }),
]);
export type Message = z.infer<typeof messageSchema>;

export const OUTBOX_SHARD = 'OUTBOX';

/**
 * `id` must be unique and sortable (ULID): in its order the mails of one partition are sent, and its other messages
 * delivered. A mail that nobody takes in holds up neither the workflow nor other partitions' mails.
 */
export const outboxWrite = (pk: string, id: string, at: Temporal.Instant, message: Message): Write => ({
  put: {
    pk,
    sk: `OUTBOX#${id}`,
    dueShard: OUTBOX_SHARD,
    dueAt: `${at.toString({ smallestUnit: 'millisecond' })}#${id}`,
    message,
  },
  when: { absent: true },
});

export const movePermitsWrite = (
  systemId: string,
  /** The section that it has left. */
  sectionId: string,
  id: string,
  at: Temporal.Instant,
): Write => outboxWrite(`SYSTEM#${systemId}`, id, at, { kind: 'move-permits', systemId, sectionId });

export const isOutboxKey = (key: Key): boolean => key.sk.startsWith('OUTBOX#');
export const isMail: (row: Item) => boolean = onceEach(
  (row: Item) => messageSchema.safeParse(row['message']).data?.kind === 'mail',
);
export const messageOf = (row: Item): Message => parsed(messageSchema, row['message']);
