import { Temporal } from 'temporal-polyfill';
import { actAll } from '../case/case.ts';
import { openQuestions } from '../case/case-state.ts';
import { actWrites, caseKey, listRecords, loadCase, loadEvents, loadRecord } from '../case/case-store.ts';
import {
  isSameSubject,
  type Matter,
  matterSentences,
  type Noticed,
  type WrittenMatter,
} from '../case/matter.ts';
import { outboxWrite } from '../case/outbox-write.ts';
import { FINDINGS } from '../case/records/finding.ts';
import type { FindingHead } from '../case/records/finding-facts.ts';
import { dossierHash, type FindingPaper } from '../case/records/finding-papers.ts';
import { isMatterKind, MATTER_CLAUSES } from '../regulation/candidate-kinds.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { isEarlier, yearMonthOf } from '../values/calendar.ts';
import { hashOf } from '../values/hash.ts';
import { system } from '../values/identity.ts';
import { findingPapersOf, lastPaper } from './finding-papers-of.ts';

/** What is in question of a permit already, or was decided on, and how something noticed relates to it (INV-9). */

export type KnownMatter = Matter & Pick<WrittenMatter, 'subject' | 'text' | 'clause' | 'people'>;
export type Known = { readonly head: FindingHead; readonly matters: readonly KnownMatter[] };

export type Again = {
  /** Why something may be gone, as a sentence. */
  readonly reason: string;
  /** Of the log, where it was one. */
  readonly month?: string;
  /** Whether this comparison would show the matter if it were so. */
  readonly canTell: (matter: KnownMatter) => boolean;
  /** … and all of a kind: for candidates of the versions before, which do not say what they are made of. */
  readonly canTellAll: (finding: FindingHead) => boolean;
};

/** Every finding that is made of connections and works, with what its papers say of them. */
export const loadKnown = async (store: Store, caseId: string): Promise<readonly Known[]> => {
  const heads = (await listRecords(store, caseId, FINDINGS)).filter(
    ({ matters, kind }) => matters !== undefined || isMatterKind(kind),
  );
  return Promise.all(
    heads.map(async (head) => {
      const filed = head.matters ? await findingPapersOf(store, caseId, head) : [];
      const written = filed.flatMap(({ paper }) => ('matters' in paper ? (paper.matters ?? []) : []));
      return {
        head,
        matters: (head.matters ?? []).map((matter) => {
          const words = written.find(({ n }) => n === matter.n);
          return { subject: '', text: '', clause: MATTER_CLAUSES[matter.kind], ...words, ...matter };
        }),
      };
    }),
  );
};

/** A candidate that more can be added to. */
export const isOpen = ({ status, matters }: FindingHead): boolean =>
  status === 'candidate' && matters !== undefined;

/**
 * In question already, or decided on. What another source says of it too is evidence for the candidate that is being
 * added to.
 */
export const isIn = ({ head, matters }: Known, noticed: Noticed, isTarget: boolean): boolean => {
  if (head.matters === undefined) return isCovered(head, noticed);
  return matters.some(
    (matter) =>
      !matter.withdrawn &&
      matter.kind === noticed.kind &&
      isSameSubject(matter, noticed) &&
      (!isTarget || saysTheSame(matter, noticed)),
  );
};
const saysTheSame = (matter: KnownMatter, { by, text }: Noticed): boolean =>
  matter.by === by && matter.text === text;

/** Of the versions before: about a work, or about all of a kind in a month until it was raised. */
const isCovered = (head: FindingHead, { kind, workId, at }: Noticed): boolean => {
  if (head.kind !== kind || head.status === 'cleared') return false;
  if (!isOfMonth(head)) return head.about === workId;
  return at !== undefined && head.about === monthOf(at) && isEarlier(at, head.openedAt);
};
const isOfMonth = ({ about = '' }: FindingHead): boolean => /^\d{4}-\d\d$/.test(about);
const monthOf = (at: string): string => yearMonthOf(Temporal.Instant.from(at)).toString();

