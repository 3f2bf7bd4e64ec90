import { z } from 'zod';
import type { Supervised } from '../case/case-state.ts';
import { listRecords } from '../case/case-store.ts';
import { IN_FORCE } from '../case/permit-statuses.ts';
import { affectedSchema } from '../case/records/finding-papers.ts';
import {
  LOST_GROUNDS,
  SHORTENING_STATUSES,
  SHORTENINGS,
  type ShorteningHead,
  type ShorteningStatus,
} from '../case/records/shortening.ts';
import { isTold } from '../case/told-to-vendor.ts';
import { type Caller, holds } from '../directory/caller.ts';
import { loadPermit } from '../permit/view-permit.ts';
import { roleOf } from '../question/ask.ts';
import { viewQuestions } from '../question/open-question.ts';
import type { Ports } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { accepted, NOT_FOUND, type Outcome } from '../values/errors.ts';
import { writtenAt } from '../values/signed.ts';
import { fallingWith, hashWithEnd } from './earlier-end.ts';
import { shorteningPaperSchema, shorteningPapersOf } from './shortening-papers.ts';

/** 許可の期間の短縮 (第4条第3項, docs/adr/0062) as it is shown. */
export const shorteningViewSchema = z.object({
  shorteningId: z.string(),
  status: z.string(),
  statusLabel: z.string(),
  ground: z.string(),
  groundLabel: z.string(),
  /** 短縮後の許可の期間の末日, as it is intended or decided. */
  lastDay: z.string(),
  /** 文書番号 of 弁明の機会の付与について（通知）. */
  documentNo: z.string(),
  statementDueOn: z.string(),
  proposedAt: z.string(),
  papers: z.array(z.object({ seq: z.int(), at: z.string(), paper: shorteningPaperSchema })),
  /** The city: what is asked now, and the hash to post back with the answer. */
  request: z
    .object({
      stage: z.enum(['shortening', 'shortening-approval']),
      hash: z.string(),
      dueOn: z.string(),
    })
    .optional(),
  /** The subcontractors' permits that fall with it (第11条). */
  cascade: z.array(affectedSchema),
  can: z.object({ state: z.boolean(), record: z.boolean(), answer: z.boolean() }),
});
export type ShorteningView = z.infer<typeof shorteningViewSchema>;

type Reading = Pick<Ports, 'store' | 'clock'>;

const viewOf = async (
  ports: Reading,
  caller: Caller,
  state: Supervised,
  sees: 'vendor' | 'city',
  head: ShorteningHead,
): Promise<ShorteningView> => {
  const { shorteningId, status, ground, lastDay, documentNo, statementDueOn, proposedAt } = head;
  const filed = await shorteningPapersOf(ports.store, state.caseId, head);
  const question = state.questions.find(({ stage, about }) => STAGES.has(stage) && about === shorteningId);
  const [asked] = await viewQuestions(ports, caller, state, sees === 'city' && question ? [question] : []);
  const inForce = IN_FORCE.includes(state.status);
  const isHeard = (of: 'shortening-stated' | 'shortening-heard') =>
    inForce && SHORTENINGS.transitions[of].from.includes(status);
  // What the manager has proposed to the chief is the city's own until it is decided.
  const shownDay = sees === 'city' || status === 'shortened' ? lastDay : toldDay(filed, lastDay);
  const cascade = await fallingWith(ports.store, state, shownDay);
  return {
    ...{ shorteningId, ground, documentNo, statementDueOn, proposedAt },
    ...(sees === 'city'
      ? { status, statusLabel: SHORTENING_STATUSES[status] }
      : { status: UNDECIDED[status] ?? status, statusLabel: toldLabel(status) }),
    groundLabel: LOST_GROUNDS[ground],
    lastDay: shownDay,
    papers: filed
      .filter(({ paper }) => sees === 'city' || isTold(paper))
      .map(({ seq, paper }) => ({ seq, at: writtenAt(paper, { openedAt: proposedAt }), paper })),
    request: asked && {
      stage: asked.stage === 'shortening' ? 'shortening' : 'shortening-approval',
      hash: hashWithEnd(asked.hash, { lastDay, cascade }),
      dueOn: asked.dueOn,
    },
    cascade,
    can: {
      state:
        sees === 'vendor' &&
        isHeard('shortening-stated') &&
        dateOf(ports.clock()).toString() <= statementDueOn,
      record:
        sees === 'city' &&
        isHeard('shortening-heard') &&
        holds(caller, roleOf('shortening', state)) !== undefined,
      answer: asked?.mine ?? false,
    },
  };
};
/** Who of the city has it, and what he proposes, is the city's own. */
const UNDECIDED: Partial<Record<ShorteningStatus, ShorteningStatus>> = { approving: 'weighing' };
const toldLabel = (status: ShorteningStatus): string =>
  UNDECIDED[status] === undefined && status !== 'weighing' ? SHORTENING_STATUSES[status] : '市の判断待ち';

const STAGES: ReadonlySet<string> = new Set(['shortening', 'shortening-approval']);

const toldDay = (filed: Awaited<ReturnType<typeof shorteningPapersOf>>, lastDay: string): string => {
  const proposed = filed.find(({ paper }) => paper.type === 'shortening-proposed')?.paper;
  return proposed?.type === 'shortening-proposed' ? proposed.lastDay : lastDay;
};

/** All of a permit, the newest first. */
export const listShortenings =
  (ports: Reading) =>
  async (caller: Caller, caseId: string): Promise<Outcome<ShorteningView[]>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const heads = (await listRecords(ports.store, caseId, SHORTENINGS)).toReversed();
    return accepted(await Promise.all(heads.map((head) => viewOf(ports, caller, state, sees, head))));
  };

export const viewShortening =
  (ports: Reading) =>
  async (caller: Caller, caseId: string, shorteningId: string): Promise<Outcome<ShorteningView>> => {
    const found = await loadPermit(ports.store, caller, caseId);
    if (!found.ok) return found;
    const { state, sees } = found.value;
    const heads = await listRecords(ports.store, caseId, SHORTENINGS);
    const head = heads.find((one) => one.shorteningId === shorteningId);
    return head ? accepted(await viewOf(ports, caller, state, sees, head)) : NOT_FOUND;
  };
