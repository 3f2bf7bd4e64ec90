import { actAll } from '../case/case.ts';
import type { CaseFact } from '../case/case-event.ts';
import type { CaseState } from '../case/case-state.ts';
import { actWrites, listRecords, loadCase, loadEvents, loadRecord } from '../case/case-store.ts';
import { isLive, type Matter } from '../case/matter.ts';
import { FINDINGS } from '../case/records/finding.ts';
import { dossierHash } from '../case/records/finding-papers.ts';
import { INSTRUCTIONS } from '../case/records/instruction.ts';
import { WORKS } from '../case/records/work.ts';
import { asOfNow, type Caller, canSee, holds, officeAppointment } from '../directory/caller.ts';
import { loadNameAt, loadSettings, stillAppointed } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import type { Settings } from '../directory/settings.ts';
import { mayBeErased } from '../permit/ending.ts';
import { ask } from '../question/ask.ts';
import { type CandidateKind, CLAUSE_OF, type MatterKind } from '../regulation/candidate-kinds.ts';
import { regulationById } from '../regulation/regulations.ts';
import type { Ports, Store, Write } from '../store/ports.ts';
import { ERASED, NOT_FOUND, refused } from '../values/errors.ts';
import { hashOf } from '../values/hash.ts';
import { formatWarekiMonth } from '../values/wareki.ts';
import { actedSchema } from './finding-act.ts';
import type { PointOutInput } from './inputs.ts';

export type Raised = {
  readonly fact: Extract<CaseFact, { type: 'candidate-raised' }>;
  /** What was noticed, in sentences; names of people stand here and nowhere else. */
  readonly paper: {
    readonly type: 'candidate-raised';
    readonly kind: CandidateKind;
    readonly clause: number;
    readonly evidence: readonly string[];
  };
  readonly mails: readonly Write[];
};

/** What is a matter of its own; connections and works come together under their month: raise-matters.ts. */
type OwnKind = Exclude<CandidateKind, MatterKind | 'connections'>;

/**
 * 違反の候補 (第7条): something was noticed, and the manager is asked whether it is a violation. Never one by itself.
 * Load the state first, then call this, then act in the same transaction.
 *
 * @param noticed.about the record it comes from; none with what people point out
 * @param noticed.clause default: the one of its kind
 * @param noticed.judged the manager has judged so himself: that an earlier candidate was dismissed settles nothing
 * @returns undefined when the kind is switched off (第12条), or when there is one of this kind about the same record
 *   already (INV-9)
 */
export const raiseCandidate = async (
  ports: Ports,
  state: CaseState,
  noticed: {
    readonly kind: OwnKind;
    readonly about?: string;
    readonly clause?: number;
    readonly judged?: boolean;
    readonly evidence: readonly string[];
  },
  settings: Settings,
): Promise<Raised | undefined> => {
  const { kind, about, evidence, judged } = noticed;
  if (kind !== 'reported' && !settings.candidates[kind]) return undefined;
  const known = (await listRecords(ports.store, state.caseId, FINDINGS)).some(
    (finding) =>
      about !== undefined &&
      finding.about === about &&
      finding.kind === kind &&
      !(judged && finding.status === 'dismissed'),
  );
  if (known) return undefined;
  const findingId = ports.ids.next();
  const clause = noticed.clause ?? CLAUSE_OF[kind];
  const paper = { type: 'candidate-raised', kind, clause, evidence } as const;
  const { request, mails } = await ask(
    ports,
    state,
    {
      stage: 'candidate',
      about: findingId,
      hash: dossierHash('candidate', findingId, [{ hash: hashOf(paper) }]),
    },
    settings,
  );
  const fact = {
    type: 'candidate-raised',
    findingId,
    kind,
    clause,
    ...(about === undefined ? {} : { about }),
    request,
  } as const;
  return { fact, paper, mails };
};

/**
 * 職員による指摘 (第7条): whoever of the city may see the permit puts before the manager what looks like a violation. The
 * manager finds, or dismisses with a reason; the vendor is told nothing of it.
 */
export const pointOut =
  (ports: Ports) => (caller: Caller, caseId: string, input: PointOutInput, idempotencyKey?: string) => {
    const request = { route: 'candidates', caseId, input };
    return replayable(
      ports,
      { caller, key: idempotencyKey, request, receipt: actedSchema },
      async (ports) => {
        const { store, clock } = ports;
        const settings = await loadSettings(store);
        const state = await loadCase(store, caseId);
        const acting = await asOfNow(ports, caller);
        if (!state || canSee(acting, state, settings) !== 'city') return NOT_FOUND;
        if (state.erasedAt !== undefined) return ERASED;
        const held =
          officeAppointment(acting, settings) ??
          holds(acting, `manager:${state.sectionId}`) ??
          holds(acting, `clerk:${state.sectionId}`);
        if (!held) return refused('forbidden', 'not-holder', 'この操作を行う役職に、現在就いていません');
        const { clause, facts } = input;
        const raised = await raiseCandidate(
          ports,
          state,
          { kind: 'reported', clause, evidence: [facts] },
          settings,
        );
        if (!raised) return refused('conflict', 'known', 'すでに違反の候補となっています（第7条）');
        const { personId } = caller.person;
        const by = { kind: 'person', personId, role: held.role, as: held.kind } as const;
        const done = actAll(state, [raised], by, clock(), []);
        if (!done.ok) return done;
        const { findingId } = raised.fact;
        const { status, version } = done.value.after;
        return {
          ok: true,
          value: { caseId, findingId, status: 'candidate', permitStatus: status, version },
          writes: [...actWrites(done.value), stillAppointed(held), ...raised.mails],
        };
      },
    );
  };