/** Whether it is noticed once more; in the candidate that is being added to, in the same words. */
export const shows = (noticed: Noticed, matter: KnownMatter, isTarget: boolean): boolean =>
  noticed.by === matter.by &&
  noticed.kind === matter.kind &&
  isSameSubject(matter, noticed) &&
  (!isTarget || saysTheSame(matter, noticed));

/** Of a candidate of the versions before that a log raised: whether the log still shows anything of its kind. */
export const standsAsAWhole = (
  head: FindingHead,
  noticed: readonly Noticed[],
  again: Again | undefined,
): boolean => {
  const wasOutdated = head.outdated ?? false;
  if (!again || head.status === 'cleared' || !isOfMonth(head) || head.about !== again.month)
    return !wasOutdated;
  if (noticed.some(({ kind, by }) => by === 'log' && kind === head.kind)) return true;
  return again.canTellAll(head) ? false : !wasOutdated;
};

/**
 * A corrected log or report of a permit that is over marks a finding that lives on under a later one, too (第7条,
 * docs/adr/0032, 0034): what is no longer shown, or again, is marked where somebody judges or decides on it. Done twice, it
 * does nothing; handed on again, it goes further with the next.
 */
export const reassessLater = (ports: Ports, caseId: string, findingId: string) =>
  commit<'marked' | 'nothing'>(ports, async (ports) => {
    const { store, clock, ids } = ports;
    const nothing = { ok: true, value: 'nothing', writes: [] } as const;
    const earlier = (await loadKnown(store, caseId)).find(({ head }) => head.findingId === findingId);
    const to = earlier?.head.to;
    if (!earlier || to === undefined) return nothing;
    const state = await loadCase(store, to);
    const later = await loadRecord(store, to, FINDINGS, findingId);
    if (!state || state.erasedAt !== undefined || !later) return nothing;
    const marked = new Set((later.head.matters ?? []).flatMap(({ n, outdated }) => (outdated ? [n] : [])));
    const gone = earlier.matters.filter(({ n, outdated }) => outdated && !marked.has(n));
    const back = earlier.matters.filter(({ n, outdated }) => !outdated && marked.has(n));
    const stands = earlier.head.outdated !== true;
    const differs = gone.length + back.length > 0 || stands === (later.head.outdated ?? false);
    const facts = (await loadEvents(store, caseId)).map(({ fact }) => fact);
    const why = facts.findLast((fact) => fact.type === 'finding-reassessed' && fact.findingId === findingId);
    const said = lastPaper(await findingPapersOf(store, caseId, earlier.head), 'finding-reassessed');
    if (!differs || why?.type !== 'finding-reassessed' || !said) return nothing;
    const paper: FindingPaper = {
      type: 'finding-reassessed',
      reason: said.reason,
      gone: [...matterSentences(gone)],
      back: [...matterSentences(back)],
      stands,
      undecided: false,
    };
    // What is asked is asked about all of it: the same question, as with a finding of the permit's own.
    const question = openQuestions(state).find(
      ({ about, stage }) => about === findingId && stage !== 'receipt',
    );
    const papers = [...later.head.papers, { hash: hashOf(paper) }];
    const fact = {
      type: 'finding-reassessed',
      findingId,
      ...(why.month === undefined ? {} : { month: why.month }),
      gone: gone.map(({ n }) => n),
      back: back.map(({ n }) => n),
      stands,
      ...(question
        ? {
            request: {
              ...question,
              hash: dossierHash(question.stage, findingId, papers),
              untold: true as const,
            },
          }
        : {}),
    } as const;
    const outcome = actAll(state, [{ fact, paper }], system('settle-ended'), clock(), [later]);
    if (!outcome.ok) return outcome;
    const further = outboxWrite(caseKey(to), ids.next(), clock(), { kind: 'continue-case', caseId: to });
    return { ok: true, value: 'marked', writes: [...actWrites(outcome.value), further] };
  });
