import { z } from 'zod';
import { act, actAll } from '../case/case.ts';
import { isSupervised, type Supervised } from '../case/case-state.ts';
import { actWrites, caseKey, childrenOf, loadCase } from '../case/case-store.ts';
import { loadPaper } from '../case/papers.ts';
import { IN_FORCE, STATUSES } from '../case/permit-statuses.ts';
import { actorOf, type Caller, vendorOf } from '../directory/caller.ts';
import { loadSettings } from '../directory/directory-store.ts';
import { replayable } from '../directory/idempotency.ts';
import { tellManager } from '../question/ask.ts';
import { commit } from '../store/commit.ts';
import type { Ports, Store } from '../store/ports.ts';
import { dateOf } from '../values/calendar.ts';
import { NOT_FOUND, type Problem, type Refusal, refused } from '../values/errors.ts';
import { formatWarekiDay } from '../values/wareki.ts';
import { type EndingInput, type EndingPaper, endingPaperSchema } from './ending.ts';

export const endingReceiptSchema = z.object({ caseId: z.string(), lastDay: z.string() });

/** The subcontractors' permits that would end with it (第11条). */
export const cascadeOf = async (store: Store, caseId: string): Promise<Supervised[]> =>
  (await childrenOf(store, caseId)).filter(isSupervised).filter(({ status }) => IN_FORCE.includes(status));

const ownPermit = async (
  store: Store,
  caller: Caller,
  caseId: string,
): Promise<Refusal | { readonly ok: true; readonly state: Supervised }> => {
  const state = await loadCase(store, caseId);
  if (!state || state.vendorId !== vendorOf(caller)) return NOT_FOUND;
  if (!isSupervised(state) || !IN_FORCE.includes(state.status))
    return refused(
      'conflict',
      'not-in-force',
      `この許可は「${STATUSES[state.status]}」のため、届け出ることはできません`,
    );
  return { ok: true, state };
};

/**
 * 廃止届: recorded at once; the daily run ends the permit at 00:00 of the day after the last day of use, and the
 * subcontractors' permits under it with it. Until then it may be taken back.
 */
export const fileEnding =
  (ports: Ports) => (caller: Caller, caseId: string, input: EndingInput, key?: string | undefined) => {
    const { store, clock } = ports;
    const request = { act: 'ending', caseId, input };
    return replayable(
      { store, clock },
      { caller, key, request, receipt: endingReceiptSchema },
      async ({ store }) => {
        const found = await ownPermit(store, caller, caseId);
        if (!found.ok) return found;
        const { state } = found;
        if (state.ending)
          return refused(
            'conflict',
            'ending-filed',
            `すでに廃止届が出ています（最終日 ${formatWarekiDay(state.ending.lastDay)}）。変更するときは、取り下げてから届け出てください`,
          );
        const now = clock();
        const today = dateOf(now).toString();
        const problems = examine(input.lastDay, today, state.period.to);
        if (problems.length > 0)
          return refused('invalid', 'invalid-ending', '廃止届の内容に誤りがあります', problems);
        const live = (await cascadeOf(store, caseId)).map(({ permitNo }) => permitNo).sort();
        const shown = [...(input.cascade ?? [])].sort();
        if (live.join() !== shown.join())
          return refused(
            'conflict',
            'cascade-changed',
            `同時に終了する再委託者の許可（${live.join('、') || 'なし'}）を確認してください（第11条）`,
          );
        const paper: EndingPaper = {
          kind: 'ending',
          filedOn: today,
          filedBy: { personId: caller.person.personId, name: caller.person.name },
          lastDay: input.lastDay,
          reason: input.reason,
          returnAndErasure: input.returnAndErasure,
          lastReport: input.lastReport,
          cascade: live,
        };
        const fact = { type: 'ending-filed', lastDay: input.lastDay } as const;
        const done = actAll(state, [{ fact, paper }], actorOf(caller), now);
        if (!done.ok) return done;
        return {
          ok: true,
          value: { caseId, lastDay: input.lastDay },
          writes: [
            ...actWrites(done.value),
            ...(await tellManager(ports, state, 'ending-filed', undefined, await loadSettings(store))),
          ],
        };
      },
    );
  };

const examine = (lastDay: string, today: string, periodTo: string): readonly Problem[] => {
  if (lastDay < today)
    return [{ pointer: '/lastDay', message: '利用の最終日は、届出の日（本日）以後としてください' }];
  if (lastDay >= periodTo)
    return [
      {
        pointer: '/lastDay',
        message:
          '満了の日まで利用するときは、廃止届は要りません。満了の日より前に利用をやめるときに届け出てください（第4条第3項、第12条）',
      },
    ];
  return [];
};

/** 廃止届の取下げ, until the permit has ended. */
export const withdrawEnding = (ports: Ports) => (caller: Caller, caseId: string) =>
  commit<{ caseId: string }>(ports, async (ports) => {
    const { store, clock } = ports;
    const found = await ownPermit(store, caller, caseId);
    if (!found.ok) return found;
    const { state } = found;
    const now = clock();
    if (!state.ending || state.ending.lastDay < dateOf(now).toString())
      return refused('conflict', 'no-ending', '取り下げることのできる廃止届はありません');
    const done = act(state, { type: 'ending-withdrawn' }, actorOf(caller), now);
    if (!done.ok) return done;
    return {
      ok: true,
      value: { caseId },
      writes: [
        ...actWrites(done.value),
        ...(await tellManager(ports, state, 'ending-withdrawn', undefined, await loadSettings(store))),
      ],
    };
  });

/** What was written in the 廃止届 that is or was in force. */
export const loadEnding = (store: Store, state: Supervised): Promise<EndingPaper | undefined> =>
  loadPaper(store, caseKey(state.caseId), state.ending?.paper, endingPaperSchema);