/**
 * The papers of an order stay where they were written (docs/adr/0034), and a later permit against which it went on rests on
 * them, its mails quote them: they are needed until the records of that permit are erased (第7条, 第8条, 第12条).
 */
export const goesOnElsewhere = async (store: Store, caseId: string): Promise<boolean> => {
  for (const { status, findingId, to } of await listRecords(store, caseId, FINDINGS))
    if (status === 'handed-on' && to !== undefined && (await loadRecord(store, to, FINDINGS, findingId)))
      return true;
  return false;
};

/** Retention is over, and nothing rests on the case any more. What is not so, a disposal spares. */
export const isDisposable = async (
  store: Store,
  state: CaseState,
  years: number,
  today: Parameters<typeof mayBeErased>[2],
): Promise<boolean> => mayBeErased(state, years, today) && !(await goesOnElsewhere(store, state.caseId));

/**
 * 認知の経緯 that a candidate of a violation comes with, for the report to the chief (第7条): what has happened, by which
 * record it was noticed. Undefined where only the manager can say.
 */
export const howNoticed = async (
  store: Store,
  caseId: string,
  findingId: string,
): Promise<string | undefined> => {
  const head = (await loadRecord(store, caseId, FINDINGS, findingId))?.head;
  const { kind, about, matters = [] } = head ?? {};
  switch (kind) {
    case undefined:
      return undefined;
    case 'connections':
      return waysText(store, caseId, matters.filter(isLive), head?.month);
    case 'instruction-not-followed': {
      const instruction = await loadRecord(store, caseId, INSTRUCTIONS, about ?? '');
      return `指示（${instruction?.head.documentNo ?? ''}）の履行の確認`;
    }
    case 'nonconforming': {
      const state = await loadCase(store, caseId);
      return state && `${regulationById(state.regulationId).checklistName}の再確認`;
    }
    case 'reported': {
      const raised = (await loadEvents(store, caseId)).find(
        ({ fact }) => fact.type === 'candidate-raised' && fact.findingId === findingId,
      );
      return raised?.by.kind === 'person'
        ? `職員（${await loadNameAt(store, raised.by.personId, raised.at)}）の指摘`
        : undefined;
    }
    // One of the versions before, about a month or a work.
    default: {
      if (about === undefined) return undefined;
      if (/^\d{4}-\d\d$/.test(about)) return waysText(store, caseId, [{ by: 'log' }], about);
      const by = { 'emergency-declined': 'answer', 'no-report': 'overdue' } as const;
      const way = kind === 'emergency-declined' || kind === 'no-report' ? by[kind] : 'report';
      return waysText(store, caseId, [{ by: way, workId: about }], undefined);
    }
  }
};

/** So many works are named; of more it is said how many. */
const MOST_NAMED = 5;

const waysText = async (
  store: Store,
  caseId: string,
  matters: readonly Pick<Matter, 'by' | 'workId'>[],
  month: string | undefined,
): Promise<string | undefined> => {
  const named = async (by: Matter['by']): Promise<string> => {
    const ids = [...new Set(matters.filter((one) => one.by === by).flatMap(({ workId }) => workId ?? []))];
    const works = await Promise.all(
      ids.slice(0, MOST_NAMED).map((workId) => loadRecord(store, caseId, WORKS, workId)),
    );
    const more = ids.length > MOST_NAMED ? ` ほか${ids.length - MOST_NAMED}件` : '';
    return ` ${works.flatMap((work) => work?.head.noticeNo ?? []).join('、')}${more} `;
  };
  const words: Readonly<Record<Matter['by'], (works: string) => string>> = {
    log: () =>
      `${month === undefined ? '' : `${formatWarekiMonth(month)}分の`}接続ログと許可・作業申請・作業報告との照合`,
    report: (works) => `作業報告${works}と許可・作業申請との照合`,
    overdue: (works) => `作業${works}の報告が期限までにないことの確認`,
    answer: (works) => `緊急の作業${works}の事後承認の判断`,
  };
  const ways = [...new Set(matters.map(({ by }) => by))];
  const texts = await Promise.all(ways.map(async (by) => words[by](await named(by))));
  return texts.length === 0 ? undefined : texts.join('、');
};
