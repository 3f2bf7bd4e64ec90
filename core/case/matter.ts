import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { MATTER_CLAUSES, MATTER_KINDS, type MatterKind } from '../regulation/candidate-kinds.ts';
import { identities, meet } from '../values/identity.ts';

/**
 * 疑いのある接続・作業: what a candidate of a month (第7条) is made of, each for itself (docs/adr/0032). The same one is
 * never in question twice (INV-9); one that a corrected log or report no longer shows is taken back.
 */

/** By what it was noticed: the log of a month, the vendor's own report, no report at all, the manager's answer. */
const SOURCES = ['log', 'report', 'overdue', 'answer'] as const;

/** What the trail keeps of it: no names, no words. */
export const matterSchema = z.object({
  /** Its number within the finding; no number is given twice. */
  n: z.int(),
  kind: z.enum(Object.keys(MATTER_KINDS) as [MatterKind, ...MatterKind[]]),
  by: z.enum(SOURCES),
  workId: z.string().optional(),
  /** Instant at which the connection began; absent where none is known of. */
  at: z.string().optional(),
  /** A connection that no report covers: not the work itself, of which there may be several. */
  unreported: z.boolean().optional(),
  /** Taken back before anything was decided. */
  withdrawn: z.boolean().optional(),
  /** Decided on; the newest comparison no longer shows it. */
  outdated: z.boolean().optional(),
});
export type Matter = z.infer<typeof matterSchema>;

/** In words, for its paper. */
export const writtenMatterSchema = z.object({
  n: z.int(),
  kind: matterSchema.shape.kind,
  clause: z.int(),
  /** Which connection or work: 令和8年5月12日 10時02分の接続（hokko01、ログ 2行目）. */
  subject: z.string(),
  /** What of it: 当たる作業申請がない. */
  text: z.string(),
  /** Names and accounts by which the connection is known again in another log. */
  people: z.array(z.string()).optional(),
});
export type WrittenMatter = z.infer<typeof writtenMatterSchema>;

/** What was noticed, before it is known whether it is new. */
export type Noticed = Omit<Matter, 'n' | 'withdrawn' | 'outdated'> &
  Pick<WrittenMatter, 'subject' | 'text' | 'people'>;

/** A connection or work, without what is said of it. */
export type Identified = Pick<Matter, 'workId' | 'at' | 'unreported'> & Pick<WrittenMatter, 'people'>;

/**
 * Whether two are about the same connection or work. A work is known by its key; of connections that no report covers
 * there may be several within one work, and they are known by their beginning. Somebody else's is another one.
 */
export const isSameSubject = (a: Identified, b: Identified): boolean => {
  const ofOneWork = a.workId !== undefined && a.workId === b.workId && !(a.unreported && b.unreported);
  return (ofOneWork || beganTogether(a, b)) && isSomebodyOfBoth(a, b);
};

/** Some gateways write seconds, some minutes only. */
const beganTogether = (a: Identified, b: Identified): boolean => {
  if (a.at === undefined || b.at === undefined) return false;
  const [one, other] = [a.at, b.at].map((at) => Temporal.Instant.from(at).epochMilliseconds);
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const isOnMinute = one % MINUTE === 0 || other % MINUTE === 0;
  return isOnMinute && Math.floor(one / MINUTE) === Math.floor(other / MINUTE);
};
const MINUTE = 60_000;

const isSomebodyOfBoth = ({ people: a = [] }: Identified, { people: b = [] }: Identified): boolean =>
  a.length === 0 || b.length === 0 || meet(identities(a), identities(b));

export const isLive = ({ withdrawn, outdated }: Matter): boolean => !withdrawn && !outdated;

/** The items of 第6条 that these concern, in order. */
export const clausesOfMatters = (matters: readonly Pick<Matter, 'kind'>[]): number[] =>
  [...new Set(matters.map(({ kind }) => MATTER_CLAUSES[kind]))].sort((a, b) => a - b);

/** Sentences for a report or a page: each connection and work once, with all that is in question of it. */
export const matterSentences = (
  matters: readonly Pick<WrittenMatter, 'subject' | 'text' | 'clause'>[],
): readonly string[] =>
  [...Map.groupBy(matters, ({ subject }) => subject)].map(
    ([subject, texts]) =>
      `${subject}：${texts.map(({ text, clause }) => `${text}（第6条第${clause}号）`).join('、')}`,
  );
