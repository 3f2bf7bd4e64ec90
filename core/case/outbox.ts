import { z } from 'zod';
import { roleSchema } from '../directory/directory.ts';
import type { Item } from '../store/ports.ts';
import { onceEach, parsed } from '../values/frozen.ts';
import { COPIES, type Copy, NOBODY } from './aggregate.ts';
import { anyStageSchema, stageSchema } from './decision-request.ts';
import { RECORDS } from './records.ts';

/**
 * What must happen outside the table: mails, workflow calls. A message is a row written in the same
 * transaction as the act it belongs to, delivered after the commit, at least once. It carries ids only;
 * addresses, links, codes and task tokens are looked up or made when it is delivered.
 */

const toPerson = { personId: z.string() };
const ofCase = { caseId: z.string() };

/** What befalls the permit itself, and who has a copy of the mail. */
const OF_PERMIT = {
  'sanction-notified': COPIES,
  suspended: COPIES,
  'partly-suspended': COPIES,
  'partial-stop-ended': COPIES,
  'suspension-extended': COPIES,
  'suspension-ended': COPIES,
  revoked: COPIES,
  lapsed: COPIES,
  lifted: COPIES,
  expired: NOBODY,
  ended: NOBODY,
  'renewal-reminder': NOBODY,
  'section-changed': COPIES,
  'paper-corrected': COPIES,
  'paper-reissued': COPIES,
} satisfies Record<string, readonly Copy[]>;
export type PermitNewsName = keyof typeof OF_PERMIT;
type KeysOf<T> = T extends unknown ? keyof T & string : never;
export type News = PermitNewsName | KeysOf<(typeof RECORDS)[number]['news']>;

/**
 * What a vendor is told of a permit (functions/outbox/compose-news.ts), with who has a copy of it: what binds the vendor, or
 * frees it again (第6条第6号–第8条), is told also to those whom the permit names today, as whoever applied may have left.
 */
export const NEWS: Readonly<Record<News, readonly Copy[]>> = Object.assign(
  {},
  OF_PERMIT,
  ...RECORDS.map(({ news }) => news),
);
const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>) => Object.keys(table) as [K, ...K[]];

/** What the manager is informed of, without a question (functions/outbox/compose-city-news.ts). */
const CITY_NEWS_OF_PERMIT = ['ending-filed', 'ending-withdrawn', 'section-changed'] as const;
export type PermitCityNews = (typeof CITY_NEWS_OF_PERMIT)[number];
export type CityNews = PermitCityNews | (typeof RECORDS)[number]['cityNews'][number];
const CITY_NEWS: readonly CityNews[] = [
  ...CITY_NEWS_OF_PERMIT,
  ...RECORDS.flatMap(({ cityNews }): readonly CityNews[] => cityNews),
];

export const CONTACT_NEWS = ['added', 'address-changed'] as const;

/** What has become of a proposal (登録伺い). */
const PROPOSAL_NEWS = ['proposed', 'reminded', 'applied', 'stopped', 'withdrawn', 'lapsed'] as const;
export type ProposalNews = (typeof PROPOSAL_NEWS)[number];

const correctionReminder = z.object({
  template: z.literal('correction-reminder'),
  ...toPerson,
  ...ofCase,
  /** Absent: it is not over yet. */
  why: z.enum(['lapsed', 'extended']).optional(),
});
const decisionRequest = z.object({
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
});
const permitNews = z.object({
  template: z.literal('permit-news'),
  ...toPerson,
  ...ofCase,
  news: z.enum(keysOf(NEWS)),
  /** The record that it is about. */
  about: z.string().optional(),
  /** To this one instead, as the permit stands when the mail goes out. */
  copy: z.enum(COPIES).optional(),
});
const officeAlert = z.object({
  template: z.literal('office-alert'),
  sectionId: z.string(),
  ...ofCase,
  why: z.enum(['overdue', 'no-holder', 'parked', 'undeliverable', 'no-contact', 'paper-held']),
  detail: z.string().optional(),
  /** The question that nobody answers; absent in the rows of the versions before. */
  requestId: z.string().optional(),
});

/** Somebody has decided or answered: to whoever was represented (代決), and to the manager (core/question/answer.ts). */
const answered = z.object({
  template: z.literal('answered'),
  ...toPerson,
  ...ofCase,
  stage: anyStageSchema,
  about: z.string().optional(),
  answeredBy: z.string(),
  /** The reader was represented. */
  inPlace: z.boolean(),
});

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
  correctionReminder,
  decisionRequest,
  z.object({
    template: z.literal('paper-decision'),
    ...toPerson,
    ...ofCase,
    stage: stageSchema,
    rev: z.int(),
    round: z.int(),
  }),
  z.object({ template: z.literal('result'), ...toPerson, ...ofCase }),
  permitNews,
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
  officeAlert,
  answered,
  /** What had waited for one recipient (outbox-write.ts), each with the id of its own row. */
  z.object({
    template: z.literal('digest'),
    items: z.array(
      z.object({
        id: z.string(),
        mail: z.discriminatedUnion('template', [
          correctionReminder,
          decisionRequest,
          permitNews,
          officeAlert,
          answered,
        ]),
      }),
    ),
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

export const isMail: (row: Item) => boolean = onceEach(
  (row: Item) => messageSchema.safeParse(row['message']).data?.kind === 'mail',
);
export const messageOf = (row: Item): Message => parsed(messageSchema, row['message']);
