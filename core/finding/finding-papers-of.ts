import type { CaseEvent } from '../case/case-event.ts';
import { caseKey, loadEvents, loadRecord } from '../case/case-store.ts';
import { isLive } from '../case/matter.ts';
import { loadPaper } from '../case/papers.ts';
import type { FindingHead } from '../case/records/finding-facts.ts';
import {
  type FindingPaper,
  type FindingPaperOf,
  findingPaperSchema,
  sanctionNoticeSchema,
} from '../case/records/finding-papers.ts';
import { WORKS } from '../case/records/work.ts';
import { loadSession } from '../case/records/work-papers.ts';
import { MATTER_KINDS } from '../regulation/candidate-kinds.ts';
import type { Store } from '../store/ports.ts';
import { Fatal } from '../values/errors.ts';
import type { FindingView, MatterView, NoticeEntry } from './views.ts';

/** A paper of a violation with the number of its event. */
export type Filed = {
  readonly seq: number;
  readonly paper: FindingPaper;
  /** The case in which it is kept, where that is an earlier permit's. */
  readonly caseId?: string;
};

/** Everything that was written about a violation, in order. Papers that were erased (保存期間の満了) are left out. */
export const findingPapersOf = async (store: Store, caseId: string, head: FindingHead): Promise<Filed[]> => {
  const filed = await Promise.all(
    head.papers.map(async ({ seq, caseId: kept }) => ({
      seq,
      paper: await loadPaper(store, caseKey(kept ?? caseId), seq, findingPaperSchema),
      ...(kept === undefined ? {} : { caseId: kept }),
    })),
  );
  return filed.flatMap(({ paper, ...where }) => (paper === undefined ? [] : [{ ...where, paper }]));
};

/** The papers of a type, in the order in which they came. */
export const papersOf = <T extends FindingPaper['type']>(
  filed: readonly Pick<Filed, 'paper'>[],
  type: T,
): readonly FindingPaperOf<T>[] =>
  filed.map(({ paper }) => paper).filter((paper): paper is FindingPaperOf<T> => paper.type === type);

/** The last paper of a type, where there is one. */
export const lastPaper = <T extends FindingPaper['type']>(
  filed: readonly Pick<Filed, 'paper'>[],
  type: T,
): FindingPaperOf<T> | undefined => papersOf(filed, type).at(-1);

type Written = { readonly paper: { readonly type: string } };

/** The papers from the last one of these types on; all of them where there is none. */
export const sinceLast = <P extends Written>(
  papers: readonly P[],
  ...types: readonly FindingPaper['type'][]
): readonly P[] =>
  papers.slice(
    Math.max(
      0,
      papers.findLastIndex(({ paper }) => types.some((type) => type === paper.type)),
    ),
  );

/**
 * What was sent and written about the order in force, and that order: what came before it was about one that was withdrawn
 * (docs/adr/0058). Of an order that is withdrawn itself nothing but the withdrawal and what has followed.
 */
export const aboutOrder = <P extends Written>(papers: readonly P[]): readonly P[] =>
  sinceLast(papers, 'order-issued', 'order-withdrawn');

/** The order that a paper is about: the last one before it. Without a paper: the last one of all. */
export const orderBefore = (
  papers: readonly Pick<Filed, 'paper'>[],
  about?: FindingPaper,
): FindingPaperOf<'order-issued'> | undefined => {
  const at = papers.findIndex(({ paper }) => paper === about);
  return lastPaper(at < 0 ? papers : papers.slice(0, at), 'order-issued');
};

/** @throws {Fatal} when it is missing: nothing can have come this far without it */
export const requirePaper = <T extends FindingPaper['type']>(
  filed: readonly Filed[],
  type: T,
): FindingPaperOf<T> => {
  const paper = lastPaper(filed, type);
  if (!paper) throw new Fatal(`the paper ${type} is missing`);
  return paper;
};

/** 疑いのある接続・作業 in words, as far as their papers are there. */
export const mattersOf = (head: FindingHead, filed: readonly Filed[]): MatterView[] => {
  const written = filed.flatMap(({ paper }) => ('matters' in paper ? (paper.matters ?? []) : []));
  return (head.matters ?? []).flatMap((matter) => {
    const words = written.find(({ n }) => n === matter.n);
    if (!words) return [];
    const { n, kind, workId, at, withdrawn, outdated } = matter;
    const { clause, subject, text } = words;
    const state = withdrawn ? 'withdrawn' : outdated ? 'outdated' : 'open';
    return [{ n, kind, kindLabel: MATTER_KINDS[kind], clause, subject, text, workId, at, state }];
  });
};

/**
 * What the vendor itself has said of the works in question: 「予定と異なった理由」 of their reports (第6条第4号), for whoever
 * judges. In the order in which they came into question.
 */
export const reasonsGiven = async (
  store: Store,
  caseId: string,
  { about, matters = [] }: FindingHead,
): Promise<NonNullable<FindingView['reasons']>> => {
  const ids = [...new Set([about, ...matters.filter(isLive).map(({ workId }) => workId)])];
  const given = await Promise.all(
    ids.map(async (workId) => {
      const head = workId === undefined ? undefined : (await loadRecord(store, caseId, WORKS, workId))?.head;
      const reason = head && (await loadSession(store, caseId, head))?.varianceReason;
      return head && reason !== undefined ? [{ workId: head.workId, noticeNo: head.noticeNo, reason }] : [];
    }),
  );
  return given.flat();
};

const NOTICED: ReadonlySet<string> = new Set([
  'sanction-notified',
  'suspended',
  'revoked',
  'lapsed',
  'lapse-notified',
  'suspension-extended',
  'suspension-lifted',
  'partly-suspended',
  'partial-stop-extended',
  'partial-stop-lifted',
]);

/** F9, the notices of another last day and of lifting, as they were issued. */
export const noticesOf = async (store: Store, caseId: string): Promise<NoticeEntry[]> =>
  noticesAmong(store, caseId, await loadEvents(store, caseId));

export const noticesAmong = async (
  store: Store,
  caseId: string,
  events: readonly CaseEvent[],
): Promise<NoticeEntry[]> => {
  const noticed = events.filter(({ fact }) => NOTICED.has(fact.type));
  const notices = await Promise.all(
    noticed.map(async ({ seq, at }) => ({
      seq,
      at,
      paper: await loadPaper(store, caseKey(caseId), seq, sanctionNoticeSchema),
    })),
  );
  return notices.flatMap(({ seq, at, paper }) => (paper ? [{ seq, at, paper }] : []));
};

/** The notice that a permit has had of a sanction of a later day, for a violation of it or of the one that it is under. */
export const notified = async (store: Store, caseId: string, findingId: string) => {
  const isIt = ({ fact }: CaseEvent) => fact.type === 'sanction-notified' && fact.findingId === findingId;
  const seq = (await loadEvents(store, caseId)).find(isIt)?.seq;
  const paper = await loadPaper(store, caseKey(caseId), seq, sanctionNoticeSchema);
  return paper?.type === 'sanction-notice' ? paper : undefined;
};
